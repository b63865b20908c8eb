"""Every theorem is decided as declared, and every hypothesis is there for a reason."""

from fractions import Fraction

import pytest

from kdtheory.claims.obligation import Goal
from kdtheory.claims.product import number
from kdtheory.claims.verdict import Outcome
from kdtheory.engines.product.check import check
from kdtheory.engines.prove import discharge
from kdtheory.engines.settings import Settings
from kdtheory.theorems.decide import decide, report, weakest
from kdtheory.theorems.lemmas import mixture_of_logarithms, zero
from kdtheory.theorems.proofs import POSITIVE, SHARE, Argument, falls_then_rises
from kdtheory.theorems.registry import UnknownTheorem, find, table

THEOREMS = {id: t for id, t in table().items() if not id.startswith("SK")}
IDS = """MT-A3 MT-B1 MT-J1 MT-L1 MT-S1 MT-T1 MT-V1 MT-V2 MT-V3 MT-V4 RM-C1 RM-C2 RM-C3 RM-C4 RM-C5
RM-C6 RM-C7 RM-C8 RM-C9 RM-C10 RM-C11 AW-C1 AW-C2 AW-F1 AW-F2 AW-N1 AW-P1 AW-P2 AW-S1
AW-Z1""".split()
SWITCHES = [(t.id, name) for t in THEOREMS.values() for name in t.hypotheses]
SHORT = Settings(seconds=3)


def test_the_table_holds_the_theorems_of_the_theory_in_its_order():
    assert list(THEOREMS) == IDS


@pytest.mark.parametrize("id", IDS)
def test_every_claim_is_proved_with_machine_discharged_obligations(id):
    verdicts = decide(id, settings=Settings(seconds=0.2))
    assert verdicts
    for verdict in verdicts:
        assert verdict.outcome is Outcome.PROVED, verdict.key
        assert verdict.document["kind"] == "derivation"
        assert verdict.document["operator"] == id
        assert len(verdict.evidence["steps"]) == 1 + len(verdict.document["obligations"]) > 1


@pytest.mark.parametrize("id, name", SWITCHES)
def test_a_dropped_hypothesis_is_missed_at_an_exact_place(id, name):
    claims = {c.key: c for c in THEOREMS[id].claims([name])}
    verdicts = decide(id, [name], SHORT)
    assert verdicts and {v.key for v in verdicts} == set(claims)
    for verdict in verdicts:
        assert verdict.outcome is Outcome.REFUTED, verdict.key
        assert name in verdict.variant
        claim = claims[verdict.key]
        if claim.limit is None:
            place = _place(claim, verdict.witness.inputs)
            assert claim.contains(place)
            assert check(claim, place) is not None
            assert sum(len(row) for rows in place.values() for row in rows) <= 20
        else:
            assert verdict.document["kind"] == "series"


def _place(claim, inputs):
    def rows(i):
        value = inputs[i.name]
        value = [value] if i.length == "one" else value
        value = value if i.rows != "one" else [value]
        return tuple(tuple(map(Fraction, row)) for row in value)

    return {i.name: rows(i) for i in claim.inputs}


@pytest.mark.parametrize("id, name", SWITCHES)
def test_nothing_is_proved_without_a_hypothesis(id, name):
    assert all(not c.proofs for c in THEOREMS[id].claims([name]))


@pytest.mark.parametrize("id", IDS)
def test_false_readings_name_a_hypothesis_and_claims_that_use_it(id):
    theorem = THEOREMS[id]
    for reading in theorem.false.values():
        keys = {c.variant for c in theorem.claims([reading.repair])}
        wanted = {f"{v}-without-{reading.repair}" for v in reading.variants}
        assert keys and wanted <= keys


def test_claims_have_different_keys_and_the_axioms_have_others():
    from kdtheory.axioms.registry import table as axioms

    keys = [c.key for t in THEOREMS.values() for c in t.claims()]
    assert len(keys) == len(set(keys))
    assert not set(keys) & set(axioms())


def test_a_reduction_lists_obligations_that_algebra_discharges():
    (claim,) = find("rm-c2").claims()
    reduction = THEOREMS["RM-C2"].reduction(claim)
    assert {o.goal for o in reduction.obligations} == {Goal.ZERO, Goal.NONNEGATIVE}
    assert all(discharge(o) for o in reduction.obligations)


