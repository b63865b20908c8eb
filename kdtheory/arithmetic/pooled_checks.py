"""Two-axis formulas put to the test: they are used only if they agree with direct calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import product
from random import Random
from typing import Any

import numpy as np
from flint import arb

from kdtheory.arithmetic import balls
from kdtheory.arithmetic.calculus import substitute
from kdtheory.arithmetic.expr import BASE_PRECISION, Graph, Node, Undecided, reachable
from kdtheory.arithmetic.pooled import CLASS, TEACHER, Aggregate, Pooled, structure, trace
from kdtheory.arithmetic.trace import Array, TraceError, run

CLOSE = arb((1, -40))  # 2^-40, more than the slack of literals makes
#: Of K and n; more of them for pools that ask for an axis' length as a number.
SIZES = (2, 3, 5)
FURTHER = ((4, 3), (3, 4), (6, 2), (2, 7))
LENGTHS = range(2, 10)
Matrix = list[list[Fraction]]


@lru_cache(maxsize=256)
def _kept(function: Callable[..., Any], closed: bool) -> tuple[Pooled, Any] | str:
    try:
        found = trace(function, closed=closed)
        known = structure(found)
        _agrees(found, function)
    except (TraceError, Undecided) as error:
        return str(error)
    return found, known


def pooled(function: Callable[..., Any], *, closed: bool = False) -> Pooled:
    """A pool's formula for all numbers of teachers and classes, checked against direct calls.

    Parameters
    ----------
    function : callable
        ``f(ps, w, xp)`` with ``ps`` of shape (K, ..., n) and ``w`` of shape (K,) or (K, ..., 1),
        positive and summing to one.
    closed : bool
        Whether the teachers may have zero probabilities.

    Raises
    ------
    TraceError
        If the pool has no such formula, or the formula disagrees with a direct call at one of
        several places for K and n in {2, 3, 5}, and a few for others up to 9.

    Examples
    --------
    >>> linear = lambda ps, w, xp: xp.sum(ps * w, axis=0)
    >>> found = pooled(linear)
    >>> found.graph.aggregates[found.entry.value].summand
    mul(x, w)
    """
    try:
        hash(function)
    except TypeError:  # cannot be kept
        found = _kept.__wrapped__(function, closed)
    else:
        found = _kept(function, closed)
        # what it refers to may have changed, and operators that are equal need not be the same
        if not isinstance(found, str) and structure(trace(function, closed=closed)) != found[1]:
            found = _kept.__wrapped__(function, closed)
    if isinstance(found, str):
        raise TraceError(found)
    return found[0]


def numeric(found: Pooled, ps: Matrix, w: Sequence[Fraction]) -> list[Node]:
    """The formula at a rational point: a constant for every class."""
    with balls.precision(BASE_PRECISION):
        return _Point(found, ps, w).entries()


class _Point:
    """One place, its aggregates evaluated on demand."""

    def __init__(self, found: Pooled, ps: Matrix, w: Sequence[Fraction]):
        self.found, self.graph = found, Graph()
        self.x = [[self.graph.const(v) for v in row] for row in ps]
        self.w = [self.graph.const(v) for v in w]
        self.K, self.n = len(ps), len(ps[0])
        self._values: dict[Any, Node] = {}

    def entries(self) -> list[Node]:
        return [self._at(self.found.entry, {CLASS: i}) for i in range(self.n)]

    def _at(self, node: Node, place: dict[str, int]) -> Node:
        known, made = self.found.graph.aggregates, {}
        for name in sorted(_variables(node) & known.keys()):
            made[name] = self._aggregate(name, known[name], place)
        if TEACHER in place:
            made["w"] = self.w[place[TEACHER]]
            if CLASS in place:
                made["x"] = self.x[place[TEACHER]][place[CLASS]]
        made |= {"K": self.graph.const(self.K), "n": self.graph.const(self.n)}
        return substitute([node], made, self.graph)[0]

    def _aggregate(self, name: str, known: Aggregate, place: dict[str, int]) -> Node:
        here = {axis: place[axis] for axis in known.varies}
        key = (name, *sorted(here.items()))
        if key not in self._values:
            count = self.K if known.axis == TEACHER else self.n
            parts = [self._at(known.summand, {**here, known.axis: j}) for j in range(count)]
            out = parts[0]
            for part in parts[1:]:
                if known.kind == "sum":
                    out = self.graph.add(out, part)
                else:
                    out = self.graph.extremum(known.kind, out, part)
            self._values[key] = out
        return self._values[key]


def _variables(node: Node) -> set[str]:
    return {leaf.value for leaf in reachable([node]) if leaf.op == "var"}


def direct(
    function: Callable[..., Any], ps: Matrix, w: Sequence[Fraction], *, flat: bool
) -> list[Node]:
    """The pool itself in exact arithmetic."""
    graph = Graph()
    with balls.precision(BASE_PRECISION):
        x = np.array([[graph.const(v) for v in row] for row in ps], dtype=object)
        weights = np.array([graph.const(v) for v in w], dtype=object)
    weights = weights if flat else weights.reshape(-1, 1)
    out = run(function, graph, Array(graph, x), Array(graph, weights))
    if out.shape != (len(ps[0]),):
        raise TraceError("the pool returns an array of another shape")
    return list(out)


def _agrees(found: Pooled, function: Callable[..., Any]) -> None:
    seed = Random(20260)
    for flat in {False, True} - set(found.flat):
        if _takes(function, flat):
            raise TraceError("the pool treats weights of some shape in a way that cannot be read")
    sizes = [*product(SIZES, SIZES), *FURTHER]
    for count, (K, n) in enumerate(sizes):
        special = ("tied", "faces") if found.closed else ("tied",)
        for style in ("uneven", *(special if K == n else ())):
            ps, w = _point(seed, K, n, style)
            _same(found, function, ps, w, found.flat[count % len(found.flat)])


def _takes(function: Callable[..., Any], flat: bool) -> bool:
    """Whether the pool gives a result for weights of a shape."""
    ps, w = _point(Random(1), 2, 3, "uneven")
    try:
        direct(function, ps, w, flat=flat)
    except Undecided:
        return True
    except TraceError:
        return False
    return True


def _same(
    found: Pooled, function: Callable[..., Any], ps: Matrix, w: list[Fraction], flat: bool
) -> None:
    try:
        called, guessed = direct(function, ps, w, flat=flat), numeric(found, ps, w)
    except Undecided:
        return
    for a, b in zip(called, guessed, strict=True):
        finite = [bool(v.ball is not None and v.ball.is_finite()) for v in (a, b)]
        if finite[0] != finite[1] or (all(finite) and not _close(a.ball, b.ball)):
            raise TraceError("the formula for all numbers of teachers disagrees with a direct call")


def _close(a: Any, b: Any) -> bool:
    """Whether two balls overlap and are small enough for that to mean something."""
    with balls.precision(BASE_PRECISION):
        return bool(a.overlaps(b)) and bool(abs(a - b) < CLOSE)


def _point(seed: Random, K: int, n: int, style: str) -> tuple[Matrix, list[Fraction]]:
    """Random teachers; the first and the last tied, or with zeros in different classes."""
    rows = [[Fraction(seed.randint(1, 99)) for _ in range(n)] for _ in range(K)]
    if style == "tied":
        rows[-1] = rows[0][::-1]
    if style == "faces":
        rows[0][1] = rows[-1][0] = Fraction(0)
    weights = [Fraction(seed.randint(1, 40)) for _ in range(K)]
    return [[v / sum(row) for v in row] for row in rows], [v / sum(weights) for v in weights]
