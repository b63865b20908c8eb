"""The commands that list what there is: ``kdtheory operators`` and ``kdtheory axioms``."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any

import click

from kdtheory.options import KINDS, Problem

if TYPE_CHECKING:
    from kdtheory.axioms.registry import Axiom
    from kdtheory.operators.registry import Operator

_listing = click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True,
    help="Form of the list.",
)  # fmt: skip


@click.command()
@click.option("--kind", type=click.Choice(KINDS), help="Only operators of this kind.")
@_listing
def operators(kind: str | None, form: str) -> None:
    """List the catalogue and the operators of plug-ins."""
    with redirect_stdout(sys.stderr):
        from kdtheory.operators.registry import catalogue, plugins

        own = catalogue(kind)
        extra, broken = plugins()
    for problem in broken:
        click.echo(f"Warning: plug-in {' '.join(problem.split())}", err=True)
    rows = [("catalogue", op) for op in own.values()]
    rows += [("plug-in", op) for op in extra.values() if kind in (None, op.kind)]
    if form == "json":
        _dump({"operators": [_operator_json(op, origin) for origin, op in rows]})
        return
    for each in KINDS:
        lines = [(op.name, _operator_line(op, origin)) for origin, op in rows if op.kind == each]
        _definitions(each, sorted(lines))


def _operator_line(op: Operator, origin: str) -> str:
    note = " [plug-in]" if origin == "plug-in" else ""
    from kdtheory.report.vocabulary import clean

    return clean((op.summary or op.formula or "no description") + note)


def _operator_json(op: Operator, origin: str) -> dict[str, Any]:
    return {
        "name": op.name,
        "kind": op.kind,
        "origin": origin,
        "summary": op.summary,
        "formula": op.formula,
        "source": op.source,
        "temperatures": list(op.temperatures),
    }


@click.command()
@click.argument("ident", metavar="[ID]", required=False)
@click.option("--kind", type=click.Choice(KINDS), help="Only axioms of this kind of operator.")
@_listing
def axioms(ident: str | None, kind: str | None, form: str) -> None:
    """List the axioms, or explain one.

    ID is an axiom (SK-A1) or one variant of it (SK-A1/strict).
    """
    from kdtheory.axioms.registry import select, table

    try:
        if ident:
            chosen = select([ident], kind=kind, all_variants=True)
        else:
            chosen = [a for a in table().values() if kind in (None, a.kind)]
    except ValueError as error:
        raise Problem(str(error)) from error
    if form == "json":
        _dump({"axioms": [_axiom_json(a) for a in chosen]})
    elif ident:
        for axiom in chosen:
            _axiom_page(axiom)
    else:
        for each in KINDS:
            _family(each, [a for a in chosen if a.kind == each])
        click.echo("* headline reading. More on one axiom: kdtheory axioms SK-A1")


def _family(kind: str, axioms: Sequence[Axiom]) -> None:
    """The axioms of one kind of operator, claim by claim."""
    if not axioms:
        return
    formatter = _formatter()
    with formatter.section(f"{kind} operators"):
        for claim in dict.fromkeys(a.claim for a in axioms):
            group = [a for a in axioms if a.claim == claim]
            with formatter.section(f"{claim} {group[0].title}"):
                formatter.write_dl([_axiom_line(a) for a in group])
    click.echo(formatter.getvalue().lstrip("\n"))


def _axiom_line(axiom: Axiom) -> tuple[str, str]:
    return axiom.key + (" *" if axiom.headline else ""), f"{axiom.statement} [{axiom.provenance}]"


def _axiom_page(axiom: Axiom) -> None:
    from kdtheory.claims.product import set_of
    from kdtheory.report.scopes import explained
    from kdtheory.report.vocabulary import PROVENANCE

    reading = "the headline reading" if axiom.headline else "on request (--all-variants)"
    rows = [
        ("statement", axiom.statement),
        ("source", axiom.source),
        ("provenance", f"{axiom.provenance}: {PROVENANCE.get(axiom.provenance, '')}"),
        ("part of", reading),
        ("satisfied by", _example(axiom.satisfied_by)),
        ("violated by", _example(axiom.violated_by)),
    ]
    sets = [explained(i.name, set_of(i)) for i in axiom.inputs]
    rows[1:1] = [("inputs" if k == 0 else "", text) for k, text in enumerate(sets)]
    _definitions(f"{axiom.key} {axiom.title}", rows)


def _example(name: str) -> str:
    """An operator of the catalogue and what it does."""
    from kdtheory.operators.registry import catalogue

    op = catalogue().get(name)
    return f"{name}: {op.summary}" if op and op.summary else name


def _axiom_json(axiom: Axiom) -> dict[str, Any]:
    from kdtheory.claims.product import set_of

    names = ("claim", "variant", "title", "statement", "provenance", "source", "headline")
    both = ("satisfied_by", "violated_by")
    body = {name: getattr(axiom, name) for name in (*names, *both)}
    return {**body, "kind": axiom.kind, "inputs": {i.name: set_of(i) for i in axiom.inputs}}


def _definitions(title: str, rows: Sequence[tuple[str, str]]) -> None:
    if rows:
        formatter = _formatter()
        with formatter.section(title):
            formatter.write_dl(rows)
        click.echo(formatter.getvalue())


def _formatter() -> click.HelpFormatter:
    import shutil

    return click.HelpFormatter(width=min(shutil.get_terminal_size((100, 24)).columns, 120))


def _dump(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, indent=2))
