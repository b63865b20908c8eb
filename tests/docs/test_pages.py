"""Every snippet of the documentation is run; the pages say what really happens."""

import subprocess
import sys
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
    """In a process of its own: what a page registers is not there for other tests."""
    flags = ["-o", "ELLIPSIS", "-o", "NORMALIZE_WHITESPACE"]
    command = [sys.executable, "-m", "doctest", *flags, str(page)]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout
