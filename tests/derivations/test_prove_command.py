"""``kdtheory prove``: what it prints, what it refuses, and its exit codes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kdtheory.cli import main
from kdtheory.derivations import registry

WRONG = '''
"""A derivation that does not check."""

from kdtheory.derivations import derivation


@derivation("RM-C1", "a constant off by one percent", "reconstructed")
def wrong(d):
    """The identity is false."""
    x = d.scalar("x")
    claim = d.claim("double", 2 * x, "=", x + x * 101 / 100)
    d.conclude(claim, d.identity(2 * x, x + x * 101 / 100))


@derivation("RM-C2", "nothing is claimed", "ours")
def empty(d):
    """No claim at all."""
    d.scalar("x")


@derivation("RM-C3", "a claim is left open", "ours")
def open_ended(d):
    """Claims and does not conclude."""
    x = d.scalar("x")
    d.claim("a square", x**2, "≥", 0)
'''


def run(*arguments: str):
    return CliRunner().invoke(main, ["prove", *arguments])


@pytest.fixture
def wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A folder of derivations that do not check instead of the real one."""
    (tmp_path / "wrong.py").write_text(WRONG, encoding="utf-8")
    monkeypatch.setattr(registry, "folder", lambda: tmp_path)
    registry.table.cache_clear()
    yield
    registry.table.cache_clear()


def test_without_an_id_it_lists_all() -> None:
    shown = run()
    assert shown.exit_code == 0
    lines = shown.stdout.splitlines()
    assert len(lines) == len(registry.table())
    assert any(line.startswith("RM-C2") and "sourced" in line for line in lines)


def test_one_derivation_is_shown_step_by_step() -> None:
    shown = run("rm-c2", "--quiet")
    assert shown.exit_code == 0
    assert "Jensen" in shown.stdout
    assert "Σ_i p_i·log(p_i/s') ≤ (1 - α)·Σ_i p_i·log(p_i/s_i)" in shown.stdout
    assert shown.stdout.rstrip().endswith("every step checks")


def test_json_holds_steps_and_controls() -> None:
    document = json.loads(run("RM-C1", "--controls", "--format", "json", "-q").stdout)
    (found,) = document["derivations"]
    assert found["holds"]
    assert {"definition", "induction", "conclusion"} <= {s["rule"] for s in found["steps"]}
    assert all(c["rejected"] for c in found["controls"] if c["false"])
    assert any(c["false"] for c in found["controls"])


def test_unknown_ids_are_named() -> None:
    shown = run("RM-C99")
    assert shown.exit_code == 2
    assert "no derivation of 'RM-C99'" in shown.output
    assert "RM-C2" in shown.output


def test_ids_and_all_exclude_each_other() -> None:
    assert run("RM-C1", "--all").exit_code == 2


@pytest.mark.usefixtures("wrong")
def test_what_does_not_check_fails_and_says_where() -> None:
    shown = run("--all", "-q")
    assert shown.exit_code == 1, shown.output
    assert "not shown by algebra: 2·x = 201·x/100" in shown.stdout
    assert "nothing is claimed" in shown.stdout
    assert "1 of 1 claims are not shown" in shown.stdout
    assert "0 of 3 derivations check" in shown.stdout
