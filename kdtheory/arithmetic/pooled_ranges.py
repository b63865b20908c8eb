"""How far values reach that are summed over teachers or classes, zero probabilities included.

On the closed simplex a formula may choose between zero and positive values, of a probability or of
a sum over the teachers; such choices are settled before ranges are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from kdtheory.arithmetic import ranges
from kdtheory.arithmetic.calculus import substitute
from kdtheory.arithmetic.defined import defined
from kdtheory.arithmetic.expr import Node, reachable
from kdtheory.arithmetic.monomials import ONE, Monomials
from kdtheory.arithmetic.ranges import INF, Range

TEACHER, CLASS = "teacher", "class"
#: Lengths of the two axes, unlike any that the reading is checked with.
LENGTHS = {TEACHER: 7, CLASS: 6}
#: Variables that sum to one over an axis (``y`` is what all teachers agree on), and its length.
OWN = {TEACHER: ("w",), CLASS: ("x", "y")}
COUNT = {TEACHER: "K", CLASS: "n"}
MOST_CHOICES = 3  # of one expression, each of two


@dataclass(frozen=True)
class Aggregate:
    """A sum or extremum over one axis.

    Attributes
    ----------
    kind : {"sum", "max", "min"}
    axis : {"teacher", "class"}
    summand : Node
    varies : frozenset of str
        The axes that its value still depends on.
    """

    kind: str
    axis: str
    summand: Node
    varies: frozenset[str]


class Reaching:
    """Ranges of sums and extrema; values and storage come from the graph."""

    bounds: dict[str, Any]
    aggregates: dict[str, Aggregate]
    monomials: Monomials
    zero: Node
    nodes: list[Node]

    if TYPE_CHECKING:  # what the graph adds

        def var(self, name: str) -> Node: ...

    @property
    def is_closed(self) -> bool:
        """Whether probabilities may be zero."""
        return not ranges.positive(self.bounds["x"])

    def positive_twin(self, name: str) -> Node:
        """A variable with the range of another, zero left out."""
        twin = "inside" if name == "x" else f"{name}_positive"
        if twin not in self.bounds:
            low, high, low_open, high_open = self.bounds[name]
            self.bounds[twin] = (low, high, low_open or low == 0, high_open)
        return self.var(twin)

    def choices(self, node: Node) -> list[str]:
        """``x``, and the sums that the expression compares with zero, where they may be zero."""
        compared = {
            a.value for c in reachable([node]) if c.op in ("lt", "le", "eq") and self.zero in c.args
            for a in c.args if a.op == "var"
        }  # fmt: skip
        free = {n for n in compared - {"x"} if self.bounds[n][0] == 0 and not self.bounds[n][2]}
        return ["x", *sorted(free)[: MOST_CHOICES - 1]]

    def cases(self, node: Node) -> list[Node]:
        """An expression with its choices settled: each value zero, each value positive."""
        if not self.is_closed:
            return [node]
        names = self.choices(node)
        settled = product(*([self.zero, self.positive_twin(name)] for name in names))
        return [substitute([node], dict(zip(names, one)))[0] for one in settled]

    def sure(self, node: Node) -> bool:
        """Whether a value is defined over the whole domain."""
        return all(defined(part) for part in self.cases(node))

    def reach(self, node: Node) -> Range:
        """Range of a value over the whole domain."""
        found: list[Range] = [part.range for part in self.cases(node)]
        low = min((r[0], r[2]) for r in found)
        high = max((r[1], not r[3]) for r in found)
        return low[0], high[0], low[1], not high[1]

    def kept(self, node: Node) -> dict[str, Node]:
        """Sums over the teachers in `node` that are positive in a class that some teacher keeps.

        Their terms are nonnegative, and positive where the teacher's probability is.
        """
        found = {}
        for leaf in reachable([node]):
            made = self.aggregates.get(leaf.value) if leaf.op == "var" else None
            if made is None or (made.kind, made.axis) != ("sum", TEACHER):
                continue
            own = CLASS in made.varies and self._positive_inside(made.summand)
            if own and ranges.nonnegative(self.reach(made.summand)):
                found[leaf.value] = self.positive_twin(leaf.value)
        return found

    def _range(self, made: Aggregate) -> Range:
        """Range of a sum over at least two teachers or classes."""
        low, high, low_open, high_open = self.reach(made.summand)
        rest = self._averaged(made)
        if rest is not None:  # an average lies between the least and the largest
            return rest
        somewhere = self._somewhere(made)
        low_open = low_open or (low == 0 and somewhere == 0)
        low = low * 2 if low >= 0 else -INF
        high = high * 2 if high <= 0 else INF
        if low == 0 and somewhere is not None and somewhere > 0:
            low, low_open = somewhere, False
        return low, high, low_open or low == -INF, high_open or high == INF

    def _averaged(self, made: Aggregate) -> Range | None:
        """Range of what is averaged with the weights, or with the probabilities."""
        (monomial,) = self.monomials(made.summand) or [()]
        for name in OWN[made.axis]:
            own = self.var(name).index
            if (own, ONE) in monomial:
                rest = tuple(p for p in monomial if p[0] != own)
                return self.reach(self.monomials.node({rest: ONE}))
        return None

    def _somewhere(self, made: Aggregate) -> Fraction | None:
        """What a nonnegative summand is at least in one place; 0 for "positive"."""
        if self.reach(made.summand)[0] != 0:
            return None
        if made.axis == CLASS and (
            self._positive_inside(made.summand) or self._positive_where_kept(made.summand)
        ):
            return Fraction(0)  # every teacher gives some class a positive probability
        (monomial,) = self.monomials(made.summand) or [()]
        taken = [(e, _where_largest(self, self.nodes[k], made.axis)) for k, e in monomial]
        chosen = [(e, value) for e, value in taken if value is not None]
        others = [k for (k, _), (_, value) in zip(monomial, taken) if value is None]
        if len(chosen) != 1 or not all(ranges.positive(self.nodes[k].range) for k in others):
            return None
        ((exponent, value),) = chosen
        return value if exponent == 1 and not others else Fraction(0) if exponent > 0 else None

    def _positive_inside(self, summand: Node) -> bool:
        """Whether a value is positive where its own probability is."""
        if all(a.op != "var" or a.value != "x" for a in reachable([summand])):
            return False
        inside = substitute([summand], {"x": self.positive_twin("x")})[0]
        return ranges.positive(inside.range) and defined(inside)

    def _positive_where_kept(self, summand: Node) -> bool:
        """Whether a value is positive in a class that some teacher keeps."""
        sums = self.kept(summand)
        if not sums:
            return False
        there = substitute([summand], sums)[0]
        return ranges.positive(there.range) and defined(there)


def _where_largest(g: Reaching, atom: Node, axis: str) -> Fraction | None:
    """The value of ``where(u == max u, a, b)`` where it is a: some teacher or class attains it."""
    if atom.op != "where" or not ranges.nonnegative(atom.args[2].range):
        return None
    condition, value = atom.args[0], atom.args[1].range
    if condition.op == "not" and condition.args[0].op == "lt":
        low, high = condition.args[0].args  # u ≥ max u
        pairs = [(low, high)]
    elif condition.op == "le":
        pairs = [(condition.args[1], condition.args[0])]
    elif condition.op == "eq":
        pairs = [(condition.args[0], condition.args[1]), (condition.args[1], condition.args[0])]
    else:
        return None
    for own, top in pairs:
        made = g.aggregates.get(top.value) if top.op == "var" else None
        attained = made is not None and (made.kind, made.axis, made.summand) == ("max", axis, own)
        if attained and ranges.positive(value):
            return Fraction(value[0])
    return None
