"""Proofs of theorems: a reduction by named lemmas, whose algebra the machine discharges.

An :class:`Argument` is callable on a claim, as the ladder wants it, and gives a
:class:`Derivation`, or None if an obligation cannot be discharged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from kdtheory.arithmetic.calculus import diff, substitute
from kdtheory.arithmetic.expr import Graph
from kdtheory.arithmetic.ranges import INF, Range
from kdtheory.arithmetic.trace import Array, Namespace, _lift
from kdtheory.claims.obligation import Goal, Obligation, Reduction
from kdtheory.claims.product import ProductClaim
from kdtheory.engines.certificate import _obligation, nodes_json, range_json, seal
from kdtheory.engines.product.certificate import head
from kdtheory.engines.prove import Step, discharge

POSITIVE: Range = (Fraction(0), INF, True, True)
NONNEGATIVE: Range = (Fraction(0), INF, False, True)
REAL: Range = (-INF, INF, True, True)
SHARE: Range = (Fraction(0), Fraction(1), True, True)
HALF_OPEN: Range = (Fraction(0), Fraction(1), True, False)  # (0, 1]
FROM_ONE: Range = (Fraction(1), INF, False, True)

Statement = tuple[str, Goal, Any]  # words, goal, an array with one entry


@dataclass(frozen=True)
class Derivation:
    """A proved claim: the reduction and its obligations, each discharged by algebra."""

    reduction: str
    because: str
    discharged: tuple[Step, ...]
    classes: tuple[int, ...] | str
    teachers: tuple[int, ...] | str | None
    note: str = ""

    @property
    def summary(self) -> str:
        return f"{self.reduction}: {self.because}"

    @property
    def steps(self) -> list[str]:
        """The derivation in lines for people."""
        return [self.because] + [f"{s.obligation.text}: {s.how}" for s in self.discharged]

    def document(self, claim: ProductClaim, operator: str, digest: str) -> dict[str, Any]:
        """The certificate: obligations as formulas, with the coefficients that settle them."""
        graph = self.discharged[0].obligation.node.graph
        outputs = [s.obligation.node for s in self.discharged]
        symbols = [
            graph.nodes[row[0]] for s in self.discharged if s.data for row in s.data["symbols"]
        ]
        rows, place = nodes_json([*outputs, *symbols])
        variables = {row[1] for row in rows if row[0] == "var"}
        scope = claim.scope(self.classes, self.teachers, self.note)
        return seal(
            {
                **head(claim, "derivation", operator, digest, scope),
                "reduction": self.reduction,
                "because": self.because,
                "nodes": rows,
                "ranges": {k: range_json(graph.bounds[k]) for k in sorted(variables)},
                "obligations": [_obligation(s, place) for s in self.discharged],
            }
        )


@dataclass(frozen=True)
class Argument:
    """How a claim follows from statements about formulas.

    Attributes
    ----------
    name : str
    because : str
        Why the statements suffice, naming the lemmas that are used.
    statements : callable
        ``statements(v, xp)`` gives (words, goal, value) triples in the variables ``v.name``.
    bounds : mapping
        Range of every variable, see :mod:`kdtheory.arithmetic.ranges`.
    classes, teachers : "all", tuple of int or None
        Sizes that the argument covers.
    """

    name: str
    because: str
    statements: Callable[[Any, Any], Iterable[Statement]]
    bounds: Mapping[str, Range] = field(default_factory=dict)
    classes: tuple[int, ...] | str = "all"
    teachers: tuple[int, ...] | str | None = "all"
    note: str = ""

    def reduction(self, claim: ProductClaim) -> Reduction:
        """The obligations, as formulas."""
        graph = Graph(dict(self.bounds))
        v = SimpleNamespace(
            **{name: Array(graph, _lift(graph, graph.var(name))) for name in self.bounds}
        )
        obligations = tuple(
            Obligation(words, goal, _node(graph, value))
            for words, goal, value in self.statements(v, Namespace(graph))
        )
        return Reduction(self.name, self.because, obligations, self.classes)

    def __call__(self, claim: ProductClaim) -> Derivation | None:
        steps = [discharge(o) for o in self.reduction(claim).obligations]
        done = tuple(s for s in steps if s is not None)
        if not done or len(done) < len(steps):
            return None
        return Derivation(self.name, self.because, done, self.classes, self.teachers, self.note)


def _node(graph: Graph, value: Any) -> Any:
    nodes = _lift(graph, value).reshape(-1)
    assert nodes.size == 1, "an obligation speaks about one number"
    return nodes[0]


# building blocks -----------------------------------------------------------------------------


def slope(f: Any, by: Any) -> Any:
    """Derivative of `f` by the variable `by`."""
    return _of(f, diff(_node(f.graph, f), _node(by.graph, by).value))


def at(f: Any, by: Any, value: Any) -> Any:
    """`f` with the variable `by` replaced by a value."""
    g = f.graph
    place = {_node(g, by).value: _node(g, value)}
    return _of(f, substitute([_node(g, f)], place)[0])


def _of(f: Any, node: Any) -> Array:
    return Array(f.graph, _lift(f.graph, node))


def falls_then_rises(words: str, f: Any, r: Any, factor: Any) -> list[Statement]:
    """``f(r) >= 0`` for all r > 0, as f(1) = 0 and f' = (r - 1) * factor with factor >= 0."""
    return [
        (f"{words}: vanishes at r = 1", Goal.ZERO, at(f, r, 1)),
        (f"{words}: its slope is (r − 1) h(r)", Goal.ZERO, slope(f, r) - (r - 1) * factor),
        (f"{words}: h is nonnegative", Goal.NONNEGATIVE, factor),
    ]


def convex_at_one(words: str, f: Any, r: Any, *, strict: bool = False) -> list[Statement]:
    """``f(r) >= 0`` for all r > 0, as f(1) = f'(1) = 0 and f is convex."""
    first = slope(f, r)
    goal = Goal.POSITIVE if strict else Goal.NONNEGATIVE
    return [
        (f"{words}: vanishes at r = 1", Goal.ZERO, at(f, r, 1)),
        (f"{words}: its slope vanishes at r = 1", Goal.ZERO, at(first, r, 1)),
        (f"{words}: its second derivative is {goal.value}", goal, slope(first, r)),
    ]
