"""The command line: ``kdtheory verify``, ``operators``, ``axioms``, ``check``.

Standard output carries results only. Everything heavy is imported by the command that needs it, so
that ``kdtheory --help`` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn

import click

from kdtheory import __version__
from kdtheory.derivations.command import prove
from kdtheory.ledger.command import repro
from kdtheory.listing import axioms, operators
from kdtheory.measurements.command import measure
from kdtheory.options import (
    KINDS,
    AxiomNames,
    ClassCounts,
    Problem,
    Rational,
    RationalRange,
    Seconds,
)
from kdtheory.report import FORMATS
from kdtheory.sharpen.command import sharpen
from kdtheory.teaching.command import teach
from kdtheory.theorems.command import theorems

if TYPE_CHECKING:
    from kdtheory.claims.verdict import Report

SUFFIXES = {".json": "json", ".html": "html", ".htm": "html", ".md": "markdown", ".xml": "junit"}
INTERRUPTED, TERMINATED, INTERNAL = 130, 143, 4


class Commands(click.Group):
    """The group, with the exit codes that are promised."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except (KeyboardInterrupt, click.Abort):
            click.echo("Interrupted.", err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:  # the reader had enough, as in `kdtheory axioms | head -1`
            _forget_stdout()
            ctx.exit(0)
        except Exception as error:
            _internal(ctx, error)


def _internal(ctx: click.Context, error: Exception) -> NoReturn:
    if os.environ.get("KDTHEORY_DEBUG") == "1":
        import traceback

        traceback.print_exc()
    text = " ".join(f"{type(error).__name__}: {error}".split())
    click.echo(
        f"Internal error: {text}. This is a fault of kdtheory {__version__}, please report it to "
        "its developers (issue tracker of the project) with the command you ran; "
        "KDTHEORY_DEBUG=1 shows the traceback.",
        err=True,
    )
    ctx.exit(INTERNAL)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kdtheory")
def main() -> None:
    """Decide, with evidence, which axioms of distillation an operator satisfies."""


# verify --------------------------------------------------------------------------------------


@main.command(
    epilog="Exit codes: 0 all proved or certified; 1 something refuted; 2 a mistake in the "
    "command; 3 nothing refuted, but something only supported, undecided, unsupported or broken; "
    "4 internal error; 130 interrupted."
)
@click.argument("targets", metavar="TARGET...", nargs=-1)
@click.option(
    "--theorem", "theorems_asked", metavar="ID,ID,...", type=AxiomNames(), multiple=True,
    help="Decide theorems, as RM-C2, beside or instead of operators.",
)  # fmt: skip
@click.option(
    "--without", type=AxiomNames(), multiple=True, metavar="NAME,...",
    help="Hypotheses of the theorems to be dropped.",
)  # fmt: skip
@click.option("--kind", type=click.Choice(KINDS), help="Kind of operators that do not declare it.")
@click.option(
    "--axioms", "names", type=AxiomNames(), multiple=True,
    help="Axioms or variants, as SK-A1,SK-A5/inf-closed; the headline reading if not given.",
)  # fmt: skip
@click.option("--all-variants", is_flag=True, help="Every variant, not the headline reading only.")
@click.option(
    "--classes", type=ClassCounts(), default="2,3,4", show_default=True,
    help="Class counts for enclosures. Proofs cover all, the search 2 to 8.",
)  # fmt: skip
@click.option(
    "--temperatures", type=RationalRange(), default="1:10", show_default=True,
    help="Range for enclosures; below 1 the axioms are read on the full range T > 0.",
)  # fmt: skip
@click.option(
    "--floor", type=Rational(), default="1/1000", show_default=True,
    help="Smallest entry of p inside enclosures.",
)  # fmt: skip
@click.option(
    "--teachers", type=ClassCounts(), default="2,3,4", show_default=True,
    help="Numbers of teachers that the search covers; proofs cover all.",
)  # fmt: skip
@click.option(
    "--softening", metavar="NAME",
    help="Softening that MT-A5 speaks of: a catalogue name or file.py:name; power if not given.",
)  # fmt: skip
@click.option(
    "--bounds", type=RationalRange(), metavar="LOW:HIGH",
    help="Box of AW-A3, for weightings that declare none.",
)  # fmt: skip
@click.option(
    "--points", type=click.Path(path_type=Path), metavar="FILE",
    help="Teacher outputs to search as well: a .npy array of shape (N, n).",
)  # fmt: skip
@click.option("--budget", type=Seconds(), help="Time an operator; 12 s if not given.")
@click.option(
    "--backend", type=click.Choice(["auto", "numpy", "cupy"]), default="auto", show_default=True,
    help="Arrays for the search; auto takes CuPy where a GPU answers.",
)  # fmt: skip
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Worker processes; one a core by default.",
)
@click.option(
    "--rng", type=click.IntRange(min=0), metavar="N", default=0, help="Seed; 0 if not given."
)
@click.option(
    "--format", "form", type=click.Choice(FORMATS),
    help="Form of the report; by default that of the ending of --output, else a table.",
)  # fmt: skip
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), metavar="FILE",
    help="Write the report there instead of on standard output.",
)  # fmt: skip
@click.option(
    "--certificates", type=click.Path(path_type=Path), metavar="DIR",
    help="Write one re-checkable file for every claim that has one.",
)  # fmt: skip
@click.option("--quiet", "-q", is_flag=True, help="No progress on standard error.")
@click.pass_context
def verify(
    ctx: click.Context, targets: tuple[str, ...], names: tuple[tuple[str, ...], ...],
    theorems_asked: tuple[tuple[str, ...], ...], without: tuple[tuple[str, ...], ...],
    points: Path | None, budget: float | None, form: str | None, output: Path | None,
    certificates: Path | None, quiet: bool, **settings: Any,
) -> None:  # fmt: skip
    """Decide the axioms of operators, or theorems.

    TARGET is file.py:name, package.module:name or the name of a catalogue operator or plug-in
    (see kdtheory operators).
    """
    theorem_ids, dropped = ([x for group in g for x in group] for g in (theorems_asked, without))
    if not targets and not theorem_ids:
        raise click.UsageError("Name an operator, or a theorem with --theorem.")
    if dropped and not theorem_ids:
        raise Problem("--without drops hypotheses of theorems; name one with --theorem")
    _check_output(output)
    _make_folder(certificates)
    with _results_only():
        from kdtheory.ladder import DEFAULT_BUDGET, UsageError, verify_theorems
        from kdtheory.ladder import verify as decide

        seconds = DEFAULT_BUDGET if budget is None else budget
        given = None if points is None else _load_points(points)
        from kdtheory.progress import Progress

        with Progress(quiet=quiet) as progress:
            try:
                reports = []
                if theorem_ids:
                    reports.append(
                        verify_theorems(
                            theorem_ids,
                            without=dropped,
                            budget=seconds,
                            rng=settings["rng"],
                            progress=progress,
                        )
                    )
                if targets:
                    reports.append(
                        decide(
                            list(targets),
                            axioms=[name for group in names for name in group] or None,
                            points=given,
                            budget=seconds,
                            progress=progress,
                            quiet=quiet,
                            **settings,
                        )
                    )
                report = reports[0].joined(*reports[1:])
            except UsageError as error:
                raise Problem(str(error)) from error
        report, trouble = _write_certificates(report, certificates)
    suffix = output.suffix.lower() if output else ""
    written = _write_report(report, form or SUFFIXES.get(suffix, "table"), output)
    ctx.exit(report.exit_code if written and not trouble else 2)


