"""What has to be computed for a claim: its parts as jobs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from kdtheory.ledger.claims import Claim, Effort, Job, Part
from kdtheory.ledger.proofs import derivations


def jobs(claims: Iterable[Claim], effort: Effort) -> list[Job]:
    """Everything that some claims need, each piece once."""
    found: dict[Job, None] = {}
    for claim in claims:
        for job in of_claim(claim, effort):
            found[job] = None
    shown = {job.subject for job in found if job.kind == "axiom"}
    return [*found, *(effort.job("operator", name) for name in sorted(shown))]


def of_claim(claim: Claim, effort: Effort) -> list[Job]:
    """The jobs of one claim."""
    own = [job for part in claim.sources for job in of_part(part, effort)]
    if claim.values:
        own.append(effort.job("values", claim.id))
    if claim.id in derivations():
        own.append(effort.job("derivation", claim.id))
    return own


def of_part(part: Part, effort: Effort) -> list[Job]:
    """The jobs of one part."""
    if part.kind == "theorem":
        return [effort.job("theorem", part.subject, d) for d in ("", *readings(part.subject))]
    if part.kind == "axiom":
        return [effort.job("axiom", op, key) for op, key in asked(part.subject, effort.quick)]
    if part.kind == "cells":
        pairs = [text.replace("!", "").split() for text in part.details]
        return [effort.job("axiom", op, key) for op, key in pairs]
    return [effort.job(part.kind, part.subject, d) for d in part.details or ("",)]


def readings(theorem: str) -> list[str]:
    """Names of the false readings of a theorem."""
    from kdtheory.theorems.registry import find

    return list(find(theorem).false)


@cache
def variants(axiom: str) -> tuple[str, ...]:
    """Keys of the variants of an axiom, such as ``SK-A5/zero``."""
    from kdtheory.axioms.registry import table

    return tuple(key for key, a in table().items() if a.claim == axiom)


@cache
def asked(axiom: str, quick: bool) -> tuple[tuple[str, str], ...]:
    """Operators and variants of an axiom that are decided, operators of the papers first.

    All of the catalogue at every variant; in a quick run only operators of the papers, and of the
    others what each variant names as its example and its counterexample.
    """
    from kdtheory.axioms.registry import table
    from kdtheory.operators.registry import catalogue

    own = [table()[key] for key in variants(axiom)]
    named = {(name, a.key) for a in own for name in (a.satisfied_by, a.violated_by)}
    order = sorted(catalogue(own[0].kind), key=lambda name: not of_papers(name))
    return tuple(
        (name, a.key)
        for name in order
        for a in own
        if not quick or of_papers(name) or (name, a.key) in named
    )


@cache
def of_papers(operator: str) -> bool:
    """Whether an operator is one of the papers' families."""
    from kdtheory.operators.registry import catalogue

    return "Flouro" in catalogue()[operator].source or "2601." in catalogue()[operator].source
