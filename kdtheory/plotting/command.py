"""The options of a figure's script, and of the command that makes all of them."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from kdtheory.options import Problem, Seconds
from kdtheory.plotting import scripts
from kdtheory.plotting.scripts import BrokenScript, Script

PATIENCE, INTERVAL = 2.0, 10.0  # seconds before anything is told, and between two lines


@dataclass(frozen=True)
class Asked:
    """What the options say."""

    reuse: bool
    check: bool
    out: Path | None
    quick: bool
    quiet: bool
    budget: float


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed([
        click.option("--reuse-data", "reuse", is_flag=True, help="Draw the committed numbers."),
        click.option("--check", is_flag=True, help="Recompute and redraw, write nothing, and fail "
                     "where that differs from what is committed."),
        click.option("--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
                     help="Write CSV, PNG and SVG there instead of beside the script."),
        click.option("--quick", is_flag=True, help="Fewer seeds where the numbers take minutes."),
        click.option("--quiet", is_flag=True, help="No progress on standard error."),
        click.option("--budget", type=Seconds(), default=12.0, show_default=True,
                     help="Seconds for each operator that is verified."),
    ]):  # fmt: skip
        command = option(command)
    return command


def run(path: str) -> None:
    """The command line of one script; its last line is ``run(__file__)``."""

    @click.command(help=f"Make the figure {Path(path).stem}.")
    @_options
    def main(**given: Any) -> None:
        sys.exit(_make_or_check([Path(path)], Asked(**given)))

    main(prog_name=f"python figures/{Path(path).name}")


@click.command(help="Make all figures, or those named, and their index page README.md.")
@click.argument("names", nargs=-1)
@click.option("--index", is_flag=True, help="Write the index page only.")
@_options
def everything(names: tuple[str, ...], index: bool, **given: Any) -> None:
    from kdtheory.plotting import page

    asked = Asked(**given)
    known = {p.stem: p for p in scripts.paths()}
    for name in names:
        if name not in known:
            raise Problem(f"no figure {name!r}; there are {', '.join(known) or 'none'}")
    status = 0 if index else _make_or_check([known[n] for n in names or known], asked)
    place = scripts.FOLDER / page.NAME
    if asked.check and not page.is_current(scripts.FOLDER):
        click.echo(f"{place.name}: out of date; python -m kdtheory.plotting --index writes it")
        status = 1
    elif not asked.check and not asked.out:
        place.write_text(page.text(scripts.FOLDER), encoding="utf-8", newline="\n")
        click.echo(place)
    sys.exit(status)


def _make_or_check(paths: list[Path], asked: Asked) -> int:
    """Exit code: 1 if a check failed."""
    try:
        loaded = [scripts.load(path) for path in paths]
    except BrokenScript as error:
        raise Problem(str(error)) from error
    if not asked.check:
        for script in loaded:
            make(script, asked)
        return 0
    return int(any([not check(script, asked) for script in loaded]))


def make(script: Script, asked: Asked) -> None:
    """Compute or reuse the numbers, draw them, write all three files."""
    from kdtheory.plotting import render, store

    if asked.quick and script.figure.minutes and not asked.out and not asked.reuse:
        raise Problem(
            f"{script.name}: numbers of a quick run must not replace the committed ones; name a "
            "folder with --out"
        )
    folder = asked.out or script.path.parent
    _folder(folder)
    try:
        stored = store.read(script.beside("csv")) if asked.reuse else computed(script, asked)
        stored = store.parse(stored.drawn_with(render.version()).to_text())
    except store.Unreadable as error:
        raise Problem(str(error)) from error
    with _told(script.name, "drawing", asked.quiet):
        files = render.drawn(script, stored.records)
    store.write(stored, script.beside("csv", folder))
    for path in (script.beside("csv", folder), *render.save(files, script, folder)):
        click.echo(path)


def computed(script: Script, asked: Asked) -> Any:
    """The numbers, with their header."""
    import kdtheory
    from kdtheory.plotting.settings import Settings
    from kdtheory.plotting.store import Stored

    with _told(script.name, "computing", asked.quiet) as tell:
        quick = asked.quick and script.figure.minutes > 0
        settings = Settings(quick=quick, tell=tell, budget=asked.budget)
        records = script.data(settings)
    header = {"figure": script.name, "seed": str(settings.rng)}
    if script.figure.minutes:
        header["effort"] = "quick" if settings.quick else "full"
    return Stored(records, {**header, "kdtheory": kdtheory.__version__})


def check(script: Script, asked: Asked) -> bool:
    """Whether numbers and pictures are those that are committed; says what is not."""
    from kdtheory.plotting import render, store
    from kdtheory.plotting.compare import differences

    try:
        committed = store.read(script.beside("csv"))
    except store.Unreadable as error:
        raise Problem(str(error)) from error
    if asked.quick and script.figure.minutes:
        words = f"not recomputed (about {script.figure.minutes:g} min without --quick)"
        wrong: list[str] = []
    else:
        fresh = store.parse(computed(script, replace(asked, quick=False)).to_text())
        wrong = differences(committed.records, fresh.records, script.figure)
        words = f"agree within {script.figure.tolerance:g}, relative"
    now, then = render.version(), committed.header.get("matplotlib", "none")
    if now != then:
        pictures = f"not compared (drawn with matplotlib {then}, this is {now})"
    else:
        with _told(script.name, "drawing", asked.quiet):
            changed = _changed(script, render.drawn(script, committed.records))
        wrong += [f"{path.name}: not what the committed numbers give" for path in changed]
        pictures = "the same"
    for line in wrong:
        click.echo(f"{script.name}: {line}")
    if not wrong:
        click.echo(f"{script.name}: numbers {words}; pictures {pictures}")
    return not wrong


def _changed(script: Script, files: dict[str, bytes]) -> list[Path]:
    from kdtheory.plotting.render import same_picture

    def kept(name: str, content: bytes) -> bool:
        path = script.beside(name)
        return path.exists() and same_picture(name, path.read_bytes(), content)

    return [script.beside(name) for name, content in files.items() if not kept(name, content)]


def _folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(f"--out {folder}: cannot make the folder ({error.strerror})") from error


@contextmanager
def _told(name: str, doing: str, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A callback that tells on standard error how far it is, after some patience."""
    started = told = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal told
        now = time.monotonic()
        if not quiet and now - started > PATIENCE and now - told > INTERVAL * (told > started):
            told = now
            print(f"{name}: {doing}, {done} of {total}", file=sys.stderr, flush=True)

    yield tell
    seconds = time.monotonic() - started
    if not quiet and seconds > PATIENCE:
        print(f"{name}: {doing} took {seconds:.0f} s", file=sys.stderr, flush=True)
