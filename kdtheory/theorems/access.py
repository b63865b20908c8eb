"""Partial access to a teacher: SK-P1, SK-P2 (truncated outputs).

The classes that are kept are an event ``U``; top-k truncation keeps the k largest.
"""

from __future__ import annotations

from typing import Any

from kdtheory.claims.claim import Cases, Relation
from kdtheory.claims.product import event, number, point, temperature
from kdtheory.operators.softening import mixture, power
from kdtheory.theorems.lemmas import logarithm_below_tangent, nonnegative, positive, zero
from kdtheory.theorems.parts import at_most, equal, kl, total, tv
from kdtheory.theorems.proofs import (
    HALF_OPEN,
    NONNEGATIVE,
    POSITIVE,
    SHARE,
    Argument,
    Statement,
    slope,
)
from kdtheory.theorems.registry import OURS, Constant, Draft, FalseReading, Kept, theorem
from kdtheory.theorems.variance import survival

P, U, T = point("p"), event(), temperature()


def truncated(p: Any, U: Any, xp: Any) -> Any:
    """``p̃``: the classes of U only, renormalised (SK-P1).

    Parameters
    ----------
    p : array of shape (..., n)
        A distribution with some mass on U.
    U : array of shape (..., n)
        Ones for the classes that are kept, zeros for the others.

    Examples
    --------
    >>> import numpy as np
    >>> truncated(np.array([0.5, 0.25, 0.25]), np.array([1.0, 1.0, 0.0]), np).tolist()
    [0.6666666666666666, 0.3333333333333333, 0.0]
    """
    kept = p * U
    return kept / total(kept, xp)


def tail(p: Any, U: Any, xp: Any) -> Any:
    """The mass outside U, shape ``(..., 1)``."""
    return total(p * (1 - U), xp)


def on_top(p: Any, U: Any, xp: Any) -> Any:
    """Whether no class outside U is larger than one inside, shape ``(..., 1)``."""
    least = xp.min(xp.where(U > 0, p, xp.ones_like(p)), axis=-1, keepdims=True)
    return least >= xp.max(p * (1 - U), axis=-1, keepdims=True)


# SK-P1 ----------------------------------------------------------------------------------------


@theorem(
    "SK-P1", "truncated outputs",
    r"\mathrm{TV}(\tilde p,p)=\tau,\quad \mathrm{KL}(\tilde p\|p)=-\log(1-\tau),\quad "
    r"\mathrm{KL}(p\|\tilde p)=\infty",
    "A truncated teacher is off by its tail mass; in the divergence that distillation minimises "
    "it is off by infinity, unless what is left out gets something.",
    provenance="reconstructed",
    hypotheses={"smoothed": "the truncated teacher is mixed with the uniform distribution, ε > 0"},
    constant=Constant("τ, −log(1−τ)", "τ, −log(1−τ)", "equality"),
    false={"small-tail": FalseReading(
        "A truncation with a small tail is close to the teacher in KL(p‖p̃).", "smoothed")},
)  # fmt: skip
def truncation(kept: Kept) -> list[Draft]:
    share = number("epsilon", 0, 1, low_open=kept.smoothed, high_open=True,
                   usual=("1/10", "1/2", "1/100") if kept.smoothed else ("0", "1/10"))  # fmt: skip

    def variation(F: Any, x: Any, xp: Any) -> Cases:
        return equal(tv(truncated(x.p, x.U, xp), x.p, xp), tail(x.p, x.U, xp), xp)

    def reverse(F: Any, x: Any, xp: Any) -> Cases:
        lost = tail(x.p, x.U, xp)
        return equal(kl(truncated(x.p, x.U, xp), x.p, xp), -xp.log(1 - lost), xp)

    def forward(F: Any, x: Any, xp: Any) -> Cases:
        left = survival(x.p, truncated(x.p, x.U, xp), xp)
        return Cases(-left, scale=left + 1)

    def finite(F: Any, x: Any, xp: Any) -> Cases:
        n = x.p.shape[-1]
        smoothed = (1 - x.epsilon) * truncated(x.p, x.U, xp) + x.epsilon / n
        return Cases(survival(x.p, smoothed, xp))

    def bounded(F: Any, x: Any, xp: Any) -> Cases:
        n = x.p.shape[-1]
        smoothed = (1 - x.epsilon) * truncated(x.p, x.U, xp) + x.epsilon / n
        return at_most(x.epsilon / n, survival(x.p, smoothed, xp), xp)

    ends = "0 < ε < 1" if kept.smoothed else "0 ≤ ε < 1"
    drafts = [
        Draft("variation", "TV(p̃, p) = τ", (P, U), variation, proofs=(TRUNCATED,)),
        Draft("reverse", "KL(p̃‖p) = −log(1 − τ)", (P, U), reverse, proofs=(TRUNCATED,)),
        Draft("forward", "exp(−KL(p‖p̃)) = 0: the divergence is infinite", (P, U), forward,
              proofs=(TRUNCATED,)),
        Draft("finite", f"exp(−KL(p‖(1−ε) p̃ + ε u)) > 0, {ends}", (P, U, share), finite,
              ("smoothed",), Relation.POSITIVE, proofs=(TRUNCATED,)),
    ]  # fmt: skip
    if kept.smoothed:
        drafts.append(
            Draft("bounded", "KL(p‖(1−ε) p̃ + ε u) ≤ log(n/ε)", (P, U, share), bounded,
                  proofs=(TRUNCATED,)))  # fmt: skip
    return drafts


