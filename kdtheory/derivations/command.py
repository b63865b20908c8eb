"""The command ``kdtheory prove``: replay derivations step by step."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING, Any

import click

from kdtheory.options import Problem

if TYPE_CHECKING:
    from kdtheory.derivations.replay import Replay


@click.command(epilog="Exit codes: 0 every step checks; 1 some step does not; 2 wrong usage.")
@click.argument("idents", metavar="[ID...]", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Replay every derivation, a line each.")
@click.option(
    "--controls", is_flag=True,
    help="Also replay mutated statements (turned, a constant off by 1 %, a hypothesis dropped): "
    "they must fail.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="Form of the output.",
)  # fmt: skip
@click.option("--quiet", "-q", is_flag=True, help="No progress on standard error.")
@click.pass_context
def prove(
    ctx: click.Context,
    idents: tuple[str, ...],
    everything: bool,
    controls: bool,
    form: str,
    quiet: bool,
) -> None:
    """Replay the derivation of a theorem, step by step.

    ID is a theorem or a reduction such as RM-C2 or R3. Without ID: list the derivations.
    """
    from kdtheory.derivations.registry import UnknownDerivation, find, table
    from kdtheory.derivations.replay import controls as mutants
    from kdtheory.derivations.replay import replay
    from kdtheory.progress import Progress

    if everything and idents:
        raise Problem("give ids or --all, not both")
    try:
        chosen = list(table().values()) if everything else [find(name) for name in idents]
    except UnknownDerivation as error:
        raise Problem(str(error)) from error
    if not chosen:
        for entry in table().values():
            click.echo(f"{entry.id:<7} {entry.title} ({entry.provenance})")
        return
    done: list[tuple[Replay, list[Any]]] = []
    with Progress(quiet=quiet) as progress:
        for number, entry in enumerate(chosen):
            progress(entry.id, number, len(chosen))
            found = replay(entry)
            done.append((found, mutants(entry) if controls and found.holds else []))
    if form == "json":
        click.echo(
            json.dumps({"derivations": [_json(*one) for one in done]}, indent=2, ensure_ascii=False)
        )
    for found, mutated in done if form == "text" else []:
        click.echo(_line(found) if everything else _page(found))
        for control in mutated:
            click.echo(f"  {_fate(control)}: {control.mutation}")
    bad = [r for r, m in done if not r.holds or any(c.false and not c.rejected for c in m)]
    if form == "text" and everything:
        click.echo(f"{len(done) - len(bad)} of {len(done)} derivations check")
    ctx.exit(1 if bad else 0)


def _fate(control: Any) -> str:
    if not control.rejected:
        return "ACCEPTED though false" if control.false else "accepted: a weaker statement"
    return "rejected, and false at a random point" if control.false else "rejected"


def _line(found: Replay) -> str:
    mark = "✓" if found.holds else "✗"
    return f"{mark} {found.entry.id:<7} {found.entry.title}" + (
        "" if found.holds else f"\n    {found.failure}"
    )


def _page(found: Replay) -> str:
    entry = found.entry
    words = textwrap.wrap(entry.words, 96, initial_indent="  ", subsequent_indent="  ")
    lines = [f"{entry.id}  {entry.title}  ({entry.provenance})", *words, ""]
    for number, step in enumerate(found.steps, 1):
        lines.append(f"{number:>4}  {step.rule}" + (f": {step.why}" if step.why else ""))
        lines.append(f"        {step.shown}")
    lines.append("")
    lines.append("every step checks" if found.holds else f"does not check: {found.failure}")
    return "\n".join(lines)


def _json(found: Replay, mutated: list[Any]) -> dict[str, Any]:
    return {
        "id": found.entry.id,
        "title": found.entry.title,
        "provenance": found.entry.provenance,
        "file": found.entry.path.name,
        "holds": found.holds,
        "failure": found.failure,
        "steps": [{"rule": s.rule, "why": s.why, "shown": s.shown} for s in found.steps],
        "controls": [
            {"mutation": c.mutation, "rejected": c.rejected, "false": c.false} for c in mutated
        ],
    }
