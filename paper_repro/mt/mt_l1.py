"""MT-L1: a linear pool moves no further than its weights."""

from kdtheory.ledger import claim, sharp, theorem


@claim(
    "MT-L1",
    stated="‖q − q'‖₁ ≤ ‖w − w'‖₁",
)
def mt_l1():
    return [theorem("MT-L1"), sharp("MT-L1", floor="1/10", classes=3)]
