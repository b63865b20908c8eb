"""Uncertainty of measurements: bootstrap over seeds, exact intervals for counts, fitted slopes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kdtheory.measurements.records import Estimate

RESAMPLES = 2000
LEAST_SEEDS = 20


def bootstrap(
    values: Any, statistic: Callable[..., Any] = np.mean, *, rng: int = 0,
    confidence: float = 0.95, resamples: int = RESAMPLES,
) -> Estimate:  # fmt: skip
    """Percentile bootstrap of a statistic over the first axis (seeds).

    Parameters
    ----------
    values : array, shape (seeds, ...)
    statistic : callable
        ``statistic(values, axis=0)``, a number for each remaining axis; the result must be one
        number in all.
    rng : int
        Seed of the resampling.

    Returns
    -------
    Estimate

    Raises
    ------
    ValueError
        For fewer than two values, or values that are not finite.

    Examples
    --------
    >>> found = bootstrap(np.arange(40.0))
    >>> found.low < found.value < found.high
    True
    """
    values = np.asarray(values, dtype=float)
    if len(values) < 2:
        raise ValueError(f"a bootstrap needs at least two values; got {len(values)}")
    if not np.isfinite(values).all():
        raise ValueError("a bootstrap needs finite values; leave diverged runs out and say so")
    draws = np.random.default_rng(rng).integers(0, len(values), (resamples, len(values)))
    found = np.array([float(statistic(values[d], axis=0)) for d in draws])
    edge = 100 * (1 - confidence) / 2
    low, high = np.percentile(found, [edge, 100 - edge])
    return Estimate(float(statistic(values, axis=0)), float(low), float(high), confidence)


def proportion(successes: int, trials: int, confidence: float = 0.95) -> Estimate:
    """Clopper–Pearson interval of a probability: never too narrow.

    Examples
    --------
    >>> found = proportion(0, 100)
    >>> found.value, found.low, round(found.high, 3)
    (0.0, 0.0, 0.036)
    """
    from scipy.stats import binomtest

    if not 0 <= successes <= trials or trials < 1:
        raise ValueError(f"{successes} successes of {trials} trials make no sense")
    interval = binomtest(successes, trials).proportion_ci(confidence, method="exact")
    return Estimate(
        successes / trials, float(interval.low), float(interval.high), confidence,
        "Clopper-Pearson",
    )  # fmt: skip


def slope(x: Any, by_seed: Any, *, rng: int = 0, confidence: float = 0.95) -> Estimate:
    """Slope of ``log mean(y)`` against ``log x``, with a bootstrap over seeds.

    Parameters
    ----------
    x : array, shape (points,)
        Positive.
    by_seed : array, shape (seeds, points)
        Their mean over seeds has to be positive.

    Examples
    --------
    >>> x = np.array([1.0, 2.0, 4.0, 8.0])
    >>> noise = np.random.default_rng(0).uniform(0.9, 1.1, (30, 4))
    >>> abs(slope(x, noise / x).value + 1) < 0.05
    True
    """
    logs = np.log(np.asarray(x, dtype=float))
    centred = logs - logs.mean()

    def fitted(values: Any, axis: int = 0) -> Any:
        means = np.maximum(values.mean(axis=axis), 1e-300)
        return (centred * np.log(means)).sum() / (centred**2).sum()

    return bootstrap(by_seed, fitted, rng=rng, confidence=confidence)
