"""Certificates of proofs about pools for all numbers of teachers and classes."""

from __future__ import annotations

from typing import Any

from kdtheory.arithmetic.pooled import Pooled
from kdtheory.claims.product import ProductClaim
from kdtheory.engines.certificate import nodes_json, seal
from kdtheory.engines.product.certificate import head
from kdtheory.engines.prove import Proof


def document(claim: ProductClaim, proof: Proof, operator: str, digest: str) -> dict[str, Any]:
    """Certificate of a proof about a pool, kind ``pool``.

    Besides the head of all certificates it holds ``nodes``, ``entry`` (the formula of one class in
    ``K``, ``n`` and the aggregates) and ``aggregates``: ``[name, kind, axis, summand]`` in an order
    in which each refers to earlier ones only, with ``x`` a teacher's probability of the class and
    ``w`` the teacher's weight. ``reduction`` names the theorem; that it applies is for the checker
    to find out from the formula.

    Parameters
    ----------
    claim : ProductClaim
    proof : Proof
        By a reduction of :mod:`kdtheory.axioms.pools`.
    operator, digest : str
        The pool's name and the digest of its source.
    """
    pool: Pooled = proof.formula["pool"]
    g, entry = pool.graph, proof.formula["entry"]
    needed = {k: a for k, a in g.aggregates.items() if k in g.names(entry)}
    rows, place = nodes_json([entry, *(a.summand for a in needed.values())])
    return seal(
        {
            **head(claim, "pool", operator, digest, claim.scope()),
            "reduction": proof.reduction,
            "because": proof.because,
            "nodes": rows,
            "entry": place[entry.index],
            "aggregates": [[k, a.kind, a.axis, place[a.summand.index]] for k, a in needed.items()],
        }
    )
