"""Exact values as text: parsing, decimal readings, witnesses in words and as vectors."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from kdtheory.claims.verdict import Witness
from kdtheory.report.vocabulary import clean

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
            text = ball[1] if ball else value
            if not (_NUMBER.fullmatch(text) or _RATIO.fullmatch(text)):
                return None
            result = float(Fraction(text.strip()))
        else:
            result = float(value)
    except (ValueError, TypeError, OverflowError, ZeroDivisionError):
        return None
    return result if math.isfinite(result) else None


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


def temperatures_last(inputs: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the inputs with the point first, temperatures next, the rest in their order."""
    order = {"p": 0, "T": 1}
    yield from sorted(inputs.items(), key=lambda item: order.get(str(item[0]), 2))


def inputs_text(witness: Witness) -> str:
    """Write the inputs on one line, as in ``p = (7/10, 1/5, 1/10), T = 2``."""
    items = temperatures_last(witness.inputs)
    return ", ".join(f"{clean(name)} = {exact_text(value)}" for name, value in items)


def has_margin(witness: Witness) -> bool:
    """Whether the margin could be evaluated: an operator that returns NaN has none."""
    return not any(str(end).strip().lower() in ("", "nan") for end in witness.margin)


def margin_text(witness: Witness) -> str:
    """Write the enclosure of the margin."""
    low, high = (clean(end) for end in witness.margin)
    return f"margin in [{low}, {high}]"


def distributions(witness: Witness) -> list[tuple[str, list[float]]]:
    """Return the inputs that are points of one simplex, the point ``p`` first.

    Rows of a stack of points are named ``ps 1``, ``ps 2``. Everything else (temperatures,
    indices, vectors of another length) is left out.
    """
    found: list[tuple[str, list[float]]] = []
    for name, value in temperatures_last(witness.inputs):
        if str(name) in ("T", "w", "weights", "scores"):
            continue
        if is_vector(value) and value and all(is_vector(row) for row in value):
            rows = [(f"{clean(name)} {k}", row) for k, row in enumerate(value, 1)]
        else:
            rows = [(clean(name), value)]
        for label, row in rows:
            point = as_point(row)
            if point is not None:
                found.append((label, point))
    return [item for item in found if len(item[1]) == len(found[0][1])]


def as_point(value: Any) -> list[float] | None:
    """Read a probability vector; None if it is not one (to 1e-3)."""
    if not is_vector(value) or len(value) < 2:
        return None
    entries = [number(v) for v in value]
    point = [x for x in entries if x is not None]
    if len(point) != len(entries) or min(point) < -1e-6 or abs(sum(point) - 1) > 1e-3:
        return None
    return [max(x, 0.0) for x in point]
