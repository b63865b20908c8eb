"""SK-B2: with one target the balance of bias and variance decides."""

from kdtheory.ledger import claim, measured, theorem


@claim(
    "SK-B2",
    stated="student better ⇔ ΔVar > ΔBias²",
)
def sk_b2():
    return [theorem("SK-B2"), measured("SK-B")]
