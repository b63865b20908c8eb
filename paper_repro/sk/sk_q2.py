"""SK-Q2: students of an exponential family see the moments only."""

from kdtheory.ledger import claim, measured, theorem


@claim(
    "SK-Q2",
    stated="F ~ G ⇔ Aᵀ(F(p) − G(p)) = 0",
)
def sk_q2():
    return [theorem("SK-Q2"), measured("SK-Q")]
