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


def rational_power(x: Any, above: float, below: float, xp: Any) -> Any:
    """``x**(above/below)`` with 0 for 0, the exponent kept as a quotient of whole numbers."""
    return xp.where(x > 0, xp.exp(above * log_or_zero(x, xp) / below), xp.zeros_like(x))


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


def teacher_weights(ps: Any, w: Any, xp: Any) -> Any:
    """Weights ``(K,)`` or ``(K, ..., 1)`` in a shape that multiplies teachers ``(K, ..., n)``."""
    return xp.reshape(w, (w.shape[0],) + (1,) * (ps.ndim - 1)) if w.ndim == 1 else w


def linear(ps: Any, v: Any, xp: Any) -> Any:
    """``sum_k v_k p^k / sum_k v_k`` for any non-negative `v` of the shape of the weights."""
    return xp.sum(v / xp.sum(v, axis=0, keepdims=True) * ps, axis=0)


def geometric(ps: Any, b: Any, xp: Any) -> Any:
    """``prod_k (p^k)**b_k / Z`` with ``0**0 = 1``.

    Where every class is vetoed by some teacher the product has no meaning; the linear pool with
    weights proportional to `b` stands in.
    """
    veto = xp.any((ps <= 0) & (b > 0), axis=0)
    z = xp.sum(b * log_or_zero(ps, xp), axis=0)
    z = xp.where(veto, xp.min(z, axis=-1, keepdims=True), z)
    product = xp.where(veto, xp.zeros_like(z), xp.exp(z - largest(z, xp)))
    nothing = xp.all(veto, axis=-1, keepdims=True)
    return normalise(xp.where(nothing, xp.sum(b * ps, axis=0), product), xp)


def drop_small(x: Any, share: float, xp: Any) -> Any:
    """Entries below `share` of the largest one set to zero, the rest normalised."""
    return normalise(xp.where(x < share * largest(x, xp), xp.zeros_like(x), x), xp)


def box_projection(p: Any, low: float, high: float, xp: Any) -> Any:
    """Euclidean projection of `p` onto ``{w : low <= w_k <= high, sum w = 1}``.

    It is ``clip(p - tau, low, high)``. The sum of that falls in `tau`, linearly between the
    points ``p_k - low`` and ``p_k - high``, so the root lies between two neighbours of these.
    """

    def clipped(x: Any) -> Any:
        x = xp.where(x < low, low + xp.zeros_like(x), x)
        return xp.where(x > high, high + xp.zeros_like(x), x)

    def at(tau: Any) -> Any:
        return xp.sum(clipped(xp.expand_dims(p, axis=-2) - xp.expand_dims(tau, axis=-1)), axis=-1)

    kink = xp.concat([p - low, p - high], axis=-1)
    above = at(kink) >= 1.0
    left = largest(xp.where(above, kink, xp.min(kink, axis=-1, keepdims=True)), xp)
    right = xp.min(xp.where(above, largest(kink, xp), kink), axis=-1, keepdims=True)
    surplus, drop = at(left) - 1.0, at(left) - at(right)
    share = surplus / xp.where(drop > 0, drop, xp.ones_like(drop))
    return clipped(p - (left + share * (right - left)))
