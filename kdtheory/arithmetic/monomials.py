"""Expressions as sums of monomials with rational exponents.

``x w exp(s - t) / S`` becomes ``x¹ w¹ e(s)¹ e(t)⁻¹ S⁻¹``, with exponentials, logarithms and powers
of products taken apart. Logarithms and fractional powers are taken apart for positive parts only,
so each rule holds wherever the expression that it is applied to is defined; that it is defined is
for the caller to see to.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from kdtheory.arithmetic import ranges
from kdtheory.arithmetic.calculus import build
from kdtheory.arithmetic.expr import Graph, Node, reachable

#: Atoms, by their place in the graph, with exponents.
Monomial = tuple[tuple[int, Fraction], ...]
#: Monomials with coefficients; the empty one is the constant.
Sum = dict[Monomial, Fraction]

MOST_TERMS = 64
MOST_POWER = 4  # of a sum that is still multiplied out
ONE = Fraction(1)


class Monomials:
    """The sums of one graph, each node's made once.

    Parameters
    ----------
    graph : Graph
        Whose variables have ranges.
    """

    def __init__(self, graph: Graph):
        self.graph = graph
        self._known: dict[int, Sum] = {}
        self._logs: dict[int, Sum] = {}  # of exponentials
        self._bases: dict[int, int] = {}  # of logarithms

    def __call__(self, node: Node) -> Sum:
        """The sum that `node` is."""
        for part in reachable([node]):
            if part.index not in self._known and not part.is_boolean:
                self._known[part.index] = self._made(part)
        return self._known[node.index]

    def tidy(self, node: Node) -> Node:
        """The expression in its normal form; of equal sums, the same node."""
        return self._condition(node) if node.is_boolean else self.node(self(node))

    def node(self, terms: Sum) -> Node:
        """A sum as an expression."""
        g, total = self.graph, self.graph.zero
        for monomial in sorted(terms):
            total = g.add(total, g.mul(g.const(terms[monomial]), self._product(monomial)))
        return total

    def _product(self, monomial: Monomial) -> Node:
        g, out = self.graph, self.graph.one
        for index, exponent in monomial:
            atom = g.nodes[index]
            part = g.pow(atom, g.const(abs(exponent)))
            out = g.mul(out, part) if exponent > 0 else g.div(out, part)
        return out

    # making --------------------------------------------------------------------------------

    def _made(self, node: Node) -> Sum:
        if node.op == "const":
            value = Fraction(int(node.value.p), int(node.value.q))
            return {(): value} if value else {}
        rule = _RULES.get(node.op)
        found = None
        if rule is not None:
            found = rule(self, node, [self._known[a.index] for a in node.args])
        if found is None or len(found) > MOST_TERMS:
            found = self._opaque(node)
        return found

    def _opaque(self, node: Node) -> Sum:
        """An atom, its arguments in normal form."""
        args = [self.tidy(a) for a in node.args]
        new = build(self.graph, node.op, node.value, args)
        if new.op == node.op or new.index in self._known:
            return self._known.get(new.index) or self._atom(new)
        return self(new)

    def _condition(self, node: Node) -> Node:
        if not node.is_boolean:
            return self.tidy(node)
        args = [self._condition(a) for a in node.args]
        return build(self.graph, node.op, node.value, args)

    def _atom(self, node: Node) -> Sum:
        found: Sum = {((node.index, ONE),): ONE}
        if node.op == "const":
            value = Fraction(int(node.value.p), int(node.value.q))
            found = {(): value} if value else {}
        return self._known.setdefault(node.index, found)

    def positive(self, monomial: Monomial) -> bool:
        """Whether every atom is positive."""
        return all(ranges.positive(self.graph.nodes[k].range) for k, _ in monomial)

    # arithmetic ----------------------------------------------------------------------------

    def plus(self, a: Sum, b: Sum) -> Sum:
        out = dict(a)
        for monomial, c in b.items():
            out[monomial] = out.get(monomial, Fraction(0)) + c
        return {m: c for m, c in out.items() if c}

    def times(self, a: Sum, b: Sum) -> Sum:
        out: Sum = {}
        for m, c in a.items():
            for k, d in b.items():
                factor, product = self._joined(m, k)
                out[product] = out.get(product, Fraction(0)) + c * d * factor
        return {m: c for m, c in out.items() if c}

    def _joined(self, a: Monomial, b: Monomial) -> tuple[Fraction, Monomial]:
        """The product of two monomials; whole powers of constants go to the coefficient."""
        powers = dict(a)
        for k, e in b:
            powers[k] = powers.get(k, Fraction(0)) + e
        factor = ONE
        for k in [k for k, e in powers.items() if e.denominator == 1]:
            value = self.graph.nodes[k].rational
            if value is not None:
                factor *= Fraction(int(value.p), int(value.q)) ** int(powers.pop(k))
        return factor, tuple(sorted((k, e) for k, e in powers.items() if e))

    def split(self, a: Sum) -> tuple[Fraction, Monomial, Sum]:
        """Coefficient, common monomial and the rest, whose first coefficient is one."""
        atoms = {k for m in a for k, _ in m}
        common = []
        for k in sorted(atoms):
            exponents = [dict(m).get(k, Fraction(0)) for m in a]
            least = min(exponents)
            if least:
                common.append((k, least))
        shared = tuple(common)
        down: Sum = {tuple((k, -e) for k, e in shared): ONE}
        rest = self.times(a, down)
        lead = rest[min(rest)]
        return lead, shared, {m: c / lead for m, c in rest.items()}

    def over(self, a: Sum, b: Sum) -> Sum | None:
        """The quotient of two sums; equal sums cancel."""
        if not b:
            return None
        c, shared, rest = self.split(b)
        if len(rest) > 1 and a:
            d, top, above = self.split(a)
            if above == rest:
                up: Sum = {top: d / c}
                return self.times(up, {tuple((k, -e) for k, e in shared): ONE})
        below = self.power(b, Fraction(-1))
        return None if below is None else self.times(a, below)

    def power(self, a: Sum, e: Fraction) -> Sum | None:
        """A rational power; None where no rule applies."""
        if not a:
            return {} if e > 0 else None
        if e.denominator == 1 and 0 <= e <= MOST_POWER:
            out: Sum = {(): ONE}
            for _ in range(int(e)):
                out = self.times(out, a)
                if len(out) > MOST_TERMS:
                    return None
            return out
        c, shared, rest = self.split(a)
        whole = e.denominator == 1
        if not whole and (c < 0 or not self.positive(shared)):
            return None
        out = {tuple((k, x * e) for k, x in shared): ONE}
        if c != 1:
            out = self.times(out, {(): c ** int(e)} if whole else self._root(c, e))
        if len(rest) > 1:
            part = self.node(rest)
            if part.op == "const" or not (whole or ranges.positive(part.range)):
                return None
            self._known[part.index] = rest
            out = self.times(out, {((part.index, e),): ONE})
        return out

    def _root(self, c: Fraction, e: Fraction) -> Sum:
        return {((self.graph.const(c).index, e),): ONE}

    # exponentials and logarithms -----------------------------------------------------------

    def exp(self, a: Sum) -> Sum:
        """Each summand becomes a factor."""
        g = self.graph
        out: Sum = {(): ONE}
        for monomial, c in a.items():
            base = self._as_log(monomial)
            if base is None:
                atom = g.exp(self._product(monomial))
                self._logs[atom.index] = {monomial: ONE}
                self._atom(atom)
                base = atom.index
            factor, product = self._joined(((base, c),), ())
            out = self.times(out, {product: factor})
        return out

    def _as_log(self, monomial: Monomial) -> int | None:
        if len(monomial) == 1 and monomial[0][1] == 1:
            return self._bases.get(monomial[0][0])
        return None

    def log(self, a: Sum) -> Sum | None:
        """Each factor becomes a summand; None unless all are positive."""
        if not a:
            return None
        c, shared, rest = self.split(a)
        if c <= 0 or not self.positive(shared):
            return None
        out: Sum = {} if c == 1 else self._log_of(self.graph.const(c))
        for k, e in shared:
            out = self.plus(out, self.times(self._log_of(self.graph.nodes[k]), {(): e}))
        if len(rest) > 1:
            part = self.node(rest)
            if not ranges.positive(part.range):
                return None
            self._known[part.index] = rest
            out = self.plus(out, self._log_of(part))
        return out

    def _log_of(self, atom: Node) -> Sum:
        if atom.index in self._logs:
            return self._logs[atom.index]
        node = self.graph.log(atom)
        if node.op == "log":
            self._bases[node.index] = atom.index
        return self._atom(node)


Rule = Callable[[Monomials, Node, list[Sum]], Sum | None]


def _pow(m: Monomials, node: Node, args: list[Sum]) -> Sum | None:
    base, power = args
    if not power or set(power) == {()}:
        return m.power(base, power.get((), Fraction(0)))
    log = m.log(base)
    return None if log is None else m.exp(m.times(log, power))


_RULES: dict[str, Rule] = {
    "add": lambda m, node, a: m.plus(a[0], a[1]),
    "neg": lambda m, node, a: m.times(a[0], {(): -ONE}),
    "mul": lambda m, node, a: m.times(a[0], a[1]),
    "div": lambda m, node, a: m.over(a[0], a[1]),
    "ipow": lambda m, node, a: m.power(a[0], Fraction(node.value)),
    "sqrt": lambda m, node, a: m.power(a[0], Fraction(1, 2)),
    "pow": _pow,
    "exp": lambda m, node, a: m.exp(a[0]),
    "expm1": lambda m, node, a: m.plus(m.exp(a[0]), {(): -ONE}),
    "log": lambda m, node, a: m.log(a[0]),
    "log1p": lambda m, node, a: m.log(m.plus(a[0], {(): ONE})),
}
