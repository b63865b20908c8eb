"""Weightings that break axioms, on purpose: the controls of every check.

See :mod:`kdtheory.operators.weighting` for shapes and conventions.
"""

from __future__ import annotations

from typing import Any, Final

from kdtheory.operators._parts import (
    box_projection,
    drop_small,
    largest,
    normalise,
    position,
    ramp,
    softmax,
    sparsemax,
    total,
)
from kdtheory.operators.registry import operator

BOX: Final = ("1/10", "7/10")
"""What AW-A3 asks of every weighting here, whether it respects it or not."""

_ALL: Final[dict[str, bool | None]] = dict.fromkeys(
    (
        "AW-A1/normalised",
        "AW-A2/positive",
        "AW-A3/bounded",
        "AW-A4/lipschitz",
        "AW-A5/ordinal",
        "AW-A5/monotone",
    ),
    True,
)


def false(*keys: str) -> dict[str, bool | None]:
    """Declarations that these readings fail."""
    return dict.fromkeys((f"AW-{key}" for key in keys), False)


BOXED: Final[dict[str, bool | None]] = dict(_ALL)
"""Everything: the pattern of the projection onto the box."""

UNBOUNDED: Final[dict[str, bool | None]] = BOXED | false("A3/bounded")
"""Everything but the box: the pattern of the softmax."""


def _winners(scores: Any, xp: Any) -> Any:
    """Uniform weights on the largest scores."""
    best = scores == largest(scores, xp)
    return normalise(xp.where(best, xp.ones_like(scores), xp.zeros_like(scores)), xp)


@operator(
    "weighting",
    formula="uniform on argmax s",
    bounds=BOX,
    source="ours",
    holds=UNBOUNDED | false("A2/positive", "A4/lipschitz"),
)
def hard_max(scores: Any, xp: Any) -> Any:
    """All weight on the teacher with the largest score, shared in ties.

    Notes
    -----
    Zero weights and a jump at every tie. Raising the own score never loses the lead.
    """
    return _winners(scores, xp)


@operator(
    "weighting",
    formula="(1 + 2^-20) exp(s_k) / Z",
    bounds=BOX,
    source="ours",
    holds=UNBOUNDED | false("A1/normalised"),
)
def softmax_unnormalised(scores: Any, xp: Any) -> Any:
    """Near miss of normalisation: a softmax that sums to 1 + 2^-20."""
    return (1.0 + 2.0**-20) * softmax(scores, xp)


@operator(
    "weighting",
    formula="argmin_(w on the simplex) |w - s|^2",
    bounds=BOX,
    source="Martins and Astudillo 2016",
    holds=UNBOUNDED | false("A2/positive"),
)
def sparsemax_weights(scores: Any, xp: Any) -> Any:
    """Sparsemax of the scores: low scores get no weight at all.

    Notes
    -----
    ``max(s - tau, 0)``: a projection, so Lipschitz; the order is kept; raising ``s_k`` by ``d``
    raises ``tau`` by at most ``d``.
    """
    return sparsemax(scores, xp)


@operator(
    "weighting",
    formula="exp(s_k) / Z, entries below 2^-20 of the largest set to 0, normalised",
    bounds=BOX,
    source="ours",
    holds=UNBOUNDED | false("A2/positive", "A4/lipschitz"),
)
def softmax_threshold(scores: Any, xp: Any) -> Any:
    """Near miss of positivity: a softmax that drops tiny weights.

    Notes
    -----
    It jumps by about ``2**-20`` where a weight is dropped. The own weight relative to the
    largest, and to all others, grows with the own score, so A5 holds.
    """
    return drop_small(softmax(scores, xp), 2.0**-20, xp)


@operator(
    "weighting",
    formula="argmin_w |w - softmax(s)|^2, 1/10 - 2^-16 <= w_k <= 7/10, sum_k w_k = 1",
    bounds=BOX,
    source="ours",
    holds=UNBOUNDED,
)
def box_overshoot(scores: Any, xp: Any) -> Any:
    """Near miss of bounded influence: the projection onto a box too wide by 2^-16.

    Notes
    -----
    With three teachers a score far below the others gets ``1/10 - 2**-16``. Else as
    :func:`~kdtheory.operators.weighting.projected_box`.
    """
    return box_projection(softmax(scores, xp), 0.1 - 2.0**-16, 0.7, xp)


@operator(
    "weighting",
    formula="(1 - 2^-14) exp(s_k)/Z + 2^-14 [uniform on argmax s]",
    bounds=BOX,
    source="ours",
    holds=UNBOUNDED | false("A4/lipschitz"),
)
def softmax_jump(scores: Any, xp: Any) -> Any:
    """Near miss of regularity: a softmax with a bonus of 2^-14 for the largest score.

    Notes
    -----
    Both parts keep the order and reward the own score; the second jumps at ties.
    """
    return (1.0 - 2.0**-14) * softmax(scores, xp) + 2.0**-14 * _winners(scores, xp)


@operator(
    "weighting",
    formula="exp(sign(s_k) sqrt|s_k|) / Z",
    bounds=BOX,
    source="ours",
    holds=UNBOUNDED | false("A4/lipschitz"),
)
def softmax_root(scores: Any, xp: Any) -> Any:
    """Softmax of signed square roots: continuous, but infinitely steep at score 0.

    Notes
    -----
    The signed root increases, so A5 holds; its slope at 0 is infinite (A4).
    """
    root = xp.sqrt(xp.abs(scores))
    return softmax(xp.where(scores < 0, -root, root), xp)


@operator(
    "weighting",
    formula="exp(s_k - 2^-16 k) / Z",
    bounds=BOX,
    source="ours",
    holds=UNBOUNDED | false("A5/ordinal"),
)
def softmax_biased(scores: Any, xp: Any) -> Any:
    """Near miss of the order: a softmax that prefers earlier teachers by 2^-16.

    Notes
    -----
    Equal scores get unequal weights. The own score still counts as in a softmax.
    """
    return softmax(scores - 2.0**-16 * position(scores, xp), xp)


@operator(
    "weighting",
    formula="exp(g(s_k)) / Z, g(x) = x - 2 clip(x - 1, 0, 2^-12)",
    bounds=BOX,
    source="ours",
    holds=UNBOUNDED | false("A5/ordinal", "A5/monotone"),
)
def softmax_dip(scores: Any, xp: Any) -> Any:
    """Near miss of monotonicity: a softmax of scores that fall by 2^-12 from 1 on.

    Notes
    -----
    ``g`` is Lipschitz with constant 1 and decreases on ``[1, 1 + 2**-12]`` only.
    """
    return softmax(scores - 2.0 * ramp(scores - 1.0, 2.0**-12, xp), xp)


@operator(
    "weighting",
    formula="(1 - c) exp(s_k)/Z + c exp(s_k/(1 + var s))/Z', c = 2^-14",
    bounds=BOX,
    source="ours",
    holds=UNBOUNDED | false("A5/monotone"),
)
def softmax_tempered(scores: Any, xp: Any) -> Any:
    """Near miss of own-score monotonicity: a part of 2^-14 is softer when scores spread.

    Notes
    -----
    One temperature for all teachers keeps the order. When the own score is already far ahead,
    the first part is saturated and the second falls back to uniform. Deviations from the mean
    over ``1 + var`` have bounded slopes (A4).
    """
    deviation = scores - total(scores, xp) / scores.shape[-1]
    spread = total(deviation * deviation, xp) / scores.shape[-1]
    softer = softmax(deviation / (1.0 + spread), xp)
    return (1.0 - 2.0**-14) * softmax(scores, xp) + 2.0**-14 * softer
