"""The aggregation axioms MT-A1 to MT-A6 and the guarantees MT-J1, MT-S1 of single operators.

``G(ps, w)`` is the operator: teachers ``x.ps`` of shape ``(K, ..., n)``, weights ``x.w`` of shape
``(K, ..., 1)``. A function returns margins that have to be nonnegative (positive for strict
variants); it never decides anything. `x.soften` is the softening that MT-A5 speaks of.
"""

from __future__ import annotations

from typing import Any

from kdtheory import simplex
from kdtheory.axioms import extremes, pools, sized
from kdtheory.axioms.registry import axiom as declare
from kdtheory.claims.claim import Cases, Relation
from kdtheory.claims.product import (
    direction,
    event,
    point,
    share,
    teachers,
    temperature,
    weights,
)

PS, W = teachers(), weights()
CLOSED = teachers(closed=True)


def axiom(claim: str, variant: str, *words: str, **more: Any) -> Any:
    """An axiom variant with the sufficient conditions that are known for it."""
    key = f"{claim}/{variant}"
    reductions = (*pools.REDUCTIONS.get(key, ()), *sized.REDUCTIONS.get(key, ()))
    return declare(claim, variant, *words, reductions=reductions, **more)


LEAST_STEP = 2.0**-20  # steps below this tell the search nothing


@axiom(
    "MT-A1", "valid", "convexity preservation", "G(p¹..p^K, w) ∈ Δ",
    inputs=(PS, W), satisfied_by="linear_pool", violated_by="linear_unnormalised",
    nearly="linear_unnormalised",
)  # fmt: skip
def valid(G: Any, x: Any, xp: Any) -> Cases:
    """Every entry is nonnegative and the entries sum to one."""
    q = G(x.ps, x.w)
    total = xp.sum(q, axis=-1, keepdims=True)
    margin = xp.concat([q, 1 - total, total - 1], axis=-1)
    return Cases(margin, scale=xp.ones_like(margin))


@axiom(
    "MT-A1", "hull", "convexity preservation", "c·G(p¹..p^K, w) ≤ max_k c·p^k for every c: "
    "G in the convex hull of the teachers", provenance="ours",
    inputs=(PS, W, direction("c", extremes.separating)),
    satisfied_by="linear_pool", violated_by="log_pool",
    nearly="linear_leak",
)  # fmt: skip
def hull(G: Any, x: Any, xp: Any) -> Cases:
    """No linear functional separates the aggregate from the teachers."""
    q = G(x.ps, x.w)
    inside = xp.max(xp.sum(x.c * x.ps, axis=-1, keepdims=True), axis=0)
    mine = xp.sum(x.c * q, axis=-1, keepdims=True)
    return Cases(inside - mine, scale=xp.sum(xp.abs(x.c) * q, axis=-1, keepdims=True))


@axiom(
    "MT-A1", "between", "convexity preservation",
    "min_k p^k(i) ≤ G(p¹..p^K, w)(i) ≤ max_k p^k(i)", provenance="ours",
    inputs=(PS, W), satisfied_by="linear_pool", violated_by="log_pool",
    nearly="linear_leak",
)  # fmt: skip
def between(G: Any, x: Any, xp: Any) -> Cases:
    """Coordinatewise between the teachers."""
    q, low, high = G(x.ps, x.w), xp.min(x.ps, axis=0), xp.max(x.ps, axis=0)
    return Cases(xp.concat([q - low, high - q], axis=-1), scale=xp.concat([high, high], axis=-1))


@axiom(
    "MT-A2", "all", "positivity inheritance", "all p^k(i) > 0 ⇒ G(p¹..p^K, w)(i) > 0",
    relation=Relation.POSITIVE, inputs=(CLOSED, W),
    satisfied_by="linear_pool", violated_by="linear_threshold",
    nearly="linear_threshold",
)  # fmt: skip
def positive_all(G: Any, x: Any, xp: Any) -> Cases:
    """What every teacher finds possible stays possible."""
    return Cases(G(x.ps, x.w), xp.min(x.ps, axis=0) > 0)


@axiom(
    "MT-A2", "any", "positivity inheritance", "some p^k(i) > 0 ⇒ G(p¹..p^K, w)(i) > 0",
    relation=Relation.POSITIVE, inputs=(CLOSED, W),
    satisfied_by="linear_pool", violated_by="log_pool",
    nearly="linear_threshold",
)  # fmt: skip
def positive_any(G: Any, x: Any, xp: Any) -> Cases:
    """What some teacher finds possible stays possible (all weights are positive)."""
    return Cases(G(x.ps, x.w), xp.max(x.ps, axis=0) > 0)


