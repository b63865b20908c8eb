"""The softening axioms SK-A0 to SK-A5, one small margin function a variant.

``F(p, T)`` is the operator, ``p`` has shape ``(..., n)``, ``T`` is a list of temperatures in
increasing order. A function returns the margins that have to be nonnegative (positive for strict
variants); it never decides anything.
"""

from __future__ import annotations

from typing import Any

from kdtheory import simplex
from kdtheory.axioms import enclosures, ends, fixed
from kdtheory.axioms import reductions as by
from kdtheory.axioms.registry import axiom
from kdtheory.claims.claim import Cases, Relation


def _pairs(x: Any) -> tuple[Any, Any]:
    return x[..., :, None], x[..., None, :]


def _flat(x: Any, xp: Any) -> Any:
    return xp.reshape(x, (*x.shape[:-2], x.shape[-2] * x.shape[-1]))


@axiom(
    "SK-A0",
    "simplex",
    "well defined",
    "F_T(p) ∈ Δ",
    provenance="reconstructed",
    satisfied_by="power",
    violated_by="mixture_undershoot",
    reductions=(by.simplex_valued, fixed.simplex_valued),
    enclosures=(enclosures.nonnegative_entries,),
)
def simplex_valued(F: Any, p: Any, T: Any, xp: Any) -> Cases:
    """Every entry is nonnegative and the entries sum to one."""
    q = F(p, T[0])
    total = xp.sum(q, axis=-1, keepdims=True)
    margin = xp.concat([q, 1 - total, total - 1], axis=-1)
    return Cases(margin, scale=xp.ones_like(margin))


@axiom(
    "SK-A0",
    "symmetry",
    "well defined",
    "F_T(πp) = π F_T(p) for every relabelling π",
    provenance="reconstructed",
    satisfied_by="power",
    violated_by="heat_path",
    reductions=(by.entrywise, fixed.symmetric),
)
def symmetry(F: Any, p: Any, T: Any, xp: Any) -> Cases:
    """A cyclic shift and a swap generate all relabellings."""
    swap = [1, 0, *range(2, p.shape[-1])]
    q = F(p, T[0])
    gaps = [
        F(xp.roll(p, 1, axis=-1), T[0]) - xp.roll(q, 1, axis=-1),
        F(p[..., swap], T[0]) - q[..., swap],
        F(xp.flip(p, axis=-1), T[0]) - xp.flip(q, axis=-1),
    ]
    return Cases(-xp.abs(xp.concat(gaps, axis=-1)), scale=xp.concat([q, q, q], axis=-1))


@axiom(
    "SK-A1",
    "strict",
    "ranking preservation",
    "p_i > p_j ⇒ F_T(p)_i > F_T(p)_j",
    relation=Relation.POSITIVE,
    satisfied_by="power",
    violated_by="topk",
    reductions=(by.increasing_entry, fixed.ordered_strictly),
    enclosures=(enclosures.increasing_kernel,),
)
def ranking_strict(F: Any, p: Any, T: Any, xp: Any) -> Cases:
    """Larger stays larger."""
    (pi, pj), (qi, qj) = _pairs(p), _pairs(F(p, T[0]))
    return Cases(_flat(qi - qj, xp), _flat(pi > pj, xp), _flat(xp.abs(qi) + xp.abs(qj), xp))


@axiom(
    "SK-A1",
    "weak",
    "ranking preservation",
    "p_i ≥ p_j ⇒ F_T(p)_i ≥ F_T(p)_j (ties stay ties)",
    satisfied_by="power",
    violated_by="ordinal_profile",
    reductions=(by.nondecreasing_entry, fixed.ordered),
    enclosures=(enclosures.increasing_kernel, enclosures.ordered_entries),
)
def ranking_weak(F: Any, p: Any, T: Any, xp: Any) -> Cases:
    """Nothing overtakes, and ties stay ties."""
    (pi, pj), (qi, qj) = _pairs(p), _pairs(F(p, T[0]))
    return Cases(_flat(qi - qj, xp), _flat(pi >= pj, xp), _flat(xp.abs(qi) + xp.abs(qj), xp))


@axiom(
    "SK-A2",
    "open",
    "continuity",
    "(p, T) ↦ F_T(p) is continuous on Δ° × temperatures",
    relation=Relation.CONTINUOUS,
    satisfied_by="power",
    violated_by="blend_jump",
    reductions=(by.continuous_entry, fixed.continuous),
)
@axiom(
    "SK-A2",
    "closed",
    "continuity",
    "(p, T) ↦ F_T(p) is continuous on Δ × temperatures",
    relation=Relation.CONTINUOUS,
    closed=True,
    satisfied_by="mixture",
    violated_by="entropic_projection",
    reductions=(by.continuous_entry, fixed.continuous),
)
def continuity(F: Any, p: Any, T: Any, xp: Any) -> Any:
    """The value whose jumps are looked for."""
    return F(p, T[0])


