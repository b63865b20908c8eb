"""Guarantees of pools: MT-A3 (weights), MT-J1 (Jensen), MT-S1 (safety), MT-L1 (stability).

Inputs are the teachers ``ps`` of shape ``(K, ..., n)`` and weights ``w``; the pools are those of
the operator catalogue.
"""

from __future__ import annotations

from typing import Any

from kdtheory.axioms.aggregation import _raised
from kdtheory.claims.claim import Cases
from kdtheory.claims.product import event, number, share, teachers, weights
from kdtheory.operators.aggregation import linear_pool, log_pool, sqrt_weight_linear
from kdtheory.theorems.lemmas import logarithm_below_tangent, nonnegative, powers_below_mean, zero
from kdtheory.theorems.parts import at_most, kl, l1, tv
from kdtheory.theorems.proofs import HALF_OPEN, NONNEGATIVE, POSITIVE, REAL, SHARE, Argument
from kdtheory.theorems.registry import OURS, Constant, Draft, FalseReading, Kept, theorem

PS, W = teachers(), weights()
CLOSED = teachers(closed=True)
OTHER = weights("v")
ORDERS = ("1/2", "1", "2", "1/3", "3", "-1", "-2")


def power_mean(ps: Any, w: Any, s: Any, xp: Any) -> Any:
    """Weighted power mean of order ``s != 0`` of every class, before it is normalised."""
    return xp.sum(w * ps**s, axis=0) ** (1 / s)


def power_pool(ps: Any, w: Any, s: Any, xp: Any) -> Any:
    """Power-mean pool of order ``s != 0``."""
    mean = power_mean(ps, w, s, xp)
    return mean / xp.sum(mean, axis=-1, keepdims=True)


def geometric_mean(ps: Any, w: Any, xp: Any) -> Any:
    """Weighted geometric mean of every class, before it is normalised."""
    return xp.exp(xp.sum(w * xp.log(ps), axis=0))


LINEAR = {"linear": "the pool is the linear pool, not the logarithmic one"}


def _pool(kept: Kept) -> Any:
    return linear_pool if kept.linear else log_pool


# MT-A3: more weight for one teacher -----------------------------------------------------------


@theorem(
    "MT-A3", "raising a weight brings the pool closer to that teacher",
    r"w' = (1-t)w + t e_k \implies D_f(p^k\|q_{w'}) \le D_f(p^k\|q_w)",
    "Raising one weight with renormalisation never moves a power-mean pool away from that "
    "teacher, in any f-divergence.",
    provenance=OURS,
    hypotheses={
        "renormalised": "the other weights keep their ratios; weight is not moved from one of them",
    },
    constant=Constant("1", "1", "tight"),
    false={"moved": FalseReading(
        "Moving weight to a teacher from another one brings the pool closer to it.",
        "renormalised")},
)  # fmt: skip
def closer(kept: Kept) -> list[Draft]:
    def weights_after(x: Any, xp: Any) -> Any:
        if kept.renormalised:
            return _raised(x, 0, xp)
        last = x.w.shape[0] - 1
        moved = x.s * x.w[last]
        return xp.stack(
            [x.w[k] + moved * ((k == 0) - (k == last)) for k in range(last + 1)], axis=0
        )

    def margin(pool: Any) -> Any:
        def forward(F: Any, x: Any, xp: Any) -> Cases:
            before, after = pool(x, x.w, xp), pool(x, weights_after(x, xp), xp)
            first = x.ps[0]
            return at_most(kl(first, after, xp), kl(first, before, xp), xp)

        return forward

    def variation(F: Any, x: Any, xp: Any) -> Cases:
        before = linear_pool(x.ps, x.w, xp)
        after = linear_pool(x.ps, weights_after(x, xp), xp)
        return at_most(tv(x.ps[0], after, xp), tv(x.ps[0], before, xp), xp)

    order = number("order", 0, None, low_open=True, usual=("1/2", "1", "2", "3"))
    how = "w' = (1−s) w + s e_1" if kept.renormalised else "weight moved from the last teacher to 1"
    needs = ("renormalised",)

    def draft(name: str, pool: Any, *more: Any) -> Draft:
        return Draft(name, f"KL(p^1‖q) does not grow for {how}", (PS, W, share("s"), *more),
                     margin(pool), needs, proofs=(BROUGHT_TOGETHER,))  # fmt: skip

    return [
        draft("linear", lambda x, w, xp: linear_pool(x.ps, w, xp)),
        draft("logarithmic", lambda x, w, xp: log_pool(x.ps, w, xp)),
        draft("positive-order", lambda x, w, xp: power_pool(x.ps, w, x.order, xp), order),
        draft("negative-order", lambda x, w, xp: power_pool(x.ps, w, -x.order, xp), order),
        Draft("variation", f"TV(p^1, q) of the linear pool does not grow for {how}",
              (PS, W, share("s")), variation, needs, proofs=(BROUGHT_TOGETHER,)),
    ]  # fmt: skip


