"""SK-P for students of limited capacity: how far partial access moves a softmax regression.

Between the students of two targets lie, in parameters, at least ``‖Xᵀ(F − G)‖/(M (l2 + L))`` and at
most ``‖Xᵀ(F − G)‖/(M l2)``, for ``M`` inputs (see :mod:`kdtheory.measurements.equivalence`). With
``N`` labels for each input that gives (ours)

    E‖θ_N − θ‖²  ≤  Σ_i ‖x_i‖² (1 − ‖p_i‖²) / (N M² l2²),

which ignores the curvature of the loss. With its Hessian ``H`` and the covariance ``C/N`` of the
gradient at ``θ``, the left side tends to ``tr(H⁻¹ C H⁻¹)/N`` (delta method; White 1982).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from kdtheory.measurements.common import CONFIDENCE, each, mean_of, worst
from kdtheory.measurements.equivalence import L2, Pair, compare, train
from kdtheory.measurements.families import softmax
from kdtheory.measurements.records import Estimate, Finding, Table
from kdtheory.measurements.registry import Settings
from kdtheory.measurements.statistics import proportion, slope
from kdtheory.operators.softening import power
from kdtheory.students import GaussianMixture

CLASSES, INPUTS, T = 10, 30, 2.0
MANY = 1000  # labels from which on the limit of many labels is asked for


def circle() -> GaussianMixture:
    """Ten classes on a circle, so near that neighbours are confused."""
    angle = 2 * np.pi * np.arange(CLASSES) / CLASSES
    return GaussianMixture(2 * np.stack([np.cos(angle), np.sin(angle)], axis=1))


def limited_findings(
    rng: np.random.Generator, xp: Any, settings: Settings
) -> tuple[list[Finding], dict[str, Table]]:
    """Softmax regressions of truncated teachers, and of labels."""
    S, truth = settings.pick(40, 100), circle()
    x = np.stack([truth.sample(rng, INPUTS)[0] for _ in range(S)])
    p = truth.posterior(x)
    cut, table = _truncated(rng, x, p, xp)
    drawn, rates = _labelled(rng, x, p, xp, settings)
    return [*cut, *drawn], {"limited_truncation": table, "limited_labels": rates}


def _truncated(rng: np.random.Generator, x: Any, p: Any, xp: Any) -> tuple[list[Finding], Table]:
    from kdtheory.measurements.partial_access import truncated

    F = power(p, np.asarray(T), np)
    first, rows = train(x, F, xp), []
    for k in (1, 2, 3, 5, 8):
        m = compare(x, Pair("top", k, F, power(truncated(p, k), np.asarray(T), np)), first, rng, xp)
        rows += [(k, s, *(float(m[key][s]) for key in ("tv", "distance", "error", "low", "high")))
                 for s in range(len(x))]  # fmt: skip
    inside = [r[5] - r[4] <= r[3] <= r[6] + r[4] for r in rows]
    count = proportion(sum(inside), len(inside), CONFIDENCE)
    columns = ("k", "design", "tv", "distance", "certified_error", "lower", "upper")
    return [
        Finding(
            "SK-P1",
            "a limited student of the top k lies between ‖Xᵀ(F−F̃)‖/(M(l2+L)) and ‖Xᵀ(F−F̃)‖/(M l2) "
            "of that of the whole teacher",
            1.0,
            count,
            all(inside),
            "every design and k, up to the certified error of training",
            because="" if all(inside) else "a distance leaves the bounds of strong convexity",
        )
    ], Table(columns, rows, {"tv": "mean total variation of the softened targets"})


def bound(x: Any, p: Any, N: float) -> Any:
    """Bound of ``E‖θ_N − θ‖²`` for each design, ``(S,)``."""
    square = (x**2).sum(axis=-1) + 1  # the bias meets a one
    return (square * (1 - (p**2).sum(axis=-1))).sum(axis=1) / (N * x.shape[1] ** 2 * L2**2)


def sandwich(x: Any, W: Any, p: Any) -> Any:
    """``tr(H⁻¹ C H⁻¹)`` for each design, ``(S,)``: the limit of ``N E‖θ_N − θ‖²``."""
    X = np.concatenate([x, np.ones_like(x[..., :1])], axis=-1)
    S, M, D = X.shape
    size = D * p.shape[-1]

    def spread(q: Any) -> Any:
        cov = q[..., :, None] * np.eye(q.shape[-1]) - q[..., :, None] * q[..., None, :]
        return np.einsum("smd,sme,smij->sdiej", X, X, cov).reshape(S, size, size)

    H = spread(softmax(X @ W)) / M + L2 * np.eye(size)
    inverse = np.linalg.inv(H)
    return np.trace(inverse @ (spread(p) / M**2) @ inverse, axis1=1, axis2=2)


def _labelled(
    rng: np.random.Generator, x: Any, p: Any, xp: Any, settings: Settings
) -> tuple[list[Finding], Table]:
    Ns = 10 ** np.arange(0, settings.pick(5, 7))
    (W, r), rows = train(x, p, xp), []
    found = np.empty((len(x), len(Ns)))
    shares: list[Estimate] = []
    limits: list[Estimate] = []
    many, limit = [N for N in Ns if N >= MANY], sandwich(x, W, p)
    for j, N in enumerate(Ns):
        V, t = train(x, rng.multinomial(N, p) / N, xp)
        found[:, j] = ((V - W) ** 2).sum(axis=(1, 2))
        shares.append(mean_of(found[:, j] / bound(x, p, N), each(len(Ns))))
        if N >= MANY:
            limits.append(mean_of(N * found[:, j] / limit, each(len(many))))
        rows += [(int(N), s, float(found[s, j]), float(limit[s] / N), float(bound(x, p, N)[s]),
                  float((r + t)[s]))
                 for s in range(len(x))]  # fmt: skip
    top = max(shares, key=lambda m: m.high)
    under = all(m.below(1.0) for m in shares)
    rate = slope(Ns, found, rng=settings.rng, confidence=CONFIDENCE)
    like = rate.meets(-1.0, relative=0.1)
    at = worst([1.0] * len(limits), limits)
    near = all(m.meets(1.0, relative=0.05) for m in limits)
    columns = ("labels", "design", "square", "limit", "bound", "certified_error")
    return [
        Finding(
            "SK-P3",
            "limited students of N labels an input: E‖θ_N − θ‖² over its bound",
            "at most 1",
            top,
            under,
            f"upper end of the interval below 1 for every N, together {CONFIDENCE:.1%}; shown: the "
            "largest",
            because="" if under else "the mean square exceeds the bound",
        ),
        Finding(
            "SK-P3",
            f"and over its limit tr(H⁻¹ C H⁻¹)/N, for N = {MANY} to {Ns[-1]}",
            1.0,
            limits[at],
            near,
            "inside the interval widened by 5 %, for every N; shown: the worst",
            because="" if near else "the curvature, or the law of the labels, is another one",
        ),
        Finding(
            "SK-P3",
            f"it falls like 1/N, for N = 1 to {Ns[-1]}",
            -1.0,
            rate,
            like,
            "slope inside the 99.9 % interval widened by 10 % (few labels are not yet linear)",
            because="" if like else "the rate is another one",
        ),
    ], Table(columns, rows, {"square": "‖θ_N − θ‖²"})
