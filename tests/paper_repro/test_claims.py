"""Every id of the theory has its file, and every file says something that exists."""

from __future__ import annotations

import pytest

from kdtheory.axioms.registry import table as axioms
from kdtheory.ledger import plan
from kdtheory.ledger.claims import Effort
from kdtheory.ledger.numbers import settled
from kdtheory.ledger.places import BrokenClaim, claims
from kdtheory.ledger.rows import Row, _words
from kdtheory.measurements.registry import find as measurements
from kdtheory.operators.registry import resolve
from kdtheory.sharpen.registry import find as bounds
from kdtheory.theorems.registry import table as theorems

COUNTS = {
    "SK-A": 6, "SK-E": 2, "R": 8, "SK-B": 7, "SK-H": 4, "SK-C": 2, "SK-Q": 3, "SK-P": 4,
    "SK-D": 3, "MT-A": 6, "MT-T": 1, "MT-J": 1, "MT-V": 4, "MT-B": 1, "MT-S": 1, "MT-L": 1,
    "RM-A": 3, "RM-C": 11, "AW-A": 5, "AW-F": 2, "AW-P": 2, "AW-N": 1, "AW-S": 1, "AW-C": 2,
    "AW-Z": 1,
}  # fmt: skip
IDS = {f"{group}{k + (group != 'SK-A')}" for group, many in COUNTS.items() for k in range(many)}
KNOWN = claims()


def test_every_id_of_the_theory_has_a_file_and_no_other_has():
    assert set(KNOWN) == IDS
    assert len(KNOWN) == 82


def test_every_theorem_and_axiom_is_covered():
    assert set(theorems()) <= set(KNOWN)
    assert {a.claim for a in axioms().values()} <= set(KNOWN)


@pytest.mark.parametrize("id", KNOWN)
def test_a_claim_has_its_words_and_computes_something(id):
    row = Row(KNOWN[id])
    _words(row)
    assert row.title and row.plain and row.source and row.claim.stated
    assert row.provenance.split()[0] in ("sourced", "reconstructed", "ours")
    assert row.statements
    assert row.claim.sources


@pytest.mark.parametrize("id", KNOWN)
def test_what_a_registry_knows_is_not_repeated(id):
    if id in theorems():
        c = KNOWN[id]
        assert not (c.title or c.plain or c.provenance or c.hypotheses or c.statement)


@pytest.mark.parametrize("id", KNOWN)
def test_a_claim_asks_for_what_exists(id):
    claim = KNOWN[id]
    for part in claim.sources:
        if part.kind == "theorem":
            assert part.subject == id
        elif part.kind == "axiom":
            assert part.subject == id and plan.variants(id)
        elif part.kind == "measurement":
            assert id in {c for m in measurements(part.subject) for c in m.claims}
        elif part.kind == "sharp":
            from kdtheory.ledger.jobs import _parameters

            bounds(part.subject).parameters(_parameters(part.details[0]))
    for job in plan.of_claim(claim, Effort()):
        if job.kind == "axiom":
            from kdtheory.ledger.jobs import target

            assert axioms()[job.detail].kind == resolve(target(job.subject)).kind


@pytest.mark.parametrize("id", [id for id, c in KNOWN.items() if c.as_stated])
def test_a_wording_that_is_refuted_is_a_false_reading(id):
    assert KNOWN[id].as_stated in theorems()[id].false


@pytest.mark.parametrize("id", [id for id, c in KNOWN.items() if c.values])
def test_every_number_comes_out_as_stated(id):
    found = [settled(v) for v in KNOWN[id].values]
    assert [v for v in found if not v["agrees"]] == []


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("rm_c2.py", "x = 1\n", "declares 0 claims"),
        ("rm_c2.py", "x = 1 / 0\n", "rm_c2.py cannot be read: ZeroDivisionError"),
        ("rm_c2.py", "x = = 1\n", "rm_c2.py cannot be read: SyntaxError"),
        (
            "rm_c3.py",
            'from kdtheory.ledger import claim\n\n@claim("RM-C2", stated="x")\ndef f(): ...\n',
            "belongs into rm/rm_c2.py",
        ),
    ],
)
def test_a_file_that_declares_no_claim_of_its_own_is_named(tmp_path, name, text, message):
    (tmp_path / "rm").mkdir()
    (tmp_path / "rm" / name).write_text(text)
    with pytest.raises(BrokenClaim, match=message):
        claims(tmp_path)
