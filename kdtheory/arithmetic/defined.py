"""Whether an expression means something, and is continuous, over the whole ranges."""

from __future__ import annotations

from typing import Any

from kdtheory.arithmetic import normal, ranges
from kdtheory.arithmetic.expr import Node, reachable

BREAKING = frozenset("where floor nan inf lt le eq and not bool".split())


def continuous(node: Node) -> bool:
    """Whether the expression is composed of functions continuous where they are evaluated."""
    return all(x.op not in BREAKING for x in reachable([node])) and defined(node)


def defined(node: Node) -> bool:
    """Whether every quotient, logarithm, root and power in it is defined over the whole ranges."""
    return all(_well_defined(x) for x in reachable([node]))


def _well_defined(x: Node) -> bool:
    a = x.args
    if x.op == "div":
        return nonzero(a[1])
    if x.op == "log":
        return nonzero(a[0], 1)
    if x.op == "log1p":
        return nonzero(x.graph.add(x.graph.one, a[0]), 1)
    if x.op == "sqrt":
        return ranges.nonnegative(a[0].range) or nonzero(a[0], 1)
    if x.op == "pow":
        return nonzero(a[0], 1) or (ranges.nonnegative(a[0].range) and nonzero(a[1], 1))
    return x.op not in ("nan", "inf")


def nonzero(node: Node, wanted: int | None = None) -> bool:
    """Whether the node is nonzero everywhere (of the wanted sign)."""
    if ranges.positive(node.range):
        return True
    if wanted is None and ranges.positive(_negated(node.range)):
        return True
    found = normal.sign(node)
    return found is not None and found.strict and found.sign != 0 and wanted in (None, found.sign)


def _negated(r: Any) -> Any:
    return None if r is None else (-r[1], -r[0], r[3], r[2])
