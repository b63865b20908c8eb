"""SK-Q3: under squared loss a convex class sees the projection only."""

from kdtheory.ledger import claim, measured, theorem


@claim(
    "SK-Q3",
    stated="F ~ G ⇔ the projections coincide",
)
def sk_q3():
    return [theorem("SK-Q3"), measured("SK-Q")]
