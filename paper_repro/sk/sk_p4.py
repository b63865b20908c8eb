"""SK-P4: how many samples tell the order of two classes."""

from fractions import Fraction
from math import comb

from kdtheory.ledger import claim, measured, theorem, value

P, N = (Fraction(3, 5), Fraction(3, 10), Fraction(1, 10)), 20


def wrong():
    """Probability that class 2 is drawn at least as often as class 1."""
    return sum(
        comb(N, a) * comb(N - a, b) * P[0] ** a * P[1] ** b * P[2] ** (N - a - b)
        for a in range(N + 1)
        for b in range(a, N - a + 1)
    )


@claim(
    "SK-P4",
    stated="exp(−N(p_i − p_j)²/2)",
)
def sk_p4():
    return [
        theorem("SK-P4"),
        measured("SK-P"),
        value(
            (
                "P(wrong order) for N = 20, p = (3/5, 3/10, 1/10), by enumeration; the bound is "
                "exp(−9/10)"
            ),
            "0.4065",
            wrong,
            "at most",
        ),
    ]
