"""Derivatives and substitution in expression graphs."""

from __future__ import annotations

from collections.abc import Mapping

from kdtheory.arithmetic.expr import Graph, Node, reachable


class NotDifferentiable(ArithmeticError):
    """The expression has a choice or a kink in the variable."""


def depends(node: Node, names: set[str]) -> bool:
    """Whether a variable of `names` occurs in `node`."""
    return any(a.op == "var" and a.value in names for a in reachable([node]))


def diff(node: Node, name: str) -> Node:
    """Derivative with respect to the variable `name`; of ``min`` and ``max``, almost everywhere.

    A continuous, piecewise smooth function whose slope has one sign almost everywhere is
    monotone, which is all that the reductions use. A second derivative in a variable on which
    the choice depends does not exist.

    Raises
    ------
    NotDifferentiable
        If a choice, a kink or a floor depends on the variable.
    """
    g = node.graph
    order = reachable([node])
    slopes: dict[int, Node] = {}
    for x in order:
        if x.is_boolean:
            involved = any(slopes.get(a.index, g.one) is not g.zero for a in x.args)
            slopes[x.index] = g.one if involved else g.zero
            continue
        slopes[x.index] = _slope(g, x, name, [slopes[a.index] for a in x.args])
    return slopes[node.index]


def _slope(g: Graph, x: Node, name: str, d: list[Node]) -> Node:
    op, a = x.op, x.args
    if op == "var":
        return g.one if x.value == name else g.zero
    if all(s is g.zero for s in d):
        return g.zero
    if op == "add":
        return g.add(d[0], d[1])
    if op == "neg":
        return g.neg(d[0])
    if op == "mul":
        return g.add(g.mul(d[0], a[1]), g.mul(a[0], d[1]))
    if op == "div":
        return g.div(g.sub(d[0], g.mul(x, d[1])), a[1])
    if op == "ipow":
        return g.mul(g.mul(g.const(x.value), g.ipow(a[0], x.value - 1)), d[0])
    if op == "pow":
        by_base = g.mul(g.mul(a[1], g.div(x, a[0])), d[0])
        by_power = g.mul(g.mul(x, g.log(a[0])), d[1]) if d[1] is not g.zero else g.zero
        return g.add(by_base if d[0] is not g.zero else g.zero, by_power)
    if op == "where" and d[0] is g.zero:  # the choice does not depend on the variable
        return g.where(a[0], d[1], d[2])
    if op in ("min", "max"):  # a kink: the slope almost everywhere
        first = g.le(a[0], a[1]) if op == "min" else g.le(a[1], a[0])
        return g.where(first, d[0], d[1])
    outer = _OUTER.get(op)
    if outer is None:
        raise NotDifferentiable(f"{op} is not differentiable everywhere")
    return g.mul(outer(g, x, a[0]), d[0])


_OUTER = {
    "exp": lambda g, x, a: x,
    "expm1": lambda g, x, a: g.exp(a),
    "log": lambda g, x, a: g.div(g.one, a),
    "log1p": lambda g, x, a: g.div(g.one, g.add(g.one, a)),
    "sqrt": lambda g, x, a: g.div(g.one, g.mul(g.const(2), x)),
    "sin": lambda g, x, a: g.unary("cos", a),
    "cos": lambda g, x, a: g.neg(g.unary("sin", a)),
    "tanh": lambda g, x, a: g.sub(g.one, g.ipow(x, 2)),
    "atan": lambda g, x, a: g.div(g.one, g.add(g.one, g.ipow(a, 2))),
}


def build(g: Graph, op: str, value: object, args: list[Node]) -> Node:
    """The node ``op(args)`` through the folding constructors of `g`."""
    if op == "const":
        return g.const(value)
    if op == "real":
        return g.real(*value)  # type: ignore[misc]
    if op == "var":
        return g.var(str(value))
    if op == "nan":
        return g.nan
    if op == "inf":
        return g.inf if value == 1 else g.minus_inf
    if op == "bool":
        return g.true if value else g.false
    if op == "ipow":
        return g.ipow(args[0], int(value))  # type: ignore[call-overload]
    if op == "kth":
        return g.kth(args, int(value))  # type: ignore[call-overload]
    if op in ("min", "max"):
        return g.extremum(op, *args)
    if op in ("sin", "cos", "tanh", "atan"):
        return g.unary(op, *args)
    name = {"and": "and_", "not": "not_"}.get(op, op)
    out: Node = getattr(g, name)(*args)
    return out


def substitute(
    nodes: list[Node], values: Mapping[str, Node], into: Graph | None = None
) -> list[Node]:
    """Replace variables by nodes (of the graph `into`) and fold again."""
    g = into or nodes[0].graph
    made: dict[int, Node] = {}
    for x in reachable(nodes):
        if x.op == "var" and x.value in values:
            made[x.index] = values[x.value]
        else:
            made[x.index] = build(g, x.op, x.value, [made[a.index] for a in x.args])
    return [made[x.index] for x in nodes]
