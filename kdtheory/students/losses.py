"""Losses between soft targets `q` and a student's probabilities ``p = softmax(z)``, in nats.

- ``cross_entropy``: ``−Σ_k q_k log p_k``
- ``kl``: ``KL(q‖p)``, the cross-entropy less the entropy of the target; same gradient
- ``squared``: ``‖p − q‖²``
"""

from __future__ import annotations

from typing import Any

from kdtheory.simplex import entropy

LOSSES = ("cross_entropy", "kl", "squared")


def softmax(z: Any, xp: Any, axis: int = -1) -> Any:
    """``exp(z_k) / Σ_j exp(z_j)`` along `axis`.

    Examples
    --------
    >>> import numpy as np
    >>> softmax(np.array([0.0, np.log(3.0)]), np).round(12).tolist()
    [0.25, 0.75]
    """
    e = xp.exp(z - xp.max(z, axis=axis, keepdims=True))
    return e / xp.sum(e, axis=axis, keepdims=True)


def value_and_slope(z: Any, q: Any, loss: str, xp: Any, axis: int = -1) -> tuple[Any, Any]:
    """The loss of every row and its gradient in the logits.

    Parameters
    ----------
    z : array ``(..., n)``
        Logits, classes along `axis`.
    q : array
        Targets, of a shape that broadcasts against `z`; rows sum to 1.
    loss : {"cross_entropy", "kl", "squared"}

    Returns
    -------
    value, slope : array ``(...)`` in nats (probability² for ``squared``), array like `z`

    Examples
    --------
    >>> import numpy as np
    >>> value, slope = value_and_slope(np.zeros(2), np.array([1.0, 0.0]), "kl", np)
    >>> round(float(value), 6), slope.tolist()
    (0.693147, [-0.5, 0.5])
    """
    u = z - xp.max(z, axis=axis, keepdims=True)
    e = xp.exp(u)
    total = xp.sum(e, axis=axis, keepdims=True)
    if loss == "squared":
        p = e / total
        r = p - q
        slope = 2 * p * (r - xp.sum(p * r, axis=axis, keepdims=True))
        return xp.sum(r * r, axis=axis), slope
    value = xp.squeeze(xp.log(total), axis=axis) - xp.sum(q * u, axis=axis)
    if loss == "kl":
        value = value - entropy(xp.moveaxis(q, axis, -1), xp)
    e /= total
    e -= q
    return value, e
