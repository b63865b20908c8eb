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

import flint
import numpy as np

from kdtheory.arithmetic import balls, vector
from kdtheory.arithmetic.expr import Node, reachable
from kdtheory.arithmetic.readings import Formula
from kdtheory.engines.candidates import nice

STEPS = 129  # samples along a segment
HALVINGS = 60
DEPTHS = (200, 400)  # binary digits to which a boundary is closed in, exactly
_NICE_ENDS = ("1", "2", "3", "4", "5", "6", "8", "10", "16", "32", "64")


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


def guards(formula: Formula) -> list[Node]:
    """Differences of the two sides of every open comparison, and arguments of floors."""
    graph, found = formula.graph, []
    for node in reachable(formula.entries):
        if node.op in ("lt", "le", "eq"):
            found.append(graph.sub(*node.args))
        elif node.op == "floor":
            found.append(graph.sub(node.args[0], node))
    return list(dict.fromkeys(found))


def segments(n: int, lowest: Fraction) -> list[Segment]:
    """Segments along the temperatures at simple points, and between simple points."""
    low = lowest if lowest > 0 else Fraction(1, 100)
    points = [p for p in nice(False) if len(p) == n]
    uneven = [p for p in points if len(set(p)) == n] or points
    some = uneven[:3] + [p for p in points if max(p) > Fraction(9, 10)][:2]
    ends = [Fraction(t) for t in _NICE_ENDS if Fraction(t) > low]
    out = []
    for p in some:
        start = low
        for end in ends:
            out.append(Segment(p, start, p, end))
            start = end
        out += [
            Segment(p, Fraction(64), p, Fraction(1000)),
            Segment(p, Fraction(1000), p, Fraction(10**6)),
        ]
    rng = np.random.default_rng(n)
    targets = [
        _towards(k, n, e) for k in range(n) for e in (Fraction(1, 10**4), Fraction(1, 2**60))
    ]
    flat = tuple(Fraction(1, n) for _ in range(n))
    pairs = [(flat, t) for t in targets] + [(p, t) for p in some for t in targets[:4]]
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


def crossings(formula: Formula, lines: list[Segment], limit: int = 200) -> Iterator[Crossing]:
    """Branch changes along `lines`, closed in on in floats.

    Both a change of sign and a sample that lies exactly on the boundary count.
    """
    watched = guards(formula)
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
    seen: dict[tuple[int, int], int] = {}
    for place, (guard, value) in enumerate(zip(watched, values, strict=True)):
        side = np.sign(np.broadcast_to(value, grid.shape))
        line, step = np.nonzero(
            (side[:, 1:] != side[:, :-1]) & ~np.isnan(side[:, 1:] + side[:, :-1])
        )
        if not len(line):
            continue
        low, high = s[step], s[step + 1]
        left = side[line, step]
        for _ in range(HALVINGS):
            mid = (low + high) / 2
            (now,) = vector.evaluate([guard], env(line, mid))
            same = np.sign(np.broadcast_to(now, mid.shape)) == left
            low, high = np.where(same, mid, low), np.where(same, high, mid)
        for k in range(len(line)):
            kind = (place, int(lines[line[k]].p == lines[line[k]].q))
            seen[kind] = seen.get(kind, 0) + 1
            if seen[kind] <= 6 and limit > 0:
                limit -= 1
                yield Crossing(lines[line[k]], guard, Fraction(low[k]), Fraction(high[k]))


def close_in(formula: Formula, found: Crossing) -> list[Crossing]:
    """The crossing at the two depths of :data:`DEPTHS`, by exact bisection; empty if it eludes."""

    def side(s: Fraction) -> int | None:
        p, T = found.segment.at(s)
        env = {f"p{k}": flint.fmpq(x.numerator, x.denominator) for k, x in enumerate(p)}
        env["T"] = flint.fmpq(T.numerator, T.denominator)
        (ball,) = balls.evaluate([found.guard], DEPTHS[-1] + 128, env)
        if not ball.is_finite():
            return None
        return 1 if ball > 0 else -1 if ball < 0 else 0

    width = max(found.high - found.low, Fraction(1, 2**50))
    low, high = max(found.low - width, Fraction(0)), min(found.high + width, Fraction(1))
    left, right = side(low), side(high)
    if left is None or right is None or left == right:
        return []
    exact = _snap(found, low, high, side)
    out = []
    depth = 0
    while depth <= DEPTHS[-1] + 8 and len(out) < len(DEPTHS):
        if high - low <= Fraction(1, 2 ** DEPTHS[len(out)]):
            out.append(Crossing(found.segment, found.guard, low, high, exact))
            continue
        mid = (low + high) / 2
        if exact is not None:  # the boundary is known: shrink the interval around it directly
            step = Fraction(1, 2 ** (DEPTHS[len(out)] + 1))
            low, high = max(exact - step, Fraction(0)), min(exact + step, Fraction(1))
            continue
        now = side(mid)
        if now is None:
            return out
        if now == 0:
            exact = mid
        elif now == left:
            low = mid
        else:
            high = mid
        depth += 1
    return out


def _snap(found: Crossing, low: Fraction, high: Fraction, side: Any) -> Fraction | None:
    """A rational parameter on the boundary itself, if a simple one is."""
    mid = (low + high) / 2
    tries = [mid.limit_denominator(d) for d in (64, 1000, 10**6, 10**9, 2**40)]
    segment = found.segment
    if segment.T != segment.S:
        for d in (1, 10, 1000, 2**20, 2**40):
            T = segment.at(mid)[1].limit_denominator(d)
            tries.append((T - segment.T) / (segment.S - segment.T))
    for k, (a, b) in enumerate(zip(segment.p, segment.q, strict=True)):
        if a != b:
            for d in (1000, 2**20, 2**40):
                value = segment.at(mid)[0][k].limit_denominator(d)
                tries.append((value - a) / (b - a))
    for s in dict.fromkeys(tries):
        if low <= s <= high and side(s) == 0:
            return s
    return None
