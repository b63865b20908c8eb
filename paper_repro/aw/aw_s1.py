"""AW-S1: weighted pools are stable in their weights."""

from kdtheory.ledger import claim, theorem


@claim(
    "AW-S1",
    stated="‖q−q'‖₁ ≤ ‖w−w'‖₁",
)
def aw_s1():
    return [theorem("AW-S1")]
