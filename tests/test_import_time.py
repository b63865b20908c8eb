"""Starting up costs nothing: what is loaded, and how long it takes."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("numpy", "scipy", "sympy", "flint", "rich", "jinja2", "pebble", "click", "multiprocessing")
REPEATS = 5


def python(code: str) -> str:
    """What a fresh interpreter prints."""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout


def loaded(code: str, names: tuple[str, ...]) -> list[str]:
    shown = f"import sys; print(' '.join(sorted(set({names!r}) & set(sys.modules))))"
    return python(f"{code}\n{shown}").splitlines()[-1].split()


HELP = """
from click.testing import CliRunner
from kdtheory.cli import main
assert CliRunner().invoke(main, ["--help"]).exit_code == 0
assert CliRunner().invoke(main, ["verify", "--help"]).exit_code == 0
"""


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("import kdtheory; dir(kdtheory)", []),
        ("import kdtheory.report", []),
        (HELP, ["click"]),
        ("import pytest, kdtheory.pytest_plugin", []),
    ],
)
def test_nothing_heavy_is_loaded(code, allowed):
    assert loaded(code, HEAVY) == allowed


def cost(statement: str) -> float:
    """Least processor time of a statement in a fresh interpreter, so that load hardly matters."""
    code = f"import time; t = time.process_time(); {statement}; print(time.process_time() - t)"
    return min(float(python(code).splitlines()[-1]) for _ in range(REPEATS))


def test_import_takes_less_than_50_ms():
    assert cost("import kdtheory") < 0.05


def test_help_takes_less_than_200_ms():
    # standalone_mode=False returns instead of exiting, so that the clock can be read
    statement = (
        "from kdtheory.cli import main; main(['--help'], prog_name='kdtheory', "
        "standalone_mode=False)"
    )
    assert cost(statement) < 0.2 - cost("pass")


def test_plugin_takes_less_than_100_ms():
    assert cost("import pytest; t = time.process_time(); import kdtheory.pytest_plugin") < 0.1