def _truncated(v: Any, xp: Any) -> list[Statement]:
    h = v.h  # mass that is kept, 1 − τ
    return [
        zero("p/h − p = p τ/h: what a kept class gains", v.p / h - v.p - v.p * (1 - h) / h),
        zero("h τ/h = τ: what all of them gain", h * (1 - h) / h - (1 - h)),
        zero("(p/h)/p = 1/h: every kept class has this ratio", v.p / h / v.p - 1 / h),
        positive("p_i > 0 outside U, where p̃ is zero", v.p),
        positive("(1−ε) p̃ + ε/n > 0", (1 - v.epsilon) * v.a + v.epsilon / v.n),
        nonnegative("(1−ε) p̃ ≥ 0, so the smoothed teacher is at least ε/n",
                    (1 - v.epsilon) * v.a),
        nonnegative("−p log p ≥ 0", -v.p * xp.log(v.p)),
    ]  # fmt: skip


TRUNCATED = Argument(
    "SK/truncated",
    "the kept classes gain what the others lose, τ; every ratio of p̃ to p is 1/(1−τ); a "
    "class with p > 0 = p̃ makes KL(p‖p̃) infinite, and with smoothing all are at least ε/n, so "
    "KL = −H(p) − Σ p log(...) ≤ log(n/ε)",
    _truncated,
    {"p": SHARE, "h": SHARE, "epsilon": SHARE, "a": NONNEGATIVE, "n": POSITIVE},
)  # fmt: skip


# SK-P2 ----------------------------------------------------------------------------------------


