"""What the theorems on weightings look for in a formula: quotients, choices, slopes of logs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from kdtheory.arithmetic import normal, ranges
from kdtheory.arithmetic.calculus import NotDifferentiable, depends, diff
from kdtheory.arithmetic.defined import defined
from kdtheory.arithmetic.entrywise import Entrywise
from kdtheory.arithmetic.expr import Node, reachable
from kdtheory.arithmetic.limits import tidy
from kdtheory.arithmetic.monomials import Monomial, Sum
from kdtheory.claims.obligation import Goal, Obligation

#: Bounds of slopes that are tried, least first, besides the constant asked for.
LADDER = tuple(Fraction(k, 4) for k in (0, 1, 2, 4, 6, 8, 12, 16, 32, 64, 256, 4000, 400000))


def nonnegative(node: Node) -> bool:
    """Whether a value is defined and >= 0 over the whole ranges, as far as algebra shows."""
    if not defined(node):
        return False
    if ranges.nonnegative(node.range):
        return True
    found = normal.sign(node)
    return found is not None and found.sign >= 0


# quotients -----------------------------------------------------------------------------------


def quotients(found: Entrywise) -> list[tuple[Node, Node]] | None:
    """``(c, g)`` with the entry ``b + Σ c g(s) / Σ_j g(s_j)``; b and c depend on K alone."""
    g = found.graph
    m = g.monomials
    groups: dict[Monomial, Sum] = {}
    for monomial, value in m(found.entry).items():
        bound, free = g.apart(monomial, g.axis)
        outer = tuple(p for p in free if not _of_length(found, g.nodes[p[0]]))
        inner = tuple(p for p in free if _of_length(found, g.nodes[p[0]]))
        if bound or outer:
            known = groups.get(outer, {})
            groups[outer] = m.plus(known, m.times({bound: value}, {inner: Fraction(1)}))
    parts = []
    for outer, terms in groups.items():
        kernel = m.node(terms)
        share = tidy(g.mul(m.node({outer: Fraction(1)}), g.total(kernel, g.axis)))
        if not _of_length(found, share):
            return None
        parts.append((share, kernel))
    return parts


def _of_length(found: Entrywise, node: Node) -> bool:
    return found.graph.names(node) <= {"K"}


# choices -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Threshold:
    """One choice by a threshold: what is compared, and the formula on either side."""

    risen: Node
    low: Node
    high: Node


def threshold(found: Entrywise) -> Threshold | None:
    """The one choice that depends on the own score, if it is by a threshold."""
    g, own = found.graph, {"s"}
    conditions: dict[int, Node] = {}
    for part in reachable([found.entry]):
        if part.is_boolean and part.op not in ("bool", "not") and depends(part, own):
            conditions[part.index] = part
    if len(conditions) != 1:
        return None
    (condition,) = conditions.values()
    if condition.op not in ("lt", "le", "eq"):
        return None
    a, b = condition.args
    yes, no = (g.replaced(found.entry, condition, t) for t in (g.true, g.false))
    if condition.op == "eq":
        return _extreme(found, a, b, yes, no) or _extreme(found, b, a, yes, no)
    if not depends(b, own):  # u < τ
        return Threshold(a, yes, no)
    return None if depends(a, own) else Threshold(b, no, yes)


def _extreme(found: Entrywise, u: Node, top: Node, yes: Node, no: Node) -> Threshold | None:
    made = found.graph.aggregates.get(top.value) if top.op == "var" else None
    if made is None or made.kind == "sum" or made.summand is not u:
        return None
    return Threshold(u, no, yes) if made.kind == "max" else Threshold(u, yes, no)


# slopes of logarithms ------------------------------------------------------------------------


def rate(node: Node, name: str, *, relative: bool) -> Node:
    """``∂ log node / ∂ name``, times the variable if `relative`, almost everywhere.

    Raises
    ------
    NotDifferentiable
        If a choice, a kink or a floor depends on the variable.
    """
    g, a = node.graph, node.args
    if not depends(node, {name}):
        return g.zero
    if node.op == "mul":
        return g.add(rate(a[0], name, relative=relative), rate(a[1], name, relative=relative))
    if node.op == "div":
        return g.sub(rate(a[0], name, relative=relative), rate(a[1], name, relative=relative))
    if node.op == "ipow":
        return g.mul(g.const(node.value), rate(a[0], name, relative=relative))
    if node.op in ("min", "max"):
        first = g.le(a[0], a[1]) if node.op == "min" else g.le(a[1], a[0])
        return g.where(first, *(rate(part, name, relative=relative) for part in a))
    if relative and node.op == "var":
        return g.one
    scale = g.var(name) if relative else g.one
    if node.op == "exp":
        return g.mul(diff(a[0], name), scale)
    return g.div(g.mul(diff(node, name), scale), node)


def log_slope(
    found: Entrywise, kernel: Node, most: Fraction
) -> tuple[Fraction, list[Obligation]] | None:
    """A bound of the slope of a kernel's log as all scores move, and what shows it."""
    g = found.graph
    total, shown = Fraction(0), list[Obligation]()
    moving = sorted(v for v in g.aggregates if depends(kernel, {v}))
    try:
        ways = [[(rate(kernel, "s", relative=False), g.one)]]
        ways += [list(_ways(found, kernel, name)) for name in moving]
    except NotDifferentiable:
        return None
    for options in ways:
        best = _least(options, most)
        if best is None:
            return None
        total += best[0]
        shown += best[1]
    return total, shown


def _ways(found: Entrywise, kernel: Node, name: str) -> Iterator[tuple[Node, Node]]:
    """Slopes whose product bounds what an aggregate contributes."""
    g = found.graph
    made = g.aggregates[name]
    u = made.summand
    if g.names(u) - {"s", "K"}:
        return
    if made.kind == "sum" and ranges.positive(u.range):
        yield rate(kernel, name, relative=True), rate(u, "s", relative=False)
    outer, inner = rate(kernel, name, relative=False), diff(u, "s")
    yield (g.mul(outer, g.var("K")) if made.kind == "sum" else outer), inner


def _least(
    options: list[tuple[Node, Node]], most: Fraction
) -> tuple[Fraction, list[Obligation]] | None:
    for slopes in options:
        bounds = [bound(slope, most) for slope in slopes]
        if None not in bounds:
            known = [b for b in bounds if b is not None]
            shown = [o for slope, b in zip(slopes, known) for o in _between(slope, b)]
            return known[0] * known[1], shown
    return None


def bound(slope: Node, most: Fraction) -> Fraction | None:
    """The least of some numbers that a slope is shown not to exceed in size."""
    for b in sorted({*LADDER, most}):
        if all(nonnegative(o.node) for o in _between(slope, b)):
            return b
    return None


def _between(slope: Node, b: Fraction) -> list[Obligation]:
    g = slope.graph
    if slope.op == "const":  # of a constant nothing is to be shown but its size
        size = g.sub(g.const(b), g.abs(slope))
        return [Obligation(f"a slope is at most {b} in size", Goal.NONNEGATIVE, size)]
    return [
        Obligation(f"a slope is at most {b}", Goal.NONNEGATIVE, g.sub(g.const(b), slope)),
        Obligation(f"a slope is at least −{b}", Goal.NONNEGATIVE, g.add(g.const(b), slope)),
    ]
