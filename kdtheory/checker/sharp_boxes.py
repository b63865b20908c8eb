"""Formulas of sharp constants: read, evaluated at points in balls and over boxes with slopes.

Their one operation of its own is ``R_k(z) = int_0^1 (1 - u) (1 + u z)^(-k) du`` for k = 1, 2: it
decreases and is convex, so its values and slopes at end points bound it over an interval.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import arb, fmpq

from kdtheory.checker import endpoints as ends
from kdtheory.checker.endpoints import PRECISION, ZERO, Pair
from kdtheory.checker.exact import precision
from kdtheory.checker.grammar import Row, items, name, need, rational, whole

MOST_NODES = 4000
LARGEST_POWER = 200
_ARGUMENTS = {
    "const": 0, "var": 0, "neg": 1, "remainder": 1, "add": 2, "mul": 2, "div": 2, "pow": 2,
}  # fmt: skip

Slopes = dict[str, Pair]


def read(x: Any, variables: list[str]) -> list[Row]:
    """The rows of a formula in the given variables, every one checked."""
    rows: list[Row] = []
    for k, item in enumerate(items(x, "nodes", 1, MOST_NODES)):
        where = f"nodes[{k}]"
        op, value, *args = items(item, where, 2, 4)
        need(type(op) is str and op in _ARGUMENTS, f"{where} is no known operation")
        need(len(args) == _ARGUMENTS[op], f"{where}: {op} takes other arguments")
        for a in args:
            whole(a, 0, k - 1, f"an argument of {where}")
        rows.append(Row(op, _value(op, value, variables, where), tuple(args)))
        if op == "pow":
            exponent = rows[args[1]]
            need(exponent.op == "const", f"{where}: an exponent is not constant")
            need(abs(exponent.value) <= LARGEST_POWER, f"{where}: an exponent is too large")
    return rows


def _value(op: str, x: Any, variables: list[str], where: str) -> Any:
    if op == "const":
        return rational(x, where)
    if op == "var":
        need(name(x, where) in variables, f"{where}: a variable without a side of the box")
        return x
    if op == "remainder":
        return whole(x, 1, 2, where)
    need(x is None, f"{where}: {op} carries no value")
    return None


# at points -------------------------------------------------------------------------------------


def at_point(rows: list[Row], env: Mapping[str, Any]) -> list[Any]:
    """The value of every row at a rational point, balls at the precision in force."""
    values: list[Any] = []
    for op, value, args in rows:
        a = [values[k] for k in args]
        if op == "const":
            values.append(arb(value))
        elif op == "var":
            values.append(arb(env[value]))
        elif op == "remainder":
            values.append(_of_ball(value, a[0]))
        elif op == "pow":
            values.append((a[1] * a[0].log()).exp() if a[0] > 0 else arb("nan"))
        else:
            values.append(_PLAIN[op](*a))
    return values


_PLAIN: dict[str, Any] = {
    "neg": lambda x: -x,
    "add": lambda x, y: x + y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
}


def _of_ball(k: int, z: Any) -> Any:
    if z == 0:
        return arb(1) / 2
    if not z > -1:
        return arb("nan")
    top = z - z.log1p() if k == 2 else (1 + z) * z.log1p() - z
    return top / (z * z)


# over boxes ------------------------------------------------------------------------------------


def remainder(k: int, z: Pair) -> Pair:
    """``R_k`` over an interval."""
    if not _inside(z):
        return None
    assert z is not None
    return _exact(z[1], 2, lambda x: _of_ball(k, x)).lower(), _exact(
        z[0], 2, lambda x: _of_ball(k, x)
    ).upper()


def slope(k: int, z: Pair) -> Pair:
    """``R_k'`` over an interval."""
    if not _inside(z):
        return None
    assert z is not None
    low, high = (_exact(x, 3, lambda y: _slope_of_ball(k, y)) for x in z)
    return low.lower(), high.upper()


