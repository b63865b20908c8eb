"""The command ``kdtheory sharpen``."""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kdtheory.options import Problem, Rational, Seconds

if TYPE_CHECKING:
    from kdtheory.sharpen.result import Sharp

UNFINISHED = 3
_RATIONAL = ("floor", "alpha", "temperature", "threshold", "power")


class Width(click.ParamType):
    """A relative width."""

    name = "WIDTH"

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        try:
            width = float(value)
        except ValueError:
            width = 0.0
        if not 1e-11 <= width <= 1:
            self.fail(f"{value!r} is not a relative width between 1e-11 and 1.", param, ctx)
        return width


@click.command(
    epilog="Exit codes: 0 enclosed to the width asked for; 2 a mistake in the command; 3 the "
    "budget ended first, and the best enclosure so far is given."
)
@click.argument("ident", metavar="[ID]", required=False)
@click.option("--floor", type=Rational(), help="Smallest entry of every distribution.")
@click.option("--classes", type=int, metavar="N", help="Number of classes.")
@click.option("--alpha", type=Rational(), help="Weight of the anchor (RM).")
@click.option("--temperature", type=Rational(), help="Temperature T (SK-B6).")
@click.option("--teachers", type=int, metavar="K", help="Number of teachers (MT-S1).")
@click.option("--threshold", type=Rational(), help="Probability of the unsafe event (MT-S1).")
@click.option(
    "--power", type=Rational(), help="Order of the pool: 0 logarithmic, 1 linear (MT-S1)."
)
@click.option(
    "--width", type=Width(), default="1e-9", show_default=True,
    help="Relative width of the enclosure to reach.",
)  # fmt: skip
@click.option("--budget", type=Seconds(), default="60", show_default=True, help="Time to take.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True,
    help="Form of the result.",
)  # fmt: skip
@click.option(
    "--picture", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.svg",
    help="Draw the quotient of both sides against the position.",
)  # fmt: skip
@click.option(
    "--certificates", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="Write a re-checkable file there.",
)  # fmt: skip
@click.option("--quiet", "-q", is_flag=True, help="No progress on standard error.")
@click.pass_context
def sharpen(
    ctx: click.Context, ident: str | None, width: float, budget: float, form: str,
    picture: Path | None, certificates: Path | None, quiet: bool, **options: Any,
) -> None:  # fmt: skip
    """Enclose the best constant of a bound.

    ID is a bound such as RM-C2; without one, all of them are listed.
    """
    if ident is None:
        _list(form)
        return
    _prepare(picture, certificates)
    with redirect_stdout(sys.stderr):
        found = _solve(ident, width, budget, quiet, options)
    trouble = False
    if certificates is not None:
        found, trouble = _certify(found, certificates)
    if picture is not None:
        trouble = not _draw(found, picture) or trouble
    _print(found, form)
    ctx.exit(2 if trouble else 0 if found.complete else UNFINISHED)


def _solve(ident: str, width: float, budget: float, quiet: bool, options: dict[str, Any]) -> Sharp:
    from fractions import Fraction

    from kdtheory.sharpen.registry import Unanswerable
    from kdtheory.sharpen.solve import sharpen as solve

    given = {k: Fraction(v) if k in _RATIONAL else v for k, v in options.items() if v is not None}

    def tell(text: str) -> None:
        if not quiet and sys.stderr.isatty():
            click.echo(f"\r\x1b[K{text}", err=True, nl=False)

    try:
        return solve(ident, width=width, budget=budget, tell=tell, **given)
    except Unanswerable as error:
        raise Problem(str(error)) from error
    finally:
        tell("")


def _prepare(picture: Path | None, certificates: Path | None) -> None:
    """Find out before the work that results cannot be written."""
    if picture is not None and not picture.parent.is_dir():
        raise Problem(f"--picture {picture}: there is no folder {picture.parent}")
    if certificates is not None:
        try:
            certificates.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = error.strerror or error
            raise Problem(f"--certificates {certificates}: {why}") from error


def _certify(found: Sharp, folder: Path) -> tuple[Sharp, bool]:
    from dataclasses import replace

    from kdtheory.sharpen.certificate import write

    if found.upper is None:
        return found, False
    try:
        return replace(found, certificate=str(write(found, folder))), False
    except OSError as error:
        click.echo(f"Error: the certificate could not be written to {folder}: {error}", err=True)
        return found, True


def _draw(found: Sharp, path: Path) -> bool:
    from kdtheory.sharpen.picture import picture

    try:
        path.write_text(picture(found) + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        click.echo(f"Error: {path} could not be written: {error}", err=True)
        return False
    return True


def _print(found: Sharp, form: str) -> None:
    from kdtheory.sharpen.table import render

    if form == "json":
        click.echo(json.dumps(found.to_json(), indent=2, ensure_ascii=False).encode("utf-8"))
        return
    text = render(found, color=sys.stdout.isatty())
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    click.echo(text.encode(encoding, "replace").decode(encoding), nl=False)


def _list(form: str) -> None:
    import shutil

    from kdtheory.sharpen.registry import bounds

    known = bounds().values()
    if form == "json":
        rows = [{"claim": b.id, "title": b.title, "statement": b.statement} for b in known]
        click.echo(json.dumps({"bounds": rows}, indent=2, ensure_ascii=False).encode("utf-8"))
        return
    width = min(shutil.get_terminal_size((100, 24)).columns, 110)
    formatter = click.HelpFormatter(width=width)
    with formatter.section("Bounds that can be sharpened"):
        formatter.write_dl(
            [(b.id, f"{b.title} ({', '.join('--' + k for k in b.defaults)})") for b in known]
        )
    click.echo(formatter.getvalue(), nl=False)
