"""Interval arithmetic at full speed, where nothing is infinite, undefined or overflows.

Each function returns what its namesake in :mod:`kdtheory.arithmetic.interval` would, or None where
it cannot vouch for that. The spans of the arguments decide: if the extreme results are finite, so
are all the others, since rounding is monotone; and they often settle every sign, which leaves one
product for each end and one multiplication to round it outward. The slack for subnormal results
(``t`` in :mod:`kdtheory.arithmetic.enclosure`) is left out where all of them are at least `SAFE`.
"""

from __future__ import annotations

import math

import numpy as np

from kdtheory.arithmetic.enclosure import (
    EPS,
    ETA,
    INF,
    MARGIN_ULPS,
    Interval,
    at_least,
    at_most,
    make,
    span,
)

SAFE = 2.0**-1021  # products and quotients from here on need no further slack
Span = tuple[float, float]


def add(x: Interval, y: Interval) -> Interval | None:
    """``x + y``."""
    (a, b), (c, d) = span(x), span(y)
    least, most = a + c, b + d
    if not (least > -INF and most < INF):
        return None
    return _outward(np.asarray(x.lo + y.lo), np.asarray(x.hi + y.hi), least, most)


def sub(x: Interval, y: Interval) -> Interval | None:
    """``x - y``."""
    (a, b), (c, d) = span(x), span(y)
    least, most = a - d, b - c
    if not (least > -INF and most < INF):
        return None
    return _outward(np.asarray(x.lo - y.hi), np.asarray(x.hi - y.lo), least, most)


def mul(x: Interval, y: Interval) -> Interval | None:
    """``x * y``."""
    xs, ys = span(x), span(y)
    if not -INF < xs[0] <= xs[1] < INF or not -INF < ys[0] <= ys[1] < INF:
        return None
    corners = (xs[0] * ys[0], xs[0] * ys[1], xs[1] * ys[0], xs[1] * ys[1])
    least, most = min(corners), max(corners)
    if not (least > -INF and most < INF):
        return None
    if not _one_sign(ys):
        x, y, xs, ys = y, x, ys, xs
    if not _one_sign(ys):
        four = [x.lo * y.lo, x.lo * y.hi, x.hi * y.lo, x.hi * y.hi]
        lo = np.minimum(np.minimum(four[0], four[1]), np.minimum(four[2], four[3]))
        hi = np.maximum(np.maximum(four[0], four[1]), np.maximum(four[2], four[3]))
    else:
        near, far = (y.lo, y.hi) if ys[0] >= 0 else (y.hi, y.lo)  # by size
        low, high = (x.lo, x.hi) if ys[0] >= 0 else (x.hi, x.lo)
        sign = _sign(xs) if ys[0] >= 0 else -_sign(xs)
        lo, hi = _ends(np.multiply, low, high, near, far, sign)
    if _one_sign(xs) and _one_sign(ys) and min(map(abs, corners)) >= SAFE:
        return _outward(np.asarray(lo), np.asarray(hi), least, most)
    return _with_zeros(np.asarray(lo), np.asarray(hi), least, most, x, y)


def div(x: Interval, y: Interval) -> Interval | None:
    """``x / y`` for positive `y`."""
    xs, ys = span(x), span(y)
    if not -INF < xs[0] <= xs[1] < INF or not 0 < ys[0] <= ys[1] < INF:
        return None
    corners = (xs[0] / ys[0], xs[0] / ys[1], xs[1] / ys[0], xs[1] / ys[1])
    least, most = min(corners), max(corners)
    if not (least > -INF and most < INF):
        return None
    lo, hi = _ends(np.divide, x.lo, x.hi, y.hi, y.lo, _sign(xs))
    if _one_sign(xs) and min(map(abs, corners)) >= SAFE:
        return _outward(np.asarray(lo), np.asarray(hi), least, most)
    return _with_zeros(np.asarray(lo), np.asarray(hi), least, most, x, None)


def exp(x: Interval) -> Interval | None:
    """The exponential of values from -700 to 700."""
    low, high = span(x)
    if not -700 <= low <= high <= 700:
        return None
    found = _outward(
        np.asarray(np.exp(x.lo)), np.asarray(np.exp(x.hi)), 0.0, INF, MARGIN_ULPS["exp"]
    )
    lo, hi = found.lo, found.hi
    if high >= 0:
        np.maximum(lo, 1.0 if low >= 0 else x.lo >= 0, out=lo)
    if low <= 0:
        hi = at_most(hi, 1.0, x.hi <= 0)
    return make(lo, hi)


