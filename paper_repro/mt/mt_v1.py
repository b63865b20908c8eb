"""MT-V1: the variance of a linear pool."""

from kdtheory.ledger import claim, measured, theorem


@claim(
    "MT-V1",
    stated="wᵀΣw",
)
def mt_v1():
    return [theorem("MT-V1"), measured("MT-V")]
