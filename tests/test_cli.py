"""The command line: exit codes, what goes to which stream, and results that survive."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from importlib.metadata import EntryPoint
from types import ModuleType, SimpleNamespace

import click
import jsonschema
import pytest
from click.testing import CliRunner

import kdtheory
from kdtheory import ladder, options, progress
from kdtheory.axioms.registry import table
from kdtheory.claims.verdict import OperatorReport, Outcome, Report, Scope, Verdict, Witness
from kdtheory.cli import main
from kdtheory.operators import registry
from kdtheory.report import load_schema

COMMAND = [sys.executable, "-m", "kdtheory"]
QUICK = ["--axioms", "SK-A4", "--budget", "2"]
OPERATORS = """
import time

def blend(p, T, xp):
    print("debugging")
    return p / T + (1 - 1 / T) / p.shape[-1]

def sleeper(p, T, xp):
    while True:
        time.sleep(0.1)

print("imported")
"""


def run(*arguments: object) -> click.testing.Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def shell(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, text=True, timeout=120, **options
    )


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(OPERATORS)
    return path


def report_of(*outcomes: Outcome) -> Report:
    scope = Scope("all", ("1", "inf"), "0")
    witness = Witness({"p": ["1", "0"], "T": ["2"]}, ("-0.5", "-0.4"), "F_T(p) = (1, 0)")
    verdicts = tuple(
        Verdict(
            "SK-A4", "open", "sourced", o, scope, "because",
            witness if o is Outcome.REFUTED else None, document={"format": "test"},
        )
        for o in outcomes
    )  # fmt: skip
    return Report((OperatorReport("mine", "softening", "sha256:" + "0" * 64, verdicts),), {})


@pytest.fixture
def decided(monkeypatch):
    """Let verify return given outcomes at once; the list holds the calls."""
    calls = []

    def pretend(*outcomes: Outcome):
        def verify(targets, **settings):
            calls.append((targets, settings))
            return report_of(*outcomes)

        monkeypatch.setattr(ladder, "verify", verify)
        return calls

    return pretend


# exit codes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ("proved certified", 0),
        ("certified", 0),
        ("proved refuted supported", 1),
        ("error refuted", 1),
        ("proved supported", 3),
        ("undecided", 3),
        ("unsupported", 3),
        ("error", 3),
    ],
)
def test_exit_code(decided, outcomes, code):
    decided(*map(Outcome, outcomes.split()))
    result = run("verify", "power")
    assert result.exit_code == code
    assert "mine" in result.stdout
    assert not result.stderr


def test_real_run_is_one_json_document(file):
    result = shell("verify", f"{file}:blend", "topk", *QUICK, "--format", "json")
    document = json.loads(result.stdout)
    jsonschema.validate(document, load_schema())
    assert [op["operator"] for op in document["operators"]] == ["blend", "topk"]
    (holds,), (fails,) = (op["verdicts"] for op in document["operators"])
    assert holds["verdict"] in ("proved", "certified", "supported")
    assert fails["verdict"] == "refuted"
    assert fails["witness"]["p"]
    assert result.returncode == 1


def test_what_an_operator_prints_goes_to_standard_error(file):
    result = shell("verify", f"{file}:blend", *QUICK, "--format", "json")
    outcome = json.loads(result.stdout)["operators"][0]["verdicts"][0]["verdict"]
    assert result.returncode == (0 if outcome in ("proved", "certified") else 3)
    assert "imported" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify"],
        ["verify", "power", "--nonsense"],
        ["verify", "power", "--format", "pdf"],
        ["fly"],
    ],
)
def test_usage(arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr
    assert not result.stdout


def test_internal_error_is_one_line(monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("two\nlines")

    monkeypatch.setattr(ladder, "verify", broken)
    monkeypatch.delenv("KDTHEORY_DEBUG", raising=False)
    result = run("verify", "power")
    assert result.exit_code == 4
    assert result.stderr.count("\n") == 1
    assert "RuntimeError: two lines" in result.stderr
    assert "report it" in result.stderr
    monkeypatch.setenv("KDTHEORY_DEBUG", "1")
    assert "Traceback" in run("verify", "power").stderr


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupt_stops_the_workers_at_once(tmp_path, sent, code):
    path, started = tmp_path / "slow.py", tmp_path / "started"
    path.write_text(
        "import os, pathlib, time\n"
        "def slow(p, T, xp):\n"
        f"    pathlib.Path({str(started)!r}).write_text(str(os.getpid()))\n"
        "    time.sleep(300)\n"
    )
    process = subprocess.Popen(
        [*COMMAND, "verify", f"{path}:slow", "--axioms", "SK-A4", "--budget", "200"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not (started.exists() and started.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(sent)
    out, err = process.communicate(timeout=30)
    assert process.returncode == code
    assert not out
    assert "Traceback" not in err
    with pytest.raises(ProcessLookupError):
        os.kill(int(started.read_text()), 0)


@pytest.mark.skipif(os.name == "nt", reason="pipes")
def test_a_reader_that_leaves_is_no_error():
    process = subprocess.Popen([*COMMAND, "axioms"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout and process.stderr
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 0


def test_version():
    assert kdtheory.__version__ in run("--version").stdout
    assert kdtheory.__version__ in shell("--version").stdout


# options -------------------------------------------------------------------------------------


def test_options_reach_the_ladder(decided):
    calls = decided(Outcome.PROVED)
    run(
        "verify", "a.py:f", "power", "--kind", "softening", "--axioms", "SK-A1, SK-A2/open",
        "--axioms", "SK-A3", "--all-variants", "--classes", "2,5", "--temperatures", "0.1:20",
        "--floor", "2/1000", "--budget", "7", "--backend", "numpy", "--jobs", "3", "--rng", "4",
        "--teachers", "2,3", "--softening", "mixture", "--bounds", "0.1:0.7", "-q",
    )  # fmt: skip
    (targets, settings), *_ = calls
    assert targets == ["a.py:f", "power"]
    del settings["progress"]
    assert settings == {
        "kind": "softening", "axioms": ["SK-A1", "SK-A2/open", "SK-A3"], "all_variants": True,
        "classes": (2, 5), "temperatures": ("1/10", "20"), "floor": "1/500", "points": None,
        "budget": 7.0, "backend": "numpy", "jobs": 3, "rng": 4, "quiet": True,
        "teachers": (2, 3), "softening": "mixture", "bounds": ("1/10", "7/10"),
    }  # fmt: skip


def test_defaults_are_the_library_s(decided):
    calls = decided(Outcome.PROVED)
    run("verify", "power")
    _, settings = calls[0]
    assert settings["budget"] == ladder.DEFAULT_BUDGET
    assert f"{ladder.DEFAULT_BUDGET:g} s" in run("verify", "--help").stdout
    assert settings["axioms"] is None
    assert (settings["classes"], settings["temperatures"]) == ((2, 3, 4), ("1", "10"))


def test_kinds_are_the_registry_s():
    assert options.KINDS == registry.KINDS


# where results go ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("r.json", "{"),
        ("r.html", "<!DOCTYPE html>"),
        ("r.md", "# "),
        ("r.xml", "<?xml"),
        ("r.txt", "mine"),
    ],
)
def test_output_takes_its_form_from_the_ending(decided, tmp_path, name, start):
    decided(Outcome.REFUTED)
    result = run("verify", "power", "--output", tmp_path / name)
    assert result.exit_code == 1
    assert not result.stdout
    assert str(tmp_path / name) in result.stderr
    assert (tmp_path / name).read_text(encoding="utf-8").lower().startswith(start.lower())


def test_format_wins_over_the_ending(decided, tmp_path):
    decided(Outcome.PROVED)
    run("verify", "power", "--output", tmp_path / "r.html", "--format", "json")
    jsonschema.validate(json.loads((tmp_path / "r.html").read_text()), load_schema())


@pytest.mark.parametrize("bad", ["missing/r.json", "."])
def test_bad_output_is_told_before_the_work(decided, tmp_path, bad):
    calls = decided(Outcome.PROVED)
    result = run("verify", "power", "--output", tmp_path / bad)
    assert result.exit_code == 2
    assert "folder" in result.stderr
    assert not calls


def test_a_report_that_cannot_be_written_is_printed(monkeypatch, tmp_path):
    path = tmp_path / "r.json"

    def verify(*_, **__):
        path.mkdir()  # whatever happens to the disk during the work
        return report_of(Outcome.PROVED)

    monkeypatch.setattr(ladder, "verify", verify)
    result = run("verify", "power", "--output", path)
    assert result.exit_code == 2
    assert "could not be written" in result.stderr
    jsonschema.validate(json.loads(result.stdout), load_schema())


def test_certificates_that_cannot_be_written_do_not_lose_the_report(monkeypatch, tmp_path):
    folder = tmp_path / "certificates"

    def verify(*_, **__):
        folder.rmdir()
        folder.write_text("in the way")
        return report_of(Outcome.PROVED)

    monkeypatch.setattr(ladder, "verify", verify)
    result = run("verify", "power", "--certificates", folder)
    assert result.exit_code == 2
    assert "certificates could not be written" in result.stderr
    assert "proved" in result.stdout


def test_certificates_are_written_and_named(decided, tmp_path):
    decided(Outcome.PROVED)
    folder = tmp_path / "new" / "certificates"
    result = run("verify", "power", "--certificates", folder, "--format", "json")
    (verdict,) = json.loads(result.stdout)["operators"][0]["verdicts"]
    assert json.loads((folder / "mine.SK-A4.open.json").read_text()) == {"format": "test"}
    assert verdict["certificate"] == str(folder / "mine.SK-A4.open.json")


def test_bad_certificate_folder_is_told_before_the_work(decided, tmp_path):
    calls = decided(Outcome.PROVED)
    (tmp_path / "f").write_text("")
    result = run("verify", "power", "--certificates", tmp_path / "f")
    assert (result.exit_code, calls) == (2, [])
    assert "folder" in result.stderr


def test_poor_encoding_loses_signs_only():
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    for form in ("table", "json", "markdown"):
        result = subprocess.run(
            [*COMMAND, "verify", "topk", *QUICK, "--format", form],
            capture_output=True, env=env, timeout=60,
        )  # fmt: skip
        assert result.returncode == 1, result.stderr
        assert b"refuted" in result.stdout
    assert shell("axioms", env=env).returncode == 0


# lists ---------------------------------------------------------------------------------------


def test_operators():
    result = run("operators")
    assert result.exit_code == 0
    for op in registry.catalogue().values():
        assert op.name in result.stdout
    listed = json.loads(run("operators", "--format", "json").stdout)["operators"]
    assert {op["name"] for op in listed} == set(registry.catalogue())
    assert all(op["summary"] and op["kind"] in options.KINDS for op in listed)


def test_broken_plugin_is_reported_not_fatal(monkeypatch):
    def found(group):
        assert group == "kdtheory.operators"
        return [
            EntryPoint("mended", "kdtheory.operators.softening:power", group),
            EntryPoint("broken", "no_such_module_at_all:f", group),
        ]

    monkeypatch.setattr("importlib.metadata.entry_points", found)
    result = run("operators")
    assert result.exit_code == 0
    assert "broken (no_such_module_at_all:f): ModuleNotFoundError" in result.stderr
    assert "[plug-in]" in result.stdout


def test_axioms():
    result = run("axioms")
    assert result.exit_code == 0
    for axiom in table().values():
        assert axiom.key in result.stdout
        page = " ".join(run("axioms", axiom.key.lower()).stdout.split())
        for part in (axiom.statement, axiom.source, axiom.provenance):
            assert " ".join(part.split()) in page
        assert axiom.satisfied_by in page
        assert axiom.violated_by in page
    assert "SK-A5/zero" in run("axioms", "SK-A5").stdout
    listed = json.loads(run("axioms", "--format", "json").stdout)["axioms"]
    assert [f"{a['claim']}/{a['variant']}" for a in listed] == list(table())


@pytest.mark.parametrize("key", list(table()))
def test_every_axiom_names_its_two_examples(key):
    truths = registry.catalogue()
    assert truths[table()[key].satisfied_by].holds[key] is True
    assert truths[table()[key].violated_by].holds[key] is False


def test_unknown_axiom():
    result = run("axioms", "SK-A9")
    assert result.exit_code == 2
    assert "SK-A0/simplex" in result.stderr


# check ---------------------------------------------------------------------------------------


@pytest.fixture
def checker(monkeypatch):
    """A checker that reads its answer in the file."""

    def check_file(path):
        word = path.read_text()
        if word == "crash":
            raise RecursionError("too deep")
        return SimpleNamespace(
            accepted=word == "good", reason="a leaf\nis missing", claim="SK-A1/strict", summary="ok"
        )

    module = ModuleType("kdtheory.checker")
    module.check_file = check_file  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "kdtheory.checker", module)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["good"], 0),
        (["good", "good"], 0),
        (["good", "bad"], 1),
        (["crash", "good"], 1),
        (["bad", None, "good"], 2),
    ],
)
def test_check(checker, tmp_path, words, code):
    paths = []
    for k, word in enumerate(words):
        paths.append(tmp_path / f"{k}.json")
        if word is not None:
            paths[-1].write_text(word)
    result = run("check", *paths)
    assert result.exit_code == code
    lines = result.stdout.splitlines()
    assert [line.split(": ")[1] for line in lines] == [
        "accepted" if w == "good" else "rejected" for w in words if w is not None
    ]
    assert ("cannot be read" in result.stderr) == (None in words)


def test_check_of_a_folder(checker, tmp_path):
    result = run("check", tmp_path)
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr


# progress ------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_lines_without_a_terminal(monkeypatch, capsys):
    now = [0.0]
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: now[0]))
    with progress.Progress() as tell:
        for done, moment in enumerate([1, 3, 11, 12, 30], 1):
            now[0] = moment
            tell("power", done, 5)
    captured = capsys.readouterr()
    assert captured.err.splitlines() == [
        "3 of 5 claims decided, now at power",
        "5 of 5 claims decided, now at power",
    ]
    assert not captured.out


@pytest.mark.parametrize("quiet", [False, True])
def test_progress_bar_on_a_terminal(monkeypatch, quiet):
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    with progress.Progress(quiet=quiet) as tell:
        tell("my\x1b]operator", 1, 4)
        if not quiet:
            tell._timer.join()
        tell("power", 2, 4)
    shown = sys.stderr.getvalue()
    assert ("2/4" in shown) is not quiet
    assert "\x1b]" not in shown


def test_short_runs_say_nothing(decided):
    decided(Outcome.PROVED)
    assert run("verify", "power").stderr == ""
