"""The axioms RM-A1 to RM-A3 of anchored recursion, one generation at a time.

``R(base, student, alpha)`` is the operator: the teacher of all generations ``x.base`` and the
student ``x.student`` of shape ``(..., n)``, the anchoring ``x.alpha`` of shape ``(..., 1)``.
"""

from __future__ import annotations

from typing import Any

from kdtheory.axioms import entrywise
from kdtheory.axioms.registry import axiom as declare
from kdtheory.claims.claim import Cases, Relation
from kdtheory.claims.product import point, share

OPEN = (point("base"), point("student"), share("alpha"))
CLOSED = (point("base", closed=True), point("student", closed=True), share("alpha"))


def axiom(claim: str, variant: str, *words: str, **more: Any) -> Any:
    """An axiom variant with the sufficient conditions that are known for it."""
    reductions = entrywise.REDUCTIONS.get(f"{claim}/{variant}", ())
    return declare(claim, variant, *words, reductions=reductions, **more)


@axiom(
    "RM-A1", "valid", "validity", "s' = R(p_0, s, α) ∈ Δ",
    inputs=OPEN, satisfied_by="linear_anchor", violated_by="anchor_unnormalised",
    nearly="anchor_unnormalised",
)  # fmt: skip
def valid(R: Any, x: Any, xp: Any) -> Cases:
    """Every entry is nonnegative and the entries sum to one."""
    q = R(x.base, x.student, x.alpha)
    total = xp.sum(q, axis=-1, keepdims=True)
    margin = xp.concat([q, 1 - total, total - 1], axis=-1)
    return Cases(margin, scale=xp.ones_like(margin))


@axiom(
    "RM-A2", "all", "positivity inheritance", "p_0(i) > 0 and s(i) > 0 ⇒ R(p_0, s, α)(i) > 0",
    relation=Relation.POSITIVE, inputs=CLOSED,
    satisfied_by="linear_anchor", violated_by="anchor_threshold",
    nearly="anchor_threshold",
)  # fmt: skip
def positive_all(R: Any, x: Any, xp: Any) -> Cases:
    """What teacher and student find possible stays possible."""
    return Cases(R(x.base, x.student, x.alpha), (x.base > 0) & (x.student > 0))


@axiom(
    "RM-A2", "base", "positivity inheritance", "p_0(i) > 0 ⇒ R(p_0, s, α)(i) > 0",
    provenance="reconstructed", relation=Relation.POSITIVE, inputs=CLOSED,
    satisfied_by="linear_anchor", violated_by="geometric_anchor",
    nearly="anchor_threshold",
)  # fmt: skip
def positive_base(R: Any, x: Any, xp: Any) -> Cases:
    """What the teacher finds possible cannot be lost for good."""
    return Cases(R(x.base, x.student, x.alpha), x.base > 0)


@axiom(
    "RM-A3", "anchor", "teacher anchoring",
    "s' = α p_0 + (1−α) r for some r ∈ Δ: s'(i) ≥ α p_0(i) for every i",
    inputs=CLOSED, satisfied_by="linear_anchor", violated_by="unanchored",
    nearly="anchor_leak",
)  # fmt: skip
def anchored(R: Any, x: Any, xp: Any) -> Cases:
    """A share alpha of the teacher is in every generation."""
    q = R(x.base, x.student, x.alpha)
    return Cases(q - x.alpha * x.base, scale=xp.abs(q) + x.alpha * x.base)
