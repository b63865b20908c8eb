"""Softening families: SK-E1 (several conform, and they differ), SK-E2 (their trajectories)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from kdtheory import simplex
from kdtheory.claims.claim import Cases, Relation
from kdtheory.claims.product import direction, number, point, temperature
from kdtheory.operators.softening import mixture, mixture_rational, power
from kdtheory.theorems.lemmas import logarithm_below_tangent, nonnegative, positive, zero
from kdtheory.theorems.parts import equal, l1, total
from kdtheory.theorems.proofs import (
    HALF_OPEN,
    NONNEGATIVE,
    POSITIVE,
    REAL,
    SHARE,
    Argument,
    Statement,
    convex_at_one,
    slope,
)
from kdtheory.theorems.pruning import CLOSED_OPEN
from kdtheory.theorems.registry import OURS, Constant, Draft, FalseReading, Kept, theorem

P = point("p")
SOFTENED = number("T", 1, None, low_open=True, usual=("2", "3", "3/2", "10"))


def three_entries(p: Any) -> Any:
    """Whether the first three entries of a distribution differ from each other."""
    a, b, c = (p[..., i : i + 1] for i in range(3))
    return (a != b) & (b != c) & (a != c)


def entropy(p: Any, xp: Any) -> Any:
    """``H(p)``, shape ``(..., 1)``."""
    return simplex.entropy(p, xp)[..., None]


# SK-E1 ----------------------------------------------------------------------------------------


@theorem(
    "SK-E1", "several families conform, and they differ",
    r"F^{power}_T(p),\ F^{mix}_T(p),\ F^{rat}_T(p)\ \text{pairwise different for } T>1",
    "At least three softening families satisfy all axioms and differ from each other, at every "
    "temperature and teacher with three different entries.",
    hypotheses={
        "softened": "there is some softening, T > 1",
        "entries": "the teacher has three different entries",
        "power": "the entropy is that of the power transform, not of the entropic projection",
        "identity": "T = 1, where every family is the identity (for families to agree)",
    },
    false={
        "unique": FalseReading(
            "The axioms leave one family only.", "identity",
            ("power-is-mixture", "power-is-rational", "mixtures-agree")),
        "everywhere": FalseReading(
            "Different families differ at every teacher.", "entries"),
        "projection": FalseReading(
            "The entropic projection is the power transform.", "power", ("entropic",)),
    },
)  # fmt: skip
def families(kept: Kept) -> list[Draft]:
    T = SOFTENED if kept.softened else temperature()

    def differ(one: Callable[..., Any], other: Callable[..., Any]) -> Callable[..., Cases]:
        def margin(F: Any, x: Any, xp: Any) -> Cases:
            gap = one(x.p, x.T, xp) - other(x.p, x.T, xp)
            return Cases(l1(gap, xp), three_entries(x.p) if kept.entries else None)

        return margin

    def agree(one: Callable[..., Any], other: Callable[..., Any]) -> Callable[..., Cases]:
        def margin(F: Any, x: Any, xp: Any) -> Cases:
            T = xp.ones_like(x.p[..., :1]) if kept.identity else x.T
            return equal(one(x.p, T, xp), other(x.p, T, xp), xp)

        return margin

    def entropic(F: Any, x: Any, xp: Any) -> Any:
        n = x.p.shape[-1]
        whole = xp.log(0 * x.T + n)
        if kept.power:
            return x.T * (whole - entropy(power(x.p, x.T, xp), xp))
        return whole - entropy(x.p, xp) + 0 * x.T

    def draft(name: str, words: str, one: Any, other: Any, argument: Argument) -> Draft:
        return Draft(name, words, (P, T), differ(one, other), ("softened", "entries"),
                     Relation.POSITIVE, classes=(3, 4), proofs=(argument,))  # fmt: skip

    def same(name: str, words: str, one: Any, other: Any) -> Draft:
        at_one = " at T = 1" if kept.identity else ""
        inputs = (P,) if kept.identity else (P, T)
        return Draft(name, words + at_one, inputs, agree(one, other), ("identity",),
                     proofs=(IDENTITY,))  # fmt: skip

    law = "F_T the power transform" if kept.power else "H(F_T(p)) = H(p) + (1 − 1/T)(log n − H(p))"
    who = "three different entries ⇒ " if kept.entries else ""
    return [
        draft("power-mixture", f"{who}power transform ≠ mixture", power, mixture, CONCAVE),
        draft("power-rational", f"{who}power transform ≠ mixture of weight (T−1)/(T+1)",
              power, mixture_rational, CONCAVE),
        draft("mixtures", f"{who}mixtures of weight 1 − 1/T and (T−1)/(T+1) differ", mixture,
              mixture_rational, WEIGHTS),
        same("power-is-mixture", "power transform = mixture", power, mixture),
        same("power-is-rational", "power transform = mixture of weight (T−1)/(T+1)", power,
             mixture_rational),
        same("mixtures-agree", "mixture of weight 1 − 1/T = mixture of weight (T−1)/(T+1)",
             mixture, mixture_rational),
        Draft("entropic", f"T (log n − H(F_T(p))) → 0 as T → ∞, {law}", (P, temperature()),
              entropic, ("power",), Relation.LIMIT, "T", proofs=(SECOND_ORDER,)),
    ]  # fmt: skip


def _concave(v: Any, xp: Any) -> list[Statement]:
    h = v.x**v.b
    closed = v.b * (1 - v.b) * h / v.x**2
    return [
        zero("−h'' = b(1 − b) x^b/x² for h = x^b", -slope(slope(h, v.x), v.x) - closed),
        positive("which is positive", closed),
    ]


CONCAVE = Argument(
    "SK/strictly-concave",
    "a mixture has entries c p_i + d, the power transform p_i^b/Z with b = 1/T < 1; a strictly "
    "concave function meets a line at most twice, not at three different p_i",
    _concave, {"x": POSITIVE, "b": SHARE}, note="n ≥ 3",
)  # fmt: skip
IDENTITY = Argument(
    "SK/identity", "at T = 1 the exponent is one and the weights of uniform are zero",
    lambda v, xp: [
        zero("p/(p + s) = p for p + s = 1", v.p / (v.p + (1 - v.p)) - v.p),
        zero("(1 − 0) p + 0 u = p for the weights 1 − 1/1 and (1−1)/(1+1)",
             (1 - v.l) * v.p + v.l * v.u - v.p - v.l * (v.u - v.p)),
    ],
    {"p": SHARE, "u": SHARE, "l": SHARE},
)  # fmt: skip
WEIGHTS = Argument(
    "SK/weights",
    "the gap is (b − c)(p − u) with the weights b = 1/T and c = 2/(T + 1) of p, which is not "
    "uniform",
    lambda v, xp: [
        zero("2/(T+1) − 1/T = e/(T(T+1)) for T = 1 + e",
             2 / (2 + v.e) - 1 / (1 + v.e) - v.e / ((1 + v.e) * (2 + v.e))),
        positive("which is positive", v.e / ((1 + v.e) * (2 + v.e))),
        zero("(b p + (1−b) u) − (c p + (1−c) u) = (b − c)(p − u)",
             (v.b * v.p + (1 - v.b) * v.u) - (v.c * v.p + (1 - v.c) * v.u)
             - (v.b - v.c) * (v.p - v.u)),
    ],
    {"e": POSITIVE, **dict.fromkeys("bcpu", REAL)}, note="n ≥ 3",
)  # fmt: skip


def _second_order(v: Any, xp: Any) -> list[Statement]:
    chi = v.q**2 / v.u + (1 - v.q) ** 2 / (1 - v.u) - 1
    return [
        *logarithm_below_tangent(v.r, xp),
        zero(
            "Σ q(q/u − 1) = Σ (q − u)²/u for two classes",
            chi - (v.q - v.u) ** 2 / v.u - (v.q - v.u) ** 2 / (1 - v.u),
        ),
        *convex_at_one(
            "r log r − r + 1, that is e^y − 1 ≤ y e^y", v.r * xp.log(v.r) - v.r + 1, v.r
        ),
        zero("T (L/T)² = L²/T", v.T * (v.L / v.T) ** 2 - v.L**2 / v.T),
        nonnegative("ε − c/T ≥ 0 for T = c/ε + d", v.e - v.c / (v.c / v.e + v.d)),
    ]


SECOND_ORDER = Argument(
    "SK/second-order-entropy",
    "log n − H(q) = KL(q‖u) ≤ χ²(q, u) ≤ (max q_i/q_j − 1)², and the ratios of F_T(p) are at most "
    "exp(L/T), L = log max p_i/p_j, so T times it is at most L² exp(2L/T)/T, which vanishes; the "
    "entropic projection has T (log n − H) = log n − H(p) instead",
    _second_order,
    {"r": POSITIVE, "q": SHARE, "u": SHARE, "T": POSITIVE, "L": REAL, "c": POSITIVE,
     "e": POSITIVE, "d": NONNEGATIVE},
)  # fmt: skip


# SK-E2 ----------------------------------------------------------------------------------------


@theorem(
    "SK-E2", "trajectories of softening",
    r"n \ge 3:\ F^{power}_T(p) \ne (1-\lambda)p+\lambda u;\qquad n=2:\ \text{one segment}",
    "For two classes every family moves along one segment from the teacher to uniform; for three "
    "or more the curves of power transform and mixture meet at their ends only.",
    provenance=OURS,
    hypotheses={
        "softened": "there is some softening, T > 1",
        "entries": "the teacher has three different entries",
        "binary": "there are only two classes",
    },
    constant=Constant("2 meetings", "2: at p and at u", "tight"),
    false={
        "same-curve": FalseReading(
            "All families take the same way, at different speeds.", "binary",
            ("segment", "entropy")),
        "ties": FalseReading(
            "The curves differ for every teacher of three classes.", "entries", ("apart",)),
    },
)  # fmt: skip
def trajectories(kept: Kept) -> list[Draft]:
    T = SOFTENED if kept.softened else temperature()
    lam = number("lam", 0, 1, usual=("1/2", "0", "1", "1/4"))

    def apart(F: Any, x: Any, xp: Any) -> Cases:
        line = (1 - x.lam) * x.p + x.lam / x.p.shape[-1]
        gap = l1(power(x.p, x.T, xp) - line, xp)
        return Cases(gap, three_entries(x.p) if kept.entries else None)

    def segment(F: Any, x: Any, xp: Any) -> Cases:
        ends = xp.stack([total(x.c * x.p, xp), total(x.c, xp) / x.p.shape[-1]])
        mine = total(x.c * power(x.p, x.T, xp), xp)
        return Cases(xp.max(ends, axis=0) - mine, scale=xp.abs(mine) + 1)

    def orders(F: Any, x: Any, xp: Any) -> Cases:
        even = 1 / (xp.ones_like(x.p) * x.p.shape[-1])
        rise = entropy(x.q, xp) - entropy(x.p, xp)
        return Cases(rise * (l1(x.p - even, xp) - l1(x.q - even, xp)))

    who = "three different entries ⇒ " if kept.entries else ""
    sizes = (2,) if kept.binary else (3, 4)
    return [
        Draft("apart", f"{who}F_T(p) ≠ (1−λ) p + λ u for the power transform", (P, T, lam), apart,
              ("softened", "entries"), Relation.POSITIVE, classes=(3, 4), proofs=(CONCAVE,)),
        Draft("segment", "F_T(p) lies between p and u for the power transform",
              (P, temperature(), direction()), segment, ("binary",), classes=sizes,
              proofs=(BETWEEN,)),
        Draft("entropy", "(H(q) − H(p))(‖p − u‖₁ − ‖q − u‖₁) ≥ 0: more entropy is nearer to u",
              (P, point("q")), orders, ("binary",), classes=sizes, proofs=(BETWEEN,)),
    ]  # fmt: skip


def _between(v: Any, xp: Any) -> list[Statement]:
    half, x = v.d / 2, 1 / (1 + v.y)
    H = -(v.z * xp.log(v.z) + (1 - v.z) * xp.log(1 - v.z))
    return [
        nonnegative("x^b ≥ x for x = 1/(1 + y), b ≤ 1: (1 + y)^(1−b) grows from 1",
                    slope((1 + v.y) ** v.b, v.y)),
        nonnegative("x ≤ 1: the order stays", 1 - x),
        zero("H'(z) = log(1 − z) − log z", slope(H, v.z) - xp.log(1 - v.z) + xp.log(v.z)),
        nonnegative("log((1 + d)/(1 − d)) ≥ 0: H falls away from 1/2",
                    xp.log((1 + v.d) / (1 - v.d))),
        zero("z/(1 − z) = (1 + d)/(1 − d) for z = 1/2 + d/2",
             (Fraction(1, 2) + half) / (Fraction(1, 2) - half) - (1 + v.d) / (1 - v.d)),
    ]  # fmt: skip


BETWEEN = Argument(
    "SK/two-classes",
    "for two classes the ratio x of the smaller to the larger entry becomes x^b with x ≤ x^b ≤ 1, "
    "so F_T(p) lies between p and u; entropy falls with the distance from u, so any family that "
    "keeps the order and does not lower the entropy moves on that segment",
    _between, {"y": NONNEGATIVE, "b": HALF_OPEN, "d": CLOSED_OPEN, "z": SHARE}, classes=(2,),
)  # fmt: skip
