"""Make a confirmed counterexample small: few teachers and classes, short fractions, few values."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

from kdtheory import simplex
from kdtheory.arithmetic.expr import Undecided
from kdtheory.arithmetic.floating import ContractError
from kdtheory.arithmetic.trace import TraceError
from kdtheory.claims.claim import clock
from kdtheory.claims.product import Input, Place, ProductClaim, Rows, sizes_of
from kdtheory.engines.product import draws, places
from kdtheory.engines.product.check import Violation, check

TRIES = 6000  # random nice places looked at, in floats
DENOMINATORS = (2, 4, 5, 10, 20, 100, 1000, 10**4, 10**6, 2**20)


def size(place: Place) -> tuple[int, int, int]:
    """What is minimised: entries, digits of all fractions, distinct values."""
    entries = [x for rows in place.values() for row in rows for x in row]
    digits = sum(len(str(x.numerator)) + len(str(x.denominator)) for x in entries)
    return len(entries), digits, len(set(entries))


def shrink(claim: ProductClaim, hit: Violation, deadline: float) -> Violation:
    """The smallest confirmed violation found before the deadline, never larger than `hit`."""
    best = _simple(claim, hit, deadline)
    improved = True
    while improved and clock() < deadline:
        improved = False
        for place in _smaller(claim, best.place):
            if clock() > deadline:
                break
            if size(place) < size(best.place) and claim.contains(place):
                found = _confirm(claim, place)
                if found is not None:
                    best, improved = found, True
                    break
    return best


def _confirm(claim: ProductClaim, place: Place) -> Violation | None:
    try:
        return check(claim, place)
    except (TraceError, Undecided):
        return None


def _simple(claim: ProductClaim, hit: Violation, deadline: float) -> Violation:
    """The simplest of many nice places of the same or smaller sizes, if one is violated."""
    rng = np.random.default_rng(1)
    own = sizes_of(hit.place, claim.inputs)
    found: list[tuple[Any, Place]] = []
    for s in claim.sizes(own.classes):
        if s.teachers > own.teachers or clock() > deadline:
            continue
        exact = places.Nice(claim, s, TRIES, rng)
        batch = exact.batch
        for version in (batch, draws.respond(claim, batch)) if _responds(claim) else (batch,):
            for k in _bad(claim, version):
                place = exact[k] if version is batch else _answered(claim, exact[k], version, k)
                found.append((size(place), place))
        if found:
            break
    for _, place in sorted(found, key=lambda f: f[0])[:20]:
        if clock() > deadline:
            break
        smaller = _confirm(claim, place) if claim.contains(place) else None
        if smaller is not None and size(place) < size(hit.place):
            return smaller
    return hit


def _responds(claim: ProductClaim) -> bool:
    return any(i.worst for i in claim.inputs)


def _answered(claim: ProductClaim, place: Place, batch: Any, k: int) -> Place:
    """The place with the worst answers of the inputs that have them, in few digits."""
    moved = {
        i.name: tuple(places.rational_row(i, row, 2) for row in batch[i.name][k])
        for i in claim.inputs
        if i.worst is not None
    }
    return {**place, **moved}


def _bad(claim: ProductClaim, batch: Any) -> Any:
    try:
        with np.errstate(all="ignore"):
            found = claim.evaluate(places.arranged(claim, batch), np)
    except ContractError:
        return []
    margin = np.asarray(found.margin)
    if found.when is not None:
        margin = np.where(np.broadcast_to(found.when, margin.shape), margin, np.inf)
    worst = np.where(np.isnan(margin), np.inf, margin).min(axis=-1)
    return np.flatnonzero(worst <= (0.0 if claim.strict else -1e-13))


def _smaller(claim: ProductClaim, place: Place) -> Iterator[Place]:
    """Neighbours with fewer or shorter numbers, one input changed at a time."""
    yield from _fewer(claim, place)
    sizes = sizes_of(place, claim.inputs)
    for i in claim.inputs:
        rows = place[i.name]
        nice = places.rows_of(i, sizes)[:40]
        for k, row in enumerate(rows):
            for other in (*nice, *_shorter(i, row), *rows):
                if other != row:
                    yield {**place, i.name: (*rows[:k], other, *rows[k + 1 :])}


def _shorter(i: Input, row: tuple[Fraction, ...]) -> Iterator[tuple[Fraction, ...]]:
    """The row in fewer digits, with ties, with short denominators."""
    if i.law == "simplex":
        for digits in (1, 2, 3, 6):
            yield simplex.rationalise(row, digits)
        for a, b in product(range(len(row)), repeat=2):
            if a != b:
                tied = list(row)
                tied[a] = tied[b]
                yield simplex.rationalise(tied, 3)
        for k, d in product(range(len(row)), DENOMINATORS):
            moved = list(row)
            moved[k] = row[k].limit_denominator(d)
            top = moved.index(max(moved))
            moved[top] += 1 - sum(moved)
            yield tuple(moved)
        return
    for d in DENOMINATORS:
        yield tuple(x.limit_denominator(d) for x in row)
        for k, x in enumerate(row):
            yield (*row[:k], x.limit_denominator(d), *row[k + 1 :])
    for k in range(len(row)):
        for value in (Fraction(0), Fraction(1)):
            yield (*row[:k], value, *row[k + 1 :])


def _fewer(claim: ProductClaim, place: Place) -> Iterator[Place]:
    """One class or one teacher left out, what it had given to the others."""
    sizes = sizes_of(place, claim.inputs)
    for axis, many in (("classes", sizes.classes), ("teachers", sizes.teachers)):
        floor = min(claim.classes if axis == "classes" else claim.teachers)
        if many > floor:
            for k in range(many):
                yield {i.name: _without(i, place[i.name], axis, k) for i in claim.inputs}


def _without(i: Input, rows: Rows, axis: str, k: int) -> Rows:
    if i.rows == axis:
        rows = rows[:k] + rows[k + 1 :]
    if i.length == axis:
        shorter = [row[:k] + row[k + 1 :] for row in rows]
        if i.law == "simplex":
            shorter = [tuple(x / sum(r) for x in r) if sum(r) else r for r in shorter]
        rows = tuple(shorter)
    return rows
