"""Every snippet of the documentation is run; the pages say what really happens."""

import doctest
from pathlib import Path

import pytest
import sessions

PAGES = sorted((sessions.ROOT / "docs").glob("*.md"))


@pytest.mark.parametrize(
    "page", [p for p in PAGES if any(kind == "console" for kind, _ in sessions.blocks(p))],
    ids=lambda page: page.stem,
)  # fmt: skip
def test_sessions(page: Path, tmp_path: Path) -> None:
    sessions.check(page, tmp_path)


@pytest.mark.parametrize(
    "page", [p for p in PAGES if "```pycon" in p.read_text(encoding="utf-8")],
    ids=lambda page: page.stem,
)  # fmt: skip
def test_python(page: Path) -> None:
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    result = doctest.testfile(str(page), module_relative=False, optionflags=flags)
    assert result.attempted > 0
    assert result.failed == 0
