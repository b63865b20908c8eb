"""Two softening operators under study.

Each takes teacher probabilities ``p`` of shape ``(..., n)``, a temperature ``T``
(0-d or ``(..., 1)``) and an array namespace ``xp``, and returns softened
probabilities of shape ``(..., n)``. Try them with::

    kdtheory verify examples/my_operator.py:tempered_blend
    kdtheory verify examples/my_operator.py:nucleus_blend
"""

import math


def tempered_blend(p, T, xp):
    """Temper, then smooth towards uniform by as much as the result is still confident.

    Adaptive label smoothing: a teacher that stays sure of itself after tempering
    gets a larger uniform share, one that is already soft is left alone.
    """
    n = p.shape[-1]
    q = p ** (1.0 / T)
    q = q / xp.sum(q, axis=-1, keepdims=True)

    positive = xp.where(q > 0, q, xp.ones_like(q))
    entropy = -xp.sum(q * xp.log(positive), axis=-1, keepdims=True)
    confidence = 1.0 - entropy / math.log(n)

    share = (1.0 - 1.0 / T) * confidence
    return (1.0 - share) * q + share / n


def nucleus_blend(p, T, xp):
    """Temper the classes that carry 95 % of the mass, give the rest a uniform share.

    The tail of a teacher is mostly noise, so drop it before tempering; the
    uniform share, which grows with the temperature, keeps every class alive.
    """
    n = p.shape[-1]
    mine, other = xp.expand_dims(p, axis=-1), xp.expand_dims(p, axis=-2)
    mass_above = xp.sum(xp.where(other > mine, other, xp.zeros_like(other)), axis=-1)

    kept = xp.where(mass_above < 0.95, p, xp.zeros_like(p)) ** (1.0 / T)
    kept = kept / xp.sum(kept, axis=-1, keepdims=True)
    return kept / T + (1.0 - 1.0 / T) / n
