"""Numbers to draw for operators that are not softenings: pools, paths of generations, weights.

Everything is evaluated in floating point, for looking at only; no verdict rests on it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from kdtheory.arithmetic.floating import ContractError
from kdtheory.operators.weighting import compose

Call = Callable[..., Any]

PAIRS: Final = (
    ((0.86, 0.08, 0.06), (0.05, 0.10, 0.85)),
    ((0.80, 0.18, 0.02), (0.10, 0.88, 0.02)),
    ((0.15, 0.25, 0.60), (0.02, 0.78, 0.20)),
)
TRIPLE: Final = ((0.85, 0.05, 0.10), (0.04, 0.76, 0.20), (0.10, 0.06, 0.84))
SHARES: Final = np.linspace(0.0005, 0.9995, 65)  # weight of the second teacher; none is without
BASE: Final = (0.55, 0.30, 0.15)
STARTS: Final = ((0.04, 0.03, 0.93), (0.03, 0.94, 0.03), (0.95, 0.02, 0.03), (0.02, 0.50, 0.48))
ANCHORING: Final = 0.25
GENERATIONS: Final = 12
MOVING: Final = np.linspace(-4.0, 4.0, 160)  # none ties with the others
OTHERS: Final = (0.0, 1.0)  # scores of the teachers that stay
SCALES: Final = (
    ("token", (1.0, 0.6, 0.0)),
    ("task", (-0.5, 0.7, 0.3)),
    ("context", (0.0, 0.4, -0.2)),
)


def pictures(kind: str, call: Call) -> dict[str, Any]:
    """Evaluate an operator where it is drawn.

    Parameters
    ----------
    kind : {"aggregation", "recursion", "weighting"}
    call : callable
        The operator in floating point on NumPy batches: ``call(ps, w)`` with shapes
        ``(K, N, n)`` and ``(K, N, 1)``, ``call(base, student, alpha)`` with ``(N, n)``,
        ``(N, n)`` and ``(N, 1)``, or ``call(scores)`` with ``(N, K)``.

    Returns
    -------
    dict
        ``{"pools": [{"teachers", "weights", "points"}, ...]}``: for two teachers the pooled point
        as the weight goes from the first to the second, for three the one at equal weights.
        ``{"paths": [{"base", "alpha", "points"}, ...]}``: the student of every generation.
        ``{"weights": {"moving": {...}, "scales": {...}}}``: weights while the first of three
        scores moves, and the weights of three scales with their product. Plain lists of numbers;
        values that are not finite are left out, and a part with nothing left is missing.

    Raises
    ------
    ValueError
        For another kind.

    Examples
    --------
    >>> drawn = pictures("recursion", lambda p, s, a: a * p + (1 - a) * s)
    >>> [len(path["points"]) for path in drawn["paths"]]
    [13, 13, 13, 13]
    """
    parts = {"aggregation": _pools, "recursion": _paths, "weighting": _weights}
    if kind not in parts:
        raise ValueError(f"no pictures of {kind} operators; of: {', '.join(parts)}")
    with np.errstate(all="ignore"):
        return parts[kind](call)


def _tried(call: Call, *inputs: Any) -> Any:
    """The output, or None where the operator breaks its contract."""
    try:
        return np.asarray(call(*inputs), dtype=float)
    except ContractError:
        return None


def _plain(rows: Any) -> list[Any]:
    return [[float(x) for x in row] for row in rows]


def _pools(call: Call) -> dict[str, Any]:
    both = np.stack([1 - SHARES, SHARES])
    asked = [(np.array(pair), both) for pair in PAIRS]
    asked.append((np.array(TRIPLE), np.full((3, 1), 1 / 3)))
    pools = [_pool(call, teachers, w) for teachers, w in asked]
    found = [pool for pool in pools if pool is not None]
    return {"pools": found} if found else {}


def _pool(call: Call, teachers: Any, w: Any) -> dict[str, Any] | None:
    """Teachers ``(K, n)`` pooled at every column of weights ``(K, N)``."""
    many = w.shape[1]
    points = _tried(call, np.repeat(teachers[:, None, :], many, axis=1), w[..., None])
    if points is None:
        return None
    kept = np.isfinite(points).all(axis=-1)
    if not kept.any():
        return None
    return {
        "teachers": _plain(teachers),
        "weights": _plain(w.T[kept]),
        "points": _plain(points[kept]),
    }


def _paths(call: Call) -> dict[str, Any]:
    """All starts at once, generation by generation."""
    student = np.array(STARTS)
    base = np.repeat([BASE], len(STARTS), axis=0)
    alpha = np.full((len(STARTS), 1), ANCHORING)
    course = [student]
    for _ in range(GENERATIONS):
        after = _tried(call, base, course[-1], alpha)
        if after is None:
            break
        course.append(after)
    paths = [_path([points[k] for points in course]) for k in range(len(STARTS))]
    found = [p for p in paths if len(p["points"]) > 1]
    return {"paths": found} if found else {}


def _path(points: list[Any]) -> dict[str, Any]:
    """A path ends where it stops being finite."""
    good = [bool(np.isfinite(p).all()) for p in points]
    length = good.index(False) if False in good else len(points)
    return {"base": list(BASE), "alpha": ANCHORING, "points": _plain(points[:length])}


def _weights(call: Call) -> dict[str, Any]:
    parts = {"moving": _moving(call), "scales": _scales(call)}
    found = {name: part for name, part in parts.items() if part}
    return {"weights": found} if found else {}


def _moving(call: Call) -> dict[str, Any]:
    scores = np.column_stack([MOVING, *(np.full(len(MOVING), s) for s in OTHERS)])
    w = _tried(call, scores)
    kept = np.isfinite(w).all(axis=-1) if w is not None else np.array([False])
    if not kept.any():
        return {}
    return {
        "others": list(OTHERS),
        "score": [float(s) for s in MOVING[kept]],
        "weights": _plain(w[kept]),
    }


def _scales(call: Call) -> dict[str, Any]:
    """The weights of every scale, and their product where all are positive."""
    import array_api_compat.numpy as xp

    w = _tried(call, np.array([scores for _, scores in SCALES]))
    if w is None:
        return {}
    product = compose(w[0], w[1], w[2], xp)
    rows = [*zip((name for name, _ in SCALES), w, strict=True), ("product", product)]
    return {name: _plain([row])[0] for name, row in rows if np.isfinite(row).all()}
