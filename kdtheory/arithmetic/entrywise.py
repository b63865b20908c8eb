"""The dimension-free reading of recursion steps and weightings: one entry, for every length.

A recursion step is read in ``x`` (the teacher's probability of a class), ``y`` (the student's),
``alpha`` and the number of classes ``n``; a weighting in ``s`` (a teacher's score, any real
number) and the number of teachers ``K``. Sums and extrema over the axis become further symbols,
each defined by its summand, in the normal form of the pools' reading: factors that do not vary are
pulled out, ``Σ_i x = Σ_i y = 1``, and ``exp(s - t)`` is ``exp(s) / exp(t)``, so that what
stabilises a softmax cancels. An operator that goes by places, counts, sorts or iterates has no
such reading.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

from kdtheory.arithmetic import normal, ranges
from kdtheory.arithmetic.calculus import build, substitute
from kdtheory.arithmetic.defined import defined
from kdtheory.arithmetic.entrywise_arrays import EntrywiseArray, EntrywiseNamespace
from kdtheory.arithmetic.expr import Node, reachable
from kdtheory.arithmetic.monomials import ONE, Monomials, Sum
from kdtheory.arithmetic.pooled import CLASS, LENGTHS, TEACHER, Aggregate, PooledGraph
from kdtheory.arithmetic.pooled_arrays import single
from kdtheory.arithmetic.ranges import INF, Range
from kdtheory.arithmetic.trace import Array, TraceError, run

#: For each kind its axis, the variables along the axis, and those of one value a point.
READINGS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "recursion": (CLASS, ("x", "y"), ("alpha",)),
    "weighting": (TEACHER, ("s",), ()),
}
MOST_CHOICES = 3  # of one expression, each made both ways
TWINS = {"x": "inside", "y": "y_inside"}  # probabilities, zero left out


class Squares(Monomials):
    """Sums of monomials that keep squares of sums together, so that they are seen to be >= 0."""

    def times(self, a: Sum, b: Sum) -> Sum:
        kept = self.power(a, Fraction(2)) if len(a) > 1 and a == b else None
        return super().times(a, b) if kept is None else kept

    def power(self, a: Sum, e: Fraction) -> Sum | None:
        if len(a) < 2 or e.denominator != 1 or e < 2:
            return super().power(a, e)
        below = super().power(a, -e)
        if below is None or len(below) != 1:
            return super().power(a, e)
        ((monomial, c),) = below.items()
        return {tuple((k, -x) for k, x in monomial): 1 / c}


class EntrywiseGraph(PooledGraph):
    """A graph with sums over one axis."""

    def __init__(self, kind: str, bounds: dict[str, Any]):
        super().__init__(bounds)
        self.axis, self.own, _ = READINGS[kind]
        self.monomials = Squares(self)
        self.namespace = EntrywiseNamespace

    def _of_variable(self, name: str) -> frozenset[str]:
        if name in self.aggregates:
            return self.aggregates[name].varies
        along = name in self.own or name in TWINS.values()
        return frozenset({self.axis}) if along else frozenset()

    def mul(self, a: Node, b: Node) -> Node:
        if a is b and not a.is_boolean:
            return self.ipow(a, 2)
        return super().mul(a, b)

    # zero probabilities -------------------------------------------------------------------

    @property
    def is_closed(self) -> bool:
        return self.axis == CLASS and not ranges.positive(self.bounds["x"])

    def positive_twin(self, name: str) -> Node:
        twin = TWINS.get(name, f"{name}_positive")
        if twin not in self.bounds:
            low, high, low_open, high_open = self.bounds[name]
            self.bounds[twin] = (low, high, low_open or low == 0, high_open)
        return self.var(twin)

    def choices(self, node: Node) -> list[str]:
        """``x`` and ``y``; sums compared with zero are not told apart."""
        return list(self.own)

    def inside(self, node: Node, names: tuple[str, ...]) -> list[Node]:
        """An expression where the variables of `names` are positive, the others zero or not."""
        others = [v for v in self.own if v not in names] if self.is_closed else []
        given = {v: self.positive_twin(v) for v in names}
        settled = product(*([self.zero, self.positive_twin(v)] for v in others))
        return [substitute([node], given | dict(zip(others, one)))[0] for one in settled]

    def _somewhere(self, made: Aggregate) -> Fraction | None:
        if self.reach(made.summand)[0] != 0:
            return None
        if self.is_closed and any(self.shown_inside(made.summand, (v,)) for v in self.own):
            return Fraction(0)  # teacher and student give some class a positive probability
        return Fraction(0) if self.attained(made.summand) else None

    def shown_inside(self, node: Node, names: tuple[str, ...]) -> bool:
        """Whether a value is positive wherever the variables of `names` are."""
        found = self.inside(node, names)
        return all(ranges.positive(self.extent(part)) and defined(part) for part in found)

    def attained(self, summand: Node) -> bool:
        """Whether the summand is positive where some ``u`` is largest or smallest.

        There ``u`` equals its own extremum, which it is compared with.
        """
        for name in {a.value for a in reachable([summand]) if a.op == "var"}:
            made = self.aggregates.get(name)
            if made is None or made.kind == "sum":
                continue
            there = self.settled(self.replaced(summand, made.summand, self.var(name)))
            cases = self.cases(there)
            if all(ranges.positive(self.extent(part)) and defined(part) for part in cases):
                return True
        return False

    def replaced(self, node: Node, old: Node, new: Node) -> Node:
        """An expression with one of its parts replaced."""
        made: dict[int, Node] = {}
        for part in reachable([node]):
            args = [made[a.index] for a in part.args]
            made[part.index] = new if part is old else build(self, part.op, part.value, args)
        return made[node.index]

    def settled(self, node: Node) -> Node:
        """An expression whose comparisons are made where coefficients decide them."""
        for part in [p for p in reachable([node]) if p.op in ("lt", "le")]:
            truth = self._by_algebra(part.op, *part.args) if _meant(part) else None
            if truth is not None:
                node = self.replaced(node, part, self.true if truth else self.false)
        return node

    def branches(self, node: Node) -> list[Node]:
        """An expression with its first choices made both ways, whatever they depend on."""
        found = [node]
        for _ in range(MOST_CHOICES):
            chosen = []
            for one in found:
                open_ = [p.args[0] for p in reachable([one]) if p.op == "where"]
                both = (self.true, self.false) if open_ else ()
                chosen += [self.replaced(one, open_[0], t) for t in both] or [one]
            found = chosen
        return found

    # ranges, signs by algebra included -------------------------------------------------------

    def reach(self, node: Node) -> Range:
        found = [self.extent(part) for part in self.cases(node)]
        return _joined(found)

    def extent(self, node: Node) -> Range:
        """The range of a value; where that leaves its sign open, by coefficients."""
        found: Range = node.range
        if node.op == "where":
            return _joined([self.extent(a) for a in node.args[1:]])
        if found[0] >= 0:
            return found
        shown = normal.sign(node)
        if shown is None or shown.sign < 0:
            return found
        return (Fraction(0), found[1], shown.strict and shown.sign > 0, found[3])


def _meant(condition: Node) -> bool:
    return all(defined(side) for side in condition.args)


def _joined(found: list[Range]) -> Range:
    """The least range around several."""
    low = min((r[0], r[2]) for r in found)
    high = max((r[1], not r[3]) for r in found)
    return low[0], high[0], low[1], not high[1]


@dataclass
class Entrywise:
    """A formula for one entry.

    Attributes
    ----------
    graph : EntrywiseGraph
        Holds the aggregates, by name.
    kind : {"recursion", "weighting"}
    entry : Node
        The output's entry in terms of the entry's own inputs and of aggregates.
    closed : bool
        Whether probabilities may be zero.
    raw : Node
        The same before it was brought into normal form, in which undefined parts may cancel.
    summed : bool
        Whether everything that is summed or compared is defined over the whole domain.
    meaningful : bool
        Whether the entry is as well.
    """

    graph: EntrywiseGraph
    kind: str
    entry: Node
    closed: bool
    raw: Node
    summed: bool
    meaningful: bool


def trace(function: Callable[..., Any], kind: str, *, closed: bool = False) -> Entrywise:
    """Read ``f(base, student, alpha, xp)`` or ``f(scores, xp)`` for every length at once.

    Parameters
    ----------
    function : callable
    kind : {"recursion", "weighting"}
    closed : bool
        Whether probabilities may be zero.

    Returns
    -------
    Entrywise
        Not compared with direct calls yet; see
        :func:`kdtheory.arithmetic.entrywise_checks.entrywise`.

    Raises
    ------
    TraceError
        If the operator tells classes or teachers apart by place, counts, sorts, or iterates.
    """
    graph = EntrywiseGraph(kind, _bounds(kind, closed))
    raw, summed = _entry(function, graph, kind)
    entry = graph.monomials.tidy(raw)
    meaningful = summed and graph.sure(raw) and graph.sure(entry)
    return Entrywise(graph, kind, entry, closed, raw, summed, meaningful)


def _bounds(kind: str, closed: bool) -> dict[str, Range]:
    many = (Fraction(2), INF, False, True)
    if kind == "weighting":
        return {"s": (-INF, INF, True, True), "K": many}
    unit = (Fraction(0), ONE, not closed, not closed)
    return {"x": unit, "y": unit, "alpha": (Fraction(0), ONE, True, True), "n": many}


def _entry(function: Callable[..., Any], graph: EntrywiseGraph, kind: str) -> tuple[Node, bool]:
    axis, own, shared = READINGS[kind]
    graph.doubtful, graph.refused = False, ""
    length = LENGTHS[axis]
    arrays = [np.full((length,), graph.var(name), dtype=object) for name in own]
    arrays += [np.full((1,), graph.var(name), dtype=object) for name in shared]

    def call(*inputs: Array) -> Any:
        *given, xp = inputs
        own_arrays = [EntrywiseArray(graph, a.nodes.copy()) for a in given]
        return function(*own_arrays, xp)

    out = run(call, graph, *[Array(graph, a) for a in arrays])
    if out.shape != (length,):
        raise TraceError("the operator returns an array of another shape")
    if graph.iterated:
        raise TraceError("the operator iterates to a tolerance; it has no closed formula")
    if graph.refused:
        raise TraceError(graph.refused)
    return single(graph, out), not graph.doubtful