# weight monotonicity: w' = (1 − s) w + s e_k, the weight of teacher k raised with renormalisation


def _raised(x: Any, k: int, xp: Any) -> Any:
    many = x.w.shape[0]
    return xp.stack([(1 - x.s) * x.w[j] + (x.s if j == k else 0) for j in range(many)], axis=0)


def _moved(G: Any, x: Any, xp: Any) -> Any:
    """For every teacher: their distribution, the aggregate before, and after their raise."""
    before = G(x.ps, x.w)
    for k in range(x.ps.shape[0]):
        yield x.ps[k], before, G(x.ps, _raised(x, k, xp))


@axiom(
    "MT-A3", "kl", "weight monotonicity",
    "KL(p^k‖G) does not grow when the weight of k is raised: w' = (1−s)w + s e_k",
    provenance="reconstructed", inputs=(PS, W, share("s")),
    satisfied_by="linear_pool", violated_by="smoothed_linear",
    nearly="shrunk_weights_linear",
)  # fmt: skip
def closer_in_divergence(G: Any, x: Any, xp: Any) -> Cases:
    """Raising a weight brings the aggregate closer to that teacher; no class is lost."""
    margins, when = [], []
    for p, before, after in _moved(G, x, xp):
        kept = xp.all((before > 0) & (after > 0), axis=-1, keepdims=True)
        fall = simplex.divergence(p, before, xp) - simplex.divergence(p, after, xp)
        lost = xp.where(after > 0, xp.ones_like(after), -xp.ones_like(after))
        margins += [fall[..., None], lost]
        when += [kept, before > 0]
    guide = x.s + LEAST_STEP
    return Cases(xp.concat(margins, axis=-1), xp.concat(when, axis=-1), guide=guide)


@axiom(
    "MT-A3", "tv", "weight monotonicity",
    "TV(p^k, G) does not grow when the weight of k is raised: w' = (1−s)w + s e_k",
    provenance="reconstructed", inputs=(PS, W, share("s")),
    satisfied_by="linear_pool", violated_by="smoothed_linear",
    nearly="shrunk_weights_linear",
)  # fmt: skip
def closer_in_variation(G: Any, x: Any, xp: Any) -> Cases:
    """Raising a weight brings the aggregate closer to that teacher in total variation."""
    falls = [
        simplex.total_variation(p, before, xp) - simplex.total_variation(p, after, xp)
        for p, before, after in _moved(G, x, xp)
    ]
    return Cases(xp.stack(falls, axis=-1), guide=x.s + LEAST_STEP)


@axiom(
    "MT-A3", "componentwise", "weight monotonicity",
    "each |G_i − p^k_i| does not grow when the weight of k is raised: w' = (1−s)w + s e_k",
    provenance="reconstructed", inputs=(PS, W, share("s")),
    satisfied_by="linear_pool", violated_by="log_pool",
    nearly="shrunk_weights_linear",
)  # fmt: skip
def closer_in_every_class(G: Any, x: Any, xp: Any) -> Cases:
    """Raising a weight brings every entry closer to that teacher's."""
    falls, sizes = [], []
    for p, before, after in _moved(G, x, xp):
        falls.append(xp.abs(before - p) - xp.abs(after - p))
        sizes.append(p + xp.abs(before))
    sizes = xp.concat(sizes, axis=-1)
    return Cases(xp.concat(falls, axis=-1), scale=sizes, guide=sizes * x.s + LEAST_STEP)


@axiom(
    "MT-A4", "open", "continuity", "(ps, w) ↦ G(ps, w) is continuous, teachers in Δ°",
    relation=Relation.CONTINUOUS, inputs=(PS, W),
    satisfied_by="linear_pool", violated_by="most_confident",
    nearly="linear_jump",
)  # fmt: skip
@axiom(
    "MT-A4", "closed", "continuity", "(ps, w) ↦ G(ps, w) is continuous, teachers in Δ",
    relation=Relation.CONTINUOUS, inputs=(CLOSED, W),
    satisfied_by="linear_pool", violated_by="log_pool",
    nearly="linear_jump",
)  # fmt: skip
def continuity(G: Any, x: Any, xp: Any) -> Any:
    """The value whose jumps are looked for."""
    return G(x.ps, x.w)


# temperature coherence ------------------------------------------------------------------------


@axiom(
    "MT-A5", "limits", "temperature coherence",
    "G(F_T p¹..F_T p^K, w) → u as T → ∞ (at T = 1 it is the plain aggregate)",
    provenance="reconstructed", relation=Relation.LIMIT, limit="T",
    inputs=(PS, W, temperature()), satisfied_by="linear_pool", violated_by="linear_prior",
    nearly="linear_prior",
)  # fmt: skip
def limits(G: Any, x: Any, xp: Any) -> Any:
    """Distance to the uniform point."""
    q = G(x.soften(x.ps, x.T, xp), x.w)
    return q - xp.ones_like(q) / q.shape[-1]


