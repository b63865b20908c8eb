"""The command ``kdtheory teach``."""

from __future__ import annotations

import importlib.util
import sys
from contextlib import redirect_stdout
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kdtheory.options import Problem

if TYPE_CHECKING:
    from kdtheory.teaching.lessons import Lesson

MISSING = "lessons need marimo and matplotlib; pip install 'kdtheory[lessons]'"


@click.command(
    epilog="Exit codes: 0 done, all answers accepted; 1 some answer not accepted; 2 wrong usage."
)
@click.argument("ident", metavar="[LESSON]", required=False)
@click.option(
    "--handout", "page", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write the lesson as one HTML file that needs no network, instead of running it.",
)  # fmt: skip
@click.option(
    "--check", "answers", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE", help="Check answers: a Python file with one variable or function an exercise.",
)  # fmt: skip
@click.option("--exercises", "asked", is_flag=True, help="Print the exercises of the lesson.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port; a free one if not given.")
@click.option("--quiet", "-q", is_flag=True, help="Nothing on standard error but the address.")
@click.pass_context
def teach(
    ctx: click.Context, ident: str | None, page: Path | None, answers: Path | None, asked: bool,
    port: int | None, quiet: bool,
) -> None:  # fmt: skip
    """Run a lesson on this machine, check answers to it, or print it.

    LESSON is a number or a name; without one the lessons are listed.
    """
    from kdtheory.teaching.lessons import UnknownLesson, find, lessons

    try:
        if ident is None:
            if page or answers or asked:
                raise Problem("name a lesson; kdtheory teach lists them")
            _list(lessons())
            return
        lesson = find(ident)
    except UnknownLesson as error:
        raise Problem(str(error)) from error
    if importlib.util.find_spec("marimo") is None:
        raise Problem(MISSING)
    if asked:
        _exercises(lesson)
    if page:
        _handout(lesson, page, quiet)
    if answers:
        ctx.exit(_check(lesson, answers))
    if not (asked or page or answers):
        _serve(ctx, lesson, port, quiet)


def _list(known: list[Lesson]) -> None:
    from kdtheory.listing import _definitions

    _definitions("lessons", [(f"{x.number} {x.name}", f"{x.title}. {x.goal}") for x in known])
    click.echo("Run one with: kdtheory teach 1")


def _exercises(lesson: Lesson) -> None:
    with redirect_stdout(sys.stderr):
        found = lesson.exercises
    for e in found:
        click.echo(
            f"{e.name}: {e.title}\n\n{_indented(e.question)}\n\n  Answer: {e.answer.asks}.\n"
        )


def _indented(text: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in text.splitlines())


def _handout(lesson: Lesson, page: Path, quiet: bool) -> None:
    if not page.parent.is_dir():
        raise Problem(f"--handout {page}: there is no folder {page.parent}")
    if not quiet:
        click.echo(f"Drawing the pictures of lesson {lesson.number} ...", err=True)
    from kdtheory.teaching.handout import handout

    with redirect_stdout(sys.stderr):
        text = handout(lesson)
    try:
        page.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Problem(f"--handout {page} cannot be written ({error.strerror})") from error
    if not quiet:
        click.echo(f"Written to {page}", err=True)


def _check(lesson: Lesson, path: Path) -> int:
    """One line an exercise; 1 unless all answers are accepted."""
    with redirect_stdout(sys.stderr):
        given = _answers(path)
        exercises = lesson.exercises
    unknown = sorted(set(given) - {e.name for e in exercises})
    found = 0
    for e in exercises:
        if e.name not in given:
            click.echo(f"- {e.name}: no answer")
            continue
        with redirect_stdout(sys.stderr):
            feedback = e.check(given[e.name])
        found += feedback.correct
        click.echo(f"{'✓' if feedback.correct else '✗'} {e.name}: {_in_words(feedback.text)}")
    if unknown and not found:
        names = ", ".join(e.name for e in exercises)
        click.echo(f"Note: answers are called by the exercises' names: {names}", err=True)
    return 0 if found == len(exercises) else 1


def _in_words(markdown: str) -> str:
    """Feedback for a terminal: the signs of formulas as signs."""
    signs = {"$": "", "\\le": "≤", "\\ge": "≥", "\\to": "→", "\\lambda": "λ"}
    for tex, sign in signs.items():
        markdown = markdown.replace(tex, sign)
    return unescape(markdown)


def _answers(path: Path) -> dict[str, Any]:
    """The public names of a file of answers; it is the caller's own and is run."""
    spec = importlib.util.spec_from_file_location("answers", path)
    if spec is None or spec.loader is None:
        raise Problem(f"--check {path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise Problem(f"--check {path} does not run: {type(error).__name__}: {error}") from error
    return {k: v for k, v in vars(module).items() if not k.startswith("_")}


def _serve(ctx: click.Context, lesson: Lesson, port: int | None, quiet: bool) -> None:
    from kdtheory.teaching.server import NotStarted, serve

    def tell(address: str) -> None:
        click.echo(address if quiet else f"Lesson {lesson.number} is at {address}", err=True)
        if not quiet:
            click.echo("Stop it with Ctrl-C.", err=True)

    if not quiet:
        click.echo(f"Starting lesson {lesson.number}: {lesson.title}", err=True)
    try:
        ctx.exit(serve(lesson, port, tell))
    except NotStarted as error:
        raise Problem(str(error)) from error
