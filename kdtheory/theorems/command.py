"""The command ``kdtheory theorems``: list them, explain one, audit the false readings."""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any

import click

from kdtheory.options import Problem

if TYPE_CHECKING:
    from kdtheory.theorems.audit import Finding
    from kdtheory.theorems.registry import Theorem

FAMILIES = {
    "SK": "sparse students and softening", "MT": "aggregation", "RM": "anchored recursion",
    "AW": "adaptive weighting",
}  # fmt: skip


@click.command(
    epilog="Exit codes: 0 done; 1 a reading of the audit is not decided as declared; 2 wrong usage."
)
@click.argument("ident", metavar="[ID]", required=False)
@click.option(
    "--audit", "audited", is_flag=True,
    help="Decide every natural reading that is false, and its repair; of one theorem with ID.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "markdown"]), default="table",
    show_default=True, help="Form of the output.",
)  # fmt: skip
@click.option("--quiet", "-q", is_flag=True, help="No progress on standard error.")
@click.pass_context
def theorems(ctx: click.Context, ident: str | None, audited: bool, form: str, quiet: bool) -> None:
    """List the theorems, explain one, or audit the false readings.

    ID is a theorem such as RM-C2; with --audit also one reading such as RM-C6/divergence.
    """
    if audited:
        ctx.exit(_audit(ident, form, quiet))
    from kdtheory.theorems.registry import UnknownTheorem, find, table

    try:
        chosen = [find(ident)] if ident else list(table().values())
    except UnknownTheorem as error:
        raise Problem(str(error)) from error
    if form == "json":
        click.echo(json.dumps({"theorems": [theorem_json(t) for t in chosen]}, indent=2))
    elif form == "markdown":
        click.echo(_markdown_page(chosen[0]) if ident else _markdown_list(chosen))
    elif ident:
        _page(chosen[0])
    else:
        _list(chosen)


def theorem_json(theorem: Theorem) -> dict[str, Any]:
    """A theorem as data, its claims and readings by key."""
    names = ("id", "title", "plain", "statement", "provenance", "source", "kind")
    constant = theorem.constant
    return {
        **{name: getattr(theorem, name) for name in names},
        "constant": constant and {"stated": constant.stated, "computed": constant.computed},
        "hypotheses": dict(theorem.hypotheses),
        "claims": [{"claim": c.key, "statement": c.statement} for c in theorem.claims()],
        "false_readings": [
            {"id": f"{theorem.id}/{name}", "reading": r.words, "repair": r.repair}
            for name, r in theorem.false.items()
        ],
    }


# lists and pages -----------------------------------------------------------------------------


def _list(chosen: list[Theorem]) -> None:
    from kdtheory.listing import _definitions

    for family, name in FAMILIES.items():
        rows = [
            (t.id, f"{t.title} [{t.provenance}; {t.kind}]")
            for t in chosen
            if t.id.startswith(family + "-")
        ]
        _definitions(name, rows)
    click.echo("More on one theorem: kdtheory theorems RM-C2. False readings: --audit")


def _facts(theorem: Theorem) -> list[tuple[str, str]]:
    from kdtheory.report.vocabulary import PROVENANCE

    rows = [
        ("in words", theorem.plain),
        ("statement", theorem.statement),
        ("provenance", f"{theorem.provenance}: {PROVENANCE[theorem.provenance]}"),
        ("source", theorem.source),
    ]
    if theorem.constant:
        c = theorem.constant
        rows.append(("constant", f"stated {c.stated}; computed {c.computed}; {c.kind}"))
    rows += [(f"hypothesis {name}", words) for name, words in theorem.hypotheses.items()]
    rows += [(f"claim {c.variant}", c.statement) for c in theorem.claims()]
    for name, r in theorem.false.items():
        repair = f"{r.repair} ({theorem.hypotheses[r.repair]})"
        rows.append((f"false reading {name}", f"{r.words} Repaired by: {repair}"))
    return rows


def _page(theorem: Theorem) -> None:
    from kdtheory.listing import _definitions

    _definitions(f"{theorem.id} {theorem.title}", _facts(theorem))


def _markdown_list(chosen: list[Theorem]) -> str:
    from kdtheory.report.markdown import escape

    lines = ["| theorem | title | provenance | constant |", "|---|---|---|---|"]
    lines += [f"| {t.id} | {escape(t.title)} | {t.provenance} | {t.kind} |" for t in chosen]
    return "\n".join(lines)


def _markdown_page(theorem: Theorem) -> str:
    from kdtheory.report.markdown import escape

    facts = [
        f"- **{name}**: " + (f"$`{words}`$" if name == "statement" else escape(words))
        for name, words in _facts(theorem)
    ]
    return "\n".join([f"## {theorem.id} {escape(theorem.title)}", "", *facts])


# the audit -----------------------------------------------------------------------------------


def _audit(ident: str | None, form: str, quiet: bool) -> int:
    with redirect_stdout(sys.stderr):
        from kdtheory.progress import Progress
        from kdtheory.theorems.audit import audit, readings

        only = (ident.strip(),) if ident else ()
        known = {name for r in readings() for name in (r.id, r.id.split("/")[0])}
        if only and only[0] not in known:
            raise Problem(f"no false reading of {ident!r}; there are: {', '.join(sorted(known))}")
        with Progress(quiet=quiet) as progress:
            findings = audit(only=only, progress=progress)
    if form == "json":
        click.echo(json.dumps({"audit": [f.to_json() for f in findings]}, indent=2))
    elif form == "markdown":
        click.echo(_markdown_audit(findings))
    else:
        _table_audit(findings)
    return 0 if all(as_declared(f) for f in findings) else 1


def as_declared(finding: Finding) -> bool:
    """Whether the reading was refuted and its repair was not."""
    from kdtheory.claims.verdict import Outcome

    bad = (Outcome.REFUTED, Outcome.ERROR)
    return finding.outcome is Outcome.REFUTED and finding.repaired_outcome not in bad


def _lines(finding: Finding) -> list[tuple[str, str]]:
    from kdtheory.report.values import inputs_text, margin_text
    from kdtheory.report.vocabulary import LOOKS

    look, other = LOOKS[finding.outcome], LOOKS[finding.repaired_outcome]
    rows = [("verdict", f"{look.symbol} {finding.outcome.value}")]
    if finding.witness is not None:
        rows += [("at", inputs_text(finding.witness)), ("where", finding.witness.text)]
        rows += [("", margin_text(finding.witness))]
    rows += [("repair", finding.repair)]
    return [*rows, ("then", f"{other.symbol} {finding.repaired_outcome.value}")]


def _summary(findings: list[Finding]) -> str:
    done = sum(as_declared(f) for f in findings)
    return f"{done} of {len(findings)} readings refuted, with a repair that is not."


def _table_audit(findings: list[Finding]) -> None:
    from kdtheory.listing import _definitions

    for f in findings:
        _definitions(f"{f.id} {f.words.rstrip('.')}", _lines(f))
    click.echo(_summary(findings))


def _markdown_audit(findings: list[Finding]) -> str:
    from kdtheory.report.markdown import escape
    from kdtheory.report.values import inputs_text

    lines = ["| reading | in words | verdict | counterexample | repair | then |", "|---" * 6 + "|"]
    for f in findings:
        at = inputs_text(f.witness) if f.witness else ""
        cells = (f.id, f.words, f.outcome.value, at, f.repair, f.repaired_outcome.value)
        lines.append("| " + " | ".join(escape(c) for c in cells) + " |")
    return "\n".join([*lines, "", _summary(findings)])
