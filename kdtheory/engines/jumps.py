"""Falsify continuity and limits: a gap that persists under refinement, in exact arithmetic.

A steep but continuous operator loses its gap once the two points are close enough; a gap that
settles at distances ``2**-200``, ``2**-400`` and ``2**-800`` is a jump. Limits likewise: the
distance to the target settles at ``T = 2**256``, ``2**1024`` and ``2**4096``. To settle means that
the changes shrink: ``h**b`` with tiny ``b`` looks flat as well, but its changes grow at first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kdtheory import simplex
from kdtheory.arithmetic import balls
from kdtheory.arithmetic.expr import BASE_PRECISION, Graph, Node, Undecided
from kdtheory.arithmetic.readings import array_call
from kdtheory.arithmetic.trace import Array, Namespace, TraceError, _lift
from kdtheory.claims.claim import Claim, clock
from kdtheory.engines import bisection, boundaries, candidates
from kdtheory.engines.exactly import SOLVER_ERROR, vector

#: Gaps below this may come from an operator that iterates a fixed number of times.
SMALLEST = SOLVER_ERROR
PERSISTS = Fraction(99, 100)
EXPONENTS = (8, 16, 32, 64, 256, 1024, 4096)
HIGH_PRECISION = 1500
ROUNDING = Fraction(1, 2**44)  # changes below this are none: literals are known to 2**-49
SHARP_BITS, SHARP, STILL = 2048, 2.0**-100, Fraction(1, 2**600)
BLIND_DEPTHS = (64, 128, 256)  # where every halving costs a call of the operator
HIGHEST_SCANNED = 1000

Place = tuple[tuple[Fraction, ...], Fraction]


@dataclass(frozen=True)
class Persistent:
    """A gap measured at finer and finer places.

    Attributes
    ----------
    places : list of list of (p, T)
        One entry per refinement: the point, or the two points compared.
    gaps : list of (str, str)
        Decimal enclosures of the gap at each refinement.
    base : (p, T) or None
        The exact point of discontinuity where it is known.
    """

    places: list[list[Place]]
    gaps: list[tuple[str, str]]
    entry: int
    base: Place | None = None


def output(claim: Claim, p: Iterable[Fraction], T: Fraction) -> list[Node]:
    """The claim's margin function (a vector for limits and continuity) at a rational point."""
    graph = Graph(pinned=claim.pinned)
    with balls.precision(BASE_PRECISION):
        try:
            return vector(claim, graph, [graph.const(x) for x in p], graph.const(T))
        except (TraceError, Undecided, RecursionError):
            raise
        except Exception as error:
            raise TraceError(f"{type(error).__name__}: {error}") from error


def _persist(gaps: list[Any]) -> bool:
    """Whether the gap certainly settles: not tiny, still 99 % of the one before, changes shrink."""
    if len(gaps) < 3 or not all(g.is_finite() for g in gaps):
        return False
    with balls.precision(BASE_PRECISION):
        if not _large(gaps):
            return False
        if gaps[-1] > gaps[-2] and gaps[-1] > 1:  # it leaves the simplex for good
            return True
        before, now = abs(gaps[-2] - gaps[-3]), abs(gaps[-1] - gaps[-2])
        return bool(now < balls.rational(ROUNDING)) or bool(2 * now < before)


def settles(stages: list[list[Node]]) -> bool:
    """Whether the changes of a gap shrink at a precision that shows them.

    Those of ``h**b`` with a tiny ``b``, which looks flat, grow at first.

    Parameters
    ----------
    stages : list of list of Node
        At the last three refinements the value, or the two values compared.
    """
    gaps = []
    for stage in stages:
        values = [balls.evaluate([node], SHARP_BITS, pinned=True)[0] for node in stage]
        with balls.precision(SHARP_BITS):
            gaps.append(abs(values[0] - values[-1]) if len(values) == 2 else abs(values[0]))
    with balls.precision(SHARP_BITS):
        before, now = abs(gaps[1] - gaps[0]), abs(gaps[2] - gaps[1])
        if not now.rad() < SHARP:  # an operator that iterates
            return True
        leaves = bool(gaps[2] > gaps[1]) and bool(gaps[2] > 1)
        return leaves or bool(now < balls.rational(STILL)) or bool(2 * now < before)


