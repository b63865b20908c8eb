"""Array pieces that several operators share.

Only plain array-API functions, no branching on values and no warnings: every logarithm and
division is masked first. Classes are the last axis; ``keepdims`` is always on.
"""

from __future__ import annotations

from typing import Any


def total(x: Any, xp: Any) -> Any:
    """Sum over the classes."""
    return xp.sum(x, axis=-1, keepdims=True)


def largest(x: Any, xp: Any) -> Any:
    """Largest entry over the classes."""
    return xp.max(x, axis=-1, keepdims=True)


def normalise(x: Any, xp: Any) -> Any:
    """``x / sum(x)``."""
    return x / total(x, xp)


def log_or_zero(x: Any, xp: Any) -> Any:
    """``log x`` where ``x > 0``, else 0 (meant to be multiplied by 0 or masked)."""
    return xp.log(xp.where(x > 0, x, xp.ones_like(x)))


def power_or_zero(x: Any, b: Any, xp: Any) -> Any:
    """``x**b`` with ``0**b = 0``."""
    return xp.where(x > 0, xp.exp(b * log_or_zero(x, xp)), xp.zeros_like(x))


def escort(p: Any, b: Any, xp: Any) -> Any:
    """``p**b / Z``, scaled by the largest entry so that nothing underflows as a whole."""
    return normalise(power_or_zero(p / largest(p, xp), b, xp), xp)


def softmax(z: Any, xp: Any) -> Any:
    """``exp z / Z``."""
    return normalise(xp.exp(z - largest(z, xp)), xp)


def entropy(p: Any, xp: Any) -> Any:
    """Shannon entropy in nats, ``0 log 0 = 0``."""
    return -total(p * log_or_zero(p, xp), xp)


def softplus(x: Any, xp: Any) -> Any:
    """``log(1 + exp x)`` without overflow."""
    return xp.where(x > 0, x, xp.zeros_like(x)) + xp.log1p(xp.exp(-xp.abs(x)))


def mix(p: Any, weight: Any, xp: Any) -> Any:
    """``(1 - weight) p + weight u`` with the uniform point ``u``."""
    return (1.0 - weight) * p + weight / p.shape[-1]


def ramp(x: Any, width: float, xp: Any) -> Any:
    """``x`` clipped to ``[0, width]``."""
    x = xp.where(x > 0, x, xp.zeros_like(x))
    return xp.where(x < width, x, xp.zeros_like(x) + width)


def position(p: Any, xp: Any) -> Any:
    """1, 2, ..., n along the classes, in the shape of `p`."""
    return xp.cumulative_sum(xp.ones_like(p), axis=-1)


def sum_over_larger(p: Any, weight: Any, xp: Any) -> Any:
    """``sum_j weight_j [p_j > p_i]`` for every class ``i``."""
    larger = xp.expand_dims(p, axis=-2) > xp.expand_dims(p, axis=-1)
    each = xp.expand_dims(weight, axis=-2) + xp.zeros_like(xp.expand_dims(p, axis=-1))
    return xp.sum(xp.where(larger, each, xp.zeros_like(each)), axis=-1)


def sparsemax(z: Any, xp: Any) -> Any:
    """Euclidean projection of `z` on the simplex: ``max(z - tau, 0)``.

    On the ``k`` largest entries the sum condition gives ``tau_k = (sum - 1)/k``. It is reached
    with the true support and never exceeded by another ``k``, so `tau` is the largest of them.
    """
    z = z - largest(z, xp)
    down = xp.flip(xp.sort(z, axis=-1), axis=-1)
    tau = (xp.cumulative_sum(down, axis=-1) - 1.0) / position(down, xp)
    excess = z - largest(tau, xp)
    return xp.where(excess > 0, excess, xp.zeros_like(excess))


def entmax15(z: Any, xp: Any) -> Any:
    """``max(z - tau, 0)**2`` with the `tau` that makes it sum to one.

    On the ``k`` largest entries, with mean ``m`` and sum of squared deviations ``v``, the
    condition ``sum (z - tau)**2 = 1`` gives ``tau_k = m - sqrt((1 - v)/k)``. With the true
    support this is `tau`, and below the last entry kept; a smaller ``k`` gives
    ``tau_k <= tau``; for a larger one the entry ``z_k`` is cut, ``z_k <= tau``. So `tau` is the
    largest ``min(tau_k, z_k)``, which needs no search for the support.
    """
    z = z - largest(z, xp)
    down = xp.flip(xp.sort(z, axis=-1), axis=-1)
    k = position(down, xp)
    mean = xp.cumulative_sum(down, axis=-1) / k
    room = (1.0 - xp.cumulative_sum(down * down, axis=-1)) / k + mean * mean
    tau = mean - xp.sqrt(xp.where(room > 0, room, xp.zeros_like(room)))
    root = z - largest(xp.where(tau < down, tau, down), xp)
    return xp.where(root > 0, root * root, xp.zeros_like(root))
