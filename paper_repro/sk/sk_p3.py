"""SK-P3: softening what is known from samples only."""

from fractions import Fraction
from math import comb

from kdtheory.ledger import claim, measured, theorem, value


def error(N, p=Fraction(3, 4)):
    """``E‖p̂ − p‖²`` over all outcomes of `N` draws of two classes."""
    chance = (comb(N, k) * p**k * (1 - p) ** (N - k) for k in range(N + 1))
    return sum(c * 2 * (Fraction(k, N) - p) ** 2 for k, c in enumerate(chance))


@claim(
    "SK-P3",
    stated="(1 − ‖p‖²)/N, divided by T² for mixtures; N^(−1/T) for unseen classes",
)
def sk_p3():
    return [
        theorem("SK-P3"),
        measured("SK-P"),
        value(
            "E‖p̂ − p‖² for N = 4 draws of p = (3/4, 1/4), by enumeration",
            "3/32",
            lambda: error(4),
            "exactly",
        ),
    ]
