"""What is asked of engines, in a full and in a quick run."""

from __future__ import annotations

import pytest

from kdtheory.axioms.registry import table
from kdtheory.ledger import plan
from kdtheory.ledger.claims import Effort, order
from kdtheory.ledger.places import claims
from kdtheory.operators.registry import catalogue

AXIOMS = sorted({a.claim for a in table().values()})


@pytest.mark.parametrize("axiom", AXIOMS)
def test_a_full_run_asks_everything(axiom):
    kind = table()[plan.variants(axiom)[0]].kind
    expected = {(op, key) for op in catalogue(kind) for key in plan.variants(axiom)}
    assert set(plan.asked(axiom, False)) == expected


@pytest.mark.parametrize("axiom", AXIOMS)
def test_a_quick_run_asks_what_the_papers_and_each_variant_name(axiom):
    quick = set(plan.asked(axiom, True))
    assert quick < set(plan.asked(axiom, False))
    for key in plan.variants(axiom):
        assert {(table()[key].satisfied_by, key), (table()[key].violated_by, key)} <= quick


def test_operators_of_the_papers_come_first():
    names = [op for op, _ in plan.asked("SK-A3", False)]
    own = [plan.of_papers(name) for name in names]
    assert own == sorted(own, reverse=True)
    assert {"power", "mixture", "entropic_projection"} <= {n for n in names if plan.of_papers(n)}


def test_every_piece_of_work_is_asked_once():
    jobs = plan.jobs(claims().values(), Effort())
    assert len(jobs) == len(set(jobs))
    readings = sum(
        len(plan.readings(j.subject)) for j in jobs if j.kind == "theorem" and not j.detail
    )
    assert sum(j.kind == "theorem" and bool(j.detail) for j in jobs) == readings


def test_claims_come_in_the_order_of_the_theory():
    ids = list(claims())
    assert ids == sorted(ids, key=order)
    assert ids.index("R8") + 1 == ids.index("SK-B1")
    assert ids.index("RM-C9") + 1 == ids.index("RM-C10")
