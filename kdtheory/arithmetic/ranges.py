"""Coarse ranges of expressions over a whole, possibly unbounded, domain.

A range is ``(low, high, low_open, high_open)`` with exact rationals or infinities. It decides the
comparisons and the signs that hold everywhere (``1 + (T - 1) x > 0`` for ``T >= 1``), in the way a
reader would: by looking at the terms. An infinite end that is not open may be attained, as by
``log x`` where ``x`` may be 0.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

INF = float("inf")
Range = tuple[Any, Any, bool, bool]
ALL: Range = (-INF, INF, False, False)


def of(node: Any) -> Range | None:
    """Range of a node from the ranges of its arguments; None for booleans."""
    op, args = node.op, [a.range for a in node.args]
    if op == "const":
        q = Fraction(int(node.value.p), int(node.value.q))
        return (q, q, False, False)
    if op == "var":
        return node.graph.bounds.get(node.value, ALL)  # type: ignore[no-any-return]
    if op == "real":
        name, low, high = node.value
        return (
            (Fraction(3), Fraction(22, 7), True, True)
            if name == "pi"
            else (low, high, False, False)
        )
    if op in ("bool", "lt", "le", "eq", "and", "or", "not"):
        return None
    rule = _RULES.get(op)
    return ALL if rule is None else rule(node, *args)


def decide(op: str, a: Range | None, b: Range | None) -> bool | None:
    """Whether ``a op b`` holds for all values in the ranges, for none, or cannot be said."""
    if a is None or b is None:
        return None
    below = a[1] < b[0] or (a[1] == b[0] and (a[3] or b[2]) and abs(a[1]) != INF)
    above = b[1] < a[0] or (b[1] == a[0] and (b[3] or a[2]) and abs(b[1]) != INF)
    not_above = below or (a[1] <= b[0] and abs(a[1]) != INF)
    not_below = above or (b[1] <= a[0] and abs(b[1]) != INF)
    if op == "lt":
        return True if below else (False if not_below else None)
    if op == "le":
        return True if not_above else (False if above else None)
    return False if below or above else None


def positive(r: Range | None) -> bool:
    """True where every value is > 0."""
    return r is not None and (r[0] > 0 or (r[0] == 0 and r[2]))


def finite(r: Range | None) -> bool:
    """True where no infinity is attained."""
    return r is not None and (r[0] != -INF or r[2]) and (r[1] != INF or r[3])


def nonnegative(r: Range | None) -> bool:
    return r is not None and r[0] >= 0


def _neg(_: Any, a: Range) -> Range:
    return (-a[1], -a[0], a[3], a[2])


def _plus(x: Any, y: Any) -> Any:
    return x + y if abs(x) != INF and abs(y) != INF else (x if abs(x) == INF else y)


def _times(x: Any, y: Any) -> Any:
    if x == 0 or y == 0:
        return Fraction(0)
    if abs(x) == INF or abs(y) == INF:
        return INF if (x > 0) == (y > 0) else -INF
    return x * y


def _add(_: Any, a: Range, b: Range) -> Range:
    low, high = _plus(a[0], b[0]), _plus(a[1], b[1])
    # an infinite end is reached if either summand reaches its own
    low_open = _reached(a[0], a[2], b[0], b[2]) if low == -INF else a[2] or b[2]
    high_open = _reached(a[1], a[3], b[1], b[3]) if high == INF else a[3] or b[3]
    return (low, high, low_open, high_open)


def _reached(x: Any, x_open: bool, y: Any, y_open: bool) -> bool:
    """Whether no infinite end among two is attained."""
    return not ((abs(x) == INF and not x_open) or (abs(y) == INF and not y_open))


def _mul(_: Any, a: Range, b: Range) -> Range:
    ends = []
    for i in (0, 1):
        for j in (0, 1):
            value = _times(a[i], b[j])
            # an end is attained if both ends are, if an attained zero forces it, or an infinity
            zero = (a[i] == 0 and not a[2 + i]) or (b[j] == 0 and not b[2 + j])
            infinite = not _reached(a[i], a[2 + i], b[j], b[2 + j])
            is_open = (a[2 + i] or b[2 + j]) and not zero and not infinite
            ends.append((value, is_open))
    low = min(v for v, _ in ends)
    high = max(v for v, _ in ends)
    return (low, high, all(o for v, o in ends if v == low), all(o for v, o in ends if v == high))


def _reciprocal(a: Range) -> Range:
    if not (a[0] > 0 or (a[0] == 0 and a[2]) or a[1] < 0 or (a[1] == 0 and a[3])):
        return ALL
    if a[1] <= 0:
        return _neg(None, _reciprocal(_neg(None, a)))
    high = INF if a[0] == 0 else 1 / a[0]
    low = Fraction(0) if a[1] == INF else 1 / a[1]
    return (low, high, a[3], a[2])


def _div(node: Any, a: Range, b: Range) -> Range:
    top, bottom = node.args
    part = _normalised(top, bottom)
    if part is not None:
        return part
    inverse = _reciprocal(b)
    return ALL if inverse is ALL else _mul(None, a, inverse)


def _normalised(top: Any, bottom: Any) -> Range | None:
    """``x / (x + rest)`` with nonnegative parts lies in [0, 1]."""
    if nonnegative(top.range) and positive(bottom.range):
        terms, stack = [], [bottom]
        while stack:
            t = stack.pop()
            if t.op == "add":
                stack.extend(t.args)
            else:
                terms.append(t)
        if any(t is top for t in terms) and all(nonnegative(t.range) for t in terms):
            return (Fraction(0), Fraction(1), positive(top.range), False)
    return None


def _ipow(node: Any, a: Range) -> Range:
    k = node.value
    if k % 2 == 0:
        a = _abs(None, a)
    return (_raised(a[0], k), _raised(a[1], k), a[2], a[3])


def _raised(x: Any, k: int) -> Any:
    if abs(x) == INF:
        return INF if x > 0 or k % 2 == 0 else -INF
    return x**k


def _exp(_: Any, a: Range) -> Range:
    low: Any = Fraction(0)
    low_open = a[2] or a[0] != -INF
    if a[0] >= 0:
        low, low_open = 1 + (a[0] if a[0] != INF else 0), a[2] or a[0] > 0
    high: Any = INF
    high_open = a[3] or a[1] != INF
    if a[1] <= 0:
        high, high_open = (1 / (1 - a[1]) if a[1] != -INF else Fraction(0)), a[3] or a[1] < 0
    return (low, high, low_open, high_open)


def _log_value(x: Any, *, up: bool) -> Any:
    """A rational bound of log x (x >= 0) from ``1 - 1/x <= log x <= x - 1``."""
    if x == 0:
        return -INF
    if x == INF:
        return INF
    if up:
        return x - 1
    return 1 - 1 / x


def _log(_: Any, a: Range) -> Range:
    if a[0] < 0:
        return ALL
    low, high = _log_value(a[0], up=False), _log_value(a[1], up=True)
    return (low, high, a[2] or a[0] not in (0, 1), a[3] or a[1] not in (1, INF))


def _log1p(_: Any, a: Range) -> Range:
    return _log(None, _add(None, a, (Fraction(1), Fraction(1), False, False)))


def _expm1(_: Any, a: Range) -> Range:
    low, high, lo, ho = _exp(None, a)
    return (low - 1, high - 1, lo, ho)


def _sqrt(_: Any, a: Range) -> Range:
    if a[0] < 0:
        return ALL
    low = min(a[0], 1) if a[0] != INF else Fraction(1)
    high = max(a[1], Fraction(1))
    return (
        low if a[0] in (0, 1) or a[0] < 1 else Fraction(1),
        high,
        a[2] or a[0] not in (0, 1),
        a[3] or a[1] not in (1, INF),
    )


def _pow(_: Any, a: Range, b: Range) -> Range:
    if not nonnegative(a):
        return ALL
    finite = _reached(a[0], a[2], a[1], a[3]) and _reached(b[0], b[2], b[1], b[3])
    above = positive(a) and finite
    if nonnegative(b):
        if a[1] <= 1:
            return (Fraction(0), Fraction(1), above, False)
        return (Fraction(0), INF, above, finite) if a[0] < 1 else (Fraction(1), INF, False, finite)
    return (Fraction(0), INF, above, finite) if positive(a) else ALL


def _abs(_: Any, a: Range) -> Range:
    if a[0] >= 0:
        return a
    if a[1] <= 0:
        return _neg(None, a)
    high = max(-a[0], a[1])
    return (Fraction(0), high, False, (-a[0] < high or a[2]) and (a[1] < high or a[3]))


def _min(_: Any, a: Range, b: Range) -> Range:
    low = min((a[0], a[2]), (b[0], b[2]))
    high = min((a[1], not a[3]), (b[1], not b[3]))
    return (low[0], high[0], low[1], not high[1])


def _max(_: Any, a: Range, b: Range) -> Range:
    return _neg(None, _min(None, _neg(None, a), _neg(None, b)))


def _where(_: Any, c: Any, a: Range, b: Range) -> Range:
    low = min((a[0], a[2]), (b[0], b[2]))
    high = max((a[1], not a[3]), (b[1], not b[3]))
    return (low[0], high[0], low[1], not high[1])


def _kth(_: Any, *args: Range) -> Range:
    return (
        min(a[0] for a in args),
        max(a[1] for a in args),
        all(a[2] for a in args),
        all(a[3] for a in args),
    )


def _unit(_: Any, a: Range) -> Range:
    return (Fraction(-1), Fraction(1), False, False)


def _odd(bound: Fraction) -> Any:
    """An increasing odd function below the identity on the positive side, and below `bound`."""

    def rule(_: Any, a: Range) -> Range:
        low = max(-bound, a[0]) if a[0] < 0 else Fraction(0)
        high = min(bound, a[1]) if a[1] > 0 else Fraction(0)
        low_open = (a[2] or a[0] != 0) and not (a[0] == -INF and not a[2])
        high_open = (a[3] or a[1] != 0) and not (a[1] == INF and not a[3])
        return (low, high, low_open if a[0] <= 0 else True, high_open if a[1] >= 0 else True)

    return rule


_RULES: dict[str, Any] = {
    "neg": _neg,
    "add": _add,
    "mul": _mul,
    "div": _div,
    "ipow": _ipow,
    "exp": _exp,
    "log": _log,
    "log1p": _log1p,
    "expm1": _expm1,
    "sqrt": _sqrt,
    "pow": _pow,
    "abs": _abs,
    "min": _min,
    "max": _max,
    "where": _where,
    "kth": _kth,
    "sin": _unit,
    "cos": _unit,
    "tanh": _odd(Fraction(1)),
    "atan": _odd(Fraction(11, 7)),
}
