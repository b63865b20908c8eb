"""Students of a convex class with squared loss: hulls of a few experts, for SK-Q3.

The student is ``q = Σ θ_j v_j``, ``θ ∈ Δ``, and minimises ``½‖q − t‖²``. Its distance to the
projection ``q*`` is bounded by the gap of Frank and Wolfe (Jaggi 2013, section 2):
``‖q − q*‖² ≤ max_j ⟨q − t, q − v_j⟩``, with an allowance for rounding.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from kdtheory.measurements.common import CONFIDENCE
from kdtheory.measurements.records import Finding, Table
from kdtheory.measurements.statistics import proportion

CLASSES, EXPERTS, STEPS = 5, 3, 4000


def onto_simplex(v: Any) -> Any:
    """Euclidean projection of rows onto the simplex (Held, Wolfe and Crowder 1974).

    Examples
    --------
    >>> onto_simplex(np.array([[0.5, 0.5], [2.0, 0.0]])).tolist()
    [[0.5, 0.5], [1.0, 0.0]]
    """
    down = -np.sort(-v, axis=-1)
    k = np.arange(1, v.shape[-1] + 1)
    level = (np.cumsum(down, axis=-1) - 1) / k
    last = (down > level).sum(axis=-1, keepdims=True)
    return np.maximum(v - np.take_along_axis(level, last - 1, axis=-1), 0.0)


def train(V: Any, t: Any, steps: int = STEPS, start: Any = None) -> tuple[Any, Any]:
    """Projected gradient with momentum: students ``(S, n)`` and bounds of their errors ``(S,)``.

    Parameters
    ----------
    V : array, shape (S, m, n)
        The experts whose hull is the class.
    t : array, shape (S, n)
        Targets.
    start : array, shape (S, m), optional
        First weights ``θ``, uniform by default.
    """
    rate = 1 / np.linalg.norm(V, 2, axis=(1, 2))[:, None] ** 2
    theta = np.full(V.shape[:2], 1 / V.shape[1]) if start is None else start
    ahead, before, weight = theta, theta, 1.0
    for _ in range(steps):
        slope = np.einsum("smn,sn->sm", V, np.einsum("sm,smn->sn", ahead, V) - t)
        theta = onto_simplex(ahead - rate * slope)
        # momentum restarts where it points uphill (O'Donoghue and Candès 2015)
        uphill = ((ahead - theta) * (theta - before)).sum(axis=1, keepdims=True) > 0
        further = (1 + (1 + 4 * weight**2) ** 0.5) / 2
        ahead = np.where(uphill, theta, theta + (weight - 1) / further * (theta - before))
        before, weight = theta, 3.0 if uphill.any() else further
    q = np.einsum("sm,smn->sn", theta, V)
    gap = np.max(np.einsum("sn,smn->sm", q - t, q[:, None, :] - V), axis=1)
    return q, np.sqrt(np.maximum(gap, 0.0) + 1e-15)  # 1e-15: rounding of the gap


def projection(V: Any, t: Any) -> Any:
    """The nearest point of the hull, face by face: exact up to rounding."""
    best, least = V[:, 0].copy(), np.full(len(V), np.inf)
    m = V.shape[1]
    for size in range(1, m + 1):
        for face in combinations(range(m), size):
            o, D = V[:, face[0]], V[:, face[1:]] - V[:, face[:1]]
            c = np.zeros((len(V), size - 1))
            if size > 1:
                gram = D @ np.swapaxes(D, 1, 2)
                c = np.linalg.solve(gram, np.einsum("skn,sn->sk", D, t - o)[..., None])[..., 0]
            q = o + np.einsum("sk,skn->sn", c, D)
            inside = (c >= 0).all(axis=1) & (c.sum(axis=1) <= 1)
            far = np.where(inside, ((q - t) ** 2).sum(axis=1), np.inf)
            best = np.where((far < least)[:, None], q, best)
            least = np.minimum(far, least)
    return best


def targets(V: Any, rng: np.random.Generator) -> dict[str, tuple[Any, Any]]:
    """Pairs with one projection by construction, and pairs with two.

    ``orthogonal`` moves the target along a direction that no expert sees; ``corner`` moves it
    along the normal cone of the expert ``v_1``: the experts see it, the projection stays.
    """
    S, m, n = V.shape
    theta = rng.dirichlet(np.ones(m), S)
    F = 0.7 * np.einsum("sm,smn->sn", theta, V) + 0.3 / n
    span = np.concatenate([V - V[:, :1], np.ones((S, 1, n))], axis=1)[:, 1:]
    basis = np.linalg.qr(np.swapaxes(span, 1, 2))[0]
    z = rng.standard_normal((S, n))
    z -= np.einsum("snk,sk->sn", basis, np.einsum("snk,sn->sk", basis, z))
    orthogonal = F + 0.5 * _room(F, z) * z
    away = V[:, 0] - V[:, 1:].mean(axis=1)
    cone = V[:, 0] + np.array([[0.3], [0.8]])[..., None] * (_room(V[:, 0], away) * away)
    other = 0.7 * np.einsum("sm,smn->sn", rng.dirichlet(np.ones(m), S), V) + 0.3 / n
    return {"orthogonal": (F, orthogonal), "corner": (cone[0], cone[1]), "unmatched": (F, other)}


def _room(F: Any, z: Any) -> Any:
    return np.where(z < 0, F / np.maximum(-z, 1e-300), np.inf).min(axis=1, keepdims=True)


def hull_findings(rng: np.random.Generator, S: int) -> tuple[list[Finding], Table]:
    """SK-Q3 measured on `S` random hulls."""
    V = rng.dirichlet(np.full(CLASSES, 2.0), (S, EXPERTS))
    rows: list[tuple[Any, ...]] = []
    right: list[bool] = []
    for kind, (F, G) in targets(V, rng).items():
        (q, e), (r, d) = train(V, F), train(V, G, start=rng.dirichlet(np.ones(EXPERTS), S))
        predicted = np.linalg.norm(projection(V, F) - projection(V, G), axis=1)
        measured, error = np.linalg.norm(q - r, axis=1), e + d
        seen = np.abs(np.einsum("smn,sn->sm", V - V[:, :1], F - G)).max(axis=1)
        apart = predicted > 1e-12
        right += list(np.where(apart, measured > error, measured <= error))
        rows += [(kind, s, float(seen[s]), float(predicted[s]), float(measured[s]),
                  float(error[s])) for s in range(S)]  # fmt: skip
    table = Table(
        ("pair", "hull", "moment", "predicted", "distance", "error_bound"), rows,
        {"predicted": "Euclidean distance of the projections", "distance": "of the students"},
    )  # fmt: skip
    return [_iff(right), _bound(rows), _moments(rows)], table


def _iff(right: list[bool]) -> Finding:
    count = proportion(sum(right), len(right), CONFIDENCE)
    return Finding(
        "SK-Q3",
        "squared loss on a convex class: students coincide iff the projections do",
        1.0,
        count,
        all(right),
        "within the error bound where the projections coincide, beyond it where they do not",
        because="" if all(right) else "a pair of students contradicts its projections",
    )


def _bound(rows: list[tuple[Any, ...]]) -> Finding:
    excess = max(abs(r[4] - r[3]) - r[5] for r in rows)
    return Finding(
        "SK-Q3",
        "students are as far apart as the projections of their targets",
        0.0,
        max(excess, 0.0),
        excess <= 1e-12,
        "| distance − predicted | within the error bound, for every pair",
        because="" if excess <= 1e-12 else "training missed the projection",
    )


def _moments(rows: list[tuple[Any, ...]]) -> Finding:
    """The linear criterion of SK-Q2 is not that of SK-Q3: at a corner the moments differ."""
    corner = [r for r in rows if r[0] == "corner" and r[3] <= 1e-12 and r[4] <= r[5]]
    counter = sum(r[2] > 1e-3 for r in corner)
    return Finding(
        "SK-Q3",
        "squared loss on a convex class: students coincide only if ⟨v_j − v_1, F − G⟩ = 0 for "
        "every expert, as in SK-Q2",
        0,
        counter,
        counter == 0,
        "no pair with one student although the experts see a difference above 1e-3",
        expected=False,
        because=""
        if counter == 0
        else "on the boundary of the class a whole normal cone "
        "projects to one point: SK-Q2 needs students in the interior, as exponential families are",
    )
