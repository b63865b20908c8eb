"""Proofs about pools for all numbers of teachers and classes, and their certificates."""

from __future__ import annotations

from typing import Any

from kdtheory.arithmetic.pooled import Pooled
from kdtheory.axioms.pools import REDUCTIONS
from kdtheory.claims.product import ProductClaim
from kdtheory.engines.certificate import nodes_json, seal
from kdtheory.engines.product.certificate import head
from kdtheory.engines.prove import Proof, _attempt


def prove(claim: Any) -> Proof | None:
    """A proof of a claim about a pool, or None.

    Parameters
    ----------
    claim
        With ``key`` (such as ``"MT-A1/hull"``) and ``subject.function``, the pool ``f(ps, w, xp)``;
        its ``inputs``, if it has them, say whether the teachers may have zeros.
    """
    for reduce in REDUCTIONS.get(claim.key, ()):
        reduction = reduce(claim)
        if reduction is not None and (proof := _attempt(reduction)) is not None:
            return proof
    return None


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
        As :func:`prove` returns it.
    operator, digest : str
        The pool's name and the digest of its source.
    """
    pool: Pooled = proof.formula["pool"]
    g = pool.graph
    needed = {k: a for k, a in g.aggregates.items() if k in g.names(pool.entry)}
    rows, place = nodes_json([pool.entry, *(a.summand for a in needed.values())])
    return seal(
        {
            **head(claim, "pool", operator, digest, claim.scope()),
            "reduction": proof.reduction,
            "because": proof.because,
            "nodes": rows,
            "entry": place[pool.entry.index],
            "aggregates": [[k, a.kind, a.axis, place[a.summand.index]] for k, a in needed.items()],
        }
    )