def _check_output(output: Path | None) -> None:
    """Find out before the work, not after it, that a report cannot be written."""
    if output is None:
        return
    if output.is_dir():
        raise Problem(f"--output {output} is a folder; name a file in it")
    if not output.parent.is_dir():
        raise Problem(f"--output {output}: there is no folder {output.parent}")
    if not os.access(output if output.exists() else output.parent, os.W_OK):
        raise Problem(f"--output {output} may not be written")


def _make_folder(folder: Path | None) -> None:
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(f"--certificates {folder}: cannot make the folder ({_why(error)})") from error


def _load_points(path: Path) -> Any:
    import numpy as np

    from kdtheory.ladder import UsageError, check_points

    try:
        with path.open("rb") as file:
            if file.read(6) != b"\x93NUMPY":
                raise Problem(f"--points {path} is not a NumPy .npy file")
            file.seek(0)
            rows = np.load(file, allow_pickle=False)
        return check_points(rows)
    except OSError as error:
        raise Problem(f"--points {path} cannot be read ({_why(error)})") from error
    except UsageError as error:
        raise Problem(f"--points {path}: {error}") from error
    except (ValueError, EOFError, MemoryError, SyntaxError) as error:
        raise Problem(f"--points {path} is not a readable .npy array ({error})") from error


