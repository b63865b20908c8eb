"""Aggregation operators, each one function ``f(ps, w, xp)``: K teachers become one distribution.

`ps` is ``(K, ..., n)`` with the classes on the last axis, `w` is ``(K,)`` or ``(K, ..., 1)`` and
lies on the simplex over teachers; the result is ``(..., n)``. The violators stand in
:mod:`kdtheory.operators.aggregation_violators` and are offered here too.

``holds`` declares the truth for teachers in the open simplex (A2, A4 closed: teachers may have
zeros), positive weights, ``K >= 2``, ``n >= 2`` and ``T >= 1``; false means false somewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

from kdtheory.operators._parts import (
    entropy,
    geometric,
    largest,
    linear,
    mix,
    normalise,
    rational_power,
    teacher_weights,
    total,
)
from kdtheory.operators.aggregation_violators import (  # noqa: F401  (offered here too)
    INSIDE,
    LINEAR,
    OFF,
    contrarian_linear,
    false,
    linear_extrapolated,
    linear_jump,
    linear_leak,
    linear_pool_blend,
    linear_prior,
    linear_threshold,
    linear_unnormalised,
    log_pool_blend,
    sharpened_first,
    shrunk_weights_linear,
    weight_power_linear,
)
from kdtheory.operators.registry import operator

MT: Final = "MT, Flouro and Chadwick 2026"

POWER_MEAN: Final[dict[str, bool | None]] = LINEAR | false(
    "A1/hull", "A1/between", "A3/componentwise", "S1/average", "S1/maximum"
)
"""The pattern of the power means with an exponent strictly between 0 and 1."""

_VETO: Final = false("A2/any", "A4/closed")


@operator("aggregation", formula="sum_k w_k p^k", source=MT, holds=LINEAR)
def linear_pool(ps: Any, w: Any, xp: Any) -> Any:
    """Linear pool: the weighted arithmetic mean of the teachers.

    Notes
    -----
    ``q_t = (1 - t) q_0 + t p^k`` is a straight line to ``p^k``, on which every convex divergence
    falls (A3). Jensen is the inequality of the means. The power transform is not affine
    (commute), and ``p^1 = (.9, .1)``, ``p^2 = (.4, .6)``, ``w = (.2, .8)`` is uniform at
    ``T = 1`` and not at ``T = 2`` (entropy).

    Examples
    --------
    >>> import array_api_compat.numpy as xp
    >>> ps = xp.asarray([[0.5, 0.5], [1.0, 0.0]])
    >>> [float(x) for x in linear_pool(ps, xp.asarray([0.5, 0.5]), xp)]
    [0.75, 0.25]
    """
    return xp.sum(teacher_weights(ps, w, xp) * ps, axis=0)


@operator(
    "aggregation",
    formula="prod_k (p^k)^(w_k) / Z",
    source=MT,
    holds=POWER_MEAN | _VETO | {"MT-A5/commute": True, "MT-A5/entropy": True},
)
def log_pool(ps: Any, w: Any, xp: Any) -> Any:
    """Logarithmic pool: the normalised weighted geometric mean of the teachers.

    Notes
    -----
    Temperature multiplies all logarithms by ``1/T``, so it passes through the pool, and the
    power transform raises the entropy. ``Z <= 1`` by the inequality of the means (Jensen). A
    zero of one teacher is a veto (A2 any). Where the teachers' supports are disjoint the product
    vanishes and the linear pool stands in; no choice there is continuous. A3: towards ``p^k``
    the classes gain in the order of ``p^k(i)/q(i)``. At ``(.7, .2, .1)``, ``(.1, .2, .7)`` the
    agreed class gains (hull, attenuation), and a class may leave ``p^k(i)`` on the way.

    Examples
    --------
    >>> import array_api_compat.numpy as xp
    >>> ps = xp.asarray([[0.8, 0.2], [0.5, 0.5]])
    >>> [round(float(x), 6) for x in log_pool(ps, xp.asarray([0.5, 0.5]), xp)]
    [0.666667, 0.333333]
    """
    return geometric(ps, teacher_weights(ps, w, xp), xp)


def power_mean(s: float | Fraction) -> Callable[[Any, Any, Any], Any]:
    """Power-mean pool ``(sum_k w_k (p^k)**s)**(1/s) / Z`` of any real exponent.

    Parameters
    ----------
    s : float or Fraction
        1 is the linear, 0 the logarithmic pool. For ``s <= 0`` a zero of one teacher is a veto.

    Returns
    -------
    callable
        ``f(ps, w, xp)``. Where all classes are vetoed, the linear pool.

    Notes
    -----
    Towards teacher ``k`` the classes gain in the order of ``p^k(i)/q(i)``, so every f-divergence
    from ``p^k`` falls, for each real ``s`` (A3). Jensen holds exactly for ``0 <= s <= 1``, where
    the mean is at least the geometric one and ``Z <= 1``.

    Examples
    --------
    >>> import array_api_compat.numpy as xp
    >>> ps, w = xp.asarray([[0.5, 0.5], [1.0, 0.0]]), xp.asarray([0.5, 0.5])
    >>> bool(xp.all(power_mean(1)(ps, w, xp) == linear_pool(ps, w, xp)))
    True
    """
    if s == 0:
        return lambda ps, w, xp: geometric(ps, teacher_weights(ps, w, xp), xp)

    # a quotient of integers, since a rounded 1/s would not undo s
    above, below = (float(i) for i in Fraction(s).as_integer_ratio())

    def pool(ps: Any, w: Any, xp: Any) -> Any:
        v = teacher_weights(ps, w, xp)
        powers = rational_power(ps, above, below, xp)
        mean = rational_power(xp.sum(v * powers, axis=0), below, above, xp)
        return normalise(mean if s > 0 else _after_veto(mean, ps, v, xp), xp)

    return pool


def _after_veto(mean: Any, ps: Any, v: Any, xp: Any) -> Any:
    """`mean` with 0 in vetoed classes; the linear pool where no class is left."""
    veto = xp.any((ps <= 0) & (v > 0), axis=0)
    nothing = xp.all(veto, axis=-1, keepdims=True)
    mean = xp.where(veto, xp.zeros_like(mean), mean)
    return xp.where(nothing, xp.sum(v * ps, axis=0), mean)


@operator(
    "aggregation",
    formula="(sum_k w_k sqrt(p^k))^2 / Z",
    source=MT,
    holds=POWER_MEAN,
)
def hellinger_pool(ps: Any, w: Any, xp: Any) -> Any:
    """Power-mean pool of exponent 1/2: the mean of square roots, squared.

    Notes
    -----
    See :func:`power_mean`. A class with some mass keeps some (A2 any), and ``Z > 0`` everywhere
    (A4 closed). ``Z < 1`` unless the teachers agree, so an agreed class exceeds every teacher
    (hull, attenuation).
    """
    return normalise(xp.sum(teacher_weights(ps, w, xp) * xp.sqrt(ps), axis=0) ** 2, xp)


@operator(
    "aggregation",
    formula="1/(sum_k w_k / p^k) / Z",
    source=MT,
    holds=POWER_MEAN | _VETO | false("J1/jensen"),
)
def harmonic_pool(ps: Any, w: Any, xp: Any) -> Any:
    """Power-mean pool of exponent -1: the normalised weighted harmonic mean.

    Notes
    -----
    See :func:`power_mean`. Zeros are vetoes, as in :func:`log_pool`. Below the geometric mean
    before it is normalised, and for teachers that nearly exclude each other also after (Jensen).
    Subnormal probabilities overflow in ``1/p``.
    """
    v = teacher_weights(ps, w, xp)
    mean = 1.0 / xp.sum(v / xp.where(ps > 0, ps, xp.ones_like(ps)), axis=0)
    return normalise(_after_veto(mean, ps, v, xp), xp)


@operator(
    "aggregation",
    formula="sqrt(sum_k w_k (p^k)^2) / Z",
    source=MT,
    holds=POWER_MEAN | false("J1/jensen"),
)
def quadratic_pool(ps: Any, w: Any, xp: Any) -> Any:
    """Power-mean pool of exponent 2: the normalised quadratic mean.

    Notes
    -----
    See :func:`power_mean`. ``Z > 1`` unless the teachers agree, so an agreed class falls below
    every teacher and the disputed ones together rise (hull, Jensen, attenuation). In double
    precision entries below 1e-154 count as zero, since their squares underflow.
    """
    return normalise(xp.sqrt(xp.sum(teacher_weights(ps, w, xp) * ps * ps, axis=0)), xp)


@operator(
    "aggregation",
    formula="(sum_k w_k (p^k)^(1/3))^3 / Z",
    source=MT,
    holds=POWER_MEAN,
)
def power_mean_third(ps: Any, w: Any, xp: Any) -> Any:
    """Power-mean pool of exponent 1/3, between the logarithmic and the Hellinger pool.

    Notes
    -----
    See :func:`power_mean` and :func:`hellinger_pool`.
    """
    return power_mean(Fraction(1, 3))(ps, w, xp)


@operator(
    "aggregation",
    formula="(sum_k w_k (p^k)^s)^(1/s) / Z, s = 1 + 2^-14",
    source="ours",
    holds=POWER_MEAN | false("J1/jensen"),
)
def nearly_linear_mean(ps: Any, w: Any, xp: Any) -> Any:
    """Near miss of Jensen and hull: the power-mean pool of exponent 1 + 2^-14.

    Notes
    -----
    See :func:`power_mean` and :func:`quadratic_pool`; within 1e-4 of the linear pool.
    """
    return power_mean(1 + Fraction(1, 2**14))(ps, w, xp)


def _for_all_weights(q: Any, ps: Any, w: Any, xp: Any) -> Any:
    """`q`, which ignores the weights, in the shape that teachers and weights broadcast to."""
    return q + 0.0 * xp.sum(teacher_weights(ps, w, xp), axis=0)


def _normalise_or_mean(x: Any, ps: Any, xp: Any) -> Any:
    """``x / Z``; where all of `x` vanishes, the plain mean of the teachers."""
    return normalise(xp.where(total(x, xp) > 0, x, xp.mean(ps, axis=0)), xp)


@operator(
    "aggregation",
    formula="median_k p^k_i / Z (an even number of teachers: mean of the middle two)",
    source=MT,
    holds=INSIDE | false("A1/hull", "A1/between", "A2/any", "A4/closed", "S1/maximum"),
)
def median_pool(ps: Any, w: Any, xp: Any) -> Any:
    """Median of the teachers class by class, normalised; the weights are ignored.

    Notes
    -----
    Constant in the weights, so A3 holds trivially and Jensen and the average fail. Two teachers:
    the mean. Three: at ``(.8, .1, .1)``, ``(.1, .8, .1)``, ``(.1, .1, .8)`` each median is .1,
    and when a fourth class is agreed on, ``Z < 1`` lifts it above every teacher. A minority's
    class is lost (A2 any). Three different vertices have the median 0, near which all directions
    occur (A4 closed); the plain mean stands in there.
    """
    ordered, K = xp.sort(ps, axis=0), ps.shape[0]
    middle = (ordered[(K - 1) // 2, ...] + ordered[K // 2, ...]) / 2.0
    return _for_all_weights(_normalise_or_mean(middle, ps, xp), ps, w, xp)


@operator(
    "aggregation",
    formula="mean of the teachers without the smallest and the largest, per class, / Z",
    source=MT,
    holds=INSIDE | false("A1/hull", "A1/between", "A2/any", "A4/closed", "S1/maximum"),
)
def trimmed_mean(ps: Any, w: Any, xp: Any) -> Any:
    """Trimmed mean: each class loses its lowest and its highest teacher; weights are ignored.

    Notes
    -----
    Two teachers: the plain mean; three and four: :func:`median_pool`, which see for the truths.
    """
    ordered = xp.sort(ps, axis=0)
    kept = ordered[1:-1, ...] if ps.shape[0] >= 3 else ordered
    return _for_all_weights(_normalise_or_mean(xp.mean(kept, axis=0), ps, xp), ps, w, xp)


@operator(
    "aggregation",
    formula="sum_k v_k p^k, v_k = w_k exp(-H(p^k)) / Z",
    source=MT,
    holds=INSIDE,
)
def entropy_weighted_linear(ps: Any, w: Any, xp: Any) -> Any:
    """Linear pool in which a teacher of low entropy counts more.

    Notes
    -----
    A convex combination of the teachers with continuous weights. Along ``w_t`` the ratios of the
    other weights stay, so ``v_t`` runs straight to ``e_k`` and A3 holds as for the linear pool.
    """
    v = teacher_weights(ps, w, xp)
    return linear(ps, v * xp.exp(-entropy(ps, xp)), xp)


@operator(
    "aggregation",
    formula="the p^k with the largest max_i p^k_i, the mean of those in ties",
    source=MT,
    holds=INSIDE | false("A2/any", "A4/open", "A4/closed"),
)
def most_confident(ps: Any, w: Any, xp: Any) -> Any:
    """Selection of the teacher that is most certain of its best class; the weights are ignored.

    Notes
    -----
    Always one teacher or a mean of some: hull, maximum, unanimity and the limits hold. It jumps
    where the lead changes (A4), and classes of the others are lost (A2 any). A3 is trivial.
    """
    confidence = largest(ps, xp)
    best = xp.max(confidence, axis=0, keepdims=True)
    chosen = xp.where(confidence == best, xp.ones_like(confidence), xp.zeros_like(confidence))
    return _for_all_weights(linear(ps, chosen, xp), ps, w, xp)


@operator(
    "aggregation",
    formula="(1 - eps) sum_k w_k p^k + eps / n, eps = 1/10",
    source=MT,
    holds=OFF,
)
def smoothed_linear(ps: Any, w: Any, xp: Any) -> Any:
    """Linear pool smoothed with one tenth of uniform.

    Notes
    -----
    Unanimous teachers are not returned, which breaks A1 hull, A6 and every comparison with the
    teachers. The end of the path ``w_t`` is not ``p^k``: if another teacher lies on the far side,
    ``q_t`` passes ``p^k`` before (A3).
    """
    return mix(xp.sum(teacher_weights(ps, w, xp) * ps, axis=0), 0.1, xp)


@operator(
    "aggregation",
    formula="prod_k (p^k)^(K w_k) / Z",
    source=MT,
    holds=OFF | _VETO | {"MT-A5/commute": True, "MT-A5/entropy": True},
)
def product_of_experts(ps: Any, w: Any, xp: Any) -> Any:
    """Product of experts: a geometric pool whose exponents sum to K.

    Notes
    -----
    The logarithmic pool sharpened by the power ``K``: ``T`` passes through, but unanimous
    teachers come out sharper, and with them goes what compares pool and teachers.
    """
    return geometric(ps, ps.shape[0] * teacher_weights(ps, w, xp), xp)


@operator(
    "aggregation",
    formula="sum_k v_k p^k, v_k = sqrt(w_k) / Z",
    source="ours",
    holds=INSIDE,
)
def sqrt_weight_linear(ps: Any, w: Any, xp: Any) -> Any:
    """Linear pool with the square roots of the weights.

    Notes
    -----
    As for :func:`entropy_weighted_linear`: along ``w_t`` the ratios of the other weights stay
    and the share of ``k`` grows, so A3 holds; the weights are not the given ones (Jensen, average).
    """
    return linear(ps, xp.sqrt(teacher_weights(ps, w, xp)), xp)
