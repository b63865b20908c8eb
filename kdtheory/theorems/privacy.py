"""Privacy of one drawn token: SK-D1 to SK-D3.

A law of tokens is ε-differentially private in the teacher if no class, and so no event, becomes
more than ``exp(ε)`` times as likely with one teacher as with another.
"""

from __future__ import annotations

from typing import Any

from kdtheory.claims.claim import Cases, Relation
from kdtheory.claims.product import direction, number, point, share, temperature
from kdtheory.operators.softening import power
from kdtheory.theorems.lemmas import nonnegative, positive, zero
from kdtheory.theorems.parts import at_most, total
from kdtheory.theorems.proofs import (
    HALF_OPEN,
    NONNEGATIVE,
    POSITIVE,
    REAL,
    SHARE,
    Argument,
    Statement,
    at,
    slope,
)
from kdtheory.theorems.pruning import CLOSED_OPEN, UNIT
from kdtheory.theorems.registry import OURS, Constant, Draft, FalseReading, Kept, theorem

P, R = point("p", closed=True), point("r", closed=True)
LAM, T = share("lam"), temperature()


# SK-D1 ----------------------------------------------------------------------------------------


@theorem(
    "SK-D1", "one token of the mixture is private",
    r"F_\lambda(p)_i \le e^{\varepsilon} F_\lambda(r)_i,\quad "
    r"e^\varepsilon = 1 + \frac{n(1-\lambda)}{\lambda}",
    "One token drawn from the mixture is differentially private in the teacher, at a level that "
    "depends on the share of the uniform part only, and cannot be improved.",
    provenance=OURS,
    hypotheses={"mixture": "the token is drawn from the mixture, not from the power transform at "
                "T = 1/(1−λ)"},
    constant=Constant("log(1 + n(1−λ)/λ)", "attained at p_i = 1, r_i = 0", "tight"),
    false={"any-softening": FalseReading(
        "Every softening is private at the mixture's level.", "mixture")},
)  # fmt: skip
def private(kept: Kept) -> list[Draft]:
    def drawn(p: Any, x: Any, xp: Any) -> Any:
        if not kept.mixture:
            return power(p, 1 / (1 - x.lam), xp)
        return (1 - x.lam) * p + x.lam / p.shape[-1]

    def bound(F: Any, x: Any, xp: Any) -> Cases:
        level = 1 + x.p.shape[-1] * (1 - x.lam) / x.lam
        return at_most(drawn(x.p, x, xp), level * drawn(x.r, x, xp), xp)

    token = "(1−λ) p + λ u" if kept.mixture else "power transform at T = 1/(1−λ)"
    return [Draft("level", f"F(p)_i ≤ (1 + n(1−λ)/λ) F(r)_i, F(p) = {token}", (P, R, LAM), bound,
                  ("mixture",), proofs=(LEVEL,))]  # fmt: skip


def _level(v: Any, xp: Any) -> list[Statement]:
    uniform = v.lam / v.n
    ratio = 1 + v.n * (1 - v.lam) / v.lam
    return [
        zero("λ/n (1 + n(1−λ)/λ) = (1−λ) + λ/n: attained at p_i = 1, r_i = 0",
             uniform * ratio - (1 - v.lam) - uniform),
        nonnegative("e^ε ((1−λ) r + λ/n) − ((1−λ) p + λ/n) ≥ 0, p = 1 − d",
                    ratio * (1 - v.lam) * v.r + (1 - v.lam) * v.d),
        zero("which is e^ε (1−λ) r + (1−λ)(1 − p)",
             ratio * ((1 - v.lam) * v.r + uniform) - ((1 - v.lam) * (1 - v.d) + uniform)
             - ratio * (1 - v.lam) * v.r - (1 - v.lam) * v.d),
    ]  # fmt: skip


LEVEL = Argument(
    "SK/level", "the largest probability against the smallest one; sums over events follow",
    _level, {"lam": SHARE, "n": POSITIVE, "r": UNIT, "d": UNIT},
)  # fmt: skip


# SK-D2 ----------------------------------------------------------------------------------------


@theorem(
    "SK-D2", "logits of bounded sensitivity",
    r"\|z-z'\|_\infty\le\Delta \implies \mathrm{softmax}(z/T)_i \le e^{2\Delta/T}"
    r"\,\mathrm{softmax}(z'/T)_i",
    "If one record moves every logit by at most Δ, a token drawn at temperature T is 2Δ/T-private.",
    provenance=OURS,
    hypotheses={"normaliser": "ε counts the change of the normaliser as well: 2Δ/T, not Δ/T"},
    constant=Constant("2Δ/T", "2Δ/T, approached where one small class rises, all others fall",
                      "tight"),
    false={"once": FalseReading(
        "Logits of sensitivity Δ make a Δ/T-private token.", "normaliser")},
)  # fmt: skip
def logits(kept: Kept) -> list[Draft]:
    delta = number("delta", 0, 10, usual=("1", "1/2", "2"))

    def bound(F: Any, x: Any, xp: Any) -> Cases:
        raised = x.q * xp.exp(x.delta * x.c / x.T)
        moved = raised / total(raised, xp)
        level = xp.exp((2 if kept.normaliser else 1) * x.delta / x.T)
        return at_most(xp.concat([x.q, moved], axis=-1),
                       xp.concat([level * moved, level * x.q], axis=-1), xp)  # fmt: skip

    level = "2Δ/T" if kept.normaliser else "Δ/T"
    return [Draft("level", f"q_i ≤ exp({level}) q'_i and back, q = softmax(z/T), "
                  "q' = softmax((z + Δ c)/T)", (point("q"), direction(), delta, T), bound,
                  ("normaliser",), proofs=(SENSITIVITY,))]  # fmt: skip


