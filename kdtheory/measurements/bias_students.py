"""Dense teachers and sparse students on many resampled training sets: what SK-B looks at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from kdtheory.operators import softening
from kdtheory.students import (
    LBFGS,
    GaussianMixture,
    Problem,
    SoftmaxRegression,
    Trained,
    digits,
    fit,
    one_hot,
    prune,
    resamples,
)
from kdtheory.students.checks import host

FAMILIES = ("power", "mixture", "entropic_projection")
L2 = {"gaussian mixture": 1e-3, "digits": 1e-4}
HOW = LBFGS(tolerance=1e-4, steps=300)
MIXTURE = GaussianMixture(means=1.5 * np.eye(3, 10))  # seven of the ten features are noise
ROWS, POINTS = 60, 100  # training rows and evaluation points


class Condition(NamedTuple):
    """How a student is made: softening family, temperature, share of weights pruned."""

    family: str
    T: float
    sparsity: float


@dataclass(frozen=True)
class World:
    """Outputs at the evaluation points, NumPy, one slice per training set.

    Attributes
    ----------
    name : str
    truth : array ``(M, n)``
        The posterior where it is known, else the label as a vertex.
    teachers : array ``(S, M, n)``
    students : mapping of Condition to array ``(S, M, n)``
    noise : array ``(S, 2)`` or None
        On the training points: mean of ``‖T − y‖² − ‖T − f‖²`` and of ``1 − ‖f‖²``.
    """

    name: str
    truth: Any
    teachers: Any
    students: dict[Condition, Any]
    noise: Any = None


def soften(name: str, p: Any, T: float, xp: Any) -> Any:
    """``F_T(p)`` for a family of the catalogue; rows renormalised against rounding."""
    q = getattr(softening, name)(p, xp.asarray(float(T), dtype=p.dtype), xp)
    return q / xp.sum(q, axis=-1, keepdims=True)


def known_posterior(
    seeds: int, grid: list[tuple[str, float]], sparsities: list[float],
    rng: np.random.Generator, xp: Any, tell: Callable[[], None],
) -> World:  # fmt: skip
    """Fresh training sets from a Gaussian mixture whose posterior is the truth."""
    draws = [MIXTURE.sample(rng, ROWS) for _ in range(seeds)]
    x = xp.asarray(np.stack([a for a, _ in draws]))
    hard = one_hot(np.stack([b for _, b in draws]), 3)
    points = MIXTURE.sample(rng, POINTS)[0]
    base = Problem(x, xp.asarray(hard), l2=L2["gaussian mixture"])
    at = xp.asarray(points)
    teachers = fit(SoftmaxRegression(), base, HOW, seeds=range(seeds))
    tell()
    truth = MIXTURE.posterior(points)
    there, f = host(teachers.probabilities(x)), host(MIXTURE.posterior(x))
    cross = ((there - hard) ** 2 - (there - f) ** 2).sum(axis=-1).mean(axis=-1)
    noise = np.stack([cross, (1 - (f**2).sum(axis=-1)).mean(axis=-1)], axis=1)
    students = _students(base, teachers, grid, sparsities, at, xp, tell)
    return World("gaussian mixture", truth, host(teachers.probabilities(at)), students, noise)


def handwritten(
    seeds: int, grid: list[tuple[str, float]], sparsities: list[float],
    rng: np.random.Generator, xp: Any, tell: Callable[[], None],
) -> World:  # fmt: skip
    """Bootstrap resamples of digits, averaged over 2×2 pixels to 16 features."""
    data = digits(test=0.5, seed=int(rng.integers(2**31)))
    x, labels = xp.asarray(_pooled(data.x[:ROWS])), xp.asarray(one_hot(data.labels[:ROWS], 10))
    at = xp.asarray(_pooled(data.x_test[:POINTS]))
    base = Problem(x, labels, xp.asarray(resamples(rng, ROWS, seeds)), l2=L2["digits"])
    teachers = fit(SoftmaxRegression(), base, HOW, seeds=range(seeds))
    tell()
    truth = one_hot(data.labels_test[:POINTS], 10)
    students = _students(base, teachers, grid, sparsities, at, xp, tell)
    return World("digits", truth, host(teachers.probabilities(at)), students)


def _pooled(x: Any) -> Any:
    """8×8 images as 4×4 means."""
    return np.asarray(x).reshape(-1, 4, 2, 4, 2).mean(axis=(2, 4)).reshape(-1, 16)


def _students(
    base: Problem, teachers: Trained, grid: list[tuple[str, float]], sparsities: list[float],
    at: Any, xp: Any, tell: Callable[[], None],
) -> dict[Condition, Any]:  # fmt: skip
    """One stack a condition: distil on softened targets, prune, distil again."""
    model, found = SoftmaxRegression(), {}
    outputs = teachers.probabilities(base.x)
    for family, T in grid:
        problem = base.with_targets(soften(family, outputs, T, xp))
        dense = fit(model, problem, HOW, start=teachers.parameters, seeds=teachers.seeds)
        for sparsity in sparsities:
            done = prune(model, problem, dense, sparsity, HOW).trained if sparsity else dense
            found[Condition(family, T, sparsity)] = host(done.probabilities(at))
        tell()
    return found
