"""Sessions in Markdown pages: their files are written, their commands run, their output compared.

A block ```` ```console ```` holds commands after ``$ `` and what they print (standard output, then
standard error after wrong usage). A Python block whose first line is a comment with a file name,
as in ``# my_operator.py``, is written to that file before the sessions that follow it.

To bring the pages up to date after a deliberate change of output, run the tests with
``KDTHEORY_UPDATE_README=1``.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"```(console|python)\n(.*?)```", re.DOTALL)
NAMED = re.compile(r"# (\S+\.py)\n")
PROGRAMS = {"kdtheory": ["-m", "kdtheory"], "pytest": ["-m", "pytest"], "python": []}


def blocks(page: Path) -> list[tuple[str, str]]:
    """The language and the text of every block that is run or written."""
    return BLOCK.findall(page.read_text(encoding="utf-8"))


def play(block: str, folder: Path) -> str:
    """Run a block's commands in `folder` and write down what they print."""
    lines = []
    for command in (line[2:] for line in block.splitlines() if line.startswith("$ ")):
        program, *arguments = shlex.split(command)
        run = subprocess.run(
            [sys.executable, *PROGRAMS[program], *arguments],
            cwd=folder,
            env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8",
                 "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_ADDOPTS": "-p no:cacheprovider"},
            capture_output=True,
            encoding="utf-8",
            timeout=300,
        )  # fmt: skip
        assert "Traceback" not in run.stderr, run.stderr
        printed = run.stdout + run.stderr if run.returncode == 2 else run.stdout
        lines += [f"$ {command}", *(line.rstrip() for line in printed.splitlines())]
    return "\n".join(lines) + "\n"


def stable(text: str) -> str:
    """Leave out what may differ: the digest of an operator's source, and times."""
    text = re.sub(r"sha256:[0-9a-f]+", "sha256:…", text)
    return re.sub(r"in \d+\.\d+ ?s\b( \(.*?\))?=*", "in … s", text)


def check(page: Path, folder: Path) -> None:
    """Play a whole page in a folder; what its commands print must be what it says."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    played: list[tuple[str, str]] = []
    for language, block in blocks(page):
        if language == "python":
            named = NAMED.match(block)
            if named:
                (folder / named[1]).write_text(block, encoding="utf-8")
            continue
        played.append((block, play(block, folder)))
    if os.environ.get("KDTHEORY_UPDATE_README"):
        text = page.read_text(encoding="utf-8")
        for block, new in played:
            text = text.replace(f"```console\n{block}```", f"```console\n{new}```")
        page.write_text(text, encoding="utf-8")
        return
    for block, new in played:
        assert stable(new) == stable(block)
