"""Certificates: verdicts as data that a checker can verify without running operator code.

Format ``kdtheory.certificate/1``, JSON. Every certificate carries

``kind``
    ``witness``, ``series``, ``derivation`` or ``cover``.
``claim``, ``variant``, ``statement``, ``provenance``, ``operator``, ``operator_digest``, ``scope``
    What it is about.
``nodes``
    The formulas, one list ``[op, value, *argument positions]`` a node, arguments first. Rationals
    are strings ``"a/b"``; a real constant known only within bounds is ``["real", [name, low,
    high]]``.
``digest``
    ``sha256:`` of the canonical JSON of everything else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from kdtheory.arithmetic import balls
from kdtheory.arithmetic.expr import BASE_PRECISION, Graph, Node, Undecided, reachable
from kdtheory.arithmetic.ranges import INF
from kdtheory.arithmetic.trace import TraceError
from kdtheory.claims.claim import Claim, Relation
from kdtheory.claims.verdict import Scope, Witness
from kdtheory.engines.exactly import cases, vector
from kdtheory.engines.jumps import output

FORMAT = "kdtheory.certificate/1"


def canonical(document: dict[str, Any]) -> str:
    """The text that is hashed: sorted keys, no spaces, ASCII."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def seal(document: dict[str, Any]) -> dict[str, Any]:
    """Add the digest."""
    body = {k: v for k, v in document.items() if k != "digest"}
    return {**body, "digest": "sha256:" + hashlib.sha256(canonical(body).encode()).hexdigest()}


def nodes_json(outputs: Iterable[Node]) -> tuple[list[Any], dict[int, int]]:
    """Nodes that `outputs` need, and where each of the graph's nodes went."""
    place: dict[int, int] = {}
    rows: list[Any] = []
    for node in reachable(list(outputs)):
        place[node.index] = len(rows)
        rows.append([node.op, _value(node), *[place[a.index] for a in node.args]])
    return rows, place


def _value(node: Node) -> Any:
    if node.op == "const":
        return str(Fraction(int(node.value.p), int(node.value.q)))
    if node.op == "real":
        name, low, high = node.value
        return [name, str(low), str(high)]
    return node.value


def range_json(r: Any) -> list[Any]:
    """A variable's range: ends as strings (``inf``), then which ends are open."""
    low, high, low_open, high_open = r
    ends = ["-inf" if low == -INF else str(low), "inf" if high == INF else str(high)]
    return [*ends, bool(low_open), bool(high_open)]


def _head(claim: Claim, kind: str, operator: str, digest: str, scope: Scope) -> dict[str, Any]:
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
        "scope": scope.to_json(),
        "domain": {
            "closed": claim.domain.closed,
            "lowest": str(claim.domain.lowest),
            "at": None if claim.fixed_temperature is None else str(claim.fixed_temperature),
            "limit": claim.limit,
        },
    }


# refutations -------------------------------------------------------------------------------


def witness(claim: Claim, hit: Any, shown: Witness, operator: str, digest: str) -> dict[str, Any]:
    """Certificate of a counterexample: a ``witness`` (a point) or a ``series`` (limit, jump)."""
    if claim.relation in (Relation.LIMIT, Relation.CONTINUOUS):
        return _series(claim, hit, operator, digest)
    head = _head(claim, "witness", operator, digest, claim.domain.whole())
    try:
        margin, when = _symbolic_case(claim, hit)
        specialised = False
    except (TraceError, Undecided, ArithmeticError):
        margin, when = _constant_case(claim, hit)
        specialised = True
    rows, place = nodes_json([margin, *when])
    return seal(
        {
            **head,
            "inputs": {"p": [str(x) for x in hit.p], "T": [str(t) for t in hit.T]},
            "specialised": specialised,
            "nodes": rows,
            "hypotheses": [place[c.index] for c in when],
            "margin": place[margin.index],
            "enclosure": list(hit.margin),
        }
    )


def _variables(claim: Claim, n: int) -> tuple[Graph, list[Node], list[Node]]:
    closed, low = claim.domain.closed, claim.domain.lowest
    unit = (Fraction(0), Fraction(1), not closed, not closed)
    bounds: dict[str, Any] = {f"p{k}": unit for k in range(n)}
    for k in range(claim.temperatures):
        bounds[f"T{k}"] = (low, INF, low == 0, True)
    graph = Graph(bounds, pinned=claim.pinned)
    return (
        graph,
        [graph.var(f"p{k}") for k in range(n)],
        [graph.var(f"T{k}") for k in range(claim.temperatures)],
    )


