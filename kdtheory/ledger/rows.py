"""From results to the rows of the table: what is stated, what was computed, whether they agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from kdtheory.claims.verdict import Outcome
from kdtheory.ledger import documents, plan
from kdtheory.ledger.claims import Claim, Effort, Job
from kdtheory.ledger.proofs import coq_theorems

Results = Mapping[Job, dict[str, Any]]

_AGREEMENT: Final = {"equality": "exact", "tight": "tight", "upper": "bound", "lower": "bound"}
_TRUE: Final = (Outcome.PROVED, Outcome.CERTIFIED)


@dataclass
class Decision:
    """A verdict with the job that reached it, which names its certificate."""

    body: dict[str, Any]
    job: Job

    @property
    def outcome(self) -> Outcome:
        return Outcome(self.body["verdict"])

    @property
    def key(self) -> str:
        return f"{self.body['claim']}/{self.body['variant']}"

    @property
    def certificate(self) -> str:
        """Name of the file that its certificate is written to; empty if there is none."""
        if self.body["document"] is None:
            return ""
        owner = "" if self.job.kind == "theorem" else slug(self.job.subject) + "."
        return f"{owner}{self.body['claim']}.{self.body['variant']}.json"


@dataclass
class Reading:
    """A false reading with its verdicts, and those of the repaired one."""

    name: str
    words: str
    repair: str
    false: list[Decision]
    repaired: list[Decision]


@dataclass
class Row:
    """A claim with everything that is known of it.

    Attributes
    ----------
    trouble : list of str
        What does not come out as stated; the run fails if there is any.
    """

    claim: Claim
    title: str = ""
    statements: list[str] = field(default_factory=list)
    plain: str = ""
    provenance: str = ""
    source: str = ""
    hypotheses: dict[str, str] = field(default_factory=dict)
    constant: Any = None
    decisions: list[Decision] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    variants: list[Any] = field(default_factory=list)
    cells: dict[str, dict[str, Decision]] = field(default_factory=dict)
    sharps: list[dict[str, Any]] = field(default_factory=list)
    values: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    derivation: dict[str, Any] | None = None
    coq: list[tuple[str, str]] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.claim.id

    @property
    def kind(self) -> str:
        if self.constant is not None or self.decisions:
            return "theorem"
        return "axiom" if self.variants else "reduction"

    @property
    def verdict(self) -> Outcome | None:
        """What is known of the statement; None for an axiom, which some operators satisfy."""
        if self.decisions:
            return weakest(self.decisions)
        if self.kind == "axiom":
            return None
        if self.claim.derived and self.derivation and self.derivation["accepted"]:
            return Outcome.PROVED
        # instances support a general statement, they do not prove it
        return Outcome.SUPPORTED if self.cells and not self.trouble else Outcome.UNDECIDED

    @property
    def as_stated(self) -> Outcome | None:
        """What is known of the form in which the papers are summarised or naturally read."""
        for reading in self.readings:
            if reading.name == self.claim.as_stated:
                return weakest(reading.false)
        return self.verdict

    @property
    def agreement(self) -> str:
        """How stated and computed go together, in one word."""
        if self.trouble:
            return "differs"
        if self.claim.as_stated:
            return "refuted"
        if self.verdict is None:
            return "as declared"
        if self.verdict not in _TRUE:
            return "open"
        return _AGREEMENT[self.constant.kind] if self.constant else "holds"


def weakest(decisions: Iterable[Decision]) -> Outcome:
    """What is known of the conjunction of some claims."""
    from kdtheory.theorems.decide import weakest as of_verdicts

    return of_verdicts(documents.restore(d.body) for d in decisions)


def slug(name: str) -> str:
    """A name as part of a file name."""
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in name)


def build(claim: Claim, results: Results, effort: Effort) -> Row:
    """The row of a claim."""
    row = Row(claim)
    _words(row)
    expected = _expected(claim)
    for part in claim.sources:
        for job in plan.of_part(part, effort):
            body = results[job]
            if "failed" in body:
                row.trouble.append(f"{job.name}: could not be computed ({body['failed']})")
            else:
                _PUT[job.kind](row, job, body, expected)
    _numbers(row, results, effort)
    row.coq = coq_theorems().get(claim.id, [])
    _repairs(row)
    if claim.as_stated and claim.as_stated not in [r.name for r in row.readings]:
        row.trouble.append(f"there is no false reading {claim.as_stated!r}")
    return row


# words -----------------------------------------------------------------------------------------


def _words(row: Row) -> None:
    from kdtheory.axioms.registry import table as axioms
    from kdtheory.theorems.registry import table as theorems

    c = row.claim
    row.title, row.plain, row.provenance = c.title, c.plain, c.provenance
    row.statements = [c.statement] if c.statement else []
    row.hypotheses = dict(c.hypotheses)
    theorem = theorems().get(c.id)
    row.variants = [a for a in axioms().values() if a.claim == c.id]
    if row.variants:
        row.source = row.variants[0].source
        row.title = row.title or row.variants[0].title
        row.provenance = row.provenance or _provenances(row.variants)
    if theorem is not None:
        row.title, row.plain, row.source = theorem.title, theorem.plain, theorem.source
        row.statements = [theorem.statement, *row.statements]
        row.provenance = theorem.provenance
        row.hypotheses = {**theorem.hypotheses, **row.hypotheses}
        row.constant = theorem.constant
    if not row.source:
        from kdtheory.axioms.registry import SOURCES

        row.source = SOURCES[c.paper.upper()]


def _provenances(variants: list[Any]) -> str:
    """One word if all variants share it, else each word with its variants."""
    by: dict[str, list[str]] = {}
    for a in variants:
        by.setdefault(a.provenance, []).append(a.variant)
    if len(by) == 1:
        return next(iter(by))
    return "; ".join(f"{word} ({', '.join(names)})" for word, names in by.items())


# parts -----------------------------------------------------------------------------------------


def _put_theorem(row: Row, job: Job, body: dict[str, Any], _: Any) -> None:
    found = [Decision(v, job) for v in body["verdicts"]]
    for d in found:
        if documents.unchecked(d.body):
            row.trouble.append(f"{d.key}: the checker does not accept its certificate")
    if not job.detail:
        row.decisions += found
        row.trouble += [
            f"{d.key} is {d.outcome.value}"
            for d in found
            if d.outcome in (Outcome.REFUTED, Outcome.ERROR)
        ]
        return
    from kdtheory.theorems.registry import find

    theorem = find(job.subject)
    reading = theorem.false[job.detail]
    words = theorem.hypotheses[reading.repair]
    row.readings.append(Reading(job.detail, reading.words, words, found, []))
    if weakest(found) is not Outcome.REFUTED:
        row.trouble.append(f"no counterexample to the false reading {job.detail!r}")


def _repairs(row: Row) -> None:
    """The claims with all hypotheses that stand against each false reading."""
    bases = {d.body["variant"]: d for d in row.decisions}
    for reading in row.readings:
        names = [d.body["variant"].split("-without-")[0] for d in reading.false]
        reading.repaired = [bases[n] for n in dict.fromkeys(names) if n in bases]


def _expected(claim: Claim) -> dict[tuple[str, str], bool]:
    """What the claim's own file says of operators: true, or false after an exclamation mark."""
    parts = [part for part in claim.sources if part.kind == "cells"]
    pairs = [text.split() for part in parts for text in part.details]
    return {(op, key.lstrip("!")): not key.startswith("!") for op, key in pairs}


