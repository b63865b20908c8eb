"""The sets that inputs of claims range over, and exact places in their product."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flint import fmpq

from kdtheory.checker.grammar import fields, items, need, rational

MOST_CLASSES = 512
MOST_TEACHERS = 64
MOST_DIGITS = 100_000  # of one row

Rows = tuple[tuple[Any, ...], ...]
Place = dict[str, Rows]

#: Set, what a row is, how many rows, how many entries: ``n`` classes, ``K`` teachers.
_SETS = {
    "Δ°": ("open simplex", "1", "n"),
    "Δ": ("simplex", "1", "n"),
    "Δ°^K": ("open simplex", "K", "n"),
    "Δ^K": ("simplex", "K", "n"),
    "Δ°_K": ("open simplex", "1", "K"),
    "Δ_K": ("simplex", "1", "K"),
    "(Δ°_K)^n": ("open simplex", "n", "K"),
    "[-1, 1]^n": ("direction", "1", "n"),
    "{0, 1}^n": ("event", "1", "n"),
    "ℝ^K": ("reals", "1", "K"),
    "(ℝ^K)^K": ("reals", "K", "K"),
}
_END = r"(-?(?:0|[1-9][0-9]*)(?:/[1-9][0-9]*)?|-?∞)"
_INTERVAL = re.compile(rf"([\[(]){_END}, {_END}([\])])(?:\^([nK]))?", re.ASCII)
_MOST = {"n": MOST_CLASSES, "K": MOST_TEACHERS}


@dataclass(frozen=True)
class Input:
    """One named input.

    Attributes
    ----------
    name : str
    set : str
        ``Δ°^K``, ``Δ_K``, ``[1, ∞)``, ``{0, 1}^n`` and so on, as scopes write it.
    """

    name: str
    set: str

    @property
    def law(self) -> str:
        return _SETS[self.set][0] if self.set in _SETS else "interval"

    @property
    def rows(self) -> str:
        return _SETS[self.set][1] if self.set in _SETS else "1"

    @property
    def length(self) -> str:
        """``n``, ``K``, or ``1`` for a number."""
        return _SETS[self.set][2] if self.set in _SETS else self._interval[-1] or "1"

    def read(self, x: Any, what: str) -> Rows:
        """A value in the set, from JSON."""
        if self.rows != "1":
            rows = tuple(self._row(row, what) for row in items(x, what, 2, _MOST[self.rows]))
        else:
            rows = (self._row(x, what),)
        for row in rows:
            self._belongs(row, what)
        return rows

    def _row(self, x: Any, what: str) -> tuple[Any, ...]:
        if self.length == "1":
            return (rational(x, what),)
        row = tuple(rational(e, what) for e in items(x, what, 2, _MOST[self.length]))
        need(sum(map(len, x)) <= MOST_DIGITS, f"{what} has too many digits")
        return row

    def _belongs(self, row: tuple[Any, ...], what: str) -> None:
        if self.law in ("simplex", "open simplex"):
            need(sum(row, fmpq(0)) == 1, f"{what} does not sum to one")
            need(min(row) >= 0, f"{what} has a negative entry")
            closed = self.law == "simplex"
            need(closed or min(row) > 0, f"{what} lies on the boundary, which the claim leaves out")
        elif self.law == "direction":
            need(all(-1 <= x <= 1 for x in row), f"{what} has an entry outside [-1, 1]")
            need(any(row), f"{what} is zero")
        elif self.law == "event":
            need(all(x in (0, 1) for x in row), f"{what} has an entry besides 0 and 1")
            need(any(x != row[0] for x in row), f"{what} is empty or everything")
        elif self.law == "interval":
            need(all(self._inside(x) for x in row), f"{what} lies outside {self.set}")

    def _inside(self, x: Any) -> bool:
        left, low, high, right = self.ends
        above = low is None or x > low or (x == low and left == "[")
        below = high is None or x < high or (x == high and right == "]")
        return above and below

    @property
    def ends(self) -> tuple[str, Any, Any, str]:
        """Bracket, low end, high end, bracket of an interval; None for no end.

        Raises
        ------
        ValueError
            If the set is not an interval.
        """
        left, low, high, right, _ = self._interval
        return left, _end(low), _end(high), right

    @property
    def _interval(self) -> tuple[str, ...]:
        match = _INTERVAL.fullmatch(self.set)
        if match is None:
            raise ValueError(f"no set of numbers is written {self.set}")
        return match.groups(default="")

    def variables(self, rows: Rows) -> list[list[str]]:
        """Names of the entries in formulas: ``ps0_1``, ``w1``, ``alpha``."""
        if self.length == "1":
            return [[self.name]]
        heads = [f"{self.name}{k}_" if self.rows != "1" else self.name for k in range(len(rows))]
        return [[f"{h}{i}" for i in range(len(row))] for h, row in zip(heads, rows)]


def _end(text: str) -> Any:
    if "∞" in text:
        return None
    top, _, bottom = text.partition("/")
    return fmpq(int(top), int(bottom or 1))


@dataclass(frozen=True)
class Space:
    """A product of sets of named inputs."""

    inputs: tuple[Input, ...]

    @property
    def sets(self) -> dict[str, str]:
        return {i.name: i.set for i in self.inputs}

    def counts(self, letter: str) -> bool:
        """Whether some input's size is the number of classes ``n``, of teachers ``K``."""
        return any(letter in (i.rows, i.length) for i in self.inputs)

    def read(self, x: Any, what: str) -> Place:
        """An exact place, in each of the sets and with the same n and K in all inputs."""
        fields(x, what, " ".join(i.name for i in self.inputs))
        place = {i.name: i.read(x[i.name], f"{what}.{i.name}") for i in self.inputs}
        for letter, word in (("n", "classes"), ("K", "teachers")):
            sizes = {len(place[i.name]) for i in self.inputs if i.rows == letter}
            sizes |= {len(r) for i in self.inputs if i.length == letter for r in place[i.name]}
            need(len(sizes) <= 1, f"{what} differ in their numbers of {word}")
        return place

    def environment(self, place: Place) -> dict[str, Any]:
        """Values of the formulas' variables."""
        return {
            name: x
            for i in self.inputs
            for names, row in zip(i.variables(place[i.name]), place[i.name])
            for name, x in zip(names, row)
        }


def shape(place: Place) -> dict[str, tuple[int, ...]]:
    """How many entries each row of each input has."""
    return {name: tuple(map(len, rows)) for name, rows in place.items()}


def distance(a: Place, b: Place) -> Any:
    """The largest difference of two entries."""
    return max(
        abs(x - y) for name in a for u, v in zip(a[name], b[name]) for x, y in zip(u, v)
    )  # fmt: skip
