"""Signs that algebra shows: the side conditions of every rule.

Each symbol and each family has a range ``[low, high]`` with open or closed ends. A rational
function of them is nonnegative if, with every range mapped to ``[0, ∞)``, its numerator and
denominator have no negative coefficient; factors, even powers, sums over an index and positive
functions are taken apart first. A sign that is not shown this way is not known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any

import sympy
from sympy import Expr, Indexed, Mul, Sum, Symbol, log, oo

MOST_TERMS, MOST_CLOSED = 4000, 4


@dataclass(frozen=True)
class Range:
    """Values from ``low`` to ``high``; an infinite end counts as open.

    Examples
    --------
    >>> Range(sympy.Integer(0), sympy.Integer(1), True, True)
    Range(low=0, high=1, low_open=True, high_open=True)
    """

    low: Expr
    high: Expr
    low_open: bool = False
    high_open: bool = False


class Signs:
    """Decides signs on the ranges that are declared.

    Parameters
    ----------
    ranges : dict
        Symbols, and families (``IndexedBase``), to their :class:`Range`. Read at every question, so
        that later declarations count.
    """

    def __init__(self, ranges: dict[Any, Range]):
        self._ranges = ranges
        self._known: dict[tuple[Expr, bool], bool] = {}

    def positive(self, e: Expr) -> bool:
        """Whether ``e > 0`` is shown."""
        return self._shown(e, True)

    def nonnegative(self, e: Expr) -> bool:
        """Whether ``e ≥ 0`` is shown."""
        return self._shown(e, False)

    def _shown(self, e: Expr, strict: bool) -> bool:
        key = (e, strict)
        if key not in self._known:
            self._known[key] = self._decide(sympy.sympify(e), strict)
        return self._known[key]

    def _decide(self, e: Expr, strict: bool) -> bool:
        if e.is_Rational:
            return bool(e > 0 if strict else e >= 0)
        if isinstance(e, (Symbol, Indexed)):
            low = self._range(e)
            return low is not None and low.low.is_Rational and (
                low.low > 0 or (low.low == 0 and (low.low_open or not strict))
            )  # fmt: skip
        if isinstance(e, sympy.exp) or e in (sympy.E, sympy.pi):
            return True
        if isinstance(e, sympy.Abs):
            return not strict or self.positive(e.args[0]) or self.positive(-e.args[0])
        if isinstance(e, Sum):
            return self._shown(e.function, strict)
        if isinstance(e, log):
            return self._shown(e.args[0] - 1, strict)
        if isinstance(e, sympy.Max):
            return any(self._shown(a, strict) for a in e.args)
        if isinstance(e, sympy.Min):
            return all(self._shown(a, strict) for a in e.args)
        if e.is_Pow:
            return self._power(e, strict)
        if e.is_Mul:
            return self._product(e.args, strict)
        return self._combined(e, strict)

    def _power(self, e: Expr, strict: bool) -> bool:
        base, exponent = e.as_base_exp()
        if self.positive(base):
            return True
        if exponent.is_Integer and exponent % 2 == 0:
            return not strict or self.positive(-base)
        if exponent.is_Integer or exponent.is_Rational:
            return not strict and exponent > 0 and self.nonnegative(base)
        return not strict and self.nonnegative(base) and self.positive(exponent)

    def _product(self, factors: Iterable[Expr], strict: bool) -> bool:
        sign = 1
        for factor in factors:
            if self._shown(factor, strict):
                continue
            if not self._negative(factor, strict):
                return self._combined(Mul(*factors), strict)
            sign = -sign
        return sign > 0

    def _negative(self, e: Expr, strict: bool) -> bool:
        """Whether ``e < 0``, or ``e ≤ 0``, is shown, for one factor of a product."""
        if e.is_Rational or e.is_Add:
            return self._shown(-e, strict)
        if isinstance(e, (Symbol, Indexed)):
            found = self._range(e)
            return found is not None and found.high.is_Rational and bool(
                found.high < 0 or (found.high == 0 and (found.high_open or not strict))
            )  # fmt: skip
        if isinstance(e, Sum):
            return self._negative(e.function, strict)
        if e.is_Mul:
            return self._shown(-e, strict)
        if isinstance(e, log):
            return self.positive(e.args[0]) and self._shown(1 - e.args[0], strict)
        if e.is_Pow and e.exp.is_Integer and e.exp % 2 == 1:
            return self._negative(e.base, strict)
        return False

    def _combined(self, e: Expr, strict: bool) -> bool:
        """A sum: over one denominator, factored, then by coefficients.

        A range closed at both ends is covered by two half-open ones, each mapped to ``[0, ∞)``.
        """
        closed = [x for x in e.atoms(Symbol, Indexed) if self._closed(x)]
        if len(closed) > MOST_CLOSED:
            return False
        return all(
            self._covered(e, dict(zip(closed, ends)), strict)
            for ends in product((False, True), repeat=len(closed))
        )

    def _closed(self, x: Expr) -> bool:
        found = self._range(x)
        return found is not None and found.low.is_Rational and found.high.is_Rational and not (
            found.high_open
        )  # fmt: skip

    def _covered(self, e: Expr, from_above: dict[Expr, bool], strict: bool) -> bool:
        hidden, ranges = self._substituted(e, from_above)
        numerator, denominator = sympy.fraction(sympy.cancel(sympy.together(hidden)))
        top, bottom = self._by_factors(numerator, ranges), self._by_factors(denominator, ranges)
        if top is None or bottom is None:
            return False
        return top[0] * bottom[0] > 0 and (top[1] or not strict)

    def _by_factors(self, e: Expr, positive: dict[Symbol, bool]) -> tuple[int, bool] | None:
        """Sign of a polynomial in nonnegative symbols, and whether it cannot vanish.

        None: unknown.
        """
        whole = _by_coefficients(e, positive)
        if whole is not None and whole[1]:
            return whole
        constant, factors = sympy.factor_list(e)
        sign, strict = (1 if constant > 0 else -1), True
        for factor, power in factors:
            found = _by_coefficients(factor, positive)
            if power % 2 == 0:
                strict = strict and found is not None and found[1]
                continue
            if found is None:
                return None
            sign, strict = sign * found[0], strict and found[1]
        return sign, strict

    def _substituted(
        self, e: Expr, from_above: dict[Expr, bool]
    ) -> tuple[Expr, dict[Symbol, bool]]:
        """Every atom as a function of a symbol on ``[0, ∞)``.

        Those symbols that are never zero are marked.
        """
        marks: dict[Symbol, bool] = {}
        seen: dict[Expr, Expr] = {}

        def replace(x: Expr) -> Expr:
            if x.is_Rational:
                return x
            if x.is_Add or x.is_Mul:
                return x.func(*map(replace, x.args))
            if x.is_Pow and x.exp.is_Integer:
                return replace(x.base) ** x.exp
            if x not in seen:
                seen[x] = self._atom(x, marks, from_above.get(x, False))
            return seen[x]

        return replace(e), marks

    def _atom(self, x: Expr, marks: dict[Symbol, bool], from_above: bool) -> Expr:
        t = sympy.Dummy("t")
        if (x.is_Pow or isinstance(x, sympy.exp)) and self._at_most_one(x):
            marks[t] = False
            return 1 / (1 + t)
        if not isinstance(x, (Symbol, Indexed)):
            if self.nonnegative(x):
                marks[t] = self.positive(x)
                return t
            if self._negative(x, False):
                marks[t] = self._negative(x, True)
                return -t
        found = self._range(x) if isinstance(x, (Symbol, Indexed)) else None
        low, high = (found.low, found.high) if found else (-oo, oo)
        if found and low.is_Rational and high.is_Rational:
            marks[t] = found.low_open and not from_above
            return (high + low * t) / (1 + t) if from_above else (low + high * t) / (1 + t)
        if found and low.is_Rational:
            marks[t] = found.low_open
            return low + t
        if found and high.is_Rational:
            marks[t] = found.high_open
            return high - t
        # A real number of any sign is a difference of two nonnegative ones.
        other = sympy.Dummy("t")
        marks[t] = marks[other] = False
        return t - other

    def _at_most_one(self, x: Expr) -> bool:
        """Whether a power is in (0, 1]: its base is, and its exponent is not negative."""
        if isinstance(x, sympy.exp):
            return self.nonnegative(-x.exp)
        base, exponent = x.as_base_exp()
        return self.positive(base) and self.nonnegative(1 - base) and self.nonnegative(exponent)

    def _range(self, x: Expr) -> Range | None:
        return self._ranges.get(x.base if isinstance(x, Indexed) else x)


def _by_coefficients(e: Expr, positive: dict[Symbol, bool]) -> tuple[int, bool] | None:
    symbols = sorted(e.free_symbols, key=str)
    if not symbols:
        return (1 if e > 0 else -1), True
    polynomial = sympy.Poly(e, *symbols)
    terms = polynomial.terms()
    if len(terms) > MOST_TERMS or any(not c.is_Rational for _, c in terms):
        return None
    signs = {bool(c > 0) for _, c in terms}
    if len(signs) != 1:
        return None
    strict = any(
        all(power == 0 or positive.get(s, False) for s, power in zip(symbols, powers))
        for powers, _ in terms
    )
    return (1 if signs == {True} else -1), strict


#: Ranges by name.
REAL = Range(-oo, oo, True, True)
POSITIVE = Range(sympy.Integer(0), oo, True, True)
NONNEGATIVE = Range(sympy.Integer(0), oo, False, True)
SHARE = Range(sympy.Integer(0), sympy.Integer(1), True, True)
CLOSED_SHARE = Range(sympy.Integer(0), sympy.Integer(1))
AT_LEAST_ONE = Range(sympy.Integer(1), oo, False, True)
ABOVE_ONE = Range(sympy.Integer(1), oo, True, True)
