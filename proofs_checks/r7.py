"""R7: mixing with the uniform distribution keeps majorisation."""

import flint
from sympy import Integer, Rational, Sum, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import CLOSED_SHARE, POSITIVE


@derivation("R7", "if X_T falls in majorisation, so does (1 − λ_T)X_T + λ_T u", "ours")
def mixing_keeps_majorisation(d: Derivation) -> None:
    """The k largest entries hold at least k/n. Mixing turns their mass s into (1 − λ)s + λk/n,
    which grows with s and falls with λ. So the mass of the k largest falls for every k.
    """
    k, m = d.size("k"), d.size("m")
    a, b = d.index("a", k), d.index("b", m)
    n = k + m

    # The largest entries of X, and the others; not normalised.
    top, rest = d.family("x", POSITIVE), d.family("y", POSITIVE)

    def larger(point, rng):
        high = [flint.fmpq(rng.randint(4, 9)) for _ in range(99)]
        low = [flint.fmpq(rng.randint(1, 4)) for _ in range(99)]
        point.families[top], point.families[rest] = high.__getitem__, low.__getitem__

    order = d.assume("these are the largest", top[a], "≥", rest[b], [a, b], larger)
    above, below = Sum(top[a], (a, 1, k)), Sum(rest[b], (b, 1, m))
    heavy = d.claim("the k largest hold at least k/n", above / (above + below), "≥", k / n)
    d.conclude(heavy, (1 / (n * (above + below)), d.sum(a, d.sum(b, order))))

    # The mass s of the k largest at T, and s' ≤ s at T' > T.
    s, later = d.scalar("s"), d.scalar("s'")
    lam, rise = d.scalar("λ", CLOSED_SHARE), d.scalar("t", CLOSED_SHARE)
    lam_later = lam + rise * (1 - lam)
    falls = d.assume("X_T falls in majorisation", later, "≤", s)
    holds = d.assume("its k largest hold at least k/n", s, "≥", k / n)
    mixed = d.claim("so does the mixture, λ' ≥ λ", (1 - lam_later) * later + lam_later * k / n, "≤",
                    (1 - lam) * s + lam * k / n)  # fmt: skip
    d.conclude(mixed, (1 - lam_later, falls), (lam_later - lam, holds))

    ten = Integer(10)
    i, j = d.index("i j", ten)
    p, q = d.distribution("p", ten), d.distribution("q", ten)

    def entropy(p):
        F = p[i] ** Rational(1, 20) / Sum(p[j] ** Rational(1, 20), (j, 1, ten))
        return -Sum(F * log(F), (i, 1, ten))

    def largest(p, k):
        return sum((p[c] for c in range(1, k + 1)), start=Integer(0))

    cent = Rational(1, 100)
    d.counterexample(
        "p majorises q ⇒ H(F_20(p)) ≤ H(F_20(q)), F the power transform",
        entropy(p), "≤", entropy(q),
        where=[(largest(p, k), "≥", largest(q, k)) for k in range(1, 10)],
        p=[91 * cent, *[cent] * 9], q=[*[19 * cent] * 5, *[cent] * 5],
    )  # fmt: skip
