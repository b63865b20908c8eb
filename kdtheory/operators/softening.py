"""Softening operators that conform, each one function ``f(p, T, xp)``.

`p` is ``(..., n)`` on the last axis, `T` a 0-d or ``(..., 1)`` array of the same namespace and
dtype; the result has the shape of ``p`` broadcast with ``T``. The violators stand in
:mod:`kdtheory.operators.softening_violators` and are offered here too.

``holds`` declares the truth for ``T >= 1`` (``SK-A5/zero``: ``T -> 0``) and every number of
classes. Most families are one of two patterns: those which keep zeros (so ``inf-support``) and
those which fill every class (so ``inf-closed``); the two exclude each other.
"""

from __future__ import annotations

from typing import Any, Final

from kdtheory.operators._parts import (
    entmax15,
    entropy,
    escort,
    largest,
    log_or_zero,
    mix,
    normalise,
    softplus,
    sparsemax,
    total,
)
from kdtheory.operators.registry import operator
from kdtheory.operators.softening_violators import (  # noqa: F401  (offered here too)
    FILLS_CLASSES,
    KEEPS_ZEROS,
    blend_jump,
    clipped_power,
    heat_path,
    imputed_power,
    mixture_late,
    mixture_plateau,
    mixture_reheated,
    mixture_step,
    mixture_undershoot,
    nucleus,
    ordinal_profile,
    power_dip,
    power_saturating,
    rank_profile,
    softmax_of_probabilities,
    sparsemax_log,
    topk,
)

SK: Final = "SK, arXiv 2601.03195"
BISECTIONS: Final = 64


@operator(
    "softening",
    temperatures=("0", None),
    formula="p_i^(1/T) / sum_j p_j^(1/T)",
    source=SK,
    holds=KEEPS_ZEROS,
)
def power(p: Any, T: Any, xp: Any) -> Any:
    """Power transform: a softmax of the logits at temperature T.

    Notes
    -----
    Separable with ``g_T(x) = x**(1/T)``, increasing, elasticity ``1/T`` decreasing in ``T``:
    ratios of entries shrink to 1, so A1, A3 and A5 on the support follow. A zero stays a zero,
    hence ``inf-closed`` fails at ``(1, 0)``.

    Examples
    --------
    >>> import array_api_compat.numpy as xp
    >>> q = power(xp.asarray([0.64, 0.36]), xp.asarray(2.0), xp)
    >>> [round(float(x), 6) for x in q]
    [0.571429, 0.428571]
    """
    return escort(p, 1.0 / T, xp)


@operator(
    "softening",
    formula="(1 - lambda_T) p_i + lambda_T / n, lambda_T = 1 - 1/T",
    source=SK,
    holds=FILLS_CLASSES,
)
def mixture(p: Any, T: Any, xp: Any) -> Any:
    """Convex mixture with the uniform distribution, weight 1 - 1/T.

    Notes
    -----
    A1 as ``lambda_T < 1``; A3 as ``lambda_T`` increases: every step is a further mixing with
    uniform, which lowers the point in the majorisation order; A4 as ``lambda_1 = 0``; every
    ``p`` tends to uniform, so ``inf-support`` fails at ``(1/2, 1/2, 0)``. Below ``T = 1`` the
    weight is negative and the formula leaves the simplex.

    Examples
    --------
    >>> import array_api_compat.numpy as xp
    >>> [float(x) for x in mixture(xp.asarray([1.0, 0.0]), xp.asarray(2.0), xp)]
    [0.75, 0.25]
    """
    return mix(p, 1.0 - 1.0 / T, xp)


@operator(
    "softening",
    formula="(1 - lambda_T) p_i + lambda_T / n, lambda_T = 1 - exp(1 - T)",
    source=SK,
    holds=FILLS_CLASSES,
)
def mixture_exponential(p: Any, T: Any, xp: Any) -> Any:
    """Convex mixture with uniform whose own part decays exponentially.

    Notes
    -----
    ``lambda`` grows strictly from 0 at ``T = 1`` to 1; see :func:`mixture`.
    """
    return mix(p, -xp.expm1(1.0 - T), xp)


