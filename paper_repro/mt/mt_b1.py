"""MT-B1: the bias of a linear pool."""

from kdtheory.ledger import claim, measured, theorem


@claim(
    "MT-B1",
    stated="|E q − p*| ≤ Σ w_k |b_k|",
)
def mt_b1():
    return [theorem("MT-B1"), measured("MT-V")]
