"""MT-T1: staying in the hull and commuting with the power transform exclude each other."""

from kdtheory.ledger import claim, theorem


@claim(
    "MT-T1",
    stated="no such aggregation for n ≥ 3",
)
def mt_t1():
    return [theorem("MT-T1")]