def _settles(claim: Claim, found: Persistent) -> bool:
    last = found.places[-3:]
    return settles([[output(claim, *place)[found.entry] for place in stage] for stage in last])


def _large(gaps: list[Any]) -> bool:
    """Whether the last gap is not tiny, and 99 % of the one before."""
    return bool(gaps[-1] > balls.rational(SMALLEST)) and (
        len(gaps) < 2 or bool(gaps[-1] > gaps[-2] * balls.rational(PERSISTS))
    )


def _largest(balls_: list[Any]) -> int:
    return max(
        range(len(balls_)), key=lambda k: float(balls_[k].mid()) if balls_[k].is_finite() else -1
    )


# limits ------------------------------------------------------------------------------------


def falsify_limit(
    claim: Claim, points: list[tuple[Fraction, ...]], deadline: float
) -> Persistent | None:
    """A point at which the limit is missed, or None."""
    grow = claim.limit == "inf"
    for p in points:
        if clock() > deadline:
            return None
        try:
            found = _distance(claim, p, grow)
        except (Undecided, ZeroDivisionError):
            continue
        if found is not None:
            return found
    return None


def _distance(claim: Claim, p: tuple[Fraction, ...], grow: bool) -> Persistent | None:
    places: list[Place] = []
    rows: list[list[Any]] = []
    for k in EXPONENTS:
        T = Fraction(2**k) if grow else Fraction(1, 2**k)
        nodes = output(claim, p, T)
        with balls.precision(BASE_PRECISION):
            gaps = [abs(ball) for ball in _sharp(nodes)]
        if all(g.is_finite() for g in gaps):
            places.append((p, T))
            rows.append(gaps)
            if max(float(g.mid()) for g in gaps) < float(SMALLEST) / 4:
                return None
    if len(rows) < 3 or not _far(p, places[-1][1]):
        return None
    entry = _largest(rows[-1])
    series = [row[entry] for row in rows]
    leaves = bool(series[-1] > 1)  # out of the simplex, and farther each time
    if not _persist(series) or not (leaves or _proportions_settle(claim, places[-3:])):
        return None
    found = Persistent([[x] for x in places], [balls.ends(g) for g in series], entry)
    return found if _settles(claim, found) else None


def _proportions_settle(claim: Claim, places: list[Place]) -> bool:
    """Whether every entry of the output settles beside its own size, not only beside one.

    An entry of 1e-100 that grows is still far from any limit, however flat the large ones are.
    """
    graph = Graph(pinned=claim.pinned)
    stages = []
    with balls.precision(BASE_PRECISION):
        F = array_call(claim.subject.function, Namespace(graph))
        for p, T in places:
            q = F(
                Array(graph, _lift(graph, [graph.const(x) for x in p])),
                Array(graph, _lift(graph, T)),
            )
            stages.append([abs(node.ball) for node in q.nodes])
        for first, second, third in zip(*stages, strict=True):
            if not (first > 0 and second > 0 and third > 0):
                continue
            before, now = abs((second / first).log()), abs((third / second).log())
            if not (now < balls.rational(ROUNDING) or 2 * now < before):
                return False
    return True


def _sharp(nodes: list[Node]) -> list[Any]:
    """Balls of `nodes`, at a higher precision where the usual one says nothing."""
    found = [node.ball for node in nodes]
    if all(b.is_finite() and b.rad() < 2**-60 for b in found):
        return found
    return balls.evaluate(nodes, HIGH_PRECISION)


def _far(p: tuple[Fraction, ...], T: Fraction) -> bool:
    """Whether `T` is extreme even beside the smallest entry of `p`."""
    smallest = min(x for x in p if x > 0)
    return min(T, 1 / T) * 2**32 <= smallest**4


