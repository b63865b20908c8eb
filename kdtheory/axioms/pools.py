"""Sufficient conditions for the aggregation axioms, for all numbers of teachers and classes (MT).

Each function takes a claim about a pool ``f(ps, w, xp)`` and returns a
:class:`~kdtheory.claims.obligation.Reduction`, or None where it does not apply. ``x_k`` is what
teacher ``k`` gives a class, ``q_i`` the pool's entry, ``w`` positive weights with sum one, ``F_T``
the power transform. The theorems, with their proofs, are ours unless a source is named.

**MT/convex.** If ``q_i = Σ_k v_k x_k`` with class-free ``v_k ≥ 0``, ``Σ_k v_k = 1``, then ``q``
lies in the hull of the teachers, so: it is a distribution; every entry lies between the least and
the largest of the teachers'; ``q(U) = Σ_k v_k p^k(U) ≤ max_k p^k(U)``; ``G(p, …, p) = p``; ``q_i >
0`` where all ``x_k > 0``, and where some is if all ``v_k > 0``; and ``G(F_T p¹, …) → u`` as T
grows, since ``|G(F_T p¹, …)_i − 1/n| ≤ max_k |F_T(p^k)_i − 1/n|`` whatever the ``v_k`` do
meanwhile.

**MT/linear.** With ``v_k = w_k``, ``q(U) = Σ_k w_k p^k(U)``, and ``Σ_k w_k x_k ≥ Π_k x_k^{w_k}``.

**MT/to-uniform.** On ``Δ°`` every ``F_T(p^k) → u``; where G is continuous and ``G(u, …, u) = u``,
the pool of the softened teachers tends to u as well.

**MT/continuous.** A choice such as ``where(x > 0, x^a, 0)`` or ``x log x`` with ``0 log 0 = 0`` is
continuous if its value at zero is what the formula for positive values tends to; ``x^a log^b x →
0`` for ``a > 0``.

**MT/positive-kept.** In a class that some teacher keeps, a sum over the teachers of nonnegative
terms that are positive with the teacher's probability is positive; and every teacher keeps some
class, so a sum over the classes of what is positive there is positive.

**MT/moved.** Let ``v_k ∝ w_k^a d_k``, ``a ≥ 0``, ``d_k ≥ 0`` free of w, ``Σ_k v_k = 1``, and let w
move to ``(1 − s) w + s e_k``, ``0 ≤ s < 1``. All ``w_j^a`` with ``j ≠ k`` are multiplied by ``(1 −
s)^a``, that of ``k`` by at least as much, so v moves to ``(1 − τ) v + τ e_k`` for some ``0 ≤ τ ≤
1``. Two points of the path ``(1 − t) w + t e_k`` are related in this way, so it is enough to
compare ends of such moves.

**MT/moved-convex.** If moreover ``q = Σ_k v_k p^k``, then q moves to ``(1 − τ) q + τ p^k``: every
``|q_i − p^k_i|`` shrinks by ``1 − τ``, total variation with them, and ``KL(p^k‖·)``, convex and
zero at ``p^k``, by as much at least.

**MT/moved-mean.** Let ``q_i ∝ (Σ_k v_k x_k^s)^{1/s}``, ``s ≠ 0``, or ``q_i ∝ Π_k x_k^{v_k}`` on
``Δ°``. With ``p = p^k``, ``R_i = Σ_j v_j (x_j/p_i)^s`` (or ``Π_j (x_j/p_i)^{v_j}``) and ``ρ = q/p
∝ R^{1/s}`` (or ``R``), the moved pool has ``ρ' ∝ ((1 − τ) R + τ)^{1/s}`` (or ``R^{1−τ}``): ``ρ'``
does not decrease and ``ρ'/ρ ∝ (1 − τ + τ/R)^{1/s}`` (or ``R^{−τ}``) does not increase with ``ρ``.
Both have mean one under p, so ``ρ − ρ'`` changes sign once, from minus to plus, as ``ρ`` grows.
For convex φ, ``φ(ρ) − φ(ρ') ≥ φ'(ρ') (ρ − ρ')``, where ``φ'(ρ')`` does not decrease with ``ρ``; so
``Σ p φ(ρ) ≥ Σ p φ(ρ')``: every f-divergence falls, ``KL(p‖q) = Σ p (−log ρ)`` and total variation
``½ Σ p |ρ − 1|`` among them. A common factor of the ``v_k`` does not change a power mean's ``q``,
so there ``Σ_k v_k = 1`` is not needed.

**MT/log-linear.** If ``q_i ∝ Π_k x_k^{c_k}`` with ``c_k`` free of the teachers, then ``G(F_T p¹,
…)_i ∝ Π_k x_k^{c_k/T} ∝ q_i^{1/T}``: ``F_T∘G = G∘F_T``; and the entropy of ``F_T(q)`` does not
decrease in T (SK-A3).

**MT/Jensen.** For ``q_i = M_s(i)/Z``, ``M_s`` the w-weighted power mean of ``x_k``, ``0 ≤ s ≤ 1``
(geometric for s = 0): ``M_0 ≤ M_s ≤ M_1`` entrywise, so ``Z ≤ Σ_i M_1(i) = 1`` and ``q ≥ M_0 = Π_k
x_k^{w_k}``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kdtheory.arithmetic import ranges
from kdtheory.arithmetic.calculus import substitute
from kdtheory.arithmetic.expr import Node
from kdtheory.arithmetic.pooled import CLASS, Pooled
from kdtheory.axioms.pool_forms import (
    agreed,
    convex,
    extended,
    geometric,
    homogeneous,
    inside,
    power_mean,
    teacher_free,
)
from kdtheory.axioms.pool_obligations import (
    equal,
    is_closed,
    read,
    read_open,
    reduction,
    sums_to_one,
    sure,
    vanishes,
    weighting,
)
from kdtheory.claims.obligation import Goal, Obligation, Reduction

Reduce = Callable[[Any], "Reduction | None"]


# convex combinations -------------------------------------------------------------------------


def in_hull(claim: Any) -> Reduction | None:
    """MT/convex."""
    return _in_hull(claim, strict=False)


def softened_in_hull(claim: Any) -> Reduction | None:
    """MT/convex for teachers that tend to the uniform distribution."""
    softens = _power_transform(claim) and not is_closed(claim)
    return in_hull(claim) if softens else None


def strictly_in_hull(claim: Any) -> Reduction | None:
    """MT/convex with positive shares."""
    return _in_hull(claim, strict=True)


def _in_hull(claim: Any, *, strict: bool) -> Reduction | None:
    pool = sure(read(claim))
    v = None if pool is None else convex(pool)
    if pool is None or v is None:
        return None
    return reduction(
        pool, "MT/convex+" if strict else "MT/convex",
        "the pool is a convex combination of its teachers, with the same shares in all classes",
        *weighting(pool, v, strict=strict),
    )  # fmt: skip


def own_average(claim: Any) -> Reduction | None:
    """The shares are the weights: MT-S1 with equality, and MT-J1 by the inequality of the means."""
    pool = sure(read(claim))
    v = None if pool is None else convex(pool)
    if pool is None or v is None:
        return None
    return reduction(
        pool, "MT/linear",
        "the pool is the linear pool: q(U) = Σ w_k p^k(U), and an arithmetic mean is at least the "
        "geometric one",
        equal(pool, v, "the shares are the weights"),
    )  # fmt: skip


# positivity, validity, continuity ------------------------------------------------------------


def distribution(claim: Any) -> Reduction | None:
    """Entries nonnegative, sum one."""
    pool = sure(read(claim))
    if pool is None:
        return None
    entry = _clearest(pool, ranges.nonnegative)
    return reduction(
        pool, "MT/distribution",
        "entries that are nonnegative and sum to one form a distribution",
        Obligation("every entry is nonnegative", Goal.NONNEGATIVE, entry),
        sums_to_one(pool, pool.entry, CLASS, "the entries"),
        entry=entry,
    )  # fmt: skip


def _clearest(pool: Pooled, good: Callable[[Any], bool]) -> Node:
    """The entry as it is written where its sign shows there rather than in normal form."""
    shows = good(pool.written.range) and not good(pool.entry.range)
    return pool.written if shows else pool.entry


def positive_entry(claim: Any) -> Reduction | None:
    """Every entry is positive, whatever the teachers say."""
    pool = sure(read(claim))
    if pool is None:
        return None
    entry = _clearest(pool, ranges.positive)
    return reduction(
        pool, "MT/positive", "every entry is positive",
        Obligation("every entry is positive", Goal.POSITIVE, entry),
        entry=entry,
    )  # fmt: skip


def positive_where_kept(claim: Any) -> Reduction | None:
    """In a class that some teacher keeps, sums of what is positive with a probability are."""
    pool = sure(read(claim))
    if pool is None or not pool.closed:
        return None
    there = substitute([pool.entry], pool.graph.kept(pool.entry))[0]
    return reduction(
        pool, "MT/positive-kept", "where some teacher is positive, so is the entry",
        Obligation("the entry is positive where some teacher is", Goal.POSITIVE, there),
    )  # fmt: skip


def positive_where_all_are(claim: Any) -> Reduction | None:
    """In a class that all teachers give positive probability, zeros elsewhere allowed.

    A sum over the classes of nonnegative terms is positive if the term of this class is.
    """
    pool = read(claim)
    if pool is None or not pool.closed:
        return None
    g = pool.graph
    needed = [g.aggregates[k] for k in sorted(g.names(pool.entry) & g.aggregates.keys())]
    if not all(g.sure(a.summand) for a in needed):
        return None
    entry, obligations = inside(pool, pool.entry), []
    for name, known in list(g.aggregates.items()):
        if (known.kind, known.axis) == ("sum", CLASS) and name in g.names(entry):
            if known.varies or g.reach(known.summand)[0] < 0:
                continue
            text = "the term of a class in which all teachers are positive is positive"
            obligations.append(Obligation(text, Goal.POSITIVE, inside(pool, known.summand)))
            entry = _with_positive(pool, entry, name)
    text = "so is the entry, sums that contain a positive term being positive"
    obligations.append(Obligation(text, Goal.POSITIVE, entry))
    because = "where all teachers are positive, so is the entry"
    return reduction(pool, "MT/positive-inside", because, *obligations)


def _with_positive(pool: Pooled, node: Node, name: str) -> Node:
    """An expression in which an aggregate is known to be positive."""
    g = pool.graph
    low, high, _, high_open = g.bounds[name]
    g.bounds[f"p{name}"] = (low, high, low == 0, high_open)
    return substitute([node], {name: g.var(f"p{name}")})[0]


def continuous_entry(claim: Any) -> Reduction | None:
    """A composition of continuous functions."""
    pool = sure(read(claim))
    continuity = None if pool is None else _continuity(pool)
    if pool is None or continuity is None:
        return None
    return reduction(
        pool, "MT/continuous",
        "sums and extrema of continuous functions over finitely many teachers and classes are "
        "continuous",
        *continuity,
    )  # fmt: skip


def _continuity(pool: Pooled) -> list[Obligation] | None:
    g = pool.graph
    names = sorted(g.names(pool.entry) & g.aggregates.keys())
    nodes = [pool.entry, *(g.aggregates[k].summand for k in names)]
    found = [extended(pool, n) for n in nodes]
    return [
        Obligation("composed of continuous functions", Goal.CONTINUOUS, n)
        for n in found if n is not None
    ] if None not in found else None  # fmt: skip


# agreement and temperature -------------------------------------------------------------------


def unanimous(claim: Any) -> Reduction | None:
    """MT-A6 by putting one distribution in for all teachers."""
    pool = read_open(claim)
    if pool is None:
        return None
    g = pool.graph
    gap = g.monomials.tidy(g.sub(agreed(pool, g.var("y")), g.var("y")))
    return reduction(
        pool, "MT/unanimous", "put one distribution in for all teachers and simplify",
        vanishes("G(p, …, p)_i − p_i vanishes", gap),
    )  # fmt: skip


def to_uniform(claim: Any) -> Reduction | None:
    """MT-A5 limits: F_T(p^k) → u, where the pool is continuous with value u."""
    pool = read_open(claim)
    if pool is None or not _power_transform(claim):
        return None
    g = pool.graph
    uniform = g.div(g.one, g.var("n"))
    continuity = _continuity(pool)
    if continuity is None:
        return None
    gap = g.monomials.tidy(g.sub(agreed(pool, uniform), uniform))
    return reduction(
        pool, "MT/to-uniform",
        "the softened teachers tend to the uniform distribution, where the pool is continuous and "
        "returns it",
        vanishes("G(u, …, u)_i − 1/n vanishes", gap), *continuity,
    )  # fmt: skip


def log_linear(claim: Any) -> Reduction | None:
    """MT/log-linear."""
    pool = read_open(claim)
    c = None if pool is None else geometric(pool)
    if pool is None or c is None or not _power_transform(claim):
        return None
    if pool.graph.names(c) & {"x", "y", "inside"}:
        return None
    return reduction(
        pool, "MT/log-linear",
        "the pool is a normalised product of powers of its teachers, whose exponents do not depend "
        "on them: softening multiplies all exponents by 1/T, so it passes through the pool, and "
        "raises its entropy",
        sums_to_one(pool, pool.entry, CLASS, "the entries"),
    )  # fmt: skip


def _power_transform(claim: Any) -> bool:
    """Whether the claim softens by the power transform, the default."""
    softening = getattr(claim, "settings", {}).get("soften")
    if softening is None:
        return True
    return (softening.__module__, softening.__name__) == ("kdtheory.operators.softening", "power")


# weights -------------------------------------------------------------------------------------


def unweighted(claim: Any) -> Reduction | None:
    """A pool that does not look at its weights stays where it is when they move."""
    pool = sure(read(claim))
    if pool is None or "w" in pool.graph.names(pool.entry):
        return None
    return reduction(
        pool, "MT/unweighted", "the pool does not depend on the weights, so no distance changes"
    )


def moved_convex(claim: Any) -> Reduction | None:
    """MT/moved-convex."""
    pool = sure(read(claim))
    v = None if pool is None else convex(pool)
    if pool is None or v is None or homogeneous(pool.graph, v) is None:
        return None
    return reduction(
        pool, "MT/moved-convex",
        "moving weight to teacher k takes q to (1 − τ) q + τ p^k",
        *weighting(pool, v),
    )  # fmt: skip


def moved_mean(claim: Any) -> Reduction | None:
    """MT/moved-mean."""
    pool = read_open(claim)
    if pool is None:
        return None
    because = (
        "moving weight to teacher k keeps the order of the ratios q_i/p_i and brings them together"
    )
    c, mean = geometric(pool), power_mean(pool)
    total = sums_to_one(pool, pool.entry, CLASS, "the entries")
    if c is not None and homogeneous(pool.graph, c) is not None:
        return reduction(pool, "MT/moved-geometric", because, *weighting(pool, c), total)
    if mean is not None and homogeneous(pool.graph, mean.weights) is not None:
        positive = Obligation("the means' weights are positive", Goal.POSITIVE, mean.weights)
        return reduction(pool, "MT/moved-power", because, positive, total)
    return None


def jensen(claim: Any) -> Reduction | None:
    """MT/Jensen."""
    pool = read_open(claim)
    if pool is None:
        return None
    because = "M_0 ≤ M_s ≤ M_1, so the normalising sum is at most one and q ≥ M_0 / 1"
    g, c, mean = pool.graph, geometric(pool), power_mean(pool)
    total = sums_to_one(pool, pool.entry, CLASS, "the entries")
    if c is not None:
        same = equal(pool, c, "the exponents are the weights")
        return reduction(pool, "MT/Jensen-geometric", because, same, total)
    if mean is not None and 0 < mean.exponent <= 1:
        ratio = g.monomials.tidy(g.div(mean.weights, g.var("w")))
        if not teacher_free(g, ratio):
            return None
        positive = Obligation("the means' weights are positive", Goal.POSITIVE, mean.weights)
        return reduction(pool, "MT/Jensen-power", because, positive, total)
    return None


_MOVED: tuple[Reduce, ...] = (unweighted, moved_convex, moved_mean)

#: For each claim the reductions to be tried, in order.
REDUCTIONS: dict[str, tuple[Reduce, ...]] = {
    "MT-A1/valid": (in_hull, distribution),
    "MT-A1/hull": (in_hull,),
    "MT-A1/between": (in_hull,),
    "MT-A2/all": (in_hull, positive_entry, positive_where_all_are),
    "MT-A2/any": (strictly_in_hull, positive_entry, positive_where_kept),
    "MT-A3/kl": _MOVED,
    "MT-A3/tv": _MOVED,
    "MT-A3/componentwise": (unweighted, moved_convex),
    "MT-A4/open": (continuous_entry,),
    "MT-A4/closed": (continuous_entry,),
    "MT-A5/limits": (softened_in_hull, to_uniform),
    "MT-A5/commute": (log_linear,),
    "MT-A5/entropy": (log_linear,),
    "MT-A6/unanimity": (in_hull, unanimous),
    "MT-J1/jensen": (own_average, jensen),
    "MT-S1/average": (own_average,),
    "MT-S1/maximum": (in_hull,),
}
