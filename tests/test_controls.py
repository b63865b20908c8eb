"""Negative and positive controls: every axiom variant, decided on its declared examples.

No check may pass by never failing: each axiom names an operator of the catalogue that satisfies it
and one that violates it, and both must come out as declared.
"""

import numpy as np
import pytest

import kdtheory
from kdtheory.arithmetic.subject import Subject, ordinary
from kdtheory.axioms import AXIOMS
from kdtheory.operators.registry import catalogue

POSITIVE = {"proved", "certified", "supported"}


def decide(operator: str, key: str) -> str:
    report = kdtheory.verify(operator, axioms=[key], budget=6, jobs=1)
    return report.operators[0][key].outcome.value


@pytest.mark.parametrize("key", list(AXIOMS))
def test_the_violator_is_refuted(key: str) -> None:
    assert decide(AXIOMS[key].violated_by, key) == "refuted"


@pytest.mark.parametrize("key", list(AXIOMS))
def test_the_satisfier_is_not_refuted(key: str) -> None:
    assert decide(AXIOMS[key].satisfied_by, key) in POSITIVE


@pytest.mark.parametrize("key", [key for key, axiom in AXIOMS.items() if axiom.inputs])
def test_the_near_miss_is_refuted(key: str) -> None:
    """It differs by less than 1e-4 from the operator that satisfies the axiom."""
    axiom = AXIOMS[key]
    good, bad = (
        Subject(catalogue()[name].function, axiom.kind, np)
        for name in (axiom.satisfied_by, axiom.nearly)
    )
    rng = np.random.default_rng(3)
    for many, n in ((2, 2), (3, 3)):
        inputs = ordinary(axiom.kind, many, n, rng)
        assert 0 <= abs(good.floating(*inputs) - bad.floating(*inputs)).max() < 1e-4
    assert decide(axiom.nearly, key) == "refuted"


@pytest.mark.parametrize(
    ("operator", "key"),
    [
        ("mixture_late", "SK-A4/open"),  # off the identity by 2**-20
        ("mixture_step", "SK-A2/open"),  # a jump of about 1e-6
        ("power_dip", "SK-A3/weak"),  # entropy falls by about 1e-5
        ("mixture_undershoot", "SK-A0/simplex"),  # entries down to about -1e-7
    ],
)
def test_a_violation_by_very_little_is_caught(operator: str, key: str) -> None:
    assert decide(operator, key) == "refuted"


@pytest.mark.parametrize("operator", ["power", "mixture"])
def test_the_papers_families_are_proved_for_every_number_of_classes(operator: str) -> None:
    report = kdtheory.verify(operator)
    assert {v.key: v.outcome.value for v in report.verdicts} == {
        key: "proved"
        for key, axiom in AXIOMS.items()
        if axiom.headline and axiom.kind == "softening"
    }
    assert {v.scope.classes for v in report.verdicts} == {"all"}
    assert report.exit_code == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(catalogue()))
def test_the_catalogue_comes_out_as_declared(name: str) -> None:
    """No declared truth is refuted, none that is declared false is proved, all false ones fall."""
    report = kdtheory.verify(name, all_variants=True, jobs=1, budget=24)
    wrong = {}
    for verdict in report.verdicts:
        declared = catalogue()[name].holds.get(verdict.key)
        outcome = verdict.outcome.value
        if declared is True and outcome not in POSITIVE:
            wrong[verdict.key] = outcome
        if declared is False and outcome != "refuted":
            wrong[verdict.key] = outcome
    assert not wrong
