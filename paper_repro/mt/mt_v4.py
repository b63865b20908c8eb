"""MT-V4: outside linear pools even the inequality fails."""

from fractions import Fraction

from kdtheory.ledger import claim, measured, theorem, value
from kdtheory.ledger.numbers import apply, ball, balls

VALUES = (("1/2 1/2", Fraction(9, 10)), ("99999999/100000000 1/100000000", Fraction(1, 10)))


def spread(chances):
    """Variance of the first class; the second one's is the same."""
    mean = sum(c * x for c, x in chances)
    return sum(c * (x - mean) ** 2 for c, x in chances)


def ratio():
    one = [(ball(c), balls(p)[0]) for p, c in VALUES]
    two = [
        (ball(c * d), apply("log_pool", [p, r], "1/2 1/2")[0]) for p, c in VALUES for r, d in VALUES
    ]
    return spread(two) / spread(one)


@claim(
    "MT-V4",
    stated="1.71 times the variance of one teacher",
)
def mt_v4():
    return [
        theorem("MT-V4"),
        measured("MT-V"),
        value("variance of the logarithmic pool over that of one teacher", "1.71", ratio),
    ]