@operator(
    "softening",
    formula="(1 - lambda_T) p_i + lambda_T / n, lambda_T = (T - 1)/(T + 1)",
    source=SK,
    holds=FILLS_CLASSES,
)
def mixture_rational(p: Any, T: Any, xp: Any) -> Any:
    """Convex mixture with uniform, weight (T - 1)/(T + 1).

    Notes
    -----
    ``lambda`` grows strictly from 0 at ``T = 1`` to 1; see :func:`mixture`.
    """
    return mix(p, (T - 1.0) / (T + 1.0), xp)


@operator(
    "softening",
    formula="argmin_q KL(q||p) s.t. H(q) >= H(p) + (1 - 1/T)(log k - H(p)), k = |supp p|",
    source=SK + "; on faces log k stands for log n",
    holds=KEEPS_ZEROS | {"SK-A2/closed": False, "SK-A5/zero": None},
)
def entropic_projection(p: Any, T: Any, xp: Any) -> Any:
    """Entropic projection: the KL-nearest distribution with a prescribed entropy.

    Notes
    -----
    The minimiser is ``p**beta / Z`` with the ``beta`` in ``(0, 1]`` that meets the entropy: the
    power curve at an effective temperature ``1/beta`` that grows with ``T``. In terms of
    ``a = log(p / max p)`` the entropy that is missing to uniform is
    ``log k - H = beta E_q[a] - log mean exp(beta a)``, non-decreasing in ``beta``, and it must
    be ``1/T`` times its value at ``beta = 1``: solved by bisection, 64 halvings or
    ``xp.bisect_iters`` of them.

    The papers' threshold with ``log n`` is infeasible on a face of ``k < n`` classes as soon as
    it exceeds ``log k``: finite divergence confines ``q`` to the support of ``p``. The support
    size keeps the problem meaningful there and changes nothing on the open simplex, at the price
    of a jump at the faces: ``(1 - e, e)`` is carried to an entropy of at least
    ``(1 - 1/T) log 2``, but ``(1, 0)`` stays, so A2 fails on the closed simplex. No continuous
    threshold agrees with the papers' inside. For ``T <= 1`` the constraint is slack: ``q = p``.
    """
    one, zero = xp.ones_like(p), xp.zeros_like(p)
    a = log_or_zero(p / largest(p, xp), xp)
    k = total(xp.where(p > 0, one, zero), xp)

    def missing(beta: Any) -> Any:
        w1 = xp.where(p > 0, xp.expm1(beta * a), zero)  # weight less one
        mean_a = total(a * (1.0 + w1), xp) / (k + total(w1, xp))
        return beta * mean_a - xp.log1p(total(w1, xp) / k)

    goal = missing(xp.ones_like(T)) / T
    low, high = xp.zeros_like(goal), xp.ones_like(goal)
    for _ in range(getattr(xp, "bisect_iters", BISECTIONS)):
        middle = (low + high) / 2.0
        below = missing(middle) < goal
        low, high = xp.where(below, middle, low), xp.where(below, high, middle)
    return escort(p, xp.where(T > 1.0, high, xp.ones_like(high)), xp)


@operator(
    "softening",
    formula="(p_i + c)/(1 + n c), c = T - 1",
    source="Laplace and Lidstone smoothing",
    holds=FILLS_CLASSES,
)
def additive_smoothing(p: Any, T: Any, xp: Any) -> Any:
    """Additive smoothing with T - 1 pseudo-counts per class.

    Notes
    -----
    A mixture with uniform of weight ``n(T-1)/(1 + n(T-1))``, which depends on the number of
    classes; see :func:`mixture`.
    """
    return (p + (T - 1.0)) / (1.0 + p.shape[-1] * (T - 1.0))


@operator(
    "softening",
    formula="1/((1/T)/p_i + (1 - 1/T) n) / Z",
    source="power mean with uniform, exponent -1",
    holds=KEEPS_ZEROS | {"SK-A5/zero": None},
)
def harmonic_mean(p: Any, T: Any, xp: Any) -> Any:
    """Normalised harmonic mean of p (weight 1/T) and uniform.

    Notes
    -----
    Separable with ``g_T(x) = x/(1 + c x)``, ``c = n (T - 1)``: increasing in ``x``, elasticity
    ``1/(1 + c x)`` decreasing in ``T``. Zeros stay zeros. Below ``T = 1`` there is a pole.
    """
    return normalise(p / (1.0 + p.shape[-1] * (T - 1.0) * p), xp)


