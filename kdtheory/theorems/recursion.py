"""Anchored recursion with exact students: RM-C1 to RM-C5, RM-C7.

Inputs are the teacher ``p`` (the anchor ``p_0``), the student ``s`` and the anchor's weight
``alpha``; the recursion is that of the operator catalogue.
"""

from __future__ import annotations

from typing import Any

from kdtheory.claims.claim import Cases, Relation
from kdtheory.claims.product import number, point, share
from kdtheory.operators.recursion import geometric_anchor, linear_anchor
from kdtheory.theorems.lemmas import (
    mixture_of_entropies,
    mixture_of_logarithms,
    nonnegative,
    positive,
    zero,
)
from kdtheory.theorems.parts import at_most, chi_square, equal, kl, tv
from kdtheory.theorems.proofs import HALF_OPEN, POSITIVE, REAL, SHARE, Argument
from kdtheory.theorems.registry import OURS, Constant, Draft, FalseReading, Kept, theorem

P, S, ALPHA = point("p"), point("s"), share("alpha")
VERTICES = point("p", closed=True)
GENERATIONS = number("g", 0, usual=(1, 2, 10, 100))
USUAL = ("1/2", "1/10", "9/10", "1", "1/100")

MIXED = Argument(
    "RM/mixture",
    "s' − p_0 = (1−α)(s − p_0) entry by entry; a norm is homogeneous, and g steps multiply by "
    "(1−α)^g by induction",
    lambda v, xp: [
        zero("α p + (1−α) s − p = (1−α)(s − p)",
             v.alpha * v.p + (1 - v.alpha) * v.s - v.p - (1 - v.alpha) * (v.s - v.p)),
        nonnegative("1 − α ≥ 0", 1 - v.alpha),
    ],
    {"p": REAL, "s": REAL, "alpha": SHARE}, teachers=None,
)  # fmt: skip

FORWARD = Argument(
    "RM/concave",
    "KL(p_0‖s') − (1−α) KL(p_0‖s) = −Σ p_0 (log(α + (1−α) r) − (1−α) log r) with r = s/p_0, and "
    "every bracket is nonnegative; classes with p_0 = 0 do not count",
    lambda v, xp: mixture_of_logarithms(v.r, v.alpha, xp),
    {"r": POSITIVE, "alpha": SHARE}, teachers=None,
)  # fmt: skip

BACKWARD = Argument(
    "RM/convex",
    "KL(s'‖p_0) = Σ p_0 r' log r' with r = s/p_0, r' = α + (1−α) r, and every term is at most "
    "(1−α) r log r; where r = 0 by continuity",
    lambda v, xp: mixture_of_entropies(v.r, v.alpha, xp),
    {"r": POSITIVE, "alpha": SHARE}, teachers=None,
)  # fmt: skip


@theorem(
    "RM-C1", "exact students approach the teacher on a straight line",
    r"s_g - p_0 = (1-\alpha)^g (s_0 - p_0)",
    "With exact students the distance to the teacher shrinks by exactly 1−α a generation.",
    provenance="reconstructed",
    hypotheses={
        "linear": "the anchor is linear, not geometric",
        "exact": "the student matches its target exactly",
    },
    constant=Constant("1 − α", "1 − α", "equality"),
    false={"geometric": FalseReading(
        "A geometric anchor contracts total variation by exactly 1−α too.", "linear",
        ("variation",))},
)  # fmt: skip
def straight_line(kept: Kept) -> list[Draft]:
    anchor = linear_anchor if kept.linear else geometric_anchor
    noise = () if kept.exact else (point("noise"), share("delta"))

    def student(x: Any, s: Any, xp: Any) -> Any:
        target = anchor(x.p, s, x.alpha, xp)
        return target if kept.exact else (1 - x.delta) * target + x.delta * x.noise

    def step(F: Any, x: Any, xp: Any) -> Cases:
        b = 1 - x.alpha
        return equal(student(x, x.s, xp) - x.p, b * (x.s - x.p), xp)

    def three(F: Any, x: Any, xp: Any) -> Cases:
        s = x.s
        for _ in range(3):
            s = student(x, s, xp)
        return equal(s, x.p + (1 - x.alpha) ** 3 * (x.s - x.p), xp)

    def variation(F: Any, x: Any, xp: Any) -> Cases:
        return equal(tv(student(x, x.s, xp), x.p, xp), (1 - x.alpha) * tv(x.s, x.p, xp), xp)

    needs, inputs = ("linear", "exact"), (P, S, ALPHA, *noise)
    return [
        Draft("step", "s' − p_0 = (1−α)(s − p_0)", inputs, step, needs, proofs=(MIXED,)),
        Draft("three", "s_3 − p_0 = (1−α)³(s_0 − p_0)", inputs, three, needs, proofs=(MIXED,)),
        Draft("variation", "TV(s', p_0) = (1−α) TV(s, p_0)", inputs, variation, needs,
              proofs=(MIXED,)),
    ]  # fmt: skip


