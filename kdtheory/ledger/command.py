"""The command ``kdtheory repro``: the papers, claim by claim."""

from __future__ import annotations

import json
import os
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kdtheory.options import Problem

if TYPE_CHECKING:
    from kdtheory.ledger.claims import Claim, Effort
    from kdtheory.ledger.rows import Row

STORE, COMMITTED = "ledger.sqlite", "results.json"
EVERYTHING = "all"


@click.command(
    epilog="Exit codes: 0 everything comes out as stated; 1 something does not, or --check found "
    "a difference; 2 wrong usage, or a store that cannot be used."
)
@click.argument("which", metavar="[sk|mt|rm|aw|all|ID...]", nargs=-1)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default="repro", show_default=True,
    metavar="DIR", help="Folder of the book and of the store of results.",
)  # fmt: skip
@click.option("--quick", is_flag=True, help="Small budgets, the papers' operators: minutes.")
@click.option("--check", "checked", is_flag=True, help="Fail if a committed result differs.")
@click.option("--record", is_flag=True, help="Write the results that --check compares with.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Worker processes.")
@click.option("--rng", type=click.IntRange(min=0), default=0, metavar="N", help="Seed.")
@click.option("--quiet", "-q", is_flag=True, help="No progress on standard error.")
@click.pass_context
def repro(
    ctx: click.Context, which: tuple[str, ...], out: Path, quick: bool, checked: bool,
    record: bool, jobs: int | None, rng: int, quiet: bool,
) -> None:  # fmt: skip
    """Compute every claim of the papers anew and write the book.

    Name papers (sk, mt, rm, aw), claims such as RM-C2, or all. Results are kept in the folder: a
    second run computes only what has changed since, also if the first one was killed.
    """
    from kdtheory.ledger.claims import Effort

    effort = Effort(quick, rng)
    chosen = _chosen(which)
    if record and (quick or len(chosen) < len(_known())):
        raise Problem("--record writes the results of a full run of all claims")
    folder = _folder(out)
    with redirect_stdout(sys.stderr):
        rows, results = _computed(chosen, effort, folder, jobs or _cores(), quiet)
        page = _written(folder, rows, results, effort)
    differences = _differences(rows, quick) if checked else []
    if record:
        _record(rows)
    click.echo(_summary(rows, differences, checked))
    click.echo(f"The book: {page}")
    ctx.exit(1 if differences or any(row.trouble for row in rows) else 0)


def _known() -> dict[str, Claim]:
    from kdtheory.ledger.places import BrokenClaim, claims

    try:
        return claims()
    except BrokenClaim as error:
        raise Problem(str(error)) from error


def _chosen(which: tuple[str, ...]) -> list[Claim]:
    from kdtheory.ledger.claims import PAPERS

    known = _known()
    ids: set[str] = set()
    for word in which or (EVERYTHING,):
        if word.lower() == EVERYTHING:
            ids |= set(known)
        elif word.lower() in PAPERS:
            ids |= {id for id, c in known.items() if c.paper == word.lower()}
        elif word.upper() in known:
            ids.add(word.upper())
        else:
            papers = ", ".join(PAPERS)
            raise Problem(f"no paper and no claim {word!r}; papers: {papers}; claims as RM-C2")
    return [claim for id, claim in known.items() if id in ids]


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _folder(out: Path) -> Path:
    """The folder, which has to be new, empty, or that of an earlier book: pages get replaced."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        if any(out.iterdir()) and not (out / STORE).exists():
            raise Problem(f"--out {out} holds other files; name a new or an empty folder")
    except OSError as error:
        raise Problem(f"--out {out}: cannot use the folder ({error.strerror})") from error
    return out


def _computed(
    chosen: list[Claim], effort: Effort, folder: Path, jobs: int, quiet: bool
) -> tuple[list[Row], dict[Any, dict[str, Any]]]:
    from kdtheory.ledger import plan
    from kdtheory.ledger.rows import build
    from kdtheory.ledger.run import gather
    from kdtheory.ledger.store import Store, StoreProblem
    from kdtheory.progress import Progress

    try:
        with Store(folder / STORE) as store, Progress(quiet=quiet) as progress:
            results = gather(plan.jobs(chosen, effort), store, jobs, progress)
    except StoreProblem as error:
        raise Problem(str(error)) from error
    return [build(claim, results, effort) for claim in chosen], results


def _written(folder: Path, rows: list[Row], results: Any, effort: Effort) -> Path:
    from kdtheory.ledger import book, data, markdown

    try:
        page = book.write(folder, rows, results, effort)
        text = json.dumps(data.document(rows, effort), indent=1, ensure_ascii=False)
        (folder / "ledger.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        (folder / "ledger.md").write_text(markdown.render(rows), encoding="utf-8", newline="\n")
    except OSError as error:
        raise Problem(f"the book could not be written to {folder} ({error.strerror})") from error
    return page.resolve()


# committed results -------------------------------------------------------------------------------


def _committed() -> Path:
    from kdtheory.ledger.places import folder

    root = folder("paper_repro")
    assert root is not None  # claims were read from it
    return root / COMMITTED


def _differences(rows: list[Row], quick: bool) -> list[tuple[str, str, str]]:
    from kdtheory.ledger import data

    path = _committed()
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Problem(f"no committed results to check: {path} ({error.strerror})") from error
    except ValueError as error:
        raise Problem(f"{path} is not readable as JSON ({error})") from error
    if not isinstance(known, dict) or known.get("format") != data.RESULTS:
        raise Problem(f"{path} is not of the format {data.RESULTS}")
    found = data.results(rows)["claims"]
    own = {id: body for id, body in known["claims"].items() if id in found}
    return data.differences(own, found, quick=quick)


def _record(rows: list[Row]) -> None:
    from kdtheory.ledger import data

    text = json.dumps(data.results(rows), indent=1, ensure_ascii=False)
    _committed().write_text(text + "\n", encoding="utf-8", newline="\n")


# what is printed -------------------------------------------------------------------------------


def _summary(rows: list[Row], differences: list[tuple[str, str, str]], checked: bool) -> str:
    from kdtheory.ledger.data import counted

    outcomes = [row.verdict for row in rows if row.verdict is not None]
    axioms = sum(row.verdict is None for row in rows)
    lines = [f"{len(rows)} claims: {counted(outcomes) or 'none decided'}; {axioms} axioms"]
    stated = [row.id for row in rows if row.as_stated is not row.verdict]
    if stated:
        lines.append(f"refuted as stated, repaired by a hypothesis: {', '.join(stated)}")
    for row in rows:
        lines += [f"{row.id} is not as stated: {text}" for text in row.trouble]
    for place, committed, found in differences:
        lines.append(f"{place}: committed {committed}, found {found}")
    if checked:
        word = f"{len(differences)} committed results differ" if differences else "nothing differs"
        lines.append(f"compared with {COMMITTED}: {word}")
    return "\n".join(lines)
