"""Proofs about pools for all numbers of teachers and classes, and their certificates."""

from __future__ import annotations

from typing import Any

from kdtheory.axioms.pools import REDUCTIONS
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