BROUGHT_TOGETHER = Argument(
    "MT/moved-mean",
    "the ratios ρ = q/p^k are proportional to R^(1/s), R = Σ w_j (p^j/p^k)^s, after the raise to "
    "((1−t) R + t)^(1/s) (logarithmic pool: R and R^(1−t)); their elasticity in ρ lies between 0 "
    "and 1, so ρ' is ordered like ρ and ρ'/ρ against it. Both have mean one under p^k: ρ − ρ' "
    "changes sign once, and for convex f, f(ρ) − f(ρ') ≥ f'(ρ')(ρ − ρ') has a nonnegative sum",
    lambda v, xp: [
        nonnegative("elasticity (1−t) R/((1−t) R + t) ≥ 0",
                    (1 - v.t) * v.R / ((1 - v.t) * v.R + v.t)),
        nonnegative("elasticity ≤ 1", 1 - (1 - v.t) * v.R / ((1 - v.t) * v.R + v.t)),
        nonnegative("elasticity 1 − t ≥ 0 of the logarithmic pool", 1 - v.t),
        nonnegative("1 − t ≤ 1", v.t),
    ],
    {"R": POSITIVE, "t": SHARE},
)  # fmt: skip


# MT-J1: Jensen --------------------------------------------------------------------------------


@theorem(
    "MT-J1", "Jensen and log-loss",
    r"q(i) \ge \prod_k p^k(i)^{w_k} \iff \mathrm{KL}(r\|q) \le \sum_k w_k \mathrm{KL}(r\|p^k)"
    r"\ \forall r",
    "A power-mean pool of order between 0 and 1 never has a larger log-loss than its teachers have "
    "on average.",
    hypotheses={
        "order": "the order of the power mean lies between 0 and 1",
        "weights": "the pool weighs its teachers by w itself, not by other shares",
        "unsmoothed": "the pool is a mean of its teachers, with no share of uniform",
    },
    constant=Constant("1", "1: attained where all teachers agree", "tight"),
    false={
        "any-order": FalseReading("Every power-mean pool satisfies Jensen's inequality.", "order"),
        "axioms": FalseReading("A1 to A5 and the hull property alone imply Jensen's inequality "
                               "(they hold for the linear pool with shares ∝ √w).", "weights"),
        "smoothed": FalseReading("A share of uniform does no harm to the log-loss.", "unsmoothed"),
    },
)  # fmt: skip
def jensen(kept: Kept) -> list[Draft]:
    order = (
        number("order", 0, 1, low_open=True, usual=("1/2", "1", "1/3", "1/10"))
        if kept.order else
        number("order", 0, None, low_open=True, usual=("1/2", "1", "2", "3"))
    )  # fmt: skip

    def above(q: Any, x: Any, xp: Any) -> Cases:
        mean = geometric_mean(x.ps, x.w, xp)
        return Cases(q - mean, scale=mean)

    def power(F: Any, x: Any, xp: Any) -> Cases:
        return above(power_pool(x.ps, x.w, x.order, xp), x, xp)

    def negative(F: Any, x: Any, xp: Any) -> Cases:
        return above(power_pool(x.ps, x.w, -x.order, xp), x, xp)

    def linear(F: Any, x: Any, xp: Any) -> Cases:
        q = (linear_pool if kept.weights else sqrt_weight_linear)(x.ps, x.w, xp)
        if not kept.unsmoothed:
            q = (1 - x.share) * q + x.share / q.shape[-1]
        return above(q, x, xp)

    def logarithmic(F: Any, x: Any, xp: Any) -> Cases:
        return above(log_pool(x.ps, x.w, xp), x, xp)

    smoothing = () if kept.unsmoothed else (share("share"),)
    statement = "G(i) ≥ Π_k p^k(i)^(w_k)"
    drafts = [
        Draft("power", statement, (PS, W, order), power, ("order",), proofs=(MEANS,)),
        Draft("linear", statement, (PS, W, *smoothing), linear, ("weights", "unsmoothed"),
              proofs=(MEANS,)),
        Draft("logarithmic", statement, (PS, W), logarithmic, proofs=(MEANS,)),
    ]  # fmt: skip
    if not kept.order:
        drafts.append(Draft("negative", statement, (PS, W, order), negative, ("order",)))
    return drafts