def _anchored(x: Any, xp: Any, kept: Kept) -> Any:
    """One step; without the hypothesis `teacher` the anchor is an arbitrary reference."""
    return linear_anchor(x.p if kept.teacher else x.r, x.s, x.alpha, xp)


TEACHER = {"teacher": "the anchor is the teacher p_0 itself, not an arbitrary reference"}


@theorem(
    "RM-C2", "forward divergence contracts",
    r"\mathrm{KL}(p_0\|s_g) \le (1-\alpha)^g\,\mathrm{KL}(p_0\|s_0)",
    "Each generation leaves at most 1−α of the divergence from the teacher to the student.",
    hypotheses=TEACHER,
    constant=Constant("1 − α", "sharpen RM-C2, for every floor; 1 − α at the boundary", "tight"),
)  # fmt: skip
def forward(kept: Kept) -> list[Draft]:
    def step(F: Any, x: Any, xp: Any) -> Cases:
        after = kl(x.p, _anchored(x, xp, kept), xp)
        return at_most(after, (1 - x.alpha) * kl(x.p, x.s, xp), xp)

    inputs = (VERTICES, S, ALPHA, *(() if kept.teacher else (point("r"),)))
    return [Draft("step", "KL(p_0‖s') ≤ (1−α) KL(p_0‖s)", inputs, step, ("teacher",),
                  proofs=(FORWARD,))]  # fmt: skip


@theorem(
    "RM-C3", "reverse divergence contracts",
    r"\mathrm{KL}(s_g\|p_0) \le (1-\alpha)^g\,\mathrm{KL}(s_0\|p_0)",
    "Each generation leaves at most 1−α of the divergence from the student to the teacher.",
    hypotheses=TEACHER | {"linear": "the anchor is linear, not geometric"},
    constant=Constant("1 − α", "sharpen RM-C3, for every floor; 1 − α at the boundary", "tight"),
)  # fmt: skip
def backward(kept: Kept) -> list[Draft]:
    def step(F: Any, x: Any, xp: Any) -> Cases:
        if not kept.linear:
            after = geometric_anchor(x.p if kept.teacher else x.r, x.s, x.alpha, xp)
        else:
            after = _anchored(x, xp, kept)
        return at_most(kl(after, x.p, xp), (1 - x.alpha) * kl(x.s, x.p, xp), xp)

    closed = point("s", closed=kept.linear)
    inputs = (P, closed, ALPHA, *(() if kept.teacher else (point("r"),)))
    return [Draft("step", "KL(s'‖p_0) ≤ (1−α) KL(s‖p_0)", inputs, step, ("teacher", "linear"),
                  proofs=(BACKWARD,))]  # fmt: skip


