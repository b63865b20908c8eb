"""Staged pruning of perceptrons as it is practised: Adam, a fixed budget after each stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from kdtheory.measurements.path_convex import softened, standardised
from kdtheory.students import MLP, Adam, Problem, Trained, fit, one_hot, prune

MODEL = MLP(hidden=12)
ROWS, CLASSES, L2 = 200, 10, 1e-4
DENSE = Adam(rate=0.02, epochs=300)


@dataclass(frozen=True)
class Networks:
    """Excess of the objective over the dense student (nats), ``(S, number of stages)``.

    Attributes
    ----------
    staged : n stages of one budget each
    one_shot : one stage, then trained for n budgets: the same work
    lost : students that diverged and were left out
    """

    sparsity: float
    stages: list[int]
    staged: Any
    one_shot: Any
    lost: int


def measure(
    stages: list[int], seeds: int, sparsities: list[float], epochs: int,
    rng: np.random.Generator, xp: Any, tell: Callable[[], None],
) -> list[Networks]:  # fmt: skip
    """Students of all sparsities in one stack, each with a dense teacher of its own."""
    x, labels = standardised(CLASSES, ROWS, rng)
    x, y = xp.asarray(x), xp.asarray(one_hot(labels, CLASSES))
    first = rng.integers(2**31, size=seeds)
    teachers = fit(MODEL, Problem(x, y, l2=L2), DENSE, seeds=first)
    q = softened(teachers.probabilities(x))
    own = fit(MODEL, Problem(x, q, l2=L2, loss="kl"), DENSE, seeds=first + 1)
    tell()
    many = len(sparsities)
    problem = Problem(x, xp.tile(q, (many, 1, 1)), l2=L2, loss="kl")
    dense = own.take(np.tile(np.arange(seeds), many))
    s, budget = np.repeat(sparsities, seeds), Adam(rate=0.02, epochs=epochs)
    staged = np.stack([_staged(problem, dense, s, n, budget, tell) for n in stages], axis=1)
    work = _one_shot(problem, dense, s, stages, budget, tell)
    found = []
    for k, sparsity in enumerate(sparsities):
        part = slice(k * seeds, (k + 1) * seeds)
        both = np.concatenate([staged[part], work[part]], axis=1) - dense.losses[part, None]
        alive = np.isfinite(both).all(axis=1)
        a, b = np.split(both[alive], 2, axis=1)
        found.append(Networks(sparsity, stages, a, b, int((~alive).sum())))
    return found


def _staged(
    problem: Problem, dense: Trained, s: Any, n: int, budget: Adam, tell: Callable[[], None]
) -> Any:
    losses = prune(MODEL, problem, dense, s, budget, stages=n).trained.losses
    tell()
    return losses


def _one_shot(
    problem: Problem, dense: Trained, s: Any, stages: list[int], budget: Adam,
    tell: Callable[[], None],
) -> Any:  # fmt: skip
    """Losses of one shot after as many budgets as there are stages."""
    trained = prune(MODEL, problem, dense, s, budget).trained
    losses, spent = [], 1
    for n in stages:
        for _ in range(n - spent):
            trained = fit(
                MODEL, problem, budget, start=trained.parameters, masks=trained.masks,
                seeds=trained.seeds,
            )  # fmt: skip
        spent = n
        losses.append(trained.losses)
    tell()
    return np.stack(losses, axis=1)
