"""Exact checks: nothing is refuted before it has passed through here.

A candidate is a rational point. The margin is computed in rationals and Arb balls; it refutes the
claim only if its enclosure lies on the wrong side of zero, or is exactly zero where the claim is
strict.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kdtheory.arithmetic import balls
from kdtheory.arithmetic.expr import BASE_PRECISION, Graph, Node, Undecided
from kdtheory.arithmetic.readings import array_call
from kdtheory.arithmetic.trace import Array, Namespace, TraceError, _lift
from kdtheory.claims.claim import Claim

SOLVER_ERROR = Fraction(1, 2**38)  # what an operator that iterates may be off by
Point = tuple[tuple[Fraction, ...], tuple[Fraction, ...]]  # (p, temperatures)


@dataclass(frozen=True)
class Violation:
    """An exactly confirmed violation.

    Attributes
    ----------
    p, T : tuple of Fraction
    margin : tuple of str
        Decimal ends of an enclosure of the margin.
    case : int
        Which case of the claim's margins is violated.
    """

    p: tuple[Fraction, ...]
    T: tuple[Fraction, ...]
    margin: tuple[str, str]
    case: int


def cases(claim: Claim, graph: Graph, p: Any, T: Sequence[Any]) -> Any:
    """The claim's margin function evaluated on nodes."""
    xp = Namespace(graph)
    point = Array(graph, _lift(graph, list(p)))
    temperatures = [Array(graph, _lift(graph, t)) for t in T]
    return claim.margin(array_call(claim.subject.function, xp), point, temperatures, xp)


def vector(claim: Claim, graph: Graph, p: Any, T: Any) -> list[Node]:
    """The claim's margin function where it is a vector: for limits and continuity."""
    xp = Namespace(graph)
    point = Array(graph, _lift(graph, list(p)))
    out = claim.margin(
        array_call(claim.subject.function, xp), point, [Array(graph, _lift(graph, T))], xp
    )
    return list(out.nodes)  # type: ignore[attr-defined]


def check(claim: Claim, p: Sequence[Fraction], T: Sequence[Fraction]) -> Violation | None:
    """The worst exactly confirmed violation at one point, or None.

    Raises
    ------
    TraceError
        If the operator cannot be read exactly.
    """
    graph = Graph()
    with balls.precision(BASE_PRECISION):
        try:
            found = cases(claim, graph, [graph.const(x) for x in p], [graph.const(t) for t in T])
        except (Undecided, ZeroDivisionError):
            return None
        except (TraceError, RecursionError):
            raise
        except Exception as error:
            raise TraceError(f"{type(error).__name__}: {error}") from error
        hit = worst(found, claim.strict)
    return None if hit is None else Violation(tuple(p), tuple(T), *hit)


def worst(found: Any, strict: bool) -> tuple[tuple[str, str], int] | None:
    """Of the cases that apply and are certainly violated, the worst one's margin and place."""
    margins = list(found.margin.nodes.reshape(-1))
    values = [(_violated(margins[case], strict), case) for case in _applicable(found, len(margins))]
    violated = [(value, case) for value, case in values if value is not None]
    if not violated:
        return None
    _, case = min(violated)
    return enclosure(margins[case]), case


def _applicable(found: Any, count: int) -> Iterator[int]:
    if found.when is None:
        yield from range(count)
        return
    import numpy as np

    when = np.broadcast_to(found.when.nodes, found.margin.shape).reshape(-1)
    for case, node in enumerate(when):
        condition = node.graph.boolean(node)
        if condition.op == "bool" and condition.value:
            yield case


def _violated(margin: Node, strict: bool) -> float | None:
    """The margin as a float if it is certainly violated.

    Of an operator that iterates a number of times, a negative margin as small as its last step
    says nothing: that is the solver's error, not the operator's.
    """
    g = margin.graph
    if g.iterated and g.sign(margin) and g.sign(g.add(margin, g.const(SOLVER_ERROR))) != -1:
        return None
    if margin.op == "const":
        value = float(int(margin.value.p) / int(margin.value.q)) if margin.value else 0.0
        return value if margin.value < 0 or (strict and margin.value == 0) else None
    sign = margin.graph.sign(margin)
    if sign == -1:
        return float(margin.ball) if margin.ball.is_finite() else -1.0
    return 0.0 if strict and sign == 0 else None


def enclosure(node: Node) -> tuple[str, str]:
    """Decimal enclosure of a constant node that keeps its sign."""
    if node.op == "const" and node.value == 0:
        return ("0", "0")
    for bits in (BASE_PRECISION, 512, 4096, 32768):
        (ball,) = balls.evaluate([node], bits)
        if ball.is_finite() and (ball < 0 or ball > 0) and ball.rel_accuracy_bits() > 40:
            break
    return balls.ends(ball)
