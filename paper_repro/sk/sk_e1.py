"""SK-E1: at least three families conform, and they are pairwise different."""

from kdtheory.ledger import cells, claim, theorem, value
from kdtheory.ledger.numbers import apply, variation


def apart(one, other):
    return variation(*(apply(name, "7/10 1/5 1/10", "2") for name in (one, other)))


@claim(
    "SK-E1",
    stated="three pairwise different conforming families",
)
def sk_e1():
    return [
        theorem("SK-E1"),
        cells(
            "power mixture entropic_projection",
            "SK-A0/simplex SK-A1/strict SK-A3/weak SK-A4/open SK-A5/inf-open",
        ),
        value(
            "TV between power and mixture at p = (7/10, 1/5, 1/10), T = 2",
            "0.01",
            lambda: apart("power", "mixture"),
            "at least",
        ),
        value(
            "TV between mixture and rational mixture there",
            "0.01",
            lambda: apart("mixture", "mixture_rational"),
            "at least",
        ),
        value(
            "TV between power and rational mixture there",
            "0.01",
            lambda: apart("power", "mixture_rational"),
            "at least",
        ),
    ]
