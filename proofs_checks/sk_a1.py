"""SK-A1: rankings are preserved."""

from sympy import Rational, Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import CLOSED_SHARE, POSITIVE, SHARE, Range


@derivation("SK-A1", "power transform and mixture preserve rankings", "sourced")
def rankings(d: Derivation) -> None:
    """x^(1/T) increases strictly and all entries have one normaliser; the mixture multiplies gaps
    by 1 − λ. Strict and weak differ on ties only.
    """
    n = d.size("n")
    i, j = d.index("i j", n)
    p, T = d.distribution("p", n), d.scalar("T", POSITIVE)
    lam = d.scalar("λ", Range(SHARE.low, SHARE.high, False, True))
    Z = Sum(p[i] ** (1 / T), (i, 1, n))

    def power(i):
        return p[i] ** (1 / T) / Z

    def mixture(i):
        return (1 - lam) * p[i] + lam / n

    def root(x):
        return x ** (1 / T)

    for kind, op in (("strict", ">"), ("weak", "≥")):
        order = d.assume(f"{kind} order", p[i], op, p[j])
        grows = d.since("monotone", root, order, p[j], p[i])
        kept = d.claim(f"power transform, {kind}", power(i), op, power(j))
        d.conclude(kept, (1 / Z, grows))
        mixed = d.claim(f"mixture, {kind}", mixture(i), op, mixture(j))
        d.conclude(mixed, (1 - lam, order))
    tie = d.claim("ties stay ties", mixture(i) - mixture(j), "=", (1 - lam) * (p[i] - p[j]))
    d.conclude(tie, (-1, d.identity(tie.lhs, tie.rhs)))

    q, weight = d.distribution("q", n, closed=True), d.scalar("w", CLOSED_SHARE)
    d.counterexample(
        "the mixture is strict at λ = 1",
        (1 - weight) * q[1] + weight / n, ">", (1 - weight) * q[2] + weight / n,
        where=[(q[1], ">", q[2])], n=2, q=[Rational(2, 3), Rational(1, 3)], w=1,
    )  # fmt: skip
