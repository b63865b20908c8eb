"""Exercises accept what is right, reject what is wrong, and say why."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kdtheory.teaching.exercises import Exercise

QUICK = 1  # mistakes in code that every run tries; all of them are slow
NONSENSE = ("", "   ", "import os", "<script>alert(1)</script>", None, 10**50)


@pytest.fixture(params=range(3), ids=["first", "second", "third"])
def e(lesson, request) -> Exercise:
    return lesson.exercises[request.param]


def rejected(e: Exercise, mistakes: tuple[str, ...]) -> None:
    for mistake in mistakes:
        found = e.check(mistake)
        assert not found.correct, mistake
        assert len(found.text) > 20


def test_the_solution_is_accepted(e):
    found = e.check(e.solution)
    assert found.correct, found.text


def test_mistakes_are_rejected_with_a_reason(e):
    assert len(set(e.mistakes)) >= 4
    assert e.solution not in e.mistakes
    rejected(e, e.mistakes[:QUICK] if e.answer.code else e.mistakes)


@pytest.mark.slow
def test_all_mistakes_are_rejected_with_a_reason(e):
    rejected(e, e.mistakes)


def test_the_start_is_no_answer(e):
    assert e.question and e.because
    if not e.answer.code and e.start:
        assert not e.check(e.start).correct


def test_nonsense_is_rejected_and_harmless(e):
    for raw in NONSENSE:
        found = e.check(raw)
        assert not found.correct
        assert "<script>" not in found.text


def test_other_right_answers(by_name):
    """The engines decide, not a comparison with the solution."""
    for name, answer in {
        "odds": "4.0",
        "softer": "0.5, 0.25, 0.25",
        "reheated": "1/10, 9/10; 1.5; 2.5",
        "incomparable": "0.48, 0.48, 0.04\n0.55, 0.23, 0.22",
        "best_temperature": "1.3333333333333333333333333333333333333333",
        "stirring": "99999/100000, 1/100000\n9999/10000, 1/10000",
        "sprung": "0.94998, 0.00002, 0.05; 0.00002, 0.94998, 0.05",
        "sharpness": "0.002785",
        "lost": "1/3, 1/3, 1/3; 1/2, 1/2, 0; 1/10",
        "cutting": "0, .25, .35, .42, .47, .52, .57, .62, .68, .76, .87, 1",
        "lying": "3/5, 3/10, 1/10; 1e18",
    }.items():
        expected = name != "best_temperature"  # 4/3 is not a decimal
        found = by_name[name].check(answer)
        assert found.correct is expected, (name, found.text)


def test_python_values_are_answers_too(by_name):
    assert by_name["odds"].check(4).correct
    assert by_name["softer"].check((0.6, 0.2, 0.2)).correct
    assert by_name["incomparable"].check([["1/2", "9/20", "1/20"], ["3/5", "1/5", "1/5"]]).correct
    assert by_name["reheated"].check({"p": "2/3, 1/3", "T1": 1.5, "T2": 3}).correct
    assert by_name["first_order"].check(lambda h: 2 * h).correct


def test_an_operator_that_never_returns_is_stopped(by_name):
    from kdtheory.teaching import deciding

    found = deciding.decide(by_name["own"].answer.read("def F(p, T, xp):\n    while True: pass"),
                            ["SK-A4"], budget=0.5)  # fmt: skip
    assert deciding.complaint(found.verdicts).startswith("SK-A4/open: error")


def test_no_axiom_is_broken_where_it_holds():
    from kdtheory.teaching.deciding import Unread, breaks

    third = Fraction(1, 3)
    assert breaks("SK-A3/weak", "power", p=(third, third, third), T=[1, 2]) is None
    assert (
        breaks("SK-A1/strict", "mixture", p=(Fraction(2, 3), third), T=[Fraction(10**30)]) is None
    )
    with pytest.raises(Unread, match="outside"):
        breaks("RM-A2/all", "geometric_anchor", base=(third,), student=(third,), alpha=third)


def test_what_an_operator_says_is_harmless(by_name):
    code = "def F(p, T, xp):\n    raise ValueError('<img src=x onerror=alert(1)>')"
    found = by_name["own"].check(code)
    assert not found.correct
    assert "<img" not in found.text and "&lt;img" in found.text
