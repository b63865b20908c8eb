"""The ladder: falsify, then prove, then certify; nothing is concluded above its authority."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from kdtheory.arithmetic.agreement import MISREAD
from kdtheory.claims.claim import Claim, Relation
from kdtheory.claims.product import ProductClaim
from kdtheory.claims.verdict import Outcome, Verdict, Witness
from kdtheory.engines import certificate, certify, falsify, prove
from kdtheory.engines.exactly import Violation
from kdtheory.engines.jumps import Persistent
from kdtheory.engines.product import decide as product
from kdtheory.engines.settings import Settings
from kdtheory.engines.verdicts import confirmed, negated, short, timed, verdict

SHOWN_DEPTH = 64  # binary digits of distance that a printed jump shows


__all__ = ["Settings", "decide", "pursue", "settle"]


def decide(claim: Claim | ProductClaim, settings: Settings) -> Verdict:
    """The strongest verdict that its evidence carries: :func:`settle`, else :func:`pursue`.

    Never raises for what the operator does: a broken contract becomes an ``error`` verdict.
    """
    found = settle(claim, settings)
    return pursue(claim, settings) if found is None else found


def settle(claim: Claim | ProductClaim, settings: Settings) -> Verdict | None:
    """A quick search for a counterexample, then algebra; None if neither decides."""
    if isinstance(claim, ProductClaim):
        return product.settle(claim, settings)

    def climb(deadline: float) -> Verdict | None:
        if claim.subject.misread:
            return verdict(claim, Outcome.UNSUPPORTED, MISREAD)
        rng = np.random.default_rng(settings.seed)
        hit, _ = falsify.falsify(claim, falsify.QUICK, rng, deadline, settings.given)
        if hit is not None:
            return _refuted(claim, hit, settings)
        proof = prove.prove(claim)
        return None if proof is None else confirmed(_proved(claim, proof, settings))

    return timed(claim, settings, climb)


def pursue(claim: Claim | ProductClaim, settings: Settings) -> Verdict:
    """A deep search, then branch and bound; what neither decides is *supported*."""
    if isinstance(claim, ProductClaim):
        return product.pursue(claim, settings)

    def climb(deadline: float) -> Verdict:
        rng = np.random.default_rng(settings.seed + 1)
        effort = replace(falsify.DEEP, seconds=max(settings.seconds * 0.6, 0.5))
        hit, survey = falsify.falsify(claim, effort, rng, deadline, settings.given)
        if hit is not None:
            return _refuted(claim, hit, settings)
        cover = certify.certify(claim, deadline)
        if isinstance(cover, certify.Cover):
            return _certified(claim, cover, settings)
        return _open(claim, survey, cover)

    found = timed(claim, settings, climb)
    assert found is not None
    return found


def _proved(claim: Claim, proof: prove.Proof, settings: Settings) -> Verdict:
    document = certificate.derivation(claim, proof, settings.operator, settings.digest)
    return verdict(
        claim,
        Outcome.PROVED,
        proof.summary,
        scope=claim.domain.whole(proof.classes, proof.note),
        evidence={"reduction": proof.reduction, "steps": proof.steps},
        document=document,
    )


def _certified(claim: Claim, cover: certify.Cover, settings: Settings) -> Verdict:
    document = certificate.cover(claim, cover, settings.operator, settings.digest)
    return verdict(
        claim,
        Outcome.CERTIFIED,
        cover.summary,
        scope=claim.domain.box(cover.classes, cover.note),
        evidence={"reduction": cover.reduction, "boxes": cover.boxes, "leaves": cover.leaves},
        document=document,
    )


def _open(claim: Claim, survey: falsify.Survey, cover: Any) -> Verdict:
    if survey.problem.startswith("no exact reading") and survey.points == 0:
        return verdict(claim, Outcome.UNSUPPORTED, survey.problem)
    evidence = survey.describe()
    reason = "no counterexample found; not a proof"
    if isinstance(cover, certify.Partial):
        evidence["left_undecided"] = cover.left
        reason += f"; {cover.reason}"
    if survey.problem:
        reason += f"; {survey.problem}"
    return verdict(claim, Outcome.SUPPORTED, reason, evidence=evidence)


# refutations -------------------------------------------------------------------------------


def text(x: Fraction) -> str:
    return str(x)


def _refuted(claim: Claim, hit: Violation | Persistent, settings: Settings) -> Verdict:
    witness = _point(claim, hit) if isinstance(hit, Violation) else _series(claim, hit)
    document = certificate.witness(claim, hit, witness, settings.operator, settings.digest)
    return verdict(claim, Outcome.REFUTED, witness.text, witness=witness, document=document)


def _outputs(claim: Claim, p: tuple[Fraction, ...], T: Fraction) -> list[str]:
    """``F_T(p)`` in six digits, for reading (the exact values follow from the inputs)."""
    return [f"{float(n.ball.mid()):.6g}" for n in claim.subject.exact(p, T)]


def _point(claim: Claim, hit: Violation) -> Witness:
    inputs: dict[str, Any] = {"p": [text(x) for x in hit.p], "T": [text(t) for t in hit.T]}
    outputs = [_outputs(claim, hit.p, t) for t in hit.T]
    for name, row in zip(("F_low", "F_high") if len(hit.T) > 1 else ("F",), outputs, strict=True):
        inputs[name] = row
    return Witness(inputs, hit.margin, f"{claim.statement} fails: margin {short(hit.margin)}")


def _series(claim: Claim, hit: Persistent) -> Witness:
    margin = negated(hit.gaps[-1])
    if claim.relation is Relation.LIMIT:
        ((p, T),) = hit.places[0]
        end = "∞" if claim.limit == "inf" else "0"
        exponents = [
            f"2^{t.numerator.bit_length() - 1}"
            if t >= 1
            else f"2^-{t.denominator.bit_length() - 1}"
            for ((_, t),) in hit.places
        ]
        words = (
            f"the distance to the limit stays at {short(hit.gaps[-1])} as T → {end} "
            f"(T = {', '.join(exponents)})"
        )
        return Witness({"p": [text(x) for x in p], "T": [text(T)]}, margin, words)
    a, b = hit.places[-1]
    base = hit.base or a
    near = _shown(base, b if b != base else a)
    inputs = {
        "p": [text(x) for x in base[0]],
        "T": [text(base[1])],
        "p_near": [text(x) for x in near[0]],
        "T_near": [text(near[1])],
    }
    words = (
        f"jump of {short(hit.gaps[-1])} in entry {hit.entry + 1}, "
        f"which persists at distances down to 2^-{_depth(a, b)}"
    )
    return Witness(inputs, margin, words)


def _shown(base: Any, near: Any) -> Any:
    """The neighbour at a distance that can be printed, in the same direction."""
    factor = 2 ** max(_depth(base, near) - SHOWN_DEPTH, 0)
    p = tuple(a + (b - a) * factor for a, b in zip(base[0], near[0], strict=True))
    T = base[1] + (near[1] - base[1]) * factor
    return (p, T) if min(p) >= 0 else near


def _depth(a: Any, b: Any) -> int:
    """Binary digits of the distance between two places, rounded down."""
    moves = [abs(x - y) for x, y in zip((*a[0], a[1]), (*b[0], b[1]), strict=True)]
    return int(1 / max(moves)).bit_length() - 1 if any(moves) else 0
