"""Verdicts as stored data, and back again for showing."""

from __future__ import annotations

from typing import Any

from kdtheory.claims.verdict import Outcome, Scope, Verdict, Witness

#: Seconds that the re-check of one certificate may take.
PATIENCE = 300.0
#: Outcomes whose evidence is a certificate.
WITH_CERTIFICATE = (Outcome.PROVED, Outcome.CERTIFIED, Outcome.REFUTED)


def store(verdict: Verdict) -> dict[str, Any]:
    """A verdict as plain data, its certificate re-checked by the independent checker."""
    from kdtheory.report.json import plain

    body: dict[str, Any] = plain(verdict.to_json())
    del body["certificate"]
    body["document"] = verdict.document
    body["check"] = None if verdict.document is None else recheck(verdict.document)
    return body


def recheck(document: Any) -> dict[str, Any]:
    """What the independent checker says of a certificate."""
    from kdtheory.checker import check_document

    result = check_document(document, PATIENCE)
    return {"accepted": result.accepted, "summary": result.summary or result.reason}


def restore(body: dict[str, Any], certificate: str = "") -> Verdict:
    """A verdict from its stored data."""
    s, w = body["scope"], body["witness"]
    scope = Scope(
        _sizes(s["classes"]),
        None if s["temperatures"] is None else (s["temperatures"][0], s["temperatures"][1]),
        s["floor"],
        s.get("note", ""),
        _sizes(s.get("teachers")),
        s.get("inputs", {}),
    )
    witness = None
    if w is not None:
        inputs = {k: v for k, v in w.items() if k not in ("margin", "text")}
        witness = Witness(inputs, (w["margin"][0], w["margin"][1]), w["text"])
    return Verdict(
        body["claim"], body["variant"], body["provenance"], Outcome(body["verdict"]), scope,
        body["reason"], witness, body["evidence"], body["document"], certificate or None,
        body["seconds"], body["seed"],
    )  # fmt: skip


def _sizes(x: Any) -> Any:
    return tuple(x) if isinstance(x, list) else x


def unchecked(body: dict[str, Any]) -> bool:
    """Whether a verdict lacks the accepted certificate that its outcome needs."""
    if Outcome(body["verdict"]) not in WITH_CERTIFICATE:
        return False
    return body["check"] is None or not body["check"]["accepted"]
