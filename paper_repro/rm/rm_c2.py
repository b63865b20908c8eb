"""RM-C2: the divergence from the teacher falls by 1 − α a generation."""

from kdtheory.ledger import claim, sharp, theorem


@claim(
    "RM-C2",
    stated="1 − α",
)
def rm_c2():
    return [
        theorem("RM-C2"),
        sharp("RM-C2", alpha="1/2", floor="1/10"),
        sharp("RM-C2", alpha="1/2", floor="1/100"),
    ]
