"""Other anchors: the geometric one (RM-C8), and memory of several generations (RM-C11)."""

from __future__ import annotations

from typing import Any

from kdtheory.claims.claim import Cases
from kdtheory.claims.product import point, share, teachers
from kdtheory.operators.recursion import geometric_anchor, linear_anchor, memory_step
from kdtheory.theorems.lemmas import (
    logarithm_below_tangent,
    mixture_of_logarithms,
    nonnegative,
    powers_below_mean,
    zero,
)
from kdtheory.theorems.parts import at_most, equal, hilbert, kl, tv
from kdtheory.theorems.proofs import NONNEGATIVE, POSITIVE, REAL, SHARE, Argument
from kdtheory.theorems.registry import OURS, Constant, Draft, FalseReading, Kept, theorem

P, S, ALPHA = point("p"), point("s"), share("alpha")


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
        "reverse": FalseReading(
            "The geometric anchor contracts KL(·‖p_0) by 1−α, or at least by some factor below one "
            "(1023/1024 at α = 1/2).", "forward"),
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

    def one_factor(F: Any, x: Any, xp: Any) -> Cases:
        after = geometric_anchor(x.p, x.s, 1 / (xp.ones_like(x.p[..., :1]) * 2), xp)
        sides = ((x.p, after), (x.p, x.s)) if kept.forward else ((after, x.p), (x.s, x.p))
        left, right = (kl(*side, xp) for side in sides)
        return at_most(1024 * left, 1023 * right, xp)

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
        Draft("divergence-factor", "KL(p_0‖s') ≤ (1 − 1/1024) KL(p_0‖s) at α = 1/2" if kept.forward
              else "KL(s'‖p_0) ≤ (1 − 1/1024) KL(s‖p_0) at α = 1/2", (P, S), one_factor,
              ("forward",), proofs=(HOELDER,)),
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
    provenance="reconstructed",
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
        window, left, right = [x.students[k] for k in range(m)], [], []
        for g in range(1, 2 * m + 1):
            window = [*window[1:], memory_step(x.p, xp.stack(window), x.alpha, xp)]
            exponent = -(-g // m) if kept.blocks else g
            left.append(kl(x.p, window[-1], xp))
            right.append((1 - x.alpha) ** exponent * start)
        return at_most(xp.concat(left, axis=-1), xp.concat(right, axis=-1), xp)

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
