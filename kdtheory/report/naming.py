"""Inputs of a witness as they are read: in the order of the statement, under its symbols."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kdtheory.claims.verdict import Witness
from kdtheory.report.scopes import SYMBOLS
from kdtheory.report.vocabulary import clean

NEAR = "_near"
_ORDER = "p ps base student w scores alpha s T T_low T_high h d c U".split()
_PLACE = {name: k for k, name in enumerate(_ORDER)}
_OTHER, _NEARBY, _OUTPUT = 50, 60, 70
_WORDS = {
    "aggregation": {"w": "weights", "T": "temperature", "T_low": "temperature",
                    "T_high": "temperature", "s": "step", "c": "direction",
                    "U": "event", "p": "every teacher", "output": "pooled"},
    "recursion": {"base": "base teacher", "student": "student", "alpha": "anchoring",
                  "output": "next student"},
    "weighting": {"scores": "scores", "h": "step", "d": "direction", "output": "weights"},
}  # fmt: skip
_OUTPUTS = {"aggregation": "G", "recursion": "s'", "weighting": "w"}


@dataclass(frozen=True)
class Shown:
    """One row of a witness: its symbol, what it is, its value, and for a neighbour its base."""

    name: str
    symbol: str
    words: str
    value: Any
    base: Any = None


def kind_of(witness: Witness) -> str:
    """The kind of operator whose inputs these are."""
    names = set(map(str, witness.inputs))
    if "scores" in names:
        return "weighting"
    if "base" in names:
        return "recursion"
    return "aggregation" if names & {"ps", "w"} else "softening"


def rows_of(witness: Witness) -> list[Shown]:
    """Every input, a stack of teachers one row a teacher.

    >>> w = Witness({"w": ["1/2", "1/2"], "ps": [["1", "0"], ["0", "1"]]}, ("-1", "-1"))
    >>> [row.symbol for row in rows_of(w)]
    ['p¹', 'p²', 'w']
    """
    kind, inputs = kind_of(witness), witness.inputs
    ordered = sorted(inputs, key=lambda name: _rank(str(name)))
    return [row for name in ordered for row in _rows(str(name), inputs[name], kind, inputs)]


def _rank(name: str) -> int:
    if name.endswith(NEAR):
        return _NEARBY
    return _OUTPUT if name == "output" else _PLACE.get(name, _OTHER)


def _rows(name: str, value: Any, kind: str, inputs: Mapping[str, Any]) -> Iterator[Shown]:
    root = name.removesuffix(NEAR)
    base = inputs.get(root) if root != name else None
    if _is_stack(value):
        below: list[Any] = [None] * len(value)
        if base is not None and _is_stack(base) and len(base) == len(value):
            below = list(base)
        letter = "p" if root == "ps" else clean(root)
        for k, row in enumerate(value, 1):
            symbol = letter + raised(k) + (NEAR if root != name else "")
            yield Shown(name, symbol, f"teacher {k}" if name == "ps" else "", row, below[k - 1])
        return
    words = "" if root != name else _WORDS.get(kind, {}).get(name, "")
    yield Shown(name, _symbol(name, root, kind), words, value, base)


def _symbol(name: str, root: str, kind: str) -> str:
    if name == "output":
        return _OUTPUTS.get(kind, name)
    if name == "scores":
        return "s"
    return SYMBOLS.get(root, clean(root)) + (NEAR if root != name else "")


def _is_stack(value: Any) -> bool:
    rows = value if isinstance(value, list | tuple) else ()
    return bool(rows) and all(isinstance(row, list | tuple) for row in rows)


def raised(k: int) -> str:
    """A number as a superscript.

    >>> raised(12)
    '¹²'
    """
    return str(k).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def members(row: Shown) -> list[int] | None:
    """The classes of an event given as zeros and ones, counted from 1; None if it is not one."""
    entries = row.value if row.name == "U" and isinstance(row.value, list | tuple) else ()
    if not entries or not set(map(str, entries)) <= {"0", "1"}:
        return None
    return [i for i, x in enumerate(entries, 1) if str(x) == "1"]
