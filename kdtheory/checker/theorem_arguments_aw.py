"""Arguments of the theorems on adaptive weighting."""

from __future__ import annotations

from typing import Any

from kdtheory.checker.terms import (
    NONNEGATIVE,
    POSITIVE,
    REAL,
    SHARE,
    Statement,
    exp,
    log,
    logarithm_below_tangent,
    nonnegative,
    positive,
    zero,
)
from kdtheory.checker.theorem_arguments import Argument


def _even(v: Any) -> list[Statement]:
    K, e = 2 + v.c, v.a + v.z
    return [
        nonnegative(v.a / v.K),
        positive(v.b / v.K),
        zero(1 / v.K - (1 - v.a) / v.K - v.a / v.K),
        zero((v.x - v.m) + (v.y - v.m) + (1 - v.x - v.y - v.m) - (1 - 3 * v.m)),
        nonnegative((1 + v.c) * e - v.a + e / K),
        nonnegative((1 + v.c) * e + v.a - e / K),
    ]


def _clip(v: Any) -> list[Statement]:
    return [
        nonnegative(v.x.function("max", 0).function("min", v.r)),
        nonnegative((v.r - v.x).function("max", 0)),
    ]


def _shares(v: Any) -> list[Statement]:
    t, S = v.t, v.S
    return [
        zero(t / (t + S) + S / (t + S) - 1),
        positive(t / (t + S)),
        nonnegative((t + v.x) / (t + v.x + S) - t / (t + S + v.y)),
        nonnegative((t + v.x) * (t + v.y) * (t + v.z) - t**3),
    ]


def _order(v: Any) -> list[Statement]:
    return [positive((v.a + v.x) * (v.b + v.y) * (v.c + v.z) - v.a * v.b * v.c)]


def _divided(v: Any) -> list[Statement]:
    return [
        positive(v.w * v.x + (1 - v.w) * v.y),
        zero(v.x / (v.x + v.y) + v.y / (v.x + v.y) - 1),
    ]


def _mediant(v: Any) -> list[Statement]:
    return [nonnegative((v.w + v.d) * v.x - v.w * v.x), *logarithm_below_tangent(v.r)]


def _lojasiewicz(v: Any) -> list[Statement]:
    t, q = v.t, v.q
    p = 1 / (1 + exp(0 - v.theta))
    loss = 0 - t * log(p) - (1 - t) * log(1 - p)
    chi = t**2 / q + (1 - t) ** 2 / (1 - q) - 1
    return [
        *logarithm_below_tangent(v.r),
        zero(loss.slope(v.theta) - (p - t)),
        zero(chi - (t - q) ** 2 / (q * (1 - q))),
    ]


def _induction(v: Any) -> list[Statement]:
    t, Q = 2 + v.d, v.Q
    worst = (1 - 2 / t) * Q / t + Q / t**2
    return [
        nonnegative(1 - 2 / t),
        positive(Q / (t + 1) - worst),
        zero((1 - 1 / t) ** 2 * Q / (t - 1) + Q / t**2 - Q / t),
    ]


def _lagrange(v: Any) -> list[Statement]:
    q, l, c = v.q, v.l, v.c
    mean = q * v.s + (1 - q) * v.t
    ratios = q * (1 + l * (c - v.s)) + (1 - q) * (1 + l * (c - v.t))
    return [
        *logarithm_below_tangent(v.r),
        zero(1 - ratios - l * (mean - c)),
        nonnegative(1 - v.a + v.a * v.e / v.d),
        nonnegative(v.a * v.d + (1 - v.a) * v.e),
    ]


def _chebyshev(v: Any) -> list[Statement]:
    return [nonnegative(v.d * (1 / v.b - 1 / (v.b + v.l * v.d)))]


WEIGHTING = {
    "AW/even": Argument(
        ("AW-F1/sufficient", "AW-F1/necessary", "AW-F1/unique", "AW-F1/many"),
        {**dict.fromkeys("azc", NONNEGATIVE), **dict.fromkeys("bK", POSITIVE),
         **dict.fromkeys("xym", REAL)}, _even,
    ),
    "AW/clip": Argument(
        ("AW-F2/box",), {"x": REAL, "r": NONNEGATIVE}, _clip, teachers=[2, 3, 4]
    ),
    "AW/shares": Argument(
        ("AW-P1/valid", "AW-P1/bounds"),
        {**dict.fromkeys("tS", POSITIVE), **dict.fromkeys("xyz", NONNEGATIVE)}, _shares,
    ),
    "AW/order": Argument(
        ("AW-P2/order",),
        {**dict.fromkeys("abcx", POSITIVE), **dict.fromkeys("yz", NONNEGATIVE)}, _order,
    ),
    "AW/divided": Argument(
        ("AW-N1/sum",), {"w": SHARE, "x": POSITIVE, "y": POSITIVE}, _divided
    ),
    "AW/mediant": Argument(
        ("AW-S1/divergence",),
        {"w": POSITIVE, "x": POSITIVE, "d": NONNEGATIVE, "r": POSITIVE}, _mediant,
    ),
    "AW/Polyak-Łojasiewicz": Argument(
        ("AW-C1/gradient",), {"r": POSITIVE, "theta": REAL, "t": SHARE, "q": SHARE},
        _lojasiewicz, classes=[2],
    ),
    "AW/induction": Argument(
        ("AW-C2/induction", "AW-C2/attained"), {"d": NONNEGATIVE, "Q": POSITIVE}, _induction
    ),
    "AW/Lagrange": Argument(
        ("AW-Z1/highest", "AW-Z1/necessary", "AW-Z1/bound"),
        {"r": POSITIVE, "a": SHARE, "d": POSITIVE, "e": NONNEGATIVE,
         **dict.fromkeys("qlcst", REAL)}, _lagrange,
    ),
    "AW/Chebyshev": Argument(
        ("AW-Z1/safer",), {"d": NONNEGATIVE, "b": POSITIVE, "l": NONNEGATIVE}, _chebyshev
    ),
}  # fmt: skip
