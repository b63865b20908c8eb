"""SK-B1: the risk under squared loss is bias plus variance."""

from kdtheory.ledger import claim, measured, theorem


@claim(
    "SK-B1",
    stated="factor 1, and σ² for independent noise",
)
def sk_b1():
    return [theorem("SK-B1"), measured("SK-B")]