def _symbolic_case(claim: Claim, hit: Any) -> tuple[Node, list[Node]]:
    """The violated case's margin and hypothesis in terms of the inputs."""

    graph, p, T = _variables(claim, len(hit.p))
    with balls.precision(BASE_PRECISION):
        try:
            found = cases(claim, graph, p, T)
        except Exception as error:  # forks and whatever else a symbolic run may raise
            raise TraceError(str(error)) from error
    margin = found.margin.nodes.reshape(-1)[hit.case]
    if graph.iterated or not _confirms(claim, margin, hit):
        raise TraceError("the formula in variables does not settle this case")
    return margin, _hypotheses(found, hit.case)


def _hypotheses(found: Any, case: int) -> list[Node]:
    import numpy as np

    if found.when is None:
        return []
    node = np.broadcast_to(found.when.nodes, found.margin.shape).reshape(-1)[case]
    return [node.graph.boolean(node)]


def _confirms(claim: Claim, margin: Node, hit: Any) -> bool:
    """Whether the checker's way of evaluating the formula will see the violation."""
    from kdtheory.checker import Exact

    env = {f"p{k}": x for k, x in enumerate(hit.p)} | {f"T{k}": t for k, t in enumerate(hit.T)}
    rows, _ = nodes_json([margin])
    return Exact(rows, env).violates(len(rows) - 1, strict=claim.strict)


def _constant_case(claim: Claim, hit: Any) -> tuple[Node, list[Node]]:

    graph = Graph()
    with balls.precision(BASE_PRECISION):
        p, T = [graph.const(x) for x in hit.p], [graph.const(t) for t in hit.T]
        found = cases(claim, graph, p, T)
    return found.margin.nodes.reshape(-1)[hit.case], []


def _series(claim: Claim, hit: Any, operator: str, digest: str) -> dict[str, Any]:
    head = _head(claim, "series", operator, digest, claim.domain.whole())
    places = [[{"p": [str(x) for x in p], "T": str(T)} for p, T in stage] for stage in hit.places]
    try:
        formulas = _shared_formula(claim, hit)
    except (TraceError, Undecided, ArithmeticError):
        formulas = _constant_formulas(claim, hit)
    return seal({**head, "places": places, "gaps": [list(g) for g in hit.gaps], **formulas})


def _shared_formula(claim: Claim, hit: Any) -> dict[str, Any]:
    """One formula in the inputs for all places."""
    from kdtheory.checker import Exact

    graph, p, T = _variables(claim, len(hit.places[0][0][0]))
    with balls.precision(BASE_PRECISION):
        try:
            out = vector(claim, graph, p, T[0])[hit.entry]
        except Exception as error:
            raise TraceError(str(error)) from error
    if graph.iterated:
        raise TraceError("the operator iterates")
    rows, _ = nodes_json([out])
    for stage in hit.places:  # the checker has to be able to follow
        for q, t in stage:
            env = {f"p{k}": x for k, x in enumerate(q)} | {"T0": t}
            if not Exact(rows, env).finite(len(rows) - 1):
                raise TraceError("the formula in variables does not settle this place")
    return {"specialised": False, "nodes": rows, "value": len(rows) - 1}


def _constant_formulas(claim: Claim, hit: Any) -> dict[str, Any]:
    """The formula evaluated at each place, constants inside."""
    return apart([[output(claim, p, t)[hit.entry] for p, t in stage] for stage in hit.places])


def apart(stages: list[list[Node]]) -> dict[str, Any]:
    """Values at the places of a series, each a formula of its own."""
    rows: list[Any] = []
    values: list[list[int]] = []
    for stage in stages:
        values.append([])
        for node in stage:
            part, _ = nodes_json([node])
            shift = len(rows)
            rows += [[op, value, *[a + shift for a in args]] for op, value, *args in part]
            values[-1].append(len(rows) - 1)
    return {"specialised": True, "nodes": rows, "values": values}


# confirmations -----------------------------------------------------------------------------


