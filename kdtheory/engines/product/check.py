"""Exact checks at places of a product: nothing is refuted before it has passed through here."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from kdtheory.arithmetic import balls
from kdtheory.arithmetic.expr import BASE_PRECISION, Graph, Node, Undecided
from kdtheory.arithmetic.trace import Array, Namespace, TraceError
from kdtheory.claims.product import Place, ProductClaim, sizes_of
from kdtheory.engines.exactly import worst


@dataclass(frozen=True)
class Violation:
    """An exactly confirmed violation.

    Attributes
    ----------
    place : mapping
        Every input by name, as rows of rationals.
    margin : tuple of str
        Decimal ends of an enclosure of the margin.
    case : int
        Which case of the claim's margins is violated.
    """

    place: Place
    margin: tuple[str, str]
    case: int


def arrays(claim: ProductClaim, graph: Graph, values: Any) -> dict[str, Array]:
    """Inputs as arrays of nodes, laid out for operators; `values` gives rows of nodes by name."""
    return {i.name: Array(graph, i.laid_out(_stack(values[i.name]))) for i in claim.inputs}


def _stack(rows: Any) -> Any:
    out = np.empty((len(rows), len(rows[0])), dtype=object)
    for k, row in enumerate(rows):
        out[k, :] = row
    return out


def at_place(claim: ProductClaim, graph: Graph, place: Place) -> Any:
    """What the claim's margin function gives at an exact place.

    Raises
    ------
    TraceError, Undecided
    """
    values = {name: [[graph.const(x) for x in row] for row in rows] for name, rows in place.items()}
    return evaluated(claim, graph, values)


def evaluated(claim: ProductClaim, graph: Graph, values: Any) -> Any:
    """The margin function on rows of nodes, failures told apart."""
    try:
        return claim.evaluate(arrays(claim, graph, values), Namespace(graph))
    except (TraceError, Undecided, RecursionError):
        raise
    except Exception as error:
        raise TraceError(f"{type(error).__name__}: {error}") from error


def symbols(claim: ProductClaim, place: Place) -> tuple[Graph, dict[str, list[list[Node]]]]:
    """A graph in the inputs' variables, of the sizes of a place."""
    sizes = sizes_of(place, claim.inputs)
    bounds: dict[str, Any] = {}
    names = {i.name: i.variables(sizes) for i in claim.inputs}
    for i in claim.inputs:
        bounds |= {v: _range(i) for row in names[i.name] for v in row}
    graph = Graph(bounds, pinned=claim.pinned)
    return graph, {k: [[graph.var(v) for v in row] for row in rows] for k, rows in names.items()}


def _range(i: Any) -> tuple[Any, Any, bool, bool]:
    from kdtheory.arithmetic.ranges import INF

    if i.law == "simplex":
        return (Fraction(0), Fraction(1), not i.closed, not i.closed)
    if i.law in ("directions", "events"):
        return (Fraction(-(i.law == "directions")), Fraction(1), False, False)
    low = -INF if i.low is None else i.low
    high = INF if i.high is None else i.high
    return (low, high, i.low is None or i.low_open, i.high is None or i.high_open)


def environment(claim: ProductClaim, place: Place) -> dict[str, Fraction]:
    """Values of the formulas' variables at a place."""
    sizes = sizes_of(place, claim.inputs)
    return {
        name: x
        for i in claim.inputs
        for names, row in zip(i.variables(sizes), place[i.name], strict=True)
        for name, x in zip(names, row, strict=True)
    }


def check(claim: ProductClaim, place: Place) -> Violation | None:
    """The worst exactly confirmed violation at one place, or None.

    Raises
    ------
    TraceError
        If the operator cannot be read exactly.
    """
    graph = Graph()
    with balls.precision(BASE_PRECISION):
        try:
            found = at_place(claim, graph, place)
        except (Undecided, ZeroDivisionError):
            return None
        hit = worst(found, claim.strict)
    return None if hit is None else Violation(place, *hit)
