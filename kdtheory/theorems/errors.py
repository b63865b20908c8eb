"""Anchored recursion with imperfect students: RM-C6 (errors), RM-C9 (samples), RM-C10 (capacity).

Sampling is decided on the exact law of the draws: all ``n^N`` outcomes of ``N`` draws.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from kdtheory.claims.claim import Cases, Relation
from kdtheory.claims.obligation import Goal
from kdtheory.claims.product import number, point, share
from kdtheory.operators.recursion import capacity_limited, linear_anchor
from kdtheory.theorems.lemmas import (
    logarithm_below_tangent,
    mixture_of_logarithms,
    nonnegative,
    positive,
    zero,
)
from kdtheory.theorems.parts import at_most, equal, kl, total, tv
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

P, S, AFTER, ALPHA = point("p"), point("s"), point("after"), share("alpha")
GENERATIONS = number("g", 0, usual=(1, 2, 10, 100))
USUAL = ("1/2", "1/10", "9/10", "1/100")


# RM-C6: errors of the students ----------------------------------------------------------------


@theorem(
    "RM-C6", "students with errors",
    r"\mathrm{TV}(q_g, s_{g+1}) \le \delta \implies \limsup_g \mathrm{TV}(p_0,s_g) \le "
    r"\delta/\alpha",
    "Errors of δ in total variation add up to at most δ/α, never to more.",
    provenance=OURS,
    hypotheses={
        "variation": "the student's error is measured in total variation, not by KL(q'‖s)",
        "anchor": "the anchor has positive weight, α > 0",
    },
    constant=Constant("δ/α", "δ/α: attained by a student that stays where it is", "tight"),
    false={
        "divergence": FalseReading(
            "Students with KL(q'‖s) ≤ ε stay within KL(p_0‖s) ≤ ε/α of the teacher.",
            "variation", ("stationary",)),
        "drift": FalseReading(
            "Without an anchor the errors do not add up.", "anchor", ("drift",)),
    },
)  # fmt: skip
def with_errors(kept: Kept) -> list[Draft]:
    alpha = ALPHA if kept.anchor else number("alpha", 0, 1, high_open=True, usual=("0", *USUAL))

    def step(F: Any, x: Any, xp: Any) -> Cases:
        target = linear_anchor(x.p, x.s, x.alpha, xp)
        bound = (1 - x.alpha) * tv(x.s, x.p, xp) + tv(target, x.after, xp)
        return at_most(tv(x.after, x.p, xp), bound, xp)

    def stationary(F: Any, x: Any, xp: Any) -> Cases:
        target = linear_anchor(x.p, x.s, x.alpha, xp)
        if kept.variation:
            return at_most(x.alpha * tv(x.p, x.s, xp), tv(target, x.s, xp), xp)
        return at_most(x.alpha * kl(x.p, x.s, xp), kl(target, x.s, xp), xp)

    def tight(F: Any, x: Any, xp: Any) -> Cases:
        target = linear_anchor(x.p, x.s, x.alpha, xp)
        return equal(tv(target, x.s, xp), x.alpha * tv(x.p, x.s, xp), xp)

    def drift(F: Any, x: Any, xp: Any) -> Any:
        rate = xp.where(x.alpha > 0, x.alpha, xp.ones_like(x.alpha))
        settled = (1 - xp.exp(x.g * xp.log(1 - x.alpha))) / rate
        return x.delta * xp.where(x.alpha > 0, settled, x.g) / x.g

    def bound(F: Any, x: Any, xp: Any) -> Cases:
        target = linear_anchor(x.p, x.s, x.alpha, xp)
        error = kl(target, x.after, xp)
        allowed = (error + xp.sqrt(xp.where(error > 0, error, 0 * error) / 2)) / x.alpha
        return at_most(kl(x.p, x.after, xp), (1 - x.alpha) * kl(x.p, x.s, xp) + allowed, xp)

    stay = (
        "s' = s ⇒ TV(p_0, s) ≤ TV(q, s)/α" if kept.variation else
        "s' = s ⇒ KL(p_0‖s) ≤ KL(q‖s)/α"
    ) + ", q = α p_0 + (1−α) s"  # fmt: skip
    return [
        Draft("step", "TV(s', p_0) ≤ (1−α) TV(s, p_0) + TV(q, s')", (P, S, AFTER, ALPHA), step,
              proofs=(TRIANGLE,)),
        Draft("stationary", stay, (P, S, ALPHA), stationary, ("variation",), proofs=(TRIANGLE,)),
        Draft("tight", "s' = s ⇒ TV(p_0, s) = TV(q, s)/α: the bound is attained", (P, S, ALPHA),
              tight, proofs=(TRIANGLE,)),
        Draft("drift", "e_g/g → 0 for e' = (1−α) e + δ, e_0 = 0",
              (alpha, share("delta"), GENERATIONS), drift, ("anchor",), Relation.LIMIT, "g",
              proofs=(SETTLES,)),
        Draft("divergence", "KL(p_0‖s') ≤ (1−α) KL(p_0‖s) + (ε + √(ε/2))/α, ε = KL(q‖s')",
              (P, S, AFTER, ALPHA), bound, proofs=(BOUNDED,)),
    ]  # fmt: skip


TRIANGLE = Argument(
    "RM/triangle",
    "q − p_0 = (1−α)(s − p_0) and q − s = α (p_0 − s); total variation is a norm, so TV(s', p_0) "
    "≤ TV(q, p_0) + TV(q, s'), and e' ≤ (1−α) e + δ keeps e ≤ δ/α and tends there",
    lambda v, xp: [
        zero("α p + (1−α) s − p = (1−α)(s − p)",
             v.alpha * v.p + (1 - v.alpha) * v.s - v.p - (1 - v.alpha) * (v.s - v.p)),
        zero("α p + (1−α) s − s = α (p − s)",
             v.alpha * v.p + (1 - v.alpha) * v.s - v.s - v.alpha * (v.p - v.s)),
        zero("(1−α) δ/α + δ = δ/α",
             (1 - v.alpha) * v.delta / v.alpha + v.delta - v.delta / v.alpha),
    ],
    {"p": REAL, "s": REAL, "alpha": SHARE, "delta": NONNEGATIVE}, teachers=None,
)  # fmt: skip
SETTLES = Argument(
    "RM/settles", "e_g = δ (1 − (1−α)^g)/α ≤ δ/α, so e_g/g tends to zero",
    lambda v, xp: [
        zero("(1−α) δ (1−b)/α + δ = δ (1 − (1−α) b)/α, b = (1−α)^g",
             (1 - v.alpha) * v.delta * (1 - v.b) / v.alpha + v.delta
             - v.delta * (1 - (1 - v.alpha) * v.b) / v.alpha),
        nonnegative("δ/α − δ (1−b)/α ≥ 0",
                    v.delta / v.alpha - v.delta * (1 - v.b) / v.alpha),
    ],
    {"alpha": SHARE, "delta": NONNEGATIVE, "b": SHARE}, teachers=None,
)  # fmt: skip
BOUNDED = Argument(
    "RM/Pinsker",
    "KL(p_0‖s') = KL(p_0‖q) + Σ p_0 log(q/s'); the first is at most (1−α) KL(p_0‖s) (concavity of "
    "log), the second at most Σ q log⁺(q/s')/α as p_0 ≤ q/α, and Σ q log⁺(q/s') = ε + Σ q "
    "log⁺(s'/q) ≤ ε + Σ (s' − q)⁺ = ε + TV ≤ ε + √(ε/2) (Pinsker)",
    lambda v, xp: [
        *mixture_of_logarithms(v.r, v.alpha, xp),
        *logarithm_below_tangent(v.r, xp),
        nonnegative("q/α − p_0 ≥ 0",
                    (v.alpha * v.p + (1 - v.alpha) * v.s) / v.alpha - v.p),
    ],
    {"r": POSITIVE, "p": POSITIVE, "s": POSITIVE, "alpha": SHARE}, teachers=None,
)  # fmt: skip


# RM-C9: students from samples -----------------------------------------------------------------


def second_moment(q: Any, draws: int, xp: Any) -> Any:
    """``E‖c/N‖²`` for the counts ``c`` of ``N`` draws from `q`, over all outcomes, ``(..., 1)``.

    Parameters
    ----------
    q : array of shape (..., n)
    draws : int
        ``N``; the cost is ``n**N``.

    Returns
    -------
    array of shape (..., 1)

    Examples
    --------
    >>> import numpy as np
    >>> float(second_moment(np.array([0.5, 0.5]), 2, np)[0])
    0.75
    """
    n, found = q.shape[-1], 0 * q[..., :1]
    for outcome in product(range(n), repeat=draws):
        chance = q[..., :1] ** 0
        for i in outcome:
            chance = chance * q[..., i : i + 1]
        squares = sum(outcome.count(i) ** 2 for i in range(n))
        found = found + chance * squares / draws**2
    return found


def settled(p: Any, alpha: Any, N: Any, xp: Any) -> Any:
    """``v∞`` of RM-C9, sampling the student, then anchoring: ``E‖s − p_0‖²`` in the long run."""
    b = (1 - alpha) * (1 - alpha)
    return b * (1 - total(p * p, xp)) / N / (1 - b * (1 - 1 / N))


@theorem(
    "RM-C9", "students from samples",
    r"v_\infty = \frac{(1-\alpha)^2(1-\|p_0\|^2)/N}{1-(1-\alpha)^2(1-1/N)}",
    "Learning from N samples a generation, students collapse without an anchor; with one, their "
    "variance settles below that of a collapsed student.",
    provenance=OURS,
    hypotheses={
        "anchor": "the anchor has positive weight, α > 0",
        "finite": "the spread that is left is v∞ > 0, not zero: N is finite",
    },
    constant=Constant("v∞", "v∞ of the exact moment recursion", "equality"),
    false={
        "collapse": FalseReading(
            "Recursion on one's own samples keeps some diversity in the long run.", "anchor",
            ("diverse",)),
        "vanishes": FalseReading(
            "With an anchor the sampling noise averages out over the generations.", "finite",
            ("settles",)),
    },
)  # fmt: skip
def from_samples(kept: Kept) -> list[Draft]:
    alpha = ALPHA if kept.anchor else number("alpha", 0, 1, high_open=True, usual=("0", *USUAL))
    N = number("N", 1, usual=(2, 10, 100, "1"))
    draws = (1, 2, 3)

    def moments(F: Any, x: Any, xp: Any) -> Cases:
        lost = [1 - second_moment(x.s, m, xp) for m in draws]
        left = [(1 - total(x.s * x.s, xp)) * (m - 1) / m for m in draws]
        return equal(xp.concat(lost, axis=-1), xp.concat(left, axis=-1), xp)

    def recursion(v: Any, x: Any, xp: Any) -> Any:
        b = (1 - x.alpha) * (1 - x.alpha)
        return b * ((1 - 1 / x.N) * v + (1 - total(x.p * x.p, xp)) / x.N)

    def fixed(F: Any, x: Any, xp: Any) -> Cases:
        v = settled(x.p, x.alpha, x.N, xp)
        return equal(recursion(v, x, xp), v, xp)

    def after(F: Any, x: Any, xp: Any) -> Cases:
        b = (1 - x.alpha) * (1 - x.alpha)
        u = settled(x.p, x.alpha, x.N, xp) / b
        return equal(b * (1 - 1 / x.N) * u + (1 - total(x.p * x.p, xp)) / x.N, u, xp)

    def diverse(F: Any, x: Any, xp: Any) -> Cases:
        return Cases(1 - total(x.p * x.p, xp) - settled(x.p, x.alpha, x.N, xp))

    def settles(F: Any, x: Any, xp: Any) -> Any:
        rate = (1 - x.alpha) * (1 - x.alpha) * (1 - 1 / x.N)
        power = xp.exp(x.g * xp.log(xp.where(rate > 0, rate, xp.ones_like(rate))))
        power = xp.where(rate > 0, power, 0 * power)
        v = settled(x.p, x.alpha, x.N, xp)
        return v * (1 - power) - v if kept.finite else v * (1 - power)

    return [
        Draft("moments", "E(1 − ‖c/N‖²) = (1 − 1/N)(1 − ‖s‖²) for N draws from s, N ≤ 3", (S,),
              moments, classes=(2, 3), proofs=(DRAWS,)),
        Draft("fixed", "v∞ = (1−α)² ((1 − 1/N) v∞ + (1 − ‖p_0‖²)/N)", (P, ALPHA, N), fixed,
              proofs=(SPREAD,)),
        Draft("sampled-after", "u = (1−α)² (1 − 1/N) u + (1 − ‖p_0‖²)/N for u = v∞/(1−α)²: "
              "anchoring, then sampling", (P, ALPHA, N), after, proofs=(AFTERWARDS,)),
        Draft("diverse", "v∞ < 1 − ‖p_0‖²: fewer than all samples of one class", (P, alpha, N),
              diverse, ("anchor",), Relation.POSITIVE, proofs=(DIVERSE,)),
        Draft("settles", "v_g → v∞" if kept.finite else "v_g → 0", (P, ALPHA, N, GENERATIONS),
              settles, ("finite",), Relation.LIMIT, "g", proofs=(SPREAD,)),
    ]  # fmt: skip


def _draws(v: Any, xp: Any) -> list[Statement]:
    found = []
    q = xp.stack([v.a, v.b, 1 - v.a - v.b])
    for n in (1, 2, 3):
        lost = 1 - second_moment(q, n, xp)
        gap = lost - (1 - total(q * q, xp)) * (n - 1) / n
        found.append(zero(f"E(1 − ‖c/N‖²) = (1 − 1/N)(1 − ‖q‖²) for three classes, N = {n}", gap))
    return found


DRAWS = Argument(
    "RM/draws",
    "the exact law of the draws, multiplied out for three classes; two classes are the case in "
    "which one is empty",
    _draws, {"a": REAL, "b": REAL}, classes=(2, 3), teachers=None,
)  # fmt: skip


def _settled(v: Any) -> Any:
    b = (1 - v.alpha) ** 2
    return b * v.d / v.N / (1 - b * (1 - 1 / v.N))


SPREAD = Argument(
    "RM/spread",
    "v' = (1−α)² ((1 − 1/N) v + (1 − ‖p_0‖²)/N) by the moments of the draws: an affine recursion "
    "of slope below one with the fixed point v∞",
    lambda v, xp: [
        zero("v∞ is fixed, d = 1 − ‖p_0‖²",
             (1 - v.alpha) ** 2 * ((1 - 1 / v.N) * _settled(v) + v.d / v.N) - _settled(v)),
        nonnegative("the slope is at least 0", (1 - v.alpha) ** 2 * (1 - 1 / v.N)),
        positive("the slope is below 1", 1 - (1 - v.alpha) ** 2 * (1 - 1 / v.N)),
    ],
    {"d": NONNEGATIVE, "alpha": SHARE, "N": FROM_ONE}, teachers=None,
)  # fmt: skip
AFTERWARDS = Argument(
    "RM/spread-after",
    "with the anchor first, u' = (1 − 1/N) (1−α)² u + (1 − ‖p_0‖²)/N by the moments of the draws; "
    "its fixed point is v∞/(1−α)²",
    lambda v, xp: [
        zero("v∞/(1−α)² is fixed, d = 1 − ‖p_0‖²",
             (1 - 1 / v.N) * _settled(v) + v.d / v.N - _settled(v) / (1 - v.alpha) ** 2),
    ],
    {"d": NONNEGATIVE, "alpha": SHARE, "N": FROM_ONE}, teachers=None,
)  # fmt: skip
DIVERSE = Argument(
    "RM/diverse", "d − v∞ > 0 for d = 1 − ‖p_0‖² > 0, as p_0 is no vertex",
    lambda v, xp: [positive("d − v∞ > 0", v.d - _settled(v))],
    {"d": HALF_OPEN, "alpha": SHARE, "N": FROM_ONE}, teachers=None,
)  # fmt: skip


# RM-C10: students of limited capacity ----------------------------------------------------------


def _mean(q: Any, xp: Any) -> Any:
    """Mean of the class number, the statistic of the one-parameter family."""
    return total(xp.cumulative_sum(xp.ones_like(q), axis=-1) * q, xp)


@theorem(
    "RM-C10", "students of limited capacity",
    r"A^\top s' - A^\top p_0 = (1-\alpha)(A^\top s - A^\top p_0)",
    "The moments that an exponential family can express contract by exactly 1−α; nothing beyond "
    "the capacity gap accumulates.",
    provenance=OURS,
    hypotheses={"moments": "what contracts is the family's moments, not the distance to p_0"},
    constant=Constant("1 − α", "1 − α", "equality"),
    false={"distance": FalseReading(
        "A student of limited capacity comes closer to the teacher by 1−α a generation.",
        "moments")},
)  # fmt: skip
def capacity(kept: Kept) -> list[Draft]:
    def step(F: Any, x: Any, xp: Any) -> Cases:
        after, b = capacity_limited(x.p, x.s, x.alpha, xp), 1 - x.alpha
        if kept.moments:
            gap = xp.abs(_mean(after, xp) - _mean(x.p, xp) - b * (_mean(x.s, xp) - _mean(x.p, xp)))
            return Cases(-gap, scale=1 / (0 * gap + 2.0**-20))
        return at_most(tv(after, x.p, xp), b * tv(x.s, x.p, xp), xp)

    statement = (
        "E_s' i − E_p_0 i = (1−α)(E_s i − E_p_0 i), s' ∝ exp(θ i) the best student"
        if kept.moments else "TV(s', p_0) ≤ (1−α) TV(s, p_0), s' ∝ exp(θ i) the best student"
    )  # fmt: skip
    return [Draft("step", statement, (P, S, ALPHA), step, ("moments",), proofs=(MOMENTS,),
                  note="s' up to what its solver leaves, |θ| ≤ 64")]  # fmt: skip


def _moments(v: Any, xp: Any) -> list[Statement]:
    """The slope of ``KL(q‖softmax(θ i))`` in θ is the gap of the means, for n classes."""
    found = []
    for n in (2, 3, 4):
        powers = [xp.exp(v.theta) ** i for i in range(1, n + 1)]
        partition = sum(powers[1:], powers[0])
        mean = sum(((i + 1) * x for i, x in enumerate(powers[1:], 1)), powers[0]) / partition
        loss = xp.log(partition) - v.theta * v.m
        words = f"d/dθ (log Z − θ m) = E_θ i − m, {n} classes"
        found.append((words, Goal.ZERO, slope(loss, v.theta) - (mean - v.m)))
    contracted = v.alpha * v.a + (1 - v.alpha) * v.c - v.a - (1 - v.alpha) * (v.c - v.a)
    return [*found, zero("α a + (1−α) c − a = (1−α)(c − a) for the means a, c", contracted)]


MOMENTS = Argument(
    "RM/moments",
    "KL(q‖softmax(θ i)) = −H(q) + log Z − θ E_q i is convex in θ (exponential family), so the best "
    "student has the mean of q = α p_0 + (1−α) s, and means are linear",
    _moments, {"theta": REAL, "m": REAL, "a": REAL, "c": REAL, "alpha": SHARE},
    classes=(2, 3, 4), teachers=None,
)  # fmt: skip
