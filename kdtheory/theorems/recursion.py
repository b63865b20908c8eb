"""Anchored recursion with exact students: RM-C1 to RM-C5, RM-C7, RM-C8, RM-C11.

Inputs are the teacher ``p`` (the anchor ``p_0``), the student ``s`` and the anchor's weight
``alpha``; the recursion is that of the operator catalogue.
"""

from __future__ import annotations

from typing import Any

from kdtheory.claims.claim import Cases, Relation
from kdtheory.claims.product import number, point, share, teachers
from kdtheory.operators.recursion import geometric_anchor, linear_anchor, memory_step
from kdtheory.theorems.lemmas import (
    logarithm_below_tangent,
    mixture_of_entropies,
    mixture_of_logarithms,
    nonnegative,
    positive,
    powers_below_mean,
    zero,
)
from kdtheory.theorems.parts import at_most, chi_square, equal, hilbert, kl, tv
from kdtheory.theorems.proofs import HALF_OPEN, NONNEGATIVE, POSITIVE, REAL, SHARE, Argument
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
        Draft("fixed", "F(p_0) = p_0", (P, alpha), fixed, proofs=(MIXED,)),
        Draft("unique", "F(s) ≠ s for s ≠ p_0", (P, S, alpha), unique, ("anchor",),
              Relation.POSITIVE, proofs=(UNIQUE,)),
        Draft("attracts", "s_g − p_0 = (1−α)^g (s_0 − p_0) → 0", (P, S, alpha, GENERATIONS),
              attracts, ("anchor",), Relation.LIMIT, "g", proofs=(ATTRACTED,)),
    ]  # fmt: skip


