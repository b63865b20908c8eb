"""A little writer of covers: splits until the checker's own intervals settle a leaf."""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from kdtheory.checker.endpoints import PRECISION, Box, pair
from kdtheory.checker.exact import precision
from kdtheory.checker.grammar import formula

STATEMENTS = {
    "SK-A1/strict": ("p_i > p_j ⇒ F_T(p)_i > F_T(p)_j", "> 0"),
    "SK-A3/weak": ("T' > T ⇒ H(F_T'(p)) ≥ H(F_T(p))", ">= 0"),
}


def seal(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the digest of its content."""
    body = {k: v for k, v in document.items() if k != "digest"}
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return {**body, "digest": "sha256:" + hashlib.sha256(text.encode()).hexdigest()}


def head(key: str, operator: str) -> dict[str, Any]:
    claim, variant = key.split("/")
    statement, relation = STATEMENTS[key]
    return {
        "format": "kdtheory.certificate/1",
        "kind": "cover",
        "claim": claim,
        "variant": variant,
        "statement": statement,
        "provenance": "sourced",
        "relation": relation,
        "operator": operator,
        "operator_digest": "sha256:" + "0" * 64,
        "scope": {"classes": "all", "temperatures": ["1", "4"], "floor": "1/16"},
        "domain": {"closed": False, "lowest": "1", "at": None, "limit": None},
    }


def tree(part: dict[str, Any]) -> str:
    """A split tree for one part, widest side first."""
    rows = formula(part["nodes"])
    value, guards = Box(rows, [part["node"]]), Box(rows, part["guards"])
    slopes = Box(rows, part["slopes"])
    strict = part["goal"] == "> 0"
    root = [(Fraction(a), Fraction(b)) for a, b in part["box"]]

    def leaf(box: list[Any]) -> str | None:
        env = {v: pair(*map(_q, side)) for v, side in zip(part["variables"], box, strict=True)}
        (found,) = value(env)
        if found is not None and (found[0] > 0 if strict else found[0] >= 0):
            return "V"
        if any(g is not None and g[1] < 0 for g in guards(env)):
            return "O"
        for k in part["anchored"]:
            env[part["variables"][k]] = (arb(0), arb(_q(box[k][1])).upper())
        steep = part["anchored"] and all(s is not None and s[0] >= 0 for s in slopes(env))
        return "S" if steep else None

    def grow(box: list[Any], depth: int) -> str:
        kind = leaf(box)
        if kind is not None:
            return kind
        assert depth < 40, box
        widths = [(b - a) / (d - c) for (a, b), (c, d) in zip(box, root, strict=True)]
        axis = widths.index(max(widths))
        low, high = box[axis]
        middle = (low + high) / 2
        lower = [*box[:axis], (low, middle), *box[axis + 1 :]]
        upper = [*box[:axis], (middle, high), *box[axis + 1 :]]
        return chr(ord("a") + axis) + grow(lower, depth + 1) + grow(upper, depth + 1)

    with precision(PRECISION):
        return grow(root, 0)


def _q(x: Fraction) -> Any:
    return fmpq(x.numerator, x.denominator)


def part(
    goal: str, text: str, nodes: list[Any], node: int, box: dict[str, Any], **more: Any
) -> Any:
    made = {
        "text": text,
        "goal": goal,
        "nodes": nodes,
        "node": node,
        "variables": list(box),
        "box": [list(side) for side in box.values()],
        "guards": [],
        "anchored": [],
        "slopes": [],
        **more,
    }
    return {**made, "tree": tree(made)}


def increasing() -> dict[str, Any]:
    """``∂/∂x log k > 0``, written ``1/(xT) + (x − x) − 1/5`` so that boxes have to be split."""
    nodes = [
        ["var", "x"], ["var", "T"], ["mul", None, 0, 1], ["const", "1"], ["div", None, 3, 2],
        ["neg", None, 0], ["add", None, 0, 5], ["add", None, 4, 6], ["const", "-1/5"],
        ["add", None, 7, 8],
    ]  # fmt: skip
    box = {"x": ("1/16", "15/16"), "T": ("1", "4")}
    made = part("> 0", "the log of the kernel increases", nodes, 9, box)
    document = head("SK-A1/strict", "written by hand")
    return seal({**document, "reduction": "R1/A1", "because": "by hand", "parts": [made]})


def shrinking() -> dict[str, Any]:
    """Pairs of the power transform: ``log(1 + d/y)/T² ≥ 0``, with ``d (y − y)`` added."""
    pair_nodes = [
        ["var", "y"], ["var", "d"], ["var", "T"], ["add", None, 0, 1], ["log", None, 3],
        ["log", None, 0], ["neg", None, 5], ["add", None, 4, 6], ["ipow", 2, 2],
        ["div", None, 7, 8], ["neg", None, 0], ["add", None, 0, 10], ["mul", None, 1, 11],
        ["add", None, 9, 12],
        ["mul", None, 3, 8], ["const", "1"], ["div", None, 15, 14], ["add", None, 16, 11],
        ["neg", None, 3], ["add", None, 15, 10], ["add", None, 19, 18],
    ]  # fmt: skip
    sides = {"y": ("1/16", "1/2"), "d": ("0", "15/16"), "T": ("1", "2")}
    pairs = part(
        ">= 0", "ratios shrink", pair_nodes, 13, sides, guards=[20], anchored=[1], slopes=[17]
    )  # fmt: skip
    order_nodes = [
        ["var", "x"], ["var", "T"], ["mul", None, 0, 1], ["const", "1"], ["div", None, 3, 2],
    ]  # fmt: skip
    box = {"x": ("1/16", "15/16"), "T": ("1", "2")}
    order = part(">= 0", "the order is kept", order_nodes, 4, box)
    document = head("SK-A3/weak", "written by hand")
    document["scope"]["temperatures"] = ["1", "2"]
    parts = [pairs, order]
    return seal({**document, "reduction": "R3", "because": "by hand", "parts": parts})


def documents() -> dict[str, dict[str, Any]]:
    return {"by-hand.increasing.json": increasing(), "by-hand.shrinking.json": shrinking()}
