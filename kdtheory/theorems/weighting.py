"""Adaptive weighting: AW-F1, AW-F2 (boxes), AW-P1, AW-P2 (scales), AW-N1 (tokens), AW-S1.

Weights over K teachers have shape ``(..., K)`` where nothing else is said.
"""

from __future__ import annotations

from itertools import permutations
from typing import Any

from kdtheory.claims.claim import Cases, Relation
from kdtheory.claims.product import Input, number, scores, teachers, weights
from kdtheory.operators.aggregation import linear_pool, log_pool
from kdtheory.operators.weighting import (
    W_MAX,
    W_MIN,
    clipped_renormalised,
    compose,
    projected_box,
)
from kdtheory.theorems.lemmas import logarithm_below_tangent, nonnegative, positive, zero
from kdtheory.theorems.parts import at_most, equal, kl, l1, largest, total
from kdtheory.theorems.proofs import NONNEGATIVE, POSITIVE, REAL, SHARE, Argument
from kdtheory.theorems.registry import OURS, Constant, Draft, FalseReading, Kept, theorem

PS, W, V = teachers(), weights(), weights("v")


def scale(name: str) -> Input:
    """Positive weights over the teachers of one scale, shape ``(..., K)``."""
    return Input(name, length="teachers")


TOKEN, TASK, CONTEXT = scale("token"), scale("task"), scale("context")


# AW-F1: the box -------------------------------------------------------------------------------


@theorem(
    "AW-F1", "feasible boxes",
    r"\{w: w_{\min}\le w_k\le w_{\max},\ \textstyle\sum w_k = 1\}\ne\emptyset \iff "
    r"K w_{\min}\le 1\le K w_{\max}",
    "Bounds on the weights can be met if and only if K w_min ≤ 1 ≤ K w_max, in one way only where "
    "an end is attained.",
    provenance=OURS,
    hypotheses={
        "ends": "K w_min ≤ 1 ≤ K w_max",
        "slack": "neither end is attained, K w_min < 1 < K w_max (for more than one solution)",
    },
    constant=Constant("K w_min ≤ 1 ≤ K w_max", "the same", "equality"),
    false={
        "always": FalseReading("Any bounds 0 ≤ w_min ≤ w_max ≤ 1 leave some weights.", "ends"),
        "many": FalseReading("Bounded weights are never unique.", "slack"),
    },
)  # fmt: skip
def feasible(kept: Kept) -> list[Draft]:
    usual = ("0", "1/10", "1/4", "1/3", "1/2", "7/10", "1")
    low, high = number("low", 0, 1, usual=usual), number("high", 0, 1, usual=usual[::-1])

    def ends(x: Any) -> Any:
        K = x.w.shape[0]
        return (K * x.low <= 1) & (K * x.high >= 1) if kept.ends else x.low <= x.high

    def sufficient(F: Any, x: Any, xp: Any) -> Cases:
        even = (0 * x.low + 1) / x.w.shape[0]
        return Cases(xp.concat([even - x.low, x.high - even], axis=-1), ends(x))

    def necessary(F: Any, x: Any, xp: Any) -> Cases:
        K = x.w.shape[0]
        found = [1 - K * xp.min(x.w, axis=0), K * xp.max(x.w, axis=0) - 1]
        return Cases(xp.concat(found, axis=-1))

    def unique(F: Any, x: Any, xp: Any) -> Cases:
        K = x.w.shape[0]
        away = xp.max(xp.abs(x.w - (0 * x.w + 1) / K), axis=0)
        room = xp.concat([1 - K * xp.min(x.w, axis=0), K * xp.max(x.w, axis=0) - 1], axis=-1)
        return Cases((K - 1) * room - away)

    def many(F: Any, x: Any, xp: Any) -> Cases:
        K = x.w.shape[0]
        even = (0 * x.low + 1) / K
        inside = (K * x.low < 1) & (K * x.high > 1) if kept.slack else ends(x)
        room = xp.min(xp.concat([even - x.low, x.high - even], axis=-1), axis=-1, keepdims=True)
        return Cases(room, inside)

    return [
        Draft("sufficient", "w_min ≤ 1/K ≤ w_max", (W, low, high), sufficient, ("ends",),
              proofs=(EVEN,)),
        Draft("necessary", "Σ w_k = 1 ⇒ K min w ≤ 1 ≤ K max w", (W,), necessary, proofs=(EVEN,)),
        Draft("unique", "|w_k − 1/K| ≤ (K−1) min(1 − K min w, K max w − 1)", (W,), unique,
              proofs=(EVEN,)),
        Draft("many", "weights (1/K + t, 1/K − t, 1/K, ..) with t > 0 are in the box",
              (W, low, high), many, ("slack",), Relation.POSITIVE, proofs=(EVEN,)),
    ]  # fmt: skip