def log(x: Interval) -> Interval | None:
    """The logarithm of positive values."""
    low, high = span(x)
    if not 0 < low <= high < INF:
        return None
    lo, hi = np.asarray(np.log(x.lo)), np.asarray(np.log(x.hi))
    return _outward(lo, hi, float(lo.min()), float(hi.max()), MARGIN_ULPS["log"])


def power(x: Interval, y: Interval) -> Interval | None:
    """``x**y`` for ``y >= 0`` and positive `x` on one side of 1."""
    (a, b), (c, d) = span(x), span(y)
    if not (0 < a <= b < INF and 0 <= c <= d < INF and (b <= 1 or a >= 1)):
        return None
    if d * max(abs(math.log2(a)), abs(math.log2(b))) > 1000:  # nothing subnormal, no overflow
        return None
    small, large = (y.hi, y.lo) if b <= 1 else (y.lo, y.hi)
    lo, hi = np.asarray(np.power(x.lo, small)), np.asarray(np.power(x.hi, large))
    found = _outward(lo, hi, 0.0, INF, MARGIN_ULPS["power"])
    lo, hi = found.lo, found.hi
    if b <= 1:
        np.minimum(hi, 1.0, out=hi)
    else:
        np.maximum(lo, 1.0, out=lo)
    if c <= 1 <= d:  # first powers are exact
        np.copyto(lo, x.lo, where=small == 1)
        np.copyto(hi, x.hi, where=large == 1)
    return make(lo, hi, (0.0, 1.0) if b <= 1 else None)


def _one_sign(s: Span) -> bool:
    return s[0] >= 0 or s[1] <= 0


def _sign(s: Span) -> int:
    return 1 if s[0] >= 0 else -1 if s[1] <= 0 else 0


def _ends(
    apply: np.ufunc, low: np.ndarray, high: np.ndarray, near: np.ndarray, far: np.ndarray, sign: int
) -> tuple[np.ndarray, np.ndarray]:
    """Ends of a product or quotient whose second factor, from `near` to `far`, has one sign.

    `sign` is the sign of the result, 0 for unknown.
    """
    if sign > 0:
        return apply(low, near), apply(high, far)
    if sign < 0:
        return apply(low, far), apply(high, near)
    if near is far:
        return apply(low, near), apply(high, near)
    lo, hi = np.asarray(apply(low, near)), np.asarray(apply(high, near))
    np.minimum(lo, apply(low, far), out=lo)
    np.maximum(hi, apply(high, far), out=hi)
    return lo, hi


def _outward(lo: np.ndarray, hi: np.ndarray, least: float, most: float, ulps: int = 1) -> Interval:
    """Computed ends within [least, most], rounded outward in place."""
    less, more = 1 - ulps * EPS, 1 + ulps * EPS
    if least < 0 < most:  # the spans do not tell the sign: look
        least, most = float(lo.min()), float(hi.max())
    if least >= 0:
        lo *= less
        hi *= more
        return make(lo, hi, (least * less, most * more))
    if most <= 0:
        lo *= more
        hi *= less
        return make(lo, hi, (least * more, most * less))
    other = np.asarray(lo * more)
    lo *= less
    np.minimum(lo, other, out=lo)
    np.multiply(hi, less, out=other)
    hi *= more
    np.maximum(hi, other, out=hi)
    return make(lo, hi, (min(least * less, least * more), max(most * less, most * more)))


def _with_zeros(
    lo: np.ndarray, hi: np.ndarray, least: float, most: float, x: Interval, y: Interval | None
) -> Interval:
    """The same for products and quotients that may be 0 or subnormal; exact zeros are kept."""
    exact = not (lo.all() and hi.all())
    result = _outward(lo, hi, least, most)
    lo, hi = result.lo, result.hi
    low, high = span(result)
    lo -= ETA
    hi += ETA
    low, high = low - ETA, high + ETA
    if exact and y is not None:
        zero = ((x.lo == 0) & (x.hi == 0)) | ((y.lo == 0) & (y.hi == 0))
        lo = at_least(lo, 0.0, ((x.lo >= 0) & (y.lo >= 0)) | ((x.hi <= 0) & (y.hi <= 0)) | zero)
        hi = at_most(hi, 0.0, ((x.lo >= 0) & (y.hi <= 0)) | ((x.hi <= 0) & (y.lo >= 0)) | zero)
    elif exact:
        lo, hi = at_least(lo, 0.0, x.lo >= 0), at_most(hi, 0.0, x.hi <= 0)
    if exact:
        return make(lo, hi)
    return make(lo, hi, (low, high))
