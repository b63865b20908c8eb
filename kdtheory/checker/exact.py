"""Formulas at rational points: exact rationals where possible, Arb balls of rising precision else.

Values are interned. Rational ones by value, others by how they are made, so that two irrational
numbers made in the same way *are* the same and their difference is exactly zero. A branch not
taken is not evaluated; a comparison that no precision settles stays open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cmp_to_key, reduce
from typing import Any

import flint
from flint import arb, fmpq, fmpz

from kdtheory.checker.grammar import Rejected, Row, formula

PRECISIONS = (128, 512, 4096, 16384)
MOST_BITS = 1 << 17  # of a rational that is still kept exactly
MOST_WORK = 4_000_000_000  # in units of about a nanosecond
_UNKNOWN = arb("nan")
_HUGE = arb((1, 1 << 16384))
_FLOORS = arb((1, 4096))


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Set Arb's process-wide precision for a while."""
    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        yield
    finally:
        flint.ctx.prec = before


def to_fmpq(x: Any) -> Any:
    return x if isinstance(x, fmpq) else fmpq(int(x.numerator), int(x.denominator))


class Value:
    """One number: rational, infinite, undefined, or made by an operation from others."""

    __slots__ = ("args", "balls", "number", "op", "value")

    def __init__(self, op: str, value: Any, args: tuple[Value, ...]):
        self.op, self.value, self.args = op, value, args
        self.number: Any = value if op == "const" else None
        self.balls: dict[int, Any] = {}