EVEN = Argument(
    "AW/even",
    "K min w ≤ Σ w_k = 1 ≤ K max w; the box is convex and symmetric, so with any weights it holds "
    "their mean over all orders, 1/K; Σ (w_k − m) = 1 − K m = e for m = min w, with no negative "
    "term, so w_k = m + x with 0 ≤ x ≤ e; likewise Σ (M − w_k) = K M − 1 for M = max w",
    lambda v, xp: [
        nonnegative("1 − K low ≥ 0 gives 1/K − low = (1 − K low)/K ≥ 0", v.a / v.K),
        positive("and > 0 if the end is not attained", v.b / v.K),
        zero("1/K − low = a/K for low = (1 − a)/K", 1 / v.K - (1 - v.a) / v.K - v.a / v.K),
        zero("Σ (w_k − m) = 1 − K m for three weights",
             (v.x - v.m) + (v.y - v.m) + (1 - v.x - v.y - v.m) - (1 - 3 * v.m)),
        nonnegative("(K−1) e − (x − e/K) ≥ 0 for e = x + z, K = 2 + c",
                    (1 + v.c) * (v.a + v.z) - v.a + (v.a + v.z) / (2 + v.c)),
        nonnegative("(K−1) e + (x − e/K) ≥ 0",
                    (1 + v.c) * (v.a + v.z) + v.a - (v.a + v.z) / (2 + v.c)),
    ],
    {"a": NONNEGATIVE, "z": NONNEGATIVE, "c": NONNEGATIVE, "b": POSITIVE, "K": POSITIVE,
     "x": REAL, "y": REAL, "m": REAL},
)  # fmt: skip


@theorem(
    "AW-F2", "staying in the box",
    r"\mathrm{proj}(w)\in[w_{\min},w_{\max}]^K,\quad \mathrm{clip}(w)/\textstyle\sum "
    r"\mathrm{clip}(w)\ \text{need not be}",
    "Clipping and renormalising can leave the box; the Euclidean projection cannot.",
    provenance=OURS,
    hypotheses={"projected": "the weights are projected onto the box, not clipped and divided"},
    false={"clipped": FalseReading(
        "Clipping to [w_min, w_max] and renormalising bounds the weights.", "projected")},
)  # fmt: skip
def stays(kept: Kept) -> list[Draft]:
    weighting = projected_box if kept.projected else clipped_renormalised

    def bounded(F: Any, x: Any, xp: Any) -> Cases:
        w = weighting(x.scores, xp)
        return Cases(xp.concat([w - W_MIN, W_MAX - w], axis=-1))

    return [Draft("box", "w_min ≤ w_k ≤ w_max", (scores(),), bounded, ("projected",),
                  proofs=(CLIPPED,), note=f"[{W_MIN}, {W_MAX}]")]  # fmt: skip


CLIPPED = Argument(
    "AW/clip",
    "the projection is clip(p − τ, low, high), with the τ at which it sums to one: every entry is "
    "a clipped number",
    lambda v, xp: [
        nonnegative("min(max(x, l), l + r) − l = min(max(x − l, 0), r) ≥ 0",
                    xp.minimum(xp.maximum(v.x, 0), v.r)),
        nonnegative("r − min(y, r) = max(r − y, 0) ≥ 0", xp.maximum(v.r - v.x, 0)),
    ],
    {"x": REAL, "r": NONNEGATIVE}, classes=(), teachers=(2, 3, 4),
)  # fmt: skip


# AW-P1, AW-P2: scales -------------------------------------------------------------------------


