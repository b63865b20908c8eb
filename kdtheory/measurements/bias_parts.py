"""Bias, variance and risk from outputs over training sets; intervals for many cells at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from kdtheory.measurements.records import Estimate

TINY = 1e-300


def squared(a: Any) -> Any:
    """``‖a‖²`` along the classes."""
    return (a * a).sum(axis=-1)


def balance(outputs: Any, target: Any) -> tuple[float, float, float]:
    """Bias², Var and risk, means over the points; outputs ``(S, M, n)``, target ``(M, n)``.

    Moments of the sample itself, so that SK-B1 must hold to rounding.

    Examples
    --------
    >>> outputs = np.array([[[1.0, 0.0]], [[0.0, 1.0]]])
    >>> balance(outputs, np.array([[1.0, 0.0]]))
    (0.5, 0.5, 1.0)
    """
    mean = outputs.mean(axis=0)
    parts = squared(mean - target), squared(outputs - mean).mean(axis=0)
    risk = squared(outputs - target).mean(axis=0)
    return float(parts[0].mean()), float(parts[1].mean()), float(risk.mean())


def unbiased(outputs: Any, target: Any) -> tuple[float, float]:
    """Unbiased estimates of Bias² and Var from ``S`` training sets."""
    S = len(outputs)
    bias, spread, _ = balance(outputs, target)
    spread *= S / (S - 1)
    return bias - spread / S, spread


def risks(outputs: Any, target: Any) -> Any:
    """Mean squared error of each student, ``(S,)``."""
    return squared(outputs - target).mean(axis=-1)


def interval(values: Any, confidence: float = 0.99, cells: int = 1) -> Estimate:
    """Student's t for a mean over seeds, valid for `cells` intervals at once (Bonferroni)."""
    from scipy.stats import t

    values = np.asarray(values, dtype=float)
    S, mean = len(values), float(values.mean())
    half = float(t.ppf(1 - (1 - confidence) / (2 * cells), S - 1) * values.std(ddof=1) / S**0.5)
    how = f"Student's t over {S} seeds" + (f", {cells} intervals at once" if cells > 1 else "")
    return Estimate(mean, mean - half, mean + half, confidence, how)


def geometric(outputs: Any, normalised: bool = True) -> Any:
    """``exp E log S``, normalised: the mean student in divergence, ``(M, n)``."""
    logs = np.log(np.maximum(outputs, TINY)).mean(axis=0)
    return np.exp(logs) / (np.exp(logs).sum(axis=-1, keepdims=True) if normalised else 1)


def kl(p: Any, q: Any) -> Any:
    """``KL(p‖q)`` along the classes, nats; infinite where `q` has a zero and `p` not."""
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(p > 0, p * (np.log(np.maximum(p, TINY)) - np.log(q)), 0.0)
    return terms.sum(axis=-1)


def bregman(name: str, p: Any, q: Any) -> Any:
    """``D_φ(p, q)`` for φ = Σ x log x (``entropy``) or −Σ log x (``burg``), along the classes."""
    if name == "entropy":
        return (p * np.log(p / q) - p + q).sum(axis=-1)
    return (p / q - np.log(p / q) - 1).sum(axis=-1)


def dual_mean(name: str, outputs: Any) -> Any:
    """The mean in the scale of φ': geometric or harmonic, class by class, ``(M, n)``."""
    if name == "entropy":
        return geometric(outputs, normalised=False)
    return 1 / (1 / outputs).mean(axis=0)


def gap(divergence: Any, target: Any, outputs: Any, centre: Any) -> float:
    """Largest ``|E D(f, S) − D(f, S̄) − E D(S̄, S)|`` over the points, over the risk there."""
    whole = divergence(target, outputs).mean(axis=0)
    rest = whole - divergence(target, centre) - divergence(centre, outputs).mean(axis=0)
    return float((np.abs(rest) / (1 + whole)).max())
