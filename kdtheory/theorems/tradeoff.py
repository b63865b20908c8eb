"""Safety-constrained distillation (AW-Z1): ``min KL(p‖q)`` over distributions that are safe enough.

The Lagrangian gives ``q_i = p_i/(1 + λ(c − s_i))``, one number λ to be found; the lower bound
``Σ p_i log(1 + λ(c − s_i))`` holds for every feasible ``q`` and measures how good a ``q`` is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


class Infeasible(ValueError):
    """No distribution reaches the level: it is above the largest safety of a class."""


@dataclass(frozen=True)
class Tradeoff:
    """The best students at several safety levels.

    Attributes
    ----------
    levels : array, shape (L,)
    students : array, shape (L, n)
        NaN where a level is infeasible.
    divergences : array, shape (L,)
        ``KL(p‖q)`` in nats; ``inf`` where a level is infeasible.
    safety : array, shape (L,)
        ``⟨s, q⟩`` reached.
    multipliers : array, shape (L,)
        λ, the slope of the curve; zero where the teacher is safe enough.
    gaps : array, shape (L,)
        Divergence minus the lower bound: zero at the optimum.
    """

    levels: Any
    students: Any
    divergences: Any
    safety: Any
    multipliers: Any
    gaps: Any


def tradeoff(p: Any, safety: Any, levels: Sequence[float]) -> Tradeoff:
    """Least divergence from the teacher at every safety level.

    Parameters
    ----------
    p : array, shape (n,)
        The teacher, on the simplex; zeros are allowed.
    safety : array, shape (n,)
        How safe each class is.
    levels : sequence of float
        Levels ``c`` of the constraint ``⟨safety, q⟩ >= c``.

    Returns
    -------
    Tradeoff

    Raises
    ------
    ValueError
        If `p` is no distribution or the shapes differ.

    Notes
    -----
    AW-Z1 (ours): feasible if and only if ``max safety >= c``.

    Examples
    --------
    >>> curve = tradeoff([0.5, 0.5], [0.0, 1.0], [0.5, 0.75, 2.0])
    >>> [round(float(x), 6) for x in curve.divergences]
    [0.0, 0.143841, inf]
    >>> [round(float(x), 6) for x in curve.students[1]]
    [0.25, 0.75]
    """
    p, s = np.asarray(p, dtype=float), np.asarray(safety, dtype=float)
    if p.ndim != 1 or p.shape != s.shape:
        raise ValueError(f"p and safety are vectors of one length; got {p.shape} and {s.shape}")
    if (p < 0).any() or abs(p.sum() - 1) > 1e-9 or not np.isfinite(s).all():
        raise ValueError("p has to be a distribution and safety finite")
    rows = []
    for c in levels:
        try:
            q, multiplier = safest_student(p, s, float(c))
        except Infeasible:
            rows.append((np.full_like(p, np.nan), np.inf, np.nan, np.nan, np.nan))
            continue
        loss = _divergence(p, q)
        gap = loss - lower_bound(p, s, float(c), multiplier) if np.isfinite(loss) else 0.0
        rows.append((q, loss, s @ q, multiplier, gap))
    columns = [np.array(column) for column in zip(*rows)]
    return Tradeoff(np.asarray(levels, dtype=float), *columns)


def lower_bound(p: Any, s: Any, c: float, multiplier: float) -> float:
    """``Σ p_i log(1 + λ(c − s_i))``: no feasible student has a smaller divergence."""
    kept = p > 0
    with np.errstate(divide="ignore"):
        return float(p[kept] @ np.log(np.maximum(1 + multiplier * (c - s[kept]), 0.0)))


def _divergence(p: Any, q: Any) -> float:
    kept = p > 0
    with np.errstate(divide="ignore"):
        return float(p[kept] @ (np.log(p[kept]) - np.log(q[kept])))


def safest_student(p: Any, s: Any, c: float) -> tuple[Any, float]:
    """The minimiser of ``KL(p‖q)`` subject to ``⟨s, q⟩ >= c``, and its multiplier λ.

    Raises
    ------
    Infeasible
        If ``c`` exceeds ``max s``.
    """
    from scipy.optimize import brentq

    top = float(s.max())
    if c > top:
        raise Infeasible(f"no student has safety {c}; the safest class has {top}")
    if s @ p >= c:
        return p.copy(), 0.0
    kept = p > 0
    if c == top:  # only classes of the largest safety may have mass
        q = np.where(s == top, p, 0.0)
        best = s == top
        return (q / q.sum() if q.sum() > 0 else best / best.sum()), np.inf

    def excess(multiplier: float) -> float:
        return float((p[kept] * (s[kept] - c) / (1 + multiplier * (c - s[kept]))).sum())

    limit = 1 / (top - c)
    inner = limit * (1 - 1e-15)
    reached = float(s[kept].max())
    if reached < top and excess(limit) <= 0:  # the teacher's own classes cannot, others help
        q = _reweighted(p, s, c, limit)
        unused = s == top
        q = q + unused * (1 - q.sum()) / unused.sum()
        return q, limit
    multiplier = float(brentq(excess, 0.0, inner, xtol=1e-300, rtol=8.9e-16, maxiter=500))
    q = _reweighted(p, s, c, multiplier)
    return q / q.sum(), multiplier


def _reweighted(p: Any, s: Any, c: float, multiplier: float) -> Any:
    """``p/(1 + λ(c − s))``, zero where p is."""
    q, kept = np.zeros_like(p), p > 0
    q[kept] = p[kept] / (1 + multiplier * (c - s[kept]))
    return q
