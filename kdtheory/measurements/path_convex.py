"""Staged pruning of softmax regressions, where the path and its end are known exactly.

Three paths: ``removed`` (weights of least magnitude go at once, stage by stage), ``shrunk`` (those
that are to go shrink by equal parts: a Lipschitz path) and ``realisable`` (every feature five
times, one copy stays: the sparse student can do all that the dense one does).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from kdtheory.measurements.path_descent import Walk, norm, optimum, safe_rate, walk
from kdtheory.students import GaussianMixture, Problem, SoftmaxRegression, digits, fit, one_hot
from kdtheory.students import resamples as drawn
from kdtheory.students.checks import host

ROWS, CLASSES, L2 = 150, 5, 0.02
STEPS = {"digits": 50, "realisable": 60}  # gradient steps of a stage
COPIES = 5


@dataclass(frozen=True)
class Trail:
    """The walks along one path at one sparsity, by number of stages.

    Attributes
    ----------
    lipschitz : array ``(S,)``
        ``G``: a bound on the gradient of the loss where the students are.
    rho : float
        ``(1 − l2 η)^steps``: what strong convexity alone promises of one stage's training.
    """

    path: str
    sparsity: float
    walks: dict[int, Walk]
    lipschitz: Any
    rho: float = 1.0

    def column(self, name: str, stages: list[int] | None = None) -> Any:
        """One attribute of the walks, ``(S, number of walks)``."""
        return np.stack([getattr(self.walks[n], name) for n in stages or self.walks], axis=1)


def standardised(labels_below: int, rows: int, rng: np.random.Generator) -> tuple[Any, Any]:
    """Digits as 4×4 means, centred and scaled, and their labels."""
    data = digits()
    kept = np.asarray(data.labels) < labels_below
    x = np.asarray(data.x)[kept].reshape(-1, 4, 2, 4, 2).mean(axis=(2, 4)).reshape(-1, 16)
    order = rng.permutation(len(x))[:rows]
    x = x[order]
    return (x - x.mean(axis=0)) / (x.std(axis=0) + 0.05), np.asarray(data.labels)[kept][order]


def softened(p: Any) -> Any:
    """The power transform at T = 2."""
    root = p**0.5
    return root / root.sum(axis=-1, keepdims=True)


def on_digits(
    stages: list[int], seeds: int, sparsities: list[float], rng: np.random.Generator, xp: Any,
    tell: Callable[[], None],
) -> list[Trail]:  # fmt: skip
    """Resamples of digits 0 to 4, distilled from a dense teacher of the same resample."""
    x, labels = standardised(CLASSES, ROWS, rng)
    weights = drawn(rng, ROWS, seeds)
    x, y = xp.asarray(x), xp.asarray(one_hot(labels, CLASSES))
    teachers = fit(SoftmaxRegression(), Problem(x, y, xp.asarray(weights), l2=1e-2))
    many = len(sparsities)
    q = xp.tile(softened(teachers.probabilities(x)), (many, 1, 1))
    problem = Problem(x, q, xp.asarray(np.tile(weights, (many, 1))), l2=L2, loss="kl")
    s = np.repeat(sparsities, seeds)
    W = xp.zeros((len(s), x.shape[1] + 1, CLASSES))
    dense, rate = optimum(problem, W, xp.ones_like(W)), safe_rate(problem)
    slope = np.sqrt(2) * _reach(problem) + L2 * norm(dense)
    rho, found = (1 - L2 * rate) ** STEPS["digits"], []
    for name in ("removed", "shrunk"):
        walks = {}
        for n in stages:
            gradual = name == "shrunk"
            walks[n] = walk(problem, dense, s, n, STEPS["digits"], rate, gradual=gradual)
            tell()
        for k, value_of in enumerate(sparsities):
            part = slice(k * seeds, (k + 1) * seeds)
            found.append(Trail(name, value_of, _cut(walks, part), slope[part], rho))
    return found


def realisable(
    stages: list[int], seeds: int, rng: np.random.Generator, xp: Any, tell: Callable[[], None]
) -> Trail:
    """Five copies of each feature share the weight; one copy takes over from the others."""
    d, n = 4, 3
    mixture = GaussianMixture(means=1.5 * np.eye(n, d))
    x = mixture.sample(rng, ROWS)[0]
    true = rng.standard_normal((seeds, d, n))
    true -= true.mean(axis=-1, keepdims=True)
    inputs = xp.asarray(np.tile(x, (1, COPIES)))
    bias = np.zeros((seeds, 1, n))
    dense = xp.asarray(np.concatenate([true / COPIES] * COPIES + [bias], axis=1))
    z = xp.matmul(xp.asarray(x), xp.asarray(true))
    e = xp.exp(z - xp.max(z, axis=-1, keepdims=True))
    problem = Problem(inputs, e / xp.sum(e, axis=-1, keepdims=True), l2=0.0, loss="kl")
    one = np.concatenate([np.ones(d), np.zeros((COPIES - 1) * d), np.ones(1)])[None, :, None]
    end = xp.asarray(np.broadcast_to(one, dense.shape).copy())

    def path(t: float) -> Any:
        parts = [true * (1 + (COPIES - 1) * t) / COPIES] + [true * (1 - t) / COPIES] * (COPIES - 1)
        return xp.asarray(np.concatenate([*parts, bias], axis=1))

    trained = Problem(xp.asarray(x), problem.targets, l2=0.0, loss="kl")  # one copy is
    rate, s, walks = safe_rate(trained), 1 - 1 / COPIES, {}
    for k in stages:
        walks[k] = walk(
            problem, dense, s, k, STEPS["realisable"], rate, gradual=True, end=end, path=path
        )
        tell()
    slope = np.full(seeds, np.sqrt(2) * _reach(problem))
    return Trail("realisable", s, walks, slope)


def _reach(problem: Problem) -> Any:
    """Mean Euclidean norm of the inputs: with √2, the Lipschitz constant of the KL loss."""
    length = host(problem.xp.sum(problem.design**2, axis=-1)) ** 0.5
    return (host(problem.shares) * length).sum(axis=-1)


def _cut(walks: dict[int, Walk], part: slice) -> dict[int, Walk]:
    fields = [name for name in Walk.__dataclass_fields__ if name != "stages"]
    return {
        n: Walk(n, **{name: getattr(w, name)[part] for name in fields}) for n, w in walks.items()
    }
