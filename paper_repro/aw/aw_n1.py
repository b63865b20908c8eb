"""AW-N1: token-dependent weights need normalising over the tokens."""

from fractions import Fraction

from kdtheory.ledger import claim, theorem, value

P = ((Fraction(1), Fraction(0)), (Fraction(0), Fraction(1)))
W = ((Fraction(9, 10), Fraction(1, 10)), (Fraction(1, 10), Fraction(9, 10)))


def total():
    """``Σ_i Σ_k w_k(i) p^k(i)``: token i has the weights W[i]."""
    return sum(W[i][k] * P[k][i] for i in range(2) for k in range(2))


@claim(
    "AW-N1",
    stated="weights normalised over teachers give a distribution",
    as_stated="over-teachers",
)
def aw_n1():
    return [
        theorem("AW-N1"),
        value(
            "sum over the tokens for p¹ = (1, 0), p² = (0, 1), weights (.9, .1), (.1, .9)",
            "9/5",
            total,
            "exactly",
        ),
    ]
