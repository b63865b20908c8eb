"""The report as GitHub-flavoured Markdown: one matrix a kind, then the details."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kdtheory.claims.verdict import OperatorReport, Outcome, Report, Verdict
from kdtheory.report.findings import finding
from kdtheory.report.naming import rows_of
from kdtheory.report.scopes import scope_text
from kdtheory.report.values import flat_text, has_margin, margin_text, value_text
from kdtheory.report.vocabulary import (
    LOOKS,
    SCOPE_NOTE,
    SUPPORTED_NOTE,
    claim_text,
    clean,
    columns,
    kind_title,
    reason_text,
    search_text,
    tally,
    tally_text,
)

_SPECIAL = re.compile(r"([\\`*_\[\]|~#@$!])")


def render_markdown(report: Report) -> str:
    """Write the report; every text from outside is escaped."""
    lines = ["# kdtheory report", "", f"**{tally_text(report.verdicts)}.** {SCOPE_NOTE}", ""]
    seen = tally(report.verdicts)
    lines += [f"- {LOOKS[o].symbol} **{o.value}**: {LOOKS[o].meaning}" for o, _ in seen]
    if Outcome.SUPPORTED in dict(seen):
        lines += ["", SUPPORTED_NOTE[0].upper() + SUPPORTED_NOTE[1:]]
    lines.append("")
    for kind, keys in columns(report):
        lines += [*_matrix(report, kind, keys), ""]
    for op in report:
        lines += [*_details(op), ""]
    if report.environment:
        lines += ["## Environment", ""]
        lines += [f"- {escape(k)}: {escape(flat_text(v))}" for k, v in report.environment.items()]
    return "\n".join(lines).rstrip() + "\n"


def escape(text: object) -> str:
    r"""Write text so that Markdown shows it literally, on one line.

    >>> escape("a|b <script> *x*")
    'a\\|b &lt;script&gt; \\*x\\*'
    """
    flat = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", flat).replace("://", ":&#47;/")


def _matrix(report: Report, kind: str, keys: list[str]) -> Iterator[str]:
    yield f"## {escape(kind_title(kind))}"
    yield ""
    if kind == "theorem":  # every claim belongs to one of them
        yield "| claim | verdict |"
        yield "|---|---|"
        rows = (v for op in report if op.kind == kind for v in op)
        yield from (f"| {escape(v.key)} | {_cell(v)} |" for v in rows)
        return
    yield "| operator | " + " | ".join(escape(key) for key in keys) + " |"
    yield "|---" * (len(keys) + 1) + "|"
    for op in report:
        if op.kind == kind:
            found = {v.key: v for v in op}
            cells = [_cell(found.get(key)) for key in keys]
            yield f"| {escape(op.operator)} | " + " | ".join(cells) + " |"


def _cell(v: Verdict | None) -> str:
    return f"{LOOKS[v.outcome].symbol} {v.outcome.value}" if v is not None else "not asked"


def _details(op: OperatorReport) -> Iterator[str]:
    yield f"## {escape(op.operator)}"
    yield ""
    yield f"{escape(op.kind)}, {tally_text(op.verdicts)}" + (f", {op.digest}" if op.digest else "")
    for note in filter(None, (op.summary, *op.notes)):
        yield ""
        yield escape(note)
    for v in op:
        yield ""
        yield from _verdict(v)


def _verdict(v: Verdict) -> Iterator[str]:
    text, look = claim_text(v.key), LOOKS[v.outcome]
    title = f": {escape(text.title)}" if text.title else ""
    yield f"### {look.symbol} {v.outcome.value}: {escape(v.key)}{title}"
    yield ""
    if text.statement:
        yield f"- **Statement** ({escape(v.provenance)}): {escape(text.statement)}"
    else:
        yield f"- **Provenance**: {escape(v.provenance)}"
    yield f"- **Scope**: {escape(scope_text(v.scope))}"
    if reason_text(v):
        yield f"- **Reason**: {escape(reason_text(v))}"
    elif v.outcome is Outcome.SUPPORTED:
        yield f"- **Reason**: {escape(v.reason or look.meaning)}"
    if search_text(v):
        yield f"- **Searched**: {escape(search_text(v))}"
    if v.witness:
        said = [t for t in (v.witness.text, finding(v)) if t and t != v.reason]
        yield "- **Witness**" + (f": {escape('; '.join(said))}" if said else "")
        for row in rows_of(v.witness):
            words = f" ({escape(row.words)})" if row.words else ""
            yield f"  - {escape(row.symbol)}{words} = {escape(value_text(row))}"
        if has_margin(v.witness):
            yield f"  - {escape(margin_text(v.witness))}"
    if v.certificate:
        yield f"- **Certificate**: {escape(v.certificate)}"
