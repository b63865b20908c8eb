"""How students are trained: settings only, the work is done in ``lbfgs`` and ``descent``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from kdtheory.students import checks


def _positive(**values: Any) -> None:
    for name, value in values.items():
        given = np.asarray(value, dtype=float)
        if not np.all(np.isfinite(given) & (given > 0)):
            raise ValueError(f"{name} is {value}; it must be finite and positive")


def _fraction(**values: float) -> None:
    for name, value in values.items():
        if not 0 <= value < 1:
            raise ValueError(f"{name} is {value}; it must lie in [0, 1)")


def _schedule(epochs: int, batch: int | None, order: int | None) -> None:
    checks.count("epochs", epochs)
    if batch is not None:
        checks.count("batch", batch)
    if order is not None:
        checks.seeds([order])


@dataclass(frozen=True)
class LBFGS:
    """Limited-memory BFGS over all samples, one line search per student; for convex problems.

    Parameters
    ----------
    tolerance : float, optional
        A student has converged when the Euclidean norm of its gradient is at most this; 1e-8 in
        float64 and 1e-4 in float32 by default.
    steps : int
        Most iterations.
    memory : int
        Pairs kept per student.
    """

    tolerance: float | None = None
    steps: int = 1000
    memory: int = 10

    def __post_init__(self) -> None:
        if self.tolerance is not None:
            _positive(tolerance=self.tolerance)
        checks.count("steps", self.steps)
        checks.count("memory", self.memory)


@dataclass(frozen=True)
class Adam:
    """Adam with bias correction (Kingma and Ba 2015).

    Parameters
    ----------
    rate : float or array ``(S,)``
        Step size.
    epochs : int
        Passes over the data; one step each without `batch`.
    batch : int, optional
        Rows of a minibatch, drawn without replacement within an epoch; all rows by default.
    beta1, beta2, epsilon : float
        Decay of the two moments and the guard of the division.
    tolerance : float
        Only reported: converged means that the final full gradient is at most this.
    order : int, optional
        Seed of one order of the rows for all students, instead of one for each by its own seed.
        Shared data then reach all students at once, which is quicker; their noise is common.
    """

    rate: Any = 1e-2
    epochs: int = 100
    batch: int | None = None
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    tolerance: float = 1e-3
    order: int | None = None

    def __post_init__(self) -> None:
        _positive(rate=self.rate, epsilon=self.epsilon, tolerance=self.tolerance)
        _fraction(beta1=self.beta1, beta2=self.beta2)
        _schedule(self.epochs, self.batch, self.order)


@dataclass(frozen=True)
class SGD:
    """Gradient descent with momentum: ``v ← μ v + g``, ``θ ← θ − η v``; see :class:`Adam`."""

    rate: Any = 0.1
    epochs: int = 100
    batch: int | None = None
    momentum: float = 0.9
    tolerance: float = 1e-3
    order: int | None = None

    def __post_init__(self) -> None:
        _positive(rate=self.rate, tolerance=self.tolerance)
        _fraction(momentum=self.momentum)
        _schedule(self.epochs, self.batch, self.order)


Optimiser = LBFGS | Adam | SGD