@theorem(
    "AW-P1", "products across scales",
    r"\frac{a^3}{a^3+(K-1)b^3}\le w_k\le\frac{b^3}{b^3+(K-1)a^3},\quad w\propto "
    r"w_{tok}w_{task}w_{ctx}\in[a,b]^3",
    "The normalised product of three scales is a weighting, within bounds that compound.",
    hypotheses={"compounded": "the bounds are those of the product, not those of one scale"},
    constant=Constant("b³/(b³+(K−1)a³)", "b³/(b³+(K−1)a³)", "tight"),
    false={"same": FalseReading(
        "If every scale keeps its weights in [a, b], so does their product.", "compounded")},
)  # fmt: skip
def scales(kept: Kept) -> list[Draft]:
    inputs = (TOKEN, TASK, CONTEXT)

    def valid(F: Any, x: Any, xp: Any) -> Cases:
        w = compose(x.token, x.task, x.context, xp)
        whole = total(w, xp)
        return Cases(xp.concat([w, 1 - whole, whole - 1], axis=-1))

    def bounds(F: Any, x: Any, xp: Any) -> Cases:
        w, K = compose(x.token, x.task, x.context, xp), x.token.shape[-1]
        everything = xp.concat([x.token, x.task, x.context], axis=-1)
        a, b = -largest(-everything, xp), largest(everything, xp)
        if kept.compounded:
            a, b = (low**3 / (low**3 + (K - 1) * high**3) for low, high in ((a, b), (b, a)))
        return Cases(xp.concat([w - a, b - w], axis=-1))

    limits = "a³/(a³+(K−1)b³) ≤ w_k ≤ b³/(b³+(K−1)a³)" if kept.compounded else "a ≤ w_k ≤ b"
    return [
        Draft("valid", "w ≥ 0, Σ w_k = 1", inputs, valid, proofs=(SHARES,)),
        Draft("bounds", f"{limits} for factors in [a, b]", inputs, bounds, ("compounded",),
              proofs=(SHARES,)),
    ]  # fmt: skip


SHARES = Argument(
    "AW/shares",
    "w_k = t/(t + S) with t in [a³, b³] and S, the products of the others, in [(K−1)a³, "
    "(K−1)b³]; it "
    "increases in t and decreases in S",
    lambda v, xp: [
        zero("t/(t+S) + S/(t+S) = 1", v.t / (v.t + v.S) + v.S / (v.t + v.S) - 1),
        positive("t/(t+S) > 0", v.t / (v.t + v.S)),
        nonnegative("(t+x)/(t+x+S) − t/(t+S+y) ≥ 0",
                    (v.t + v.x) / (v.t + v.x + v.S) - v.t / (v.t + v.S + v.y)),
        nonnegative("(a+x)(a+y)(a+z) − a³ ≥ 0",
                    (v.t + v.x) * (v.t + v.y) * (v.t + v.z) - v.t**3),
    ],
    {"t": POSITIVE, "S": POSITIVE, "x": NONNEGATIVE, "y": NONNEGATIVE, "z": NONNEGATIVE},
)  # fmt: skip


@theorem(
    "AW-P2", "order across scales",
    r"w^{tok}_j>w^{tok}_k,\ w^{task}_j\ge w^{task}_k,\ w^{ctx}_j\ge w^{ctx}_k \implies w_j>w_k",
    "The product of scales keeps a safety order if no other scale contradicts it.",
    provenance=OURS,
    hypotheses={"compatible": "the other scales do not order the two teachers the other way"},
    false={"kept": FalseReading(
        "If one scale respects the safety order, so does the product.", "compatible")},
)  # fmt: skip
def order(kept: Kept) -> list[Draft]:
    def ordered(F: Any, x: Any, xp: Any) -> Cases:
        w = compose(x.token, x.task, x.context, xp)
        gaps, when = [], []
        for j, k in permutations(range(x.token.shape[-1]), 2):
            one, other = slice(j, j + 1), slice(k, k + 1)
            safer = x.token[..., one] > x.token[..., other]
            if kept.compatible:
                for factor in (x.task, x.context):
                    safer = safer & (factor[..., one] >= factor[..., other])
            gaps.append(w[..., one] - w[..., other])
            when.append(safer)
        return Cases(xp.concat(gaps, axis=-1), xp.concat(when, axis=-1))

    words = ", and no scale says otherwise," if kept.compatible else ""
    return [Draft("order", f"token weights of j above those of k{words} ⇒ w_j > w_k",
                  (TOKEN, TASK, CONTEXT), ordered, ("compatible",), Relation.POSITIVE,
                  teachers=(2, 3), proofs=(ORDERED,))]  # fmt: skip


ORDERED = Argument(
    "AW/order", "products of positive numbers are ordered as their factors are",
    lambda v, xp: [
        positive("(a+x)(b+y)(c+z) − abc > 0 for x > 0, y, z ≥ 0",
                 (v.a + v.x) * (v.b + v.y) * (v.c + v.z) - v.a * v.b * v.c),
    ],
    dict.fromkeys("abcx", POSITIVE) | dict.fromkeys("yz", NONNEGATIVE),
)  # fmt: skip


# AW-N1: token-dependent weights ---------------------------------------------------------------


