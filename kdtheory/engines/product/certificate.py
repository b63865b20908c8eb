"""Certificates of product claims: counterexamples with every input by name.

Format ``kdtheory.certificate/1``, kinds ``witness`` and ``series``, see
:mod:`kdtheory.engines.certificate`; ``domain`` names the set of every input, and the formulas'
variables are ``ps0_1`` (teacher, class), ``w1``, ``alpha``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from kdtheory.arithmetic import balls
from kdtheory.arithmetic.expr import BASE_PRECISION, Graph, Node, Undecided
from kdtheory.arithmetic.trace import TraceError
from kdtheory.claims.product import Place, ProductClaim, set_of
from kdtheory.claims.verdict import Scope
from kdtheory.engines.certificate import FORMAT, apart, nodes_json, seal
from kdtheory.engines.product.check import (
    Violation,
    at_place,
    environment,
    evaluated,
    symbols,
)
from kdtheory.engines.product.gaps import Persistent, output

MOST_NODES = 20_000  # of a formula in variables; a larger one has its values folded in


def head(
    claim: ProductClaim, kind: str, operator: str, digest: str, scope: Scope | None = None
) -> dict[str, Any]:
    """What every certificate of a product claim begins with."""
    return {
        "format": FORMAT,
        "kind": kind,
        "claim": claim.id,
        "variant": claim.variant,
        "statement": claim.statement,
        "provenance": claim.provenance,
        "relation": claim.relation.value,
        "operator": operator,
        "operator_digest": digest,
        "scope": (scope or claim.scope()).to_json(),
        "domain": {"inputs": {i.name: set_of(i) for i in claim.inputs}, "limit": claim.limit},
    }


def refutation(
    claim: ProductClaim, hit: Violation | Persistent, operator: str, digest: str
) -> dict[str, Any]:
    """Certificate of a counterexample: a ``witness`` (a place) or a ``series`` (limit, jump)."""
    if isinstance(hit, Persistent):
        return _series(claim, hit, operator, digest)
    try:
        margin, when = _symbolic_case(claim, hit)
        specialised = False
    except (TraceError, Undecided, ArithmeticError):
        margin, when = _constant_case(claim, hit)
        specialised = True
    rows, place = nodes_json([margin, *when])
    return seal(
        {
            **head(claim, "witness", operator, digest),
            "inputs": _json(claim, hit.place),
            "specialised": specialised,
            "nodes": rows,
            "hypotheses": [place[c.index] for c in when],
            "margin": place[margin.index],
            "enclosure": list(hit.margin),
        }
    )


def _json(claim: ProductClaim, place: Place) -> dict[str, Any]:
    return {i.name: i.to_json(place[i.name]) for i in claim.inputs}


def _symbolic(claim: ProductClaim, place: Place) -> tuple[Graph, Any]:
    """What the margin function gives in the variables of the inputs."""
    graph, values = symbols(claim, place)
    with balls.precision(BASE_PRECISION):
        try:
            found = evaluated(claim, graph, values)
        except Exception as error:  # forks and whatever else a symbolic run may raise
            raise TraceError(str(error)) from error
    if graph.iterated or graph.size > MOST_NODES:
        raise TraceError("the formula in variables is of no use")
    return graph, found


def _symbolic_case(claim: ProductClaim, hit: Violation) -> tuple[Node, list[Node]]:
    """The violated case's margin and hypothesis in terms of the inputs."""
    _, found = _symbolic(claim, hit.place)
    margin = found.margin.nodes.reshape(-1)[hit.case]
    when = _hypothesis(found, hit.case)
    exact = _exact([margin, *when], environment(claim, hit.place))
    if not exact.violates(exact.at[margin.index], strict=claim.strict):
        raise TraceError("the formula in variables does not settle this case")
    if any(exact.truth(exact.at[c.index]) is not True for c in when):
        raise TraceError("the formula in variables does not settle its hypothesis")
    return margin, when


def _exact(nodes: list[Node], env: dict[str, Fraction]) -> Any:
    """The checker's own evaluation, which has to be able to follow."""
    from kdtheory.checker import Exact

    rows, place = nodes_json(nodes)
    exact: Any = Exact(rows, env)
    exact.at = place
    return exact


def _hypothesis(found: Any, case: int) -> list[Node]:
    if found.when is None:
        return []
    node = np.broadcast_to(found.when.nodes, found.margin.shape).reshape(-1)[case]
    condition = node.graph.boolean(node)
    return [] if condition.op == "bool" and condition.value else [condition]


def _constant_case(claim: ProductClaim, hit: Violation) -> tuple[Node, list[Node]]:
    graph = Graph()
    with balls.precision(BASE_PRECISION):
        found = at_place(claim, graph, hit.place)
    return found.margin.nodes.reshape(-1)[hit.case], []


def _series(claim: ProductClaim, hit: Persistent, operator: str, digest: str) -> dict[str, Any]:
    try:
        formulas = _shared_formula(claim, hit)
    except (TraceError, Undecided, ArithmeticError):
        formulas = _constant_formulas(claim, hit)
    return seal(
        {
            **head(claim, "series", operator, digest),
            "places": [[_json(claim, place) for place in stage] for stage in hit.places],
            "gaps": [list(g) for g in hit.gaps],
            **formulas,
        }
    )


def _shared_formula(claim: ProductClaim, hit: Persistent) -> dict[str, Any]:
    """One formula in the inputs for all places."""
    _, found = _symbolic(claim, hit.places[0][0])
    out = found.nodes.reshape(-1)[hit.entry]
    rows, _ = nodes_json([out])
    for stage in hit.places:
        for place in stage:
            if not _exact([out], environment(claim, place)).finite(len(rows) - 1):
                raise TraceError("the formula in variables does not settle this place")
    return {"specialised": False, "nodes": rows, "value": len(rows) - 1}


def _constant_formulas(claim: ProductClaim, hit: Persistent) -> dict[str, Any]:
    """The formula evaluated at each place, constants inside."""
    return apart([[output(claim, place)[hit.entry] for place in stage] for stage in hit.places])