def _put_cell(
    row: Row, job: Job, body: dict[str, Any], expected: Mapping[tuple[str, str], bool]
) -> None:
    from kdtheory.operators.registry import catalogue

    found = Decision(body, job)
    row.cells.setdefault(job.subject, {})[job.detail] = found
    if documents.unchecked(body):
        row.trouble.append(f"{job.subject} {job.detail}: the checker rejects its certificate")
    op = catalogue().get(job.subject)
    declared = op.holds.get(job.detail) if op is not None else None
    declared = expected.get((job.subject, job.detail), declared)
    against = (declared is True and found.outcome is Outcome.REFUTED) or (
        declared is False and found.outcome in _TRUE
    )
    needed = expected.get((job.subject, job.detail)) is False  # a counterexample is asked for
    missed = needed and found.outcome is not Outcome.REFUTED
    if against or missed or found.outcome is Outcome.ERROR:
        row.trouble.append(
            f"{job.subject} {job.detail} is {found.outcome.value}, declared {_said(declared)}"
        )


def _said(declared: bool | None) -> str:
    return {True: "true", False: "false", None: "nothing"}[declared]


def _put_sharp(row: Row, job: Job, body: dict[str, Any], _: Any) -> None:
    row.sharps.append({**body, "job": job})
    if body["kind"] == "lower" and not row.claim.as_stated:
        row.trouble.append(f"the sharp constant {body['digits']} exceeds {body['stated']}")
    if body["check"] and not body["check"]["accepted"]:
        row.trouble.append("the checker rejects the certificate of the sharp constant")


def _put_findings(row: Row, job: Job, body: dict[str, Any], _: Any) -> None:
    if not body["findings"]:
        row.remarks += body["notes"]
    for finding, expected in zip(body["findings"], body["as_expected"], strict=True):
        if finding["claim"] == row.id:
            row.findings.append({**finding, "measurement": job.subject})
            if not expected:
                row.trouble.append(f"measured otherwise than expected: {finding['statement']}")


_PUT: Final = {
    "theorem": _put_theorem,
    "axiom": _put_cell,
    "sharp": _put_sharp,
    "measurement": _put_findings,
}


def _numbers(row: Row, results: Results, effort: Effort) -> None:
    """Values and the derivation, which belong to the claim and to no part of it."""
    for kind in ("values", "derivation"):
        body = results.get(effort.job(kind, row.id))
        if body is None:
            continue
        if "failed" in body:
            row.trouble.append(f"{kind}: could not be computed ({body['failed']})")
        elif kind == "values":
            row.values = body["values"]
            row.trouble += [
                f"{v['name']}: stated {v['stated']}, computed {v['computed']}"
                for v in row.values
                if not v["agrees"]
            ]
        else:
            row.derivation = body
            if not body["accepted"]:
                row.trouble.append(f"the derivation does not replay: {body['failure']}")
