"""The ladder for product claims: falsify, then prove; nothing is concluded above its authority."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from kdtheory.arithmetic.floating import ContractError
from kdtheory.arithmetic.trace import TraceError
from kdtheory.claims.claim import Relation, clock
from kdtheory.claims.product import Place, ProductClaim
from kdtheory.claims.verdict import Outcome, Verdict, Witness
from kdtheory.engines import entrywise, pools, prove, sized
from kdtheory.engines.falsify import Survey
from kdtheory.engines.product import certificate, gaps, places, search
from kdtheory.engines.product.check import Violation
from kdtheory.engines.product.gaps import Persistent
from kdtheory.engines.settings import Settings
from kdtheory.engines.verdicts import confirmed, negated, short, timed, verdict

_OF_KIND = {"entrywise": entrywise, "sized": sized}  # who writes the certificate, by formula
SHOWN_DEPTH = 64  # binary digits of distance that a printed jump shows


def settle(claim: ProductClaim, settings: Settings) -> Verdict | None:
    """A quick search for a counterexample, then a proof; None if neither decides."""

    def climb(deadline: float) -> Verdict | None:
        hit, survey = _falsify(claim, search.QUICK, settings.seed, deadline)
        if hit is not None:
            return _refuted(claim, hit, settings)
        for attempt in (_by_reduction, _by_lemmas):
            proved = confirmed(attempt(claim, settings))
            if proved is not None:
                return proved
        if survey.problem.startswith("no exact reading") and not survey.points:
            return verdict(claim, Outcome.UNSUPPORTED, survey.problem)
        return None

    return timed(claim, settings, climb)


def pursue(claim: ProductClaim, settings: Settings) -> Verdict:
    """A deep search; what it does not decide is *supported*."""

    def climb(deadline: float) -> Verdict:
        effort = replace(search.DEEP, seconds=max(settings.seconds, 0.5))
        hit, survey = _falsify(claim, effort, settings.seed + 1, deadline)
        return _open(claim, survey) if hit is None else _refuted(claim, hit, settings)

    found = timed(claim, settings, climb)
    assert found is not None
    return found


def _falsify(
    claim: ProductClaim, effort: search.Effort, seed: int, deadline: float
) -> tuple[Violation | Persistent | None, Survey]:
    rng = np.random.default_rng(seed)
    find: Callable[..., Any]
    try:
        if claim.relation is Relation.LIMIT:
            find, count = gaps.falsify_limit, effort.nice // 20
        elif claim.relation is Relation.CONTINUOUS:
            find, count = gaps.falsify_continuity, effort.nice
        else:
            return search.falsify(claim, effort, rng, deadline)
        found: tuple[Any, Survey] = find(claim, count, rng, min(deadline, clock() + effort.seconds))
        return found
    except TraceError as error:
        return None, Survey(problem=f"no exact reading: {error}")


def _by_reduction(claim: ProductClaim, settings: Settings) -> Verdict | None:
    """A proof for every number of teachers and classes, by a theorem about pools."""
    if claim.subject is not None and claim.subject.misread:
        return None
    proof = prove.prove(claim)
    if proof is None:
        return None
    of_kind = next((m for name, m in _OF_KIND.items() if name in proof.formula), pools)
    sizes = () if proof.classes == "all" else (proof.classes, proof.classes)
    return verdict(
        claim,
        Outcome.PROVED,
        proof.summary,
        scope=claim.scope(*sizes),
        evidence={"reduction": proof.reduction, "steps": proof.steps},
        document=of_kind.document(claim, proof, settings.operator, settings.digest),
    )


def _by_lemmas(claim: ProductClaim, settings: Settings) -> Verdict | None:
    """A theorem's own proof."""
    for argue in claim.proofs:
        proof = argue(claim)
        if proof is not None:
            return verdict(
                claim,
                Outcome.PROVED,
                proof.summary,
                scope=claim.scope(proof.classes, proof.teachers, proof.note),
                evidence={"reduction": proof.reduction, "steps": proof.steps},
                document=proof.document(claim, settings.operator, settings.digest),
            )
    return None


def _open(claim: ProductClaim, survey: Survey) -> Verdict:
    if survey.problem.startswith("no exact reading") and survey.points == 0:
        return verdict(claim, Outcome.UNSUPPORTED, survey.problem)
    reason = "no counterexample found; not a proof"
    if survey.problem:
        reason += f"; {survey.problem}"
    evidence = survey.describe()
    return verdict(claim, Outcome.SUPPORTED, reason, scope=claim.searched, evidence=evidence)


# refutations -----------------------------------------------------------------------------------


def _refuted(claim: ProductClaim, hit: Violation | Persistent, settings: Settings) -> Verdict:
    witness = _point(claim, hit) if isinstance(hit, Violation) else _series(claim, hit)
    document = certificate.refutation(claim, hit, settings.operator, settings.digest)
    return verdict(claim, Outcome.REFUTED, witness.text, witness=witness, document=document)


def shown(claim: ProductClaim, place: Place, suffix: str = "") -> dict[str, Any]:
    """Every input by name, as exact rationals in text."""
    return {i.name + suffix: i.to_json(place[i.name]) for i in claim.inputs}


def _point(claim: ProductClaim, hit: Violation) -> Witness:
    inputs = shown(claim, hit.place)
    inputs |= _output(claim, hit.place)
    return Witness(inputs, hit.margin, f"{claim.statement} fails: margin {short(hit.margin)}")


def _output(claim: ProductClaim, place: Place) -> dict[str, Any]:
    """The operator's output in six digits where the claim's inputs are its own, for reading."""
    subject = claim.subject
    if subject is None or not set(subject.names) <= set(place):
        return {}
    laid = places.arranged(claim, places.to_floats(claim, [place]))
    try:
        out = subject.floating(*[laid[name] for name in subject.names])
    except ContractError:
        return {}
    return {"output": [f"{float(x):.6g}" for x in out[0]]}


def _series(claim: ProductClaim, hit: Persistent) -> Witness:
    margin = negated(hit.gaps[-1])
    if claim.relation is Relation.LIMIT:
        (place,) = hit.places[0]
        words = (
            f"the distance to the limit stays at {short(hit.gaps[-1])} as {claim.limit} → ∞ "
            f"(at {len(hit.places)} values up to 2^4096)"
        )
        return Witness(shown(claim, place), margin, words)
    a, b = hit.places[-1]
    depth = SHOWN_DEPTH
    scale = 2 ** max(_depth(a, b) - depth, 0)
    base = hit.base or a
    near = places.between(base, b if b != base else a, Fraction(scale))
    near = near if claim.contains(near) else b
    words = (
        f"jump of {short(hit.gaps[-1])} in entry {hit.entry + 1}, which persists at distances "
        f"down to 2^-{_depth(a, b)}"
    )
    return Witness({**shown(claim, base), **shown(claim, near, "_near")}, margin, words)


def _depth(a: Place, b: Place) -> int:
    """Binary digits of the distance between two places, rounded down."""
    moves = [abs(x - y) for name in a for u, v in zip(a[name], b[name]) for x, y in zip(u, v)]
    return int(1 / max(moves)).bit_length() - 1 if any(moves) else 0
