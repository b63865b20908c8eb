"""The interval type of :mod:`kdtheory.arithmetic.interval`, and how its ends are rounded.

Let ``u = 2**-53``, ``eps = 2u`` and ``eta = 2**-1074``. The operations ``+ - * / sqrt`` are
correctly rounded: a computed ``c`` is off by at most half an ulp. NumPy's other functions are not,
and they change with the SIMD path of the machine; they are widened by ``MARGIN_ULPS`` ulps, and by
that many times ``TINY`` for subnormal results (also flushed ones).

An outward step is a multiplication and a subtraction, ten times faster than ``nextafter``. Why
``fl(fl(c (1 - k eps)) - t)`` is below the true value ``r``, for ``c > 0`` within ``K`` ulps of
``r`` (the other three cases mirror it):

- ``k = 1, K = 1/2`` (correct rounding). If ``c >= 2**-1021``, then ``c eps`` lies in ``[ulp(c), 2
  ulp(c))``, so the product is at most the predecessor of ``c``, as rounding is monotone. Below that
  ``c`` is off by at most ``eta``, the product rounds to at most ``c``, and ``t = eta`` is
  subtracted exactly. Sums need no ``t``: below ``2**-1021`` they are exact. Square roots of doubles
  are never that small.
- ``k >= K + 2, t >= (K + 2) eta``. Here ``r >= c (1 - K eps) - K eta``, while the two roundings
  lift ``c (1 - k eps) - t`` by at most ``eps c + eta``.

All this needs rounding to nearest and gradual underflow, which :func:`check_environment` tests.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

INF, MAX, EPS, ETA, TINY = np.inf, float(np.finfo(float).max), 2.0**-52, 2.0**-1074, 2.0**-1022

#: Widening in ulps for each primitive (``sin``, ``cos``: in ulps of 1, absolute); ``arithmetic`` is
#: ``+ - * / sqrt``. Over 10 million arguments each ``benchmarks/ulp_margins.py`` saw at most 2.2
#: ulps for ``tanh``, 0.9 for the others. AVX-512 paths were out of reach there; NumPy's library for
#: them (SVML) promises 4.
MARGIN_ULPS = {
    "arithmetic": 1,
    "exp": 8,
    "expm1": 8,
    "log": 8,
    "log1p": 8,
    "tanh": 16,
    "power": 8,
    "sin": 8,
    "cos": 8,
}

quiet = np.errstate(all="ignore")


@dataclass(frozen=True, slots=True, eq=False)
class Interval:
    """An array of closed intervals with float64 ends, which are not copied.

    The arrays must not be written to afterwards: their extremes are remembered, see :func:`span`.

    Parameters
    ----------
    lo, hi : array_like of float
        Lower and upper ends, ``lo <= hi``, broadcast to one shape. A NaN end makes the entry
        unknown, ``[-inf, inf]``.

    Raises
    ------
    ValueError
        If some ``lo > hi``, or an integer has no exact double.
    TypeError
        If the ends are not plain numbers of at most double precision.
    """

    lo: np.ndarray
    hi: np.ndarray
    reach: tuple[float, float] | None = field(init=False, repr=False, default=None)

    def __post_init__(self) -> None:
        lo, hi = _doubles(self.lo), _doubles(self.hi)
        if lo.shape != hi.shape:
            lo, hi = np.broadcast_arrays(lo, hi)
        if (lo > hi).any():
            raise ValueError("an interval needs lo <= hi")
        unknown = np.isnan(lo) | np.isnan(hi)
        if unknown.any():
            lo, hi = np.where(unknown, -INF, lo), np.where(unknown, INF, hi)
        _fill(self, lo, hi)

    @classmethod
    def point(cls, x: Any) -> Interval:
        """The exact doubles `x`, each as an interval of no width.

        >>> Interval.point(0.5)
        Interval(lo=array(0.5), hi=array(0.5))
        """
        ends = _doubles(x)
        return cls(ends, ends) if np.isnan(ends).any() else make(ends, ends)

    @classmethod
    def rational(cls, numer: int, denom: int = 1) -> Interval:
        """The tightest interval around ``numer / denom``, 0-d; a point when that is a double.

        >>> third = Interval.rational(1, 3)
        >>> Fraction(float(third.lo)) < Fraction(1, 3) < Fraction(float(third.hi))
        True
        """
        exact = Fraction(numer, denom)
        try:
            near = float(exact)  # correctly rounded
        except OverflowError:
            near = MAX if exact > 0 else -MAX
        lo = near if Fraction(near) <= exact else math.nextafter(near, -INF)
        hi = near if Fraction(near) >= exact else math.nextafter(near, INF)
        return cls(np.asarray(lo), np.asarray(hi))

    @classmethod
    def entire(cls, shape: tuple[int, ...] = ()) -> Interval:
        """Unknown values."""
        return make(np.full(shape, -INF), np.full(shape, INF))

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the arrays of ends."""
        return self.lo.shape


