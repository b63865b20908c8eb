"""The search finds every violation of hard operators, and refutes nothing that is true."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import operators_hard as hard
import pytest

from kdtheory.arithmetic.floating import backend
from kdtheory.arithmetic.readings import Readings
from kdtheory.axioms.registry import table
from kdtheory.claims.claim import Claim, Domain, clock
from kdtheory.engines import candidates
from kdtheory.engines.exactly import Violation, check
from kdtheory.engines.falsify import DEEP, QUICK, Effort, falsify
from kdtheory.engines.jumps import Persistent

BRIEF = replace(QUICK, draws=64, scan_steps=200, checks=6, seconds=0.08)
#: Truths of which the claims that hold are tried with the deep search in the ordinary run.
TEMPTING = [
    ("exploding_schedule", "SK-A2/closed"),
    ("heated_by_entropy", "SK-A5/inf-open"),
    ("heated_by_smallest", "SK-A2/closed"),
    ("root_of_gap", "SK-A2/open"),
    ("root_at_start", "SK-A2/open"),
    ("root_at_start", "SK-A5/inf-open"),
    ("root_at_start", "SK-A5/inf-support"),
    ("stationary_schedule", "SK-A3/strict"),
    ("decimal_mixture", "SK-A4/closed"),
    ("bisected_projection", "SK-A4/open"),
    ("tiny_jump", "SK-A1/strict"),
]


@cache
def readings(name: str, low: Fraction) -> Readings:
    return Readings(hard.OPERATORS[name], backend("numpy"), low=low)


def claim(name: str, key: str) -> Claim:
    low = Fraction(0) if key.endswith("/zero") else Fraction(1)
    return table()[key].about(readings(name, low), Domain(lowest=low))


def search(name: str, key: str, *efforts: Effort) -> Violation | Persistent | None:
    for effort in efforts:
        hit, _ = falsify(claim(name, key), effort, np.random.default_rng(0), clock() + 20)
        if hit is not None:
            return hit
    return None


def wanted(value: bool) -> list[tuple[str, str]]:
    return [(n, k) for n, truths in hard.TRUTHS.items() for k, v in truths.items() if v is value]


@pytest.mark.parametrize("name,key", wanted(False))
def test_every_violation_is_found(name: str, key: str) -> None:
    hit = search(name, key, QUICK, replace(DEEP, seconds=8.0))
    assert hit is not None
    if isinstance(hit, Violation):  # the witness stands on its own
        assert check(claim(name, key), hit.p, hit.T) is not None
        assert float(hit.margin[1]) <= 0
        assert sum(hit.p) == 1 and min(hit.p) >= 0


CONFORMING = list(hard.OPERATORS)[: list(hard.OPERATORS).index("clipped_dip")]


@pytest.mark.parametrize("name,key", [c for c in wanted(True) if c[0] in CONFORMING])
def test_nothing_true_is_refuted_at_first_sight(name: str, key: str) -> None:
    assert search(name, key, BRIEF) is None


@pytest.mark.parametrize("name,key", TEMPTING)
def test_nothing_tempting_is_refuted(name: str, key: str) -> None:
    assert hard.TRUTHS[name][key] is True
    assert search(name, key, QUICK, replace(DEEP, seconds=0.6)) is None


@pytest.mark.slow
@pytest.mark.parametrize("name,key", wanted(True))
def test_nothing_true_is_refuted_in_depth(name: str, key: str) -> None:
    assert search(name, key, QUICK, DEEP) is None


def test_confirmed_counterexamples_come_fast() -> None:
    took = []
    for name, key in wanted(False)[::9]:
        start = time.perf_counter()
        search(name, key, QUICK, DEEP)
        took.append(time.perf_counter() - start)
    assert float(np.median(took)) < 2.0


@pytest.mark.parametrize(
    "name,key,classes,digits",
    [
        ("two_by_index", "SK-A0/symmetry", 3, 16),
        ("frozen_ties", "SK-A3/strict", 3, 20),
        ("at_three", "SK-A3/weak", 2, 12),
        ("top_five", "SK-A1/strict", 7, 60),
        ("never_uniform", "SK-A1/strict", 2, 40),
    ],
)
def test_witnesses_are_small(name: str, key: str, classes: int, digits: int) -> None:
    hit = search(name, key, QUICK, DEEP)
    assert isinstance(hit, Violation)
    assert len(hit.p) == classes
    assert sum(len(str(x)) for x in (*hit.p, *hit.T)) <= digits


def test_a_jump_is_shown_at_its_place() -> None:
    hit = search("at_three", "SK-A2/open", QUICK, DEEP)
    assert isinstance(hit, Persistent) and hit.base is not None
    assert hit.base[1] == 3
    assert len(hit.gaps) == 3


def test_every_class_count_is_searched() -> None:
    hit = search("frozen_from_six", "SK-A3/strict", QUICK, DEEP)
    assert isinstance(hit, Violation) and len(hit.p) >= 6


def test_given_points_are_searched() -> None:
    def narrow(p: Any, T: Any, xp: Any) -> Any:
        """Wrong only between two numbers that nothing marks."""
        inside = xp.sin(40 * p[..., :1]) * xp.cos(3 * p[..., 1:2]) > 1 - 2.0**-30
        return xp.where(inside, p[..., ::-1] + 0 * T, p + 0 * T)

    x = (math.pi / 2) / 40
    subject = Readings(narrow, backend("numpy"))
    about = table()["SK-A1/strict"].about(subject, Domain())
    given = np.array([[0.4, 0.3, 0.3], [x, 2.0**-20, 1 - x - 2.0**-20]])
    rng = np.random.default_rng(0)
    hit, _ = falsify(about, replace(QUICK, edge_classes=()), rng, clock() + 5, given)
    assert isinstance(hit, Violation)


def test_an_operator_without_exact_reading_is_not_refuted() -> None:
    def through_floats(p: Any, T: Any, xp: Any) -> Any:
        return xp.asarray(np.asarray(p).astype(np.float16)) * 0.9

    about = table()["SK-A0/simplex"].about(Readings(through_floats, backend("numpy")), Domain())
    hit, survey = falsify(about, QUICK, np.random.default_rng(0), clock() + 5)
    assert hit is None and survey.problem.startswith("no exact reading")


@pytest.mark.parametrize("power", [-45, -60])
def test_a_flat_power_at_a_face_is_no_jump(power: int) -> None:
    def flat(p: Any, T: Any, xp: Any) -> Any:
        inside = xp.where(p > 0, p, xp.ones_like(p))
        nearly_one = xp.where(p > 0, xp.exp(2.0**power * xp.log(inside)), xp.zeros_like(p))
        q = p + nearly_one / 4
        return q / xp.sum(q, axis=-1, keepdims=True) + 0 * T

    about = table()["SK-A2/closed"].about(Readings(flat, backend("numpy")), Domain())
    hit, _ = falsify(about, QUICK, np.random.default_rng(0), clock() + 5)
    assert hit is None


def test_nice_points_come_simplest_first() -> None:
    assert candidates.nice(True)[0] == (1, 0)
    assert candidates.nice(False)[0] == (Fraction(1, 2), Fraction(1, 2))
