"""Numbers made by operations, and the Arb balls that enclose them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cmp_to_key
from typing import Any

import flint
from flint import arb, fmpq, fmpz

UNKNOWN = arb("nan")
HUGE = arb((1, 1 << 16384))


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


COSTLY = frozenset("exp log log1p expm1 sin cos tanh atan pow".split())
COSTS = {"kth": 2_000_000}


def root(q: Any, k: int) -> Any:
    """The exact k-th root of a positive rational, or None."""
    if q == 0:
        return fmpq(0)
    top, bottom = fmpz(q.p).root(k), fmpz(q.q).root(k)
    return fmpq(top, bottom) if top**k == q.p and bottom**k == q.q else None


def ordered(op: str, a: Any, b: Any) -> bool:
    return bool(a < b if op == "lt" else (a <= b if op == "le" else a == b))


def balls_ordered(op: str, a: Any, b: Any) -> bool | None:
    if op == "lt":
        return True if a < b else (False if a >= b else None)
    if op == "le":
        return True if a <= b else (False if a > b else None)
    return False if (a < b or a > b) else (True if a == b else None)


def enclose(v: Value, prec: int) -> Any:
    if v.op == "const":
        return arb(v.value)
    if v.op == "real":
        return arb.pi() if v.value[0] == "pi" else arb(v.value[1]).union(arb(v.value[2]))
    if v.op in ("inf", "nan"):
        return UNKNOWN
    balls = [a.balls[prec] for a in v.args]
    if not all(b.is_finite() for b in balls):
        return UNKNOWN
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
    return UNKNOWN


_BALLS: dict[str, Callable[..., Any]] = {
    "neg": lambda a: -a,
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": _power_ball,
    "exp": lambda a: a.exp(),
    "log": lambda a: a.log() if a > 0 else UNKNOWN,
    "log1p": lambda a: a.log1p() if a > -1 else UNKNOWN,
    "expm1": lambda a: a.expm1(),
    "sqrt": lambda a: a.sqrt() if a >= 0 else UNKNOWN,
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
