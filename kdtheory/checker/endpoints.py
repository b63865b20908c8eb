"""Formulas over boxes, by intervals of exact endpoints.

A value is a pair of Arb numbers without radius (perhaps infinite) that bound it wherever it is
defined, or None where it may be undefined: a logarithm over negative numbers, a quotient whose
divisor may vanish. Unknown is sticky. As limits, ``log 0`` is ``-inf`` and ``0 * inf`` is 0.
Every primitive is evaluated at endpoints, where plain balls would reach across zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cmp_to_key
from typing import Any

from flint import arb

from kdtheory.checker.grammar import Row, below, is_boolean

PRECISION = 80
ZERO, ONE = arb(0), arb(1)
INF, MINUS = arb.pos_inf(), arb.neg_inf()

Pair = tuple[Any, Any] | None


def _low(z: Any) -> Any:
    """Lower end of a computed ball; without one, minus infinity."""
    if z.is_finite():
        return z.lower()
    return z if z == INF else MINUS


def _high(z: Any) -> Any:
    if z.is_finite():
        return z.upper()
    return z if z == MINUS else INF


def _add(a: Any, b: Any) -> Pair:
    low, high = _low(a[0] + b[0]), _high(a[1] + b[1])
    return None if low == MINUS and high == INF else (low, high)


def _times(x: Any, y: Any) -> Any:
    if x.is_finite() and y.is_finite():
        return x * y
    if x == 0 or y == 0:
        return ZERO
    return INF if (x > 0) == (y > 0) else MINUS


def _mul(a: Any, b: Any) -> Pair:
    if a[0] >= 0 and b[0] >= 0:
        return _low(_times(a[0], b[0])), _high(_times(a[1], b[1]))
    corners = [_times(x, y) for x in a for y in b]
    return _least([_low(c) for c in corners]), _most([_high(c) for c in corners])


def _least(points: list[Any]) -> Any:
    best = points[0]
    for x in points[1:]:
        if x < best:
            best = x
    return best


def _most(points: list[Any]) -> Any:
    best = points[0]
    for x in points[1:]:
        if x > best:
            best = x
    return best


def _reciprocal(b: Any) -> Pair:
    if b[0] > 0 or b[1] < 0:
        return _low(_one_over(b[1])), _high(_one_over(b[0]))
    return None


def _one_over(x: Any) -> Any:
    return ONE / x if x.is_finite() else ZERO


def _div(a: Any, b: Any) -> Pair:
    if b[0] > 0 and a[0].is_finite() and a[1].is_finite() and b[1].is_finite():
        low = a[0] / (b[1] if a[0] >= 0 else b[0])
        high = a[1] / (b[0] if a[1] >= 0 else b[1])
        return low.lower(), high.upper()
    inverse = _reciprocal(b)
    return None if inverse is None else _mul(a, inverse)


def _neg(a: Any) -> Pair:
    return -a[1], -a[0]


def _abs(a: Any) -> Pair:
    if a[0] >= 0:
        return a  # type: ignore[no-any-return]
    if a[1] <= 0:
        return _neg(a)
    return ZERO, _most([-a[0], a[1]])


def _ipow(a: Any, k: int) -> Pair:
    low, high = a
    if k % 2 == 0:
        low, high = _abs(a)  # type: ignore[misc]
    return _low(_raised(low, k)), _high(_raised(high, k))


def _raised(x: Any, k: int) -> Any:
    if x.is_finite():
        return x**k
    return INF if x > 0 or k % 2 == 0 else MINUS


def _exp(a: Any) -> Pair:
    low = _low(_exp_of(a[0]))
    return (low if low > 0 else ZERO), _high(_exp_of(a[1]))


def _exp_of(x: Any) -> Any:
    if x.is_finite():
        return x.exp()
    return INF if x > 0 else ZERO


def _expm1(a: Any) -> Pair:
    low = a[0].expm1() if a[0].is_finite() else (INF if a[0] > 0 else -ONE)
    high = a[1].expm1() if a[1].is_finite() else (INF if a[1] > 0 else -ONE)
    return _low(low), _high(high)


def _log(a: Any) -> Pair:
    if not a[0] >= 0:
        return None
    return _low(_log_of(a[0])), _high(_log_of(a[1]))


def _log_of(x: Any) -> Any:
    if x == 0:
        return MINUS
    return x.log() if x.is_finite() else INF


def _log1p(a: Any) -> Pair:
    if not a[0] >= -1:
        return None
    low = MINUS if a[0] == -1 else (a[0].log1p() if a[0].is_finite() else INF)
    high = MINUS if a[1] == -1 else (a[1].log1p() if a[1].is_finite() else INF)
    return _low(low), _high(high)


def _sqrt(a: Any) -> Pair:
    if not a[0] >= 0:
        return None
    low = a[0].sqrt() if a[0].is_finite() else INF
    high = a[1].sqrt() if a[1].is_finite() else INF
    low = _low(low)
    return (low if low > 0 else ZERO), _high(high)


def _increasing(name: str, least: Any, most: Any) -> Callable[[Any], Pair]:
    def function(a: Any) -> Pair:
        low = getattr(a[0], name)() if a[0].is_finite() else (most if a[0] > 0 else least)
        high = getattr(a[1], name)() if a[1].is_finite() else (most if a[1] > 0 else least)
        return _low(low), _high(high)

    return function


def _wave(name: str) -> Callable[[Any], Pair]:
    """Sine or cosine of the whole interval as one ball; always within [-1, 1]."""

    def function(a: Any) -> Pair:
        if not (a[0].is_finite() and a[1].is_finite()):
            return None
        ball = getattr(a[0].union(a[1]), name)()
        low, high = _low(ball), _high(ball)
        return (low if low > -1 else -ONE), (high if high < 1 else ONE)

    return function


def _pow(a: Any, b: Any) -> Pair:
    """Real powers of nonnegative bases; their extremes lie at corners."""
    if not a[0] >= 0 or (a[0] == 0 and not b[0] > 0):
        return None
    corners = [_power(x, y) for x in a for y in b]
    low = _least([_low(c) for c in corners])
    return (low if low > 0 else ZERO), _most([_high(c) for c in corners])


def _power(x: Any, y: Any) -> Any:
    if x == 0:
        return ZERO
    if x == 1 or y == 0:
        return ONE
    if y == 1:
        return x
    return _exp_of(_times(y, _log_of(x)))


def _floor(a: Any) -> Pair:
    low = a[0].floor() if a[0].is_finite() else a[0]
    high = a[1].floor() if a[1].is_finite() else a[1]
    return _low(low), _high(high)


def _min(a: Any, b: Any) -> Pair:
    return _least([a[0], b[0]]), _least([a[1], b[1]])


def _max(a: Any, b: Any) -> Pair:
    return _most([a[0], b[0]]), _most([a[1], b[1]])


def _by_size(x: Any, y: Any) -> int:
    return -1 if x < y else int(x > y)


def _kth(args: list[Any], k: int) -> Pair:
    low, high = (sorted((a[end] for a in args), key=cmp_to_key(_by_size)) for end in (0, 1))
    return low[k], high[k]


def _lt(a: Any, b: Any) -> bool | None:
    return True if a[1] < b[0] else (False if a[0] >= b[1] else None)


def _le(a: Any, b: Any) -> bool | None:
    return True if a[1] <= b[0] else (False if a[0] > b[1] else None)


def _eq(a: Any, b: Any) -> bool | None:
    if a[1] < b[0] or b[1] < a[0]:
        return False
    return True if a[0] == a[1] == b[0] == b[1] else None


_NUMERIC: dict[str, Callable[..., Pair]] = {
    "add": _add, "mul": _mul, "div": _div, "neg": _neg, "abs": _abs, "exp": _exp, "expm1": _expm1,
    "log": _log, "log1p": _log1p, "sqrt": _sqrt, "pow": _pow, "floor": _floor, "min": _min,
    "max": _max, "tanh": _increasing("tanh", -ONE, ONE), "sin": _wave("sin"), "cos": _wave("cos"),
    "atan": _increasing("atan", -arb(2), arb(2)),
}  # fmt: skip
_COMPARE: dict[str, Callable[..., bool | None]] = {"lt": _lt, "le": _le, "eq": _eq}


def union(a: Pair, b: Pair) -> Pair:
    if a is None or b is None:
        return None
    return _least([a[0], b[0]]), _most([a[1], b[1]])


class Box:
    """A formula prepared for evaluation over boxes, at :data:`PRECISION` bits set by the caller.

    Parameters
    ----------
    rows : list of Row
    outputs : list of int
        Positions of the nodes that are wanted.
    """

    def __init__(self, rows: list[Row], outputs: list[int]):
        self.outputs = outputs
        self.size = len(rows)
        order = [(k, rows[k]) for k in below(rows, outputs)]
        self.constants = [(k, _constant(row)) for k, row in order if not row.args]
        self.inputs = [(k, row.value) for k, row in order if row.op == "var"]
        self.steps = [(k, *row) for k, row in order if row.args]
        self.truths = {k for k, row in order if is_boolean(row)}

    def __call__(self, env: Mapping[str, Pair]) -> list[Any]:
        values: list[Any] = [None] * self.size
        for k, constant in self.constants:
            values[k] = constant
        for k, name in self.inputs:
            values[k] = env[name]
        for k, op, value, args in self.steps:
            values[k] = _step(op, value, [values[a] for a in args])
        return [values[k] for k in self.outputs]


def _constant(row: Row) -> Any:
    if row.op == "const":
        ball = arb(row.value)
        return ball.lower(), ball.upper()
    if row.op == "real":
        if row.value[0] == "pi":
            return arb.pi().lower(), arb.pi().upper()
        return arb(row.value[1]).lower(), arb(row.value[2]).upper()
    return row.value if row.op == "bool" else None


def _step(op: str, value: Any, args: list[Any]) -> Any:
    if op == "where":
        chosen, a, b = args
        return union(a, b) if chosen is None else (a if chosen else b)
    if op == "not":
        return None if args[0] is None else not args[0]
    if op == "and":
        if False in args:
            return False
        return None if None in args else True
    if None in args:
        return None
    if op in _COMPARE:
        return _COMPARE[op](*args)
    if op == "ipow":
        return _ipow(args[0], value)
    if op == "kth":
        return _kth(args, value)
    rule = _NUMERIC.get(op)
    return rule(*args) if rule else None


def pair(low: Any, high: Any) -> Pair:
    """The interval between two rationals."""
    return arb(low).lower(), arb(high).upper()