@axiom(
    "SK-A3",
    "weak",
    "entropy monotonicity",
    "T' > T ⇒ H(F_T'(p)) ≥ H(F_T(p))",
    temperatures=2,
    satisfied_by="power",
    violated_by="power_dip",
    reductions=(by.shrinking_ratios, by.mixed_ratios, fixed.majorised),
    enclosures=(enclosures.shrinking_pairs, enclosures.falling_sums),
)
def entropy_weak(F: Any, p: Any, T: Any, xp: Any) -> Cases:
    """Entropy does not fall as the temperature rises."""
    rise = simplex.entropy(F(p, T[1]), xp) - simplex.entropy(F(p, T[0]), xp)
    return Cases(rise[..., None], (T[1] > T[0]) & (p[..., :1] >= 0))


@axiom(
    "SK-A3",
    "strict",
    "entropy monotonicity",
    "T' > T ⇒ H(F_T'(p)) > H(F_T(p)) unless p is uniform",
    relation=Relation.POSITIVE,
    temperatures=2,
    satisfied_by="power",
    violated_by="mixture_plateau",
    reductions=(
        by.strictly_shrinking_ratios,
        by.strictly_mixed_ratios,
        fixed.strictly_majorised,
    ),
)
def entropy_strict(F: Any, p: Any, T: Any, xp: Any) -> Cases:
    """Entropy grows wherever there is room."""
    rise = simplex.entropy(F(p, T[1]), xp) - simplex.entropy(F(p, T[0]), xp)
    uneven = xp.max(p, axis=-1, keepdims=True) > xp.min(p, axis=-1, keepdims=True)
    return Cases(rise[..., None], uneven & (T[1] > T[0]))


@axiom(
    "SK-A4",
    "open",
    "identity",
    "F_1(p) = p for p ∈ Δ°",
    at="1",
    satisfied_by="power",
    violated_by="softmax_of_probabilities",
    reductions=(ends.identity_entry, fixed.identity),
)
@axiom(
    "SK-A4",
    "closed",
    "identity",
    "F_1(p) = p for p ∈ Δ",
    at="1",
    closed=True,
    satisfied_by="power",
    violated_by="clipped_power",
    reductions=(ends.identity_entry, fixed.identity),
)
def identity(F: Any, p: Any, T: Any, xp: Any) -> Cases:
    """At temperature one nothing changes."""
    q = F(p, T[0])
    return Cases(-xp.abs(q - p), scale=p + xp.abs(q))


@axiom(
    "SK-A5",
    "inf-open",
    "boundary behaviour",
    "F_T(p) → u as T → ∞, for p ∈ Δ°",
    relation=Relation.LIMIT,
    limit="inf",
    provenance="reconstructed",
    satisfied_by="power",
    violated_by="power_saturating",
    reductions=(ends.limit_entry, fixed.uniform_limit),
)
@axiom(
    "SK-A5",
    "inf-closed",
    "boundary behaviour",
    "F_T(p) → u as T → ∞, for p ∈ Δ",
    relation=Relation.LIMIT,
    limit="inf",
    closed=True,
    provenance="reconstructed",
    satisfied_by="mixture",
    violated_by="power",
    reductions=(ends.limit_entry, fixed.uniform_limit),
)
def to_uniform(F: Any, p: Any, T: Any, xp: Any) -> Any:
    """Distance to the uniform point."""
    return F(p, T[0]) - xp.ones_like(p) / p.shape[-1]


@axiom(
    "SK-A5",
    "inf-support",
    "boundary behaviour",
    "F_T(p) → uniform on supp p as T → ∞",
    relation=Relation.LIMIT,
    limit="inf",
    closed=True,
    provenance="reconstructed",
    satisfied_by="power",
    violated_by="mixture",
    reductions=(ends.limit_support,),
)
def to_support(F: Any, p: Any, T: Any, xp: Any) -> Any:
    """Distance to the uniform point of the support."""
    inside = xp.where(p > 0, xp.ones_like(p), xp.zeros_like(p))
    return F(p, T[0]) - inside / xp.sum(inside, axis=-1, keepdims=True)


@axiom(
    "SK-A5",
    "zero",
    "boundary behaviour",
    "F_T(p) → uniform on argmax p as T → 0⁺",
    relation=Relation.LIMIT,
    limit="zero",
    closed=True,
    provenance="reconstructed",
    satisfied_by="power",
    violated_by="tsallis",
    reductions=(ends.limit_argmax,),
)
def to_argmax(F: Any, p: Any, T: Any, xp: Any) -> Any:
    """Distance to the uniform point on the largest entries."""
    top = xp.where(p == xp.max(p, axis=-1, keepdims=True), xp.ones_like(p), xp.zeros_like(p))
    return F(p, T[0]) - top / xp.sum(top, axis=-1, keepdims=True)
