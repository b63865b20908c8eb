"""Arguments of the theorems on families, classes, access and privacy: SK-E, SK-Q, SK-P, SK-D."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

from flint import fmpq

from kdtheory.checker.terms import (
    HALF_OPEN,
    NONNEGATIVE,
    POSITIVE,
    REAL,
    SHARE,
    Statement,
    Term,
    convex_at_one,
    exp,
    log,
    logarithm_below_tangent,
    nonnegative,
    positive,
    total,
    zero,
)
from kdtheory.checker.theorem_arguments import Argument
from kdtheory.checker.theorem_arguments_sk_students import CLOSED_OPEN, UNIT, reals

# families ----------------------------------------------------------------------------------------


def _concave(v: Any) -> list[Statement]:
    h = v.x**v.b
    curvature = v.b * (1 - v.b) * h / v.x**2
    return [zero(0 - h.slope(v.x).slope(v.x) - curvature), positive(curvature)]


def _mixture(p: Term, b: Term, u: Term) -> Term:
    return b * p + (1 - b) * u


def _identity(v: Any) -> list[Statement]:
    p, mixed = v.p, (1 - v.l) * v.p + v.l * v.u
    return [zero(p / (p + (1 - p)) - p), zero(mixed - p - v.l * (v.u - p))]


def _weights(v: Any) -> list[Statement]:
    T, gap = 1 + v.e, v.e / ((1 + v.e) * (2 + v.e))
    moved = _mixture(v.p, v.b, v.u) - _mixture(v.p, v.c, v.u)
    return [zero(2 / (T + 1) - 1 / T - gap), positive(gap), zero(moved - (v.b - v.c) * (v.p - v.u))]


def _second_order_entropy(v: Any) -> list[Statement]:
    q, u, r = v.q, v.u, v.r
    chi = q**2 / u + (1 - q) ** 2 / (1 - u) - 1
    return [
        *logarithm_below_tangent(r),
        zero(chi - ((q - u) ** 2 / u + (q - u) ** 2 / (1 - u))),
        *convex_at_one(r * log(r) - r + 1, r),
        zero(v.T * (v.L / v.T) ** 2 - v.L**2 / v.T),
        nonnegative(v.e - v.c / (v.c / v.e + v.d)),
    ]


def _two_classes(v: Any) -> list[Statement]:
    z, d = v.z, v.d
    H = 0 - (z * log(z) + (1 - z) * log(1 - z))
    first, second = d / 2 + fmpq(1, 2), fmpq(1, 2) - d / 2
    return [
        nonnegative(((1 + v.y) ** v.b).slope(v.y)),
        nonnegative(1 - 1 / (1 + v.y)),
        zero(H.slope(z) - (log(1 - z) - log(z))),
        nonnegative(log((1 + d) / (1 - d))),
        zero(first / second - (1 + d) / (1 - d)),
    ]


# classes of operators ----------------------------------------------------------------------------


def _gibbs(v: Any) -> list[Statement]:
    return [
        *logarithm_below_tangent(v.r),
        positive(1 / v.r),
        zero(v.q * (v.s / v.q - 1) - (v.s - v.q)),
    ]


def _tilted(v: Any) -> list[Statement]:
    found: list[Statement] = []
    first, second = v.s * exp(v.t * v.c), v.u * exp(v.t * v.d)
    for rest in (v.w * 0, v.w):
        Z = first + second + rest
        mean = (first * v.c + second * v.d) / Z
        square = (first * v.c**2 + second * v.d**2) / Z
        spread = first * second * (v.c - v.d) ** 2 + rest * (first * v.c**2 + second * v.d**2)
        loss = log(Z) - v.t * v.m
        found += [
            zero(loss.slope(v.t) - (mean - v.m)),
            zero(loss.slope(v.t).slope(v.t) - (square - mean**2)),
            zero(square - mean**2 - spread / Z**2),
            nonnegative(spread / Z**2),
        ]
    gain = v.q * (v.l - (v.a + v.t * v.c - v.x)) - v.q * (v.l - v.a)
    return [
        *found,
        *logarithm_below_tangent(v.r),
        zero(v.c * (v.a - v.x) - v.c * (v.a - v.y) - v.c * (v.y - v.x)),
        zero(gain - (v.x * v.q - v.t * v.c * v.q)),
    ]


def _projected(v: Any) -> list[Statement]:
    student, best, other = (v.a + t * v.d for t in (v.t, v.p, v.q))
    target = v.q
    split = (best - target) ** 2 + (student - best) ** 2
    return [
        zero((student - target) ** 2 - split - 2 * (v.t - v.p) * v.d * (best - target)),
        nonnegative(v.t * v.e),
        nonnegative((1 - v.t) * v.e),
        zero((best - other) ** 2 * v.d**2 - (v.p - v.q) ** 2 * v.d**4),
    ]


# access ------------------------------------------------------------------------------------------


def _truncated(v: Any) -> list[Statement]:
    p, h, eps = v.p, v.h, v.epsilon
    return [
        zero(p / h - p - p * (1 - h) / h),
        zero(h * (1 - h) / h - (1 - h)),
        zero(p / h / p - 1 / h),
        positive(p),
        positive((1 - eps) * v.a + eps / v.n),
        nonnegative((1 - eps) * v.a),
        nonnegative(0 - p * log(p)),
    ]


def _tail(v: Any) -> list[Statement]:
    a, h, t, k, m = v.a, v.h, v.t, v.k, v.m
    inside, power = a + v.d, (1 / (1 + v.y)) ** v.b
    return [
        zero(a / h - a / (h + t) - a * t / (h * (h + t))),
        nonnegative(0 - power.slope(v.b)),
        positive((v.r / (1 + v.r)).slope(v.r)),
        nonnegative(k * m * inside - k * m * a),
        nonnegative(m / (m + k) - m * a / (m * a + k * inside)),
        *logarithm_below_tangent(v.r),
    ]


def _mean_square(p: Sequence[Term], N: int) -> Term:
    """``E‖c/N − p‖²`` over all sequences of N draws."""
    found = []
    for drawn in product(range(len(p)), repeat=N):
        chance = p[drawn[0]]
        for i in drawn[1:]:
            chance = chance * p[i]
        gaps = [fmpq(drawn.count(i), N) - x for i, x in enumerate(p)]
        found.append(chance * total(g**2 for g in gaps))
    return total(found)


def _frequencies(v: Any) -> list[Statement]:
    p = [v.a, v.c, 1 - v.a - v.c]
    spread = 1 - total(x**2 for x in p)
    moved = _mixture(v.x, v.b, v.u) - _mixture(v.y, v.b, v.u)
    return [
        *(zero(_mean_square(p, N) - spread / N) for N in (1, 2, 3)),
        zero(moved - v.b * (v.x - v.y)),
    ]


def _divided(v: Any) -> list[Statement]:
    moved = _mixture(v.p, v.b, v.u) - _mixture(v.r, v.b, v.u)
    return [zero(moved - v.b * (v.p - v.r)), positive(v.b)]


def _grows_from_one(v: Any) -> list[Statement]:
    """``(1 + y)^e >= 1``."""
    grown = (1 + v.y) ** v.e
    return [zero(grown.at(v.y, 0) - 1), nonnegative(grown.slope(v.y))]


def _unseen(v: Any) -> list[Statement]:
    z, whole = v.z, 1 + v.d
    return [
        *_grows_from_one(v),
        nonnegative(0 - ((1 / (1 + v.y)) ** v.b).slope(v.y)),
        nonnegative(z - z / whole),
        nonnegative(2 * z / (2 / whole) - z),
    ]


def _chernoff(v: Any) -> list[Statement]:
    a, b, c, e = v.a / v.e, v.b * v.e, v.c, v.e  # e = exp(λ), d/dλ = e d/de
    Z = a + b + c
    slope = e * log(Z).slope(e)
    spread = (c * Z + (a - b) ** 2) / Z**2
    return [
        zero(slope - (b - a) / Z),
        zero(slope.at(e, 1) - (v.b - v.a) / (v.a + v.b + c)),
        zero(1 - e * slope.slope(e) - spread),
        nonnegative(spread),
        zero(v.d**2 / 2 - v.d**2 + v.d**2 / 2),
    ]


# privacy -----------------------------------------------------------------------------------------


def _level(v: Any) -> list[Statement]:
    lam, least = v.lam, v.lam / v.n
    ratio = 1 + v.n * (1 - lam) / lam
    room = ratio * (1 - lam) * v.r + (1 - lam) * v.d
    one, other = (1 - lam) * (1 - v.d) + least, (1 - lam) * v.r + least
    return [
        zero(ratio * least - (1 - lam) - least),
        nonnegative(room),
        zero(ratio * other - one - room),
    ]


def _sensitivity(v: Any) -> list[Statement]:
    grown = exp(v.y)
    return [
        nonnegative(grown.slope(v.y)),
        zero(v.e / (1 / v.e) - v.e**2),
        nonnegative(v.w * v.a + (1 - v.w) * v.b),
    ]


def _floored(v: Any) -> list[Statement]:
    share = (1 - v.m) * v.p
    bent = v.b * v.r + 1 - v.b - v.r**v.b
    first = bent.slope(v.r)
    return [
        positive((v.m / v.n + share) ** v.b),
        nonnegative(share),
        *_grows_from_one(v),
        nonnegative(first.slope(v.r)),
        zero(bent.at(v.r, 1)),
        zero(first.at(v.r, 1)),
        zero(v.n * v.x / (v.w * v.x) - v.n / v.w),
    ]


_FAMILIES = {
    "SK/strictly-concave": Argument(
        ("SK-E1/power-mixture", "SK-E1/power-rational", "SK-E2/apart"),
        {"x": POSITIVE, "b": SHARE}, _concave, note="n ≥ 3",
    ),
    "SK/identity": Argument(
        ("SK-E1/power-is-mixture", "SK-E1/power-is-rational", "SK-E1/mixtures-agree"),
        {"p": SHARE, "u": SHARE, "l": SHARE}, _identity,
    ),
    "SK/weights": Argument(
        ("SK-E1/mixtures",), {"e": POSITIVE, **reals("bcpu")}, _weights, note="n ≥ 3"
    ),
    "SK/second-order-entropy": Argument(
        ("SK-E1/entropic",),
        {"r": POSITIVE, "q": SHARE, "u": SHARE, "T": POSITIVE, **reals("L"),
         "c": POSITIVE, "e": POSITIVE, "d": NONNEGATIVE}, _second_order_entropy,
    ),
    "SK/two-classes": Argument(
        ("SK-E2/segment", "SK-E2/entropy"),
        {"y": NONNEGATIVE, "b": HALF_OPEN, "d": CLOSED_OPEN, "z": SHARE}, _two_classes,
        classes=[2],
    ),
}  # fmt: skip
_CLASSES = {
    "SK/Gibbs": Argument(
        ("SK-Q1/optimal", "SK-Q1/apart"), {"r": POSITIVE, "q": SHARE, "s": SHARE}, _gibbs
    ),
    "SK/exponential-family": Argument(
        ("SK-Q2/difference", "SK-Q2/coincide", "SK-Q2/convex", "SK-Q2/optimal", "SK-Q2/unmatched"),
        {**reals("tcdmalxy"), **dict.fromkeys("rsuw", POSITIVE), "q": SHARE}, _tilted,
        classes=[2, 3],
    ),
    "SK/projection": Argument(
        ("SK-Q3/projection", "SK-Q3/orthogonal"), {"t": UNIT, "e": NONNEGATIVE, **reals("adpq")},
        _projected,
    ),
}  # fmt: skip
_PARTIAL = {
    "SK/truncated": Argument(
        tuple(f"SK-P1/{name}" for name in "variation reverse forward finite bounded".split()),
        {"p": SHARE, "h": SHARE, "epsilon": SHARE, "a": NONNEGATIVE, "n": POSITIVE}, _truncated,
    ),
    "SK/softened-tail": Argument(
        ("SK-P2/softened", "SK-P2/grows", "SK-P2/cap", "SK-P2/limit"),
        {"b": HALF_OPEN, "y": NONNEGATIVE, "d": NONNEGATIVE, **dict.fromkeys("ahtrkm", POSITIVE)},
        _tail,
    ),
    "SK/frequencies": Argument(
        ("SK-P3/moments", "SK-P3/error"), {"b": HALF_OPEN, **reals("acxyu")}, _frequencies,
        classes=[2, 3],
    ),
    "SK/divided": Argument(("SK-P3/lipschitz",), {"b": HALF_OPEN, **reals("pru")}, _divided),
    "SK/unseen": Argument(
        ("SK-P3/unseen",),
        {"y": NONNEGATIVE, "e": CLOSED_OPEN, "b": HALF_OPEN, "z": HALF_OPEN, "d": NONNEGATIVE},
        _unseen,
    ),
    "SK/Hoeffding": Argument(
        ("SK-P4/hoeffding", "SK-P4/lemma"),
        {"a": POSITIVE, "b": POSITIVE, "c": NONNEGATIVE, "e": POSITIVE, "d": REAL},
        _chernoff,
    ),
}  # fmt: skip
_PRIVACY = {
    "SK/level": Argument(
        ("SK-D1/level",), {"lam": SHARE, "n": POSITIVE, "r": UNIT, "d": UNIT}, _level
    ),
    "SK/sensitivity": Argument(
        ("SK-D2/level",),
        {"y": REAL, "w": SHARE, "a": NONNEGATIVE, "b": NONNEGATIVE, "e": POSITIVE},
        _sensitivity,
    ),
    "SK/floored": Argument(
        ("SK-D3/possible", "SK-D3/level"),
        {"m": HALF_OPEN, "p": UNIT, "b": HALF_OPEN, "y": NONNEGATIVE, "e": CLOSED_OPEN,
         **dict.fromkeys("nrxw", POSITIVE)}, _floored,
    ),
}  # fmt: skip

ACCESS = {**_FAMILIES, **_CLASSES, **_PARTIAL, **_PRIVACY}
