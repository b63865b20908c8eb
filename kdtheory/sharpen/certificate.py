"""The certificate of a sharp constant: formula, constants, witness and split tree, sealed."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from kdtheory.sharpen.formula import Formula
from kdtheory.sharpen.result import Sharp, plain

FORMAT, KIND = "kdtheory.certificate/1", "sharp"


def document(found: Sharp) -> dict[str, Any]:
    """What ``kdtheory check`` re-checks.

    Raises
    ------
    ValueError
        If no upper end was certified.
    """
    if found.upper is None or found.tree is None:
        raise ValueError("nothing was certified")
    q = found.quotient
    formula = Formula.of([q.numerator, q.denominator])
    body = {
        "format": FORMAT,
        "kind": KIND,
        "claim": found.bound.id,
        "statement": found.bound.statement,
        "provenance": found.bound.provenance,
        "parameters": {k: str(v) for k, v in found.parameters.items()},
        "constant": [found.lower, found.upper],
        "witness": {name: plain(value) for name, value in found.witness.inputs.items()},
        "steps": list(q.steps),
        "variables": list(q.variables),
        "nodes": formula.to_json(),
        "numerator": formula.outputs[0],
        "denominator": formula.outputs[1],
        "tree": found.tree,
    }
    return seal(body)


def seal(body: dict[str, Any]) -> dict[str, Any]:
    """The document with the digest of its content."""
    rest = {k: v for k, v in body.items() if k != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return {**rest, "digest": "sha256:" + hashlib.sha256(text.encode()).hexdigest()}


def write(found: Sharp, folder: Path) -> Path:
    """Write the certificate into `folder`; its name tells claim and parameters.

    Raises
    ------
    ValueError
        If no upper end was certified.
    OSError
        If it cannot be written.
    """
    text = json.dumps(document(found), ensure_ascii=False, separators=(",", ":"))
    tags = [f"{k}-{v}" for k, v in found.parameters.items()]
    name = re.sub(r"[^A-Za-z0-9.-]", "_", ".".join([found.bound.id, "sharp", *tags]))
    path = folder / f"{name}.json"
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
    return path