@operator(
    "softening",
    formula="(sqrt(n p_i)/T + 1 - 1/T)^2 / Z",
    source="power mean with uniform, exponent 1/2",
    holds=FILLS_CLASSES,
)
def hellinger_mean(p: Any, T: Any, xp: Any) -> Any:
    """Normalised power mean of exponent 1/2 of p (weight 1/T) and uniform.

    Notes
    -----
    The chord between the square roots, as in Hellinger geometry. Separable with
    ``g_T(x) = (sqrt x + c)**2``, ``c = (T - 1)/sqrt n``: elasticity
    ``sqrt x/(sqrt x + c)`` decreasing in ``T``. Fills every class.
    """
    root = xp.sqrt(p.shape[-1] * p) / T + (1.0 - 1.0 / T)
    return normalise(root**2, xp)


@operator(
    "softening",
    formula="sqrt((n p_i)^2/T + 1 - 1/T) / Z",
    source="power mean with uniform, exponent 2",
    holds=FILLS_CLASSES,
)
def quadratic_mean(p: Any, T: Any, xp: Any) -> Any:
    """Normalised quadratic mean of p (weight 1/T) and uniform.

    Notes
    -----
    Separable with ``g_T(x) = sqrt(x**2 + c)``, ``c = (T - 1)/n**2``: elasticity
    ``x**2/(x**2 + c)`` decreasing in ``T``. Fills every class. In double precision entries
    below 1e-154 count as zero, since their squares underflow.
    """
    return normalise(xp.sqrt((p.shape[-1] * p) ** 2 / T + (1.0 - 1.0 / T)), xp)


@operator(
    "softening",
    temperatures=("0", None),
    formula="exp_q(log_q(p_i)/T) / Z with q = 2, that is p_i/(1 + (T - 1) p_i) / Z",
    source="Tsallis 1988, q-deformed logarithm",
    holds=KEEPS_ZEROS | {"SK-A5/zero": False},
)
def tsallis(p: Any, T: Any, xp: Any) -> Any:
    """Tsallis power transform: the temperature acts on the 2-logarithm ``1 - 1/p``.

    Notes
    -----
    Separable with ``g_T(x) = x/(1 + (T-1) x)``: increasing, elasticity ``1/(1 + (T-1)x)``
    decreasing in ``T``. Defined for all ``T > 0``, but as ``T -> 0`` it tends to ``x/(1 - x)``,
    normalised, which is not the uniform law on the largest entries.
    """
    return normalise(p / (1.0 + (T - 1.0) * p), xp)


@operator(
    "softening",
    formula="exp_q(log_q(p_i)/T) / Z with q = 1/2, that is (sqrt(p_i) + T - 1)^2 / Z",
    source="Tsallis 1988, q-deformed exponential",
    holds=FILLS_CLASSES,
)
def q_exponential_half(p: Any, T: Any, xp: Any) -> Any:
    """Tsallis power transform with q = 1/2; it fills every class.

    Notes
    -----
    ``log_q(x) = 2(sqrt x - 1)`` is finite at zero, so zeros do not survive. Separable with
    ``g_T(x) = (sqrt x + T - 1)**2``, elasticity ``sqrt x/(sqrt x + T - 1)`` decreasing in
    ``T``. Scaled by ``T`` here, so that large temperatures stay small numbers.
    """
    return normalise((xp.sqrt(p) / T + (1.0 - 1.0 / T)) ** 2, xp)


@operator(
    "softening",
    temperatures=("0", None),
    formula="sigmoid(logit(p_i)/T) / Z",
    source="one-versus-rest temperature scaling",
    holds=KEEPS_ZEROS,
)
def logodds_shrinkage(p: Any, T: Any, xp: Any) -> Any:
    """Shrink the log-odds of every class by T, then renormalise.

    Notes
    -----
    Separable with ``g_T(x) = x**b/(x**b + (1-x)**b)``, ``b = 1/T``. The elasticity is not
    monotone in ``T`` for ``x`` above 0.78, yet A3 holds: with ``y = logit(x)/T`` the log-ratio
    of two entries changes at the rate ``(h(y_j) - h(y_i))/T``, ``h(y) = y/(1 + exp y)``, and
    two entries have ``x_i + x_j <= 1``, so ``y_j <= -y_i`` whenever ``y_i`` is past the
    maximum of ``h``. Zeros stay zeros, a one stays a one.
    """
    zero = xp.zeros_like(p)
    inside = (p > 0) & (p < 1)
    x = xp.where(inside, p, zero + 0.5)
    logit = xp.log(x) - xp.log1p(-x)
    log_g = xp.where(inside, -softplus(-logit / T, xp), zero)  # p = 1: log 1; p = 0: masked below
    lowest = xp.min(log_g, axis=-1, keepdims=True)
    top = largest(xp.where(p > 0, log_g, lowest), xp)
    return normalise(xp.where(p > 0, xp.exp(xp.where(p > 0, log_g - top, zero)), zero), xp)


