"""Proofs about recursion steps and weightings, for every length: the formula is put in form anew.

A certificate carries the formula of one entry and what its sums run over, nothing else; that the
named theorem applies is found out here, and the formula has to satisfy its claim at random places.
"""

from __future__ import annotations

import re
from random import Random
from typing import Any

from kdtheory.checker.entrywise_forms import KINDS
from kdtheory.checker.entrywise_theorems import PARTIAL, THEOREMS, Entry, Stated
from kdtheory.checker.entrywise_trials import try_entry
from kdtheory.checker.grammar import (
    Rejected,
    below,
    fields,
    formula,
    is_boolean,
    items,
    need,
    number_at,
    rational,
    variables,
    words,
)
from kdtheory.checker.product_statements import ProductHead
from kdtheory.checker.stated import Found
from kdtheory.checker.statements import HEAD

_NAME = re.compile(r"[ct](?:sum|max|min)[0-9]{1,3}", re.ASCII)
_CONSTANT = re.compile(r"(w_min|w_max|L) = (\d{1,40}(?:/\d{1,40})?)", re.ASCII)
#: What claims refer to besides the operator, as their scopes name it.
CONSTANTS = {"AW-A3/bounded": ("w_min", "w_max"), "AW-A4/lipschitz": ("L",)}


def entrywise(document: dict[str, Any], about: ProductHead, _: float | None) -> Found:
    """Everything that makes the claim follow, for all numbers of classes or teachers."""
    fields(document, "the certificate", HEAD + "reduction because nodes entry aggregates")
    words(document["because"], "because")
    name = words(document["reduction"], "reduction")
    theorem, keys = THEOREMS.get(name, (None, frozenset()))
    if theorem is None:
        raise Rejected(f"the checker knows no theorem {name[:40]}")
    need(about.key in keys, f"{name} does not show {about.key}")
    about.need_whole()
    stated = _read(document, about)
    entry = Entry(stated)
    if name not in PARTIAL:
        entry.need_defined()
    theorem(entry)
    tried = try_entry(stated, about.key, Random(document["digest"]))
    return Found(
        f"{about.operator} proved for all {_where(stated)}: {name}, the formula put in form anew "
        f"and tried at {tried} places"
    )


def _where(stated: Stated) -> str:
    if stated.kind == "RM":
        return f"n, teacher and student in {'Δ' if stated.closed else 'Δ°'}"
    given = ", ".join(f"{k} = {q}" for k, q in stated.constants.items())
    return "K, all real scores" + (f", {given}" if given else "")


def _read(document: dict[str, Any], about: ProductHead) -> Stated:
    kind = about.key[:2]
    need(kind in KINDS, "the claim is about neither a recursion nor a weighting")
    _, own, shared = KINDS[kind]
    closed = kind == "RM" and all(i.set == "Δ" for i in about.space.inputs if i.name != "alpha")
    rows = formula(document["nodes"])
    aggregates: dict[str, tuple[str, int]] = {}
    known = {*own, *shared}
    for item in items(document["aggregates"], "aggregates", 0, 64):
        label, how, node = items(item, "an aggregate", 3, 3)
        need(type(label) is str and bool(_NAME.fullmatch(label)), "an aggregate has no name")
        need(label not in aggregates, "an aggregate is defined twice")
        need(how in ("sum", "max", "min") and label[1:4] == how, "an aggregate of no known kind")
        node = number_at(node, rows, f"aggregates.{label}")
        need(variables(rows, [node]) <= known, f"{label} is defined by something unknown")
        aggregates[label] = (how, node)
        known.add(label)
    entry = number_at(document["entry"], rows, "entry")
    need(variables(rows, [entry]) <= known, "the entry refers to something unknown")
    used = [entry, *(node for _, node in aggregates.values())]
    need(len(below(rows, used)) == len(rows), "the formula has nodes that nothing uses")
    need(not any(is_boolean(rows[k]) for k in used), "a truth value stands for a number")
    return Stated(kind, rows, entry, aggregates, closed, _constants(about))


def _constants(about: ProductHead) -> dict[str, Any]:
    """The constants that the scope names."""
    wanted = CONSTANTS.get(about.key, ())
    named = _CONSTANT.findall(about.scope.get("note", "")) if wanted else []
    need(tuple(k for k, _ in named) == wanted, "the scope names other constants")
    return {k: rational(q, k) for k, q in named}