@theorem(
    "RM-C4", "the rate 1−α is never attained, (1−α)² holds to second order",
    r"\mathrm{KL}(p_0\|s') < (1-\alpha)\,\mathrm{KL}(p_0\|s),\quad "
    r"\chi^2(s',p_0) = (1-\alpha)^2\chi^2(s,p_0)",
    "Inside the simplex a step is strictly better than 1−α; close to the teacher it is (1−α)².",
    provenance=OURS,
    hypotheses={
        "moved": "the student is not the teacher",
        "quadratic": "the distance is χ², the second-order part of both divergences",
    },
    constant=Constant("1 − α", "sharpen RM-C2 and RM-C3: less for every floor", "upper"),
    false={"squared": FalseReading(
        "One step multiplies the divergence by at most (1−α)², its asymptotic rate.",
        "quadratic", ("second-order",))},
)  # fmt: skip
def strictly(kept: Kept) -> list[Draft]:
    def strict(F: Any, x: Any, xp: Any) -> Cases:
        after = linear_anchor(x.p, x.s, x.alpha, xp)
        gap = (1 - x.alpha) * kl(x.p, x.s, xp) - kl(x.p, after, xp)
        differs = xp.any(x.p != x.s, axis=-1, keepdims=True)
        return Cases(gap, differs if kept.moved else None)

    def second_order(F: Any, x: Any, xp: Any) -> Cases:
        after, b = linear_anchor(x.p, x.s, x.alpha, xp), 1 - x.alpha
        if kept.quadratic:
            return equal(chi_square(after, x.p, xp), b * b * chi_square(x.s, x.p, xp), xp)
        return at_most(kl(x.p, after, xp), b * b * kl(x.p, x.s, xp), xp)

    return [
        Draft("strict", "s ≠ p_0 ⇒ KL(p_0‖s') < (1−α) KL(p_0‖s)", (P, S, ALPHA), strict,
              ("moved",), Relation.POSITIVE, proofs=(STRICT,)),
        Draft("second-order", "χ²(s', p_0) = (1−α)² χ²(s, p_0)" if kept.quadratic else
              "KL(p_0‖s') ≤ (1−α)² KL(p_0‖s)", (P, S, ALPHA), second_order, ("quadratic",),
              proofs=(SQUARED,)),
    ]  # fmt: skip


STRICT = Argument(
    "RM/strictly-concave",
    "log(α + (1−α) r) − (1−α) log r vanishes at r = 1, falls before and rises after, strictly; so "
    "it is positive for r = s/p_0 ≠ 1",
    lambda v, xp: [
        *mixture_of_logarithms(v.r, v.alpha, xp),
        positive("h is positive",
                 v.alpha * (1 - v.alpha) / (v.r * (v.alpha + (1 - v.alpha) * v.r))),
    ],
    {"r": POSITIVE, "alpha": SHARE}, teachers=None,
)  # fmt: skip
SQUARED = Argument(
    "RM/quadratic", "every term of χ² is multiplied by (1−α)²",
    lambda v, xp: [
        zero("(s' − p)²/p = (1−α)² (s − p)²/p",
             (v.alpha * v.p + (1 - v.alpha) * v.s - v.p) ** 2 / v.p
             - (1 - v.alpha) ** 2 * (v.s - v.p) ** 2 / v.p),
    ],
    {"p": POSITIVE, "s": POSITIVE, "alpha": SHARE}, teachers=None,
)  # fmt: skip


