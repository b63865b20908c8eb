"""Formulas become MathML, tables of proofs are read, figures say what they are about."""

from __future__ import annotations

import re

import pytest

from kdtheory.ledger.drawn import figures
from kdtheory.ledger.mathml import mathml
from kdtheory.ledger.places import claims
from kdtheory.ledger.proofs import coq_theorems, read_table
from kdtheory.theorems.registry import table

FORMULAS = {id: c.statement for id, c in claims().items() if c.statement} | {
    f"theorem {id}": t.statement for id, t in table().items()
}


@pytest.mark.parametrize("id", FORMULAS)
def test_every_formula_is_converted(id):
    found = str(mathml(FORMULAS[id]))
    assert found.startswith("<math")
    assert not re.search(r"\\[A-Za-z]|merror", found), found


def test_markup_in_a_formula_is_escaped():
    assert "<script" not in str(mathml(r"\text{<script>alert(1)</script>} < x"))


def test_rows_of_the_table_of_proofs():
    text = "| a | b | c |\n|---|---|---|\n| SK-A3, R4 | `P.v` | `R4`, `SK_A3_power`, `lemma` |"
    assert read_table(text) == {"R4": [("P.v", "R4")], "SK-A3": [("P.v", "SK_A3_power")]}
    assert read_table("| RM-C1 | `A.v` | `step` |") == {"RM-C1": [("A.v", "step")]}
    assert read_table("no table") == {}


def test_one_id_is_not_the_beginning_of_another():
    assert read_table("| RM-C1, RM-C10 | `A.v` | `RM_C10_moments` |") == {
        "RM-C10": [("A.v", "RM_C10_moments")]
    }


def test_the_proofs_of_this_checkout():
    if not coq_theorems():
        pytest.skip("no Coq proofs here")
    assert ("AnchoredContraction.v", "RM_C2") in coq_theorems()["RM-C2"]


def test_figures_name_claims_that_exist():
    for figure in figures().values():
        assert figure.title and figure.claims, figure.name
        assert set(figure.claims) <= set(claims()), figure.name
