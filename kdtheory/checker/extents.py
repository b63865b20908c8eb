"""How far every node of a formula can reach over the whole, perhaps unbounded, ranges.

A reach is ``(low, high, low open, high open)`` with rational or infinite ends. All nodes are
finite: a node whose quotient, logarithm, root or power may be undefined somewhere is refused, so
an infinite end is never attained.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from kdtheory.checker.exact import precision
from kdtheory.checker.grammar import Row, below, is_boolean

INF = float("inf")
Reach = tuple[Any, Any, bool, bool]
ALL: Reach = (-INF, INF, True, True)
_FAR = 64  # exponentials and powers beyond this are not told from infinity or zero


def positive(r: Reach) -> bool:
    return bool(r[0] > 0 or (r[0] == 0 and r[2]))


def nonnegative(r: Reach) -> bool:
    return bool(r[0] >= 0)


def negated(r: Reach) -> Reach:
    return -r[1], -r[0], r[3], r[2]


def nonzero(r: Reach) -> bool:
    return positive(r) or positive(negated(r))


def fraction(q: Any) -> Fraction:
    return Fraction(int(q.p), int(q.q))


def _outward(function: str, x: Any, up: bool) -> Any:
    """Rational bound of an elementary function at a rational, never attained."""
    with precision(64):
        ball = getattr(arb(fmpq(x.numerator, x.denominator)), function)()
        end = ball.upper() if up else ball.lower()
    mantissa, exponent = end.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _neg(a: Reach) -> Reach:
    return negated(a)


def _add(a: Reach, b: Reach) -> Reach:
    low = -INF if -INF in (a[0], b[0]) else a[0] + b[0]
    high = INF if INF in (a[1], b[1]) else a[1] + b[1]
    return low, high, a[2] or b[2], a[3] or b[3]


def _times(x: Any, y: Any) -> Any:
    if x == 0 or y == 0:
        return Fraction(0)
    if abs(x) == INF or abs(y) == INF:
        return INF if (x > 0) == (y > 0) else -INF
    return x * y


def _mul(a: Reach, b: Reach) -> Reach:
    ends = []
    for i in (0, 1):
        for j in (0, 1):
            by_zero = (a[i] == 0 and not a[2 + i]) or (b[j] == 0 and not b[2 + j])
            ends.append((_times(a[i], b[j]), (a[2 + i] or b[2 + j]) and not by_zero))
    low, high = min(v for v, _ in ends), max(v for v, _ in ends)
    return (
        low,
        high,
        all(is_open for v, is_open in ends if v == low),
        all(is_open for v, is_open in ends if v == high),
    )


def _reciprocal(a: Reach) -> Reach:
    if not positive(a):
        return negated(_reciprocal(negated(a))) if positive(negated(a)) else ALL
    high = INF if a[0] == 0 else 1 / a[0]
    low = Fraction(0) if a[1] == INF else 1 / a[1]
    return low, high, a[3], a[2] or high == INF


def _ipow(a: Reach, k: int) -> Reach:
    if k % 2 == 0:
        a = _abs(a)
    return _raised(a[0], k, up=False), _raised(a[1], k, up=True), a[2], a[3]


def _raised(x: Any, k: int, *, up: bool) -> Any:
    if abs(x) == INF:
        return INF if x > 0 or k % 2 == 0 else -INF
    if k <= _FAR or abs(x) in (0, 1):
        return x**k
    if k % 2 and x < 0:
        return -_raised(-x, k, up=not up)
    return (Fraction(1) if x < 1 else INF) if up else Fraction(0 if x < 1 else 1)


def _exp(a: Reach) -> Reach:
    low: Any = Fraction(0)
    if a[0] != -INF and a[0] > -_FAR:
        low = Fraction(1) if a[0] == 0 else _outward("exp", min(a[0], Fraction(_FAR)), False)
    high: Any = INF
    if a[1] < _FAR:
        far = a[1] != -INF and a[1] > -_FAR
        high = Fraction(1) if a[1] == 0 else _outward("exp", a[1] if far else Fraction(-_FAR), True)
    return low, high, a[2] or a[0] != 0, a[3] or a[1] != 0


def _log(a: Reach) -> Reach:
    low: Any = -INF if a[0] <= 0 else (Fraction(0) if a[0] == 1 else _outward("log", a[0], False))
    high: Any = INF if a[1] == INF else (Fraction(0) if a[1] == 1 else _outward("log", a[1], True))
    return low, high, a[2] or a[0] != 1, a[3] or a[1] != 1


def _log1p(a: Reach) -> Reach:
    return _log(_add(a, (Fraction(1), Fraction(1), False, False)))


def _expm1(a: Reach) -> Reach:
    return _add(_exp(a), (Fraction(-1), Fraction(-1), False, False))


def _sqrt(a: Reach) -> Reach:
    low = max(a[0], Fraction(0))
    exact = low in (0, 1), a[1] in (0, 1)
    least = low if exact[0] else _outward("sqrt", low, False)
    most: Any = INF if a[1] == INF else (a[1] if exact[1] else _outward("sqrt", a[1], True))
    return least, most, (a[2] and low == a[0]) or not exact[0], a[3] or not exact[1]


def _pow(a: Reach, b: Reach) -> Reach:
    above = positive(a)
    if b[1] <= 0 and above:
        return _pow(_reciprocal(a), negated(b))
    if not nonnegative(b):
        return Fraction(0), INF, above, True
    if a[1] <= 1:
        return Fraction(0), Fraction(1), above, False
    return (Fraction(1) if a[0] >= 1 else Fraction(0)), INF, above and a[0] < 1, True


def _abs(a: Reach) -> Reach:
    if a[0] >= 0:
        return a
    if a[1] <= 0:
        return negated(a)
    high = max(-a[0], a[1])
    return Fraction(0), high, False, (-a[0] < high or a[2]) and (a[1] < high or a[3])


def _min(a: Reach, b: Reach) -> Reach:
    low = min((a[0], a[2]), (b[0], b[2]))
    high = min((a[1], not a[3]), (b[1], not b[3]))
    return low[0], high[0], low[1], not high[1]


def _max(a: Reach, b: Reach) -> Reach:
    return negated(_min(negated(a), negated(b)))


def _either(a: Reach, b: Reach) -> Reach:
    low = min((a[0], a[2]), (b[0], b[2]))
    high = max((a[1], not a[3]), (b[1], not b[3]))
    return low[0], high[0], low[1], not high[1]


def _floor(a: Reach) -> Reach:
    low = -INF if a[0] == -INF else Fraction(a[0].__floor__())
    high = INF if a[1] == INF else Fraction(a[1].__floor__())
    return low, high, low == -INF, high == INF


def _unit(_: Reach) -> Reach:
    return Fraction(-1), Fraction(1), False, False


def _odd(bound: Fraction) -> Callable[[Reach], Reach]:
    """An increasing odd function between 0 and the identity, and below `bound`."""

    def rule(a: Reach) -> Reach:
        low = max(-bound, a[0]) if a[0] < 0 else Fraction(0)
        high = min(bound, a[1]) if a[1] > 0 else Fraction(0)
        return low, high, a[2] or a[0] != 0, a[3] or a[1] != 0

    return rule


_RULES: dict[str, Callable[..., Reach]] = {
    "neg": _neg, "add": _add, "mul": _mul, "exp": _exp, "log": _log, "log1p": _log1p,
    "expm1": _expm1, "sqrt": _sqrt, "pow": _pow, "abs": _abs, "min": _min, "max": _max,
    "floor": _floor, "sin": _unit, "cos": _unit, "tanh": _odd(Fraction(1)),
    "atan": _odd(Fraction(11, 7)),
}  # fmt: skip


class Extents:
    """Reaches of the nodes of a formula.

    Parameters
    ----------
    rows : list of Row
    ranges : mapping
        Reach of each variable.
    strictly : callable
        ``strictly(node, sign)``: whether the node has that sign everywhere (or, for sign None, is
        nowhere zero) by other means than reaches.
    """

    def __init__(
        self,
        rows: list[Row],
        ranges: Mapping[str, Reach],
        strictly: Callable[[int, int | None], bool],
    ):
        self.rows, self.ranges, self.strictly = rows, ranges, strictly
        self._reach: dict[int, Reach] = {}
        self._defined: dict[int, bool] = {}

    def __getitem__(self, k: int) -> Reach:
        """Reach of a number, on the understanding that it is defined."""
        if k not in self._reach:
            for j in below(self.rows, [k]):
                if j not in self._reach and not is_boolean(self.rows[j]):
                    self._reach[j] = self._of(self.rows[j])
        return self._reach[k]

    def defined(self, k: int) -> bool:
        """Whether the node is a finite number everywhere, all its branches included."""
        if k not in self._defined:
            for j in below(self.rows, [k]):
                if j not in self._defined:
                    args = self.rows[j].args
                    self._defined[j] = all(self._defined[a] for a in args) and self._here(j)
        return self._defined[k]

    def positive(self, k: int) -> bool:
        return positive(self[k]) or self.strictly(k, 1)

    def _here(self, k: int) -> bool:
        op, _, a = self.rows[k]
        if op == "div":
            return nonzero(self[a[1]]) or self.strictly(a[1], None)
        if op == "log":
            return self.positive(a[0])
        if op == "log1p":
            return bool(self[a[0]][0] > -1 or (self[a[0]][0] == -1 and self[a[0]][2]))
        if op == "sqrt":
            return nonnegative(self[a[0]]) or self.strictly(a[0], 1)
        if op == "pow":
            return self.positive(a[0]) or (nonnegative(self[a[0]]) and self.positive(a[1]))
        return op not in ("nan", "inf")

    def _of(self, row: Row) -> Reach:
        op, value, args = row
        if op == "const":
            return fraction(value), fraction(value), False, False
        if op == "var":
            return self.ranges[value]
        if op == "real":
            if value[0] == "pi":
                return Fraction(3), Fraction(22, 7), True, True
            return fraction(value[1]), fraction(value[2]), False, False
        if op in ("nan", "inf"):
            return ALL
        if op == "where":
            chosen = self._truth(args[0])
            if chosen is not None:
                return self._reach[args[1] if chosen else args[2]]
            return _either(self._reach[args[1]], self._reach[args[2]])
        found = [self._reach[a] for a in args]
        if op == "ipow":
            return _ipow(found[0], value)
        if op == "div":
            return self._part(*args) or _mul(found[0], _reciprocal(found[1]))
        if op == "kth":
            lows, highs = [(r[0], r[2]) for r in found], [(r[1], not r[3]) for r in found]
            # ends that are attained sort before open ones below, after them above: an open end at
            # the place asked for leaves too few arguments that could reach it
            low, high = sorted(lows)[value], sorted(highs)[value]
            return low[0], high[0], low[1], not high[1]
        rule = _RULES.get(op)
        return rule(*found) if rule else ALL

    def _truth(self, k: int) -> bool | None:
        """Whether a comparison holds for all values within reach, or for none."""
        op, value, args = self.rows[k]
        if op == "bool":
            return bool(value)
        if op == "not":
            inner = self._truth(args[0])
            return None if inner is None else not inner
        if op not in ("lt", "le"):
            return None
        a, b = (self[x] for x in args)
        if a[1] < b[0] or (a[1] == b[0] and (op == "le" or a[3] or b[2])):
            return True
        if a[0] > b[1] or (a[0] == b[1] and (op == "lt" or a[2] or b[3])):
            return False
        return None

    def _part(self, top: int, bottom: int) -> Reach | None:
        """``x / (x + rest)`` with nonnegative parts lies in [0, 1]."""
        if not (nonnegative(self._reach[top]) and positive(self._reach[bottom])):
            return None
        terms, stack = [], [bottom]
        while stack:
            k = stack.pop()
            if self.rows[k].op == "add" and k != top:
                stack.extend(self.rows[k].args)
            else:
                terms.append(k)
        if top in terms and len(terms) < 256 and all(nonnegative(self._reach[t]) for t in terms):
            return Fraction(0), Fraction(1), positive(self._reach[top]), False
        return None
