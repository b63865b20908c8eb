"""The README shows real sessions: its commands are run and their output is compared.

To bring the README up to date after a deliberate change of output, run
``KDTHEORY_UPDATE_README=1 python -m pytest tests/test_readme.py``.
"""

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


def _sessions() -> list[str]:
    return BLOCK.findall(README.read_text(encoding="utf-8"))


def _play(block: str, folder: Path) -> str:
    """Run a block's commands in `folder` and write down what they print."""
    lines = []
    for command in (line[2:] for line in block.splitlines() if line.startswith("$ ")):
        program, *arguments = command.split()
        assert program == "kdtheory"
        run = subprocess.run(
            [sys.executable, "-m", "kdtheory", *arguments],
            cwd=folder,
            env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            timeout=300,
        )
        assert run.returncode in (0, 1, 3), run.stderr
        lines += [f"$ {command}", *(line.rstrip() for line in run.stdout.splitlines())]
    return "\n".join(lines) + "\n"


def _stable(text: str) -> str:
    """Leave out what may differ: the digest of an operator's source, and times."""
    return re.sub(r"in \d+\.\d s\b", "in … s", re.sub(r"sha256:[0-9a-f]+", "sha256:…", text))


@pytest.mark.parametrize("number", range(len(_sessions())))
def test_session(number: int, tmp_path: Path) -> None:
    block = _sessions()[number]
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    played = _play(block, tmp_path)
    if os.environ.get("KDTHEORY_UPDATE_README"):
        text = README.read_text(encoding="utf-8")
        README.write_text(text.replace(f"```console\n{block}```", f"```console\n{played}```"))
        return
    assert _stable(played) == _stable(block)


def test_python_examples() -> None:
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    result = doctest.testfile(str(README), module_relative=False, optionflags=flags)
    assert result.attempted > 3
    assert result.failed == 0
