"""Arguments of the theorems on teachers and their pools."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kdtheory.checker.terms import (
    HALF_OPEN,
    NONNEGATIVE,
    POSITIVE,
    REAL,
    SHARE,
    Statement,
    Term,
    log,
    logarithm_below_tangent,
    nonnegative,
    positive,
    powers_below_mean,
    total,
    zero,
)
from kdtheory.checker.theorem_arguments import Argument


def _moved_mean(v: Any) -> list[Statement]:
    elasticity = (1 - v.t) * v.R / ((1 - v.t) * v.R + v.t)
    return [
        nonnegative(elasticity),
        nonnegative(1 - elasticity),
        nonnegative(1 - v.t),
        nonnegative(v.t),
    ]


def _average(v: Any) -> list[Statement]:
    by_class = v.w * v.a + (1 - v.w) * v.c + v.w * v.b + (1 - v.w) * v.d
    by_teacher = v.w * (v.a + v.b) + (1 - v.w) * (v.c + v.d)
    return [zero(by_class - by_teacher), nonnegative(v.w * v.u + (1 - v.w) * v.z)]


def _amplified(v: Any) -> list[Statement]:
    return [*powers_below_mean(v.r, v.s), nonnegative((1 - v.s) * log(1 + v.z))]


def triangle(v: Any) -> list[Statement]:
    """``a x + b y − (c x + d y) = (a − c) x + (b − d) y``."""
    moved = v.a * v.x + v.b * v.y - (v.c * v.x + v.d * v.y)
    return [zero(moved - ((v.a - v.c) * v.x + (v.b - v.d) * v.y))]


def _square(v: Any) -> list[Statement]:
    a, b, x, y = v.a, v.b, v.x, v.y
    return [zero((a * x + b * y) ** 2 - (a**2 * x**2 + 2 * (a * b * x * y) + b**2 * y**2))]


def _counted(v: Any) -> list[Statement]:
    K, s, rho = v.K, v.s, v.rho
    return [
        zero((K * s + K * (K - 1) * rho * s) / K**2 - s * (rho + (1 - rho) / K)),
        zero(K * s / K**2 - s / K),
    ]


def _form(w: Sequence[Term], S: Sequence[Sequence[Term]], u: Sequence[Term]) -> Term:
    """``wᵀ S u``."""
    return total(w[j] * S[j][k] * u[k] for j in range(2) for k in range(2))


def _complete_square(v: Any) -> list[Statement]:
    S = [[v.s, v.t], [v.t, v.u]]
    w, d = [v.a, v.b], [v.x, v.y]
    moved = [a + b for a, b in zip(w, d)]
    whole = _form(w, S, w) + 2 * _form(d, S, w) + _form(d, S, d)
    L = [[v.a, v.b], [v.x, v.y]]
    gram = [[L[j][0] * L[k][0] + L[j][1] * L[k][1] for k in range(2)] for j in range(2)]
    z = [v.s, v.t]
    squares = (L[0][0] * z[0] + L[1][0] * z[1]) ** 2 + (L[0][1] * z[0] + L[1][1] * z[1]) ** 2
    return [
        zero(_form(moved, S, moved) - whole),
        zero(_form(z, gram, z) - squares),
        nonnegative(v.x**2 + v.y**2),
    ]


def _halved(v: Any) -> list[Statement]:
    c, middle = v.c, (v.p + v.q) / 2
    half = c * (1 - c) * (v.p - v.q) ** 2 / 2
    law = [((1 - c) ** 2, v.p), (2 * c * (1 - c), middle), (c**2, v.q)]
    first, second = total(a * x for a, x in law), total(a * x**2 for a, x in law)
    return [zero(second - first**2 - half), nonnegative(half)]


def _bias(v: Any) -> list[Statement]:
    c, w = v.c, v.w
    pooled = (1 - c) * (w * v.a + (1 - w) * v.b) + c * (w * v.x + (1 - w) * v.y)
    first, second = (1 - c) * v.a + c * v.x - v.t, (1 - c) * v.b + c * v.y - v.t
    return [zero(pooled - v.t - w * first - (1 - w) * second)]


def _strictly_convex(v: Any) -> list[Statement]:
    T = 1 + v.e
    inner = v.c + v.d * v.y**T
    h = inner ** (1 / T)
    curvature = v.e * v.c * v.d * v.y**T / v.y**2 * h / inner**2
    return [zero(h.slope(v.y).slope(v.y) - curvature), positive(curvature)]


def _monotone(v: Any) -> list[Statement]:
    maps = [(v.y ** (1 / (1 + v.e)), v.y), (v.x / (1 - v.x), v.x), (v.y / (1 + v.y), v.y)]
    return [positive(f.slope(at)) for f, at in maps]


AGGREGATION = {
    "MT/moved-mean": Argument(
        ("MT-A3/linear", "MT-A3/logarithmic", "MT-A3/positive-order", "MT-A3/negative-order",
         "MT-A3/variation"),
        {"R": POSITIVE, "t": SHARE}, _moved_mean,
    ),
    "MT/Jensen": Argument(
        ("MT-J1/power", "MT-J1/linear", "MT-J1/logarithmic"), {"r": POSITIVE, "s": HALF_OPEN},
        lambda v: [*logarithm_below_tangent(v.r), *powers_below_mean(v.r, v.s)],
    ),
    "MT/average": Argument(
        ("MT-S1/linear-average", "MT-S1/linear-maximum"),
        {"w": SHARE, **dict.fromkeys("abcd", REAL), "u": NONNEGATIVE, "z": NONNEGATIVE}, _average,
    ),
    "MT/amplified": Argument(
        ("MT-S1/power",), {"r": POSITIVE, "s": HALF_OPEN, "z": NONNEGATIVE}, _amplified
    ),
    "MT/triangle": Argument(
        ("MT-L1/l1", "AW-S1/distance"), dict.fromkeys("abcdxy", REAL), triangle
    ),
    "MT/square": Argument(
        ("MT-V1/variance",), dict.fromkeys("abxy", REAL), _square
    ),
    "MT/counted": Argument(
        ("MT-V2/independent", "MT-V2/correlated"), {"K": POSITIVE, "s": POSITIVE, "rho": REAL},
        _counted,
    ),
    "MT/complete-square": Argument(
        ("MT-V3/least",), dict.fromkeys("abxystu", REAL), _complete_square
    ),
    "MT/diagonal": Argument(
        ("MT-V3/valid",), {"l": REAL}, lambda v: [positive(1 / (v.l**2 + 1))]
    ),
    "MT/halved": Argument(("MT-V4/two",), {"p": REAL, "q": REAL, "c": SHARE}, _halved),
    "MT/bias": Argument(("MT-B1/two",), dict.fromkeys("abcwxyt", REAL), _bias),
    "MT/strictly-convex": Argument(
        ("MT-T1/apart",), dict.fromkeys("cdey", POSITIVE), _strictly_convex, teachers=[2],
        note="n ≥ 3",
    ),
    "MT/monotone": Argument(
        ("MT-T1/compatible",), {"y": POSITIVE, "e": POSITIVE, "x": SHARE}, _monotone,
        classes=[2], teachers=[2],
    ),
}  # fmt: skip
