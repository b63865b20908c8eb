"""AW-F1: when a box of weights can be met, and when in one way only."""

from kdtheory.ledger import claim, theorem


@claim(
    "AW-F1",
    stated="K w_min ≤ 1 ≤ K w_max",
)
def aw_f1():
    return [theorem("AW-F1")]