def limit_points(claim: Claim, given: Iterable[tuple[Fraction, ...]] = ()) -> list[Any]:
    """Exact points at which a limit is tried, simplest first."""
    closed = claim.domain.closed
    points = candidates.nice(closed)[:24]
    points += simplex.faces(3) + simplex.faces(4) if closed else []
    for n in (2, 3, 4, 5, 8):
        points += simplex.structured(n)
    return list(dict.fromkeys([*points, *given]))


# continuity --------------------------------------------------------------------------------


def falsify_continuity(
    claim: Claim, classes: tuple[int, ...], deadline: float
) -> Persistent | None:
    """A jump, or None: at branch boundaries, at ties, and for the closed simplex at faces."""
    searches: list[Callable[[], Iterator[tuple[list[Any], Place | None]]]] = []
    first, later = ("2",), ("3/2", "5", "10")
    few, more = classes[:2], classes[2:]
    if claim.domain.closed:
        searches.append(lambda: _face_approaches(claim, first))
    searches += [
        lambda: _tie_approaches(claim, first, few),
        lambda: _branch_approaches(claim, few),
        lambda: _tie_approaches(claim, first, more),
        lambda: _tie_approaches(claim, ("1", "3", "5", "10", "1/2"), (2, 3, 4)),
    ]
    if claim.domain.closed:
        searches.append(lambda: _face_approaches(claim, later))
    searches += [
        lambda: _branch_approaches(claim, more),
        lambda: _blind_approaches(claim, deadline),
    ]
    for search in searches:
        for pairs, base in search():
            if clock() > deadline:
                return None
            try:
                found = _gap(claim, pairs, base)
            except (Undecided, ZeroDivisionError):
                continue
            if found is not None:
                return found
    return None


def _gap(claim: Claim, pairs: list[tuple[Place, Place]], base: Place | None) -> Persistent | None:
    rows = []
    for a, b in pairs:
        x, y = _sharp(output(claim, *a)), _sharp(output(claim, *b))
        with balls.precision(BASE_PRECISION):
            gaps = [abs(u - v) for u, v in zip(x, y, strict=True)]
        if not all(g.is_finite() for g in gaps):
            return None
        if max(float(g.mid()) for g in gaps) < float(SMALLEST):
            return None
        rows.append(gaps)
        entry = _largest(gaps)
        with balls.precision(BASE_PRECISION):
            if not _large([row[entry] for row in rows]):
                return None
    entry = _largest(rows[-1])
    series = [row[entry] for row in rows]
    if not _persist(series):
        return None
    ends = [balls.ends(g) for g in series]
    found = Persistent([list(pair) for pair in pairs], ends, entry, base)
    return found if _settles(claim, found) else None


def _near(base: Place, direction: tuple[Fraction, ...], dT: Fraction) -> list[tuple[Place, Place]]:
    pairs = []
    for depth in bisection.DEPTHS:
        h = Fraction(1, 2**depth)
        moved = tuple(x + h * d for x, d in zip(base[0], direction, strict=True))
        pairs.append((base, (moved, base[1] + h * dT)))
    return pairs


def _face_approaches(
    claim: Claim, temperatures: tuple[str, ...]
) -> Iterator[tuple[list[Any], Place | None]]:
    for T in map(Fraction, temperatures):
        for n in (2, 3, 4):
            inner = [
                tuple(Fraction(1, n) for _ in range(n)),
                tuple(Fraction(2 * k, n * (n + 1)) for k in range(1, n + 1)),
            ]
            for p in simplex.faces(n):
                for q in inner:
                    direction = tuple(b - a for a, b in zip(p, q, strict=True))
                    yield _near((p, T), direction, Fraction(0)), (p, T)


