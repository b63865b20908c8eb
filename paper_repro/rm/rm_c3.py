"""RM-C3: the divergence to the teacher falls by 1 − α a generation."""

from kdtheory.ledger import claim, sharp, theorem


@claim(
    "RM-C3",
    stated="1 − α",
)
def rm_c3():
    return [theorem("RM-C3"), sharp("RM-C3", alpha="1/2", floor="1/10")]