@axiom(
    "MT-A5", "commute", "temperature coherence", "F_T(G(p¹..p^K, w)) = G(F_T p¹..F_T p^K, w)",
    provenance="reconstructed", inputs=(PS, W, temperature()),
    satisfied_by="log_pool", violated_by="linear_pool",
    nearly="log_pool_blend",
)  # fmt: skip
def commutes(G: Any, x: Any, xp: Any) -> Cases:
    """Softening the aggregate is aggregating the softened."""
    one, other = x.soften(G(x.ps, x.w), x.T, xp), G(x.soften(x.ps, x.T, xp), x.w)
    return Cases(-xp.abs(one - other), scale=xp.abs(one) + xp.abs(other))


@axiom(
    "MT-A5", "entropy", "temperature coherence",
    "T' > T ⇒ H(G(F_T' p¹..F_T' p^K, w)) ≥ H(G(F_T p¹..F_T p^K, w))",
    provenance="reconstructed", inputs=(PS, W, temperature("T_low"), temperature("T_high")),
    satisfied_by="log_pool", violated_by="linear_pool",
    nearly="log_pool_blend",
)  # fmt: skip
def entropy_rises(G: Any, x: Any, xp: Any) -> Cases:
    """The aggregate's entropy does not fall as the common temperature rises."""
    low, high = (simplex.entropy(G(x.soften(x.ps, T, xp), x.w), xp) for T in (x.T_low, x.T_high))
    guide = x.T_high / x.T_low - 1 + LEAST_STEP
    return Cases((high - low)[..., None], x.T_high > x.T_low, guide=guide)


@axiom(
    "MT-A6", "unanimity", "unanimity", "G(p..p, w) = p", provenance="ours",
    inputs=(point(), W), satisfied_by="linear_pool", violated_by="product_of_experts",
    nearly="linear_leak",
)  # fmt: skip
def unanimity(G: Any, x: Any, xp: Any) -> Cases:
    """Teachers who agree are not overruled."""
    q = G(xp.stack([x.p] * x.w.shape[0], axis=0), x.w)
    return Cases(-xp.abs(q - x.p), scale=x.p + xp.abs(q))


# guarantees -----------------------------------------------------------------------------------


@axiom(
    "MT-J1", "jensen", "Jensen and log-loss",
    "G(i) ≥ Π_k p^k(i)^(w_k), that is KL(r‖G) ≤ Σ_k w_k KL(r‖p^k) for every r",
    inputs=(PS, W), satisfied_by="linear_pool", violated_by="harmonic_pool",
    nearly="linear_leak",
)  # fmt: skip
def jensen(G: Any, x: Any, xp: Any) -> Cases:
    """The aggregate is at least the weighted geometric mean in every class."""
    q, mean = G(x.ps, x.w), xp.exp(xp.sum(x.w * xp.log(x.ps), axis=0))
    return Cases(q - mean, scale=mean)


@axiom(
    "MT-S1", "average", "safety attenuation", "G(U) ≤ Σ_k w_k p^k(U) for every event U",
    provenance="reconstructed", inputs=(PS, W, event("U", extremes.above_average)),
    satisfied_by="linear_pool", violated_by="log_pool",
    nearly="linear_leak",
)  # fmt: skip
def safe_on_average(G: Any, x: Any, xp: Any) -> Cases:
    """No event is more probable than the teachers find it on average."""
    mean = xp.sum(x.w * xp.sum(x.U * x.ps, axis=-1, keepdims=True), axis=0)
    return Cases(mean - xp.sum(x.U * G(x.ps, x.w), axis=-1, keepdims=True), scale=mean)


@axiom(
    "MT-S1", "maximum", "safety attenuation", "G(U) ≤ max_k p^k(U) for every event U",
    provenance="reconstructed", inputs=(PS, W, event("U", extremes.above_maximum)),
    satisfied_by="linear_pool", violated_by="log_pool",
    nearly="linear_leak",
)  # fmt: skip
def safe_at_worst(G: Any, x: Any, xp: Any) -> Cases:
    """No event is more probable than the teacher who finds it most probable says."""
    worst = xp.max(xp.sum(x.U * x.ps, axis=-1, keepdims=True), axis=0)
    return Cases(worst - xp.sum(x.U * G(x.ps, x.w), axis=-1, keepdims=True), scale=worst)
