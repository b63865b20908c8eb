"""AW-P1: bounds of a product of weights across scales."""

from fractions import Fraction

from kdtheory.ledger import claim, theorem, value


def largest(a=Fraction(1, 10), b=Fraction(7, 10), K=3):
    """The product in which one teacher has b at every scale and the others a."""
    return b**3 / (b**3 + (K - 1) * a**3)


@claim(
    "AW-P1",
    stated="a³/(a³+(K−1)b³) ≤ w_k ≤ b³/(b³+(K−1)a³)",
)
def aw_p1():
    return [
        theorem("AW-P1"),
        value(
            "largest weight for three teachers, factors in [1/10, 7/10]",
            "343/345",
            largest,
            "exactly",
        ),
    ]
