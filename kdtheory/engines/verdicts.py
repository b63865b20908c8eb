"""What both ladders do with a decision: time it, word it, write down its margin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kdtheory.arithmetic.floating import ContractError
from kdtheory.claims.claim import clock
from kdtheory.claims.verdict import Outcome, Verdict
from kdtheory.engines.settings import Settings


def verdict(claim: Any, outcome: Outcome, reason: str, **more: Any) -> Verdict:
    """A verdict on a claim; on its whole domain if no other scope is given."""
    scope = more.pop("scope", None) or claim.whole
    return Verdict(claim.id, claim.variant, claim.provenance, outcome, scope, reason, **more)


def confirmed(proved: Verdict | None) -> Verdict | None:
    """A proof whose certificate the independent checker accepts; no other counts."""
    from kdtheory.checker import check_document

    if proved is None or not check_document(proved.document).accepted:
        return None
    return proved


def timed(
    claim: Any, settings: Settings, climb: Callable[[float], Verdict | None]
) -> Verdict | None:
    """The verdict that `climb` reaches before its deadline; a broken contract is an ``error``."""
    start = clock()
    try:
        found = climb(start + settings.seconds)
    except ContractError as error:
        found = verdict(claim, Outcome.ERROR, str(error))
    if found is None:
        return None
    return replace(found, seconds=clock() - start, seed=settings.seed)


def negated(ends: tuple[str, str]) -> tuple[str, str]:
    """A decimal enclosure of minus a number."""
    low, high = ends
    return _minus(high), _minus(low)


def _minus(x: str) -> str:
    return x[1:] if x.startswith("-") else x if x == "0" else "-" + x


def short(ends: tuple[str, str]) -> str:
    """The middle of a decimal enclosure in six digits."""
    try:
        return f"{(float(ends[0]) + float(ends[1])) / 2:.6g}"
    except (ValueError, OverflowError):
        return ends[0]
