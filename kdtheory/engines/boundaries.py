"""Where an operator's formula changes branch, found by following its comparisons.

A violation can live on a set no sample will ever hit: ``T == 3``, ``7 <= T <= 7 + 2**-20``, the
largest entry above ``1 - 2**-10``. The traced formula names every comparison, so we walk along
segments until one changes its answer and close in, first in floats, then exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from kdtheory.arithmetic import vector
from kdtheory.arithmetic.expr import Node, reachable
from kdtheory.arithmetic.readings import Formula
from kdtheory.engines import bisection
from kdtheory.engines.candidates import nice

STEPS = 129  # samples along a segment
HALVINGS = 60
_NICE_ENDS = tuple("1 2 3 4 5 6 8 10 16 32 64 1e3 1e6 1e9 1e13".split())


@dataclass(frozen=True)
class Segment:
    """From ``(p, T)`` to ``(q, S)``, exact ends."""

    p: tuple[Fraction, ...]
    T: Fraction
    q: tuple[Fraction, ...]
    S: Fraction

    def at(self, s: Fraction) -> tuple[tuple[Fraction, ...], Fraction]:
        point = tuple(a + s * (b - a) for a, b in zip(self.p, self.q, strict=True))
        return point, self.T + s * (self.S - self.T)


@dataclass(frozen=True)
class Crossing:
    """A comparison that changes along a segment between the parameters `low` and `high`.

    ``exact`` is the parameter at which both sides are equal, where it is rational and was found.
    """

    segment: Segment
    guard: Node
    low: Fraction
    high: Fraction
    exact: Fraction | None = None

    def simplest(self) -> tuple[tuple[Fraction, ...], Fraction]:
        """The place with the shortest parameter in the interval."""
        s = _shortest(self.low, self.high) if self.exact is None else self.exact
        return self.segment.at(s)


def _shortest(low: Fraction, high: Fraction) -> Fraction:
    """A fraction between `low` and `high`, or within 2**-50 of them, with a short denominator."""
    slack = Fraction(1, 2**50)
    mid = (low + high) / 2
    for bits in range(1, 60):
        short = mid.limit_denominator(2**bits)
        if low - slack <= short <= high + slack:
            return short
    return mid


def guards(formula: Formula) -> list[Node]:
    """Differences of the two sides of every open comparison, and floors."""
    graph, found = formula.graph, []
    for node in reachable(formula.entries):
        if node.op in ("lt", "le", "eq"):
            found.append(graph.sub(*node.args))
        elif node.op == "floor":
            found.append(node)
    return list(dict.fromkeys(found))


def features(formula: Formula) -> list[Node]:
    """Guards, and what marks kinks and humps: sides of a minimum, what is squared, exponents."""
    graph, found = formula.graph, guards(formula)
    for node in reachable(formula.entries):
        if node.op in ("min", "max"):
            found.append(graph.sub(*node.args))
        elif node.op in ("abs", "exp", "expm1", "tanh", "atan") or (
            node.op == "ipow" and node.value % 2 == 0
        ):
            found.append(node.args[0])
    return list(dict.fromkeys(found))


def segments(n: int, lowest: Fraction) -> list[Segment]:
    """Segments along the temperatures at simple points, and between simple points."""
    low = lowest if lowest > 0 else Fraction(1, 100)
    points = [p for p in nice(False) if len(p) == n]
    uneven = [p for p in points if len(set(p)) == n]
    if not uneven:
        uneven = [tuple(Fraction(2 * k, n * (n + 1)) for k in range(n, 0, -1))]
    some = uneven[:3] + [p for p in points if max(p) > Fraction(9, 10)][:2]
    ends = [Fraction(t) for t in _NICE_ENDS if Fraction(t) > low]
    out = []
    for p in some:
        start = low
        for end in ends:
            out.append(Segment(p, start, p, end))
            start = end
    rng = np.random.default_rng(n)
    targets = [
        _towards(k, n, e) for k in range(n) for e in (Fraction(1, 10**4), Fraction(1, 2**60))
    ]
    flat = tuple(Fraction(1, n) for _ in range(n))
    pairs: list[Any] = [(flat, t) for t in targets] + [(p, t) for p in some for t in targets[:4]]
    pairs += [(p, p[::-1]) for p in some]
    for _ in range(12):
        a, b = (rng.integers(1, 50, n) for _ in range(2))
        pairs.append(tuple(tuple(Fraction(int(x), int(v.sum())) for x in v) for v in (a, b)))
    temps = [Fraction(2), Fraction(3, 2), Fraction(5)]
    out += [Segment(p, t, q, t) for p, q in pairs for t in temps if p != q]
    return out


def _towards(vertex: int, n: int, e: Fraction) -> tuple[Fraction, ...]:
    """Near a vertex, the other entries different from each other."""
    total = Fraction(n * (n - 1), 2)
    rest = iter([e * k / total for k in range(1, n)])
    return tuple(1 - e if k == vertex else next(rest) for k in range(n))


def crossings(
    formula: Formula, lines: list[Segment], watched: list[Node], limit: int = 200
) -> Iterator[Crossing]:
    """Places along `lines` where a watched node changes sign, closed in on in floats.

    Both a change of sign and a sample that lies exactly on the boundary count; a floor counts
    where it changes its value.
    """
    if not watched:
        return
    n = len(formula.p)
    s = np.linspace(0.0, 1.0, STEPS)
    start = np.array([[*map(float, g.p), float(g.T)] for g in lines])
    end = np.array([[*map(float, g.q), float(g.S)] for g in lines])

    def env(rows: Any, at: Any) -> dict[str, Any]:
        x = start[rows] + at[..., None] * (end[rows] - start[rows])
        return {f"p{k}": x[..., k] for k in range(n)} | {"T": x[..., n]}

    rows = np.repeat(np.arange(len(lines))[:, None], STEPS, axis=1)
    grid = np.repeat(s[None, :], len(lines), axis=0)
    values = vector.evaluate(watched, env(rows, grid))
    in_temperature = np.array([g.p == g.q for g in lines])
    for guard, value in zip(watched, values, strict=True):
        steps_up = guard.op == "floor"
        side = np.broadcast_to(value if steps_up else np.sign(value), grid.shape)
        line, step = np.nonzero(
            (side[:, 1:] != side[:, :-1]) & ~np.isnan(side[:, 1:] + side[:, :-1])
        )
        if not len(line):
            continue
        some = np.concatenate([_some(np.flatnonzero(in_temperature[line] == w)) for w in (1, 0)])
        line, step = line[some], step[some]
        low, high = s[step], s[step + 1]
        left = side[line, step]
        for _ in range(HALVINGS):
            mid = (low + high) / 2
            (now,) = vector.evaluate([guard], env(line, mid))
            now = np.broadcast_to(now if steps_up else np.sign(now), mid.shape)
            low, high = np.where(now == left, mid, low), np.where(now == left, high, mid)
        if steps_up:
            (right,) = vector.evaluate([guard], env(line, high))
            right = np.broadcast_to(right, high.shape)
        for k in range(len(line)):
            if limit > 0:
                limit -= 1
                at = guard
                if steps_up:  # the step as a sign: argument minus the integer it passes
                    integer = formula.graph.const(int(max(left[k], right[k])))
                    at = formula.graph.sub(guard.args[0], integer)
                yield Crossing(lines[line[k]], at, Fraction(low[k]), Fraction(high[k]))


def _some(found: Any) -> Any:
    """The first four, and four more spread over the rest."""
    if len(found) > 4:
        spread = np.linspace(4, len(found) - 1, 4).astype(int)
        found = np.unique(np.concatenate([found[:4], found[spread]]))
    return found


def close_in(found: Crossing) -> list[Crossing]:
    """The crossing at the depths of :data:`DEPTHS`, by exact bisection; empty if it eludes."""
    segment, guard = found.segment, found.guard

    def side(s: Fraction) -> int | None:
        p, T = segment.at(s)
        return bisection.sign(guard, {f"p{k}": x for k, x in enumerate(p)} | {"T": T})

    def snap(low: Fraction, high: Fraction, side: Any) -> Fraction | None:
        return _snap(found, low, high, side)

    depths = bisection.close_in(side, found.low, found.high, snap)
    return [Crossing(segment, guard, *depth) for depth in depths]


def _double(x: Fraction) -> Fraction:
    return Fraction(float(x))


def _snap(found: Crossing, low: Fraction, high: Fraction, side: Any) -> Fraction | None:
    """A rational parameter on the boundary itself, if a simple one is."""
    mid = (low + high) / 2
    tries = [mid.limit_denominator(d) for d in (64, 1000, 10**6, 10**9, 2**40)]
    segment = found.segment
    if segment.T != segment.S:
        T = segment.at(mid)[1]
        for t in [T.limit_denominator(d) for d in (1, 10, 1000, 2**20, 2**40)] + [_double(T)]:
            tries.append((t - segment.T) / (segment.S - segment.T))
    for k, (a, b) in enumerate(zip(segment.p, segment.q, strict=True)):
        if a != b:
            x = segment.at(mid)[0][k]
            for value in [x.limit_denominator(d) for d in (1000, 2**20, 2**40)] + [_double(x)]:
                tries.append((value - a) / (b - a))
    for s in dict.fromkeys(tries):
        if low <= s <= high and side(s) == 0:
            return s
    return None
