"""Lessons, and their hand-outs, made once."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import pytest

from kdtheory.teaching.lessons import find, lessons

if TYPE_CHECKING:
    from kdtheory.teaching.exercises import Exercise
    from kdtheory.teaching.lessons import Lesson

NUMBERS = [lesson.number for lesson in lessons()]
MISSING = [x for x in ("marimo", "latex2mathml") if importlib.util.find_spec(x) is None]
collect_ignore_glob = ["test_*.py"] if MISSING else []  # they are in the extra 'lessons'


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: drives a headless Chromium")


@cache
def by_number(number: int) -> Lesson:
    return find(str(number))


@cache
def page(number: int) -> str:
    from kdtheory.teaching.handout import handout as bake

    return bake(by_number(number))


@pytest.fixture(params=NUMBERS)
def number(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture
def lesson(number: int) -> Lesson:
    return by_number(number)


@pytest.fixture
def handout(number: int) -> str:
    return page(number)


@pytest.fixture
def handouts() -> Callable[[int], str]:
    return page


@pytest.fixture
def by_name() -> dict[str, Exercise]:
    """All exercises of all lessons."""
    return {e.name: e for k in NUMBERS for e in by_number(k).exercises}