class Exact:
    """A formula evaluated at rational inputs.

    Parameters
    ----------
    rows : list
        The formula, ``[op, value, *argument positions]`` a node, or rows already read.
    env : mapping
        Rational value of each variable.

    Raises
    ------
    Rejected
        If the formula is malformed, uses a variable without a value, or is too costly.
    """

    def __init__(self, rows: list[Any], env: Mapping[str, Any]):
        ready = bool(rows) and isinstance(rows[0], Row)
        self.rows: list[Row] = rows if ready else formula(rows)
        self.env = {k: to_fmpq(x) for k, x in env.items()}
        self.work = 0
        self._interned: dict[Any, Value] = {}
        self._found: dict[int, Any] = {}
        self.zero, self.one = self._const(fmpq(0)), self._const(fmpq(1))
        self.nan = self._intern("nan", None, ())
        self.infinite = {s: self._intern("inf", s, ()) for s in (1, -1)}

    # what callers ask ----------------------------------------------------------------------

    def value(self, i: int) -> Value | bool | None:
        """The value of a node; for a truth value True, False, or None where it stays open."""
        if i not in self._found:
            self._evaluate(i)
        return self._found[i]  # type: ignore[no-any-return]

    def truth(self, i: int) -> bool | None:
        found = self.value(i)
        return found if isinstance(found, bool) else None

    def rational(self, i: int) -> Any:
        """The exact rational value, or None."""
        found = self.value(i)
        return found.number if isinstance(found, Value) else None

    def finite(self, i: int) -> bool:
        """Whether the node is certainly a finite number."""
        found = self.value(i)
        return isinstance(found, Value) and self._finite(found)

    def ball(self, i: int, bits: int | None = None) -> Any:
        """An enclosure; without `bits`, precise enough for the sign and 40 digits if possible."""
        found = self.value(i)
        if not isinstance(found, Value):
            return _UNKNOWN
        if bits is not None:
            return self._ball(found, bits)
        for prec in PRECISIONS:
            ball = self._ball(found, prec)
            if found.number is not None or (ball.is_finite() and ball.rel_accuracy_bits() > 64):
                break
        return ball

    def sign(self, i: int) -> int | None:
        """-1, 0 or 1 where it is certain."""
        found = self.value(i)
        return self._sign(found) if isinstance(found, Value) else None

    def violates(self, i: int, strict: bool) -> bool:
        """Whether the node is certainly a finite number < 0 (or <= 0 if `strict`)."""
        found = self.value(i)
        if not isinstance(found, Value) or not self._finite(found):
            return False
        if found.number is not None:
            return bool(found.number < 0 or (strict and found.number == 0))
        return any(
            bool(ball < 0 or (strict and ball <= 0))
            for ball in (self._ball(found, prec) for prec in PRECISIONS)
        )

    # evaluation ----------------------------------------------------------------------------

    def _evaluate(self, root: int) -> None:
        """Evaluate what `root` needs, on demand and without recursion."""
        stack = [root]
        while stack:
            k = stack[-1]
            if k in self._found:
                stack.pop()
                continue
            waiting = [a for a in self._wanted(self.rows[k]) if a not in self._found]
            if waiting:
                stack.extend(waiting)
            else:
                self._found[k] = self._apply(k, self.rows[k])
                stack.pop()

    def _wanted(self, row: Row) -> tuple[int, ...]:
        """Arguments needed next: the condition first, then the branch that it selects."""
        if row.op == "where":
            condition, yes, no = row.args
            if condition not in self._found:
                return (condition,)
            chosen = self._found[condition]
            return (yes, no) if chosen is None else ((yes,) if chosen else (no,))
        if row.op == "and":
            first, second = row.args
            if first not in self._found:
                return (first,)
            return () if self._found[first] is False else (second,)
        return row.args

    def _apply(self, k: int, row: Row) -> Any:
        op, value, args = row
        if op == "where":
            chosen = self._found[args[0]]
            if chosen is None:
                a, b = self._found[args[1]], self._found[args[2]]
                return a if a is b else self._intern("either", args[0], (a, b))
            return self._found[args[1] if chosen else args[2]]
        if op == "and":
            a, b = self._found[args[0]], self._found.get(args[1])
            return False if a is False or b is False else (None if a is None or b is None else True)
        if op == "var":
            if value not in self.env:
                raise Rejected(f"the formula uses {value}, which has no value")
            return self._const(self.env[value])
        if op == "const":
            return self._const(value)
        if op == "bool":
            return value
        if op in ("nan", "inf"):
            return self.nan if op == "nan" else self.infinite[value]
        if op == "real":
            return self._intern("real", value, ())
        found = [self._found[a] for a in args]
        if op == "not":
            return None if found[0] is None else not found[0]
        self._spend(50)
        if op == "ipow":
            return self._ipow(found[0], value)
        if op == "kth":
            return self._kth(found, value)
        rule: Callable[..., Any] | None = getattr(self, "_" + op, None)
        return rule(*found) if rule else self._smooth(op, found[0])

    def _spend(self, work: int) -> None:
        self.work += work
        if self.work > MOST_WORK:
            raise Rejected("evaluating the formula takes too long")

    def _intern(self, op: str, value: Any, args: tuple[Value, ...]) -> Value:
        if op == "real":
            key: Any = (op, value[0], str(value[1]), str(value[2]))
        elif op == "const":
            key = (op, value)
        else:
            key = (op, value, *map(id, args))
        found = self._interned.get(key)
        if found is None:
            found = self._interned[key] = Value(op, value, args)
        return found

    def _const(self, q: Any) -> Value:
        self._spend(20 + q.height_bits() // 4)
        return self._intern("const", q, ())

    def _small(self, *values: Value) -> bool:
        """Whether all are rationals short enough to compute with exactly."""
        return (
            all(v.number is not None for v in values)
            and sum(v.number.height_bits() for v in values) <= MOST_BITS
        )

    # arithmetic ----------------------------------------------------------------------------

    def _neg(self, a: Value) -> Value:
        if a.number is not None:
            return self._const(-a.number)
        if a.op == "inf":
            return self.infinite[-a.value]
        if a.op == "neg":
            return a.args[0]
        return a if a is self.nan else self._intern("neg", None, (a,))

    def _add(self, a: Value, b: Value) -> Value:
        if self.nan in (a, b):
            return self.nan
        if self._small(a, b):
            return self._const(a.number + b.number)
        for x, y in ((a, b), (b, a)):
            if x is self.zero:
                return y
            if x.op == "inf" and y.op == "inf":
                return x if x is y else self.nan
            if x.op == "inf" and self._finite(y):
                return x
            if y.op == "neg" and y.args[0] is x and self._finite(x):
                return self.zero
        return self._intern("add", None, self._ordered(a, b))

    def _ordered(self, a: Value, b: Value) -> tuple[Value, Value]:
        return (a, b) if id(a) <= id(b) else (b, a)

    def _mul(self, a: Value, b: Value) -> Value:
        if self.nan in (a, b):
            return self.nan
        if self._small(a, b):
            return self._const(a.number * b.number)
        for x, y in ((a, b), (b, a)):
            if x is self.one:
                return y
            if x.number == -1:
                return self._neg(y)
            if x is self.zero and self._finite(y):
                return self.zero
            if x.op == "inf" and (sign := self._sign(y)) is not None:
                return self.infinite[x.value * sign] if sign else self.nan
        if a.op == "neg" and b.op == "neg":
            return self._mul(a.args[0], b.args[0])
        return self._ipow(a, 2) if a is b else self._intern("mul", None, self._ordered(a, b))

    def _div(self, a: Value, b: Value) -> Value:
        if self.nan in (a, b):
            return self.nan
        if b.op == "inf":
            return self.zero if self._finite(a) else self.nan if a.op == "inf" else self._by(a, b)
        if b is self.zero:
            sign = self._sign(a)
            if sign is None:
                return self._by(a, b)
            return self.infinite[sign] if sign else self.nan
        if b.number is not None and self._small(b):
            return self._mul(a, self._const(1 / b.number))
        sign = self._sign(b)
        if sign:
            if a.op == "inf":
                return self.infinite[a.value * sign]
            if a is b:
                return self.one
            if a is self.zero:
                return self.zero
        return self._by(a, b)

    def _by(self, a: Value, b: Value) -> Value:
        return self._intern("div", None, (a, b))

    def _ipow(self, a: Value, k: int) -> Value:
        if a is self.nan or k == 1:
            return a
        if a.number is not None and a.number.height_bits() * k <= MOST_BITS:
            return self._const(a.number**k)
        if a.op == "inf":
            return self.infinite[1 if k % 2 == 0 else a.value]
        if a.op == "sqrt" and k % 2 == 0 and (self._sign(a.args[0]) or 0) > 0:
            return self._ipow(a.args[0], k // 2)
        return self._intern("ipow", k, (a,))

    def _pow(self, a: Value, b: Value) -> Value:
        if self.nan in (a, b):
            return self.nan
        if a is self.one or b is self.zero:
            return self.one
        if b is self.one:
            return a
        if a is self.zero and (sign := self._sign(b)) is not None:
            return self.zero if sign > 0 else self.infinite[1]
        if "inf" in (a.op, b.op):
            return self._exp(self._mul(b, self._log(a)))
        exact = self._power(a, b)
        if exact is not None:
            return exact
        if b.number is not None and b.number.q != 1 and self._sign(a) == -1:
            return self.nan
        return self._intern("pow", None, (a, b))

    def _power(self, a: Value, b: Value) -> Value | None:
        """A rational power of a rational where it is rational; integer powers of anything."""
        power = b.number
        if power is None or power.height_bits() > 16:
            return None
        top, root = int(power.p), int(power.q)
        if root == 1:
            up = self._ipow(a, abs(top))
            return up if top > 0 else self._div(self.one, up)
        if root == 2 and abs(top) == 1:
            out = self._sqrt(a)
            return out if top > 0 else self._div(self.one, out)
        if a.number is None or a.number <= 0 or root > 64 or not self._small(a):
            return None
        part = _root(a.number, root)
        return None if part is None else self._power(self._const(part), self._const(fmpq(top)))

    def _exp(self, a: Value) -> Value:
        if a is self.zero:
            return self.one
        if a.op == "inf":
            return self.infinite[1] if a.value > 0 else self.zero
        if a.op == "log" and self._sign(a.args[0]) == 1:
            return a.args[0]
        return a if a is self.nan else self._intern("exp", None, (a,))

    def _log(self, a: Value) -> Value:
        if a is self.one:
            return self.zero
        if a is self.zero:
            return self.infinite[-1]
        if a.op == "inf":
            return a if a.value > 0 else self.nan
        if a is self.nan or self._sign(a) == -1:
            return self.nan
        return a.args[0] if a.op == "exp" else self._intern("log", None, (a,))

    def _log1p(self, a: Value) -> Value:
        if a.op in ("const", "inf"):
            return self._log(self._add(self.one, a))
        return a if a is self.nan else self._intern("log1p", None, (a,))

    def _expm1(self, a: Value) -> Value:
        if a.op == "inf" or a is self.zero:
            return self._add(self._exp(a), self._const(fmpq(-1)))
        return a if a is self.nan else self._intern("expm1", None, (a,))

    def _sqrt(self, a: Value) -> Value:
        if a.op == "inf":
            return a if a.value > 0 else self.nan
        if a is self.nan or self._sign(a) == -1:
            return self.nan
        if self._small(a) and (root := _root(a.number, 2)) is not None:
            return self._const(root)
        return self._intern("sqrt", None, (a,))

    def _smooth(self, op: str, a: Value) -> Value:
        """``sin``, ``cos``, ``tanh``, ``atan``."""
        if a is self.zero:
            return self.one if op == "cos" else self.zero
        if a.op == "inf":
            return self._const(fmpq(a.value)) if op == "tanh" else self._at_infinity(op, a.value)
        return a if a is self.nan else self._intern(op, None, (a,))

    def _at_infinity(self, op: str, sign: int) -> Value:
        if op != "atan":
            return self.nan
        pi = self._intern("real", ("pi", fmpq(0), fmpq(0)), ())
        return self._mul(self._const(fmpq(sign, 2)), pi)

    def _abs(self, a: Value) -> Value:
        sign = self._sign(a)
        if sign is not None:
            return self._neg(a) if sign < 0 else a
        return a if a is self.nan else self._intern("abs", None, (a,))

    def _floor(self, a: Value) -> Value:
        if a.number is not None:
            return self._const(fmpq(a.number.floor()))
        if a.op in ("inf", "nan"):
            return a
        for prec in PRECISIONS:
            ball = self._ball(a, prec)
            if not (ball.is_finite() and abs(ball) < _FLOORS):
                break
            with precision(prec):
                found = ball.floor().unique_fmpz()
            if found is not None:
                return self._const(fmpq(found))
        return self._intern("floor", None, (a,))

    def _min(self, a: Value, b: Value) -> Value:
        return self._extremum("min", a, b)

    def _max(self, a: Value, b: Value) -> Value:
        return self._extremum("max", a, b)

    def _extremum(self, op: str, a: Value, b: Value) -> Value:
        if self.nan in (a, b):
            return self.nan
        if a is b:
            return a
        below = self._le(a, b)
        if below is not None:
            return a if below == (op == "min") else b
        return self._intern(op, None, self._ordered(a, b))

    def _kth(self, found: list[Value], k: int) -> Value:
        if self.nan in found:
            return self.nan
        order: list[Value] = []
        for x in found:
            place = len(order)
            while place and (before := self._lt(x, order[place - 1])):
                place -= 1
            if place and before is None:
                return self._intern("kth", k, tuple(sorted(found, key=id)))
            order.insert(place, x)
        return order[k]

    # comparisons ---------------------------------------------------------------------------

    def _lt(self, a: Value, b: Value) -> bool | None:
        return self._compare("lt", a, b)

    def _le(self, a: Value, b: Value) -> bool | None:
        return self._compare("le", a, b)

    def _eq(self, a: Value, b: Value) -> bool | None:
        return self._compare("eq", a, b)

    def _compare(self, op: str, a: Value, b: Value) -> bool | None:
        if self.nan in (a, b):
            return False
        if a is b:
            return False if op == "lt" else (True if a.op == "inf" or self._finite(a) else None)
        if a.number is not None and b.number is not None:
            return _ordered(op, a.number, b.number)
        if "inf" in (a.op, b.op):
            if not all(x.op == "inf" or self._finite(x) for x in (a, b)):
                return None
            return _ordered(op, *(x.value if x.op == "inf" else 0 for x in (a, b)))
        for prec in PRECISIONS:
            x, y = self._ball(a, prec), self._ball(b, prec)
            verdict = _balls_ordered(op, x, y)
            if verdict is not None:
                return verdict
        return None

    def _sign(self, a: Value) -> int | None:
        if a.number is not None:
            return int(a.number > 0) - int(a.number < 0)
        if a.op == "inf":
            return int(a.value)
        for prec in PRECISIONS:
            ball = self._ball(a, prec)
            if ball > 0 or ball < 0:
                return 1 if ball > 0 else -1
        return None

    def _finite(self, a: Value) -> bool:
        if a.number is not None:
            return True
        if a.op in ("inf", "nan"):
            return False
        return any(self._ball(a, prec).is_finite() for prec in PRECISIONS)

    # balls ---------------------------------------------------------------------------------

    def _ball(self, root: Value, prec: int) -> Any:
        """Enclosure of a value at a precision, without recursion."""
        with precision(prec):
            stack = [root]
            while stack:
                v = stack[-1]
                if prec in v.balls:
                    stack.pop()
                    continue
                waiting = [a for a in v.args if prec not in a.balls]
                if waiting:
                    stack.extend(waiting)
                    continue
                self._spend(_COSTS.get(v.op, 100 + prec) + (prec * prec >> 8) * (v.op in _COSTLY))
                out = _enclose(v, prec)
                v.balls[prec] = out if abs(out) < _HUGE else _UNKNOWN
                stack.pop()
        return root.balls[prec]


_COSTLY = frozenset("exp log log1p expm1 sin cos tanh atan pow".split())
_COSTS = {"kth": 2_000_000}


def _root(q: Any, k: int) -> Any:
    """The exact k-th root of a positive rational, or None."""
    if q == 0:
        return fmpq(0)
    top, bottom = fmpz(q.p).root(k), fmpz(q.q).root(k)
    return fmpq(top, bottom) if top**k == q.p and bottom**k == q.q else None


def _ordered(op: str, a: Any, b: Any) -> bool:
    return bool(a < b if op == "lt" else (a <= b if op == "le" else a == b))


def _balls_ordered(op: str, a: Any, b: Any) -> bool | None:
    if op == "lt":
        return True if a < b else (False if a >= b else None)
    if op == "le":
        return True if a <= b else (False if a > b else None)
    return False if (a < b or a > b) else (True if a == b else None)


def _enclose(v: Value, prec: int) -> Any:
    if v.op == "const":
        return arb(v.value)
    if v.op == "real":
        return arb.pi() if v.value[0] == "pi" else arb(v.value[1]).union(arb(v.value[2]))
    if v.op in ("inf", "nan"):
        return _UNKNOWN
    balls = [a.balls[prec] for a in v.args]
    if not all(b.is_finite() for b in balls):
        return _UNKNOWN
    if v.op == "ipow":
        return balls[0] ** v.value
    if v.op == "kth":
        return _kth_ball(balls, v.value)
    return _BALLS[v.op](*balls)


def _kth_ball(balls: list[Any], k: int) -> Any:
    by_size = cmp_to_key(_by_size)
    low = sorted((b.lower() for b in balls), key=by_size)[k]
    return low.union(sorted((b.upper() for b in balls), key=by_size)[k])


def _by_size(x: Any, y: Any) -> int:
    return -1 if x < y else int(x > y)


def _power_ball(a: Any, b: Any) -> Any:
    if a > 0:
        return (b * a.log()).exp()
    if a >= 0 and b > 0:  # increasing from 0 up to the upper end
        top = a.upper()
        return arb(0).union((b * top.log()).exp()) if top > 0 else arb(0)
    return _UNKNOWN


_BALLS: dict[str, Callable[..., Any]] = {
    "neg": lambda a: -a,
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": _power_ball,
    "exp": lambda a: a.exp(),
    "log": lambda a: a.log() if a > 0 else _UNKNOWN,
    "log1p": lambda a: a.log1p() if a > -1 else _UNKNOWN,
    "expm1": lambda a: a.expm1(),
    "sqrt": lambda a: a.sqrt() if a >= 0 else _UNKNOWN,
    "sin": lambda a: a.sin(),
    "cos": lambda a: a.cos(),
    "tanh": lambda a: a.tanh(),
    "atan": lambda a: a.atan(),
    "abs": lambda a: abs(a),
    "floor": lambda a: a.floor(),
    "min": lambda a, b: a.min(b),
    "max": lambda a, b: a.max(b),
    "either": lambda a, b: a.union(b),
}


def largest(balls: list[Any]) -> Any:
    """Enclosure of the largest of several balls."""
    return reduce(lambda a, b: a.max(b), balls)
