"""Deciding theorems with the engines that decide axioms: search first, then proof."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kdtheory.claims.product import ProductClaim
from kdtheory.claims.verdict import OperatorReport, Outcome, Verdict
from kdtheory.engines.product.decide import pursue, settle
from kdtheory.engines.settings import Settings
from kdtheory.theorems.registry import Theorem, find

#: Strongest evidence against a statement first, then the weakest for it.
_WEAKEST = (
    Outcome.REFUTED, Outcome.ERROR, Outcome.UNSUPPORTED, Outcome.UNDECIDED, Outcome.SUPPORTED,
    Outcome.CERTIFIED, Outcome.PROVED,
)  # fmt: skip


def decide(
    theorem_id: str,
    without: Iterable[str] = (),
    settings: Settings | None = None,
    *,
    variants: Sequence[str] = (),
) -> list[Verdict]:
    """Decide a theorem, or what is left of it without some of its hypotheses.

    Parameters
    ----------
    theorem_id : str
        Such as ``"RM-C2"``.
    without : iterable of str
        Hypotheses to be dropped; then only the claims that use one of them are decided.
    settings : Settings, optional
        Budget of every claim and seed.
    variants : sequence of str
        Only these variants (named as with all hypotheses).

    Returns
    -------
    list of Verdict
        One a claim.

    Raises
    ------
    UnknownTheorem
        For an unknown theorem or hypothesis.

    Examples
    --------
    >>> [v.outcome.value for v in decide("RM-C7", variants=["contracts"])]
    ['proved']
    >>> (verdict,) = decide("RM-C7", ["previous"], variants=["contracts"])
    >>> verdict.outcome.value, verdict.witness.inputs["alpha"]
    ('refuted', '1/2')
    """
    theorem, dropped = find(theorem_id), tuple(without)
    chosen = [c for c in theorem.claims(dropped) if not variants or _base(c, dropped) in variants]
    return [_decide(theorem, claim, settings or Settings()) for claim in chosen]


def _base(claim: ProductClaim, dropped: tuple[str, ...]) -> str:
    variant = claim.variant
    for name in reversed(dropped):
        variant = variant.removesuffix(f"-without-{name}")
    return variant


def _decide(theorem: Theorem, claim: ProductClaim, settings: Settings) -> Verdict:
    own = replace(settings, operator=theorem.id, digest=theorem.digest)
    verdict = settle(claim, own)
    return pursue(claim, own) if verdict is None else verdict


def report(
    theorem_id: str, without: Iterable[str] = (), settings: Settings | None = None
) -> OperatorReport:
    """The verdicts on a theorem in the form that reports of operators have, kind ``theorem``.

    Raises
    ------
    UnknownTheorem
    """
    theorem, dropped = find(theorem_id), tuple(without)
    verdicts = tuple(decide(theorem.id, dropped, settings))
    notes = tuple(f"without {name}: {theorem.hypotheses[name]}" for name in dropped)
    if dropped and not verdicts:
        notes = (*notes, "no claim uses the dropped hypothesis")
    return OperatorReport(theorem.id, "theorem", theorem.digest, verdicts, theorem.plain, notes)


def weakest(verdicts: Iterable[Verdict]) -> Outcome:
    """What is known of the conjunction: refuted if one part is, else the weakest evidence."""
    found = {v.outcome for v in verdicts}
    return next((o for o in _WEAKEST if o in found), Outcome.UNDECIDED)
