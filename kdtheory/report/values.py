"""Exact values as text: parsing, decimal readings, witnesses in words and as vectors."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from kdtheory.claims.verdict import Witness
from kdtheory.report.naming import NEAR, Shown, kind_of, members, rows_of
from kdtheory.report.vocabulary import clean

_LONG = 24  # characters of one number that are still easy to read
_NO_POINTS = ("T", "w", "weights", "scores", "c", "d", "U")
_NUMBER = re.compile(r"\s*[-+]?[0-9]{1,600}(\.[0-9]{1,600})?(e[-+]?[0-9]{1,4})?\s*", re.I)
_RATIO = re.compile(r"\s*[-+]?[0-9]{1,2000}/[0-9]{1,2000}\s*")
_BALL = re.compile(r"\s*\[?([-+0-9.e]{1,600})\s*\+/-[^]]*\]?\s*", re.I)


def number(value: Any) -> float | None:
    """Read a number or the text of one; None if it is neither, or not finite.

    Text comes from outside, so its length and exponent are limited before it is expanded.

    >>> number("7/10"), number("[0.25 +/- 1e-20]"), number("1e999999999"), number("p")
    (0.7, 0.25, None, None)
    """
    if isinstance(value, bool) or value is None:
        return None
    try:
        if isinstance(value, str):
            ball = _BALL.fullmatch(value)
            exact = fraction(ball[1] if ball else value)
            result = math.nan if exact is None else float(exact)
        else:
            result = float(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return result if math.isfinite(result) else None


def fraction(value: Any) -> Fraction | None:
    """Read the text of a rational or a decimal, of limited length; None if it is neither.

    >>> fraction("7/10"), fraction("1/0"), fraction("p")
    (Fraction(7, 10), None, None)
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    if not isinstance(value, str) or not (_NUMBER.fullmatch(value) or _RATIO.fullmatch(value)):
        return None
    try:
        return Fraction(value.strip())
    except (ValueError, ZeroDivisionError):
        return None


def decimal(x: float, digits: int = 4) -> str:
    """Write a number with fixed rules, the same on every machine.

    >>> decimal(1/3), decimal(2.0), decimal(1e-12), decimal(0.0)
    ('0.3333', '2', '1.000e-12', '0')
    """
    if x == 0:
        return "0"
    if 1e-3 <= abs(x) < 1e6:
        text = f"{x:.{digits}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{x:.{digits - 1}e}"


def flat_text(value: Any) -> str:
    """Write an entry of the environment or the evidence on one line.

    >>> flat_text({"classes": [2, 3], "rng": None})
    'classes: 2, 3; rng: none'
    """
    if isinstance(value, Mapping):
        return "; ".join(f"{clean(k)}: {flat_text(v)}" for k, v in value.items())
    if is_vector(value):
        inner = [f"({flat_text(v)})" if is_vector(v) else flat_text(v) for v in value]
        return ", ".join(inner)
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    return clean(value)


def is_vector(value: Any) -> bool:
    return isinstance(value, list | tuple)


def items_of(value: Any) -> Sequence[Any]:
    """The entries of a vector; none of anything else."""
    return value if is_vector(value) else ()


def exact_text(value: Any) -> str:
    """Write an input as it is: a scalar, ``(7/10, 1/5, 1/10)``, or several such rows."""
    if is_vector(value):
        if len(value) == 1 and not is_vector(value[0]):
            return clean(value[0])
        return "(" + ", ".join(exact_text(v) for v in value) + ")"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{clean(k)}: {exact_text(v)}" for k, v in value.items()) + "}"
    return clean(value)


def decimal_text(value: Any) -> str:
    """Write the decimal reading of an input; empty where it adds nothing or there is none."""
    if is_vector(value):
        parts = [decimal_text(v) or exact_text(v) for v in value]
        if not any(decimal_text(v) for v in value):
            return ""
        return parts[0] if len(parts) == 1 else "(" + ", ".join(parts) + ")"
    x = number(value)
    if x is None:
        return ""
    text = decimal(x, 6)
    return "" if text == exact_text(value) else text


def inputs_text(witness: Witness) -> str:
    """Write the inputs exactly on one line, as in ``p = (7/10, 1/5, 1/10), T = 2``."""
    return ", ".join(f"{row.symbol} = {value_text(row)}" for row in rows_of(witness))


