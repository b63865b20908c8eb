"""SK-D1: a token of the mixture is private."""

from sympy import Rational, Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import CLOSED_SHARE, SHARE


@derivation("SK-D1", "one token of the mixture is private in the teacher", "ours")
def one_token(d: Derivation) -> None:
    """Every class has at least λ/n from any teacher and at most 1 − λ + λ/n from another; the
    quotient of these is e^ε, and it is attained by teachers that are certain of different classes.
    """
    n = d.size("n", 2)
    i = d.index("i", n)
    p, r = d.distribution("p", n, closed=True), d.distribution("r", n, closed=True)
    lam, event = d.scalar("λ", SHARE), d.family("U", CLOSED_SHARE)
    level = d.define("e^ε", 1 + n * (1 - lam) / lam)

    def F(p):
        return (1 - lam) * p[i] + lam / n

    token = d.claim("every token", F(p), "≤", level * F(r))
    at_most = d.sign(1 - p[i], "a probability is at most one")
    some = d.sign(r[i])
    known = d.combine(token.lhs, "≤", token.rhs, (1 - lam, at_most), (level * (1 - lam), some))
    d.conclude(token, known)
    events = d.claim("every event U", Sum(event[i] * F(p), (i, 1, n)), "≤",
                     level * Sum(event[i] * F(r), (i, 1, n)))  # fmt: skip
    d.conclude(events, d.sum(i, known, event[i]))
    d.counterexample("99 % of e^ε are enough", F(p), "≤", Rational(99, 100) * level * F(r),
                     n=2, i=1, λ=Rational(1, 3), p=[1, 0], r=[0, 1])  # fmt: skip
    tight = d.claim("tight", (1 - lam) * 1 + lam / n, "=", level * ((1 - lam) * 0 + lam / n))
    d.conclude(tight, (-1, d.identity(tight.lhs, tight.rhs)))
