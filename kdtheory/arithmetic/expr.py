"""Expression graphs: what an operator computes, as data.

Every reading but the floating one starts here. A :class:`Graph` interns its nodes, so two entries
computed the same way *are* the same node: that is how two irrational numbers are known equal.
Constants are exact rationals and fold; a comparison of constants is decided by Arb balls at
rising precision or stays open. Arithmetic follows IEEE 754 at infinity (``log 0 = -inf``,
``0 * inf`` undefined) but never rounds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import flint

from kdtheory.arithmetic import balls, ranges

PRECISIONS = (256, 1024)  # tried in turn when 128 bits leave a comparison open
BASE_PRECISION = 128
LITERAL_ULPS = 4  # slack of other literals: they may come from a short computation
EXACT_BITS = 42  # a float literal with at most this many significant bits means itself

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
        self.total = all(a.total for a in args) and (op not in PARTIAL or _safe(op, args))
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


class Graph:
    """A store of interned nodes with folding constructors.

    Parameters
    ----------
    bounds : dict, optional
        For each variable its range, see :mod:`kdtheory.arithmetic.ranges`; a graph without
        variables needs none and evaluates every node as it is made.
    pinned : bool
        Take every float literal for exactly the double that it is.
    """

    def __init__(self, bounds: dict[str, Any] | None = None, *, pinned: bool = False):
        self.pinned = pinned
        self._interned: dict[Any, Node] = {}
        self.nodes: list[Node] = []
        self.bounds = bounds or {}
        self.zero = self.const(0)
        self.one = self.const(1)
        self.nan = self._make("nan", (), None)
        self.inf = self._make("inf", (), 1)
        self.minus_inf = self._make("inf", (), -1)
        self.true = self._make("bool", (), True)
        self.false = self._make("bool", (), False)
        self.assumed: dict[int, bool] = {}  # conditions settled while a branch is explored
        self.simplices: list[tuple[str, ...]] = []  # variables that sum to at most one
        self.open_simplices = False  # whether they sum to less than one
        self.namespace: Any = None  # array functions for values of this graph
        self.shape_of: Any = None  # how a dimension-free graph shows an array's shape
        self.iterated = False  # set when the operator asked how often to iterate

    @property
    def size(self) -> int:
        return len(self.nodes)

    def _make(self, op: str, args: tuple[Node, ...], value: Any = None) -> Node:
        shown = (int(value.p), int(value.q)) if isinstance(value, flint.fmpq) else value
        key = (op, shown, *[a.index for a in args])
        node = self._interned.get(key)
        if node is None:
            node = Node(self, op, args, value)
            self._interned[key] = node
            self.nodes.append(node)
            if self.bounds:
                node.range = ranges.of(node)
                if op in PARTIAL and all(a.total for a in args) and ranges.finite(node.range):
                    node.total = True
            else:
                node.ball = balls.apply(op, value, [a.ball for a in args])
        return node

    # leaves ------------------------------------------------------------------------------

    def const(self, x: Any) -> Node:
        return self._make("const", (), to_fmpq(x))

    def var(self, name: str) -> Node:
        return self._make("var", (), name)

    def real(self, name: str, low: Any, high: Any) -> Node:
        """A real constant known to lie in ``[low, high]``, the same one wherever it is named."""
        return self._make("real", (), (name, Fraction(low), Fraction(high)))

    def literal(self, x: Any) -> Node:
        """A Python or NumPy number that stands in an operator's code.

        A float that is not a short dyadic number stands for *some* real within a few units in
        the last place (``0.1`` for 1/10, ``math.log(3)`` for log 3, ``0.1 + 0.2`` for 3/10):
        conclusions hold for all of them. A pinned graph takes it for the double that it is.
        """
        if isinstance(x, Node):
            return x
        if isinstance(x, (bool,)) or type(x).__name__ == "bool_" or type(x).__name__ == "bool":
            return self.true if x else self.false
        if isinstance(x, (int, Fraction, flint.fmpq)) or hasattr(x, "__index__"):
            return self.const(x if isinstance(x, (Fraction, flint.fmpq)) else int(x))
        x = float(x)
        if math.isnan(x):
            return self.nan
        if math.isinf(x):
            return self.inf if x > 0 else self.minus_inf
        exact = Fraction(x)
        if abs(exact.numerator).bit_length() <= EXACT_BITS:
            return self.const(exact)
        odd = exact.numerator >> ((exact.numerator & -exact.numerator).bit_length() - 1)
        if abs(odd).bit_length() <= EXACT_BITS or self.pinned:
            return self.const(exact)
        slack = LITERAL_ULPS * Fraction(math.ulp(x))
        return self.real(repr(x), exact - slack, exact + slack)

    # arithmetic --------------------------------------------------------------------------

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

    # comparisons and branches ------------------------------------------------------------

    def lt(self, a: Node, b: Node) -> Node:
        return self._compare("lt", a, b)

    def le(self, a: Node, b: Node) -> Node:
        return self._compare("le", a, b)

    def eq(self, a: Node, b: Node) -> Node:
        if a.is_boolean or b.is_boolean:
            a, b = self.boolean(a), self.boolean(b)
            return self.or_(self.and_(a, b), self.and_(self.not_(a), self.not_(b)))
        return self._compare("eq", a, b)

    def _compare(self, op: str, a: Node, b: Node) -> Node:
        a, b = self.number(a), self.number(b)
        if "nan" in (a.op, b.op):
            return self.false
        if a is b:
            return self.false if op == "lt" else self.true
        verdict = self._decide(op, a, b)
        if verdict is not None:
            return self.true if verdict else self.false
        return self._make(op, (a, b))

    def _decide(self, op: str, a: Node, b: Node) -> bool | None:
        if a.op == "inf" or b.op == "inf":
            if not all(x.op == "inf" or self._finite(x) for x in (a, b)):
                return None
            x = a.value if a.op == "inf" else 0
            y = b.value if b.op == "inf" else 0
            return {"lt": x < y, "le": x <= y, "eq": x == y}[op]
        if a.op == "const" and b.op == "const":
            return bool(
                {"lt": a.value < b.value, "le": a.value <= b.value, "eq": a.value == b.value}[op]
            )
        if self.bounds:
            found = ranges.decide(op, a.range, b.range)
            return found if found is not None or not self.simplices else self._by_algebra(op, a, b)
        verdict = balls.compare(op, a.ball, b.ball)
        for precision in PRECISIONS:
            if verdict is not None:
                break
            x, y = balls.evaluate([a, b], precision)
            verdict = balls.compare(op, x, y)
        return verdict

    def _by_algebra(self, op: str, a: Node, b: Node) -> bool | None:
        """Decide over a whole simplex by the coefficients of the difference."""
        from kdtheory.arithmetic import normal

        gap = self.sub(b, a)
        if normal.is_zero(gap):
            return op != "lt"
        found = normal.sign(gap)
        if found is None:
            return None
        if op == "eq":
            return False if found.strict else None
        if found.sign > 0 and (found.strict or op == "le"):
            return True
        return False if found.sign < 0 and (found.strict or op == "lt") else None

    def sign(self, a: Node) -> int | None:
        """-1, 0 or 1 where it is known."""
        if a.op == "const":
            return int(a.value > 0) - int(a.value < 0)
        if a.op == "inf":
            return int(a.value)
        if self._decide("lt", self.zero, a):
            return 1
        return -1 if self._decide("lt", a, self.zero) else None

    def _finite(self, a: Node) -> bool:
        if a.total:
            return True
        return not self.bounds and a.ball is not None and bool(a.ball.is_finite())

    def _nonzero(self, a: Node) -> bool:
        return self._finite(a) and self.sign(a) not in (None, 0)

    def not_(self, a: Node) -> Node:
        a = self.boolean(a)
        if a.op == "bool":
            return self.false if a.value else self.true
        return a.args[0] if a.op == "not" else self._make("not", (a,))

    def and_(self, a: Node, b: Node) -> Node:
        a, b = self.boolean(a), self.boolean(b)
        for x, y in ((a, b), (b, a)):
            if x.op == "bool":
                return y if x.value else self.false
        return a if a is b else self._make("and", (a, b))

    def or_(self, a: Node, b: Node) -> Node:
        return self.not_(self.and_(self.not_(a), self.not_(b)))

    def where(self, c: Node, a: Node, b: Node) -> Node:
        c = self.boolean(c)
        if a.is_boolean and b.is_boolean:
            return self.or_(self.and_(c, a), self.and_(self.not_(c), b))
        a, b = self.number(a), self.number(b)
        if c.op == "bool":
            return a if c.value else b
        if a is b:
            return a
        if c.op == "not":
            return self.where(c.args[0], b, a)
        if c.op in ("lt", "le"):  # clipping written with where is a continuous primitive
            low, high = c.args
            if (a, b) == (low, high) or (a, b) == (high, low):
                return self.extremum("min" if a is low else "max", a, b)
            b = self._select(b, c, False)
            a = self._select(a, c, True)
            if (low, high, a, b) == (low, high, b, a):
                return a
        return a if a is b else self._make("where", (c, a, b))

    def _select(self, node: Node, condition: Node, truth: bool) -> Node:
        """Drop a nested choice that the same condition has already made."""
        if node.op == "where" and node.args[0] is condition:
            return node.args[1] if truth else node.args[2]
        return node

    def boolean(self, a: Node) -> Node:
        return a if a.is_boolean else self.not_(self.eq(a, self.zero))

    def number(self, a: Node) -> Node:
        return self.where(a, self.one, self.zero) if a.is_boolean else a


def _softplus(g: Graph, a: Node, b: Node) -> Node | None:
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
