"""Weightings of teachers, each one function ``f(scores, xp)``.

`scores` is ``(..., K)``, real, one score per teacher; the result is ``(..., K)``, their weights.
The violators stand in :mod:`kdtheory.operators.weighting_violators` and are offered here too.

``holds`` declares the truth for all real scores and ``K >= 2`` (the box ``[1/10, 7/10]`` of A3:
``2 <= K <= 4``); false means false somewhere.
"""

from __future__ import annotations

from typing import Any, Final

from kdtheory.operators._parts import box_projection, normalise, softmax, total
from kdtheory.operators.registry import operator
from kdtheory.operators.weighting_violators import (  # noqa: F401  (offered here too)
    BOX,
    BOXED,
    UNBOUNDED,
    box_overshoot,
    false,
    hard_max,
    softmax_biased,
    softmax_dip,
    softmax_jump,
    softmax_root,
    softmax_tempered,
    softmax_threshold,
    softmax_unnormalised,
    sparsemax_weights,
)

AW: Final = "AW, Flouro and Chadwick 2026"
W_MIN: Final = 0.1
W_MAX: Final = 0.7


@operator("weighting", formula="exp(s_k) / sum_j exp(s_j)", bounds=BOX, source=AW, holds=UNBOUNDED)
def softmax_weights(scores: Any, xp: Any) -> Any:
    """Softmax of the scores.

    Notes
    -----
    ``dw_k = w_k (ds_k - sum_j w_j ds_j)``, so ``|dw|_1 <= 2 max|ds|`` (A4), and the own slope is
    ``w_k (1 - w_k) > 0`` (A5). A gap of 10 leaves the box (A3).

    Examples
    --------
    >>> import array_api_compat.numpy as xp
    >>> [round(float(x), 6) for x in softmax_weights(xp.log(xp.asarray([3.0, 1.0])), xp)]
    [0.75, 0.25]
    """
    return softmax(scores, xp)


@operator(
    "weighting",
    formula="c_k / sum_j c_j, c = clip(softmax(s), 1/10, 7/10)",
    bounds=BOX,
    source=AW,
    holds=UNBOUNDED,
)
def clipped_renormalised(scores: Any, xp: Any) -> Any:
    """Softmax clipped to [1/10, 7/10], then normalised, which can leave the box again.

    Notes
    -----
    Three teachers, one far ahead: clipped to ``(.7, .1, .1)``, normalised to ``7/9 > .7`` (A3).
    The clipped weights sum to at least ``K/10``, so the quotient is Lipschitz. The own clipped
    weight grows with the own score while the others shrink (A5).
    """
    w = softmax(scores, xp)
    w = xp.where(w < W_MIN, W_MIN + xp.zeros_like(w), w)
    return normalise(xp.where(w > W_MAX, W_MAX + xp.zeros_like(w), w), xp)


@operator(
    "weighting",
    formula="argmin_w |w - softmax(s)|^2, 1/10 <= w_k <= 7/10, sum_k w_k = 1",
    bounds=BOX,
    source=AW,
    holds=BOXED,
)
def projected_box(scores: Any, xp: Any) -> Any:
    """Euclidean projection of the softmax onto the simplex within the box [1/10, 7/10].

    Notes
    -----
    ``clip(softmax(s) - tau, 1/10, 7/10)`` with the `tau` that makes it sum to one, which exists
    for ``2 <= K <= 10``. A projection is Lipschitz; the order is kept. If the own score rises,
    the others' softmax falls; were the own weight to fall too, ``tau`` would have risen, all
    weights would fall and they could not sum to one (A5).

    Examples
    --------
    >>> import array_api_compat.numpy as xp
    >>> [round(float(x), 6) for x in projected_box(xp.asarray([0.0, 20.0, 1.0]), xp)]
    [0.15, 0.7, 0.15]
    """
    return box_projection(softmax(scores, xp), W_MIN, W_MAX, xp)


@operator(
    "weighting",
    formula="exp(-h_k) / sum_j exp(-h_j)",
    bounds=BOX,
    source=AW,
    holds=UNBOUNDED | false("A5/ordinal", "A5/monotone"),
)
def entropy_based(scores: Any, xp: Any) -> Any:
    """Weights from entropies: `scores` are the teachers' entropies in nats, less is better.

    Notes
    -----
    A softmax of ``-h``: all of its truths, with the order reversed.
    """
    return softmax(-scores, xp)


@operator(
    "weighting",
    formula="1/(1 + (s_k - mean s)^2) / Z",
    bounds=BOX,
    source=AW,
    holds=UNBOUNDED | false("A5/ordinal", "A5/monotone"),
)
def disagreement_based(scores: Any, xp: Any) -> Any:
    """Weights that fall with the distance from the mean score.

    Notes
    -----
    The logarithm of the raw weight has slope at most 1, so A4 holds as for the softmax. The
    middle one of ``(-d, 0, d)`` takes all weight as ``d`` grows (A3), and a score above the mean
    loses weight by rising further (A5).
    """
    deviation = scores - total(scores, xp) / scores.shape[-1]
    return normalise(1.0 / (1.0 + deviation * deviation), xp)


def compose(w_token: Any, w_task: Any, w_context: Any, xp: Any) -> Any:
    """Product of the weights of three scales, normalised.

    Parameters
    ----------
    w_token, w_task, w_context : arrays of shape (..., K)
        Positive weights; each on the simplex over teachers.

    Returns
    -------
    array of shape (..., K)

    Notes
    -----
    AW-P1: factors in ``[a, b]`` give weights between ``a**3/(a**3 + (K-1) b**3)`` and
    ``b**3/(b**3 + (K-1) a**3)``. AW-P2: the product can reverse an order that one factor keeps.

    Examples
    --------
    >>> import array_api_compat.numpy as xp
    >>> one = xp.asarray([0.5, 0.5])
    >>> w = compose(xp.asarray([0.55, 0.45]), xp.asarray([0.3, 0.7]), one, xp)
    >>> [round(float(x), 3) for x in w]
    [0.344, 0.656]
    """
    return normalise(w_token * w_task * w_context, xp)
