"""Proofs about pools, for all numbers of teachers and classes: the formula is put in form anew.

A certificate carries the formula of one class and what its sums run over, nothing else; that the
named theorem applies is found out here, and the formula has to satisfy its claim at random places.
"""

from __future__ import annotations

import re
from random import Random
from typing import Any

from kdtheory.checker.grammar import (
    Rejected,
    below,
    fields,
    formula,
    is_boolean,
    items,
    need,
    number_at,
    variables,
    words,
)
from kdtheory.checker.pool_forms import LENGTHS
from kdtheory.checker.pool_formula import Aggregate, Pool, Stated
from kdtheory.checker.pool_theorems import THEOREMS, positive_inside
from kdtheory.checker.pool_trials import try_pool
from kdtheory.checker.product_statements import ProductHead
from kdtheory.checker.stated import Found
from kdtheory.checker.statements import HEAD

MOST_ROWS = 2000
_NAME = re.compile(r"[ct](?:sum|max|min)[0-9]{1,3}", re.ASCII)


def pool(document: dict[str, Any], about: ProductHead, _: float | None) -> Found:
    """Everything that makes the claim follow, for all numbers of teachers and classes."""
    fields(document, "the certificate", HEAD + "reduction because nodes entry aggregates")
    words(document["because"], "because")
    name = words(document["reduction"], "reduction")
    theorem, keys = THEOREMS.get(name, (None, frozenset()))
    if theorem is None:
        raise Rejected(f"the checker knows no theorem {name[:40]}")
    need(about.key in keys, f"{name} does not show {about.key}")
    about.need_whole()
    stated = _read(document, any(i.set == "Δ^K" for i in about.space.inputs))
    found = Pool(stated)
    if theorem is not positive_inside:
        found.need_defined()
    theorem(found)
    tried = try_pool(stated, about.key, Random(document["digest"]))
    where = "Δ" if stated.closed else "Δ°"
    return Found(
        f"{about.operator} proved for all n, all K, teachers in {where}: {name}, the formula put "
        f"in form anew and tried at {tried} points"
    )


def _read(document: dict[str, Any], closed: bool) -> Stated:
    rows = formula(document["nodes"])
    need(len(rows) <= MOST_ROWS, f"a pool's formula has at most {MOST_ROWS} nodes")
    aggregates: dict[str, Aggregate] = {}
    known = {"x", "w", *LENGTHS.values()}
    for item in items(document["aggregates"], "aggregates", 0, 64):
        label, kind, axis, node = items(item, "an aggregate", 4, 4)
        need(type(label) is str and bool(_NAME.fullmatch(label)), "an aggregate has no name")
        need(label not in aggregates, "an aggregate is defined twice")
        need(kind in ("sum", "max", "min") and axis in LENGTHS, "an aggregate of no known kind")
        node = number_at(node, rows, f"aggregates.{label}")
        need(variables(rows, [node]) <= known, f"{label} is defined by something unknown")
        aggregates[label] = Aggregate(kind, axis, node)
        known.add(label)
    entry = number_at(document["entry"], rows, "entry")
    need(variables(rows, [entry]) <= known, "the entry refers to something unknown")
    used = [entry, *(a.summand for a in aggregates.values())]
    need(len(below(rows, used)) == len(rows), "the formula has nodes that nothing uses")
    need(not any(is_boolean(rows[k]) for k in used), "a truth value stands for a number")
    stated = Stated(rows, entry, aggregates, closed)
    _need_axes(stated)
    return stated


def _need_axes(stated: Stated) -> None:
    """Reject a formula whose entry belongs to one teacher."""
    along: dict[str, set[str]] = {
        "x": {"teacher", "class"},
        "w": {"teacher"},
        "K": set(),
        "n": set(),
    }
    for name, made in stated.aggregates.items():
        inside = set[str]().union(*(along[v] for v in variables(stated.rows, [made.summand])))
        along[name] = inside - {made.axis}
    found = set[str]().union(*(along[v] for v in variables(stated.rows, [stated.entry])))
    need(found <= {"class"}, "the entry depends on the teacher")


__all__ = ["THEOREMS", "pool"]