MEANS = Argument(
    "MT/Jensen",
    "M_0 ≤ M_s ≤ M_1 in every class (Jensen for log and for a concave power, with r = x_k/M), so "
    "the normalising sum is at most Σ_i M_1(i) = 1, and q ≥ M_0/1",
    lambda v, xp: [
        *logarithm_below_tangent(v.r, xp),
        *powers_below_mean(v.r, v.s, xp),
    ],
    {"r": POSITIVE, "s": HALF_OPEN},
)  # fmt: skip


# MT-S1: unsafe events -------------------------------------------------------------------------


@theorem(
    "MT-S1", "safety attenuation",
    r"q(U) \le \sum_k w_k p^k(U) \le \max_k p^k(U)",
    "The linear pool gives an unsafe event no more than its teachers do on average.",
    provenance="reconstructed",
    hypotheses=LINEAR | {
        "amplified": "power means of order s < 1 are granted the factor K^(1/s−1)",
    },
    constant=Constant("1", "sharpen MT-S1: K^(1/s−1) for power means, unbounded for the "
                      "logarithmic pool", "tight"),
    false={
        "any-pool": FalseReading(
            "The logarithmic pool is no more unsafe than its worst teacher.", "linear",
            ("linear-maximum",)),
        "average": FalseReading("The logarithmic pool is no more unsafe than its teachers on "
                                "average.", "linear", ("linear-average",)),
        "power": FalseReading("Power-mean pools of order below one attenuate unsafe events.",
                              "amplified"),
    },
)  # fmt: skip
def safety(kept: Kept) -> list[Draft]:
    def of(q: Any, x: Any, xp: Any) -> Any:
        return xp.sum(x.U * q, axis=-1, keepdims=True)

    def average(F: Any, x: Any, xp: Any) -> Cases:
        mean = xp.sum(x.w * of(x.ps, x, xp), axis=0)
        return at_most(of(_pool(kept)(x.ps, x.w, xp), x, xp), mean, xp)

    def maximum(F: Any, x: Any, xp: Any) -> Cases:
        worst = xp.max(of(x.ps, x, xp), axis=0)
        return at_most(of(_pool(kept)(x.ps, x.w, xp), x, xp), worst, xp)

    def power(F: Any, x: Any, xp: Any) -> Cases:
        K = x.ps.shape[0]
        equal_weights = xp.ones_like(x.ps) / K
        worst = xp.max(of(x.ps, x, xp), axis=0)
        s = x.order
        factor = xp.exp((1 / s - 1) * xp.log(K + 0 * s)) if kept.amplified else 1
        return at_most(of(power_pool(x.ps, equal_weights, s, xp), x, xp), factor * worst, xp)

    U, order = event("U"), number("order", "1/8", 1, usual=("1/2", "1", "1/3", "1/4"))
    factor = "K^(1/s−1) " if kept.amplified else ""
    return [
        Draft("linear-average", "q(U) ≤ Σ_k w_k p^k(U)", (PS, W, U), average, ("linear",),
              proofs=(AVERAGE,)),
        Draft("linear-maximum", "q(U) ≤ max_k p^k(U)", (PS, W, U), maximum, ("linear",),
              proofs=(AVERAGE,)),
        Draft("power", f"q(U) ≤ {factor}max_k p^k(U), power mean of order 1/8 ≤ s ≤ 1 at equal "
              "weights", (PS, U, order), power, ("amplified",), proofs=(AMPLIFIED,)),
    ]  # fmt: skip


