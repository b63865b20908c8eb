"""A row says what was computed, and every planted mismatch fails the run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import kdtheory
from kdtheory.ledger import cells, claim, measured, plan, sharp, theorem, value
from kdtheory.ledger.claims import Effort
from kdtheory.ledger.data import computed, differences, results
from kdtheory.ledger.places import claims
from kdtheory.ledger.rows import build
from kdtheory.ledger.run import gather
from kdtheory.ledger.store import Store

QUICK = Effort(quick=True)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory):
    with Store(Path(tmp_path_factory.mktemp("rows")) / "s.sqlite") as found:
        yield found


def row_of(store, one):
    wanted = [job for job in plan.of_claim(one, QUICK) if job.kind != "values"]
    found = gather(wanted, store, 1)
    if one.values:
        from kdtheory.ledger.numbers import settled

        found[QUICK.job("values", one.id)] = {"values": [settled(v) for v in one.values]}
    return build(one, found, QUICK)


def test_a_theorem_with_its_false_readings(store):
    row = row_of(store, claims()["AW-N1"])
    assert (row.verdict, row.as_stated, row.agreement) == ("proved", "refuted", "refuted")
    assert row.trouble == []
    assert "1 of 1 false reading refuted" in computed(row)
    (reading,) = row.readings
    assert [d.outcome for d in reading.repaired] == ["proved"]


def test_numbers_that_do_not_agree(store):
    @claim("AW-P2", stated="x")
    def planted():
        return [theorem("AW-P2"), value("weight", "0.35", lambda: 0)]

    row = row_of(store, planted)
    assert row.trouble == ["weight: stated 0.35, computed 0"]
    assert row.agreement == "differs"


def test_a_reading_that_is_not_there(store):
    row = row_of(store, replace(claims()["AW-P2"], as_stated="nonsense"))
    assert row.trouble == ["there is no false reading 'nonsense'"]


def test_an_operator_that_holds_where_a_violation_is_declared(store):
    @claim("R0", stated="x")
    def planted():
        return [cells("mixture", "!SK-A4/open"), cells("mixture_late", "SK-A4/open")]

    row = row_of(store, planted)
    assert row.trouble == [
        "mixture SK-A4/open is proved, declared false",
        "mixture_late SK-A4/open is refuted, declared true",
    ]
    assert row.verdict == "undecided"


def test_what_was_verified_before_is_not_taken_for_an_operator_of_the_ledger(store):
    kdtheory.verify("linear_pool", axioms=["MT-A6"], points=None, quiet=True)

    @claim("R0", stated="x")
    def planted():
        return [cells("mixture", "SK-A4/open")]

    assert row_of(store, planted).trouble == []


def test_instances_support_a_general_statement_and_do_not_prove_it(store):
    @claim("R0", stated="x")
    def instance():
        return [cells("mixture", "SK-A4/open"), cells("mixture_late", "!SK-A4/open")]

    row = row_of(store, instance)
    assert (row.trouble, row.verdict) == ([], "supported")


def test_a_bound_that_is_false_as_stated(store):
    @claim("AW-S1", stated="x")
    def planted():
        return [sharp("SK-B6", floor="1/10", temperature=2)]

    row = row_of(store, planted)
    assert [t.startswith("the sharp constant") for t in row.trouble] == [True]
    row = row_of(store, replace(planted, as_stated="any"))
    assert row.trouble == ["there is no false reading 'any'"]


def test_a_certificate_that_the_checker_rejects(store):
    one = claims()["AW-P2"]
    found = gather([j for j in plan.of_claim(one, QUICK) if j.kind == "theorem"], store, 1)
    job = QUICK.job("theorem", "AW-P2")
    (verdict,) = found[job]["verdicts"]
    found[job] = {"verdicts": [{**verdict, "check": {"accepted": False, "summary": "no"}}]}
    assert build(one, found, QUICK).trouble == [
        "AW-P2/order: the checker does not accept its certificate"
    ]


def test_what_could_not_be_computed(store):
    one = claims()["AW-P2"]
    found = {job: {"failed": "stopped"} for job in plan.of_claim(one, QUICK)}
    row = build(one, found, QUICK)
    assert len(row.trouble) == len(found)
    assert row.verdict == "undecided"


def test_a_measurement_without_its_library_is_missing_and_no_mismatch(store, monkeypatch):
    from kdtheory.ledger import jobs
    from kdtheory.ledger.claims import Job

    def run(settings):
        raise ModuleNotFoundError("No module named 'sklearn'", name="sklearn")

    found = jobs.KINDS["measurement"]
    monkeypatch.setattr(jobs, "_measurement", lambda id: type("M", (), {"run": run, "title": "x"}))
    body = found.run(Job("measurement", "SK-B"))
    monkeypatch.undo()
    one = replace(claims()["AW-P2"], parts=lambda: [measured("SK-B")])
    row = build(one, {QUICK.job("measurement", "SK-B"): body}, QUICK)
    assert row.trouble == [] and row.findings == []
    assert row.remarks == ["not measured: sklearn is missing; pip install 'kdtheory[students]'"]


def test_results_are_compared_leaf_by_leaf(store):
    found = results([row_of(store, claims()["AW-N1"])])["claims"]
    assert differences(found, found, quick=False) == []
    other = {"AW-N1": {**found["AW-N1"], "verdict": "supported"}}
    assert differences(other, found, quick=False) == [("AW-N1 verdict", "supported", "proved")]
    assert differences(other, found, quick=True) == []  # left open, contradicts nothing
    other["AW-N1"]["verdict"] = "refuted"
    assert differences(other, found, quick=True) == [("AW-N1 verdict", "refuted", "proved")]
    assert differences({}, found, quick=False)[0][0] == "AW-N1"
    assert differences({}, found, quick=True) == []
