"""SK-C1: the loss after n stages exceeds that of the path's end by O(1/n)."""

from kdtheory.ledger import claim, measured, theorem


@claim(
    "SK-C1",
    stated="G ρ L s/((1−ρ) n)",
)
def sk_c1():
    return [theorem("SK-C1"), measured("SK-H")]
