"""What an exercise asks for, and how an answer is read: exactly, or with a sentence that says why.

Answers come as text from a form, or as Python values from a file of answers. Numbers are rational:
``3/5`` and ``0.6`` are the same number, and no answer is rounded on the way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

_NUMBER = re.compile(r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})(e[+-]?\d{1,2})?(/\d{1,40})?", re.I)
MOST_ENTRIES = 64


class Unreadable(ValueError):
    """An answer that is not of the form asked for; the message says what is wrong with it."""


@dataclass(frozen=True)
class Answer:
    """A form of answers.

    Attributes
    ----------
    asks : str
        How an answer is written, in words.
    read : callable
        From text, or a plain Python value, to the value that an exercise's function is given.
    code : bool
        Whether the answer is a piece of Python.
    names : mapping
        The parts of an answer with several, by name.
    """

    asks: str
    read: Callable[[Any], Any]
    code: bool = False
    names: Mapping[str, Answer] = field(default_factory=dict)


def number() -> Answer:
    """One rational number.

    Examples
    --------
    >>> number().read(" 3/5 "), number().read(0.25)
    (Fraction(3, 5), Fraction(1, 4))
    """
    return Answer("a number, as 3/5 or 0.6", _number)


def whole() -> Answer:
    """One whole number.

    Examples
    --------
    >>> whole().read("12")
    12
    """
    return Answer("a whole number", _whole)


def numbers() -> Answer:
    """Several rational numbers, ``(n,)``, separated by commas."""
    return Answer("numbers separated by commas, as 0, 1/4, 1", _numbers)


def point(n: int | None = None) -> Answer:
    """A distribution, shape ``(n,)``, whose entries sum to one exactly.

    Examples
    --------
    >>> point(2).read("1/3, 2/3")
    (Fraction(1, 3), Fraction(2, 3))
    >>> point().read("0.5, 0.6")
    Traceback (most recent call last):
        ...
    kdtheory.teaching.answers.Unreadable: (1/2, 3/5) sums to 11/10, a distribution to 1
    """
    size = "" if n is None else f" on {n} classes"
    example = "2/3, 1/3" if n == 2 else "1/2, 1/3, 1/6"
    return Answer(f"a distribution{size}, as {example}", lambda raw: _point(_numbers(raw), n))


def rows(many: int, n: int) -> Answer:
    """`many` distributions on `n` classes, shape ``(many, n)``, one a line or after a semicolon."""
    asks = f"{many} distributions on {n} classes, one a line"

    def read(raw: Any) -> tuple[tuple[Fraction, ...], ...]:
        found = tuple(_point(_numbers(row), n) for row in _pieces(raw))
        if len(found) != many:
            raise Unreadable(f"{len(found)} distributions were given, {many} are asked for")
        return found

    return Answer(asks, read)


def parts(**named: Answer) -> Answer:
    """Several answers, one a line or separated by semicolons; read as a dictionary.

    Examples
    --------
    >>> parts(p=point(2), T=number()).read("1/2, 1/2; 3")
    {'p': (Fraction(1, 2), Fraction(1, 2)), 'T': Fraction(3, 1)}
    """
    asks = "; ".join(f"{name}: {a.asks}" for name, a in named.items()) + " (one a line)"

    def read(raw: Any) -> dict[str, Any]:
        if isinstance(raw, Mapping):
            raw = [raw[name] for name in named if name in raw]
        given = [_unnamed(piece) for piece in _pieces(raw)]
        if len(given) != len(named):
            raise Unreadable(
                f"{len(given)} of {len(named)} parts were given; asked for: {', '.join(named)}"
            )
        return {name: a.read(x) for (name, a), x in zip(named.items(), given, strict=True)}

    return Answer(asks, read, names=named)


def operator(kind: str = "softening") -> Answer:
    """Python code that defines one function, which is an operator of this kind."""
    names = {
        "softening": "F(p, T, xp)",
        "aggregation": "G(ps, w, xp)",
        "recursion": "R(base, student, alpha, xp)",
        "weighting": "W(scores, xp)",
    }[kind]
    return Answer(f"Python code that defines {names}", _function, code=True)


def source(signature: str) -> Answer:
    """Python code that defines one function with this signature."""
    return Answer(f"Python code that defines {signature}", _function, code=True)


# reading ------------------------------------------------------------------------------------


def _number(raw: Any) -> Fraction:
    text = str(raw).strip().replace("−", "-")
    if not _NUMBER.fullmatch(text):
        raise Unreadable(f"{_short(text)} is not a number such as 3, 0.6 or 3/5")
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        head, _, below = text.partition("/")
        if below and int(below):
            return Fraction(head) / int(below)
        raise Unreadable(f"{_short(text)} is not a number such as 3, 0.6 or 3/5") from None


def _whole(raw: Any) -> int:
    x = _number(str(raw).replace(",", "").replace("_", ""))
    if x.denominator != 1:
        raise Unreadable(f"{x} is not a whole number")
    return int(x)


def _numbers(raw: Any) -> tuple[Fraction, ...]:
    if isinstance(raw, str):
        pieces: Sequence[Any] = [x for x in re.split(r"[,\s]+", raw.strip(" ()[]\n\t")) if x]
    elif isinstance(raw, Sequence):
        pieces = raw
    else:
        pieces = [raw]
    if not pieces:
        raise Unreadable("nothing was given")
    if len(pieces) > MOST_ENTRIES:
        raise Unreadable(f"more than {MOST_ENTRIES} numbers were given")
    return tuple(_number(x) for x in pieces)


def _point(p: tuple[Fraction, ...], n: int | None) -> tuple[Fraction, ...]:
    shown = "(" + ", ".join(map(str, p)) + ")"
    if n is not None and len(p) != n:
        raise Unreadable(f"{shown} has {len(p)} entries, {n} are asked for")
    if len(p) < 2:
        raise Unreadable(f"{shown} has one entry; a distribution has at least two")
    if min(p) < 0:
        raise Unreadable(f"{shown} has a negative entry")
    if sum(p) != 1:
        raise Unreadable(f"{shown} sums to {sum(p)}, a distribution to 1")
    return p


def _pieces(raw: Any) -> list[Any]:
    if isinstance(raw, str):
        return [piece for piece in re.split(r"[;\n]", raw) if piece.strip()]
    if isinstance(raw, Sequence):
        return list(raw)
    raise Unreadable(f"{_short(str(raw))} has no parts")


def _unnamed(piece: Any) -> Any:
    """``p = 1/2, 1/2`` as well as ``1/2, 1/2``."""
    return re.sub(r"^\s*[^\W\d][\w']*\s*[=:]", "", piece) if isinstance(piece, str) else piece


def _function(raw: Any) -> Callable[..., Any]:
    """The last function that the code defines; the code is the learner's own and runs as such."""
    if callable(raw):
        return raw
    if not isinstance(raw, str) or not raw.strip():
        raise Unreadable("no code was given")
    scope: dict[str, Any] = {"__name__": "answer"}
    try:
        exec(compile(raw, "<answer>", "exec"), scope)
    except Exception as error:
        raise Unreadable(f"the code does not run: {type(error).__name__}: {error}") from error
    found = [
        x for x in scope.values() if callable(x) and getattr(x, "__module__", None) == "answer"
    ]
    if not found:
        raise Unreadable("the code defines no function")
    function: Callable[..., Any] = found[-1]
    return function


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")