def _doubles(x: Any) -> np.ndarray:
    """`x` as float64, refused if that would round."""
    x = np.asarray(x)
    if x.dtype.kind in "iu" and x.size and max(-int(x.min()), int(x.max())) > 2**53:
        raise ValueError("integers beyond 2**53 have no exact double; use Interval.rational")
    if x.dtype.kind not in "iufb" or x.dtype.itemsize > 8:
        raise TypeError(f"interval ends must be at most double precision, not {x.dtype}")
    return x.astype(np.float64, copy=False)


def _fill(
    interval: Interval, lo: np.ndarray, hi: np.ndarray, reach: tuple[float, float] | None = None
) -> None:
    object.__setattr__(interval, "lo", lo)
    object.__setattr__(interval, "hi", hi)
    object.__setattr__(interval, "reach", reach)


def make(lo: np.ndarray, hi: np.ndarray, reach: tuple[float, float] | None = None) -> Interval:
    """An interval from ends known to be in order and free of NaN, and within `reach`."""
    result = object.__new__(Interval)
    _fill(result, lo, hi, reach)
    return result


def span(x: Interval) -> tuple[float, float]:
    """Bounds of every entry: not above any lower end, not below any upper end.

    Worked out once for each interval; an arithmetic operation hands on what it knows.
    """
    if x.reach is None:
        least, most = float(x.lo.min(initial=INF)), float(x.hi.max(initial=-INF))
        object.__setattr__(x, "reach", (least, most))
    return x.reach  # type: ignore[return-value]


ENTIRE = Interval.entire()


def down(c: Any, ulps: int, t: float = 0.0) -> np.ndarray:
    """Lower bounds from computed values `c` (overwritten), by the proof at the top.

    NaN becomes -inf, and an overflow to inf the largest double.
    """
    c = np.asarray(c)
    if not c.max(initial=-INF) < INF:  # true also for NaN
        c = np.where(np.isnan(c), -INF, np.minimum(c, MAX))
    below_negative = np.asarray(c * (1 + ulps * EPS))
    np.multiply(c, 1 - ulps * EPS, out=c)
    np.minimum(c, below_negative, out=c)
    return np.subtract(c, ulps * t, out=c) if t else c


def up(c: Any, ulps: int, t: float = 0.0) -> np.ndarray:
    """Upper bounds from computed values `c` (overwritten); NaN becomes inf."""
    c = np.asarray(c)
    if not c.min(initial=INF) > -INF:
        c = np.where(np.isnan(c), INF, np.maximum(c, -MAX))
    above_negative = np.asarray(c * (1 - ulps * EPS))
    np.multiply(c, 1 + ulps * EPS, out=c)
    np.maximum(c, above_negative, out=c)
    return np.add(c, ulps * t, out=c) if t else c


def is_entire(x: Interval) -> np.ndarray:
    """Where `x` is unknown, ``[-inf, inf]``."""
    return np.asarray((x.lo == -INF) & (x.hi == INF))


def pack(
    lo: np.ndarray, hi: np.ndarray, *operands: Interval, bad: np.ndarray | None = None
) -> Interval:
    """The result, unknown where `bad` or where an operand is unknown."""
    for x in operands:
        if span(x) == (-INF, INF):  # seldom true
            bad = is_entire(x) if bad is None else bad | is_entire(x)
    if bad is not None and bad.any():
        lo, hi = np.where(bad, -INF, lo), np.where(bad, INF, hi)
    return make(lo, hi)


def nonnegative(x: Interval) -> bool:
    """Whether no entry reaches below 0."""
    return span(x)[0] >= 0


def at_least(lo: np.ndarray, bound: float, where: np.ndarray) -> np.ndarray:
    """Lower ends, lifted to `bound` where that is known to hold."""
    if not where.any():  # quick, and common
        return lo
    return np.asarray(np.maximum(lo, bound if where.all() else np.where(where, bound, -INF)))


def at_most(hi: np.ndarray, bound: float, where: np.ndarray) -> np.ndarray:
    """Upper ends, cut to `bound` where that is known to hold."""
    if not where.any():
        return hi
    return np.asarray(np.minimum(hi, bound if where.all() else np.where(where, bound, INF)))


