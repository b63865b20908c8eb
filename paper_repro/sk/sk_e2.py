"""SK-E2: for two classes all families take one segment, for three they part."""

from kdtheory.ledger import claim, theorem


@claim(
    "SK-E2",
    stated="power and mixture meet only at p and at u (n ≥ 3)",
)
def sk_e2():
    return [theorem("SK-E2")]
