"""Exact arithmetic on interned numbers: rationals where possible, else how they are made."""

from __future__ import annotations

from typing import Any

from flint import arb, fmpq

from kdtheory.checker.grammar import Rejected
from kdtheory.checker.values import (
    COSTLY,
    COSTS,
    HUGE,
    UNKNOWN,
    Value,
    balls_ordered,
    enclose,
    ordered,
    precision,
    root,
)

PRECISIONS = (128, 512, 4096, 16384)
MOST_BITS = 1 << 17  # of a rational that is still kept exactly
MOST_WORK = 4_000_000_000  # in units of about a nanosecond
_FLOORS = arb((1, 4096))


class Numbers:
    """A store of numbers: rational ones interned by value, others by how they are made."""

    def __init__(self) -> None:
        self.work = 0
        self._interned: dict[Any, Value] = {}
        self.zero, self.one = self._const(fmpq(0)), self._const(fmpq(1))
        self.nan = self._intern("nan", None, ())
        self.infinite = {s: self._intern("inf", s, ()) for s in (1, -1)}

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
        top, degree = int(power.p), int(power.q)
        if degree == 1:
            up = self._ipow(a, abs(top))
            return up if top > 0 else self._div(self.one, up)
        if degree == 2 and abs(top) == 1:
            out = self._sqrt(a)
            return out if top > 0 else self._div(self.one, out)
        if a.number is None or a.number <= 0 or degree > 64 or not self._small(a):
            return None
        part = root(a.number, degree)
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
        if self._small(a) and (exact := root(a.number, 2)) is not None:
            return self._const(exact)
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
            return ordered(op, a.number, b.number)
        if "inf" in (a.op, b.op):
            if not all(x.op == "inf" or self._finite(x) for x in (a, b)):
                return None
            return ordered(op, *(x.value if x.op == "inf" else 0 for x in (a, b)))
        for prec in PRECISIONS:
            x, y = self._ball(a, prec), self._ball(b, prec)
            verdict = balls_ordered(op, x, y)
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
                self._spend(COSTS.get(v.op, 100 + prec) + (prec * prec >> 8) * (v.op in COSTLY))
                out = enclose(v, prec)
                v.balls[prec] = out if abs(out) < HUGE else UNKNOWN
                stack.pop()
        return root.balls[prec]
