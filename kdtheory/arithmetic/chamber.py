"""The symbolic reading for a fixed number of classes, on the ordered part of the simplex.

``p_k = Σ_{j ≥ k} w_j / (j + 1)`` with ``w_j ≥ 0`` and ``Σ w_j = 1`` runs through all
``p_0 ≥ p_1 ≥ … ≥ p_{n-1}``; ``w_{n-1}`` is what the others leave of one, and ``w_{n-1} = 1`` is the
uniform point. An operator that sorts has one branch here, so it reads as one formula.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kdtheory.arithmetic.expr import Graph, Node
from kdtheory.arithmetic.ranges import INF
from kdtheory.arithmetic.trace import TraceError, run


@dataclass(frozen=True)
class Chamber:
    """Formulas on the ordered chamber, for several class counts in one graph.

    Attributes
    ----------
    weights : dict
        ``w_0 … w_{n-2}`` for each n.
    p, entries : dict
        ``p`` and ``F_T(p)`` in terms of them, for each n.
    """

    graph: Graph
    T: Node
    weights: dict[int, list[Node]]
    p: dict[int, list[Node]]
    entries: dict[int, list[Node]]
    closed: bool


def trace(
    function: Callable[..., Any], classes: Sequence[int], low: Fraction, *, closed: bool
) -> Chamber:
    """Read an operator on the ordered chamber.

    Raises
    ------
    TraceError
        If a branch stays open even there.
    """
    bounds: dict[str, Any] = {"T": (low, INF, low == 0, True)}
    for n in classes:
        bounds |= {f"w{n}_{k}": (Fraction(0), Fraction(1), False, not closed) for k in range(n - 1)}
    graph = Graph(bounds)
    graph.simplices = [tuple(f"w{n}_{k}" for k in range(n - 1)) for n in classes]
    graph.open_simplices = not closed
    T = graph.var("T")
    weights: dict[int, list[Node]] = {}
    points: dict[int, list[Node]] = {}
    entries: dict[int, list[Node]] = {}
    for n in classes:
        weights[n] = [graph.var(f"w{n}_{k}") for k in range(n - 1)]
        points[n] = _point(graph, weights[n])
        out = run(function, graph, points[n], T)
        if out.shape != (n,):
            raise TraceError(f"the operator returned shape {out.shape} instead of {(n,)}")
        entries[n] = list(out)
    if graph.iterated:
        raise TraceError("the operator iterates to a tolerance; it has no closed formula")
    return Chamber(graph, T, weights, points, entries, closed)


def _point(graph: Graph, weights: list[Node]) -> list[Node]:
    n = len(weights) + 1
    rest = graph.one
    for w in weights:
        rest = graph.sub(rest, w)
    parts = [graph.div(w, graph.const(k + 1)) for k, w in enumerate([*weights, rest])]
    entries = []
    total = graph.zero
    for part in reversed(parts):
        total = graph.add(total, part)
        entries.append(total)
    return entries[::-1][:n]
