"""SK-B to SK-E: every theorem is decided as declared, and its hypotheses are there for a reason."""

from fractions import Fraction

import pytest

from kdtheory.checker import check_document
from kdtheory.claims.verdict import Outcome
from kdtheory.engines.product.check import check
from kdtheory.engines.product.decide import settle
from kdtheory.engines.prove import discharge
from kdtheory.engines.settings import Settings
from kdtheory.theorems.decide import decide
from kdtheory.theorems.registry import table

THEOREMS = {id: t for id, t in table().items() if id.startswith("SK-")}
IDS = """SK-B1 SK-B2 SK-B3 SK-B4 SK-B5 SK-B6 SK-B7 SK-C1 SK-C2 SK-D1 SK-D2 SK-D3 SK-E1 SK-E2 SK-H1
SK-H2 SK-H3 SK-H4 SK-P1 SK-P2 SK-P3 SK-P4 SK-Q1 SK-Q2 SK-Q3""".split()
PROVENANCE = {
    "sourced": "B1 B5 B6 C2 E1 Q1",
    "reconstructed": "C1 H1 P1 P3 Q2 Q3",
    "ours": "B2 B3 B4 B7 D1 D2 D3 E2 H2 H3 H4 P2 P4",
}
CLAIMS = {c.key: c for t in THEOREMS.values() for c in t.claims()}
SWITCHES = [(t.id, name) for t in THEOREMS.values() for name in t.hypotheses]
QUICKLY = [("SK-B1", "independent"), ("SK-B5", "common"), ("SK-B6", "mixture"), ("SK-H2", "second"),
           ("SK-H4", "stages"), ("SK-C2", "realisable"), ("SK-P1", "smoothed")]  # fmt: skip
SHORT = Settings(seconds=3)


def test_the_table_holds_the_theorems_of_the_theory():
    assert list(THEOREMS) == IDS
    for provenance, names in PROVENANCE.items():
        for name in names.split():
            assert THEOREMS[f"SK-{name}"].provenance == provenance
    assert sum(len(names.split()) for names in PROVENANCE.values()) == len(IDS)


@pytest.mark.parametrize("key", CLAIMS)
def test_every_obligation_of_every_proof_is_discharged(key):
    claim = CLAIMS[key]
    assert claim.proofs
    for argue in claim.proofs:
        reduction = argue.reduction(claim)
        assert reduction.obligations
        for obligation in reduction.obligations:
            assert discharge(obligation), obligation.text
        assert argue(claim) is not None


@pytest.mark.slow
@pytest.mark.parametrize("id", IDS)
def test_every_claim_is_proved_and_its_certificate_accepted(id):
    verdicts = decide(id, settings=SHORT)
    assert {v.key for v in verdicts} == {c.key for c in THEOREMS[id].claims()}
    for verdict in verdicts:
        assert verdict.outcome is Outcome.PROVED, verdict.key
        assert check_document(dict(verdict.document)).accepted, verdict.key


def place(claim, inputs):
    def rows(i):
        value = inputs[i.name]
        value = [value] if i.length == "one" else value
        value = value if i.rows != "one" else [value]
        return tuple(tuple(map(Fraction, row)) for row in value)

    return {i.name: rows(i) for i in claim.inputs}


@pytest.mark.parametrize(
    "id, name",
    [pytest.param(*s, marks=[] if s in QUICKLY else pytest.mark.slow) for s in SWITCHES],
)
def test_a_dropped_hypothesis_is_missed_at_an_exact_place(id, name):
    claims = THEOREMS[id].claims([name])
    assert claims and all(not c.proofs for c in claims)
    for claim in claims:
        verdict = settle(claim, Settings(seconds=3, operator=id, digest=THEOREMS[id].digest))
        assert verdict is not None and verdict.outcome is Outcome.REFUTED, claim.key
        assert check_document(dict(verdict.document)).accepted, claim.key
        if claim.limit is None:
            found = place(claim, verdict.witness.inputs)
            assert claim.contains(found) and check(claim, found) is not None
            assert sum(len(row) for rows in found.values() for row in rows) <= 20
        else:
            assert verdict.document["kind"] == "series"


@pytest.mark.parametrize("id", IDS)
def test_every_hypothesis_is_used_and_false_readings_name_one(id):
    theorem = THEOREMS[id]
    for name in theorem.hypotheses:
        assert theorem.claims([name])
    for reading in theorem.false.values():
        keys = {c.variant for c in theorem.claims([reading.repair])}
        assert keys and {f"{v}-without-{reading.repair}" for v in reading.variants} <= keys


def test_all_but_the_existence_results_state_a_constant():
    assert {t.id for t in THEOREMS.values() if t.constant is None} == {"SK-E1", "SK-Q1"}
    kinds = {t.kind for t in THEOREMS.values() if t.constant}
    assert kinds == {"equality", "tight", "upper"}
