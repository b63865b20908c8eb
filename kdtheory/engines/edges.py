"""Candidates at the branch boundaries, kinks and humps of an operator's formula."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from kdtheory import simplex
from kdtheory.arithmetic.trace import TraceError
from kdtheory.claims.claim import Claim, clock
from kdtheory.engines import boundaries
from kdtheory.engines.candidates import Batch

#: How far from a special temperature, relatively, its two neighbours are taken.
NEIGHBOURS = ((0.0, 1e-3), (1e-3, 0.0), (0.0, 1e-6), (1e-6, 0.0), (1e-6, 1e-6), (0.1, 0.0))
FACTORS = (1.001, 1.1, 2.0, 10.0)


def batches(claim: Claim, classes: tuple[int, ...], deadline: float) -> Iterator[Batch]:
    """Points on both sides of every boundary, and special points at special temperatures.

    An operator without a formula, or one that iterates, has none.
    """
    for n in classes:
        if clock() > deadline:
            return
        try:
            formula = claim.subject.formula(n)
        except TraceError:
            return
        if formula.graph.iterated:
            return
        lines = boundaries.segments(n, claim.domain.lowest)
        found = list(boundaries.crossings(formula, lines, boundaries.features(formula)))
        if found:
            yield from _both_sides(claim, found)
            yield from _combined(claim, found)


def _both_sides(claim: Claim, found: list[boundaries.Crossing]) -> Iterator[Batch]:
    origin = "branch boundaries"
    p, T = _around(found)
    rows, temps = np.concatenate(p), np.concatenate(T)
    if claim.fixed_temperature is not None:
        yield Batch(origin, rows, [np.full((len(rows), 1), float(claim.fixed_temperature))])
        return
    if claim.temperatures == 1:
        yield Batch(origin, rows, [temps])
        return
    same = [k for k in range(len(p)) if np.ptp(T[k]) > 0]
    if same:
        low = np.concatenate([T[k][:-1] for k in same])
        high = np.concatenate([T[k][1:] for k in same])
        left = np.concatenate([p[k][:-1] for k in same])
        yield Batch(origin, left, [low, high])
        start = np.concatenate([np.repeat(T[k][:1], len(T[k]) - 1, axis=0) for k in same])
        yield Batch(origin, left, [start, high])
    for factor in FACTORS:
        yield Batch(origin, rows, [temps, temps * factor])


def _around(found: list[boundaries.Crossing]) -> tuple[list[Any], list[Any]]:
    """Points and temperatures 1e-3 to 1e-12 from crossings, along their segments."""
    steps = np.concatenate([-(10.0 ** -np.arange(3, 13)), [0.0], 10.0 ** -np.arange(12, 2, -1.0)])
    p, T = [], []
    for c in found:
        s = np.clip(float((c.low + c.high) / 2) + steps, 0.0, 1.0)[:, None]
        a, b = (np.array([[float(x) for x in end]]) for end in (c.segment.p, c.segment.q))
        p.append(a + s * (b - a))
        T.append(float(c.segment.T) + s * float(c.segment.S - c.segment.T))
    return p, T


def _combined(claim: Claim, found: list[boundaries.Crossing]) -> Iterator[Batch]:
    """Simple points, ties and exact boundaries at the temperatures where something happens."""
    if claim.fixed_temperature is not None:
        return
    places = [c.simplest() for c in found]
    temps = sorted({T for c, (_, T) in zip(found, places) if c.segment.T != c.segment.S})
    moved = [p for c, (p, _) in zip(found, places) if c.segment.p != c.segment.q]
    points = list(dict.fromkeys([*moved[:24], *simplex.structured(len(places[0][0]))[:10]]))
    if not temps:
        return
    lowest = float(claim.domain.lowest)
    pairs = np.array(
        [
            (max(float(t) * (1 - d), lowest), float(t) * (1 + e))
            for t in temps[:24]
            for d, e in NEIGHBOURS
        ]
    )
    columns = np.tile(pairs, (len(points), 1))
    yield Batch(
        "special points",
        np.repeat(simplex.to_float(points), len(pairs), axis=0),
        [columns[:, [k]] for k in range(claim.temperatures)],
        [p for p in points for _ in pairs],
    )