def inputs_brief(witness: Witness) -> str:
    """Write the inputs on one line, what takes long to write in decimals.

    >>> near = ["49999999999999999999/100000000000000000000", "1/2"]
    >>> inputs_brief(Witness({"w": ["1/2", "1/2"], "w_near": near}, ("-1", "-1")))
    'w = (1/2, 1/2), w_near = w + (-1.000e-20, 0)'
    """
    return ", ".join(f"{row.symbol} = {_brief(row)}" for row in rows_of(witness))


def value_text(row: Shown) -> str:
    """Write the value of an input exactly, an event as the set of its classes."""
    event = members(row)
    return exact_text(row.value) if event is None else "{" + ", ".join(map(str, event)) + "}"


def _brief(row: Shown) -> str:
    exact = value_text(row)
    if max(map(len, exact.split(", "))) <= _LONG:
        return exact
    return change_text(row) or _rounded(row.value)


def _rounded(value: Any) -> str:
    """Write in decimals what is long, the rest as it is."""
    if is_vector(value):
        return "(" + ", ".join(_rounded(v) for v in value) + ")"
    text = exact_text(value)
    x = number(value) if len(text) > _LONG else None
    return text if x is None else "≈ " + decimal(x, 6)


def change_text(row: Shown) -> str:
    """Say where a neighbour is, as in ``p + (3e-20, -3e-20)``; empty where there is none."""
    if not row.name.endswith(NEAR) or row.base is None:
        return ""
    near, base = (v if is_vector(v) else [v] for v in (row.value, row.base))
    pairs = [(fraction(a), fraction(b)) for a, b in zip(near, base, strict=False)]
    steps = [float(a - b) for a, b in pairs if a is not None and b is not None]
    if not len(near) == len(base) == len(steps):
        return ""
    symbol = row.symbol.removesuffix(NEAR)
    if len(steps) == 1:
        return f"{symbol} {'-' if steps[0] < 0 else '+'} {decimal(abs(steps[0]))}"
    return f"{symbol} + ({', '.join(map(decimal, steps))})"


def reading(row: Shown) -> str:
    """Write an input for reading beside its exact value; empty where that adds nothing."""
    event = members(row)
    if event is not None:
        return "{" + ", ".join(f"class {i}" for i in event) + "}"
    return change_text(row) or decimal_text(row.value)


def has_margin(witness: Witness) -> bool:
    """Whether the margin could be evaluated: an operator that returns NaN has none."""
    return not any(str(end).strip().lower() in ("", "nan") for end in witness.margin)


def margin_text(witness: Witness) -> str:
    """Write the enclosure of the margin."""
    low, high = (clean(end) for end in witness.margin)
    return f"margin in [{low}, {high}]"


def distributions(witness: Witness) -> list[tuple[str, list[float]]]:
    """Return the inputs that are points of one simplex, the point ``p`` first.

    Teachers are named ``p¹``, ``p²``. Everything else (temperatures, indices, weights, directions,
    vectors of another length) is left out; so are the neighbours at a jump, which cannot be told
    from the point itself.
    """
    found = []
    for row in rows_of(witness):
        if row.name in _NO_POINTS or (row.name.endswith(NEAR) and kind_of(witness) != "softening"):
            continue
        point = as_point(row.value)
        if point is not None:
            found.append((row.symbol, point))
    return [item for item in found if len(item[1]) == len(found[0][1])]


def numbers(value: Any) -> list[float] | None:
    """Read a vector of numbers; None if it is not one.

    >>> numbers(["1/2", "-3"]), numbers(["x"])
    ([0.5, -3.0], None)
    """
    entries = items_of(value)
    found = [x for x in map(number, entries) if x is not None]
    return found if found and len(found) == len(entries) else None


def as_point(value: Any) -> list[float] | None:
    """Read a probability vector; None if it is not one (to 1e-3)."""
    if not is_vector(value) or len(value) < 2:
        return None
    point = numbers(value)
    if point is None or min(point) < -1e-6 or abs(sum(point) - 1) > 1e-3:
        return None
    return [max(x, 0.0) for x in point]
