"""Vectorised interval arithmetic on float64 arrays, rounded outward.

An :class:`Interval` is an array of ranges ``[lo, hi]``. Every function returns bounds that hold for
every choice of real numbers inside its arguments. Nothing here ever returns NaN.

Unknown is sticky. ``[-inf, inf]`` means "anything, or not defined at all": a logarithm over
negative numbers, a division by an interval that holds zero. Every function except :func:`intersect`
maps an unknown argument to an unknown result, even where a bound seems to follow (``0 * unknown``,
``tanh(unknown)``), and every comparison with it is undecided. So an expression that may be
undefined somewhere in a box certifies nothing about that box.

A half-infinite interval is not unknown: ``log([0, 1]) = [-inf, 0]`` holds the limit value at 0, and
``0 * [-inf, 0] = 0``, as in ``0 log 0 = 0``.

How ends are rounded, and why that is safe: :mod:`kdtheory.arithmetic.enclosure`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kdtheory.arithmetic import finite
from kdtheory.arithmetic.enclosure import (
    ENTIRE,
    EPS,
    ETA,
    MARGIN_ULPS,
    TINY,
    Interval,
    at_least,
    at_most,
    check_environment,
    down,
    equal,
    floor,
    intersect,
    is_entire,
    kth_largest,
    less,
    less_equal,
    make,
    maximum,
    minimum,
    nonnegative,
    pack,
    quiet,
    span,
    union,
    up,
)

# fmt: off
__all__ = [
    "ENTIRE", "MARGIN_ULPS", "Interval", "check_environment", "is_entire",
    "add", "sub", "neg", "mul", "div", "reciprocal", "square", "absolute", "sqrt",
    "exp", "expm1", "log", "log1p", "tanh", "sin", "cos", "power", "power_int",
    "maximum", "minimum", "floor", "union", "intersect", "kth_largest",
    "less", "less_equal", "equal",
]
# fmt: on


# Arithmetic


def neg(x: Interval) -> Interval:
    """``-x``, exact."""
    if x.lo is x.hi:
        return Interval.point(-x.lo)
    least, most = span(x)
    return make(np.asarray(-x.hi), np.asarray(-x.lo), (-most, -least))


@quiet
def add(x: Interval, y: Interval) -> Interval:
    """``x + y``; opposite infinities give unknown."""
    if (quick := finite.add(x, y)) is not None:
        return quick
    return make(down(x.lo + y.lo, _ieee()), up(x.hi + y.hi, _ieee()))


@quiet
def sub(x: Interval, y: Interval) -> Interval:
    """``x - y``; a value less itself is not 0, the two vary independently."""
    if (quick := finite.sub(x, y)) is not None:
        return quick
    return make(down(x.lo - y.hi, _ieee()), up(x.hi - y.lo, _ieee()))


@quiet
def mul(x: Interval, y: Interval) -> Interval:
    """``x * y``, with ``0 * inf = 0``; signs and exact zeros are kept.

    >>> mul(Interval(0, 1), Interval(0, 0.5)).lo
    array(0.)
    """
    if (quick := finite.mul(x, y)) is not None:
        return quick
    if nonnegative(x):
        x, y = y, x
    if nonnegative(y):  # then two corners for each end do, or one
        one_sign = nonnegative(x)
        lows = [x.lo * y.lo] if one_sign or y.lo is y.hi else [x.lo * y.lo, x.lo * y.hi]
        highs = [x.hi * y.hi] if one_sign or y.lo is y.hi else [x.hi * y.lo, x.hi * y.hi]
    else:
        lows = highs = [x.lo * y.lo, x.lo * y.hi, x.hi * y.lo, x.hi * y.hi]
    lo = down(_extreme(np.minimum, lows), _ieee(), ETA)
    hi = up(_extreme(np.maximum, highs), _ieee(), ETA)
    if (lo == -ETA).any() or (hi == ETA).any():  # the product was 0, or underflowed to 0
        zero = ((x.lo == 0) & (x.hi == 0)) | ((y.lo == 0) & (y.hi == 0))
        lo = at_least(lo, 0.0, ((x.lo >= 0) & (y.lo >= 0)) | ((x.hi <= 0) & (y.hi <= 0)) | zero)
        hi = at_most(hi, 0.0, ((x.lo >= 0) & (y.hi <= 0)) | ((x.hi <= 0) & (y.lo >= 0)) | zero)
    return pack(lo, hi, x, y)


def _extreme(choose: np.ufunc, corners: list) -> np.ndarray:
    """The least or greatest of fresh products, NaN (zero times infinity) counted as 0."""
    if any(np.isnan(c).any() for c in corners):
        corners = [np.where(np.isnan(c), 0.0, c) for c in corners]
    best = np.asarray(corners[0])
    for corner in corners[1:]:
        best = np.asarray(choose(best, corner))
    return best


@quiet
def div(x: Interval, y: Interval) -> Interval:
    """``x / y``, unknown where `y` holds 0."""
    if (quick := finite.div(x, y)) is not None:
        return quick
    bad = None
    if not span(y)[0] > 0:  # turn the sign of both where y is negative
        negative = y.hi < 0
        bad = ~(negative | (y.lo > 0))
        x = make(np.where(negative, -x.hi, x.lo), np.where(negative, -x.lo, x.hi))
        y = make(np.where(negative, -y.hi, y.lo), np.where(negative, -y.lo, y.hi))
    if nonnegative(x):
        lo, hi = x.lo / y.hi, x.hi / y.lo
    else:
        lo, hi = np.minimum(x.lo / y.lo, x.lo / y.hi), np.maximum(x.hi / y.lo, x.hi / y.hi)
    lo, hi = down(lo, _ieee(), ETA), up(hi, _ieee(), ETA)
    if (lo == -ETA).any() or (hi == ETA).any():
        lo, hi = at_least(lo, 0.0, x.lo >= 0), at_most(hi, 0.0, x.hi <= 0)
    return pack(lo, hi, bad=bad)  # an unknown x has come through


def reciprocal(x: Interval) -> Interval:
    """``1 / x``, unknown where `x` holds 0."""
    return div(_ONE, x)


@quiet
def square(x: Interval) -> Interval:
    """``x**2``, never negative; tighter than ``mul(x, x)``.

    >>> square(Interval(-1, 2)).lo
    array(0.)
    """
    if nonnegative(x) and (quick := finite.mul(x, x)) is not None:
        return quick
    small, big = _magnitudes(x)
    lo = np.asarray(np.maximum(down(small * small, _ieee(), ETA), 0.0))
    hi = up(big * big, _ieee(), ETA)
    if (hi == ETA).any():
        hi = at_most(hi, 0.0, big == 0)
    return pack(lo, hi, x)


def _magnitudes(x: Interval) -> tuple[np.ndarray, np.ndarray]:
    """The ends of ``|x|``."""
    return np.maximum(np.maximum(x.lo, -x.hi), 0.0), np.maximum(-x.lo, x.hi)


def absolute(x: Interval) -> Interval:
    """``|x|``, exact."""
    small, big = _magnitudes(x)
    return pack(np.asarray(small), np.asarray(big), x)


@quiet
def sqrt(x: Interval) -> Interval:
    """The square root, unknown where `x` reaches below 0."""
    lo, hi = down(np.sqrt(x.lo), _ieee()), up(np.sqrt(x.hi), _ieee())
    return pack(lo, hi, bad=_below(x, 0.0))


def _below(x: Interval, bound: float) -> np.ndarray | None:
    """Where `x` reaches below `bound`; None for nowhere."""
    return None if span(x)[0] >= bound else np.asarray(x.lo < bound)


def _ieee() -> int:
    """Widening of a correctly rounded result."""
    return MARGIN_ULPS["arithmetic"]


_ONE = Interval.point(1.0)


# Elementary functions


@quiet
def exp(x: Interval) -> Interval:
    """The exponential; ``exp(0)`` is exactly 1.

    >>> exp(Interval(-1, 0)).hi
    array(1.)
    """
    if (quick := finite.exp(x)) is not None:
        return quick
    ulps = MARGIN_ULPS["exp"]
    lo = np.maximum(down(np.exp(x.lo), ulps, TINY), x.lo >= 0)  # the test is the bound: 1 or 0
    hi = at_most(up(np.exp(x.hi), ulps, TINY), 1.0, x.hi <= 0)
    return pack(np.asarray(lo), hi, x)


@quiet
def expm1(x: Interval) -> Interval:
    """``exp(x) - 1``, accurate near 0."""
    ulps = MARGIN_ULPS["expm1"]
    lo = np.maximum(np.maximum(down(np.expm1(x.lo), ulps, TINY), x.lo), -1.0)  # exp(x) - 1 >= x
    hi = at_most(up(np.expm1(x.hi), ulps, TINY), 0.0, x.hi <= 0)
    return pack(np.asarray(lo), hi, x)


@quiet
def log(x: Interval) -> Interval:
    """The natural logarithm, unknown where `x` reaches below 0, -inf at 0.

    >>> log(Interval(0, 1))
    Interval(lo=array(-inf), hi=array(0.))
    """
    if (quick := finite.log(x)) is not None:
        return quick
    ulps = MARGIN_ULPS["log"]  # results are 0 or above 1e-16 in size: no TINY, and log(1) stays 0
    return pack(down(np.log(x.lo), ulps), up(np.log(x.hi), ulps), bad=_below(x, 0.0))


@quiet
def log1p(x: Interval) -> Interval:
    """``log(1 + x)``, accurate near 0; unknown where `x` reaches below -1, -inf at -1."""
    ulps = MARGIN_ULPS["log1p"]
    lo = at_least(down(np.log1p(x.lo), ulps, TINY), 0.0, x.lo >= 0)
    hi = np.minimum(up(np.log1p(x.hi), ulps, TINY), x.hi)  # log(1 + x) <= x
    return pack(lo, np.asarray(hi), bad=_below(x, -1.0))


@quiet
def tanh(x: Interval) -> Interval:
    """The hyperbolic tangent, within [-1, 1]."""
    ulps = MARGIN_ULPS["tanh"]
    least, most = np.clip(x.lo, -1.0, 0.0), np.clip(x.hi, 0.0, 1.0)  # |tanh x| <= |x|
    lo = np.maximum(down(np.tanh(x.lo), ulps, TINY), least)
    hi = np.minimum(up(np.tanh(x.hi), ulps, TINY), most)
    return pack(np.asarray(lo), np.asarray(hi), x)


def sin(x: Interval) -> Interval:
    """The sine; unknown where an end is infinite."""
    return _wave(x, np.sin, 0.25, MARGIN_ULPS["sin"])


def cos(x: Interval) -> Interval:
    """The cosine; unknown where an end is infinite."""
    return _wave(x, np.cos, 0.0, MARGIN_ULPS["cos"])


@quiet
def _wave(x: Interval, function: Callable, peak: float, ulps: int) -> Interval:
    """Sine or cosine, whose maxima lie at ``peak`` plus whole turns.

    Without an extremum inside, the ends of `x` give the range.
    """
    first, second = function(x.lo), function(x.hi)
    lo, hi = np.minimum(first, second) - ulps * EPS, np.maximum(first, second) + ulps * EPS
    lo = np.where(_holds_turn(x, peak + 0.5), -1.0, np.maximum(lo, -1.0))
    hi = np.where(_holds_turn(x, peak), 1.0, np.minimum(hi, 1.0))
    return pack(lo, hi, bad=~(np.isfinite(x.lo) & np.isfinite(x.hi)))


def _holds_turn(x: Interval, phase: float) -> np.ndarray:
    """Where `x` may hold a point ``2 pi (phase + k)``; true when in doubt, false for points."""
    start, stop = x.lo / (2 * np.pi) - phase, x.hi / (2 * np.pi) - phase
    # Far above the rounding errors of 2 pi, quotient and difference.
    slack = 2.0**-48 * (np.maximum(abs(start), abs(stop)) + 1)
    return (np.floor(stop + slack) >= np.ceil(start - slack)) & (x.lo < x.hi)


# Powers


@quiet
def power(x: Interval, y: Interval) -> Interval:
    """``x**y`` for ``x >= 0``; ``0**y = 0`` for ``y > 0``.

    Unknown where `x` reaches below 0, or holds 0 while `y` reaches 0 or below. With one argument
    fixed the power is monotone in the other, so its extremes lie at corners.

    >>> power(Interval(0, 1), Interval(0.5, 2))
    Interval(lo=array(0.), hi=array(1.))
    """
    if (quick := finite.power(x, y)) is not None:
        return quick
    if nonnegative(y):  # increasing in x; in y where x >= 1, decreasing below
        lo = _power_down(x.lo, _pick(x.lo, y.lo, y.hi))
        hi = _power_up(x.hi, _pick(x.hi, y.hi, y.lo))
    elif span(y)[1] <= 0:
        lo = _power_down(x.hi, _pick(x.hi, y.lo, y.hi))
        hi = _power_up(x.lo, _pick(x.lo, y.hi, y.lo))
    else:
        corners = [(a, b) for a in (x.lo, x.hi) for b in (y.lo, y.hi)]
        lo = _extreme(np.minimum, [_power_down(a, b) for a, b in corners])
        hi = _extreme(np.maximum, [_power_up(a, b) for a, b in corners])
    return pack(lo, hi, x, y, bad=(x.lo < 0) | ((x.lo == 0) & (y.lo <= 0)))


def _pick(x: np.ndarray, above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """The exponent for the base `x`: `above` from 1 on, `below` under 1."""
    return above if above is below else np.where(x >= 1, above, below)


def _power_down(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Lower bounds of the powers of doubles."""
    lo = down(np.power(x, y), MARGIN_ULPS["power"], TINY)
    lo = np.maximum(lo, ((x >= 1) & (y >= 0)) | ((x <= 1) & (y <= 0)))  # the test is the bound
    exact = np.asarray(y == 1)
    return np.where(exact, x, lo) if exact.any() else np.asarray(lo)


