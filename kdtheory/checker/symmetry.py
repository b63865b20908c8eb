"""Formulas in all classes: unchanged by relabelling, and the same as those on the ordered chamber.

Two formulas are the same if they are after sums, products and extrema have been flattened and
their parts sorted. Swaps of neighbours generate every relabelling.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from kdtheory.checker.grammar import (
    Rejected,
    Row,
    below,
    fields,
    formula,
    items,
    need,
    number_at,
    variables,
)
from kdtheory.checker.sampling import ENOUGH, ROUNDS, sample
from kdtheory.checker.sampling import agree as same
from kdtheory.checker.slopes import Builder
from kdtheory.checker.trials import Point, draw_point, draw_temperature

MOST_PARTS = 2_000_000
_FLAT = frozenset({"add", "mul", "min", "max"})
_UNORDERED = frozenset({"kth", "and", "eq"})


@dataclass(frozen=True)
class Whole:
    """All entries of ``F_T(p)`` for one number of classes, in ``p0 …`` and ``T``."""

    rows: list[Row]
    entries: list[int]

    def at(self, built: Builder, p: Point, T: Any) -> list[int]:
        """The entries at a point, added to a formula under construction."""
        given = {f"p{k}": built.const(x) for k, x in enumerate(p)} | {"T": built.const(T)}
        place = built.copy(self.rows, self.entries, given)
        return [place[k] for k in self.entries]


def read(x: Any, classes: Sequence[int]) -> dict[int, Whole]:
    """The formulas of every number of classes, each unchanged by relabelling."""
    fields(x, "formulas", " ".join(map(str, classes)))
    found = {}
    for n in classes:
        what = f"formulas.{n}"
        fields(x[str(n)], what, "nodes entries")
        rows = formula(x[str(n)]["nodes"], f"{what}.nodes")
        listed = items(x[str(n)]["entries"], f"{what}.entries", n, n)
        entries = [number_at(k, rows, f"{what}.entries") for k in listed]
        need(len(below(rows, entries)) == len(rows), f"{what}: nodes that nothing uses")
        names = {f"p{k}" for k in range(n)} | {"T"}
        need(variables(rows, entries) <= names, f"{what} uses other variables than p and T")
        found[n] = Whole(rows, entries)
        _symmetric(found[n], what)
    return found


def _symmetric(whole: Whole, what: str) -> None:
    known: dict[Any, int] = {}
    n = len(whole.entries)
    before = _normal(whole.rows, {}, known)
    for k in range(n - 1):
        order = [*range(k), k + 1, k, *range(k + 2, n)]
        after = _normal(whole.rows, {f"p{k}": f"p{k + 1}", f"p{k + 1}": f"p{k}"}, known)
        same = all(after[whole.entries[j]] == before[whole.entries[order[j]]] for j in range(n))
        need(same, f"{what} changes when two classes are swapped")


def _normal(rows: list[Row], renamed: Mapping[str, str], known: dict[Any, int]) -> list[int]:
    """A number for every node, the same for nodes that are the same up to order."""
    names: list[int] = []
    parts: list[list[int]] = []
    total = 0
    for op, value, args in rows:
        if op == "var":
            value = renamed.get(value, value)
        inner: list[int] = []
        for a in args:
            inner += parts[a] if op in _FLAT and rows[a].op == op else [names[a]]
        if op in ("min", "max"):
            inner = list(set(inner))
        if op in _FLAT or op in _UNORDERED:
            inner.sort()
        total += len(inner)
        if total > MOST_PARTS:
            raise Rejected("a formula is too large to compare")
        parts.append(inner if op in _FLAT else [])
        names.append(known.setdefault((op, str(value), tuple(inner)), len(known)))
    return names


def agree(
    wholes: Mapping[int, Whole],
    chamber: Mapping[int, tuple[list[Row], list[int]]],
    closed: bool,
    span: tuple[Any, Any],
    seed: Random,
) -> None:
    """Reject unless the entries on the chamber are those of the whole formulas there.

    Parameters
    ----------
    chamber : mapping
        For each n nodes in ``w{n}_k`` and ``T``, and the positions of the entries.
    span : pair
        Lowest temperature to try, and the highest (or None).
    """
    for n, (rows, entries) in chamber.items():
        agreed = 0
        for _ in range(ROUNDS):
            p = draw_point(seed, n, closed, True)
            T = draw_temperature(seed, span[0])
            T = T if span[1] is None else min(T, span[1])
            built = Builder()
            given = {f"w{n}_{k}": built.const((p[k] - p[k + 1]) * (k + 1)) for k in range(n - 1)}
            place = built.copy(rows, entries, given | {"T": built.const(T)})
            pairs = list(zip((place[k] for k in entries), wholes[n].at(built, p, T), strict=True))
            here = sample(built.rows, {}, seed)
            if all(here.finite(a) and here.finite(b) for a, b in pairs):
                agreed += 1
                for a, b in pairs:
                    need(same(here, a, b), f"n = {n}: the chamber formula is not the formula there")
        need(agreed >= ENOUGH, f"n = {n}: too few finite values to compare")
