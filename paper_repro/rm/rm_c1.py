"""RM-C1: exact students come back on a straight line."""

from kdtheory.ledger import claim, theorem, value
from kdtheory.ledger.numbers import apply, balls, variation


def ratio():
    p, s = "1/2 3/10 1/5", "1/10 1/10 4/5"
    after = apply("linear_anchor", p, s, "1/4")
    return variation(after, balls(p)) / variation(balls(s), balls(p))


@claim(
    "RM-C1",
    stated="1 − α",
)
def rm_c1():
    return [
        theorem("RM-C1"),
        value("TV after one step over TV before, α = 1/4", "0.750000000000", ratio),
    ]