def test_an_argument_with_a_slightly_better_constant_proves_nothing():
    (claim,) = THEOREMS["RM-C2"].claims()
    better = 1 - Fraction(1, 10**4)

    def statements(v, xp):
        b = better * (1 - v.alpha)
        f = xp.log(1 + (1 - v.alpha) * (v.r - 1)) - b * xp.log(v.r)
        h = v.alpha * b / (v.r * (v.alpha + (1 - v.alpha) * v.r))
        return falls_then_rises("near miss", f, v.r, h)

    bounds = {"r": POSITIVE, "alpha": SHARE}
    assert Argument("near", "near", statements, bounds)(claim) is None
    assert Argument("none", "nothing to show", lambda v, xp: [], bounds)(claim) is None
    true = Argument("true", "true", lambda v, xp: mixture_of_logarithms(v.r, v.alpha, xp), bounds)
    assert true(claim).discharged
    false = Argument("false", "false", lambda v, xp: [zero("r = α", v.r - v.alpha)], bounds)
    assert false(claim) is None


def test_several_hypotheses_can_be_dropped_at_once():
    (verdict,) = decide("RM-C3", ["teacher", "linear"], SHORT)
    assert verdict.key == "RM-C3/step-without-teacher-without-linear"
    assert verdict.outcome is Outcome.REFUTED


def test_unknown_names_are_listed():
    with pytest.raises(UnknownTheorem, match=r"no theorem 'RM-C99'; there are: .*MT-A3"):
        decide("RM-C99")
    with pytest.raises(UnknownTheorem, match="RM-C2 has no hypothesis 'anchor'; it has: teacher"):
        decide("RM-C2", ["anchor"])


def test_a_report_looks_like_that_of_an_operator():
    found = report("rm-c7", ["previous"], SHORT)
    assert (found.operator, found.kind) == ("RM-C7", "theorem")
    assert found.digest.startswith("sha256:")
    assert found["RM-C7/contracts-without-previous"].outcome is Outcome.REFUTED
    assert found.notes == ("without previous: " + THEOREMS["RM-C7"].hypotheses["previous"],)
    assert weakest(found) is Outcome.REFUTED


@pytest.mark.parametrize("form", ["table", "markdown", "json", "html", "junit"])
def test_a_report_of_theorems_renders(form):
    from kdtheory.claims.verdict import Report
    from kdtheory.report import render

    both = Report((report("AW-P2", (), SHORT), report("AW-P2", ["compatible"], SHORT)))
    assert both.exit_code == 1
    text = render(both, form)
    assert "AW-P2" in text and "order-without-compatible" in text


def test_the_digest_belongs_to_the_statement():
    assert THEOREMS["RM-C2"].digest != THEOREMS["RM-C3"].digest


def test_the_drift_without_an_anchor_is_the_error_of_one_generation():
    (verdict,) = decide("RM-C6", ["anchor"], SHORT)
    assert verdict.witness.inputs["alpha"] == "0"
    error = Fraction(verdict.witness.inputs["delta"])
    low, high = map(Fraction, verdict.witness.margin)
    assert low <= -error <= high


def test_stationary_students_show_that_the_excess_is_of_second_order():
    """The counterexample to ε/α holds for every student: ``KL(q‖s) < α KL(p‖s)``, strictly."""
    (claim,) = THEOREMS["RM-C6"].claims(["variation"])
    for tenths in (1, 2, 4, 6, 9):
        s = Fraction(tenths, 10)
        place = {
            "p": ((Fraction(1, 2), Fraction(1, 2)),),
            "s": ((s, 1 - s),),
            "alpha": ((Fraction(1, 3),),),
        }
        assert check(claim, place) is not None


def test_inputs_of_claims_are_described_in_the_scope():
    (claim,) = THEOREMS["RM-C2"].claims(["teacher"])
    assert claim.scope().inputs == {"p": "Δ", "s": "Δ°", "alpha": "(0, 1)", "r": "Δ°"}
    assert claim.scope().note == "without: " + THEOREMS["RM-C2"].hypotheses["teacher"]
    assert number("alpha").contains(((Fraction(3),),))
