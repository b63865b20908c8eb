"""AW-C2: with strong convexity the rate is 1/t."""

from kdtheory.ledger import claim, theorem


@claim(
    "AW-C2",
    stated="O(1/t)",
)
def aw_c2():
    return [theorem("AW-C2")]