AVERAGE = Argument(
    "MT/average",
    "the linear pool is additive in the classes, so q(U) = Σ w_k p^k(U), and a mean is at most "
    "the largest; two classes and two teachers generate all sums",
    lambda v, xp: [
        zero("Σ_i Σ_k w_k x_ki = Σ_k w_k Σ_i x_ki",
             v.w * v.a + (1 - v.w) * v.c + v.w * v.b + (1 - v.w) * v.d
             - v.w * (v.a + v.b) - (1 - v.w) * (v.c + v.d)),
        nonnegative("w m + (1−w) m − (w x + (1−w) y) ≥ 0 for m = x + u = y + z",
                    v.w * v.u + (1 - v.w) * v.z),
    ],
    {"w": SHARE, **dict.fromkeys("abcd", REAL), "u": NONNEGATIVE, "z": NONNEGATIVE},
)  # fmt: skip
AMPLIFIED = Argument(
    "MT/amplified",
    "M_s ≤ M_1 in every class, so the unsafe part is at most the mean of p^k(U); (Σ x_k^s)^(1/s) ≥ "
    "Σ x_k for s ≤ 1 (as r^s ≥ r for r = x_k/Σ x ≤ 1), so M_s ≥ K^(1−1/s) M_1 and the normalising "
    "sum is at least K^(1−1/s)",
    lambda v, xp: [
        *powers_below_mean(v.r, v.s, xp),
        nonnegative("s log x − log x ≥ 0 for x = 1/(1+z) ≤ 1, that is (1−s) log(1+z) ≥ 0",
                    (1 - v.s) * xp.log(1 + v.z)),
    ],
    {"r": POSITIVE, "s": HALF_OPEN, "z": NONNEGATIVE},
)  # fmt: skip


# MT-L1: stability -----------------------------------------------------------------------------


@theorem(
    "MT-L1", "stability in the weights",
    r"\|q_w - q_{w'}\|_1 \le \|w - w'\|_1",
    "The linear pool moves no further than its weights do.",
    provenance=OURS, hypotheses=LINEAR,
    constant=Constant("1", "sharpen MT-L1: 1 − nμ for teachers with entries ≥ μ", "tight"),
    false={"any-pool": FalseReading(
        "The logarithmic pool moves no further than its weights do.", "linear")},
)  # fmt: skip
def stability(kept: Kept) -> list[Draft]:
    def moves(F: Any, x: Any, xp: Any) -> Cases:
        pool = _pool(kept)
        change = l1(pool(x.ps, x.w, xp) - pool(x.ps, x.v, xp), xp)
        return at_most(change, xp.sum(xp.abs(x.w - x.v), axis=0), xp)

    given = CLOSED if kept.linear else PS
    return [Draft("l1", "‖q_w − q_v‖₁ ≤ ‖w − v‖₁", (given, W, OTHER), moves, ("linear",),
                  proofs=(TRIANGLE,))]  # fmt: skip


TRIANGLE = Argument(
    "MT/triangle",
    "q_w − q_v = Σ_k (w_k − v_k) p^k, the triangle inequality, and ‖p^k‖₁ = 1",
    lambda v, xp: [
        zero("a x + b y − (c x + d y) = (a − c) x + (b − d) y",
             v.a * v.x + v.b * v.y - (v.c * v.x + v.d * v.y)
             - ((v.a - v.c) * v.x + (v.b - v.d) * v.y)),
    ],
    dict.fromkeys("abcdxy", REAL),
)  # fmt: skip
