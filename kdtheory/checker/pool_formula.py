"""The formula of a pool as a certificate states it, and the same in normal form."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from kdtheory.checker.grammar import Row, below, need
from kdtheory.checker.obligations import Obligation
from kdtheory.checker.pool_forms import MOST_CHOICES, Forms
from kdtheory.checker.products import Form


@dataclass(frozen=True)
class Aggregate:
    """A sum or extremum of the formula: kind, axis, and the row that it runs over."""

    kind: str
    axis: str
    summand: int


@dataclass(frozen=True)
class Stated:
    """The formula of a pool as a certificate states it."""

    rows: list[Row]
    entry: int
    aggregates: dict[str, Aggregate]
    closed: bool


class Pool:
    """A stated formula in normal form, with something in place of ``x``."""

    def __init__(self, stated: Stated, x: Callable[[Forms], Form] | None = None):
        self.stated, self.forms = stated, Forms(stated.closed)
        f = self.forms
        self.given = {name: f.variable(name) for name in ("w", "K", "n")}
        self.given["x"] = f.variable("x") if x is None else x(f)
        for name, made in stated.aggregates.items():
            inner = f.read(stated.rows, made.summand, self.given)
            self.given[name] = f.fold(made.kind, made.axis, inner)
        self.entry = f.read(stated.rows, stated.entry, self.given)
        self._defined: dict[int, bool] = {}

    def choices(self, node: int) -> list[str]:
        """``x``, and the aggregates that a row compares with zero, where they may be zero."""
        rows, found = self.stated.rows, set()
        for k in below(rows, [node]):
            if rows[k].op in ("lt", "le", "eq"):
                a, b = (rows[j] for j in rows[k].args)
                for one, other in ((a, b), (b, a)):
                    if one.op == "var" and other.op == "const" and other.value == 0:
                        found.add(one.value)
        free = [name for name in found & self.stated.aggregates.keys() if self._may_vanish(name)]
        return ["x", *sorted(free)[: MOST_CHOICES - 1]]

    def _may_vanish(self, name: str) -> bool:
        low, _, low_open, _ = self.forms.reach_of(self.given[name])
        return bool(low == 0 and not low_open)

    def positive_twins(self, names: list[str]) -> dict[str, Form]:
        """Variables that reach as far as others, zero left out."""
        f, found = self.forms, {}
        for name in names:
            twin = "inside" if name == "x" else f"{name}_up"
            low, high, _, high_open = f.reach_of(self.given[name])
            f.reaches.setdefault(twin, (low, high, True, high_open))
            found[name] = f.variable(twin)
        return found

    def settled(self, node: int) -> list[dict[str, Form]]:
        """Values of what a row's choices depend on: each zero, each positive."""
        if not self.stated.closed:
            return [{}]
        names = self.choices(node)
        pairs = [(Form(), twin) for twin in self.positive_twins(names).values()]
        return [dict(zip(names, one)) for one in itertools.product(*pairs)]

    def defined(self, node: int) -> bool:
        """Whether a row is a finite number over the whole domain, all its branches included."""
        f = self.forms
        for choice in self.settled(node):
            places = {name: f.row(form) for name, form in (self.given | choice).items()}
            copied = f.built.copy(self.stated.rows, [node], places)[node]
            if not f.algebra.extents.defined(copied):
                return False
        return True

    def need_defined(self) -> None:
        made = self.stated.aggregates.values()
        for node in (self.stated.entry, *(a.summand for a in made)):
            need(self.defined(node), "the formula may be undefined")

    def need_sign(self, form: Form, goal: str, what: str) -> None:
        for part in self.forms.cases(form):
            o = Obligation("", goal, self.forms.row(part), (), None)
            need(self.forms.algebra.shows(o), f"{what}: not shown to be {goal}")

    def need_entry_sign(self, goal: str) -> None:
        """Reject unless the entry has a sign, as it is written or in normal form."""
        f, entry = self.forms, self.stated.entry
        written = []
        for choice in self.settled(entry):
            places = {name: f.row(form) for name, form in (self.given | choice).items()}
            written.append(f.built.copy(self.stated.rows, [entry], places)[entry])
        if not all(f.algebra.shows(Obligation("", goal, k, (), None)) for k in written):
            self.need_sign(self.entry, goal, "the entry")

    def need_equal(self, a: Form, b: Form, what: str) -> None:
        f = self.forms
        gap = f.add(a, f.mul(b, f.number(-1)))
        need(not gap or f.multiplied_out(gap) == {}, what)

    def need_whole(self, form: Form, axis: str, what: str) -> None:
        """Reject unless the sum over an axis is one."""
        self.need_equal(self.forms.total(form, axis), self.forms.number(1), f"{what} sum to one")