@operator(
    "softening",
    temperatures=("0", None),
    formula="p_i^(1/S) / Z, S = 1 + (T - 1) H(p)/log n",
    source="power transform with a temperature that depends on the teacher's entropy",
    holds=KEEPS_ZEROS | {"SK-A5/zero": False},
)
def entropy_modulated(p: Any, T: Any, xp: Any) -> Any:
    """Power transform that softens uncertain teachers more than confident ones.

    Notes
    -----
    The power curve at an effective temperature which is continuous, 1 at ``T = 1``, strictly
    increasing and unbounded in ``T`` unless ``p`` is a vertex, where nothing moves anyway: A1 to
    A4 and both readings of A5 that the power transform satisfies. As ``T -> 0`` the effective
    temperature tends to ``1 - H(p)/log n``, which is positive, so ``zero`` fails.
    """
    modulation = entropy(p, xp) / xp.log(p.shape[-1] * xp.ones_like(T))
    return escort(p, 1.0 / (1.0 + (T - 1.0) * modulation), xp)


@operator(
    "softening",
    temperatures=("0", None),
    formula="argmax_q <p, q> - (T/2) sum_j q_j^2",
    source="Martins and Astudillo 2016, sparsemax, matched to identity at T = 1",
    holds=FILLS_CLASSES | {"SK-A5/zero": True},
)
def sparsemax_matched(p: Any, T: Any, xp: Any) -> Any:
    """Sparsemax of p/T: the Euclidean projection of p/T on the simplex.

    Notes
    -----
    For ``T >= 1`` no entry is cut and the result is ``p/T + (1 - 1/T)/n``: the canonical
    mixture, with everything that holds of it. Unlike the mixture it extends to ``T < 1``, where
    it truncates, and tends to the uniform law on the largest entries as ``T -> 0``.
    """
    return sparsemax(p / T, xp)


@operator(
    "softening",
    temperatures=("0", None),
    formula="argmax_q <2 sqrt(p), q> - (4T/3) sum_j q_j^(3/2)",
    source="Peters, Niculae and Martins 2019, 1.5-entmax, matched to identity at T = 1",
    holds=FILLS_CLASSES | {"SK-A5/zero": True},
)
def entmax15_matched(p: Any, T: Any, xp: Any) -> Any:
    """1.5-entmax of the square roots: max(sqrt(p)/T - tau, 0) squared.

    Notes
    -----
    For ``T >= 1`` the sum condition gives ``tau <= 0``: no entry is cut, and ``F`` is
    proportional to ``(sqrt p + c)**2`` with
    ``n c = sqrt(S**2 + n(T**2 - 1)) - S``, ``S = sum sqrt p``, increasing in ``T`` from 0 to
    infinity, so ratios shrink to 1: A1 to A5, every class filled. As ``T -> 0`` it tends to the
    uniform law on the largest entries.
    """
    return entmax15(xp.sqrt(p) / T, xp)


@operator(
    "softening",
    formula="(1 - lambda_T) F_T(p)_i + lambda_T / n, F the power transform, lambda_T = 1 - 1/T",
    source=SK + " (families); composition ours",
    holds=FILLS_CLASSES,
)
def mixture_of_power(p: Any, T: Any, xp: Any) -> Any:
    """Convex mixture applied to the power transform, at the same temperature.

    Notes
    -----
    The power transform descends in the majorisation order as ``T`` grows, and a mixture of
    growing weight keeps that, so A3 holds; the mixture fills every class.
    """
    return mixture(power(p, T, xp), T, xp)
