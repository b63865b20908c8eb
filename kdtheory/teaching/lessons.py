"""The lessons there are: files ``NN_name.py``, found by their names and read for their titles."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import re
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kdtheory.teaching.exercises import Exercise
    from kdtheory.teaching.sliders import Picture

_FILE = re.compile(r"(\d\d)_(\w+)\.py")
_PACKAGE = Path(__file__).resolve().parent.parent


class UnknownLesson(ValueError):
    """There is no such lesson; the message lists those that exist."""


@dataclass(frozen=True)
class Lesson:
    """One lesson, known from its file's name and docstring alone.

    Attributes
    ----------
    number : int
    name, title, goal : str
    path : Path
    """

    number: int
    name: str
    title: str
    goal: str
    path: Path

    @cached_property
    def module(self) -> ModuleType:
        """The notebook as a module: its setup has run, its cells have not."""
        name = f"kdtheory_lesson_{self.path.stem}"
        spec = importlib.util.spec_from_file_location(name, self.path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module  # where operators defined in it are looked up
        spec.loader.exec_module(module)
        return module

    @property
    def exercises(self) -> list[Exercise]:
        """In the order of the file."""
        from kdtheory.teaching.exercises import Exercise

        return [e for e in self._parts() if isinstance(e, Exercise)]

    @property
    def pictures(self) -> list[Picture]:
        """In the order of the file."""
        from kdtheory.teaching.sliders import Picture

        return [p for p in self._parts() if isinstance(p, Picture)]

    def _parts(self) -> list[Any]:
        return [getattr(x, "made", None) for x in vars(self.module).values()]

    def outputs(self) -> tuple[Any, ...]:
        """Run all cells; what each of them shows, in the order of the file."""
        outputs, _ = self.module.app.run()
        return tuple(outputs)


def folder() -> Path:
    """Where the lessons are: inside an installed package, beside the package in a checkout.

    Raises
    ------
    UnknownLesson
        If they were not installed.
    """
    for place in (_PACKAGE / "lessons", _PACKAGE.parent / "lessons"):
        if any(place.glob("[0-9][0-9]_*.py")):
            return place
    raise UnknownLesson("the lessons were not installed with this package")


def lessons() -> list[Lesson]:
    """All lessons by number; none of them is run."""
    return [_read(path) for path in sorted(folder().iterdir()) if _FILE.fullmatch(path.name)]


def _read(path: Path) -> Lesson:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    title, _, goal = (ast.get_docstring(tree) or path.stem).partition("\n")
    number, name = _FILE.fullmatch(path.name).groups()  # type: ignore[union-attr]
    return Lesson(
        int(number), name, title.strip().rstrip("."), " ".join(inspect.cleandoc(goal).split()), path
    )


def find(ident: str) -> Lesson:
    """A lesson by its number or name.

    Raises
    ------
    UnknownLesson
    """
    known = lessons()
    for lesson in known:
        if ident.strip().lower() in (str(lesson.number), f"{lesson.number:02}", lesson.name,
                                     lesson.path.stem):  # fmt: skip
            return lesson
    listed = ", ".join(f"{x.number} {x.name}" for x in known)
    raise UnknownLesson(f"there is no lesson {ident!r}; there are: {listed}")
