"""SK-A4: temperature one changes nothing."""

from sympy import Integer, Rational, Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE


@derivation("SK-A4", "power transform and mixture are the identity at T = 1", "sourced")
def identity(d: Derivation) -> None:
    """Put T = 1: a distribution is its own normalisation, and 1 − 1/T vanishes."""
    n = d.size("n")
    i, j = d.index("i j", n)
    T = d.scalar("T", POSITIVE)
    for words, closed in (("open", False), ("closed", True)):
        p = d.distribution("p" if not closed else "q", n, closed=closed)
        power = p[i] ** (1 / T) / Sum(p[j] ** (1 / T), (j, 1, n))
        mixture = p[i] / T + (1 - 1 / T) / n
        for name, F in (("power transform", power), ("mixture", mixture)):
            plain = d.claim(f"{name}, {words}", F.subs(T, 1), "=", p[i])
            d.conclude(plain, (-1, d.identity(plain.lhs, p[i])))
    d.counterexample("at T = 2 the power transform keeps the largest entry",
                     power.subs(T, Integer(2)), "≥", p[i], n=2, i=1,
                     q=[Rational(16, 25), Rational(9, 25)])  # fmt: skip
