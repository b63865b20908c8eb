"""Certificates of proofs about pools of given sizes."""

from __future__ import annotations

from typing import Any

from kdtheory.arithmetic.sized import Sized
from kdtheory.claims.product import ProductClaim
from kdtheory.engines.certificate import nodes_json, seal
from kdtheory.engines.product.certificate import head
from kdtheory.engines.prove import Proof


def document(claim: ProductClaim, proof: Proof, operator: str, digest: str) -> dict[str, Any]:
    """Certificate of kind ``sized``: the formula of every size.

    What has to be shown of it follows from the claim; the checker shows it anew.
    """
    parts: list[Sized] = proof.formula["sized"]
    teachers = tuple(sorted({p.teachers for p in parts}))
    scope = claim.scope(proof.classes, teachers)
    return seal(
        {
            **head(claim, "sized", operator, digest, scope),
            "because": proof.because,
            "parts": [_part(p) for p in parts],
        }
    )


def _part(part: Sized) -> dict[str, Any]:
    rows, place = nodes_json(part.entries)
    return {
        "teachers": part.teachers,
        "classes": part.classes,
        "eliminated": part.eliminated,
        "own": part.own,
        "nodes": rows,
        "entries": [place[q.index] for q in part.entries],
    }