def less(x: Interval, y: Interval) -> np.ndarray:
    """Whether ``x < y``: 1 for surely, 0 for surely not, -1 for unknown.

    >>> less(Interval([0, 0, 2], [1, 2, 3]), Interval.point(2)).tolist()
    [1, -1, 0]
    """
    return _tristate(x.hi < y.lo, (x.lo >= y.hi) & (x.lo > -INF) & (y.hi < INF))


def less_equal(x: Interval, y: Interval) -> np.ndarray:
    """Whether ``x <= y``: 1 for surely, 0 for surely not, -1 for unknown."""
    return _tristate((x.hi <= y.lo) & (x.hi < INF) & (y.lo > -INF), x.lo > y.hi)


def equal(x: Interval, y: Interval) -> np.ndarray:
    """Whether ``x == y``: 1 for the same finite point, 0 for disjoint, -1 for unknown."""
    same = (x.lo == x.hi) & (y.lo == y.hi) & (x.lo == y.lo) & np.isfinite(x.lo)
    return _tristate(same, (x.hi < y.lo) | (y.hi < x.lo))


def _tristate(true: np.ndarray, false: np.ndarray) -> np.ndarray:
    """1 where `true`, 0 where `false`, else -1."""
    return 2 * np.asarray(true).astype(np.int8) + np.asarray(false).astype(np.int8) - np.int8(1)


# Exact selections


def maximum(x: Interval, y: Interval) -> Interval:
    """The larger of two values."""
    return pack(np.asarray(np.maximum(x.lo, y.lo)), np.asarray(np.maximum(x.hi, y.hi)), x, y)


def minimum(x: Interval, y: Interval) -> Interval:
    """The smaller of two values."""
    return pack(np.asarray(np.minimum(x.lo, y.lo)), np.asarray(np.minimum(x.hi, y.hi)), x, y)


def floor(x: Interval) -> Interval:
    """The largest whole number not above `x`."""
    return make(np.asarray(np.floor(x.lo)), np.asarray(np.floor(x.hi)))


def union(x: Interval, y: Interval) -> Interval:
    """The smallest interval that holds both, as for a value that is one or the other."""
    return make(np.asarray(np.minimum(x.lo, y.lo)), np.asarray(np.maximum(x.hi, y.hi)))


def intersect(x: Interval, y: Interval) -> Interval:
    """What two enclosures of the same value leave.

    The only function that turns an unknown argument into a known result: the caller vouches that
    the value is defined wherever either enclosure says so. Where the two do not meet one of them is
    wrong, and the result is unknown.
    """
    lo, hi = np.asarray(np.maximum(x.lo, y.lo)), np.asarray(np.minimum(x.hi, y.hi))
    return pack(lo, hi, bad=np.asarray(lo > hi))


def kth_largest(intervals: Sequence[Interval], k: int) -> Interval:
    """The k-th largest of several values, 1 for the maximum, entry by entry.

    Order statistics increase in every argument, so the ends sort separately.

    >>> kth_largest([Interval(0, 3), Interval(1, 2), Interval(-1, 0)], 2)
    Interval(lo=array(0.), hi=array(2.))
    """
    if not 1 <= k <= len(intervals):
        raise ValueError(f"k must lie in 1..{len(intervals)}, not {k}")
    lows = np.sort(np.stack(np.broadcast_arrays(*(x.lo for x in intervals)), axis=-1))
    highs = np.sort(np.stack(np.broadcast_arrays(*(x.hi for x in intervals)), axis=-1))
    return pack(np.array(lows[..., -k]), np.array(highs[..., -k]), *intervals)


@quiet
def check_environment() -> None:
    """Raise RuntimeError unless float64 arithmetic here is what the proofs above assume.

    A library loaded into the process may have switched subnormals off or changed the rounding;
    such a process can certify nothing.
    """
    u = np.full(16, 2.0**-53)
    nearest = ((1 + u == 1) & (1 + 1.5 * u > 1) & (-1 - u == -1)).all()
    gradual = ((ETA + 0 * u) + ETA == 2 * ETA).all() and ((TINY + 0 * u) / 2 > 0).all()
    landmarks = (np.exp(0 * u) == 1).all() and (np.log(1 + 0 * u) == 0).all()
    if not (nearest and gradual and landmarks):
        raise RuntimeError("float64 is not rounded to nearest with subnormals here: cannot enclose")