def _inside(z: Pair) -> bool:
    return z is not None and bool(z[0] > -1) and z[0].is_finite() and z[1].is_finite()


def _slope_of_ball(k: int, z: Any) -> Any:
    if z == 0:
        return -arb(1) / (3 if k == 2 else 6)
    if k == 2:
        return (z * z / (1 + z) - 2 * z + 2 * z.log1p()) / z**3
    return (2 * z - (2 + z) * z.log1p()) / z**3


def _exact(x: Any, order: int, function: Any) -> Any:
    """A function with a cancelled zero of this order, at an exact point, in enough bits."""
    mantissa, exponent = x.man_exp()
    size = int(exponent) + abs(int(mantissa)).bit_length() if int(mantissa) else 0
    with precision(PRECISION + 20 + order * max(0, -size)):
        return function(x)


def jets(rows: list[Row], outputs: list[int], env: Mapping[str, Pair]) -> list[tuple[Pair, Slopes]]:
    """Values and slopes of rows over a box, at :data:`PRECISION` bits set by the caller."""
    values: list[tuple[Pair, Slopes]] = []
    for op, value, args in rows:
        values.append(_step(op, value, [values[k] for k in args], env))
    return [values[k] for k in outputs]


def _step(op: str, value: Any, a: list[tuple[Pair, Slopes]], env: Mapping[str, Pair]) -> Any:
    if op == "const":
        ball = arb(value)
        return (ball.lower(), ball.upper()), {}
    if op == "var":
        return env[value], {value: (arb(1), arb(1))}
    x, dx = a[0]
    if op == "neg":
        return _of(ends._neg, x), {v: _of(ends._neg, d) for v, d in dx.items()}
    if op == "remainder":
        return remainder(value, x), _scaled(slope(value, x) if dx else None, dx)
    y, dy = a[1]
    if op == "pow":
        return _of(ends._pow, x, y), _scaled(_power_slope(x, y) if dx else None, dx)
    if op == "add":
        return _of(ends._add, x, y), _sum(dx, dy)
    if op == "mul":
        return _of(ends._mul, x, y), _sum(_scaled(y, dx), _scaled(x, dy))
    q = _of(ends._div, x, y)
    ratio = _of(ends._neg, _of(ends._div, q, y))
    first = {v: _of(ends._div, d, y) for v, d in dx.items()}
    return q, _sum(first, _scaled(ratio, dy))


def _power_slope(x: Pair, y: Pair) -> Pair:
    less = _of(ends._add, y, (arb(-1), arb(-1)))
    return _of(ends._mul, y, _of(ends._pow, x, less))


def _of(rule: Any, *args: Pair) -> Pair:
    return None if None in args else rule(*args)


def _scaled(by: Pair, slopes: Slopes) -> Slopes:
    return {v: _of(ends._mul, by, d) for v, d in slopes.items()}


def _sum(a: Slopes, b: Slopes) -> Slopes:
    out = dict(a)
    for v, d in b.items():
        out[v] = _of(ends._add, out[v], d) if v in out else d
    return out


def centred(
    rows: list[Row], output: int, box: Mapping[str, tuple[Any, Any]], over: tuple[Pair, Slopes]
) -> Pair:
    """``f(c) + f'(X) (X - c)`` over a box of rational sides, `over` the jet of the output."""
    middle = {v: (low + high) / 2 for v, (low, high) in box.items()}
    points = {v: (arb(m).lower(), arb(m).upper()) for v, m in middle.items()}
    ((total, _),) = jets(rows, [output], points)
    for v, d in over[1].items():
        half = arb((box[v][1] - box[v][0]) * fmpq(1, 2)).upper()
        total = _of(ends._add, total, _of(ends._mul, d, (-half, half)))
    return total


def unit(variables: list[str]) -> dict[str, tuple[Any, Any]]:
    """The unit cube."""
    return {v: (fmpq(0), fmpq(1)) for v in variables}


def positive(found: Pair) -> bool:
    return found is not None and bool(found[0] > ZERO)