@theorem(
    "SK-P2", "softening amplifies a truncation",
    r"\mathrm{TV}(F_T\tilde p, F_T p) = \sum_{i\notin U} F_T(p)_i \nearrow \frac{n-k}{n}",
    "Under the power transform the error of a top-k truncation is the softened tail, which grows "
    "with the temperature up to (n−k)/n.",
    provenance=OURS,
    hypotheses={
        "top": "the k largest classes are kept",
        "power": "the softening is the power transform, not the mixture",
    },
    constant=Constant("(n−k)/n", "(n−k)/n, approached as T → ∞", "tight"),
    false={
        "mixture": FalseReading(
            "Every softening amplifies what a truncation leaves out.", "power", ("grows",)),
        "any-classes": FalseReading(
            "The softened tail grows with T whichever classes are left out.", "top", ("grows",)),
    },
)  # fmt: skip
def amplified(kept: Kept) -> list[Draft]:
    soften = power if kept.power else mixture
    rise = number("rise", 0, usual=(1, 2, "1/2"))

    def error(x: Any, T: Any, xp: Any) -> Any:
        return tv(soften(truncated(x.p, x.U, xp), T, xp), soften(x.p, T, xp), xp)

    def softened(F: Any, x: Any, xp: Any) -> Cases:
        return equal(error(x, x.T, xp), tail(soften(x.p, x.T, xp), x.U, xp), xp)

    def grows(F: Any, x: Any, xp: Any) -> Cases:
        when = on_top(x.p, x.U, xp) if kept.top else None
        return at_most(error(x, x.T, xp), error(x, x.T + x.rise, xp), xp, when)

    def cap(F: Any, x: Any, xp: Any) -> Cases:
        when = on_top(x.p, x.U, xp) if kept.top else None
        most = total(1 - x.U, xp) / x.p.shape[-1]
        return at_most(tail(power(x.p, x.T, xp), x.U, xp), most, xp, when)

    def limit(F: Any, x: Any, xp: Any) -> Any:
        most = total(1 - x.U, xp) / x.p.shape[-1]
        return tail(power(x.p, x.T, xp), x.U, xp) - most

    top = "U the k largest ⇒ " if kept.top else ""
    return [
        Draft("softened", "TV(F_T p̃, F_T p) = F_T(p) outside U", (P, U, T), softened, ("power",),
              proofs=(TAIL,)),
        Draft("grows", f"{top}TV(F_T' p̃, F_T' p) ≥ TV(F_T p̃, F_T p), T' = T + rise",
              (P, U, T, rise), grows, ("top", "power"), classes=(2, 3, 4), proofs=(TAIL,)),
        Draft("cap", f"{top}F_T(p) outside U ≤ (n − k)/n for the power transform", (P, U, T), cap,
              ("top",), proofs=(TAIL,)),
        Draft("limit", "F_T(p) outside U → (n − k)/n as T → ∞ for the power transform", (P, U, T),
              limit, (), Relation.LIMIT, "T", proofs=(TAIL,)),
    ]  # fmt: skip


def _tail(v: Any, xp: Any) -> list[Statement]:
    kept, lost, x = v.a + v.d, v.a, 1 / (1 + v.y)
    head, rest = v.h, v.t
    return [
        zero("a/h − a/(h + t) = a t/(h(h + t)): what a kept class gains",
             v.a / head - v.a / (head + rest) - v.a * rest / (head * (head + rest))),
        nonnegative("−d/db x^b ≥ 0 for x = 1/(1 + y)", -slope(x**v.b, v.b)),
        positive("d/dr r/(1 + r) > 0 for r = t/h", slope(v.r / (1 + v.r), v.r)),
        nonnegative("k m (a + d) − k m a ≥ 0: the mean outside is at most the mean inside",
                    v.k * v.m * kept - v.k * v.m * lost),
        nonnegative("m/(m + k) − m a/(m a + k(a + d)) ≥ 0",
                    v.m / (v.m + v.k) - v.m * lost / (v.m * lost + v.k * kept)),
        *logarithm_below_tangent(v.r, xp),
    ]  # fmt: skip


TAIL = Argument(
    "SK/softened-tail",
    "F_T(p̃) is F_T(p) on U, renormalised, so the distance is the tail t/(h + t); each ratio "
    "(p_i/p_j)^(1/T) with p_i ≤ p_j grows with T, so t/h = Σ_i 1/Σ_j (p_j/p_i)^(1/T) does, with i "
    "outside and j inside; the mean of the tail is at most that of the head; 1 + b log x ≤ x^b ≤ 1 "
    "with b = 1/T, so all powers tend to one as T → ∞",
    _tail,
    {"b": HALF_OPEN, "y": NONNEGATIVE, "d": NONNEGATIVE,
     **dict.fromkeys(("a", "h", "t", "r", "k", "m"), POSITIVE)},
)  # fmt: skip
