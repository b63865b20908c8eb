"""Staged pruning: SK-H1 to SK-H4 (paths, stages, tracking, basins).

``s`` is the target sparsity, ``N`` the number of stages (any real number from one on, where
nothing else is said), ``L`` the speed of the optimum along the path.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from kdtheory.claims.claim import Cases, Relation
from kdtheory.claims.product import number, share, teachers
from kdtheory.theorems.lemmas import nonnegative, positive, zero
from kdtheory.theorems.parts import at_most, equal, tv
from kdtheory.theorems.proofs import (
    FROM_ONE,
    HALF_OPEN,
    NONNEGATIVE,
    POSITIVE,
    REAL,
    SHARE,
    Argument,
    Statement,
    slope,
)
from kdtheory.theorems.registry import OURS, Constant, Draft, FalseReading, Kept, theorem

N = number("N", 1, usual=(2, 4, 8, 3, 10, "1", 16, 32))
SPARSITY = share("s")
SPEED = number("L", 0, low_open=True, usual=(1, 2, "1/2", 10))
PART = number("part", 0, 1, usual=("1", "1/2", "0"))
STAGES = (1, 2, 3, 4)
UNIT = (Fraction(0), Fraction(1), False, False)
CLOSED_OPEN = (Fraction(0), Fraction(1), False, True)  # [0, 1)


# SK-H1 ----------------------------------------------------------------------------------------


@theorem(
    "SK-H1", "a path to the target sparsity, in stages",
    r"\gamma:[0,1]\to\text{students},\ \gamma(1)\text{ of sparsity } s;\ n \text{ stages of } s/n",
    "n stages that each remove s/n of the original weights reach the sparsity s; no stages are all "
    "shorter than the n-th part of the way.",
    provenance="reconstructed",
    hypotheses={"original": "a stage removes s/n of the original weights, not of those left"},
    constant=Constant("n · s/n = s", "n · s/n = s", "equality"),
    false={"remaining": FalseReading(
        "n stages that each remove the share s/n of what is left reach the sparsity s.",
        "original")},
)  # fmt: skip
def path(kept: Kept) -> list[Draft]:
    def reaches(F: Any, x: Any, xp: Any) -> Cases:
        step = x.s / x.N
        left = 1 - x.N * step if kept.original else xp.exp(x.N * xp.log(1 - step))
        return equal(left, 1 - x.s, xp)

    def shares(F: Any, x: Any, xp: Any) -> Cases:
        step = 1 - xp.exp(xp.log(1 - x.s) / x.N)
        return equal(x.N * xp.log(1 - step), xp.log(1 - x.s), xp)

    def moves(F: Any, x: Any, xp: Any) -> Cases:
        K = x.path.shape[0]
        steps = [tv(x.path[k], x.path[k + 1], xp) for k in range(K - 1)]
        longest = xp.max(xp.stack(steps), axis=0)
        return at_most(tv(x.path[0], x.path[K - 1], xp), (K - 1) * longest, xp)

    left = "1 − N (s/N)" if kept.original else "(1 − s/N)^N"
    return [
        Draft("reaches", f"{left} = 1 − s", (SPARSITY, N), reaches, ("original",),
              proofs=(STEPS,)),
        Draft("shares", "N log(1 − r) = log(1 − s) for stages that remove the share "
              "r = 1 − (1−s)^(1/N) of what is left", (SPARSITY, N), shares, proofs=(STEPS,)),
        Draft("moves", "TV(γ_0, γ_n) ≤ n max_k TV(γ_(k−1), γ_k)", (teachers("path"),), moves,
              proofs=(STEPS,), note="K = n + 1"),
    ]  # fmt: skip


STEPS = Argument(
    "SK/steps",
    "the stages add up to s; in logarithms the equal shares add up to log(1 − s); total variation "
    "is a norm, so the way is at most the sum of its stages, and each is at most the longest",
    lambda v, xp: [
        zero("N (s/N) = s", v.N * (v.s / v.N) - v.s),
        zero("N (log(1−s)/N) = log(1−s)", v.N * (xp.log(1 - v.s) / v.N) - xp.log(1 - v.s)),
        zero("(b − a) + (c − b) = c − a", (v.b - v.a) + (v.c - v.b) - (v.c - v.a)),
    ],
    {"N": FROM_ONE, "s": SHARE, "a": REAL, "b": REAL, "c": REAL},
)  # fmt: skip


# SK-H2 ----------------------------------------------------------------------------------------


@theorem(
    "SK-H2", "errors of the stages add up",
    r"e_k \le C (s/n)^2 \implies \sum_{k\le n} e_k \le C s^2/n",
    "Stage errors of second order add up to something that vanishes like 1/n; those of first order "
    "add up to a constant.",
    provenance=OURS,
    hypotheses={"second": "the error of a stage is of second order, C (s/n)², not C s/n"},
    constant=Constant("C s²/n", "C s²/n", "tight"),
    false={"first-order": FalseReading(
        "Any stage errors that vanish with the length of the stage add up to something small.",
        "second", ("vanishes",))},
)  # fmt: skip
def adds_up(kept: Kept) -> list[Draft]:
    C = number("C", 0, low_open=True, usual=(1, 2))

    def stage(x: Any) -> Any:
        step = x.s / x.N
        return x.C * step * step if kept.second else x.C * step

    def bound(F: Any, x: Any, xp: Any) -> Cases:
        return at_most(x.N * x.part * stage(x), x.C * x.s * x.s / x.N, xp)

    def vanishes(F: Any, x: Any, xp: Any) -> Any:
        return x.N * stage(x)

    error = "C (s/N)²" if kept.second else "C s/N"
    return [
        Draft("sum", f"N e ≤ C s²/N for stage errors e ≤ {error}", (C, SPARSITY, N, PART), bound,
              ("second",), proofs=(SQUARES,)),
        Draft("vanishes", f"N e → 0 as N → ∞ for stage errors e = {error}", (C, SPARSITY, N),
              vanishes, ("second",), Relation.LIMIT, "N", proofs=(SQUARES,)),
    ]  # fmt: skip


SQUARES = Argument(
    "SK/second-order",
    "N equal stages of C (s/N)² make C s²/N, smaller stages less; below ε once N ≥ C s²/ε",
    lambda v, xp: [
        zero("N C (s/N)² = C s²/N", v.N * v.C * (v.s / v.N) ** 2 - v.C * v.s**2 / v.N),
        nonnegative("(1 − part) C s²/N ≥ 0", (1 - v.part) * v.C * v.s**2 / v.N),
        nonnegative("ε − C s²/N ≥ 0 for N = C s²/ε + d",
                    v.e - v.C * v.s**2 / (v.C * v.s**2 / v.e + v.d)),
    ],
    {"C": POSITIVE, "s": SHARE, "N": FROM_ONE, "part": UNIT, "e": POSITIVE, "d": NONNEGATIVE},
)  # fmt: skip


# SK-H3 ----------------------------------------------------------------------------------------


def tracking_error(rho: Any, step: Any, power: Any) -> Any:
    """``ρ h (1 − ρⁿ)/(1 − ρ)``: how far n stages of length h leave a student behind (SK-H3).

    Parameters
    ----------
    rho : number or array
        Share of the error that the training of a stage leaves, in [0, 1).
    step : number or array
        ``h = L s/n``, how far the optimum moves in a stage.
    power : number or array
        ``ρⁿ``.

    Examples
    --------
    >>> tracking_error(0.5, 1.0, 0.5**2)  # 0.5 (0.5 (0 + 1) + 1)
    0.75
    """
    return rho * step * (1 - power) / (1 - rho)


@theorem(
    "SK-H3", "tracking the path",
    r"e_k\le\rho(e_{k-1}+Ls/n),\ e_0=0 \implies e_n\le\frac{\rho L s(1-\rho^n)}{(1-\rho)n}",
    "If every stage's training leaves at most the share ρ of the error, the error at the end "
    "vanishes like 1/n.",
    provenance=OURS,
    hypotheses={
        "start": "the path starts at the optimum, e_0 = 0",
        "contracting": "training contracts, ρ < 1",
    },
    constant=Constant("ρLs(1−ρⁿ)/((1−ρ)n)", "attained if every stage leaves exactly ρ", "tight"),
    false={
        "no-contraction": FalseReading(
            "Smaller stages suffice, however little each stage is trained.", "contracting",
            ("vanishes",)),
    },
)  # fmt: skip
def tracking(kept: Kept) -> list[Draft]:
    inside = number("rho", 0, 1, low_open=True, high_open=True, usual=("1/2", "9/10", "1/10"))
    rho = inside if kept.contracting else number("rho", 0, 1, low_open=True, usual=("1", "1/2"))
    more = () if kept.start else (number("start", 0, 1, usual=("1", "1/2")),)

    def run(x: Any, n: int, share: Any) -> Any:
        error = 0 * x.s if kept.start else x.start
        for _ in range(n):
            error = share * x.rho * (error + x.L * x.s / n)
        return error

    def stages(x: Any, share: Any, xp: Any) -> tuple[Any, Any]:
        found = [run(x, n, share) for n in STAGES]
        bounds = [tracking_error(x.rho, x.L * x.s / n, x.rho**n) for n in STAGES]
        return xp.concat(found, axis=-1), xp.concat(bounds, axis=-1)

    def bound(F: Any, x: Any, xp: Any) -> Cases:
        return at_most(*stages(x, x.part, xp), xp)

    def tight(F: Any, x: Any, xp: Any) -> Cases:
        return equal(*stages(x, 1, xp), xp)

    def vanishes(F: Any, x: Any, xp: Any) -> Any:
        below = x.rho < 1
        rho = xp.where(below, x.rho, xp.ones_like(x.rho) / 2)
        left = tracking_error(rho, x.L * x.s / x.N, xp.exp(x.N * xp.log(rho)))
        return xp.where(below, left, x.L * x.s)

    inputs = (inside, SPEED, SPARSITY, *more)
    form = "{} ρLs(1−ρⁿ)/((1−ρ)n) for e_k {} ρ(e_(k−1) + Ls/n), {}, n ≤ 4"
    start = "e_0 = 0" if kept.start else "any e_0"
    return [
        Draft("bound", form.format("e_n ≤", "≤", start), (*inputs, PART), bound, ("start",),
              proofs=(TRACKED,)),
        Draft("tight", form.format("e_n =", "=", start), inputs, tight, ("start",),
              proofs=(TRACKED,)),
        Draft("vanishes", "e_n → 0 as n → ∞ for e_k = ρ(e_(k−1) + Ls/n), e_0 = 0",
              (rho, SPEED, SPARSITY, N), vanishes, ("contracting",), Relation.LIMIT, "N",
              proofs=(TRACKED,)),
    ]  # fmt: skip


def _tracked(v: Any, xp: Any) -> list[Statement]:
    rho, h, q = v.rho, v.h, v.q
    before = tracking_error(rho, h, q)
    whole = rho * v.a / (1 - rho)
    return [
        zero("nothing is left at n = 0", tracking_error(rho, h, 1)),
        zero("ρ(e + h) with e = ρh(1 − q)/(1−ρ) is ρh(1 − ρq)/(1−ρ), q = ρ^k",
             rho * (before + h) - tracking_error(rho, h, rho * q)),
        nonnegative("ρ(e + h) grows with e and with ρ", rho * v.d),
        nonnegative("ρ a(1 − q)/((1−ρ)n) ≤ ρ a/((1−ρ)n), a = Ls",
                    whole / v.n - tracking_error(rho, v.a / v.n, q)),
        nonnegative("ε − c/n ≥ 0 for n = c/ε + d, c = ρa/(1−ρ)",
                    v.e - whole / (whole / v.e + v.d)),
    ]  # fmt: skip


TRACKED = Argument(
    "SK/tracking",
    "by induction over the stages e_k ≤ ρh(1 − ρ^k)/(1−ρ) with h = Ls/n, with equality if every "
    "stage leaves exactly ρ; at k = n that is at most c/n",
    _tracked,
    {"rho": SHARE, "h": POSITIVE, "a": POSITIVE, "n": FROM_ONE, "q": SHARE, "d": NONNEGATIVE,
     "e": POSITIVE},
)  # fmt: skip


# SK-H4 ----------------------------------------------------------------------------------------


def loss_slope(y: Any) -> Any:
    """Slope of ``(y² − 1)²``, a well on either side of the barrier ``y = 0``."""
    return 4 * y * (y * y - 1)


def flowed(y: Any, t: Any, xp: Any) -> Any:
    """Where the gradient flow ``y' = −4y(y² − 1)`` has come from `y` at the time `t` (SK-H4).

    Examples
    --------
    >>> import numpy as np
    >>> [round(float(flowed(np.float64(y), 10.0, np)), 9) for y in (0.01, 1.7, -0.3)]
    [1.0, 1.0, -1.0]
    """
    square = y * y
    left = square + (1 - square) * xp.exp(-8 * t)
    return y / xp.sqrt(left)


@theorem(
    "SK-H4", "one shot fails, stages succeed",
    r"\ell_s(x)=((x-s)^2-1)^2:\quad n > L s/r \implies \text{the student stays in its well}",
    "Moved far in one go, a student falls into the wrong well; moved in n > Ls/r stages, it stays "
    "in its own.",
    provenance=OURS,
    hypotheses={"stages": "there are enough stages, n > L s/r (here L = r = 1, s = 5/2: n ≥ 3)"},
    constant=Constant("n > Ls/r", "n > Ls/r; at n = Ls/r the student rests on the barrier",
                      "tight"),
    false={"one-shot": FalseReading(
        "Trained to the end, one shot reaches the well that many stages reach.", "stages",
        ("flow", "stays"))},
)  # fmt: skip
def basins(kept: Kept) -> list[Draft]:
    radius = number("r", 0, low_open=True, usual=(1, 2, "1/2"))
    distance = number("s", 0, 4, usual=("5/2", "1", "2", "1/2"))
    stages = number("N", 1, usual=("1", 2, 3, 4, 8))
    move = number("h", 0, 1, high_open=True, usual=("5/6", "1/2", "0", "5/8"))
    if not kept.stages:
        move = number("h", 0, 4, usual=("5/2", "5/4", "5/6"))
    part = number("part", 0, 1, high_open=True, usual=("0", "1/2", "3/4", "9/10"))
    time = number("t", 0, usual=(1, 2, 10))

    def flow(F: Any, x: Any, xp: Any) -> Any:
        return flowed(1 - x.h, x.t, xp) - 1

    def stays(F: Any, x: Any, xp: Any) -> Cases:
        y = 1 - (1 - x.part) * x.s / x.N
        moving = (x.s > 0) & (x.N > x.s) if kept.stages else x.s > 0
        return Cases(-loss_slope(y) * (1 - y), moving)

    def rule(F: Any, x: Any, xp: Any) -> Cases:
        enough = x.N * x.r > x.L * x.s
        return Cases(x.r - x.L * x.s / x.N, enough if kept.stages else None)

    few = "N > s" if kept.stages else "any N"
    return [
        Draft("flow", "the flow y' = −4y(y² − 1) from y_0 = 1 − h tends to 1, h "
              + ("< 1" if kept.stages else "≤ 4"), (move, time), flow, ("stages",),
              Relation.LIMIT, "t", proofs=(FLOW,)),
        Draft("stays", f"after a stage of s/N, {few}, the slope of (y² − 1)² leads to y = 1 all "
              "the way: −ℓ'(y)(1 − y) > 0, y = 1 − (1 − part) s/N", (distance, stages, part),
              stays, ("stages",), Relation.POSITIVE, proofs=(FLOW,)),
        Draft("rule", "r − L s/N > 0" + (" for N > L s/r" if kept.stages else ""),
              (distance, SPEED, radius, stages), rule, ("stages",), Relation.POSITIVE,
              proofs=(BASIN,)),
    ]  # fmt: skip


def _flow(v: Any, xp: Any) -> list[Statement]:
    z = v.z / (v.z + (1 - v.z) * xp.exp(-8 * v.t))
    return [
        zero("z' = −8z(z − 1) for z = z_0/(z_0 + (1 − z_0) exp(−8t))",
             slope(z, v.t) + 8 * z * (z - 1)),
        zero("z is z_0 at t = 0, where exp(−8t) = 1", v.z / (v.z + (1 - v.z)) - v.z),
        zero("2y (−4y(y² − 1)) = −8z(z − 1) for y² = z",
             2 * v.y * (-loss_slope(v.y)) + 8 * v.y**2 * (v.y**2 - 1)),
        zero("−ℓ'(y)(1 − y) = 4y(1 + y)(1 − y)²",
             -loss_slope(v.y) * (1 - v.y) - 4 * v.y * (1 + v.y) * (1 - v.y) ** 2),
        positive("4y(1 + y)(1 − y)² > 0 for 0 < y < 1", 4 * v.y * (1 + v.y) * (1 - v.y) ** 2),
        positive("y = 1 − (1 − part) h > 0 for h < 1", 1 - (1 - v.part) * v.h),
    ]  # fmt: skip


FLOW = Argument(
    "SK/flow",
    "z = y² follows a logistic equation, whose solution tends to 1 from z_0 > 0, and y = ±√z keeps "
    "its sign: from y_0 = 1 − h > 0 the flow ends at y = 1; the slope points there from every "
    "0 < y < 1",
    _flow,
    {"y": SHARE, "t": NONNEGATIVE, "z": HALF_OPEN, "h": CLOSED_OPEN, "part": UNIT},
)  # fmt: skip
BASIN = Argument(
    "SK/basin", "a stage of L s/N < r does not leave the basin",
    lambda v, xp: [
        zero("r − Ls/N = (N r − L s)/N",
             v.r - v.L * v.s / v.N - (v.N * v.r - v.L * v.s) / v.N),
        positive("d/N > 0 for d = N r − L s", v.d / v.N),
    ],
    {"r": POSITIVE, "L": POSITIVE, "s": NONNEGATIVE, "N": FROM_ONE, "d": POSITIVE},
)  # fmt: skip
