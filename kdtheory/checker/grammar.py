"""What a certificate may contain: fields, numbers and formulas, and how large they may be."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from flint import fmpq, fmpz

MOST_NODES = 100_000
MOST_DIGITS = 20_000  # of one number
MOST_WORDS = 20_000  # characters of one text
MOST_ARGUMENTS = 4096
LARGEST_POWER = 1 << 16

#: Arguments and results: ``n`` a number, ``b`` a truth value.
SHAPES = {
    "const": ":n", "real": ":n", "var": ":n", "nan": ":n", "inf": ":n", "bool": ":b",
    "neg": "n:n", "exp": "n:n", "log": "n:n", "log1p": "n:n", "expm1": "n:n", "sqrt": "n:n",
    "sin": "n:n", "cos": "n:n", "tanh": "n:n", "atan": "n:n", "abs": "n:n", "floor": "n:n",
    "ipow": "n:n", "add": "nn:n", "mul": "nn:n", "div": "nn:n", "pow": "nn:n", "min": "nn:n",
    "max": "nn:n", "lt": "nn:b", "le": "nn:b", "eq": "nn:b", "and": "bb:b", "not": "b:b",
    "where": "bnn:n",
}  # fmt: skip

_RATIONAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:/[1-9][0-9]*)?", re.ASCII)
_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,7})?", re.ASCII)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}", re.ASCII)


class Rejected(Exception):
    """The certificate does not show what it says; the message says why."""


class Row(NamedTuple):
    """One node of a formula: rationals parsed, arguments as positions of earlier nodes."""

    op: str
    value: Any
    args: tuple[int, ...]


def need(condition: bool, why: str) -> None:
    """Reject with `why` unless the condition holds."""
    if not condition:
        raise Rejected(why)


def whole(x: Any, low: int, high: int, what: str) -> int:
    """A JSON integer (no truth value) between `low` and `high`."""
    if type(x) is not int or not low <= x <= high:
        raise Rejected(f"{what} is not an integer between {low} and {high}")
    return x


def flag(x: Any, what: str) -> bool:
    if type(x) is not bool:
        raise Rejected(f"{what} is neither true nor false")
    return x


def words(x: Any, what: str) -> str:
    if type(x) is not str or len(x) > MOST_WORDS:
        raise Rejected(f"{what} is not a text of at most {MOST_WORDS} characters")
    return x


def items(x: Any, what: str, low: int = 0, high: int = MOST_NODES) -> list[Any]:
    if type(x) is not list or not low <= len(x) <= high:
        raise Rejected(f"{what} is not a list of {low} to {high} items")
    return x


def fields(x: Any, what: str, names: str, optional: str = "") -> dict[str, Any]:
    """A JSON object with exactly the fields in `names`, and perhaps the optional ones."""
    if type(x) is not dict:
        raise Rejected(f"{what} is not an object")
    required, allowed = set(names.split()), set(names.split()) | set(optional.split())
    if missing := sorted(required - set(x)):
        raise Rejected(f"{what} lacks {', '.join(missing)}")
    if unknown := sorted(set(x) - allowed):
        raise Rejected(f"{what} has unknown fields: {', '.join(str(u)[:40] for u in unknown[:5])}")
    return x


def rational(x: Any, what: str) -> Any:
    """An exact rational written ``a`` or ``a/b`` in lowest terms."""
    if type(x) is not str or len(x) > MOST_DIGITS or not _RATIONAL.fullmatch(x):
        raise Rejected(f"{what} is not a rational number written a or a/b")
    top, _, bottom = x.partition("/")
    q = fmpq(fmpz(top), fmpz(bottom or "1"))
    if str(q) != x:
        raise Rejected(f"{what} is not in lowest terms")
    return q


def decimal(x: Any, what: str) -> Any:
    """An exact decimal such as ``-1.25e-9``, as the mantissa and the power of ten."""
    if type(x) is not str or len(x) > 400 or not _DECIMAL.fullmatch(x):
        raise Rejected(f"{what} is not a decimal number")
    mantissa, _, exponent = x.lower().partition("e")
    before, _, after = mantissa.partition(".")
    return int(before + after), int(exponent or "0") - len(after)


def name(x: Any, what: str) -> str:
    if type(x) is not str or not _NAME.fullmatch(x):
        raise Rejected(f"{what} is not a name")
    return x


# formulas ----------------------------------------------------------------------------------


def formula(x: Any, what: str = "nodes") -> list[Row]:
    """The node list of a formula, every node checked."""
    rows: list[Row] = []
    kinds: list[str] = []
    for k, item in enumerate(items(x, what, 1)):
        where = f"{what}[{k}]"
        op, value, *args = items(item, where, 2, MOST_ARGUMENTS + 2)
        shape = SHAPES.get(op) if type(op) is str else None
        if op == "kth":
            shape = "n" * len(args) + ":n"
        if shape is None:
            raise Rejected(f"{where} is no known operation")
        wanted, result = shape.split(":")
        for a in args:
            whole(a, 0, k - 1, f"an argument of {where}")
        if "".join(kinds[a] for a in args) != wanted:
            raise Rejected(f"{where}: {op} takes other arguments")
        rows.append(Row(op, _value(op, value, len(args), where), tuple(args)))
        kinds.append(result)
    return rows


def _value(op: str, x: Any, count: int, where: str) -> Any:
    if op == "const":
        return rational(x, where)
    if op == "var":
        return name(x, where)
    if op == "bool":
        return flag(x, where)
    if op == "inf":
        need(type(x) is int and x in (1, -1), f"{where}: an infinity has the sign 1 or -1")
        return x
    if op == "ipow":
        return whole(x, 1, LARGEST_POWER, f"the power of {where}")
    if op == "kth":
        need(count > 0, f"{where}: kth takes arguments")
        return whole(x, 0, count - 1, f"the rank of {where}")
    if op == "real":
        return _real(x, where)
    need(x is None, f"{where}: {op} carries no value")
    return None


def _real(x: Any, where: str) -> tuple[str, Any, Any]:
    """``pi``, or a decimal literal known within a few units of its last place."""
    label, low, high = items(x, where, 3, 3)
    low, high = rational(low, where), rational(high, where)
    if label == "pi":
        need(low == 0 and high == 0, f"{where}: pi carries no bounds")
        return label, low, high
    mantissa, exponent = decimal(label, f"the name of {where}")
    need(abs(exponent) < 2000, f"{where}: out of range")
    value = fmpq(mantissa) * fmpq(10) ** exponent
    slack = abs(value) * fmpq(1, 1 << 48) + fmpq(1, 1 << 1060)
    inside = low <= value <= high and low >= value - slack and high <= value + slack
    need(inside, f"{where}: the bounds of {label} are not a few units of its last place")
    return label, low, high


def is_boolean(row: Row) -> bool:
    return row.op in ("bool", "lt", "le", "eq", "and", "not")


def number_at(x: Any, rows: list[Row], what: str) -> int:
    """Position of a node that is a number."""
    k = whole(x, 0, len(rows) - 1, what)
    need(not is_boolean(rows[k]), f"{what} is not a number")
    return k


def below(rows: list[Row], outputs: list[int]) -> list[int]:
    """Positions of the nodes that `outputs` need, in order."""
    found: set[int] = set()
    stack = list(outputs)
    while stack:
        k = stack.pop()
        if k not in found:
            found.add(k)
            stack.extend(rows[k].args)
    return sorted(found)


def variables(rows: list[Row], outputs: list[int]) -> set[str]:
    """Names of the variables that `outputs` depend on."""
    return {rows[k].value for k in below(rows, outputs) if rows[k].op == "var"}