def _sensitivity(v: Any, xp: Any) -> list[Statement]:
    return [
        nonnegative("exp grows", slope(xp.exp(v.y), v.y)),
        zero("e/(1/e) = e² for e = exp(δ), δ = Δ/T", v.e / (1 / v.e) - v.e**2),
        nonnegative("Σ q exp(δ − d) ≤ exp(δ): w(a − x) + (1−w)(a − y) with a − x, a − y ≥ 0",
                    v.w * v.a + (1 - v.w) * v.b),
    ]  # fmt: skip


SENSITIVITY = Argument(
    "SK/sensitivity",
    "q'/q = exp(δ c_i)/Σ q exp(δ c) with δ = Δ/T and |c| ≤ 1: numerator and denominator, a mean, "
    "lie in [exp(−δ), exp(δ)]",
    _sensitivity, {"y": REAL, "w": SHARE, "a": NONNEGATIVE, "b": NONNEGATIVE,
                   "e": POSITIVE},
)  # fmt: skip


# SK-D3 ----------------------------------------------------------------------------------------


@theorem(
    "SK-D3", "the bare power transform is not private",
    r"F_T(p)_i \le e^\varepsilon F_T(r)_i,\quad e^\varepsilon = \mu^{-1/T} n^{1-1/T}"
    r"\quad (p_i, r_i\ge\mu)",
    "On the closed simplex the power transform keeps zeros, so no ε makes it private; with every "
    "class at least μ it is private.",
    provenance=OURS,
    hypotheses={"floor": "every class has at least the probability μ = m/n"},
    constant=Constant("μ^(−1/T) n^(1−1/T)", "μ^(−1/T) n^(1−1/T); infinite without a floor",
                      "upper"),
    false={"bare": FalseReading(
        "A token drawn from the power transform is private in the teacher.", "floor")},
)  # fmt: skip
def bare_power(kept: Kept) -> list[Draft]:
    m = number("m", 0, 1, low_open=True, usual=("1/2", "1/10", "1"))

    def floored(p: Any, x: Any) -> Any:
        return (1 - x.m) * p + x.m / p.shape[-1] if kept.floor else p

    def possible(F: Any, x: Any, xp: Any) -> Cases:
        return Cases(power(floored(x.p, x), x.T, xp))

    def bound(F: Any, x: Any, xp: Any) -> Cases:
        n = x.p.shape[-1]
        one, other = (power(floored(y, x), x.T, xp) for y in (x.p, x.r))
        level = n * xp.exp(-xp.log(x.m) / x.T)  # μ^(−1/T) n^(1−1/T) for μ = m/n
        return at_most(one, level * other, xp)

    law = "(1−m) p + m u" if kept.floor else "p itself"
    return [
        Draft("possible", f"F_T(p)_i > 0: some ε is finite, p replaced by {law}", (P, T, m),
              possible, ("floor",), Relation.POSITIVE, proofs=(FLOORED,)),
        Draft("level", f"F_T(p)_i ≤ n m^(−1/T) F_T(r)_i, p and r replaced by {law}",
              (P, R, T, m), bound, ("floor",), proofs=(FLOORED,)),
    ]  # fmt: skip


def _floored(v: Any, xp: Any) -> list[Statement]:
    grown = (1 + v.y) ** v.e  # for 0 ≤ e < 1
    p = v.m / v.n + (1 - v.m) * v.p
    return [
        positive("(m/n + (1−m) p)^b > 0", p**v.b),
        nonnegative("m/n + (1−m) p ≥ m/n", (1 - v.m) * v.p),
        zero("(1 + y)^e is 1 at y = 0", at(grown, v.y, 0) - 1),
        nonnegative("it grows with y: x^b increases, and x^b ≥ x for x ≤ 1", slope(grown, v.y)),
        nonnegative("Jensen: b r + 1 − b − r^b is convex in r",
                    slope(slope(v.b * v.r + 1 - v.b - v.r**v.b, v.r), v.r)),
        zero("it vanishes at r = 1", at(v.b * v.r + 1 - v.b - v.r**v.b, v.r, 1)),
        zero("and so does its slope",
             at(slope(v.b * v.r + 1 - v.b - v.r**v.b, v.r), v.r, 1)),
        zero("n x/(w x) = n/w for x = (1/n)^b, w = m^b", v.n * v.x / (v.w * v.x) - v.n / v.w),
    ]  # fmt: skip


FLOORED = Argument(
    "SK/floored",
    "with b = 1/T: p_i^b ≤ 1, Σ p^b ≥ Σ p = 1, r_i^b ≥ (m/n)^b, and Σ r^b ≤ n (1/n)^b by Jensen "
    "(r^b ≤ b r + 1 − b with n r for r), so the ratio is at most n^(1−b) (n/m)^b = n m^(−b)",
    _floored,
    {"m": HALF_OPEN, "n": POSITIVE, "p": UNIT, "b": HALF_OPEN, "y": NONNEGATIVE,
     "e": CLOSED_OPEN, "r": POSITIVE, "x": POSITIVE, "w": POSITIVE},
)  # fmt: skip
