"""Enclosures of formulas and of their slopes on many boxes at once, rounded outward.

A formula is bounded on a box by its natural interval extension, and by the centred form
``f(c) + f'(X) (X - c)``, whose excess shrinks with the square of the box.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from kdtheory.arithmetic import interval as iv
from kdtheory.arithmetic.interval import Interval
from kdtheory.sharpen.formula import NEAR, TERMS, Formula, coefficient

#: Above the error of a series in doubles: each Horner step divides the error by 16 and adds less
#: than 2.2 * 2^-53 (partial sums and coefficients are below 1.1); the tail is below 2^-63.
_SERIES = 2.0**-50


@lru_cache(maxsize=4096)
def rational(x: Fraction | int) -> Interval:
    """The tightest interval of doubles around an exact rational."""
    x = Fraction(x)
    return Interval.rational(x.numerator, x.denominator)


_ONE, _TWO = Interval.point(1.0), Interval.point(2.0)


def remainder(k: int, z: Interval) -> Interval:
    """``R_k`` over an interval: it decreases. Unknown where `z` reaches -1.

    >>> two = remainder(2, Interval(0, 1))
    >>> bool(two.lo < 0.3068529 and two.hi >= 0.5)
    True
    """
    return _between(z, lambda x: _value(k, x), rising=False)


def slope(k: int, z: Interval) -> Interval:
    """The derivative of ``R_k`` over an interval: it increases, as ``R_k`` is convex."""
    return _between(z, lambda x: _slope(k, x), rising=True)


def _between(z: Interval, at: Callable[[Any], Interval], *, rising: bool) -> Interval:
    bad = ~((z.lo > -1) & np.isfinite(z.lo) & np.isfinite(z.hi))
    low, high = np.where(bad, 0.0, z.lo), np.where(bad, 0.0, z.hi)
    if z.lo is z.hi:
        both = at(low)
        return Interval(np.where(bad, -np.inf, both.lo), np.where(bad, np.inf, both.hi))
    ends = at(np.stack([high, low] if not rising else [low, high]))
    return Interval(np.where(bad, -np.inf, ends.lo[0]), np.where(bad, np.inf, ends.hi[1]))


def _value(k: int, x: Any) -> Interval:
    """``R_k`` at doubles."""
    z, log = _far(x)
    top = iv.sub(z, log) if k == 2 else iv.sub(iv.mul(iv.add(_ONE, z), log), z)
    return _with_series(x, iv.div(top, iv.square(z)), _COEFFICIENTS[k])


def _slope(k: int, x: Any) -> Interval:
    """``R_k'`` at doubles: ``(z²/(1+z) - 2z + 2 log(1+z))/z³`` or ``(2z - (2+z) log(1+z))/z³``."""
    z, log = _far(x)
    if k == 2:
        quotient = iv.div(iv.square(z), iv.add(_ONE, z))
        top = iv.sub(iv.add(quotient, iv.mul(_TWO, log)), iv.mul(_TWO, z))
    else:
        top = iv.sub(iv.mul(_TWO, z), iv.mul(iv.add(_TWO, z), log))
    return _with_series(x, iv.div(top, iv.power_int(z, 3)), _SLOPES[k])


_COEFFICIENTS = {k: [float(coefficient(k, j)) for j in range(TERMS)] for k in (1, 2)}
_SLOPES = {k: [float(j * coefficient(k, j)) for j in range(1, TERMS + 1)] for k in (1, 2)}


def _far(x: Any) -> tuple[Interval, Interval]:
    """``z`` and ``log(1 + z)``, where the series does not serve."""
    z = Interval.point(np.where(abs(x) < NEAR, 1.0, x))
    return z, iv.log1p(z)


def _with_series(x: Any, direct: Interval, coefficients: list[float]) -> Interval:
    small = abs(x) < NEAR
    if not small.any():
        return direct
    near = np.where(small, x, 0.0)
    total = np.full_like(near, coefficients[-1])
    for c in reversed(coefficients[:-1]):
        total = total * near + c
    low = np.where(small, total - _SERIES, direct.lo)
    return Interval(low, np.where(small, total + _SERIES, direct.hi))


# values with slopes ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Jet:
    """A value and its slopes; a slope that is not there is zero."""

    value: Interval
    slopes: dict[str, Interval]


def jets(formula: Formula, env: Mapping[str, Interval], *, slopes: bool = True) -> list[Jet]:
    """Value and slopes of every output over the boxes of `env`."""
    values: list[Jet] = []
    for op, value, args in formula.rows:
        values.append(_apply(op, value, [values[a] for a in args], env, slopes))
    return [values[k] for k in formula.outputs]


def _apply(op: str, value: Any, a: list[Jet], env: Mapping[str, Interval], slopes: bool) -> Jet:
    if op == "const":
        return Jet(rational(value), {})
    if op == "var":
        return Jet(env[value], {value: _ONE} if slopes else {})
    x = a[0].value
    if op == "neg":
        return Jet(iv.neg(x), {v: iv.neg(d) for v, d in a[0].slopes.items()})
    if op == "remainder":
        return _chain(remainder(value, x), a[0], lambda: slope(value, x))
    if op == "pow":
        exponent = a[1].value
        less = iv.sub(exponent, _ONE)
        return _chain(iv.power(x, exponent), a[0], lambda: iv.mul(exponent, iv.power(x, less)))
    y = a[1].value
    if op == "add":
        return Jet(iv.add(x, y), _joined(a, lambda d: d, lambda d: d))
    if op == "mul":
        return Jet(iv.mul(x, y), _joined(a, lambda d: iv.mul(d, y), lambda d: iv.mul(x, d)))
    if op == "div":
        q = iv.div(x, y)
        return Jet(q, _joined(a, lambda d: iv.div(d, y), lambda d: iv.neg(iv.div(iv.mul(q, d), y))))
    raise ValueError(f"no operation {op}")


def _chain(value: Interval, inner: Jet, outer: Any) -> Jet:
    if not inner.slopes:
        return Jet(value, {})
    by = outer()
    return Jet(value, {v: iv.mul(by, d) for v, d in inner.slopes.items()})


def _joined(a: list[Jet], left: Any, right: Any) -> dict[str, Interval]:
    out = {v: left(d) for v, d in a[0].slopes.items()}
    for v, d in a[1].slopes.items():
        out[v] = iv.add(out[v], right(d)) if v in out else right(d)
    return out
