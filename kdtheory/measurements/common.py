"""What several measurements share: students of a single context, intervals that hold together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from kdtheory.measurements.records import Estimate
from kdtheory.students import LBFGS, Problem, SoftmaxRegression, checks, fit

#: Confidence of a whole finding: what it says of all its points holds together.
CONFIDENCE = 0.999


def tabular(targets: Any, xp: Any = np, tolerance: float = 1e-8) -> tuple[Any, Any]:
    """Students of one context and no capacity limit, distilled from their targets.

    Parameters
    ----------
    targets : array, shape (S, n)
        Distributions; an entry may be zero, the student's is then small, not zero.
    xp : namespace
    tolerance : float
        Norm of the gradient at which training stops, which here is ``‖s − q‖₂``.

    Returns
    -------
    students : NumPy, shape (S, n)
    errors : NumPy, shape (S,)
        Total variation between student and target.

    Examples
    --------
    >>> s, error = tabular(np.array([[0.5, 0.25, 0.25]]))
    >>> s.round(6).tolist(), bool(error[0] < 1e-6)
    ([[0.5, 0.25, 0.25]], True)
    """
    q = xp.asarray(np.asarray(targets, dtype=float))
    context = xp.zeros((1, 1), dtype=q.dtype)
    trained = fit(SoftmaxRegression(), Problem(context, q[:, None, :]), LBFGS(tolerance, 300))
    s = np.asarray(checks.host(trained.probabilities(context)[:, 0, :]))
    return s, np.abs(s - np.asarray(targets)).sum(axis=1) / 2


def mean_of(values: Any, confidence: float = CONFIDENCE) -> Estimate:
    """Student's t interval of the mean of independent values.

    Examples
    --------
    >>> found = mean_of(np.arange(40.0))
    >>> found.low < found.value < found.high
    True
    """
    from scipy.stats import t

    values = np.asarray(values, dtype=float)
    if len(values) < 2 or not np.isfinite(values).all():
        raise ValueError("an interval needs at least two values, all finite")
    half = t.ppf((1 + confidence) / 2, len(values) - 1) * values.std(ddof=1) / len(values) ** 0.5
    mean = float(values.mean())
    return Estimate(mean, mean - float(half), mean + float(half), confidence, "Student's t")


def of_means(
    values: Any, statistic: Callable[[Any], Any], *, rng: int = 0,
    confidence: float = CONFIDENCE, resamples: int = 10_000,
) -> Estimate:  # fmt: skip
    """Percentile bootstrap of a function of means, as one matrix product.

    Parameters
    ----------
    values : array, shape (seeds, columns)
    statistic : callable
        From the means of the columns, ``(..., columns)``, to numbers ``(...)``.

    Examples
    --------
    >>> values = np.random.default_rng(0).uniform(1, 2, (50, 2))
    >>> found = of_means(values, lambda m: m[..., 0] / m[..., 1])
    >>> found.low < 1 < found.high
    True
    """
    values = np.asarray(values, dtype=float)
    S = len(values)
    if S < 2 or not np.isfinite(values).all():
        raise ValueError("an interval needs at least two values, all finite")
    times = np.random.default_rng(rng).multinomial(S, np.full(S, 1 / S), resamples)
    found = statistic(times @ values / S)
    edge = 50 * (1 - confidence)
    low, high = np.percentile(found, [edge, 100 - edge])
    return Estimate(float(statistic(values.mean(axis=0))), float(low), float(high), confidence)


def each(points: int, confidence: float = CONFIDENCE) -> float:
    """Confidence of one of several points such that all hold together (Bonferroni)."""
    return 1 - (1 - confidence) / points


def worst(predicted: Sequence[float], measured: Sequence[Estimate]) -> int:
    """The point whose prediction lies farthest out, counted in half-widths of its interval."""
    gaps = [
        abs(p - m.value) / max((m.high - m.low) / 2, 1e-300) for p, m in zip(predicted, measured)
    ]
    return int(np.argmax(gaps))


def tv(p: Any, q: Any) -> Any:
    """Total variation ``½‖p − q‖₁`` along the last axis."""
    return np.abs(np.asarray(p) - np.asarray(q)).sum(axis=-1) / 2