@theorem(
    "RM-C5", "the teacher is the only fixed point and attracts every student",
    r"F(s) = s \iff s = p_0, \qquad s_g \to p_0",
    "With an anchor of any positive weight, every student converges to the teacher.",
    hypotheses={"anchor": "the anchor has positive weight, α > 0"},
    false={"unanchored": FalseReading(
        "Self-distillation returns to the teacher by itself.", "anchor", ("unique", "attracts"))},
)  # fmt: skip
def attraction(kept: Kept) -> list[Draft]:
    alpha = number("alpha", 0, 1, low_open=kept.anchor, usual=USUAL if kept.anchor else
                   ("0", *USUAL))  # fmt: skip

    def fixed(F: Any, x: Any, xp: Any) -> Cases:
        return equal(linear_anchor(x.p, x.p, x.alpha, xp), x.p, xp)

    def unique(F: Any, x: Any, xp: Any) -> Cases:
        moved = tv(linear_anchor(x.p, x.s, x.alpha, xp), x.s, xp)
        return Cases(moved, xp.any(x.p != x.s, axis=-1, keepdims=True))

    def attracts(F: Any, x: Any, xp: Any) -> Any:
        b = 1 - x.alpha
        power = xp.exp(x.g * xp.log(xp.where(b > 0, b, xp.ones_like(b))))
        return xp.where(b > 0, power, xp.zeros_like(power)) * (x.s - x.p)

    return [
        Draft("fixed", "F(p_0) = p_0", (P, alpha), fixed, proofs=(UNIQUE,)),
        Draft("unique", "F(s) ≠ s for s ≠ p_0", (P, S, alpha), unique, ("anchor",),
              Relation.POSITIVE, proofs=(UNIQUE,)),
        Draft("attracts", "s_g − p_0 = (1−α)^g (s_0 − p_0) → 0", (P, S, alpha, GENERATIONS),
              attracts, ("anchor",), Relation.LIMIT, "g", proofs=(ATTRACTED,)),
    ]  # fmt: skip


UNIQUE = Argument(
    "RM/moves", "F(s) − s = α (p_0 − s), which vanishes at s = p_0 only, as α > 0",
    lambda v, xp: [
        zero("α p + (1−α) s − s = α (p − s)",
             v.alpha * v.p + (1 - v.alpha) * v.s - v.s - v.alpha * (v.p - v.s)),
        positive("α > 0", v.alpha),
    ],
    {"p": REAL, "s": REAL, "alpha": HALF_OPEN}, teachers=None,
)  # fmt: skip
ATTRACTED = Argument(
    "RM/geometric-decay", "powers of a number 0 ≤ 1 − α < 1 tend to zero",
    lambda v, xp: [nonnegative("1 − α ≥ 0", 1 - v.alpha), positive("α > 0", v.alpha)],
    {"alpha": HALF_OPEN}, teachers=None,
)  # fmt: skip


@theorem(
    "RM-C7", "the free part has to be the previous student",
    r"\mathrm{TV}(\alpha p_0 + (1-\alpha) s,\,p_0) \le (1-\alpha)\,\mathrm{TV}(s, p_0)",
    "Anchoring alone does not make the recursion converge: its free part must be the student.",
    provenance=OURS,
    hypotheses={"previous": "the free part r of α p_0 + (1−α) r is the previous student"},
    false={"any-reference": FalseReading(
        "Anchored recursion converges to the teacher whatever r is.", "previous")},
)  # fmt: skip
def free_part(kept: Kept) -> list[Draft]:
    extra = () if kept.previous else (point("r"),)

    def contracts(F: Any, x: Any, xp: Any) -> Cases:
        after = linear_anchor(x.p, x.s if kept.previous else x.r, x.alpha, xp)
        return at_most(tv(after, x.p, xp), (1 - x.alpha) * tv(x.s, x.p, xp), xp)

    def converges(F: Any, x: Any, xp: Any) -> Any:
        if kept.previous:
            return xp.exp(x.g * xp.log(1 - x.alpha)) * (x.s - x.p)
        return linear_anchor(x.p, x.r, x.alpha, xp) - x.p + 0 * x.g

    return [
        Draft("contracts", "TV(s', p_0) ≤ (1−α) TV(s, p_0)", (P, S, ALPHA, *extra), contracts,
              ("previous",), proofs=(MIXED,)),
        Draft("converges", "s_g → p_0", (P, S, ALPHA, GENERATIONS, *extra), converges,
              ("previous",), Relation.LIMIT, "g", proofs=(ATTRACTED,)),
    ]  # fmt: skip
