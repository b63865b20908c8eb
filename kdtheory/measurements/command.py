"""The command ``kdtheory measure``."""

from __future__ import annotations

import json
import sys
import time
from contextlib import nullcontext, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kdtheory.options import Problem

if TYPE_CHECKING:
    from kdtheory.measurements.records import Finding, Result
    from kdtheory.measurements.registry import Measurement


@click.command(
    epilog="Exit codes: 0 everything came out as the theory says; 1 something did not; 2 wrong "
    "usage."
)
@click.argument("idents", metavar="[ID...]", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every measurement.")
@click.option("--quick", is_flag=True, help="Seconds instead of minutes: fewer seeds and points.")
@click.option(
    "--backend", type=click.Choice(["auto", "numpy", "cupy"]), default="numpy", show_default=True,
    help="Arrays for the students; auto takes CuPy where a GPU answers.",
)  # fmt: skip
@click.option("--rng", type=click.IntRange(min=0), default=0, metavar="N", help="Seed.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True,
    help="Form of the result.",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="Write each table there as ID.NAME.csv.",
)  # fmt: skip
@click.option("--quiet", "-q", is_flag=True, help="No progress on standard error.")
@click.pass_context
def measure(
    ctx: click.Context, idents: tuple[str, ...], everything: bool, quick: bool, backend: str,
    rng: int, form: str, out: Path | None, quiet: bool,
) -> None:  # fmt: skip
    """Measure trained students beside what theory predicts.

    ID is a measurement such as SK-B or a theorem such as SK-B2; without one they are listed.
    """
    from kdtheory.measurements.registry import UnknownMeasurement, find, table

    try:
        named = [m for name in idents for m in find(name)]
    except UnknownMeasurement as error:
        raise Problem(str(error)) from error
    chosen = list(table().values()) if everything else list(dict.fromkeys(named))
    if not chosen:
        _list(list(table().values()), form)
        return
    _folder(out)
    found = []
    for m in chosen:
        result, seconds = _run(m, quick, backend, rng, quiet)
        found.append((m, result, seconds))
        _write(m, result, out)
        if form == "table":
            click.echo(_page(m, result, seconds))
    if form == "json":
        click.echo(json.dumps(_document(found, quick, rng), indent=2, ensure_ascii=False))
    ctx.exit(0 if all(f.as_expected for _, r, _ in found for f in r.findings) else 1)


def _run(m: Measurement, quick: bool, name: str, rng: int, quiet: bool) -> tuple[Result, float]:
    from kdtheory.arithmetic.floating import backend
    from kdtheory.measurements.registry import Settings
    from kdtheory.progress import Progress

    try:
        xp = backend(name)
    except ValueError as error:
        raise Problem(str(error)) from error
    start = time.perf_counter()
    with redirect_stdout(sys.stderr), _one_thread(), Progress(quiet=quiet) as progress:
        settings = Settings(quick, rng, xp, lambda done, total: progress(m.id, done, total))
        result = m.run(settings)
    return result, time.perf_counter() - start


def _one_thread() -> Any:
    """More than one BLAS thread makes the many small products of a stack slower."""
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:  # it comes with scikit-learn
        return nullcontext()
    return threadpool_limits(limits=1)


def _folder(out: Path | None) -> None:
    if out is None:
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(f"--out {out}: cannot make the folder ({error.strerror})") from error


def _write(m: Measurement, result: Result, out: Path | None) -> None:
    for name, table in result.tables.items() if out else ():
        assert out is not None
        (out / f"{m.id}.{name}.csv").write_text(table.to_csv(), encoding="utf-8", newline="\n")


def _list(known: list[Measurement], form: str) -> None:
    from kdtheory.listing import _definitions

    if form == "json":
        rows = [{"id": m.id, "title": m.title, "claims": list(m.claims)} for m in known]
        click.echo(json.dumps({"measurements": rows}, indent=2))
        return
    _definitions("measurements", [(m.id, f"{m.title} ({', '.join(m.claims)})") for m in known])
    click.echo("Run one with: kdtheory measure SK-B --quick")


def _page(m: Measurement, result: Result, seconds: float) -> str:
    """One measurement as text: a line a finding, prediction beside measurement."""
    lines = [f"{m.id}  {m.title}", ""]
    for f in result.findings:
        lines += _lines(f)
    lines += [f"  note: {note}" for note in result.notes]
    shapes = ", ".join(f"{k} ({len(t.rows)} rows)" for k, t in result.tables.items())
    lines += ["", f"  {len(result.findings)} findings; tables: {shapes}; {seconds:.1f} s", ""]
    return "\n".join(lines)


def _lines(f: Finding) -> list[str]:
    mark = "✓ agrees" if f.agrees else "✗ disagrees"
    indent = " " * 10
    surprise = "" if f.as_expected else "  (not as expected)"
    found = [
        f"  {f.claim:<7} {mark}{surprise}: {f.statement}",
        f"{indent}predicted {_number(f.predicted)}, measured {_number(f.measured)}",
        f"{indent}{f.tolerance}",
    ]
    return found + ([f"{indent}because {f.because}"] if f.because else [])


def _number(x: Any) -> str:
    return f"{x:.4g}" if isinstance(x, float) else str(x)


def _document(found: list[Any], quick: bool, rng: int) -> dict[str, Any]:
    from kdtheory.measurements.records import FORMAT

    return {
        "format": FORMAT,
        "quick": quick,
        "rng": rng,
        "measurements": [
            {
                "id": m.id,
                "title": m.title,
                "claims": list(m.claims),
                "seconds": round(seconds, 2),
                "findings": [f.to_json() for f in result.findings],
                "tables": {name: t.to_json() for name, t in result.tables.items()},
                "notes": list(result.notes),
            }
            for m, result, seconds in found
        ],
    }
