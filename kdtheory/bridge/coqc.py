"""Coq as a second checker: compile a file, and ask which axioms its theorems rest on."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

AXIOMS = Path(__file__).with_name("axioms.txt")
PATIENCE = 900  # seconds for one file
HOW_TO_INSTALL = (
    "on Debian and Ubuntu: sudo apt-get install coq libcoq-coquelicot libcoq-interval; "
    "elsewhere: opam install coq coq-coquelicot coq-interval"
)
_PROBE = "From Coquelicot Require Coquelicot.\nFrom Interval Require Tactic.\n"
_STATED = re.compile(r"^Theorem (\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """What Coq says of a file: whether it accepts it, and why not."""

    accepted: bool
    reason: str = ""


def allowed_axioms() -> frozenset[str]:
    """Names of the axioms that an exported file may rest on."""
    lines = AXIOMS.read_text(encoding="ascii").splitlines()
    return frozenset(x.strip() for x in lines if x.strip() and not x.startswith("#"))


def missing() -> str:
    """What of Coq is not installed, or an empty text."""
    if shutil.which("coqc") is None:
        return "Coq is missing: there is no coqc"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "probe.v").write_text(_PROBE, encoding="ascii")
        if _coqc(Path(folder), "probe.v").returncode:
            return "Coq's libraries Coquelicot and Interval are missing"
    return ""


def compile_file(path: Path) -> Answer:
    """Compile a Coq file, and accept it if its theorems rest on allowed axioms only.

    Parameters
    ----------
    path : Path
        A file whose name is that of a Coq module; nothing is written beside it.

    Raises
    ------
    OSError
        If it cannot be read, or there is no ``coqc``.
    """
    text = path.read_text(encoding="utf-8")
    stated = _STATED.findall(text)
    if not stated:
        return Answer(False, "it states no theorem")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / path.name).write_text(text, encoding="utf-8")
        try:
            compiled = _coqc(folder, path.name)
            if compiled.returncode:
                return Answer(False, _complaint(compiled.stderr))
            found = _axioms(folder, path.stem, stated)
        except subprocess.TimeoutExpired:
            return Answer(False, f"coqc took longer than {PATIENCE} s")
    if found is None:
        return Answer(False, "coqc does not say which axioms it rests on")
    foreign = sorted(found - allowed_axioms())
    return Answer(not foreign, f"it rests on {', '.join(foreign)}" if foreign else "")


def _coqc(folder: Path, name: str) -> subprocess.CompletedProcess[str]:
    command = ["coqc", "-q", "-Q", ".", "KD", "-w", "-ambiguous-paths", name]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE)


def _axioms(folder: Path, module: str, stated: list[str]) -> set[str] | None:
    together = ", ".join(f"@{module}.{name}" for name in stated)
    audit = f"audit_of_{module}.v"  # never the module itself
    (folder / audit).write_text(
        f"From KD Require {module}.\n"
        f"Definition all_theorems := (0, {together}).\nPrint Assumptions all_theorems.\n",
        encoding="ascii",
    )
    answer = _coqc(folder, audit)
    lines = answer.stdout.splitlines()
    if answer.returncode or not lines:
        return None
    if lines[0].startswith("Closed under the global context"):
        return set()
    if lines[0] != "Axioms:":
        return None
    return {re.split(r"[ :]", x, maxsplit=1)[0] for x in lines[1:] if x and not x[0].isspace()}


def _complaint(text: str) -> str:
    """Coq's error on one line."""
    at = text.find("Error:")
    where = re.findall(r'File "[^"]*", line (\d+)', text[:at] if at >= 0 else text)
    said = " ".join(text[at:].split()) if at >= 0 else " ".join(text.split())
    return f"line {where[-1]}: {said[:300]}" if where else said[:300]
