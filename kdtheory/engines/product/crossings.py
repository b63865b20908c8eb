"""Where an operator's formula changes branch inside a product of inputs.

The traced margin or output names every comparison; we walk along segments between places until
one changes its answer and close in, first in floats, then exactly.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from kdtheory.arithmetic import balls, vector
from kdtheory.arithmetic.expr import BASE_PRECISION, Graph, Node, reachable
from kdtheory.arithmetic.trace import Array, TraceError, run
from kdtheory.claims.product import Place, ProductClaim, Sizes
from kdtheory.engines import bisection
from kdtheory.engines.boundaries import HALVINGS, STEPS, _double, _some
from kdtheory.engines.product import draws, places
from kdtheory.engines.product.check import _stack, environment, symbols

SEGMENTS = 48
MOST = 60  # crossings a size
LEAST = 6  # crossings a comparison, were there many
COPIES = 6
MOST_WHOLE = 12  # whole numbers at which a floor is watched
TINY = (Fraction(1, 10**4), Fraction(1, 10**9), Fraction(1, 2**60))
OFFSETS = np.concatenate([-(10.0 ** -np.arange(3, 13)), [0.0], 10.0 ** -np.arange(12, 2, -1.0)])


@dataclass(frozen=True)
class Formula:
    """The operator traced in the variables of the inputs that it takes."""

    graph: Graph
    entries: list[Node]


@dataclass(frozen=True)
class Crossing:
    """A comparison that changes between the parameters `low` and `high` of a segment."""

    start: Place
    end: Place
    guard: Node
    low: Fraction
    high: Fraction
    exact: Fraction | None = None

    def at(self, s: Fraction) -> Place:
        return places.between(self.start, self.end, s)


def formula(claim: ProductClaim, sizes: Sizes) -> Formula | None:
    """The operator's formula for one size, or None where it cannot be traced."""
    if claim.subject is None:
        return None
    kept = claim.subject.__dict__.setdefault("formulas", {})
    shapes = tuple((i.name, i.closed) for i in claim.inputs)
    name = (sizes, shapes, claim.pinned)
    if name not in kept:
        kept[name] = _trace(claim, sizes)
    found: Formula | None = kept[name]
    return found


def _trace(claim: ProductClaim, sizes: Sizes) -> Formula | None:
    taken = {i.name: i for i in claim.inputs if i.name in claim.subject.names}
    if set(taken) != set(claim.subject.names):
        return None
    sample = places.Nice(claim, sizes, 1, np.random.default_rng(0))[0]
    graph, nodes = symbols(claim, sample)
    given = [taken[n].laid_out(_stack(nodes[n])) for n in claim.subject.names]
    if claim.subject.flat_weights and len(given) == 2:
        given[1] = given[1].reshape(-1)
    try:
        with balls.precision(BASE_PRECISION):
            out = run(claim.subject.function, graph, *(Array(graph, x) for x in given))
    except (TraceError, RecursionError, ArithmeticError):
        return None
    return None if graph.iterated else Formula(graph, list(out.reshape(-1)))


def guards(found: Formula, *, kinks: bool = False) -> list[Node]:
    """Differences of the two sides of every open comparison; with `kinks` of minima as well."""
    graph, watched = found.graph, []
    for node in reachable(found.entries):
        if node.op in ("lt", "le", "eq") or (kinks and node.op in ("min", "max")):
            watched.append(graph.sub(*node.args))
        elif node.op == "floor":
            watched += [graph.sub(node.args[0], graph.const(k)) for k in _wholes(node.args[0])]
        elif kinks and node.op == "abs":
            watched.append(node.args[0])
        elif kinks and node.op == "kth":
            watched += [graph.sub(a, b) for a, b in zip(node.args, node.args[1:])]
    return list(dict.fromkeys(watched))


def _wholes(node: Node) -> range:
    """Whole numbers that a value may pass, not too many."""
    low, high = node.range[:2]
    return range(
        -MOST_WHOLE if low < -MOST_WHOLE else math.ceil(low),
        (MOST_WHOLE if high > MOST_WHOLE else math.floor(high)) + 1,
    )


def batches(claim: ProductClaim, sizes: Sizes) -> Iterator[Any]:
    """Points on both sides of every branch boundary, along the segments that found it."""
    found = list(crossings(claim, sizes, kinks=True))
    if not found:
        return
    start = places.to_floats(claim, [c.start for c in found])
    end = places.to_floats(claim, [c.end for c in found])
    middle = np.array([float(c.low + c.high) / 2 for c in found])
    s = np.clip(middle[:, None] + OFFSETS, 0.0, 1.0).reshape(-1, 1, 1)
    rows = np.repeat(np.arange(len(found)), len(OFFSETS))
    batch = {
        i.name: start[i.name][rows] + s * (end[i.name][rows] - start[i.name][rows])
        for i in claim.inputs
    }
    yield batch
    # the inputs that are not the operator's own (steps, temperatures) at random: a branch may be
    # crossed between the two calls that a margin compares
    others = [i for i in claim.inputs if i.name not in claim.subject.names]
    rng = np.random.default_rng(5)
    for _ in range(COPIES if others else 0):
        drawn = {i.name: draws.draw(i, sizes, len(rows), "dirichlet", rng) for i in others}
        yield draws.respond(claim, {**batch, **drawn})


