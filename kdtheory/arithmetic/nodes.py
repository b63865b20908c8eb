"""The nodes of expression graphs, and walks through them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import flint

from kdtheory.arithmetic import ranges

if TYPE_CHECKING:
    from kdtheory.arithmetic.expr import Graph

BOOLEAN = frozenset({"bool", "lt", "le", "eq", "and", "or", "not"})
#: Operations that can be undefined or infinite for finite arguments.
PARTIAL = frozenset({"div", "log", "log1p", "sqrt", "pow", "nan", "inf"})


class Undecided(ArithmeticError):
    """A branch depends on a comparison that exact arithmetic could not settle."""


class Node:
    """One value in a graph; compare with ``is``."""

    __slots__ = ("args", "ball", "graph", "index", "op", "range", "total", "value")

    def __init__(self, graph: Graph, op: str, args: tuple[Node, ...], value: Any):
        self.graph, self.op, self.args, self.value = graph, op, args, value
        self.index = graph.size
        self.total: bool = all(a.total for a in args) and (op not in PARTIAL or _safe(op, args))
        self.ball: Any = None
        self.range: Any = None

    def __repr__(self) -> str:
        if self.op == "const":
            return str(self.value)
        if self.op in ("var", "real"):
            return str(self.value[0] if self.op == "real" else self.value)
        inner = ", ".join(map(repr, self.args))
        return f"{self.op}({inner})" if self.value is None else f"{self.op}[{self.value}]({inner})"

    @property
    def rational(self) -> Any:
        """The exact value of a constant, else None."""
        return self.value if self.op == "const" else None

    @property
    def is_boolean(self) -> bool:
        return self.op in BOOLEAN


def _safe(op: str, args: tuple[Node, ...]) -> bool:
    """Whether a partial operation is defined over the whole ranges of its arguments."""
    if not args or any(a.range is None for a in args):
        return False
    if op == "div":
        low, high, low_open, high_open = args[1].range
        return ranges.positive(args[1].range) or high < 0 or (high == 0 and high_open)
    if op == "log":
        return ranges.positive(args[0].range)
    if op == "sqrt":
        return ranges.nonnegative(args[0].range)
    if op == "log1p":
        low, _, low_open, _ = args[0].range
        return bool(low > -1 or (low == -1 and low_open))
    if op == "pow":
        base, power = args
        if ranges.positive(base.range):
            return True
        return ranges.nonnegative(base.range) and ranges.positive(power.range)
    return False


def to_fmpq(x: Any) -> Any:
    """Exact rational of an int, Fraction, fmpq or string such as ``"1/3"``."""
    if isinstance(x, flint.fmpq):
        return x
    if isinstance(x, str):
        x = Fraction(x)
    if isinstance(x, Fraction):
        return flint.fmpq(x.numerator, x.denominator)
    return flint.fmpq(int(x))


def reachable(outputs: Iterable[Node]) -> list[Node]:
    """Nodes that `outputs` depend on, arguments first."""
    seen: dict[int, Node] = {}
    stack = list(outputs)
    while stack:
        node = stack.pop()
        if node.index not in seen:
            seen[node.index] = node
            stack.extend(node.args)
    return [seen[i] for i in sorted(seen)]


def interpret(outputs: list[Node], leaf: Any, apply: Any) -> list[Any]:
    """Evaluate `outputs` in another arithmetic.

    Parameters
    ----------
    leaf : callable
        Maps a variable's name to its value.
    apply : callable
        ``apply(op, value, args)`` for every other node.
    """
    values: dict[int, Any] = {}
    for node in reachable(outputs):
        if node.op == "var":
            values[node.index] = leaf(node.value)
        else:
            values[node.index] = apply(node.op, node.value, [values[a.index] for a in node.args])
    return [values[node.index] for node in outputs]