UNIQUE = Argument(
    "RM/moves", "F(s) − s = α (p_0 − s), and α > 0",
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


@theorem(
    "RM-C8", "each anchor contracts its own distance",
    r"d_H(s',p_0) = (1-\alpha)\,d_H(s,p_0),\quad "
    r"\mathrm{KL}(p_0\|s') \le (1-\alpha)\,\mathrm{KL}(p_0\|s)\quad (s' \propto p_0^\alpha "
    r"s^{1-\alpha})",
    "The geometric anchor contracts the Hilbert metric and the forward divergence by 1−α.",
    provenance=OURS,
    hypotheses={
        "geometric": "the anchor is geometric, where distances are Hilbert's",
        "forward": "the divergence is KL(p_0‖·), not KL(·‖p_0)",
        "logarithmic": "the distance is Hilbert's, not total variation",
    },
    constant=Constant("1 − α", "1 − α", "equality"),
    false={
        "reverse": FalseReading("The geometric anchor contracts KL(·‖p_0) by 1−α.",
                                "forward", ("divergence",)),
        "variation": FalseReading(
            "The geometric anchor contracts total variation by some factor below one (1023/1024 "
            "at α = 1/2).", "logarithmic", ("factor",)),
        "linear": FalseReading(
            "The linear anchor contracts the Hilbert metric by some factor below one (31/32 at "
            "α = 1/2).", "geometric", ("factor",)),
    },
)  # fmt: skip
def hilbert_metric(kept: Kept) -> list[Draft]:
    anchor = geometric_anchor if kept.geometric else linear_anchor
    below = 1024 if kept.geometric else 32  # the Hilbert metric approaches factor one slowly

    def exactly(F: Any, x: Any, xp: Any) -> Cases:
        after = anchor(x.p, x.s, x.alpha, xp)
        return equal(hilbert(after, x.p, xp), (1 - x.alpha) * hilbert(x.s, x.p, xp), xp)

    def divergence(F: Any, x: Any, xp: Any) -> Cases:
        after, b = geometric_anchor(x.p, x.s, x.alpha, xp), 1 - x.alpha
        if kept.forward:
            return at_most(kl(x.p, after, xp), b * kl(x.p, x.s, xp), xp)
        return at_most(kl(after, x.p, xp), b * kl(x.s, x.p, xp), xp)

    def factor(F: Any, x: Any, xp: Any) -> Cases:
        distance = hilbert if kept.logarithmic else tv
        half = 1 / (xp.ones_like(x.p[..., :1]) * 2)
        after = distance(anchor(x.p, x.s, half, xp), x.p, xp)
        return at_most(below * after, (below - 1) * distance(x.s, x.p, xp), xp)

    return [
        Draft("hilbert", "d_H(s', p_0) = (1−α) d_H(s, p_0)", (P, S, ALPHA), exactly,
              ("geometric",), proofs=(LOGARITHMS,)),
        Draft("divergence", "KL(p_0‖s') ≤ (1−α) KL(p_0‖s)" if kept.forward else
              "KL(s'‖p_0) ≤ (1−α) KL(s‖p_0)", (P, S, ALPHA), divergence, ("forward",),
              proofs=(HOELDER,)),
        Draft("factor", f"d(s', p_0) ≤ (1 − 1/{below}) d(s, p_0) at α = 1/2", (P, S), factor,
              ("geometric", "logarithmic"), proofs=(LOGARITHMS,)),
    ]  # fmt: skip


LOGARITHMS = Argument(
    "RM/logarithms",
    "log(s'/p_0) = (1−α) log(s/p_0) − log Z in every class, and the Hilbert metric is the spread "
    "of these logarithms; 1 − 1/2 ≤ 1 − 1/1024",
    lambda v, xp: [
        zero("α a + (1−α) c − z − a = (1−α)(c − a) − z, a = log p_0, c = log s, z = log Z",
             v.alpha * v.a + (1 - v.alpha) * v.c - v.z - v.a
             - ((1 - v.alpha) * (v.c - v.a) - v.z)),
        nonnegative("1 − α ≥ 0", 1 - v.alpha),
    ],
    {"a": REAL, "c": REAL, "z": REAL, "alpha": SHARE}, teachers=None,
)  # fmt: skip
HOELDER = Argument(
    "RM/Hölder",
    "KL(p_0‖s') = (1−α) KL(p_0‖s) + log Z, and Z = Σ p_0 r^(1−α) ≤ Σ p_0 (α + (1−α) r) = 1 with "
    "r = s/p_0",
    lambda v, xp: [
        *powers_below_mean(v.r, 1 - v.alpha, xp),
        *logarithm_below_tangent(v.r, xp),
    ],
    {"r": POSITIVE, "alpha": SHARE}, teachers=None,
)  # fmt: skip


@theorem(
    "RM-C11", "memory of m generations",
    r"\mathrm{KL}(p_0\|s_g) \le (1-\alpha)^{\lceil g/m\rceil} \max_{j<m} \mathrm{KL}(p_0\|s_j)",
    "Averaging the last m students contracts once every m generations, from the worst of the "
    "first m.",
    hypotheses={
        "worst": "the bound starts from the worst of the first m students, not from the last one",
        "blocks": "the exponent counts blocks of m generations, not generations",
    },
    constant=Constant("(1 − α)^⌈g/m⌉", "(1 − α)^⌈g/m⌉", "upper"),
    false={
        "each": FalseReading("With memory the divergence still falls by 1−α every generation.",
                             "blocks"),
        "latest": FalseReading("The bound holds with the latest student on the right.", "worst"),
    },
)  # fmt: skip
def memory(kept: Kept) -> list[Draft]:
    def blocks(F: Any, x: Any, xp: Any) -> Cases:
        m = x.students.shape[0]
        first = [kl(x.p, x.students[k], xp) for k in range(m)]
        start = xp.max(xp.stack(first), axis=0) if kept.worst else first[-1]
        window, margins = [x.students[k] for k in range(m)], []
        for g in range(1, 2 * m + 1):
            window = [*window[1:], memory_step(x.p, xp.stack(window), x.alpha, xp)]
            exponent = -(-g // m) if kept.blocks else g
            bound = (1 - x.alpha) ** exponent * start
            margins.append(bound - kl(x.p, window[-1], xp))
        return Cases(xp.concat(margins, axis=-1))

    exponent = "⌈g/m⌉" if kept.blocks else "g"
    start = "max_(j<m) KL(p_0‖s_j)" if kept.worst else "KL(p_0‖s_(m−1))"
    return [
        Draft("blocks", f"KL(p_0‖s_(m−1+g)) ≤ (1−α)^{exponent} {start}, g ≤ 2m",
              (P, teachers("students"), ALPHA), blocks, ("worst", "blocks"), classes=(2, 3),
              teachers=(2, 3), proofs=(MEMORY,)),
    ]  # fmt: skip


MEMORY = Argument(
    "RM/memory",
    "the divergence to a mean of students is at most the largest of theirs (convexity of −log), "
    "one anchored step leaves at most 1−α of it, and after m steps the window holds only such "
    "students: induction over blocks",
    lambda v, xp: [
        *mixture_of_logarithms(v.r, v.alpha, xp),
        *logarithm_below_tangent(v.r, xp),
        nonnegative("(1−α) a ≤ a: more steps are no worse", v.a - (1 - v.alpha) * v.a),
    ],
    {"r": POSITIVE, "alpha": SHARE, "a": NONNEGATIVE},
)  # fmt: skip