def crossings(claim: ProductClaim, sizes: Sizes, *, kinks: bool = False) -> Iterator[Crossing]:
    """Places along segments where a watched comparison changes, closed in on in floats."""
    traced = formula(claim, sizes)
    watched = guards(traced, kinks=kinks) if traced else []
    if not watched:
        return
    lines = segments(claim, sizes)
    s = np.linspace(0.0, 1.0, STEPS)
    a, b = ([environment(claim, line[k]) for line in lines] for k in (0, 1))
    names = list(a[0])
    start = np.array([[float(e[v]) for v in names] for e in a])
    end = np.array([[float(e[v]) for v in names] for e in b])

    def env(rows: Any, at: Any) -> dict[str, Any]:
        x = start[rows] + at[..., None] * (end[rows] - start[rows])
        return {v: x[..., k] for k, v in enumerate(names)}

    rows = np.repeat(np.arange(len(lines))[:, None], STEPS, axis=1)
    grid = np.repeat(s[None, :], len(lines), axis=0)
    share = max(MOST // len(watched), LEAST)
    with np.errstate(all="ignore"):
        values = vector.evaluate(watched, env(rows, grid))
    for guard, value in zip(watched, values, strict=True):
        side = np.broadcast_to(np.sign(value), grid.shape)
        line, step = np.nonzero(
            (side[:, 1:] != side[:, :-1]) & ~np.isnan(side[:, 1:] + side[:, :-1])
        )
        some = _some(np.arange(len(line)))
        line, step = line[some], step[some]
        low, high, left = s[step], s[step + 1], side[line, step]
        for _ in range(HALVINGS if len(line) else 0):
            mid = (low + high) / 2
            with np.errstate(all="ignore"):
                (now,) = vector.evaluate([guard], env(line, mid))
            now = np.broadcast_to(np.sign(now), mid.shape)
            low, high = np.where(now == left, mid, low), np.where(now == left, high, mid)
        for k in _spread(len(line), share):
            x, y = lines[line[k]]
            yield Crossing(x, y, guard, Fraction(low[k]), Fraction(high[k]))


def _spread(count: int, most: int) -> range:
    """Some places of a list, evenly spread."""
    return range(0, count, max(-(-count // most), 1))


def segments(claim: ProductClaim, sizes: Sizes) -> list[tuple[Place, Place]]:
    """Pairs of places: some in which all inputs differ, some in which one does."""
    rng = np.random.default_rng(sizes.classes * 10 + sizes.teachers)
    found = places.Nice(claim, sizes, 4 * SEGMENTS, rng)
    moving = [None, *(i.name for i in claim.inputs)]  # None: all of them
    pairs: list[tuple[Place, Place]] = []
    for k in range(0, len(found) - 1, 2):
        a, b, one = found[k], found[k + 1], moving[k // 2 % len(moving)]
        b = _confident(claim, b, k) if k % 3 == 0 else b
        pairs.append((a, b if one is None else {**a, one: b[one]}))
    return [(a, b) for a, b in pairs if a != b][:SEGMENTS]


def _confident(claim: ProductClaim, place: Place, k: int) -> Place:
    """All distributions near one vertex, the other entries different from each other."""
    moved = dict(place)
    for i in claim.inputs:
        rows = place[i.name]
        n = len(rows[0])
        if i.law == "simplex" and i.length == "classes":
            small = [TINY[k // 3 % len(TINY)] * j for j in range(1, n)]
            moved[i.name] = ((1 - sum(small, Fraction(0)), *small),) * len(rows)
    return moved


def close_in(claim: ProductClaim, found: Crossing) -> list[Crossing]:
    """The crossing at the depths of ``DEPTHS``, by exact bisection; empty if it eludes."""

    def side(s: Fraction) -> int | None:
        return bisection.sign(found.guard, environment(claim, found.at(s)))

    def snap(low: Fraction, high: Fraction, side: Any) -> Fraction | None:
        return _snap(found, low, high, side)

    depths = bisection.close_in(side, found.low, found.high, snap)
    return [Crossing(found.start, found.end, found.guard, *depth) for depth in depths]


def _snap(found: Crossing, low: Fraction, high: Fraction, side: Any) -> Fraction | None:
    """A rational parameter on the boundary itself, if a simple one is."""
    mid = (low + high) / 2
    tries = [mid.limit_denominator(d) for d in (64, 1000, 10**6, 10**9, 2**40)]
    here = found.at(mid)
    for name, rows in here.items():
        for k, row in enumerate(rows):
            for j, x in enumerate(row):
                a, b = found.start[name][k][j], found.end[name][k][j]
                if a != b:
                    for value in [x.limit_denominator(d) for d in (1000, 2**20)] + [_double(x)]:
                        tries.append((value - a) / (b - a))
    for s in dict.fromkeys(tries):
        if low <= s <= high and side(s) == 0:
            return s
    return None
