"""Expression graphs: what an operator computes, as data.

Every reading but the floating one starts here. A :class:`Graph` interns its nodes, so two entries
computed the same way *are* the same node: that is how two irrational numbers are known equal.
Constants are exact rationals and fold; a comparison of constants is decided by Arb balls at
rising precision or stays open. Arithmetic follows IEEE 754 at infinity (``log 0 = -inf``,
``0 * inf`` undefined) but never rounds.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import flint

from kdtheory.arithmetic import balls, ranges
from kdtheory.arithmetic.folding import Folding
from kdtheory.arithmetic.nodes import PARTIAL, Node, Undecided, interpret, reachable, to_fmpq

__all__ = ["BASE_PRECISION", "Graph", "Node", "Undecided", "interpret", "reachable", "to_fmpq"]

PRECISIONS = (256, 1024)  # tried in turn when 128 bits leave a comparison open
BASE_PRECISION = 128
LITERAL_ULPS = 4  # slack of other literals: they may come from a short computation
EXACT_BITS = 42  # a float literal with at most this many significant bits means itself


class Graph(Folding):
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
        known = not self.bounds or (self._total(a) and self._total(b))  # undefined compares false
        verdict = self._decide(op, a, b) if known else None
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

    def _total(self, a: Node) -> bool:
        """Whether a symbolic value is defined everywhere."""
        if self.simplices and not a.total:
            from kdtheory.arithmetic.defined import defined

            a.total = defined(a)
        return a.total

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
