"""SK-B7: the best temperature of the mixture in closed form."""

from fractions import Fraction

from kdtheory.ledger import claim, measured, theorem, value

V, B = Fraction(1, 10), Fraction(3, 10)


def risk(share):
    """``V/T² + (1 − 1/T)² B`` with ``share = 1/T``."""
    return V * share**2 + (1 - share) ** 2 * B


@claim(
    "SK-B7",
    stated="1/T* = B/(V + B), risk VB/(V + B)",
)
def sk_b7():
    return [
        theorem("SK-B7"),
        measured("SK-B"),
        value(
            "risk at 1/T = B/(V + B), V = 1/10, B = 3/10",
            "3/40",
            lambda: risk(Fraction(3, 4)),
            "exactly",
        ),
        value("risk a little softer, 1/T = 5/7", "3/40", lambda: risk(Fraction(5, 7)), "at least"),
        value("risk a little sharper, 1/T = 7/9", "3/40", lambda: risk(Fraction(7, 9)), "at least"),
    ]
