"""Systematic damage to JSON documents."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

VOCABULARY = {
    "format": ["kdtheory.certificate/2", "kdtheory.certificate"],
    "kind": ["witness", "series", "derivation", "cover", "proof"],
    "claim": ["SK-A0", "SK-A1", "SK-A2", "SK-A3", "SK-A4", "SK-A5", "SK-A9"],
    "variant": [
        "simplex", "symmetry", "strict", "weak", "open", "closed",
        "inf-open", "inf-closed", "inf-support", "zero",
    ],
    "relation": [">= 0", "> 0", "tends to 0", "is continuous", "< 0"],
    "goal": [">= 0", "> 0", "= 0", "continuous", "< 0"],
    "provenance": ["sourced", "reconstructed", "ours"],
    "reduction": [
        "simplex", "symmetry", "R1/A1", "composition", "R1/A3", "R7", "A4", "A5/limit", "R7/A5",
        "R1/A5", "R1/A5 on faces", "R1/A5 at zero", "R3", "chamber/A1", "chamber/A3",
        "chamber/simplex", "chamber/symmetry",
    ],
    "limit": ["inf", "zero", None],
    "op": ["add", "mul", "div", "min", "max", "neg", "exp", "log", "lt", "le", "nan", "pow", "eq"],
}  # fmt: skip


def mutants(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every document one small change away, with the place of the change."""
    for path, value in _walk(document, ()):
        for change, new in _changes(path, value):
            yield f"{_name(path)}: {change}", _with(document, path, new)


def _name(path: tuple[Any, ...]) -> str:
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path)[1:]


def _walk(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    yield path, value
    if isinstance(value, dict):
        for k, x in value.items():
            yield from _walk(x, (*path, k))
    elif isinstance(value, list):
        for k, x in enumerate(value):
            yield from _walk(x, (*path, k))


def _with(document: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    out = copy.copy(document)
    out[path[0]] = _with(document[path[0]], path[1:], new)
    return out


def _changes(path: tuple[Any, ...], x: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(x, dict):
        for k in x:
            yield f"without {k}", {j: y for j, y in x.items() if j != k}
        yield "with an unknown field", {**x, "extra": 1}
    elif isinstance(x, list):
        yield from _lists(x)
    elif isinstance(x, bool):
        yield "flipped", not x
        yield "as a number", int(x)
    elif isinstance(x, int):
        yield from [("plus one", x + 1), ("minus one", x - 1), ("as text", str(x)), ("true", True)]
        if x:
            yield "zero", 0
    elif isinstance(x, str):
        yield from _texts(path, x)
    else:
        yield from [("zero", 0), ("text", "1"), ("infinite", "inf")]


def _lists(x: list[Any]) -> Iterator[tuple[str, Any]]:
    for k in range(len(x)):
        yield f"item {k} dropped", x[:k] + x[k + 1 :]
        yield f"item {k} doubled", x[: k + 1] + x[k:]
        if k + 1 < len(x) and x[k] != x[k + 1]:
            yield f"items {k}, {k + 1} swapped", [*x[:k], x[k + 1], x[k], *x[k + 2 :]]
    if x:
        yield "emptied", []
    yield "as an object", {"0": x}


def _texts(path: tuple[Any, ...], x: str) -> Iterator[tuple[str, Any]]:
    key = path[-1] if path else ""
    words = VOCABULARY.get(key, []) if isinstance(key, str) else []
    if len(path) >= 3 and path[-3] == "nodes" and path[-1] == 0:
        words = VOCABULARY["op"]
    yield from ((f"{w}", w) for w in words if w != x)
    if key == "tree":
        yield from _trees(x)
    number = _number(x)
    if number is not None:
        for y in (
            number + Fraction(1, 7),
            number * 2,
            -number,
            Fraction(0),
            number + 1,
            1 - number,
        ):
            if y != number:
                yield f"{y}", str(y)
        yield "as a float", 0.5
        yield "with a space", " " + x
        yield "with a plus", "+" + x
        yield "unreduced", f"{2 * number.numerator}/{2 * number.denominator}"
    elif x == "inf":
        yield from [("finite", "7"), ("-inf", "-inf"), ("Infinity", "Infinity")]
    else:
        yield "longer", x + "x"
        yield "empty", ""
        yield "none", None


def _number(x: str) -> Fraction | None:
    try:
        return Fraction(x)
    except (ValueError, ZeroDivisionError):
        return None


def _trees(x: str) -> Iterator[tuple[str, Any]]:
    for k in range(len(x)):
        yield f"{x[k]} at {k} dropped", x[:k] + x[k + 1 :]
        yield f"{x[k]} at {k} doubled", x[: k + 1] + x[k:]
        for other in "VSOabz":
            if other != x[k]:
                yield f"{x[k]} at {k} is {other}", x[:k] + other + x[k + 1 :]
    for k in range(0, len(x), 3):
        yield f"cut at {k}", x[:k]
        yield f"from {k}", x[k:]
