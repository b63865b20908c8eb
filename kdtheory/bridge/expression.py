"""Formulas of certificates as expressions over the reals of Coq."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kdtheory.checker.grammar import Row

MOST_TEXT = 20_000  # characters of one formula, written out without sharing


class NotExported(Exception):
    """The certificate cannot be written as a Coq file; the message says why."""


_ATOM, _APPLIED, _POWER, _NEGATED, _PRODUCT, _SUM = 0, 10, 30, 35, 40, 50
_PLAIN_NAME = re.compile(r"(?:[a-z]|T)[0-9]*|w[0-9]+_[0-9]+", re.ASCII)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
_TAKEN = ("low", "high", "middle")  # endings that the file adds to names

Text = tuple[str, int]  # an expression and the level of its outermost operation


def variable(name: str) -> str:
    """A name that is no keyword and no function of Coq; different names stay different.

    Raises
    ------
    NotExported
        If it is none of ASCII letters, digits and underscores, or could be one of the file's own.
    """
    if _PLAIN_NAME.fullmatch(name):
        return name
    if not _NAME.fullmatch(name) or name.endswith(_TAKEN):
        raise NotExported(f"{name[:40]!a} is no name for a variable in Coq")
    return f"v_{name}"


def number(q: Any) -> str:
    """A rational number, in parentheses where another operator could take hold of it."""
    text = str(q)
    return f"({text})" if "/" in text or text.startswith("-") else text


def written(rows: list[Row], outputs: list[int], literals: Mapping[int, str]) -> list[str]:
    """Each output as one expression.

    Parameters
    ----------
    rows : list of Row
    outputs : list of int
        Positions of numbers.
    literals : mapping
        Names of the nodes that are constants known only within bounds.

    Raises
    ------
    NotExported
        If the formula uses an operation that ``interval`` does not know, or is too long.
    """
    found: list[Text] = []
    for k, row in enumerate(rows):
        a = [found[j] for j in row.args]
        if sum(len(text) for text, _ in a) > MOST_TEXT:
            raise NotExported(f"a formula is longer than {MOST_TEXT} characters in Coq")
        found.append((literals[k], _ATOM) if k in literals else _node(row, a, rows))
    return [found[k][0] for k in outputs]


def _in(a: Text, level: int) -> str:
    return a[0] if a[1] <= level else f"({a[0]})"


def _node(row: Row, a: list[Text], rows: list[Row]) -> Text:
    op, value, args = row
    if op == "const":
        return number(value), _ATOM
    if op == "var":
        return variable(value), _ATOM
    if op == "real" and value[0] == "pi":
        return "PI", _ATOM
    if op == "pow":
        return _power(a, rows[args[1]])
    if op == "ipow":
        return f"{_in(a[0], _APPLIED)} ^ {value}", _POWER
    if op == "add" and rows[args[1]].op == "neg" and a[1][1] == _NEGATED:
        return f"{_in(a[0], _SUM)} {a[1][0]}", _SUM
    rule = _RULES.get(op)
    if rule is None:
        raise NotExported(f"the operation '{op}' has no counterpart that `interval` knows")
    return rule(*a)


def _power(a: list[Text], exponent: Row) -> Text:
    q = exponent.value if exponent.op == "const" else None
    if q is not None and q == 1 / (q * 0 + 2):
        return f"sqrt {_in(a[0], _ATOM)}", _APPLIED
    if q is not None and q.q == 1 and 1 <= q <= 64:
        return f"{_in(a[0], _APPLIED)} ^ {q}", _POWER
    return f"Rpower {_in(a[0], _ATOM)} {_in(a[1], _ATOM)}", _APPLIED


def _function(name: str) -> Any:
    return lambda a: (f"{name} {_in(a, _ATOM)}", _APPLIED)


def _extremum(sign: str) -> Any:
    def rule(a: Text, b: Text) -> Text:
        x, y = _in(a, _SUM), _in(b, _PRODUCT)
        return f"({x} + {y} {sign} Rabs ({x} - {y})) / 2", _PRODUCT

    return rule


_RULES: dict[str, Any] = {
    "neg": lambda a: (f"- {_in(a, _NEGATED - 1)}", _NEGATED),
    "add": lambda a, b: (f"{_in(a, _SUM)} + {_in(b, _PRODUCT)}", _SUM),
    "mul": lambda a, b: (f"{_in(a, _PRODUCT)} * {_in(b, _NEGATED)}", _PRODUCT),
    "div": lambda a, b: (f"{_in(a, _PRODUCT)} / {_in(b, _NEGATED - 1)}", _PRODUCT),
    "exp": _function("exp"),
    "log": _function("ln"),
    "log1p": lambda a: (f"ln (1 + {_in(a, _PRODUCT)})", _APPLIED),
    "expm1": lambda a: (f"exp {_in(a, _ATOM)} - 1", _SUM),
    "sqrt": _function("sqrt"),
    "sin": _function("sin"),
    "cos": _function("cos"),
    "atan": _function("atan"),
    "tanh": lambda a: (f"1 - 2 / (exp (2 * {_in(a, _NEGATED)}) + 1)", _SUM),
    "abs": _function("Rabs"),
    "min": _extremum("-"),
    "max": _extremum("+"),
}
