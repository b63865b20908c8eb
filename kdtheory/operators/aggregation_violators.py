"""Aggregation operators that break axioms, on purpose: the controls of every check.

Nearly all are a linear pool with one small fault, so that most readings fail by less than 1e-4.
See :mod:`kdtheory.operators.aggregation` for shapes and conventions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kdtheory.operators._parts import (
    drop_small,
    escort,
    geometric,
    linear,
    mix,
    normalise,
    position,
    power_or_zero,
    teacher_weights,
)
from kdtheory.operators.registry import operator

_ALL: Final[Mapping[str, bool | None]] = dict.fromkeys(
    (
        "MT-A1/valid",
        "MT-A1/hull",
        "MT-A1/between",
        "MT-A2/all",
        "MT-A2/any",
        "MT-A3/kl",
        "MT-A3/tv",
        "MT-A3/componentwise",
        "MT-A4/open",
        "MT-A4/closed",
        "MT-A5/limits",
        "MT-A5/commute",
        "MT-A5/entropy",
        "MT-A6/unanimity",
        "MT-J1/jensen",
        "MT-S1/average",
        "MT-S1/maximum",
    ),
    True,
)


def false(*keys: str) -> dict[str, bool | None]:
    """Declarations that these readings fail."""
    return dict.fromkeys((f"MT-{key}" for key in keys), False)


_WEIGHT: Final = false("A3/kl", "A3/tv", "A3/componentwise")
_OUTSIDE: Final = false("A1/hull", "A1/between")
_HIGHER: Final = false("J1/jensen", "S1/average", "S1/maximum")

LINEAR: Final[dict[str, bool | None]] = {**_ALL, **false("A5/commute", "A5/entropy")}
"""The pattern of the linear pool."""

INSIDE: Final[dict[str, bool | None]] = LINEAR | false("J1/jensen", "S1/average")
"""A convex combination of the teachers whose weights are not the given ones."""

OFF: Final[dict[str, bool | None]] = LINEAR | _OUTSIDE | _WEIGHT | _HIGHER | false("A6/unanimity")
"""A continuous pool that does not return to the teacher on whom all agree."""

_NORM: Final = 2.0**-20
_MEDIUM: Final = 2.0**-16
_LARGE: Final = 2.0**-14
_BLEND: Final = 2.0**-12


@operator(
    "aggregation",
    formula="(1 + 2^-20) sum_k w_k p^k",
    source="ours",
    holds=LINEAR
    | _OUTSIDE
    | false("A1/valid", "A3/componentwise", "A5/limits", "A6/unanimity")
    | false("S1/average", "S1/maximum"),
)
def linear_unnormalised(ps: Any, w: Any, xp: Any) -> Any:
    """Near miss of validity: a linear pool that sums to 1 + 2^-20.

    Notes
    -----
    ``KL(p^k||q_t)`` only loses the constant ``log(1 + 2**-20)``. ``sum_i |p^k_i - q_t(i)|`` is
    convex in ``t`` and at least ``2**-20``, which ``t = 1`` attains, so total variation still
    falls; a single class below ``p^k_i`` is overshot. ``q`` exceeds the linear pool, so Jensen
    holds and both attenuations fail at ``U`` = all classes.
    """
    return (1.0 + _NORM) * linear(ps, teacher_weights(ps, w, xp), xp)


@operator(
    "aggregation",
    formula="(1 - 2^-20) sum_k w_k p^k + 2^-20 / n",
    source="ours",
    holds=OFF,
)
def linear_leak(ps: Any, w: Any, xp: Any) -> Any:
    """Near miss of everything that needs unanimity: a linear pool with a leak of 2^-20 to uniform.

    Notes
    -----
    :func:`~kdtheory.operators.aggregation.smoothed_linear` on a small scale: the same truths.
    """
    return mix(linear(ps, teacher_weights(ps, w, xp), xp), _NORM, xp)


@operator(
    "aggregation",
    formula="(1 - 2^-16) sum_k w_k p^k + 2^-16 r, r_i = 2 i / (n (n + 1))",
    source="ours",
    holds=OFF | false("A5/limits"),
)
def linear_prior(ps: Any, w: Any, xp: Any) -> Any:
    """Near miss of the limits: a linear pool that leaks 2^-16 to a fixed sloping prior.

    Notes
    -----
    For teachers at uniform the result is ``u + 2**-16 (r - u)``. Otherwise as
    :func:`linear_leak` with ``r`` for uniform.
    """
    q = linear(ps, teacher_weights(ps, w, xp), xp)
    return (1.0 - _MEDIUM) * q + _MEDIUM * normalise(position(q, xp), xp)


@operator(
    "aggregation",
    formula="(1 + 2^-20) sum_k w_k p^k - 2^-20 / n",
    source="ours",
    holds=OFF | false("A1/valid", "A2/all", "A2/any"),
)
def linear_extrapolated(ps: Any, w: Any, xp: Any) -> Any:
    """Near miss of positivity: a linear pool pushed away from uniform, by 2^-20.

    Notes
    -----
    It sums to one, but a class that all teachers hold below ``2**-20 / n`` becomes negative.
    Other teachers nearer to uniform than ``p^k`` let ``q_t`` pass through ``p^k`` for ``t < 1``,
    then it moves on (A3).
    """
    return mix(linear(ps, teacher_weights(ps, w, xp), xp), -_NORM, xp)


@operator(
    "aggregation",
    formula="(1 - c) sum_k w_k p^k + c p^1, c = 2^-14 if w_1 > 1/2, else 0",
    source="ours",
    holds=INSIDE | _WEIGHT | false("A4/open", "A4/closed"),
)
def linear_jump(ps: Any, w: Any, xp: Any) -> Any:
    """Near miss of continuity: the first teacher gains 2^-14 as soon as it has the majority.

    Notes
    -----
    A convex combination with weights ``(1 - c) w + c e_1``: A1, A2, the limits, unanimity and
    the maximum hold. Moving weight from a majority teacher 1 to teacher ``k`` makes the first
    teacher's extra share vanish at once, which takes ``q`` away from ``p^k`` if ``p^1`` is on
    the far side of the others (A3; needs three teachers).
    """
    v = teacher_weights(ps, w, xp)
    c = xp.where(v[0, ...] > 0.5, _LARGE + xp.zeros_like(v[0, ...]), xp.zeros_like(v[0, ...]))
    return (1.0 - c) * linear(ps, v, xp) + c * ps[0, ...]


@operator(
    "aggregation",
    formula="sum_k w_k p^k, entries below 2^-20 of the largest set to 0, normalised",
    source="ours; truncation as in stored top-k logits",
    holds=OFF | false("A2/all", "A2/any", "A4/open", "A4/closed"),
)
def linear_threshold(ps: Any, w: Any, xp: Any) -> Any:
    """Near miss of positivity and continuity: a linear pool that drops tiny probabilities.

    Notes
    -----
    At ``p = (1 - 1e-7, 1e-7)`` from all teachers the second class is lost and the first gains:
    A1, A2, unanimity, Jensen and both attenuations fail. Moving towards such a teacher the
    second class first approaches its value, then jumps to 0, where the divergence is infinite.
    Near uniform nothing is dropped, so the limits hold.
    """
    return drop_small(linear(ps, teacher_weights(ps, w, xp), xp), _NORM, xp)


@operator(
    "aggregation",
    formula="sum_k (1 - w_k)/(K - 1) p^k",
    source="ours",
    holds=INSIDE | _WEIGHT,
)
def contrarian_linear(ps: Any, w: Any, xp: Any) -> Any:
    """Linear pool in which a larger weight counts for less.

    Notes
    -----
    The weights ``(1 - w_k)/(K - 1)`` are on the simplex and positive as ``w_k < 1``, so all that
    needs no particular weights holds; A3 is reversed.
    """
    return linear(ps, 1.0 - teacher_weights(ps, w, xp), xp)


@operator(
    "aggregation",
    formula="sum_k ((1 - d) w_k + d/K) p^k, d = 2^-16",
    source="ours; weights shrunk to uniform",
    holds=INSIDE | _WEIGHT,
)
def shrunk_weights_linear(ps: Any, w: Any, xp: Any) -> Any:
    """Near miss of weight monotonicity: a linear pool with weights shrunk 2^-16 to uniform.

    Notes
    -----
    ``q_t`` runs on a straight line that ends at ``p^k + d (mean_j p^j - p^k)``. If the other
    teachers lie on both sides of ``p^k``, the line can start nearer to ``p^k`` than it ends.
    """
    return linear(ps, (1.0 - _MEDIUM) * teacher_weights(ps, w, xp) + _MEDIUM / ps.shape[0], xp)


@operator(
    "aggregation",
    formula="sum_k w_k^(1 + 2^-16) p^k, not normalised",
    source="ours",
    holds=OFF | false("A1/valid", "A5/limits") | {"MT-S1/average": True, "MT-S1/maximum": True},
)
def weight_power_linear(ps: Any, w: Any, xp: Any) -> Any:
    """Near miss of validity: weights to the power 1 + 2^-16, not normalised again.

    Notes
    -----
    The sum is ``S(w) = sum_k w_k**(1 + 2**-16) < 1``. As ``w_k**(1 + d) <= w_k`` every event
    gets at most the linear pool's probability: both attenuations hold, unlike for any valid pool
    that is not linear. With unanimous teachers ``q_t = S(w_t) p``, and ``S`` falls at first if
    ``w_k < 1/K``: A3 fails, as do A6, Jensen and A1.
    """
    return xp.sum(power_or_zero(teacher_weights(ps, w, xp), 1.0 + _MEDIUM, xp) * ps, axis=0)


@operator(
    "aggregation",
    formula="sum_k w_k r^k, r^1 = (p^1)^(1 + 2^-14) / Z, r^k = p^k for k > 1",
    source="ours",
    holds=OFF,
)
def sharpened_first(ps: Any, w: Any, xp: Any) -> Any:
    """Near miss of unanimity: a linear pool that sharpens its first teacher by 2^-14.

    Notes
    -----
    The power transform keeps zeros, is continuous on the closed simplex and keeps uniform, so
    A2, A4 and the limits hold. Towards teacher 1 the pool ends at ``r^1`` and may have passed
    ``p^1`` before.
    """
    v = teacher_weights(ps, w, xp)
    first = ps[0, ...]
    return linear(ps, v, xp) + v[0, ...] * (escort(first, 1.0 + _LARGE, xp) - first)


@operator(
    "aggregation",
    formula="(1 - 2^-16) sum_k w_k p^k + 2^-16 prod_k (p^k)^(w_k) / Z",
    source="ours",
    holds=LINEAR | _OUTSIDE | _WEIGHT | false("A4/closed", "S1/average", "S1/maximum"),
)
def linear_pool_blend(ps: Any, w: Any, xp: Any) -> Any:
    """Near miss of hull and attenuation: a linear pool with 2^-16 of the logarithmic pool.

    Notes
    -----
    Both parts are at least ``prod_k p^k(i)**w_k`` (Jensen) and return a unanimous teacher. Where
    teachers agree on a class below all others' disagreement, the logarithmic part exceeds every
    teacher (hull, attenuation; three classes). Its jump where supports become disjoint remains
    (A4 closed). The linear part contracts straight towards ``p^k``, the logarithmic one on a
    curve: where both cancel, ``q_t = p^k`` at some ``t < 1``, the curvature leads away (A3).
    """
    v = teacher_weights(ps, w, xp)
    return (1.0 - _MEDIUM) * linear(ps, v, xp) + _MEDIUM * geometric(ps, v, xp)


@operator(
    "aggregation",
    formula="(1 - 2^-12) prod_k (p^k)^(w_k) / Z + 2^-12 sum_k w_k p^k",
    source="ours",
    holds=LINEAR | _OUTSIDE | _WEIGHT | false("A4/closed", "S1/average", "S1/maximum"),
)
def log_pool_blend(ps: Any, w: Any, xp: Any) -> Any:
    """Near miss of temperature coherence: a logarithmic pool with 2^-12 of the linear pool.

    Notes
    -----
    The linear part makes every class positive (A2 any). Where the logarithmic pool is uniform at
    every temperature, the entropy is that of the linear part on a scale of ``2**-24``, which is
    not monotone. A3 fails on the scale of ``2**-24`` as in :func:`linear_pool_blend`.
    """
    v = teacher_weights(ps, w, xp)
    return (1.0 - _BLEND) * geometric(ps, v, xp) + _BLEND * linear(ps, v, xp)
