"""Claims over several named inputs: ``for all x in a product of sets: margin(x) >= 0``.

Every input is a few rows: a probability vector, a stack of them (one a teacher), weights over the
teachers, a number. All sets are convex, so two points of the product can be joined by a segment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from types import SimpleNamespace
from typing import Any

from kdtheory.claims.claim import Relation
from kdtheory.claims.verdict import Scope

Rows = tuple[tuple[Fraction, ...], ...]
Place = Mapping[str, Rows]  # an exact point of the product


@dataclass(frozen=True)
class Sizes:
    """How many classes and teachers a point has."""

    classes: int
    teachers: int = 1

    def of(self, what: str) -> int:
        return {"classes": self.classes, "teachers": self.teachers, "one": 1}[what]


@dataclass(frozen=True)
class Input:
    """One named input of a claim.

    Attributes
    ----------
    name : str
    rows, length : {"classes", "teachers", "one"}
        How many rows, and how many entries a row has.
    law : {"simplex", "box", "reals", "directions", "events"}
        What a row is: a distribution, entries in ``[low, high]``, real numbers, a direction
        (entries in ``[-1, 1]``, not all zero), a proper nonempty subset as zeros and ones.
    closed : bool
        Whether a distribution may have zeros.
    low, high : Fraction or None
        Ends of a box; ``high`` may be None for no end.
    low_open, high_open : bool
    column : bool
        Whether a row is handed over as a column, as weights over teachers are.
    worst : callable or None
        ``worst(x) -> array (N, length)``: the most dangerous value, given the other inputs and
        NumPy arrays; a hint for the search.
    usual : tuple of Fraction
        Values of a box that a person would try first.
    """

    name: str
    rows: str = "one"
    length: str = "classes"
    law: str = "simplex"
    closed: bool = False
    low: Fraction | None = Fraction(0)
    high: Fraction | None = Fraction(1)
    low_open: bool = False
    high_open: bool = False
    column: bool = False
    worst: Callable[..., Any] | None = None
    usual: tuple[Fraction, ...] = ()

    def shape(self, sizes: Sizes) -> tuple[int, int]:
        return sizes.of(self.rows), sizes.of(self.length)

    def contains(self, rows: Rows) -> bool:
        return all(self._contains(row) for row in rows)

    def _contains(self, row: tuple[Fraction, ...]) -> bool:
        if self.law == "simplex":
            smallest = min(row)
            return sum(row) == 1 and (smallest > 0 or (self.closed and smallest == 0))
        if self.law == "events":
            return set(row) == {0, 1}
        if self.law == "directions":
            return all(abs(x) <= 1 for x in row) and any(row)
        return self.law == "reals" or all(self._in_box(x) for x in row)

    def _in_box(self, x: Fraction) -> bool:
        above = self.low is None or x > self.low or (x == self.low and not self.low_open)
        below = self.high is None or x < self.high or (x == self.high and not self.high_open)
        return above and below

    def laid_out(self, nodes: Any) -> Any:
        """From ``(..., rows, length)`` to the shape that operators take.

        A stack of distributions becomes ``(rows, ..., n)``, a column ``(length, ..., 1)``,
        everything else loses its row axis.
        """
        import numpy as np

        if self.rows != "one":
            return np.moveaxis(nodes, -2, 0)
        return np.moveaxis(nodes, -1, 0)[..., :] if self.column else nodes[..., 0, :]

    def variables(self, sizes: Sizes) -> list[list[str]]:
        """Names of the entries in formulas, row by row: ``ps0_1``, ``w1``, ``alpha``."""
        count, length = self.shape(sizes)
        many = self.rows != "one"
        if length == 1 and not many and self.length == "one":
            return [[self.name]]
        head = [f"{self.name}{k}_" if many else self.name for k in range(count)]
        return [[f"{h}{i}" for i in range(length)] for h in head]

    def to_json(self, rows: Rows) -> Any:
        texts = [[str(x) for x in row] for row in rows]
        if self.rows != "one":
            return texts
        return texts[0][0] if self.length == "one" else texts[0]


def teachers(name: str = "ps", *, closed: bool = False) -> Input:
    """One distribution a teacher, shape ``(K, ..., n)``."""
    return Input(name, rows="teachers", closed=closed)


def weights(name: str = "w") -> Input:
    """Positive weights over the teachers that sum to one, shape ``(K, ..., 1)``."""
    return Input(name, length="teachers", column=True)


def point(name: str = "p", *, closed: bool = False) -> Input:
    """One distribution, shape ``(..., n)``."""
    return Input(name, closed=closed)


def number(
    name: str, low: Any = None, high: Any = None, *, low_open: bool = False,
    high_open: bool = False, usual: tuple[Any, ...] = (),
) -> Input:  # fmt: skip
    """A number in a range, shape ``(..., 1)``; None for no end."""
    ends = [None if x is None else Fraction(x) for x in (low, high)]
    return Input(
        name, length="one", law="box", low=ends[0], high=ends[1], low_open=low_open,
        high_open=high_open, usual=tuple(Fraction(u) for u in usual),
    )  # fmt: skip


def temperature(name: str = "T") -> Input:
    """A temperature of the softness range, ``T >= 1``."""
    return number(name, 1, None, usual=("2", "3/2", "3", "5", "10", "100", "1"))


def share(name: str) -> Input:
    """A number strictly between 0 and 1."""
    return number(
        name, 0, 1, low_open=True, high_open=True,
        usual=("1/2", "1/10", "9/10", "1/4", "3/4", "1/100", "99/100"),
    )  # fmt: skip


def scores(name: str = "scores") -> Input:
    """Real scores, one a teacher, shape ``(..., K)``."""
    return Input(name, length="teachers", law="reals", low=None, high=None)


def direction(name: str = "c", worst: Callable[..., Any] | None = None) -> Input:
    """A linear functional on distributions, entries in ``[-1, 1]``."""
    return Input(name, law="directions", closed=True, worst=worst)


def event(name: str = "U", worst: Callable[..., Any] | None = None) -> Input:
    """A set of classes as zeros and ones, neither empty nor everything."""
    return Input(name, law="events", closed=True, worst=worst)


@dataclass(frozen=True)
class ProductClaim:
    """One axiom or theorem applied to one operator (or to none).

    Attributes
    ----------
    id, variant, provenance, statement : str
    relation : Relation
    inputs : tuple of Input
    margin : callable
        ``margin(F, x, xp) -> Cases`` with ``F`` the operator on arrays of the namespace and ``x``
        the inputs by name; for limits and continuity it returns the vector whose distance to
        zero, or whose jumps, are looked for.
    subject : object or None
        The operator under its readings, see :mod:`kdtheory.arithmetic.subject`.
    classes, teachers : tuple of int
        Sizes that the search covers.
    limit : str or None
        Name of the input that tends to infinity.
    reductions : tuple of callables
        Sufficient conditions that a proof may establish instead: ``reduce(claim) -> Reduction``.
    proofs : tuple of callables
        Proofs of theorems: ``proof(claim) -> Derivation or None``.
    note : str
        Parameters and limits of the scope, in words.
    """

    id: str
    variant: str
    provenance: str
    statement: str
    relation: Relation
    inputs: tuple[Input, ...]
    margin: Callable[..., Any]
    subject: Any = None
    classes: tuple[int, ...] = (2, 3, 4, 5, 6)
    teachers: tuple[int, ...] = (2, 3, 4)
    limit: str | None = None
    reductions: tuple[Callable[..., Any], ...] = ()
    proofs: tuple[Callable[..., Any], ...] = ()
    note: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def whole(self) -> Scope:
        """The whole product, for all sizes."""
        return self.scope()

    @property
    def searched(self) -> Scope:
        """Scope of a search."""
        return self.scope(self.classes, self.teachers)

    @property
    def key(self) -> str:
        return f"{self.id}/{self.variant}" if self.variant else self.id

    @property
    def strict(self) -> bool:
        return self.relation is Relation.POSITIVE

    @property
    def pinned(self) -> bool:
        return self.relation is Relation.CONTINUOUS

    @property
    def by_teachers(self) -> bool:
        return any("teachers" in (i.rows, i.length) for i in self.inputs)

    @property
    def by_classes(self) -> bool:
        return any("classes" in (i.rows, i.length) for i in self.inputs)

    def sizes(self, most_classes: int | None = None) -> Iterator[Sizes]:
        """The sizes to be searched, small ones first."""
        ns = [n for n in self.classes if most_classes is None or n <= most_classes]
        Ks = self.teachers if self.by_teachers else (1,)
        ns = ns if self.by_classes else [2]
        yield from (Sizes(n, k) for k, n in sorted(product(Ks, ns), key=lambda s: (sum(s), s)))

    def contains(self, place: Place) -> bool:
        return all(i.contains(place[i.name]) for i in self.inputs)

    def evaluate(self, arrays: Mapping[str, Any], xp: Any) -> Any:
        """The margin on arrays of the namespace, by input name, laid out for operators."""
        F = None if self.subject is None else self.subject.on(xp)
        return self.margin(F, SimpleNamespace(**arrays, **self.settings), xp)

    def scope(self, classes: Any = "all", teachers: Any = "all", note: str = "") -> Scope:
        """Scope of a statement about the whole product."""
        return Scope(
            classes if self.by_classes else None,
            None,
            "0",
            "; ".join(x for x in (self.note, note) if x),
            teachers if self.by_teachers else None,
            {i.name: set_of(i) for i in self.inputs},
        )


def set_of(i: Input) -> str:
    """The set that an input ranges over, as ``Δ°^K`` or ``(0, 1)``."""
    one = _set_of_row(i)
    if i.rows == "one" or (i.rows == "teachers" and i.law == "simplex"):
        return one
    return f"({one})^{'n' if i.rows == 'classes' else 'K'}"


def _set_of_row(i: Input) -> str:
    if i.law == "simplex":
        one = "Δ" if i.closed else "Δ°"
        return f"{one}^K" if i.rows == "teachers" else one + "_K" * (i.length == "teachers")
    if i.law == "box":
        left = "(" if i.low_open or i.low is None else "["
        right = ")" if i.high_open or i.high is None else "]"
        low = "-∞" if i.low is None else str(i.low)
        power = "^K" * (i.length == "teachers")
        return f"{left}{low}, {'∞' if i.high is None else i.high}{right}{power}"
    return {"reals": "ℝ^K", "directions": "[-1, 1]^n", "events": "{0, 1}^n"}[i.law]


def sizes_of(place: Place, inputs: tuple[Input, ...]) -> Sizes:
    """The sizes that a place has."""
    found = {"classes": 2, "teachers": 1}
    for i in inputs:
        rows = place[i.name]
        found |= {i.rows: len(rows)} | {i.length: len(rows[0])}
    return Sizes(found["classes"], found["teachers"])
