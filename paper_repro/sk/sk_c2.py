"""SK-C2: as good as the teacher up to O(1/n), on a realisable path only."""

from kdtheory.ledger import claim, measured, theorem


@claim(
    "SK-C2",
    stated="E ℓ(S_n) ≤ E ℓ(T) + O(1/n)",
    as_stated="capacity-gap",
    note=(
        "True on a realisable path. Where the class is too small for the teacher, the excess has a "
        "floor that no number of stages lowers."
    ),
)
def sk_c2():
    return [theorem("SK-C2"), measured("SK-H")]
