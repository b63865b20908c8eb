"""``kdtheory teach``: lists, prints, checks; runs only what it is asked to."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from kdtheory.cli import main

RIGHT = """
fewest = 5
hundredth = "100"


def first_order(h):
    return 2 * h
"""


def run(*arguments):
    return CliRunner().invoke(main, ["teach", *map(str, arguments)])


def test_lists_the_lessons():
    result = run()
    assert result.exit_code == 0
    for k, name in enumerate(("softening", "counterexamples", "majorisation", "bias_variance",
                              "stages", "pooling", "recursion", "trust"), 1):  # fmt: skip
        assert f"{k} {name}" in result.stdout


@pytest.mark.parametrize("name", ["5", "05", "stages", "05_stages", "Stages"])
def test_names_of_a_lesson(name):
    result = run(name, "--exercises")
    assert result.exit_code == 0
    for exercise in ("fewest", "hundredth", "first_order"):
        assert f"{exercise}: " in result.stdout


def test_answers_are_checked(tmp_path):
    file = tmp_path / "answers.py"
    file.write_text(RIGHT)
    result = run(5, "--check", file)
    assert result.exit_code == 0
    assert result.stdout.count("✓") == 3


def test_wrong_and_missing_answers(tmp_path):
    file = tmp_path / "answers.py"
    file.write_text("fewest = 4\nprint('noise')\n")
    result = run(5, "--check", file)
    assert result.exit_code == 1
    assert "✗ fewest: 4 stages end" in result.stdout
    assert "- hundredth: no answer" in result.stdout
    assert "noise" not in result.stdout


def test_a_file_with_other_names(tmp_path):
    file = tmp_path / "answers.py"
    file.write_text("one = 1\n")
    result = run(5, "--check", file)
    assert result.exit_code == 1
    assert "fewest, hundredth, first_order" in result.stderr


def test_a_file_that_does_not_run(tmp_path):
    file = tmp_path / "answers.py"
    file.write_text("1 / 0\n")
    result = run(5, "--check", file)
    assert result.exit_code == 2
    assert "ZeroDivisionError" in result.stderr
    assert "Traceback" not in result.stderr


def test_handout_is_written(tmp_path):
    file = tmp_path / "page.html"
    result = run(5, "--handout", file)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert str(file) in result.stderr
    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["9"], "there is no lesson '9'"),
        (["--exercises"], "name a lesson"),
        (["1", "--handout", "/nowhere/page.html"], "there is no folder"),
        (["1", "--check", "/nowhere/answers.py"], "does not exist"),
        (["1", "--port", "0"], "port"),
    ],
)
def test_mistakes_are_told(arguments, words):
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""


def test_says_what_is_missing(monkeypatch):
    import importlib.util

    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *a: None if name == "marimo" else found(name, *a)
    )
    result = run(1)
    assert result.exit_code == 2
    assert "pip install 'kdtheory[lessons]'" in result.stderr


def test_terminals_get_signs_and_no_entities(tmp_path):
    file = tmp_path / "answers.py"
    file.write_text("fewest = '<5>'\nhundredth = 99\n")
    result = run(5, "--check", file)
    assert "✗ fewest: This cannot be read: '<5>' is not a number" in result.stdout
    assert "$" not in result.stdout and "> 1/100" in result.stdout
