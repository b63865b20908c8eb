"""The audit refutes every false reading and does not refute its repair; the command shows it."""

import json

import pytest
from click.testing import CliRunner

from kdtheory.claims.verdict import Outcome
from kdtheory.engines.settings import Settings
from kdtheory.theorems.audit import audit, readings
from kdtheory.theorems.command import as_declared, theorems

IDS = [r.id for r in readings() if not r.id.startswith("SK-B")]
#: What the theory calls false, each by the reading that says so.
FALSE = """SK-A5/inf-closed MT-A5/commute MT-A5/entropy MT-A1/hull MT-S1/any-pool MT-J1/axioms
MT-J1/any-order MT-A3/moved MT-V4/any-pool MT-T1/both RM-C6/divergence RM-C7/any-reference
RM-C8/reverse RM-C8/variation RM-C8/linear AW-P2/kept AW-N1/over-teachers
AW-C1/stochastic""".split()
SOME = ("RM-C6/divergence", "AW-P2/kept", "MT-T1/both")


def run(*args):
    return CliRunner().invoke(theorems, list(args))


def test_the_audit_covers_what_the_theory_calls_false():
    assert set(FALSE) <= set(IDS)
    assert len(IDS) == len(set(IDS))


@pytest.mark.parametrize(
    "id", [pytest.param(k, marks=[] if k in SOME else pytest.mark.slow) for k in IDS]
)
def test_a_false_reading_is_refuted_and_its_repair_is_proved(id):
    (finding,) = audit(Settings(seconds=4), only=(id,))
    assert finding.outcome is Outcome.REFUTED
    assert all(v.outcome is Outcome.REFUTED for v in finding.false)
    assert finding.witness is not None and finding.refutation.document is not None
    assert finding.repaired_outcome is Outcome.PROVED
    assert as_declared(finding)


def test_progress_is_told_after_every_reading():
    told = []
    audit(only=("RM-C7",), progress=lambda *state: told.append(state))
    assert told == [("RM-C7/any-reference", 1, 1)]


def test_the_audit_as_json():
    result = run("RM-C6/divergence", "--audit", "--format", "json", "--quiet")
    assert result.exit_code == 0
    (row,) = json.loads(result.stdout)["audit"]
    assert (row["verdict"], row["repaired"]) == ("refuted", "proved")
    assert set(row["witness"]) == {"p", "s", "alpha", "margin", "text"}


def test_the_audit_as_a_table_and_as_markdown():
    table = run("AW-P2", "--audit", "--quiet")
    assert table.exit_code == 0
    assert "✗ refuted" in table.stdout and "✓ proved" in table.stdout
    assert "1 of 1 readings refuted" in table.stdout
    page = run("AW-P2", "--audit", "--format", "markdown", "--quiet")
    assert page.stdout.startswith("| reading | in words |") and "| refuted |" in page.stdout


def test_the_list_has_every_theorem():
    from kdtheory.theorems.registry import table

    lines = run().stdout
    assert all(f"  {id} " in lines for id in table())
    rows = json.loads(run("--format", "json").stdout)["theorems"]
    assert [r["id"] for r in rows] == list(table())
    assert run("--format", "markdown").stdout.count("\n| ") == len(table())


def test_one_theorem_is_explained():
    page = run("rm-c8").stdout
    for part in ("hypothesis geometric", "false reading reverse", "Repaired by: forward"):
        assert part in page
    assert run("RM-C8", "--format", "markdown").stdout.startswith("## RM-C8 ")
    (row,) = json.loads(run("RM-C8", "--format", "json").stdout)["theorems"]
    assert row["false_readings"][0]["repair"] == "forward" and row["kind"] == "equality"


@pytest.mark.parametrize(
    "args, message",
    [
        (("RM-C99",), "no theorem 'RM-C99'; there are:"),
        (("RM-C2", "--audit"), "no false reading of 'RM-C2'"),
        (("--format", "html"), "'html' is not one of"),
    ],
)
def test_wrong_usage_is_one_sentence(args, message):
    result = run(*args)
    assert result.exit_code == 2 and message in result.stderr
