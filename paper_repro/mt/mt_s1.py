"""MT-S1: what pooling does to the probability of an unsafe event."""

from kdtheory.ledger import axiom, claim, sharp, theorem, value
from kdtheory.ledger.numbers import apply


def unsafe():
    teachers = ["9/10 1/10000 999/10000", "1/10000 9/10 999/10000"]
    return apply("log_pool", teachers, "1/2 1/2")[2]


@claim(
    "MT-S1",
    stated="q(U) ≤ max_k p^k(U)",
    as_stated="any-pool",
    note=(
        "The papers name the guarantee for aggregation in general. It holds for the linear pool "
        "and, for every event, for it alone."
    ),
)
def mt_s1():
    return [
        axiom("MT-S1"),
        theorem("MT-S1"),
        sharp("MT-S1"),
        sharp("MT-S1", power="1/2"),
        value("logarithmic pool of two teachers that give U 0.0999 each", "0.840", unsafe),
    ]