def derivation(claim: Claim, proof: Any, operator: str, digest: str) -> dict[str, Any]:
    """Certificate of a proof: the entry formula, the obligations and how each was discharged."""
    scope = claim.domain.whole(proof.classes, proof.note)
    head = _head(claim, "derivation", operator, digest, scope)
    chamber = proof.formula.get("chamber")
    aggregates = _needed(proof)
    graph = chamber.graph if chamber else proof.formula["entry"].graph
    outputs = [s.obligation.node for s in proof.discharged] + [m for _, m in aggregates.values()]
    about = (
        [e for n in chamber.entries for e in chamber.entries[n]]
        if chamber
        else [proof.formula["entry"]]
    )
    outputs += about
    symbols = [graph.nodes[row[0]] for s in proof.discharged if s.data for row in s.data["symbols"]]
    rows, place = nodes_json([*outputs, *symbols])
    variables = {row[1] for row in rows if row[0] == "var"}
    return seal(
        {
            **head,
            "reduction": proof.reduction,
            "because": proof.because,
            "nodes": rows,
            **_formula(proof, chamber, place),
            **(_wholes(claim, chamber.entries) if chamber else {}),
            "aggregates": {k: [kind, place[m.index]] for k, (kind, m) in aggregates.items()},
            "ranges": {k: range_json(graph.bounds[k]) for k in sorted(variables)},
            "obligations": [_obligation(s, place) for s in proof.discharged],
        }
    )


def _needed(proof: Any) -> dict[str, tuple[str, Node]]:
    """The aggregates that the entry or an obligation refers to, directly or through others."""
    aggregates = proof.formula.get("aggregates", {})
    waiting = [s.obligation.node for s in proof.discharged]
    waiting += [proof.formula["entry"]] if "entry" in proof.formula else []
    found: set[str] = set()
    while waiting:
        names = {x.value for x in reachable([waiting.pop()]) if x.op == "var"} - found
        waiting += [aggregates[k][1] for k in names if k in aggregates]
        found |= names
    return {k: made for k, made in aggregates.items() if k in found}


def _formula(proof: Any, chamber: Any, place: dict[int, int]) -> dict[str, Any]:
    """What the obligations are about: one entry for all n, or all entries for each n."""
    if chamber is None:
        return {"entry": place[proof.formula["entry"].index]}
    return {
        "entries": {str(n): [place[e.index] for e in row] for n, row in chamber.entries.items()},
        "simplices": {str(n): [w.value for w in row] for n, row in chamber.weights.items()},
    }


def _wholes(claim: Claim, classes: Iterable[int]) -> dict[str, Any]:
    """The formulas in all classes: what is shown on the chamber holds elsewhere by symmetry."""
    found = {}
    for n in classes:
        entries = claim.subject.formula(n, closed=claim.domain.closed).entries
        rows, place = nodes_json(entries)
        found[str(n)] = {"nodes": rows, "entries": [place[e.index] for e in entries]}
    return {"formulas": found}


def _obligation(step: Any, place: dict[int, int]) -> dict[str, Any]:
    body = {
        "text": step.obligation.text,
        "goal": step.obligation.goal.value,
        "node": place[step.obligation.node.index],
        "how": step.how,
    }
    if step.obligation.positive:
        body["positive"] = list(step.obligation.positive)
    if step.data:
        data = dict(step.data)
        data["symbols"] = [[place[index], *forms] for index, *forms in data["symbols"]]
        body["polynomials"] = data
    return body


def cover(claim: Claim, found: Any, operator: str, digest: str) -> dict[str, Any]:
    """Certificate of an enclosure: formulas, boxes and split trees, one per part."""
    head = _head(claim, "cover", operator, digest, claim.domain.box(found.classes, found.note))
    parts = []
    for part in found.parts:
        rows, place = nodes_json([part.node, *part.guards, *part.slopes])
        parts.append(
            {
                "text": part.text,
                "goal": part.goal,
                "nodes": rows,
                "node": place[part.node.index],
                "variables": list(part.variables),
                "box": [[str(a), str(b)] for a, b in part.box],
                "tree": part.tree,
                **part.extra(place),
            }
        )
    on_chamber = found.reduction.startswith("chamber/")
    wholes = _wholes(claim, found.classes) if on_chamber else {}
    body = {"reduction": found.reduction, "because": found.because, "parts": parts}
    return seal({**head, **body, **wholes})
