"""Arb balls for expression graphs: every value an enclosure, every comparison three-valued."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import reduce
from typing import Any

import flint

arb = flint.arb
_UNKNOWN = arb("nan")


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Set Arb's process-wide precision for a while."""
    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        yield
    finally:
        flint.ctx.prec = before


def rational(x: Any) -> Any:
    """Ball around an exact rational (fmpq or Fraction)."""
    return (
        arb(flint.fmpq(int(x.numerator), int(x.denominator))) if hasattr(x, "numerator") else arb(x)
    )


def compare(op: str, a: Any, b: Any) -> bool | None:
    """``a < b``, ``a <= b`` or ``a == b``; None where the balls cannot tell."""
    if a is None or b is None:
        return None
    if op == "lt":
        return True if a < b else (False if a >= b else None)
    if op == "le":
        return True if a <= b else (False if a > b else None)
    return False if (a < b or a > b) else (True if a == b else None)


def union(a: Any, b: Any) -> Any:
    return a.union(b) if a.is_finite() and b.is_finite() else _UNKNOWN


def _choose(c: bool | None, a: Any, b: Any) -> Any:
    return union(a, b) if c is None else (a if c else b)


def _kth(values: list[Any], k: int) -> Any:
    if not all(v.is_finite() for v in values):
        return _UNKNOWN
    lows = sorted((v.lower() for v in values), key=float)
    highs = sorted((v.upper() for v in values), key=float)
    low = reduce(lambda x, y: x.min(y), lows[k:])
    high = reduce(lambda x, y: x.max(y), highs[: k + 1])
    return low.union(high)


def _power(a: Any, b: Any) -> Any:
    if a > 0:
        return (b * a.log()).exp()
    if a >= 0 and b > 0:  # from 0 up to the upper end, increasing
        top = a.upper()
        return arb(0).union((b * top.log()).exp()) if top > 0 else arb(0)
    return _UNKNOWN


def _sqrt(a: Any) -> Any:
    if a >= 0:
        return a.sqrt()
    return _UNKNOWN


def _not(a: bool | None) -> bool | None:
    return None if a is None else not a


def _and(a: bool | None, b: bool | None) -> bool | None:
    if a is False or b is False:
        return False
    return True if a and b else None


_OPS: dict[str, Callable[..., Any]] = {
    "neg": lambda a: -a,
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": _power,
    "exp": lambda a: a.exp(),
    "log": lambda a: a.log() if a > 0 else _UNKNOWN,
    "log1p": lambda a: a.log1p() if a > -1 else _UNKNOWN,
    "expm1": lambda a: a.expm1(),
    "sqrt": _sqrt,
    "sin": lambda a: a.sin(),
    "cos": lambda a: a.cos(),
    "tanh": lambda a: a.tanh(),
    "atan": lambda a: a.atan(),
    "abs": lambda a: abs(a),
    "floor": lambda a: a.floor(),
    "min": lambda a, b: a.min(b),
    "max": lambda a, b: a.max(b),
    "lt": lambda a, b: compare("lt", a, b),
    "le": lambda a, b: compare("le", a, b),
    "eq": lambda a, b: compare("eq", a, b),
    "and": _and,
    "not": _not,
    "where": _choose,
}


def apply(op: str, value: Any, args: list[Any]) -> Any:
    """One operation on balls, at the precision in force."""
    if op == "const":
        return arb(value)
    if op == "real":
        if value[1] == value[2] == 0:  # named constants carry their value in their name
            return {"pi": arb.pi}[value[0]]()
        return rational(value[1]).union(rational(value[2]))
    if op in ("nan", "inf", "var"):
        return _UNKNOWN
    if op == "bool":
        return value
    if op == "ipow":
        return args[0] ** value
    if op == "kth":
        return _kth(args, value)
    return _OPS[op](*args)


def evaluate(
    outputs: list[Any], bits: int, env: Mapping[str, Any] | None = None, *, pinned: bool = False
) -> list[Any]:
    """Balls of `outputs` at `bits` bits, variables taken from `env` (rationals or balls).

    With `pinned`, literals are the doubles that they are.
    """
    from kdtheory.arithmetic.expr import interpret

    values = env or {}
    with precision(bits):
        return interpret(
            outputs,
            lambda name: arb(values[name]) if name in values else _UNKNOWN,
            _apply_pinned if pinned else apply,
        )


def _apply_pinned(op: str, value: Any, args: list[Any]) -> Any:
    if op == "real" and value[1] != value[2]:
        return arb(flint.fmpq(*float(value[0]).as_integer_ratio()))
    return apply(op, value, args)


def ends(ball: Any, digits: int = 12) -> tuple[str, str]:
    """Decimal strings below and above a finite ball."""
    low, high = ball.lower(), ball.upper()
    return _decimal(low, digits, down=True), _decimal(high, digits, down=False)


def _decimal(x: Any, digits: int, *, down: bool) -> str:
    from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

    mantissa, exponent = x.mid().man_exp()
    context = Context(
        prec=digits, rounding=ROUND_FLOOR if down else ROUND_CEILING, Emin=-(10**15), Emax=10**15
    )
    m, e = int(mantissa), int(exponent)
    if m == 0:
        return "0"
    if abs(e) > 20000:  # beyond what anybody wants in digits: round the exponent outward
        bits = e + abs(m).bit_length()
        tens = bits * 30103 // 100000
        outward = (m > 0) != down
        if m > 0:
            return f"1e{tens + 1 if outward else tens - 1}"
        return f"-1e{tens + 1 if down else tens - 1}"
    exact = Decimal(m * 2**e) if e >= 0 else None
    if exact is not None:
        return str(context.plus(exact))
    return str(context.divide(Decimal(m), Decimal(2 ** (-e))))