def _power_up(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Upper bounds of the powers of doubles."""
    hi = up(np.power(x, y), MARGIN_ULPS["power"], TINY)
    hi = at_most(hi, 1.0, ((x <= 1) & (y >= 0)) | ((x >= 1) & (y <= 0)))
    exact = np.asarray((y == 1) | ((x == 0) & (y > 0)))
    return np.where(exact, x, hi) if exact.any() else hi


def power_int(x: Interval, k: int) -> Interval:
    """``x**k`` for a whole number `k` of any sign; ``x**0 = 1``.

    Unknown where ``k < 0`` and `x` holds 0.

    >>> power_int(Interval(-2, 1), 3).hi
    array(1.)
    """
    if k < 0:
        return power_int(reciprocal(x), -k)
    if k == 0:
        return pack(np.ones(x.shape), np.ones(x.shape), x)
    if k == 1:
        return x
    if k % 2 == 0:
        return _positive_power(absolute(x), k)
    if nonnegative(x):
        return _positive_power(x, k)
    # An odd power is one-to-one: the positive and the negative part, one of which is 0 at each end.
    above, below = _positive_power(_positive_part(x), k), _positive_power(_positive_part(neg(x)), k)
    lo = np.where(x.lo >= 0, above.lo, -below.hi)
    return pack(lo, np.where(x.hi >= 0, above.hi, -below.lo), x)


def _positive_part(x: Interval) -> Interval:
    return make(np.asarray(np.maximum(x.lo, 0.0)), np.asarray(np.maximum(x.hi, 0.0)))


def _positive_power(x: Interval, k: int) -> Interval:
    """``x**k`` for ``x >= 0``, ``k >= 1``: a few products while they are tighter than `power`."""
    if k > 8:
        return power(x, Interval.point(k))
    if k == 1:
        return x
    half = square(_positive_power(x, k // 2))
    return mul(half, x) if k % 2 else half
