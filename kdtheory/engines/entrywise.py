"""Certificates of proofs about recursion steps and weightings of every length."""

from __future__ import annotations

from typing import Any

from kdtheory.arithmetic.entrywise import Entrywise
from kdtheory.claims.product import ProductClaim
from kdtheory.engines.certificate import nodes_json, seal
from kdtheory.engines.product.certificate import head
from kdtheory.engines.prove import Proof


def document(claim: ProductClaim, proof: Proof, operator: str, digest: str) -> dict[str, Any]:
    """Certificate of a proof about a step or a weighting, kind ``entrywise``.

    Besides the head of all certificates it holds ``nodes``, ``entry`` (the formula of one entry)
    and ``aggregates``: ``[name, kind, summand]`` in an order in which each refers to earlier ones
    only. A step's variables are ``x`` (teacher), ``y`` (student), ``alpha`` and ``n``, a
    weighting's ``s`` and ``K``. ``reduction`` names the theorem; that it applies is for the checker
    to find out from the formula. The scope's note names the constants of AW-A3 and AW-A4.

    Parameters
    ----------
    claim : ProductClaim
    proof : Proof
        As :func:`kdtheory.engines.prove.prove` returns it.
    operator, digest : str
        The operator's name and the digest of its source.
    """
    found: Entrywise = proof.formula["entrywise"]
    g = found.graph
    needed = {k: a for k, a in g.aggregates.items() if k in g.names(found.entry)}
    rows, place = nodes_json([found.entry, *(a.summand for a in needed.values())])
    return seal(
        {
            **head(claim, "entrywise", operator, digest, claim.scope()),
            "reduction": proof.reduction,
            "because": proof.because,
            "nodes": rows,
            "entry": place[found.entry.index],
            "aggregates": [[k, a.kind, place[a.summand.index]] for k, a in needed.items()],
        }
    )