def _tie_approaches(
    claim: Claim, temperatures: tuple[str, ...], classes: tuple[int, ...]
) -> Iterator[tuple[list[Any], Place | None]]:
    low = claim.domain.lowest
    for T in [t for t in map(Fraction, temperatures) if t > low or t == 1]:
        for n in classes:
            for p in [x for x in simplex.structured(n)[:14] if len(set(x)) < n]:
                step = [Fraction(0)] * n
                i, j = _tied(p)
                step[i], step[j] = Fraction(1), Fraction(-1)
                yield _near((p, T), tuple(step), Fraction(0)), (p, T)
        p = (Fraction(2, 3), Fraction(1, 3))
        yield _near((p, T), (Fraction(0),) * 2, Fraction(1)), (p, T)


def _tied(p: tuple[Fraction, ...]) -> tuple[int, int]:
    for i in range(len(p)):
        for j in range(i + 1, len(p)):
            if p[i] == p[j]:
                return i, j
    return 0, 1


def _branch_approaches(
    claim: Claim, classes: tuple[int, ...]
) -> Iterator[tuple[list[Any], Place | None]]:
    low = claim.domain.lowest
    for n in classes:
        try:
            formula = claim.subject.formula(n)
        except TraceError:
            continue
        if formula.graph.iterated:
            continue
        watched = boundaries.guards(formula)
        for crossing in boundaries.crossings(formula, boundaries.segments(n, low), watched):
            depths = boundaries.close_in(crossing)
            if len(depths) < len(bisection.DEPTHS):
                continue
            at = depths[-1].segment.at
            sides = [(at(c.low), at(c.high)) for c in depths]
            exact = depths[-1].exact
            if exact is not None:
                yield [(at(exact), at(c.high)) for c in depths], at(exact)
                yield [(at(exact), at(c.low)) for c in depths], at(exact)
            yield sides, at(exact) if exact is not None else None


def _blind_approaches(claim: Claim, deadline: float) -> Iterator[tuple[list[Any], Place | None]]:
    """Without a formula: the steepest step along temperature scans, closed in on by its size."""
    import numpy as np

    try:
        if not claim.subject.formula(2).graph.iterated:
            return  # the formula has shown every branch there is
    except TraceError:
        pass
    low = float(claim.domain.lowest) or 0.01
    grid = np.concatenate([np.linspace(low, 12, 4001), np.geomspace(12, HIGHEST_SCANNED, 1000)])
    for p in [x for x in candidates.nice(False) if len(set(x)) == len(x)][:6]:
        rows = np.repeat(np.array([[float(x) for x in p]]), len(grid), axis=0)
        values = claim.subject.floating(rows, grid[:, None])
        change = np.abs(np.diff(values, axis=0)).max(axis=1)
        bend = np.abs(np.diff(change, n=2, prepend=change[0], append=change[-1]))
        for k in np.argsort(-bend)[:3]:
            if clock() > deadline:
                return
            for shift in (-1, 0, 1):
                at = int(min(max(k + shift, 0), len(grid) - 2))
                pair = _bisect(claim, p, Fraction(grid[at]), Fraction(grid[at + 1]))
                if pair:
                    yield pair, None


def _bisect(claim: Claim, p: tuple[Fraction, ...], low: Fraction, high: Fraction) -> list[Any]:
    """Keep the half with the larger change, down to :data:`BLIND_DEPTHS`."""
    ends = [[n.ball for n in output(claim, p, t)] for t in (low, high)]
    pairs: list[Any] = []
    while len(pairs) < len(BLIND_DEPTHS):
        if high - low <= Fraction(1, 2 ** BLIND_DEPTHS[len(pairs)]):
            pairs.append(((p, low), (p, high)))
            continue
        mid = (low + high) / 2
        here = [n.ball for n in output(claim, p, mid)]
        left, right = _size(ends[0], here), _size(here, ends[1])
        if max(left, right) < float(SMALLEST):
            return []
        if left >= right:
            high, ends = mid, [ends[0], here]
        else:
            low, ends = mid, [here, ends[1]]
    return pairs


def _size(a: list[Any], b: list[Any]) -> float:
    return max(
        abs(float((x - y).mid())) if (x - y).is_finite() else 0.0 for x, y in zip(a, b, strict=True)
    )
