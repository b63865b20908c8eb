"""The axioms AW-A1 to AW-A5 of adaptive weighting.

``W(scores)`` is the operator, ``x.scores`` of shape ``(..., K)`` with higher scores for safer
teachers. `x.bounds` and `x.lipschitz` are what the operator declares, as pairs of integers.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from kdtheory.axioms import entrywise
from kdtheory.axioms.registry import axiom as declare
from kdtheory.claims.claim import Cases, Relation
from kdtheory.claims.product import Input, number, scores

S = scores()
STEP = number("h", 0, 1, low_open=True, usual=("1", "1/2", "1/10", "1/1000", "1e-9", "1e-18"))
MOVE = Input("d", length="teachers", law="box", low=Fraction(-1))


def axiom(claim: str, variant: str, *words: str, **more: Any) -> Any:
    """An axiom variant with the sufficient conditions that are known for it."""
    reductions = entrywise.REDUCTIONS.get(f"{claim}/{variant}", ())
    return declare(claim, variant, *words, reductions=reductions, **more)


@axiom(
    "AW-A1", "normalised", "normalisation", "Σ_k w_k = 1",
    inputs=(S,), satisfied_by="softmax_weights", violated_by="softmax_unnormalised",
    nearly="softmax_unnormalised",
)  # fmt: skip
def normalised(W: Any, x: Any, xp: Any) -> Cases:
    """The weights sum to one."""
    total = xp.sum(W(x.scores), axis=-1, keepdims=True)
    margin = xp.concat([1 - total, total - 1], axis=-1)
    return Cases(margin, scale=xp.ones_like(margin))


@axiom(
    "AW-A2", "positive", "positivity", "w_k > 0", relation=Relation.POSITIVE,
    inputs=(S,), satisfied_by="softmax_weights", violated_by="sparsemax_weights",
    nearly="softmax_threshold",
)  # fmt: skip
def positive(W: Any, x: Any, xp: Any) -> Cases:
    """No teacher is silenced."""
    return Cases(W(x.scores))


@axiom(
    "AW-A3", "bounded", "bounded influence", "w_min ≤ w_k ≤ w_max for the declared bounds",
    inputs=(S,), satisfied_by="projected_box", violated_by="softmax_weights",
    nearly="box_overshoot",
)  # fmt: skip
def bounded(W: Any, x: Any, xp: Any) -> Cases:
    """Every weight lies in the box that the rule declares."""
    (a, b), (c, d) = x.bounds
    w = W(x.scores)
    margin = xp.concat([(b * w - a) / b, (c - d * w) / d], axis=-1)
    return Cases(margin, scale=xp.concat([w, w], axis=-1))


@axiom(
    "AW-A4", "lipschitz", "regularity",
    "‖w(s + h d) − w(s)‖₁ ≤ L h max|d_k|, for the declared L, or for L = 10⁶",
    inputs=(S, STEP, MOVE), satisfied_by="softmax_weights", violated_by="hard_max",
    nearly="softmax_jump",
)  # fmt: skip
def lipschitz(W: Any, x: Any, xp: Any) -> Cases:
    """Weights change no faster than the scores, up to a constant."""
    a, b = x.lipschitz
    change = xp.sum(xp.abs(W(x.scores + x.h * x.d) - W(x.scores)), axis=-1, keepdims=True)
    size = x.h * xp.max(xp.abs(x.d), axis=-1, keepdims=True)
    return Cases((a * size - b * change) / b, scale=xp.ones_like(change))


@axiom(
    "AW-A5", "ordinal", "ordinal safety monotonicity", "s_i ≥ s_j ⇒ w_i ≥ w_j",
    inputs=(S,), satisfied_by="softmax_weights", violated_by="entropy_based",
    nearly="softmax_biased",
)  # fmt: skip
def ordinal(W: Any, x: Any, xp: Any) -> Cases:
    """A safer teacher has no smaller weight."""
    w = W(x.scores)
    pairs = [(i, j) for i in range(w.shape[-1]) for j in range(w.shape[-1]) if i != j]
    gaps = [w[..., i] - w[..., j] for i, j in pairs]
    when = [x.scores[..., i] >= x.scores[..., j] for i, j in pairs]
    return Cases(xp.stack(gaps, axis=-1), xp.stack(when, axis=-1))


@axiom(
    "AW-A5", "monotone", "ordinal safety monotonicity",
    "raising s_k alone does not lower w_k", provenance="reconstructed",
    inputs=(S, STEP), satisfied_by="softmax_weights", violated_by="softmax_dip",
    nearly="softmax_dip",
)  # fmt: skip
def monotone(W: Any, x: Any, xp: Any) -> Cases:
    """A teacher who becomes safer loses no weight."""
    before, many = W(x.scores), x.scores.shape[-1]
    rises = []
    for k in range(many):
        moved = [x.scores[..., j] + (x.h[..., 0] if j == k else 0) for j in range(many)]
        rises.append(W(xp.stack(moved, axis=-1))[..., k] - before[..., k])
    return Cases(xp.stack(rises, axis=-1))
