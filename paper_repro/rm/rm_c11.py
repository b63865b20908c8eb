"""RM-C11: with a memory of m generations the rate holds a block of m."""

from kdtheory.ledger import claim, theorem


@claim(
    "RM-C11",
    stated="(1 − α)^⌈g/m⌉",
)
def rm_c11():
    return [theorem("RM-C11")]
