"""Arguments of the theorems on sparse students: SK-B, SK-H, SK-C."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import fmpq

from kdtheory.checker.extents import Reach
from kdtheory.checker.terms import (
    FROM_ONE,
    HALF_OPEN,
    NONNEGATIVE,
    POSITIVE,
    REAL,
    SHARE,
    Statement,
    Term,
    exp,
    log,
    nonnegative,
    positive,
    zero,
)
from kdtheory.checker.theorem_arguments import Argument

UNIT: Reach = (Fraction(0), Fraction(1), False, False)
CLOSED_OPEN: Reach = (Fraction(0), Fraction(1), False, True)  # [0, 1)


def reals(names: str) -> dict[str, Reach]:
    """Every letter as a real variable."""
    return dict.fromkeys(names, REAL)


def _mixed(w: Term, a: Any, b: Any) -> Term:
    """``w a + (1−w) b``."""
    return w * a + (1 - w) * b


def _axis(v: Any) -> list[Statement]:
    s, m, q = v.s, v.m, v.q
    mean = _mixed(v.w, v.a, v.b)
    two = _mixed(v.w, (v.a - q) ** 2, (v.b - q) ** 2)
    return [
        zero((s - q) ** 2 - ((s - m) ** 2 + 2 * (s - m) * (m - q) + (m - q) ** 2)),
        zero(two - ((mean - q) ** 2 + v.w * (1 - v.w) * (v.a - v.b) ** 2)),
    ]


def _balance(v: Any) -> list[Statement]:
    teacher, student = v.V + v.B, v.v + v.c
    return [*_axis(v), zero(teacher - student - ((v.V - v.v) - (v.c - v.B)))]


def _geometric(v: Any) -> list[Statement]:
    mean = _mixed(v.w, v.a, v.b) - v.z

    def divergence(p: Term, top: Term) -> Term:
        return _mixed(v.w, p * (top - v.a), p * (top - v.b))

    return [
        zero(divergence(v.f, v.l) - v.f * (v.l - mean) + v.f * v.z),
        zero(divergence(v.s, mean) + v.s * v.z),
    ]


def _bregman(v: Any) -> list[Statement]:
    def D(one: tuple[Any, Any], other: tuple[Any, Any, Any]) -> Term:
        (value, f), (least, slope, s) = one, other
        return value - least - slope * (f - s)

    a, b, mean = (v.A, v.x, v.a), (v.B, v.y, v.b), _mixed(v.w, v.a, v.b)
    slope = _mixed(v.w, v.x, v.y)
    f, m = (v.F, v.f), (v.M, v.m)
    whole, around = (_mixed(v.w, D(p, a), D(p, b)) for p in (f, m))
    goal, centre = (v.F, v.z, v.f), (v.M, v.u, mean)
    first, inner = (_mixed(v.w, D((v.A, v.a), p), D((v.B, v.b), p)) for p in (goal, centre))
    return [
        zero(whole - D(f, (v.M, slope, v.m)) - around),
        zero(first - D((v.M, mean), goal) - inner),
    ]


def _softened(v: Any, p: Term) -> Term:
    return v.b * p + (1 - v.b) * v.u


def _scaled(v: Any) -> list[Statement]:
    gap = _softened(v, v.p) - _softened(v, v.q)
    return [zero(gap - v.b * (v.p - v.q)), nonnegative(1 - v.b**2)]


def _popoviciu(v: Any) -> list[Statement]:
    one, other = v.p**v.b, v.q**v.b
    total = one + other + v.s
    F, G = one / total, other / total
    x, y, m = v.x, v.y, v.m
    mean = _mixed(v.w, x, y)
    return [
        zero(F.slope(v.p) - v.b * F * (1 - F) / v.p),
        zero(G.slope(v.p) + v.b * F * G / v.p),
        zero((x - m) * (m - y) - (x - y) ** 2 / 4 + (m - (x + y) / 2) ** 2),
        zero(2 * (x**2 + y**2) - (x - y) ** 2 - (x + y) ** 2),
        nonnegative((x + y) ** 2),
        zero(_mixed(v.w, x**2, y**2) - mean**2 - v.w * (1 - v.w) * (x - y) ** 2),
    ]


def _region(v: Any) -> list[Statement]:
    x, y, t = v.x, v.y, v.t
    squares = x**2 + y**2
    a, root = x**2 / squares, x * y / squares
    s = v.d + fmpq(5, 16)
    spread = 49 * t * (1 - t) / 81
    return [
        zero((x / (x + y)).slope(x) - a.slope(x) / (2 * root * (1 + 2 * root))),
        zero(a * (1 - a) - root**2),
        zero((1 + 7 * t) * (8 - 7 * t) / 81 - spread - fmpq(8, 81)),
        nonnegative(spread + fmpq(8, 81) - fmpq(25, 256)),
        nonnegative(2 * s * (1 + 2 * s) - 1),
    ]


def _steepest(v: Any) -> list[Statement]:
    y, b, c = v.y, v.b, v.c
    z, lower = y**b, 1 + c
    upper = lower * (1 + v.d)
    steep = b * z / y * (1 + y) ** 2 / (1 + z) ** 2
    return [
        zero((z / (1 + z)).slope(y) - (y / (1 + y)).slope(y) * steep),
        zero(steep.slope(y) * y / steep - ((y - 1) / (y + 1) - b * (z - 1) / (z + 1))),
        nonnegative((upper - 1) / (upper + 1) - (lower - 1) / (lower + 1)),
        nonnegative((1 - b) * c / (2 + c)),
        nonnegative((lower ** (1 - b)).slope(c)),
    ]


def _parabola(v: Any) -> list[Statement]:
    V, B, b = v.V, v.B, v.b
    error = b * v.p + (1 - b) * v.u - v.f
    square = ((V + B) * b - B) ** 2
    return [
        zero(error - (b * (v.p - v.f) - (1 - b) * (v.f - v.u))),
        zero((V + B) * (V * b**2 + (1 - b) ** 2 * B) - V * B - square),
        nonnegative(square),
        zero((V + B) * (B / (V + B)) - B),
    ]


def _steps(v: Any) -> list[Statement]:
    whole = log(1 - v.s)
    return [
        zero(v.N * (v.s / v.N) - v.s),
        zero(v.N * (whole / v.N) - whole),
        zero((v.b - v.a) + (v.c - v.b) - (v.c - v.a)),
    ]


def _second_order(v: Any) -> list[Statement]:
    whole = v.C * v.s**2
    return [
        zero(v.N * v.C * (v.s / v.N) ** 2 - whole / v.N),
        nonnegative((1 - v.part) * whole / v.N),
        nonnegative(v.e - whole / (whole / v.e + v.d)),
    ]


def _left(rho: Term, h: Term, q: Any) -> Term:
    """``ρ h (1 − q)/(1 − ρ)``."""
    return rho * h * (1 - q) / (1 - rho)


def _tracking(v: Any) -> list[Statement]:
    rho, h, q = v.rho, v.h, v.q
    c = rho * v.a / (1 - rho)
    return [
        zero(rho * h * 0 / (1 - rho)),
        zero(rho * (_left(rho, h, q) + h) - _left(rho, h, rho * q)),
        nonnegative(rho * v.d),
        nonnegative(c / v.n - _left(rho, v.a / v.n, q)),
        nonnegative(v.e - c / (c / v.e + v.d)),
    ]


def _flow(v: Any) -> list[Statement]:
    def slope(y: Term) -> Term:
        return 4 * y * (y**2 - 1)

    y = v.y
    z = v.z / (v.z + (1 - v.z) * exp(v.t * -8))
    inward = 4 * y * (1 + y) * (1 - y) ** 2
    return [
        zero(z.slope(v.t) + 8 * z * (z - 1)),
        zero(v.z / (v.z + (1 - v.z)) - v.z),
        zero(8 * y**2 * (y**2 - 1) - 2 * y * slope(y)),
        zero(0 - slope(y) * (1 - y) - inward),
        positive(inward),
        positive(1 - (1 - v.part) * v.h),
    ]


def _basin(v: Any) -> list[Statement]:
    room = v.N * v.r - v.L * v.s
    return [zero(v.r - v.L * v.s / v.N - room / v.N), positive(v.d / v.N)]


def _lipschitz(v: Any) -> list[Statement]:
    whole = v.G * v.rho * v.a / (1 - v.rho) / v.n
    return [
        zero((v.x - v.c) - ((v.x - v.g) + (v.g - v.c))),
        nonnegative(whole - v.G * _left(v.rho, v.a / v.n, v.q)),
        nonnegative(_mixed(v.w, v.d, v.e)),
    ]


def _realisable(v: Any) -> list[Statement]:
    end = v.a + v.part * (v.f - v.a)
    student = v.g + (v.o - v.g) / v.N
    return [
        zero(end - v.f - (1 - v.part) * (v.a - v.f)),
        nonnegative(1 - v.part),
        nonnegative(v.part * v.d),
        zero(student - v.g - (v.o - v.g) / v.N),
        nonnegative(v.e - 1 / (1 / v.e + v.d)),
    ]


_PROBABILITIES = {"p": POSITIVE, "q": POSITIVE, "s": NONNEGATIVE, "b": HALF_OPEN}

STUDENTS = {
    "SK/parallel-axis": Argument(("SK-B1/squares", "SK-B1/noise"), reals("abmqsw"), _axis),
    "SK/balance": Argument(
        ("SK-B2/identity", "SK-B2/wins", "SK-B2/loses", "SK-B5/better"), reals("abmqswVBvc"),
        _balance,
    ),
    "SK/geometric-mean": Argument(("SK-B3/splits",), reals("abflswz"), _geometric),
    "SK/finite": Argument(
        ("SK-B3/finite",), {"f": SHARE, "s": SHARE},
        lambda v: [positive(exp(v.f * log(v.s / v.f)))],
    ),
    "SK/Bregman": Argument(
        ("SK-B4/squares", "SK-B4/entropy", "SK-B4/logarithm", "SK-B4/first"),
        reals("abfmuwxyzABFM"), _bregman,
    ),
    "SK/scaled": Argument(
        ("SK-B6/exact", "SK-B6/reduces"), {**reals("pqu"), "b": HALF_OPEN}, _scaled
    ),
    "SK/Popoviciu": Argument(("SK-B6/floor",), {**_PROBABILITIES, **reals("mwxy")}, _popoviciu),
    "SK/region": Argument(
        ("SK-B6/contracts",), {"x": POSITIVE, "y": POSITIVE, "d": NONNEGATIVE, "t": UNIT}, _region
    ),
    "SK/steepest": Argument(
        ("SK-B6/sharp",), {"y": POSITIVE, "b": HALF_OPEN, "c": NONNEGATIVE, "d": NONNEGATIVE},
        _steepest,
    ),
    "SK/parabola": Argument(
        ("SK-B7/risk", "SK-B7/least", "SK-B7/attained"),
        {"V": POSITIVE, "B": NONNEGATIVE, **reals("bfpu")}, _parabola,
    ),
    "SK/steps": Argument(
        ("SK-H1/reaches", "SK-H1/shares", "SK-H1/moves"),
        {"N": FROM_ONE, "s": SHARE, **reals("abc")}, _steps,
    ),
    "SK/second-order": Argument(
        ("SK-H2/sum", "SK-H2/vanishes"),
        {"C": POSITIVE, "s": SHARE, "N": FROM_ONE, "part": UNIT, "e": POSITIVE, "d": NONNEGATIVE},
        _second_order,
    ),
    "SK/tracking": Argument(
        ("SK-H3/bound", "SK-H3/tight", "SK-H3/vanishes"),
        {"rho": SHARE, "h": POSITIVE, "a": POSITIVE, "n": FROM_ONE, "q": SHARE, "d": NONNEGATIVE,
         "e": POSITIVE}, _tracking,
    ),
    "SK/flow": Argument(
        ("SK-H4/flow", "SK-H4/stays"),
        {"y": SHARE, "t": NONNEGATIVE, "z": HALF_OPEN, "h": CLOSED_OPEN, "part": UNIT}, _flow,
    ),
    "SK/basin": Argument(
        ("SK-H4/rule",),
        {"r": POSITIVE, "L": POSITIVE, "s": NONNEGATIVE, "N": FROM_ONE, "d": POSITIVE}, _basin,
    ),
    "SK/Lipschitz": Argument(
        ("SK-C1/expected",),
        {"rho": SHARE, "a": POSITIVE, "n": FROM_ONE, "G": POSITIVE, "q": SHARE, "w": SHARE,
         "d": NONNEGATIVE, "e": NONNEGATIVE, **reals("xcg")}, _lipschitz,
    ),
    "SK/realisable": Argument(
        ("SK-C2/bound", "SK-C2/vanishes"),
        {"part": UNIT, "N": FROM_ONE, "d": NONNEGATIVE, "e": POSITIVE, **reals("afgo")},
        _realisable,
    ),
}  # fmt: skip
