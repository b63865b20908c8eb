"""The report as tables for a terminal."""

from __future__ import annotations

import io
import os
import re
import shutil
import sys

from rich.box import Box
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kdtheory.claims.verdict import OperatorReport, Outcome, Report, Verdict
from kdtheory.report.findings import finding
from kdtheory.report.scopes import scope_text
from kdtheory.report.values import has_margin, inputs_brief, margin_text
from kdtheory.report.vocabulary import LOOKS, SCOPE_NOTE, SUPPORTED_NOTE, clean, tally_text

_NARROWEST = 40
_WIDE = 116  # from here on the scope has a column of its own

_LONGEST = 700  # characters of a reason; the other formats have all of it
_GLUE = "\ue000"  # a space at which rich does not break lines; clean() lets none through

_SHORT_VECTOR = re.compile(r"\([-0-9/., ]{3,32}\)")
_LINES = Box("    \n    \n ── \n    \n    \n ── \n    \n    \n")


def render_table(report: Report, *, color: bool | None = False, width: int | None = None) -> str:
    """Write the report as text, no line longer than ``width``."""
    columns = max(width or shutil.get_terminal_size((100, 24)).columns, _NARROWEST)
    colored = _wants_color(color)
    console = Console(
        file=io.StringIO(),
        width=columns,
        force_terminal=colored,
        color_system="standard" if colored else None,
        no_color=not colored,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
    )
    with console.capture() as captured:
        variant = max((len(clean(v.variant)) for v in report.verdicts), default=0)
        for op in report:
            console.print(_operator(op, variant, wide=columns >= _WIDE))
        console.print(_legend(report))
    text = captured.get().replace(_GLUE, " ")
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n") + "\n"


def _wants_color(color: bool | None) -> bool:
    if color is False or os.environ.get("NO_COLOR"):
        return False
    return True if color else sys.stdout.isatty()


def _operator(op: OperatorReport, variant: int, *, wide: bool) -> Group:
    head = Text.assemble((clean(op.operator), "bold"), f"  {clean(op.kind)}", overflow="fold")
    if op.digest:
        head.append(f"  {clean(op.digest)[:19]}", "dim")
    lines: list[Text | Table | Padding] = [head]
    for note in filter(None, (op.summary, *op.notes)):
        lines.append(Padding(Text(clean(note), overflow="fold"), (0, 0, 0, 1)))
    return Group(*lines, _table(op, variant, wide=wide))


def _table(op: OperatorReport, variant: int, *, wide: bool) -> Table:
    table = Table(box=_LINES, expand=True, pad_edge=False, padding=(0, 1), header_style="dim")
    table.add_column("claim", no_wrap=True)
    table.add_column("variant", no_wrap=True, min_width=variant)
    table.add_column("verdict", no_wrap=True, min_width=13)
    if wide:
        table.add_column("scope", ratio=3, overflow="fold")
        table.add_column("why", ratio=7, overflow="fold")
    else:
        table.add_column("scope, and why", ratio=1, overflow="fold")
    for v in op:
        scope, why = Text(_glued(scope_text(v.scope))), _why(v)
        cells = [scope, why] if wide else [Text("\n").join([scope, why]) if why else scope]
        table.add_row(Text(clean(v.claim)), Text(clean(v.variant)), _badge(v.outcome), *cells)
    return table


def _glued(text: str) -> str:
    """Keep ``n = 2, 3``, ``1 ≤ T ≤ 10`` and short vectors on one line each where they fit."""
    text = _SHORT_VECTOR.sub(lambda m: m[0].replace(" ", _GLUE), text)
    text = re.sub(r"(?<=\d), (?=\d{1,3}(?:,|$))", f",{_GLUE}", text)
    return re.sub(r" ([=≤≥<>]) ", rf"{_GLUE}\1{_GLUE}", text)


def _shortened(text: str) -> str:
    left = len(text) - _LONGEST
    return text if left <= 0 else f"{text[:_LONGEST]} … ({left} more characters)"


def _badge(outcome: Outcome) -> Text:
    look = LOOKS[outcome]
    return Text(f"{look.symbol} {outcome.value}", look.style)


def _why(v: Verdict) -> Text:
    """Reason, then the witness: its sentence, its exact inputs and its margin."""
    lines = [Text(_shortened(clean(v.reason)))] if v.reason else []
    if v.witness:
        style = LOOKS[v.outcome].style.replace("bold ", "")
        if v.witness.text and clean(v.witness.text) != clean(v.reason):
            lines.append(Text(clean(v.witness.text)))
        found = finding(v)
        lines += [Text(_glued(found))] if found else []
        lines.append(Text(_glued(f"at {inputs_brief(v.witness)}"), style))
        if has_margin(v.witness):
            lines.append(Text(margin_text(v.witness), "dim"))
    if v.certificate:
        lines.append(Text(f"certificate: {clean(v.certificate)}", "dim"))
    return Text("\n").join(lines)


def _legend(report: Report) -> Text:
    verdicts = report.verdicts
    lines = [Text(tally_text(verdicts), "bold"), Text(SCOPE_NOTE, "dim")]
    if any(v.outcome is Outcome.SUPPORTED for v in verdicts):
        lines.append(Text(f"{LOOKS[Outcome.SUPPORTED].symbol} {SUPPORTED_NOTE}", "yellow"))
    legend = Text("\n").join(lines)
    legend.overflow = "fold"
    return legend
