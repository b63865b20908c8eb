"""SK-B4: every Bregman divergence splits at its own mean."""

from kdtheory.ledger import claim, measured, theorem


@claim(
    "SK-B4",
    stated="splits where φ'(S̄) = E φ'(S)",
)
def sk_b4():
    return [theorem("SK-B4"), measured("SK-B")]
