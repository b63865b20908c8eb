"""The dimension-free reading of pools: one class, for all numbers of teachers and classes.

``ps`` holds one symbol ``x`` (what teacher ``k`` gives class ``i``), ``w`` one symbol ``w`` (the
teacher's weight), each a few times over, so that the lengths of an array's axes tell what it
varies over. Sums and extrema over the teachers or over the classes become further symbols, each
defined by its summand; factors that do not vary are pulled out, ``Σ_k w_k = 1`` and ``Σ_i x = 1``.
A pool that goes by the places of teachers or classes, sorts or iterates has no such reading.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from kdtheory.arithmetic.calculus import substitute
from kdtheory.arithmetic.expr import Graph, Node, reachable
from kdtheory.arithmetic.monomials import ONE, Monomial, Monomials, Sum
from kdtheory.arithmetic.pooled_ranges import (
    CLASS,
    COUNT,
    LENGTHS,
    OWN,
    TEACHER,
    Aggregate,
    Reaching,
)
from kdtheory.arithmetic.ranges import INF
from kdtheory.arithmetic.trace import Array, TraceError, run


class PooledGraph(Reaching, Graph):
    """A graph with sums over two axes."""

    copies = frozenset(LENGTHS.values())

    def __init__(self, bounds: dict[str, Any]):
        from kdtheory.arithmetic.pooled_arrays import PooledNamespace, lengths

        self.aggregates: dict[str, Aggregate] = {}
        super().__init__(bounds)
        self.namespace = PooledNamespace
        self.shape_of = lengths
        self.monomials = Monomials(self)
        self.doubtful = False  # whether something summed may be undefined
        self.refused = ""  # what was asked for in vain, should the operator go on all the same
        self._varies: dict[int, frozenset[str]] = {}
        self._shares: dict[float, Node] = {}

    def literal(self, x: Any) -> Node:
        node = super().literal(x)
        return self._share(x, node) if node.op == "real" and 0 < x < 1 else node

    def _share(self, x: float, node: Node) -> Node:
        """A literal between 0 and 1; beside 0.1, 0.9 stands for 1 − 0.1 and for no other number."""
        if x not in self._shares:
            others = [a for y, a in self._shares.items() if 1.0 - y == x or 1.0 - x == y]
            self._shares[x] = self.sub(self.one, others[0]) if others else node
        return self._shares[x]

    def refuse(self, why: str) -> TraceError:
        """The error for what cannot be read, remembered."""
        self.refused = why
        return TraceError(why)

    # what depends on what --------------------------------------------------------------------

    def varies(self, node: Node) -> frozenset[str]:
        """The axes along which a value varies."""
        if node.index not in self._varies:
            for part in reachable([node]):
                if part.index in self._varies:
                    continue
                found = frozenset[str]().union(*(self._varies[a.index] for a in part.args))
                if part.op == "var":
                    found = self._of_variable(part.value)
                self._varies[part.index] = found
        return self._varies[node.index]

    def _of_variable(self, name: str) -> frozenset[str]:
        if name in self.aggregates:
            return self.aggregates[name].varies
        if name in ("x", "inside"):
            return frozenset({TEACHER, CLASS})
        return frozenset({"w": {TEACHER}, "y": {CLASS}}.get(name, set()))

    def names(self, node: Node) -> set[str]:
        """All variables that `node` depends on, those of its aggregates included."""
        found: set[str] = set()
        stack = [node]
        while stack:
            for leaf in reachable([stack.pop()]):
                if leaf.op == "var" and leaf.value not in found:
                    found.add(leaf.value)
                    if leaf.value in self.aggregates:
                        stack.append(self.aggregates[leaf.value].summand)
        return found

    def apart(self, monomial: Monomial, axis: str) -> tuple[Monomial, Monomial]:
        """The factors that vary along an axis, and the others."""
        bound: list[tuple[int, Fraction]] = []
        free: list[tuple[int, Fraction]] = []
        for k, e in monomial:
            (bound if axis in self.varies(self.nodes[k]) else free).append((k, e))
        return tuple(bound), tuple(free)

    # sums and extrema ------------------------------------------------------------------------

    def total(self, node: Node, axis: str) -> Node:
        """The sum of `node` over an axis."""
        m = self.monomials
        out: Sum = {}
        for monomial, c in m(node).items():
            bound, free = self.apart(monomial, axis)
            out = m.plus(out, m.times({free: c}, self._sum_of(bound, axis)))
        return m.node(out)

    def _sum_of(self, bound: Monomial, axis: str) -> Sum:
        m = self.monomials
        if not bound:
            return m(self.var(COUNT[axis]))
        if len(bound) == 1 and bound[0][1] == 1:
            atom = self.nodes[bound[0][0]]
            name = atom.value if atom.op == "var" else None
            if name in OWN[axis]:
                return {(): ONE}
            inner = self.aggregates.get(name) if name else None
            if axis == CLASS and inner and (inner.kind, inner.axis) == ("sum", TEACHER):
                return m(self.total(self.total(inner.summand, CLASS), TEACHER))
        return m(self.aggregate("sum", axis, m.node({bound: ONE})))

    def extreme(self, kind: str, node: Node, axis: str) -> Node:
        """The largest or smallest value along an axis."""
        node = self.monomials.tidy(node)
        return self.aggregate(kind, axis, node) if axis in self.varies(node) else node

    def aggregate(self, kind: str, axis: str, summand: Node) -> Node:
        """The symbol of a sum or extremum, its range known from its summand."""
        for name, known in self.aggregates.items():
            if (known.kind, known.axis, known.summand) == (kind, axis, summand):
                return self.var(name)
        varies = self.varies(summand) - {axis}
        name = f"{axis[0]}{kind}{len(self.aggregates)}"
        made = Aggregate(kind, axis, summand, varies)
        self.bounds[name] = self.reach(summand) if kind != "sum" else self._range(made)
        self.aggregates[name] = made
        return self.var(name)


@dataclass
class Pooled:
    """A pool's formula for one class.

    Attributes
    ----------
    graph : PooledGraph
        Holds the aggregates, by name.
    entry : Node
        ``G(p¹..p^K; w)_i`` in terms of K, n and of aggregates that vary over the classes.
    closed : bool
        Whether probabilities may be zero.
    meaningful : bool
        Whether all of it is defined over the whole domain.
    flat : tuple of bool
        Which weights the pool takes: of shape (K, 1), of shape (K,).
    written : Node
        The entry as the operator has it, not in normal form.
    """

    graph: PooledGraph
    entry: Node
    closed: bool
    meaningful: bool
    flat: tuple[bool, ...]
    written: Node

    def at(self, node: Node, values: dict[str, Node]) -> Node:
        """An expression with ``x`` replaced throughout, all aggregates made anew."""
        g = self.graph
        made = dict(values)
        for name, known in list(g.aggregates.items()):
            inner = substitute([known.summand], made)[0]
            if known.kind == "sum":
                made[name] = g.total(inner, known.axis)
            else:
                made[name] = g.extreme(known.kind, inner, known.axis)
        return g.monomials.tidy(substitute([node], made)[0])


def trace(function: Callable[..., Any], *, closed: bool = False) -> Pooled:
    """Read a pool ``f(ps, w, xp)`` for every number of teachers and classes at once.

    The result has not been compared with direct calls yet; see :func:`pooled`.

    Raises
    ------
    TraceError
        If the pool tells teachers or classes apart by place, sorts, or iterates.
    """
    unit = (Fraction(0), ONE, not closed, not closed)
    many = (Fraction(2), INF, False, True)
    inside = (Fraction(0), ONE, True, True)
    graph = PooledGraph({"x": unit, "y": inside, "w": inside, "K": many, "n": many})
    found: dict[bool, tuple[Node, bool, Node]] = {}
    reasons: list[TraceError] = []
    for flat in (False, True):
        try:
            found[flat] = _entry(function, graph, flat=flat)
        except TraceError as error:
            reasons.append(error)
    if not found:
        raise reasons[0]
    entries = [entry for entry, _, _ in found.values()]
    if any(entry is not entries[0] for entry in entries):
        raise TraceError("weights of shape (K,) and (K, 1) give different formulas")
    sure = all(settled for _, settled, _ in found.values())
    written = next(iter(found.values()))[2]
    return Pooled(graph, entries[0], closed, sure, tuple(found), written)


def _entry(
    function: Callable[..., Any], graph: PooledGraph, *, flat: bool
) -> tuple[Node, bool, Node]:
    """The entry in normal form, whether it is defined, and as the operator has it."""
    graph.doubtful, graph.refused = False, ""
    written = _called(function, graph, flat)
    entry = graph.monomials.tidy(written)
    return entry, not graph.doubtful, written


def _called(function: Callable[..., Any], graph: PooledGraph, flat: bool) -> Node:
    from kdtheory.arithmetic.pooled_arrays import PooledArray, single

    K, n = LENGTHS[TEACHER], LENGTHS[CLASS]
    ps = np.full((K, n), graph.var("x"), dtype=object)
    w = np.full((K,) if flat else (K, 1), graph.var("w"), dtype=object)

    def call(a: Array, b: Array, xp: Any) -> Any:
        return function(PooledArray.of(a), PooledArray.of(b), xp)

    out = run(call, graph, Array(graph, ps), Array(graph, w))
    if out.shape != (n,):
        raise TraceError("the pool returns an array of another shape")
    if graph.iterated:
        raise TraceError("the pool iterates to a tolerance; it has no closed formula")
    if graph.refused:
        raise TraceError(graph.refused)
    node = single(graph, out)
    graph.doubtful = graph.doubtful or not graph.sure(node)
    return node


def structure(found: Any) -> Any:
    """What distinguishes one formula from another, of a graph that nothing was added to since.

    Parameters
    ----------
    found : Pooled or Entrywise
        As traced.
    """
    aggregates = found.graph.aggregates
    roots = [found.entry, *(made.summand for made in aggregates.values())]
    place: dict[int, int] = {}
    rows = []
    for node in reachable(roots):
        place[node.index] = len(place)
        rows.append((node.op, repr(node.value), tuple(place[a.index] for a in node.args)))
    named = [(name, made.kind, made.axis) for name, made in aggregates.items()]
    return rows, [place[root.index] for root in roots], named


__all__ = [
    "CLASS",
    "COUNT",
    "LENGTHS",
    "TEACHER",
    "Aggregate",
    "Pooled",
    "PooledGraph",
    "structure",
    "trace",
]
