"""Proofs about pools of two or three teachers and classes: what the claim asks is shown anew.

A certificate carries the formula of every size. Which variables it may have, over which ranges, and
what has to be shown of the entries follows from the claim alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from kdtheory.checker.extents import Reach
from kdtheory.checker.grammar import (
    fields,
    flag,
    formula,
    items,
    need,
    number_at,
    variables,
    whole,
    words,
)
from kdtheory.checker.obligations import Algebra, Obligation, Simplex
from kdtheory.checker.product_statements import ProductHead
from kdtheory.checker.slopes import Builder
from kdtheory.checker.stated import Found
from kdtheory.checker.statements import HEAD

SIZES = list(product((2, 3), (2, 3)))  # teachers, classes
INSIDE: Reach = (Fraction(0), Fraction(1), True, True)
POSITIVE: Reach = (Fraction(0), Fraction(1), True, False)
ANY: Reach = (Fraction(0), Fraction(1), False, False)


@dataclass(frozen=True)
class Part:
    """The formula of one size, and the names of its distributions: the teachers' or p, weights."""

    names: list[tuple[str, ...]]
    eliminated: bool
    own: int | None
    built: Builder
    entries: list[int]

    def shows(self, goal: str, node: int) -> bool:
        ranges = {name: self._range(row, i) for row in self.names for i, name in enumerate(row)}
        simplices = [Simplex(row[:-1], True) for row in self.names] if self.eliminated else []
        algebra = Algebra(self.built.rows, ranges, simplices)
        return algebra.shows(Obligation("", goal, node, (), None))

    def _range(self, row: tuple[str, ...], i: int) -> Reach:
        if self.own is None or row is self.names[-1]:
            return INSIDE
        return POSITIVE if i == self.own else ANY

    def distribution(self, row: tuple[str, ...]) -> list[int]:
        """The nodes of a distribution's entries."""
        known = {r.value: k for k, r in enumerate(self.built.rows) if r.op == "var"}
        free = row[:-1] if self.eliminated else row
        nodes = [known[x] if x in known else self.built.make("var", x) for x in free]
        if self.eliminated:
            rest = self.built.const(1)
            for node in nodes:
                rest = self.built.sub(rest, node)
            nodes.append(rest)
        return nodes


def _distribution(part: Part) -> bool:
    total = part.built.const(-1)
    for q in part.entries:
        total = part.built.add(total, q)
    return part.shows("= 0", total) and all(part.shows(">= 0", q) for q in part.entries)


def _positive(part: Part) -> bool:
    assert part.own is not None
    return part.shows("> 0", part.entries[part.own])


def _continuous(part: Part) -> bool:
    return all(part.shows("continuous", q) for q in part.entries)


def _unanimous(part: Part) -> bool:
    p = part.distribution(part.names[0])
    return all(part.shows("= 0", part.built.sub(q, x)) for q, x in zip(part.entries, p))


def _unweighted(part: Part) -> bool:
    free = not variables(part.built.rows, part.entries) & set(part.names[-1])
    return free and all(part.shows(">= 0", q) for q in part.entries)


_SHOWN: dict[str, Callable[[Part], bool]] = {
    "MT-A1/valid": _distribution,
    "MT-A2/all": _positive,
    "MT-A4/open": _continuous,
    "MT-A6/unanimity": _unanimous,
    "MT-A3/kl": _unweighted,
    "MT-A3/tv": _unweighted,
    "MT-A3/componentwise": _unweighted,
}


def sized(document: dict[str, Any], about: ProductHead, _: float | None) -> Found:
    """Everything that makes the claim follow, for two and three teachers and classes."""
    fields(document, "the certificate", HEAD + "because parts")
    words(document["because"], "because")
    shown = _SHOWN.get(about.key)
    if shown is None:
        need(False, f"{about.key} is not shown size by size")
        raise AssertionError
    scope = about.scope
    need(scope["classes"] == [2, 3] and scope["teachers"] == [2, 3], "the scope is another one")
    need("note" not in scope, "the scope carries a note")
    wanted = [
        (k, n, own) for k, n in SIZES for own in (range(n) if about.key == "MT-A2/all" else (None,))
    ]
    listed = items(document["parts"], "parts", len(wanted), len(wanted))
    for x, size in zip(listed, wanted):
        part = _read(x, size, about.key)
        need(shown(part), f"cannot be shown for K = {size[0]}, n = {size[1]}")
    return Found(
        f"{about.operator} proved for K, n in 2, 3: {about.key} shown of {len(wanted)} formulas"
    )


def _read(x: Any, size: tuple[int, int, int | None], key: str) -> Part:
    fields(x, "a part", "teachers classes eliminated own nodes entries")
    teachers, classes, own = size
    need(whole(x["teachers"], 2, 3, "teachers") == teachers, "the parts are in another order")
    need(whole(x["classes"], 2, 3, "classes") == classes, "the parts are in another order")
    need(x["own"] is None if own is None else x["own"] == own and type(x["own"]) is int,
         "the parts are in another order")  # fmt: skip
    eliminated = flag(x["eliminated"], "eliminated")
    need(not (eliminated and own is not None), "an entry that may be zero cannot be eliminated")
    rows = formula(x["nodes"])
    entries = [
        number_at(k, rows, "entries") for k in items(x["entries"], "entries", classes, classes)
    ]
    heads = ["p"] if key == "MT-A6/unanimity" else [f"ps{k}_" for k in range(teachers)]
    names = [tuple(f"{h}{i}" for i in range(classes)) for h in heads]
    names.append(tuple(f"w{k}" for k in range(teachers)))
    allowed = {name for row in names for name in (row[:-1] if eliminated else row)}
    need(variables(rows, entries) <= allowed, "the formula has other variables")
    return Part(names, eliminated, own, Builder(rows), entries)