@theorem(
    "AW-N1", "token-dependent weights",
    r"q(i)=\sum_k w_k(i)\,p^k(i)\ \text{sums to one only after division by } \sum_i q(i)",
    "Weights that depend on the token, normalised over teachers, give a distribution only after "
    "renormalising over the tokens.",
    hypotheses={"renormalised": "the mixture is divided by its sum over the tokens"},
    false={"over-teachers": FalseReading(
        "Weights that sum to one over the teachers at every token give a distribution.",
        "renormalised")},
)  # fmt: skip
def tokens(kept: Kept) -> list[Draft]:
    by_token = Input("by_token", rows="classes", length="teachers")

    def sums(F: Any, x: Any, xp: Any) -> Cases:
        K, n = x.ps.shape[0], x.ps.shape[-1]
        entries = [
            sum(x.by_token[i][..., k : k + 1] * x.ps[k][..., i : i + 1] for k in range(K))
            for i in range(n)
        ]
        q = xp.concat(entries, axis=-1)
        if kept.renormalised:
            q = q / total(q, xp)
        return equal(total(q, xp), 0 * total(q, xp) + 1, xp)

    closed = teachers(closed=not kept.renormalised)
    return [Draft("sum", "Σ_i q(i) = 1, q(i) = Σ_k w_k(i) p^k(i)" +
                  (" / Σ" if kept.renormalised else ""), (closed, by_token), sums,
                  ("renormalised",), proofs=(DIVIDED,))]  # fmt: skip


DIVIDED = Argument(
    "AW/divided",
    "a positive vector divided by its sum s: the first entries and the rest sum to one",
    lambda v, xp: [
        positive("w x + (1−w) y > 0", v.w * v.x + (1 - v.w) * v.y),
        zero("a/(a + r) + r/(a + r) = 1", v.x / (v.x + v.y) + v.y / (v.x + v.y) - 1),
    ],
    {"w": SHARE, "x": POSITIVE, "y": POSITIVE},
)  # fmt: skip


# AW-S1: stability -----------------------------------------------------------------------------


@theorem(
    "AW-S1", "stability of weighted pools",
    r"\|q-q'\|_1\le\|w-w'\|_1,\quad \mathrm{KL}(q\|q')\le\max_k\log(w_k/w'_k)",
    "A linear pool changes no more than its weights do, in total variation and in divergence.",
    provenance=OURS,
    hypotheses={"linear": "the pool is linear, not logarithmic"},
    constant=Constant("1", "sharpen MT-L1 for ‖·‖₁", "tight"),
    false={"any-pool": FalseReading(
        "The logarithmic pool is as stable in its weights.", "linear")},
)  # fmt: skip
def stable(kept: Kept) -> list[Draft]:
    pool = linear_pool if kept.linear else log_pool

    def distance(F: Any, x: Any, xp: Any) -> Cases:
        change = l1(pool(x.ps, x.w, xp) - pool(x.ps, x.v, xp), xp)
        return at_most(change, xp.sum(xp.abs(x.w - x.v), axis=0), xp)

    def divergence(F: Any, x: Any, xp: Any) -> Cases:
        change = kl(pool(x.ps, x.w, xp), pool(x.ps, x.v, xp), xp)
        return at_most(change, xp.max(xp.log(x.w) - xp.log(x.v), axis=0), xp)

    inputs = (PS, W, V)
    return [
        Draft("distance", "‖q − q'‖₁ ≤ ‖w − w'‖₁", inputs, distance, ("linear",),
              proofs=(TRIANGLE,)),
        Draft("divergence", "KL(q‖q') ≤ max_k log(w_k/w'_k)", inputs, divergence, ("linear",),
              proofs=(MEDIANT,)),
    ]  # fmt: skip


TRIANGLE = Argument(
    "MT/triangle", "q − q' = Σ_k (w_k − w'_k) p^k, the triangle inequality, and ‖p^k‖₁ = 1",
    lambda v, xp: [
        zero("a x + b y − (c x + d y) = (a − c) x + (b − d) y",
             v.a * v.x + v.b * v.y - (v.c * v.x + v.d * v.y)
             - ((v.a - v.c) * v.x + (v.b - v.d) * v.y)),
    ],
    dict.fromkeys("abcdxy", REAL),
)  # fmt: skip
MEDIANT = Argument(
    "AW/mediant",
    "with M = max w_k/w'_k every summand of M q' − q = Σ (M w'_k − w_k) p^k is nonnegative, so "
    "q/q' ≤ "
    "M in every class and Σ q log(q/q') ≤ log M",
    lambda v, xp: [
        nonnegative("M w' x − w x ≥ 0 for M w' = w + d", (v.w + v.d) * v.x - v.w * v.x),
        *logarithm_below_tangent(v.r, xp),
    ],
    {"w": POSITIVE, "x": POSITIVE, "d": NONNEGATIVE, "r": POSITIVE},
)  # fmt: skip
