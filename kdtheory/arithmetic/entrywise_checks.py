"""One-axis formulas put to the test: they are used only if they agree with direct calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from random import Random
from typing import Any

import numpy as np
from flint import arb

from kdtheory.arithmetic import balls
from kdtheory.arithmetic.calculus import substitute
from kdtheory.arithmetic.entrywise import READINGS, Entrywise, trace
from kdtheory.arithmetic.expr import BASE_PRECISION, Graph, Node, Undecided
from kdtheory.arithmetic.pooled import COUNT, structure
from kdtheory.arithmetic.trace import Array, TraceError, run

CLOSE = arb((1, -40))  # 2^-40, more than the slack of literals makes
SIZES = range(2, 10)
LONG = (17,)  # lengths that nobody lists
LEAST = 8  # places at which formula and call have to be compared successfully
Place = Mapping[str, list[Fraction]]  # one entry a class or teacher; of alpha just one


@lru_cache(maxsize=256)
def _kept(function: Callable[..., Any], kind: str, closed: bool) -> tuple[Entrywise, Any] | str:
    try:
        found = trace(function, kind, closed=closed)
        known = structure(found)
        _agrees(found, function)
    except (TraceError, Undecided) as error:
        return str(error)
    return found, known


def entrywise(function: Callable[..., Any], kind: str, *, closed: bool = False) -> Entrywise:
    """An operator's formula for every length, checked against direct calls.

    Parameters
    ----------
    function : callable
        ``f(base, student, alpha, xp)`` or ``f(scores, xp)``.
    kind : {"recursion", "weighting"}
    closed : bool
        Whether probabilities may be zero.

    Raises
    ------
    TraceError
        If there is no such formula, or it disagrees with a direct call at one of several places
        for each length from 2 to 9, and 17; to 33 if it asks for the length as a number.

    Examples
    --------
    >>> found = entrywise(lambda base, student, alpha, xp: (base + student) / 2, "recursion")
    >>> sorted(found.graph.names(found.entry))
    ['x', 'y']
    """
    try:
        hash(function)
    except TypeError:  # cannot be kept
        found = _kept.__wrapped__(function, kind, closed)
    else:
        found = _kept(function, kind, closed)
        # what it refers to may have changed, and operators that are equal need not be the same
        if (
            not isinstance(found, str)
            and structure(trace(function, kind, closed=closed)) != found[1]
        ):
            found = _kept.__wrapped__(function, kind, closed)
    if isinstance(found, str):
        raise TraceError(found)
    return found[0]


def numeric(found: Entrywise, place: Place) -> list[Node]:
    """The formula at a rational place: a constant for every entry."""
    with balls.precision(BASE_PRECISION):
        graph = Graph()
        axis, own, shared = READINGS[found.kind]
        count = len(place[own[0]])
        given = {COUNT[axis]: graph.const(count)}
        given |= {name: graph.const(place[name][0]) for name in shared}
        rows = [given | {v: graph.const(place[v][k]) for v in own} for k in range(count)]
        for name, made in found.graph.aggregates.items():
            parts = [substitute([made.summand], row, graph)[0] for row in rows]
            out = parts[0]
            for part in parts[1:]:
                one = made.kind == "sum"
                out = graph.add(out, part) if one else graph.extremum(made.kind, out, part)
            for row in rows:
                row[name] = out
        return [substitute([found.entry], row, graph)[0] for row in rows]


def direct(function: Callable[..., Any], kind: str, place: Place) -> list[Node]:
    """The operator itself in exact arithmetic."""
    graph = Graph()
    _, own, shared = READINGS[kind]
    with balls.precision(BASE_PRECISION):
        arrays = [
            Array(graph, np.array([graph.const(v) for v in place[name]], dtype=object))
            for name in (*own, *shared)
        ]
    out = run(function, graph, *arrays)
    if out.shape != (len(place[own[0]]),):
        raise TraceError("the operator returns an array of another shape")
    return list(out)


def _agrees(found: Entrywise, function: Callable[..., Any]) -> None:
    seed = Random(20261)
    compared = 0
    for size in (*SIZES, *LONG):
        for place in places(found.kind, size, found.closed, seed):
            compared += _same(found, function, place)
    if compared < LEAST:
        raise TraceError("the formula for all lengths could not be compared with direct calls")


def _same(found: Entrywise, function: Callable[..., Any], place: Place) -> bool:
    try:
        called, guessed = direct(function, found.kind, place), numeric(found, place)
    except Undecided:
        return False
    for a, b in zip(called, guessed, strict=True):
        finite = [bool(v.ball is not None and v.ball.is_finite()) for v in (a, b)]
        if finite[0] != finite[1] or (all(finite) and not _close(a.ball, b.ball)):
            raise TraceError("the formula for all lengths disagrees with a direct call")
    return True


def _close(a: Any, b: Any) -> bool:
    """Whether two balls overlap and are small enough for that to mean something."""
    with balls.precision(BASE_PRECISION):
        return bool(a.overlaps(b)) and bool(abs(a - b) < CLOSE)


def places(kind: str, size: int, closed: bool, seed: Random) -> Iterator[Place]:
    """Random places: uneven, with ties, and on faces if `closed`."""
    if kind == "weighting":
        for _ in range(2):
            yield {"s": [Fraction(seed.randint(-40, 40), 8) for _ in range(size)]}
        yield {"s": [Fraction(seed.randint(-1, 1)) for _ in range(size)]}
        return
    for style in ("uneven", "tied", *(("face", "corner") if closed else ())):
        base, student = (_distribution(size, style, seed, k) for k in range(2))
        yield {"x": base, "y": student, "alpha": [Fraction(seed.randint(1, 31), 32)]}


def _distribution(size: int, style: str, seed: Random, place: int) -> list[Fraction]:
    row = [Fraction(seed.randint(1, 99)) for _ in range(size)]
    if style == "tied":
        row[-1] = row[0]
    if style == "face":
        row[place] = Fraction(0)
    if style == "corner":
        row = [Fraction(int(k == place)) for k in range(size)]
    return [v / sum(row) for v in row]