def _write_certificates(report: Report, folder: Path | None) -> tuple[Report, bool]:
    """Certificates are worth less than the report: a full disk must not lose it."""
    if folder is None:
        return report, False
    from kdtheory.ladder import write_certificates

    try:
        return write_certificates(report, folder), False
    except (OSError, ValueError) as error:
        click.echo(f"Error: certificates could not be written to {folder}: {error}", err=True)
        return report, True


def _write_report(report: Report, form: str, output: Path | None) -> bool:
    """Write the report where it belongs, on standard output if that fails."""
    from kdtheory.report import render

    if output is not None:
        text = render(report, form, color=False)
        try:
            output.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            click.echo(f"Error: {output} could not be written ({_why(error)}).", err=True)
            _print(text, form)
            return False
        click.echo(f"Report written to {output}", err=True)
        return True
    _print(render(report, form, color=None), form)
    return True


def _print(text: str, form: str) -> None:
    """Print a document; a terminal's poor encoding loses signs, never the document."""
    try:
        if form == "table":
            encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
            text = text.encode(encoding, "replace").decode(encoding)
            click.echo(text, nl=False)
        else:
            click.echo(text.encode("utf-8"), nl=False)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_stdout()


def _forget_stdout() -> None:
    """Nobody reads any more: let the interpreter's last flush go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _results_only() -> Iterator[None]:
    """Send what operators print to standard error, and clean up when asked to terminate."""
    import signal
    import threading

    def terminate(*_: Any) -> NoReturn:
        raise SystemExit(TERMINATED)

    if "" not in sys.path and os.getcwd() not in sys.path:
        sys.path.append(os.getcwd())  # for package.module:name of a checkout
    ours = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, terminate) if ours else None
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        if ours:
            signal.signal(signal.SIGTERM, before or signal.SIG_DFL)


def _why(error: OSError) -> str:
    return error.strerror or str(error)


# check ---------------------------------------------------------------------------------------


@main.command(
    epilog="Exit codes: 0 all accepted; 1 some rejected; 2 some cannot be read; 3 with --coq: "
    "accepted, but Coq is missing or cannot check such a certificate."
)
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--coq",
    is_flag=True,
    help="Also write a branch-and-bound certificate as a Coq file beside it, for Coq-Interval.",
)
@click.option("--quiet", "-q", is_flag=True, help="No progress on standard error.")
@click.pass_context
def check(ctx: click.Context, files: tuple[Path, ...], coq: bool, quiet: bool) -> None:
    """Re-check certificates.

    Needs no operator code and no engine.
    """
    codes = []
    for path in files:
        codes.append(_check_one(path))
        if coq and codes[-1] == 0:
            codes.append(_check_with_coq(path, quiet))
    ctx.exit(max(codes, key=[0, 3, 1, 2].index))  # a rejection matters more than Coq missing


def _check_with_coq(path: Path, quiet: bool) -> int:
    from kdtheory.bridge.command import check_with_coq
    from kdtheory.report.vocabulary import clean

    words, code = check_with_coq(path, quiet=quiet)
    click.echo(clean(words))
    return code


def _check_one(path: Path) -> int:
    from kdtheory.checker import check_file
    from kdtheory.report.vocabulary import clean

    try:
        _readable(path)
    except OSError as error:
        click.echo(f"Error: {path} cannot be read ({_why(error)}).", err=True)
        return 2
    try:
        result = check_file(path)
    except Exception as error:  # a hostile file may break the reader; that is no acceptance
        click.echo(f"{path}: rejected: {type(error).__name__}: {clean(error)}")
        return 1
    if result.accepted:
        click.echo(clean(f"{path}: accepted: {result.claim}: {result.summary}"))
        return 0
    click.echo(clean(f"{path}: rejected: {result.reason}"))
    return 1


def _readable(path: Path) -> None:
    file: IO[bytes]
    with path.open("rb") as file:
        file.read(1)


main.add_command(operators)
main.add_command(axioms)
main.add_command(theorems)
main.add_command(prove)
main.add_command(measure)
main.add_command(sharpen)
main.add_command(repro)
main.add_command(teach)

if __name__ == "__main__":
    main()
