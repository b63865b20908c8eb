"""Exact values at random rational points: the check that knows no algebra."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import flint
import sympy
from sympy import Expr, Indexed, Sum, Symbol, log

BITS = 320
#: A value that is not rational counts as zero below this; see :func:`is_zero`.
TINY = Fraction(1, 10**40)

Value = Any  # flint.fmpq or flint.arb


class Undefined(ArithmeticError):
    """The expression has no value at this point."""


@dataclass
class Point:
    """Values for every symbol and family.

    Attributes
    ----------
    symbols : dict
        Symbol to rational; sizes of index sets and indices too.
    families : dict
        ``IndexedBase`` to a function from indices to rationals.
    """

    symbols: dict[Symbol, Value] = field(default_factory=dict)
    families: dict[Any, Callable[..., Value]] = field(default_factory=dict)

    def value(self, e: Expr, bound: Mapping[Symbol, int] | None = None) -> Value:
        """The value of an expression: rational if all operations are, else a ball.

        Parameters
        ----------
        bound : mapping, optional
            Values of indices that go before those of the point.

        Raises
        ------
        Undefined
            For a division by zero, a logarithm of a number that is not positive and the like.
        """
        before = flint.ctx.prec
        flint.ctx.prec = BITS
        try:
            return self._value(sympy.sympify(e), bound or {})
        except ZeroDivisionError as error:
            raise Undefined(f"division by zero in {e}") from error
        finally:
            flint.ctx.prec = before

    def _value(self, e: Expr, bound: Mapping[Symbol, int]) -> Value:
        if e.is_Rational:
            return flint.fmpq(int(e.p), int(e.q))
        if isinstance(e, Symbol):
            return flint.fmpq(bound[e]) if e in bound else self.symbols[e]
        if isinstance(e, Indexed):
            places = [_whole(self._value(i, bound)) for i in e.indices]
            return self.families[e.base](*places)
        if e.is_Add:
            return sum((self._value(a, bound) for a in e.args), start=flint.fmpq(0))
        if e.is_Mul:
            found: Value = flint.fmpq(1)
            for a in e.args:
                found = found * self._value(a, bound)
            return found
        if e.is_Pow:
            return _power(self._value(e.base, bound), self._value(e.exp, bound))
        if isinstance(e, Sum):
            return self._sum(e, bound)
        return self._function(e, bound)

    def _sum(self, e: Sum, bound: Mapping[Symbol, int]) -> Value:
        if not e.limits:
            return self._value(e.function, bound)
        # The last limit is the outermost one.
        (index, low, high), rest = e.limits[-1], e.limits[:-1]
        inner = Sum(e.function, *rest) if rest else e.function
        total: Value = flint.fmpq(0)
        first, last = (_whole(self._value(x, bound)) for x in (low, high))
        for place in range(first, last + 1):
            total = total + self._value(inner, {**bound, index: place})
        return total

    def _function(self, e: Expr, bound: Mapping[Symbol, int]) -> Value:
        if e == sympy.E:
            return flint.arb(1).exp()
        if e == sympy.pi:
            return flint.arb.pi()
        values = [self._value(a, bound) for a in e.args]
        if isinstance(e, log):
            return _log(values[0])
        if isinstance(e, sympy.exp):
            return flint.fmpq(1) if values[0] == 0 else flint.arb(values[0]).exp()
        if isinstance(e, sympy.Abs):
            return abs(values[0])
        if isinstance(e, (sympy.Max, sympy.Min)):
            pick = max if isinstance(e, sympy.Max) else min
            if all(isinstance(v, flint.fmpq) for v in values):
                return pick(values)
            balls = [flint.arb(v) for v in values]
            found = balls[0]
            for ball in balls[1:]:
                found = found.max(ball) if pick is max else found.min(ball)
            return found
        raise Undefined(f"no rule to evaluate {type(e).__name__}")


def _whole(value: Value) -> int:
    if not isinstance(value, flint.fmpq) or value.q != 1:
        raise Undefined(f"an index is not a whole number: {value}")
    return int(value.p)


def _log(value: Value) -> Value:
    if isinstance(value, flint.fmpq) and value == 1:
        return flint.fmpq(0)
    ball = flint.arb(value)
    if not ball > 0:
        raise Undefined(f"logarithm of {value}")
    return ball.log()


def _power(base: Value, exponent: Value) -> Value:
    whole = isinstance(exponent, flint.fmpq) and exponent.q == 1
    if whole:
        power = int(exponent.p)
        if isinstance(base, flint.fmpq) or power >= 0:
            return base**power
        return 1 / flint.arb(base) ** (-power)
    if isinstance(base, flint.fmpq) and base == 0:
        if exponent > 0:
            return flint.fmpq(0)
        raise Undefined("zero to a power that is not positive")
    ball = flint.arb(base)
    if not ball > 0:
        raise Undefined(f"{base} to the power {exponent}")
    return ball ** flint.arb(exponent)


def is_zero(value: Value) -> bool:
    """Whether a value may be zero: exactly for rationals, within a tiny ball otherwise.

    Raises
    ------
    Undefined
        If the ball is too wide to tell.
    """
    if isinstance(value, flint.fmpq):
        return bool(value == 0)
    if not value.is_finite() or value.rad() > flint.arb(flint.fmpq(1, 10**30)):
        raise Undefined(f"only known to be {value}")
    return bool(value.contains(0))


def is_negative(value: Value) -> bool:
    """Whether a value is surely below zero."""
    return bool(value < 0)


def rational(
    rng: random.Random, low: Expr, high: Expr, low_open: bool = True, high_open: bool = True
) -> Value:
    """A random rational in a range, now and then one of its ends, unless these are open."""
    bottom = None if low == -sympy.oo else flint.fmpq(int(low.p), int(low.q))
    top = None if high == sympy.oo else flint.fmpq(int(high.p), int(high.q))
    if bottom is not None and top is not None:
        return bottom + (top - bottom) * flint.fmpq(rng.randint(low_open, 20 - high_open), 20)
    size = flint.fmpq(rng.choice([1, 2, 3, 5, 7, 11, 30]), rng.choice([1, 2, 3, 4, 7, 10]))
    closed = not (low_open if bottom is not None else top is not None and high_open)
    if (closed or bottom is top is None) and rng.random() < 0.1:
        size = flint.fmpq(0)
    if bottom is not None:
        return bottom + size
    if top is not None:
        return top - size
    return size if rng.random() < 0.5 else -size


def distribution(rng: random.Random, size: int, zeros: bool) -> list[Value]:
    """Random rational entries that sum to one, with zeros now and then where allowed."""
    while True:
        parts = [rng.choice([1, 1, 2, 3, 5, 8, 13, 40]) for _ in range(size)]
        if zeros and size > 1 and rng.random() < 0.3:
            parts[rng.randrange(size)] = 0
        total = sum(parts)
        if total:
            return [flint.fmpq(part, total) for part in parts]
