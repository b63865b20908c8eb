"""The theorems about recursion steps and weightings, each shown of a formula anew.

A theorem returns quietly or rejects. What the letters mean, and the proofs, are told where the
theorems are stated: in the module that makes the certificates, ``kdtheory.axioms.entrywise``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flint import fmpq

from kdtheory.checker.entrywise_forms import KINDS, OneAxis
from kdtheory.checker.extents import positive
from kdtheory.checker.grammar import Rejected, Row, below, need
from kdtheory.checker.obligations import Obligation
from kdtheory.checker.products import ONE, Form, Product

#: Bounds of slopes that are tried, besides the constant that is asked for.
LADDER = tuple(fmpq(k, 4) for k in (0, 1, 2, 4, 6, 8, 12, 16, 32, 64, 256, 4000, 400000))


@dataclass(frozen=True)
class Stated:
    """A formula as a certificate states it: rows, entry, ``{name: (kind, summand)}``."""

    kind: str
    rows: list[Row]
    entry: int
    aggregates: dict[str, tuple[str, int]]
    closed: bool
    constants: Mapping[str, Any]


class Entry:
    """A stated formula in normal form."""

    def __init__(self, stated: Stated):
        self.stated = stated
        self.forms = f = OneAxis(stated.kind, stated.closed)
        _, own, shared = KINDS[stated.kind]
        self.given = {name: f.variable(name) for name in (*own, *shared)}
        for name, (kind, summand) in stated.aggregates.items():
            inner = f.read(stated.rows, summand, self.given)
            self.given[name] = f.fold(kind, f.axis, inner)
        self.form = f.read(stated.rows, stated.entry, self.given)

    def need_defined(self, *, summands: bool = False) -> None:
        """Reject what may be undefined, branches that are not taken included."""
        made = [k for _, k in self.stated.aggregates.values()]
        for node in made if summands else [self.stated.entry, *made]:
            for face in self.forms.faces():
                self._need_defined(node, self.given | face)

    def need_defined_at(self, given: dict[str, Form]) -> None:
        """Reject an entry that may be undefined for some values of inputs and folds."""
        f, here = self.forms, dict(self.given)
        for name, form in self.given.items():
            here[name] = given.get(name, f.replaced(form, given))
        self._need_defined(self.stated.entry, here)

    def _need_defined(self, node: int, given: dict[str, Form]) -> None:
        f = self.forms
        places = {name: f.row(form) for name, form in given.items()}
        raw = f.built.copy(self.stated.rows, [node], places)[node]
        settled = f.rebuilt(raw, {}, decide=True)
        need(f.algebra.extents.defined(settled), "the formula may be undefined")

    def need_whole(self) -> None:
        f = self.forms
        gap = f.add(f.total(self.form, f.axis), f.number(-1))
        need(not gap or f.multiplied_out(gap) == {}, "the entries do not sum to one")

    def raw(self) -> int:
        """The entry as a row, no more taken apart than the certificate does."""
        return self.forms.row(self.form)


# recursion -----------------------------------------------------------------------------------


def _distribution(entry: Entry) -> None:
    entry.forms.need_sign(entry.form, ">= 0", "the entry")
    entry.need_whole()


def _positive_where(names: tuple[str, ...]) -> Callable[[Entry], None]:
    def theorem(entry: Entry) -> None:
        f = entry.forms
        need(f.closed, "the theorem is about the closed simplex")
        entry.need_defined(summands=True)
        twins: dict[str, Form] = {}
        for name, fold in list(f.folds.items()):
            if fold.kind == "sum" and not positive(f.reaches[name]):
                if f.reach_of(fold.form)[0] >= 0 and f.positive_where(fold.form, names):
                    twins[name] = f.variable(f.positive_twin(name))
        for face in f.faces(names):
            entry.need_defined_at(face | twins)
            k = f.row(f.replaced(entry.form, face | twins))
            need(f.shows(k, "> 0"), "the entry is not shown to be positive")

    return theorem


def _anchored(entry: Entry) -> None:
    f = entry.forms
    need(f.closed, "the theorem is about the closed simplex")
    share = f.mul(f.variable("alpha"), f.variable("x"))
    f.need_sign(f.add(entry.form, f.mul(share, f.number(-1))), ">= 0", "the rest of the entry")


# weighting -----------------------------------------------------------------------------------


def _normalised(entry: Entry) -> None:
    entry.need_whole()


def _positive(entry: Entry) -> None:
    entry.forms.need_sign(entry.form, "> 0", "the weight")


def _within(entry: Entry) -> None:
    f, bounds = entry.forms, entry.stated.constants
    f.need_sign(f.add(entry.form, f.number(-bounds["w_min"])), ">= 0", "the weight above w_min")
    if bounds["w_max"] >= 1:  # what is nonnegative and sums to one is at most one
        _distribution(entry)
    else:
        rest = f.add(f.number(bounds["w_max"]), f.mul(entry.form, f.number(-1)))
        f.need_sign(rest, ">= 0", "the weight below w_max")


def _need_rising(entry: Entry, k: int, what: str) -> None:
    f = entry.forms
    slope = f.built.slope(k, "s")
    shown = f.algebra.shows(Obligation("", ">= 0", slope, (), None))
    need(shown, f"{what} may fall with the score")


def _ordinal(entry: Entry) -> None:
    _need_rising(entry, entry.raw(), "the weight")


def _ordinal_choice(entry: Entry) -> None:
    f = entry.forms
    k = entry.raw()
    risen, low, high = _threshold(f, k)
    for row, what in ((risen, "what is compared"), (low, "a weight"), (high, "a weight")):
        _need_rising(entry, row, what)
    gap = f.built.sub(high, low)
    need(f.algebra.shows(Obligation("", ">= 0", gap, (), None)), "the upper weight may be smaller")


def _threshold(f: OneAxis, k: int) -> tuple[int, int, int]:
    """What the one choice compares, and the row below and above the threshold."""
    rows = f.built.rows
    found = [
        j for j in below(rows, [k])
        if rows[j].op in ("lt", "le", "eq", "and") and f.along(j)
    ]  # fmt: skip
    need(len(found) == 1 and rows[found[0]].op != "and", "not a choice by one threshold")
    condition = found[0]
    op, _, (a, b) = rows[condition]
    yes, no = (f.rebuilt(k, {condition: f.truth_row(t)}) for t in (True, False))
    if op != "eq":
        need(not (f.along(a) and f.along(b)), "the threshold depends on the score")
        return (a, yes, no) if f.along(a) else (b, no, yes)
    for u, top in ((a, b), (b, a)):
        fold = f.folds.get(rows[top].value) if rows[top].op == "var" else None
        if fold is not None and fold.kind != "sum" and f.row(fold.form) == u:
            return (u, no, yes) if fold.kind == "max" else (u, yes, no)
    raise Rejected("the score is compared with something other than an extremum")


# quotients -----------------------------------------------------------------------------------


def _quotients(entry: Entry) -> list[tuple[int, Form]]:
    """Shares (rows in K) and kernels of ``b + Σ c g(s) / Σ_j g(s_j)``."""
    f = entry.forms
    groups: dict[Product, Form] = {}
    for product, c in entry.form.items():
        bound, free = f.divided(product, f.axis)
        outer = frozenset(p for p in free if not _of_length(f, p[0]))
        if bound or outer:
            kernel = groups.setdefault(outer, {})
            inner = {bound | (free - outer): c}
            groups[outer] = f.add(kernel, inner)
    parts = []
    for outer, kernel in groups.items():
        share = f.mul({outer: fmpq(1)}, f.total(kernel, f.axis))
        parts.append((_share(f, share, outer, kernel), kernel))
    return parts


def _share(f: OneAxis, share: Form, outer: Product, kernel: Form) -> int:
    """The share as a function of K, what is common to both sides of the quotient cancelled."""
    if not all(_of_length(f, k) for product in share for k, _ in product):
        total = f.total(kernel, f.axis)
        below_one = f.power({outer: fmpq(1)}, fmpq(-1))
        quotient = None if below_one is None else f.div(total, f.opened(below_one))
        if quotient is None:
            raise Rejected("the formula is not a sum of quotients")
        share = quotient
    free = all(_of_length(f, k) for product in share for k, _ in product)
    need(free, "a quotient is not normalised")
    return f.row(share)


def _of_length(f: OneAxis, k: int) -> bool:
    return f.names({frozenset({(k, fmpq(1))}): fmpq(1)}) <= {"K"}


def _need_positive(f: OneAxis, kernel: Form) -> int:
    k = f.row(kernel)
    shown = f.algebra.extents.defined(k) and f.algebra.extents.positive(k)
    need(shown, "a kernel may not be positive")
    return k


def _monotone(entry: Entry) -> None:
    f = entry.forms
    for share, kernel in _quotients(entry):
        need(f.names(kernel) <= {"s", "K"}, "a kernel depends on other scores")
        k = _need_positive(f, kernel)
        need(f.algebra.shows(Obligation("", ">= 0", share, (), None)), "a share may be negative")
        slope = rate(f, k, "s", relative=False)
        shown = f.algebra.shows(Obligation("", ">= 0", slope, (), None))
        need(shown, "a kernel may fall with the score")


def _lipschitz(entry: Entry) -> None:
    f, b = entry.forms, entry.forms.built
    most = entry.stated.constants["L"]
    room = b.const(most)
    for share, kernel in _quotients(entry):
        k = _need_positive(f, kernel)
        bound = fmpq(0)
        for ways in _ways(f, kernel, k):
            bound += _least(f, ways, most)
        size = share if f.shows(share, ">= 0") else b.neg(share)
        need(f.shows(size, ">= 0"), "a share has no sign")
        room = b.sub(room, b.mul(b.const(bound), size))
    need(f.shows(room, ">= 0"), "the slopes exceed the constant")


def _ways(f: OneAxis, kernel: Form, k: int) -> Iterator[list[tuple[int, int]]]:
    """For each thing that moves, pairs of slopes whose product bounds what it contributes."""
    b = f.built
    yield [(rate(f, k, "s", relative=False), b.const(1))]
    for name in sorted(_variables(f, k) & f.folds.keys()):
        fold = f.folds[name]
        need(f.names(fold.form) <= {"s", "K"}, "an aggregate of aggregates moves")
        u, ways = f.row(fold.form), []
        if fold.kind == "sum" and f.algebra.extents.positive(u):
            ways.append((rate(f, k, name, relative=True), rate(f, u, "s", relative=False)))
        outer = rate(f, k, name, relative=False)
        if fold.kind == "sum":
            outer = b.mul(outer, b.make("var", "K"))
        yield [*ways, (outer, b.slope(u, "s"))]


def _variables(f: OneAxis, k: int) -> set[str]:
    rows = f.built.rows
    return {rows[j].value for j in below(rows, [k]) if rows[j].op == "var"}


def _least(f: OneAxis, ways: list[tuple[int, int]], most: Any) -> Any:
    for outer, inner in ways:
        bounds = [_bound(f, slope, most) for slope in (outer, inner)]
        if None not in bounds:
            return bounds[0] * bounds[1]
    raise Rejected("a slope has no bound")


def _bound(f: OneAxis, slope: int, most: Any) -> Any:
    b = f.built
    for size in sorted({*LADDER, most}):
        ends = (b.sub(b.const(size), slope), b.add(b.const(size), slope))
        if all(f.algebra.shows(Obligation("", ">= 0", end, (), None)) for end in ends):
            return size
    return None


def rate(f: OneAxis, k: int, name: str, *, relative: bool) -> int:
    """``∂ log / ∂ name`` of a row, times the variable if `relative`, almost everywhere.

    Raises
    ------
    Rejected
        If a choice or a floor depends on the variable.
    """
    b = f.built
    op, value, a = b.rows[k]
    if name not in _variables(f, k):
        return b.const(0)
    if op in ("mul", "div"):
        first, second = (rate(f, j, name, relative=relative) for j in a)
        return b.add(first, second) if op == "mul" else b.sub(first, second)
    if op == "ipow":
        return b.mul(b.const(value), rate(f, a[0], name, relative=relative))
    if op in ("min", "max"):
        first = b.make("le", None, *(a if op == "min" else a[::-1]))
        return b.make("where", None, first, *(rate(f, j, name, relative=relative) for j in a))
    if relative and op == "var":
        return b.const(1)
    scale = b.make("var", name) if relative else b.const(1)
    if op == "exp":
        return b.mul(b.slope(a[0], name), scale)
    return b.div(b.mul(b.slope(k, name), scale), k)


Theorem = Callable[[Entry], None]
#: Theorems that ask for less than a formula defined everywhere.
PARTIAL = frozenset({"RM/positive", "RM/positive-base"})
#: Each theorem and the claims that it shows.
THEOREMS: dict[str, tuple[Theorem, frozenset[str]]] = {
    name: (theorem, frozenset(keys.split()))
    for name, theorem, keys in (
        ("RM/distribution", _distribution, "RM-A1/valid"),
        ("RM/positive", _positive_where(("x", "y")), "RM-A2/all"),
        ("RM/positive-base", _positive_where(("x",)), "RM-A2/base"),
        ("RM/anchored", _anchored, "RM-A3/anchor"),
        ("AW/normalised", _normalised, "AW-A1/normalised"),
        ("AW/positive", _positive, "AW-A2/positive"),
        ("AW/within", _within, "AW-A3/bounded"),
        ("AW/Lipschitz", _lipschitz, "AW-A4/lipschitz"),
        ("AW/ordinal", _ordinal, "AW-A5/ordinal"),
        ("AW/ordinal-choice", _ordinal_choice, "AW-A5/ordinal"),
        ("AW/monotone", _monotone, "AW-A5/monotone"),
    )
}

__all__ = ["LADDER", "ONE", "PARTIAL", "THEOREMS", "Entry", "Stated", "rate"]
