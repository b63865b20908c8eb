"""Constructors that fold: what a node becomes when its arguments are known.

:class:`Folding` is the arithmetic half of :class:`kdtheory.arithmetic.expr.Graph`. Every rule holds
for all real values of the arguments for which both sides are defined, and none makes an undefined
expression look defined.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kdtheory.arithmetic import ranges
from kdtheory.arithmetic.nodes import Node, to_fmpq


class Folding:
    """Arithmetic on nodes; comparisons and storage come from the graph."""

    zero: Node
    one: Node
    nan: Node
    inf: Node
    minus_inf: Node
    true: Node
    false: Node
    bounds: dict[str, Any]
    simplices: list[tuple[str, ...]]

    if TYPE_CHECKING:  # what the graph adds

        def const(self, x: Any) -> Node: ...
        def number(self, a: Node) -> Node: ...
        def real(self, name: str, low: Any, high: Any) -> Node: ...
        def lt(self, a: Node, b: Node) -> Node: ...
        def le(self, a: Node, b: Node) -> Node: ...
        def sign(self, a: Node) -> int | None: ...
        def _make(self, op: str, args: tuple[Node, ...], value: Any = None) -> Node: ...
        def _finite(self, a: Node) -> bool: ...
        def _nonzero(self, a: Node) -> bool: ...

    def neg(self, a: Node) -> Node:
        if a.op == "const":
            return self.const(-a.value)
        if a.op == "inf":
            return self.minus_inf if a.value > 0 else self.inf
        if a.op == "neg":
            return a.args[0]
        return self.nan if a.op == "nan" else self._make("neg", (a,))

    def add(self, a: Node, b: Node) -> Node:
        a, b = self.number(a), self.number(b)
        if "nan" in (a.op, b.op):
            return self.nan
        if a.op == "const" and b.op == "const":
            return self.const(a.value + b.value)
        for x, y in ((a, b), (b, a)):
            if x.op == "inf":
                opposite = y.op == "inf" and y.value != x.value
                return self.nan if opposite else x
            if x.op == "const" and x.value == 0:
                return y
            if y.op == "neg" and y.args[0] is x and self._finite(x):
                return self.zero
        if (whole := _softplus(self, a, b) or _softplus(self, b, a)) is not None:
            return whole
        if b.index < a.index:
            a, b = b, a
        return self._make("add", (a, b))

    def sub(self, a: Node, b: Node) -> Node:
        return self.add(a, self.neg(self.number(b)))

    def mul(self, a: Node, b: Node) -> Node:
        a, b = self.number(a), self.number(b)
        if "nan" in (a.op, b.op):
            return self.nan
        if a.op == "const" and b.op == "const":
            return self.const(a.value * b.value)
        for x, y in ((a, b), (b, a)):
            if x.op == "inf":
                sign = self.sign(y)
                if sign is None:
                    return self._make("mul", (x, y))
                if sign == 0:
                    return self.nan
                return self.inf if sign * x.value > 0 else self.minus_inf
            if x.op == "const":
                if x.value == 1:
                    return y
                if x.value == 0 and self._finite(y):
                    return self.zero
                if x.value == -1:
                    return self.neg(y)
        if a.op == "neg" and b.op == "neg":
            return self.mul(a.args[0], b.args[0])
        if b.index < a.index:
            a, b = b, a
        return self._make("ipow", (a,), 2) if a is b else self._make("mul", (a, b))

    def div(self, a: Node, b: Node) -> Node:
        a, b = self.number(a), self.number(b)
        if "nan" in (a.op, b.op) or (a.op == "inf" and b.op == "inf"):
            return self.nan
        if b.op == "inf":
            return self.zero
        if b.op == "const":
            if b.value != 0:
                return self.mul(a, self.const(1 / b.value))
            sign = self.sign(a)
            if sign is None:
                return self._make("div", (a, b))
            return self.nan if sign == 0 else (self.inf if sign > 0 else self.minus_inf)
        if a.op == "inf":
            return self.mul(a, self._make("div", (self.one, b)))
        if a is b and self._nonzero(a):
            return self.one
        if a.op == "const" and a.value == 0 and self._nonzero(b):
            return self.zero
        return self._make("div", (a, b))

    def ipow(self, a: Node, k: int) -> Node:
        a = self.number(a)
        if a.op == "nan":
            return self.nan
        if k == 0:
            return self.one
        if k == 1:
            return a
        if k < 0:
            return self.div(self.one, self.ipow(a, -k))
        if a.op == "const" and k <= 64:
            return self.const(a.value**k)
        if a.op == "inf":
            return self.inf if a.value > 0 or k % 2 == 0 else self.minus_inf
        if a.op == "sqrt" and k % 2 == 0 and self._nonnegative(a.args[0]):
            return self.ipow(a.args[0], k // 2)
        if a.op == "ipow":
            return self.ipow(a.args[0], k * a.value)
        if a.op == "mul" and any(b.op == "sqrt" for b in a.args):
            return self.mul(self.ipow(a.args[0], k), self.ipow(a.args[1], k))
        return self._make("ipow", (a,), k)

    def pow(self, a: Node, b: Node) -> Node:
        """Real power; integer and half-integer exponents are recognised."""
        a, b = self.number(a), self.number(b)
        if "nan" in (a.op, b.op):
            return self.nan
        if b.op == "const":
            if b.value.q == 1 and abs(int(b.value.p)) <= 64:
                return self.ipow(a, int(b.value.p))
            if b.value == to_fmpq(Fraction(1, 2)):
                return self.sqrt(a)
        if a.op == "const" and a.value == 1:
            return self.one
        if a.op == "const" and a.value == 0:
            sign = self.sign(b)
            if sign is None:
                return self._make("pow", (a, b))
            return (self.one, self.zero, self.inf)[sign]
        if "inf" in (a.op, b.op):
            return self._infinite_power(a, b)
        return self._make("pow", (a, b))

    def _infinite_power(self, a: Node, b: Node) -> Node:
        """``a**b`` where one of them is infinite, as far as signs tell."""
        if b.op == "inf" and self.sign(a) == 1:
            grows = self.sign(self.sub(a, self.one))
            if grows:
                return self.inf if grows * b.value > 0 else self.zero
        if a is self.inf and b.op != "inf" and self.sign(b):
            return self.inf if self.sign(b) == 1 else self.zero
        return self._make("pow", (a, b))

    def exp(self, a: Node) -> Node:
        a = self.number(a)
        if a.op == "inf":
            return self.inf if a.value > 0 else self.zero
        if a.op == "const" and a.value == 0:
            return self.one
        base, power = self._as_power(a)
        if base is not None:
            return self.pow(base, power)
        if a.op == "add":
            for x, y in (a.args, a.args[::-1]):
                known = self._as_log(x)
                if known is not None:
                    return self.mul(known, self.exp(y))
        return self.nan if a.op == "nan" else self._make("exp", (a,))

    def _as_log(self, a: Node) -> Node | None:
        """The positive `y` with ``a = log y``, where it stands there."""
        if a.op == "log" and self.sign(a.args[0]) == 1:
            return a.args[0]
        if a.op == "log1p":
            whole = self.add(self.one, a.args[0])
            return whole if self.sign(whole) == 1 else None
        if a.op == "neg":
            inner = self._as_log(a.args[0])
            return None if inner is None else self.div(self.one, inner)
        if a.op == "add":
            left, right = (self._as_log(x) for x in a.args)
            return None if left is None or right is None else self.mul(left, right)
        return None

    def _as_power(self, a: Node) -> tuple[Node | None, Node]:
        """``(x, b)`` where `a` is ``b log x`` with ``x > 0``."""
        known = self._as_log(a)
        if known is not None:
            return known, self.one
        if a.op == "neg":
            base, power = self._as_power(a.args[0])
            return base, self.neg(power)
        if a.op in ("mul", "div"):
            pairs = (a.args, a.args[::-1]) if a.op == "mul" else (a.args,)
            for x, y in pairs:
                known = self._as_log(x)
                if known is not None:
                    return known, y if a.op == "mul" else self.div(self.one, y)
        return None, self.one

    def _nonnegative(self, a: Node) -> bool:
        if self.bounds:
            return ranges.nonnegative(a.range)
        return a.ball is not None and bool(a.ball >= 0)

    def log(self, a: Node) -> Node:
        a = self.number(a)
        if a.op == "const":
            if a.value == 1:
                return self.zero
            if a.value == 0:
                return self.minus_inf
            if a.value < 0:
                return self.nan
        if a.op == "inf":
            return self.inf if a.value > 0 else self.nan
        if a.op == "exp":
            return a.args[0]
        return self.nan if a.op == "nan" else self._make("log", (a,))

    def log1p(self, a: Node) -> Node:
        a = self.number(a)
        if a.op in ("const", "inf"):
            return self.log(self.add(self.one, a))
        return self.nan if a.op == "nan" else self._make("log1p", (a,))

    def expm1(self, a: Node) -> Node:
        a = self.number(a)
        if a.op == "inf" or (a.op == "const" and a.value == 0):
            return self.sub(self.exp(a), self.one)
        return self.nan if a.op == "nan" else self._make("expm1", (a,))

    def sqrt(self, a: Node) -> Node:
        a = self.number(a)
        if a.op == "const":
            if a.value < 0:
                return self.nan
            p, q = int(a.value.p), int(a.value.q)
            root = Fraction(math.isqrt(p), math.isqrt(q))
            if root * root == Fraction(p, q):
                return self.const(root)
        if a.op == "inf":
            return self.inf if a.value > 0 else self.nan
        if a.op == "ipow" and a.value % 2 == 0 and self._nonnegative(a.args[0]):
            return self.ipow(a.args[0], a.value // 2)
        if a.op == "mul" and all(ranges.nonnegative(b.range) for b in a.args):
            return self.mul(self.sqrt(a.args[0]), self.sqrt(a.args[1]))
        return self.nan if a.op == "nan" else self._make("sqrt", (a,))

    def unary(self, op: str, a: Node) -> Node:
        """``sin``, ``cos``, ``tanh``, ``atan``."""
        a = self.number(a)
        if a.op == "const" and a.value == 0:
            return self.one if op == "cos" else self.zero
        if a.op == "inf" and op == "tanh":
            return self.one if a.value > 0 else self.const(-1)
        if a.op == "inf" and op == "atan":
            quarter = self.mul(self.const(Fraction(1, 2)), self.real("pi", 0, 0))
            return quarter if a.value > 0 else self.neg(quarter)
        return self.nan if a.op in ("nan", "inf") else self._make(op, (a,))

    def abs(self, a: Node) -> Node:
        a = self.number(a)
        if a.op == "inf":
            return self.inf
        if a.op == "const":
            return self.const(abs(a.value))
        if a.op == "neg":
            a = a.args[0]
        return self.nan if a.op == "nan" else self._make("abs", (a,))

    def floor(self, a: Node) -> Node:
        a = self.number(a)
        if a.op == "const":
            return self.const(int(a.value.p) // int(a.value.q))
        return a if a.op in ("nan", "inf") else self._make("floor", (a,))

    def extremum(self, op: str, a: Node, b: Node) -> Node:
        """``min`` or ``max``."""
        a, b = self.number(a), self.number(b)
        if "nan" in (a.op, b.op):
            return self.nan
        below = self.le(a, b)
        if below.op == "bool":
            return a if below.value == (op == "min") else b
        if self.simplices and self.le(b, a) is self.true:
            return b if op == "min" else a
        if b.index < a.index:
            a, b = b, a
        return self._make(op, (a, b))

    def kth(self, args: Iterable[Node], k: int) -> Node:
        """The k-th smallest of `args`, counted from 0."""
        nodes = sorted((self.number(a) for a in args), key=lambda a: a.index)
        if any(a.op == "nan" for a in nodes):
            return self.nan
        if len(nodes) == 1:
            return nodes[0]
        if k == 0 or k == len(nodes) - 1:
            out = nodes[0]
            for other in nodes[1:]:
                out = self.extremum("min" if k == 0 else "max", out, other)
            return out
        arranged = self._arranged(nodes)
        return self._make("kth", tuple(nodes), k) if arranged is None else arranged[k]

    def _arranged(self, nodes: list[Node]) -> list[Node] | None:
        """Ascending by value, ties in any order; None where a comparison stays open."""
        out: list[Node] = []
        for node in nodes:
            place = len(out)
            while place > 0 and self.le(out[place - 1], node) is not self.true:
                if self.le(node, out[place - 1]) is not self.true:
                    return None
                place -= 1
            out.insert(place, node)
        return out

    def sorted(self, nodes: list[Node]) -> list[int] | None:
        """Stable ascending order, or None where a comparison stays open."""
        order: list[int] = []
        for i, node in enumerate(nodes):
            place = len(order)
            while place > 0:
                before = self.lt(node, nodes[order[place - 1]])
                if before.op != "bool":
                    return None
                if not before.value:
                    break
                place -= 1
            order.insert(place, i)
        return order


def _softplus(g: Folding, a: Node, b: Node) -> Node | None:
    """``log(1 + e^y)`` where `a + b` is its overflow-safe form ``max(y, 0) + log1p(e^-|y|)``."""
    if a.op != "log1p" or a.args[0].op != "exp" or a.args[0].args[0].op != "neg":
        return None
    size = a.args[0].args[0].args[0]
    if size.op != "abs":
        return None
    y: Node | None = None
    if b.op == "max" and g.zero in b.args:
        y = b.args[0] if b.args[1] is g.zero else b.args[1]
    elif b.op == "mul" and b.args[0].op == "const" and b.args[0].value == to_fmpq(Fraction(1, 2)):
        inner = b.args[1]
        if inner.op == "add" and size in inner.args:
            y = inner.args[0] if inner.args[1] is size else inner.args[1]
    if y is None or size.args[0] not in (y, g.neg(y)):
        return None
    return g.log1p(g.exp(y))
