"""The report as JUnit XML, for continuous integration.

Only ``proved`` and ``certified`` pass. ``refuted`` is a failure, ``error`` an error; everything
else, ``supported`` included, is skipped with its reason, so that nothing open looks decided. The
verdict itself is a property of every test case.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable

from kdtheory.claims.verdict import OperatorReport, Outcome, Report, Verdict
from kdtheory.report.findings import finding
from kdtheory.report.scopes import scope_text
from kdtheory.report.values import flat_text, has_margin, inputs_text, margin_text
from kdtheory.report.vocabulary import LOOKS, SUPPORTED_NOTE, claim_text, clean

_PASSED = (Outcome.PROVED, Outcome.CERTIFIED)


def render_junit(report: Report) -> str:
    """Write one test suite an operator and one test case a claim."""
    root = ET.Element("testsuites", {"name": "kdtheory", **_counts(report.verdicts)})
    for op in report:
        _suite(root, op, report)
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _counts(verdicts: Iterable[Verdict]) -> dict[str, str]:
    every = list(verdicts)
    outcomes = [v.outcome for v in every]
    failed, broken = outcomes.count(Outcome.REFUTED), outcomes.count(Outcome.ERROR)
    passed = sum(o in _PASSED for o in outcomes)
    return {
        "tests": str(len(every)),
        "failures": str(failed),
        "errors": str(broken),
        "skipped": str(len(every) - passed - failed - broken),
        "time": f"{sum(v.seconds for v in every):.3f}",
    }


def _suite(root: ET.Element, op: OperatorReport, report: Report) -> None:
    name = clean(op.operator)
    suite = ET.SubElement(root, "testsuite", {"name": name, **_counts(op.verdicts)})
    facts = {"kind": op.kind, "digest": op.digest, **report.environment}
    _properties(suite, facts)
    for v in op:
        _case(suite, name, v)


def _properties(parent: ET.Element, facts: dict[str, object]) -> None:
    holder = ET.SubElement(parent, "properties")
    for name, value in facts.items():
        ET.SubElement(holder, "property", {"name": clean(name), "value": flat_text(value)})


def _case(suite: ET.Element, classname: str, v: Verdict) -> None:
    attributes = {"classname": classname, "name": clean(v.key), "time": f"{v.seconds:.3f}"}
    case = ET.SubElement(suite, "testcase", attributes)
    _properties(case, {"verdict": v.outcome.value, "scope": v.scope, "provenance": v.provenance})
    brief, account = clean(v.reason), _account(v)
    if v.outcome is Outcome.REFUTED:
        _outcome(case, "failure", "refuted", brief or "refuted", account)
    elif v.outcome is Outcome.ERROR:
        _outcome(case, "error", "error", brief or "error", account)
    elif v.outcome not in _PASSED:
        note = SUPPORTED_NOTE if v.outcome is Outcome.SUPPORTED else f"{v.outcome.value}: "
        message = note if v.outcome is Outcome.SUPPORTED else note + (brief or _meaning(v))
        ET.SubElement(case, "skipped", {"message": message})
    ET.SubElement(case, "system-out").text = account


def _outcome(case: ET.Element, tag: str, kind: str, message: str, text: str) -> None:
    ET.SubElement(case, tag, {"message": message, "type": kind}).text = text


def _meaning(v: Verdict) -> str:
    return LOOKS[v.outcome].meaning


def _account(v: Verdict) -> str:
    """Everything a reader of a CI log needs: the claim, the verdict, its scope, its witness."""
    statement = claim_text(v.key).statement
    lines = [f"{clean(v.key)}: {statement}" if statement else clean(v.key)]
    lines.append(f"verdict: {v.outcome.value} ({_meaning(v)})")
    lines.append(f"scope: {scope_text(v.scope)}")
    if v.reason:
        lines.append(f"reason: {clean(v.reason)}")
    if v.witness:
        said = (clean(v.witness.text), finding(v))
        lines += [text for text in said if text and text != clean(v.reason)]
        lines.append(f"witness: {inputs_text(v.witness)}")
        lines += [margin_text(v.witness)] if has_margin(v.witness) else []
    if v.certificate:
        lines.append(f"certificate: {clean(v.certificate)}")
    return "\n".join(lines)
