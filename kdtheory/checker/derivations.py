"""Derivations: the reduction is known, its obligations are shown anew, the formula is tried out.

Nothing that a certificate says of itself is taken over. The ranges of aggregates follow from their
summands; each obligation is shown again by reach or by coefficients; the expressions are compared
with those that the reduction prescribes, made anew from the formula; and the formula has to
satisfy its claim at random points.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from kdtheory.checker import prescriptions, symmetry
from kdtheory.checker.extents import INF, Reach, fraction, positive
from kdtheory.checker.grammar import (
    Rejected,
    Row,
    below,
    fields,
    flag,
    formula,
    is_boolean,
    items,
    name,
    need,
    number_at,
    rational,
    variables,
    words,
)
from kdtheory.checker.obligations import Algebra, Obligation, Simplex
from kdtheory.checker.stated import Found
from kdtheory.checker.statements import HEAD, MOST_CLASSES, Head
from kdtheory.checker.trials import Formula, try_formula

_CHAMBER = "entries simplices formulas"
_AGGREGATE = re.compile(r"(sum|max|min)[0-9]{1,3}", re.ASCII)


@dataclass(frozen=True)
class Derivation:
    """A derivation, read."""

    reduction: str
    formula: Formula
    ranges: dict[str, Reach]
    simplices: list[Simplex]
    obligations: list[Obligation]


def derivation(document: dict[str, Any], about: Head, _: float | None) -> Found:
    """Everything that makes the claim follow."""
    read = _read(document, about)
    rows = read.formula.rows
    algebra = Algebra(rows, read.ranges, read.simplices)
    _ranges_follow(read, about)
    for o in read.obligations:
        need(algebra.shows(o), f"cannot be shown: {o.text[:80]} ({o.goal})")
        if o.polynomials is not None:
            algebra.confirms(o)
    seed = Random(document["digest"])
    prescriptions.check(read, about, seed)
    if read.formula.entries:
        wholes = symmetry.read(document["formulas"], about.scope["classes"])
        parts = {n: (rows, row) for n, row in read.formula.entries.items()}
        symmetry.agree(wholes, parts, about.statement.closed, (about.lowest, None), seed)
    tried = try_formula(read.formula, about, seed)
    classes = about.scope["classes"]
    n = "all n" if classes == "all" else "n = " + ", ".join(map(str, classes))
    return Found(
        f"{about.operator} proved for {n}, {about.where}: {read.reduction}, "
        f"{len(read.obligations)} obligations shown by algebra, the formula tried at {tried} points"
    )


def _read(document: dict[str, Any], about: Head) -> Derivation:
    shared = HEAD + "reduction because nodes aggregates ranges obligations "
    reduction = words(document.get("reduction"), "reduction")
    on_chamber = reduction.startswith("chamber/")
    fields(document, "the certificate", shared + (_CHAMBER if on_chamber else "entry"))
    words(document["because"], "because")
    rows = formula(document["nodes"])
    classes = about.whole_simplex()
    need((classes == "all") != on_chamber, "the scope covers other classes than the derivation")
    need(not about.scope.get("note"), "the scope carries a note")
    aggregates = _aggregates(document["aggregates"], rows)
    need(not (aggregates and on_chamber), "a formula on the chamber has no aggregates")
    entry = None if on_chamber else number_at(document["entry"], rows, "entry")
    entries, simplices = {}, []
    if on_chamber:
        entries = _entries(document["entries"], rows, classes)
        simplices = _simplices(document["simplices"], classes, about)
    listed = items(document["obligations"], "obligations", 0, 512)
    obligations = [read_obligation(o, rows, f"obligations[{k}]") for k, o in enumerate(listed)]
    ranges = read_ranges(document["ranges"])
    used = [o.node for o in obligations] + [m for _, m in aggregates.values()]
    used += [entry] if entry is not None else [k for row in entries.values() for k in row]
    need(len(below(rows, used)) == len(rows), "the formula has nodes that nothing uses")
    need(variables(rows, used) == set(ranges), "the ranges are not those of the variables")
    read = Formula(rows, entry, aggregates, entries)
    return Derivation(reduction, read, ranges, simplices, obligations)


def read_obligation(x: Any, rows: list[Row], what: str) -> Obligation:
    fields(x, what, "text goal node how", "positive polynomials")
    goal = words(x["goal"], f"{what}.goal")
    need(goal in ("> 0", ">= 0", "= 0", "continuous"), f"{what}: no goal {goal[:20]!a}")
    words(x["how"], f"{what}.how")
    listed = items(x.get("positive", []), f"{what}.positive", 0, 64)
    assumed = tuple(name(v, f"{what}.positive") for v in listed)
    node = number_at(x["node"], rows, f"{what}.node")
    return Obligation(words(x["text"], f"{what}.text"), goal, node, assumed, x.get("polynomials"))


def _aggregates(x: Any, rows: list[Row]) -> dict[str, tuple[str, int]]:
    need(type(x) is dict and len(x) <= 64, "aggregates is not an object")
    found = {}
    for label, item in x.items():
        match = _AGGREGATE.fullmatch(label)
        kind, node = items(item, "an aggregate", 2, 2)
        if match is None or match[1] != kind:
            raise Rejected("an aggregate is not named after its kind")
        found[label] = (kind, number_at(node, rows, f"aggregates.{label}"))
    for label, (_, node) in found.items():
        need("inside" not in variables(rows, [node]), f"{label} is not about all classes")
    return found


def _entries(x: Any, rows: list[Row], classes: list[int]) -> dict[int, list[int]]:
    fields(x, "entries", " ".join(map(str, classes)))
    need(max(classes) <= 16, "too many classes")
    return {
        n: [number_at(k, rows, "entries") for k in items(x[str(n)], "entries", n, n)]
        for n in classes
    }


def _simplices(x: Any, classes: list[int], about: Head) -> list[Simplex]:
    fields(x, "simplices", " ".join(map(str, classes)))
    found = []
    for n in classes:
        need(x[str(n)] == [f"w{n}_{k}" for k in range(n - 1)], "the weights have other names")
        found.append(Simplex(tuple(x[str(n)]), not about.statement.closed))
    return found


# ranges --------------------------------------------------------------------------------------


def read_ranges(x: Any) -> dict[str, Reach]:
    need(type(x) is dict and len(x) <= 256, "ranges is not an object")
    return {name(v, "ranges"): _range(r, f"ranges.{v}") for v, r in x.items()}


def _range(x: Any, what: str) -> Reach:
    low, high, low_open, high_open = items(x, what, 4, 4)
    ends = [
        end if text is None else fraction(rational(text, what))
        for text, end in (
            (None if low == "-inf" else low, -INF),
            (None if high == "inf" else high, INF),
        )
    ]
    need(ends[0] < ends[1], f"{what} is empty")
    return ends[0], ends[1], flag(low_open, what), flag(high_open, what)


def within(inner: Reach, outer: Reach) -> bool:
    """Whether a reach lies in another."""
    low = inner[0] > outer[0] or (inner[0] == outer[0] and (inner[2] or not outer[2]))
    high = inner[1] < outer[1] or (inner[1] == outer[1] and (inner[3] or not outer[3]))
    return bool(low and high)


def _ranges_follow(read: Derivation, about: Head) -> None:
    """Inputs range over the claim's domain, aggregates over what their summands allow."""
    lowest = fraction(about.lowest)
    closed = about.statement.closed
    unit = (Fraction(0), Fraction(1))
    known: dict[str, Reach] = {
        "x": (*unit, not closed, not closed),
        "inside": (*unit, True, False),
        "T": (lowest, INF, lowest == 0, True),
        "n": (Fraction(2), INF, False, True),
    }
    known["y"] = known["x"] if not closed else known["inside"]
    for simplex in read.simplices:
        known |= {w: (*unit, False, simplex.is_open) for w in simplex.names}
    for label, reach in read.ranges.items():
        if label in read.formula.aggregates:
            continue
        need(label in known, f"the variable {label} is not one of the formula's")
        need(within(known[label], reach), f"{label} ranges over more than stated")
    for label in read.formula.aggregates:
        if label in read.ranges:
            implied = _implied(read, label)
            need(within(implied, read.ranges[label]), f"the range of {label} does not follow")


def _implied(read: Derivation, label: str) -> Reach:
    """Range of a sum or extremum over at least two classes, at least one of which has x > 0."""
    kind, summand = read.formula.aggregates[label]
    rows, ranges = read.formula.rows, read.ranges
    need(not is_boolean(rows[summand]), f"{label} is not of numbers")
    here = Algebra(rows, ranges, []).extents
    low, high, low_open, high_open = here[summand]
    if not here.defined(summand):  # then an end may be reached in the limit
        low_open = high_open = False
    inner = dict(ranges) | {"x": (Fraction(0), Fraction(1), True, False)}
    inside = Algebra(rows, inner, []).extents
    if kind != "min" and low == 0 and inside.defined(summand):
        low_open = low_open or positive(inside[summand])
    if kind == "sum":
        low = low * 2 if low >= 0 else -INF
        high = high * 2 if high <= 0 else INF
        return low, high, low_open or low == -INF, high_open or high == INF
    return low, high, low_open, high_open


__all__ = ["MOST_CLASSES", "Derivation", "derivation", "read_obligation", "read_ranges", "within"]
