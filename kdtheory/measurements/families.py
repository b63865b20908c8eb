"""Exponential-family students ``softmax(A θ)`` and two operators that they confuse, for SK-Q2.

The statistic is the rank of a class. The mixture, its weight chosen so that the mean rank is that
of the power transform, is another operator: other probabilities at every ``p``. A student with
the rank as its only statistic cannot tell; one that also has the squared rank can.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from kdtheory.measurements.common import CONFIDENCE, tv
from kdtheory.measurements.records import Finding, Table
from kdtheory.measurements.statistics import proportion
from kdtheory.operators.softening import power

CLASSES, T, L2, STEPS = 6, 4.0, 1e-3, 60


def statistics(classes: int, degree: int) -> Any:
    """Statistic matrix ``A``, ``(n, degree)``: powers of the rank, scaled to [-1, 1].

    Examples
    --------
    >>> statistics(3, 2).tolist()
    [[-1.0, 1.0], [0.0, 0.0], [1.0, 1.0]]
    """
    rank = np.linspace(-1.0, 1.0, classes)
    return rank[:, None] ** np.arange(1, degree + 1)


def softmax(z: Any) -> Any:
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def train(A: Any, q: Any, start: Any, l2: float = L2) -> tuple[Any, Any]:
    """Students of the family, by damped Newton steps: ``θ`` ``(S, d)`` and bounds of their errors.

    They minimise ``−⟨q, log softmax(A θ)⟩ + l2 ‖θ‖²/2``; ``‖θ − θ*‖ ≤ ‖gradient‖ / l2``. What
    rounding does to the gradient is allowed for, not enclosed.
    """
    theta = np.array(start, dtype=float)
    for _ in range(STEPS):
        s = softmax(theta @ A.T)
        g = (s - q) @ A + l2 * theta
        centred = A - (s @ A)[:, None, :]
        H = np.einsum("sn,snd,sne->sde", s, centred, centred) + l2 * np.eye(A.shape[1])
        step = np.linalg.solve(H, g[..., None])[..., 0]
        # steps are cut where logits move by more than one: beyond, the quadratic model is off
        reach = np.abs(step @ A.T).max(axis=1, keepdims=True)
        theta = theta - step / np.maximum(1.0, reach)
    g = (softmax(theta @ A.T) - q) @ A + l2 * theta
    rounding = 1e-15 * (1 + np.abs(theta).max(axis=1)) * A.shape[0]
    return theta, (np.linalg.norm(g, axis=1) + rounding) / l2


def matched_mixture(p: Any, A: Any) -> Any:
    """The mixture whose weight gives the first statistic the mean it has under the power transform.

    For entries in order of rank the mean moves from that of ``p`` towards that of the uniform
    point, so the weight lies in [0, 1].
    """
    F, u, a = power(p, np.asarray(T), np), 1 / p.shape[1], A[:, 0]
    weight = ((p - F) @ a / ((p - u) @ a))[:, None]
    return (1 - weight) * p + weight * u


def family_findings(rng: np.random.Generator, S: int) -> tuple[list[Finding], Table]:
    """SK-Q2 for two operators, at `S` random teachers, students of one and of two statistics."""
    p = -np.sort(-rng.dirichlet(np.ones(CLASSES), S), axis=1)
    rows: list[tuple[Any, ...]] = []
    for degree in (1, 2):
        A = statistics(CLASSES, degree)
        F, G = power(p, np.asarray(T), np), matched_mixture(p, A)
        starts = rng.standard_normal((2, S, degree))
        (a, r), (b, t) = train(A, F, starts[0]), train(A, G, starts[1])
        moment = np.linalg.norm((F - G) @ A, axis=1)
        far = np.linalg.norm(a - b, axis=1)
        rows += [
            (degree, s, float(tv(F[s], G[s])), float(moment[s]), float(far[s]), float((r + t)[s]))
            for s in range(S)
        ]
    table = Table(
        ("statistics", "teacher", "tv", "moment", "distance", "error_bound"), rows,
        {"tv": "total variation of the targets", "moment": "‖Aᵀ(F−G)‖"},
    )  # fmt: skip
    return [_same(rows), _different(rows)], table


def _same(rows: list[tuple[Any, ...]]) -> Finding:
    one = [r for r in rows if r[0] == 1]
    same = sum(r[4] <= r[5] + r[3] / L2 and r[3] < 1e-12 and r[5] < 1e-6 for r in one)
    return Finding(
        "SK-Q2",
        "students whose one statistic is the rank do not tell the power transform from the "
        "mixture with the same mean rank",
        1.0,
        proportion(same, len(one), CONFIDENCE),
        same == len(one),
        "distance within the error bound, below 1e-6, for every teacher; the targets differ "
        f"by TV {max(r[2] for r in one):.3f} at most",
        because="" if same == len(one) else "two matched operators gave different students",
    )


def _different(rows: list[tuple[Any, ...]]) -> Finding:
    two = [r for r in rows if r[0] == 2 and r[3] > 1e-4]
    apart = sum(r[4] > r[5] for r in two)
    return Finding(
        "SK-Q2",
        "with the squared rank as second statistic they tell them apart",
        1.0,
        proportion(apart, max(len(two), 1), CONFIDENCE),
        apart == len(two) > 0,
        "distance above the error bound for every teacher whose second moments differ by more "
        "than 1e-4",
        because="" if apart == len(two) > 0 else "two unmatched operators gave one student",
    )
