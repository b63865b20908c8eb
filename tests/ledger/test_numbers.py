"""Stated numbers are compared with enclosures, and only what these show counts."""

from __future__ import annotations

from fractions import Fraction

import flint
import numpy as np
import pytest

from kdtheory.ledger import value
from kdtheory.ledger.numbers import agrees, apply, divergence, enclosure, entropy, settled
from kdtheory.operators.registry import catalogue

THIRD = Fraction(1, 3)


@pytest.mark.parametrize(
    ("stated", "relation", "ends", "expected"),
    [
        ("0.333", "rounds to", (THIRD, THIRD), True),
        ("0.334", "rounds to", (THIRD, THIRD), False),
        ("0.33", "rounds to", (Fraction("0.32"), Fraction("0.333")), False),  # too wide
        ("1/3", "exactly", (THIRD, THIRD), True),
        ("0.333", "exactly", (THIRD, THIRD), False),
        ("1/3", "exactly", (THIRD - 1, THIRD), False),
        ("1/3", "at least", (THIRD, THIRD), True),
        ("0.34", "at least", (THIRD, Fraction(1)), False),
        ("0.34", "at most", (THIRD, THIRD), True),
        ("0.34", "at most", (THIRD, Fraction(1)), False),
    ],
)
def test_relations(stated, relation, ends, expected):
    assert agrees(stated, relation, *ends) is expected


def test_a_float_is_no_evidence():
    with pytest.raises(TypeError, match="float"):
        enclosure(0.5)
    with pytest.raises(TypeError, match="neither exact"):
        enclosure(flint.arb("nan"))


def test_enclosures():
    assert enclosure(3) == (3, 3)
    assert enclosure(flint.fmpq(2, 6)) == (THIRD, THIRD)
    low, high = enclosure(flint.arb(2).sqrt())
    assert low**2 < 2 < high**2
    assert high - low < Fraction(1, 10**12)


def test_a_wrong_number_does_not_agree():
    good = settled(value("root of two", "1.41421", lambda: flint.arb(2).sqrt()))
    bad = settled(value("root of two", "1.41422", lambda: flint.arb(2).sqrt()))
    assert (good["agrees"], bad["agrees"]) == (True, False)
    assert good["computed"].startswith("1.414213562")


def test_an_unknown_relation():
    with pytest.raises(ValueError, match="about"):
        value("x", "1", lambda: 1, "about")


@pytest.mark.parametrize(
    ("name", "inputs", "plain"),
    [
        ("power", ("7/10 1/5 1/10", "3"), ([0.7, 0.2, 0.1], 3.0)),
        ("mixture", ("7/10 1/5 1/10", "3"), ([0.7, 0.2, 0.1], 3.0)),
        ("log_pool", (["1/2 1/2", "1/4 3/4"], "1/3 2/3"),
         ([[0.5, 0.5], [0.25, 0.75]], [1 / 3, 2 / 3])),
        ("geometric_anchor", ("1/2 1/2", "1/4 3/4", "1/3"), ([0.5, 0.5], [0.25, 0.75], 1 / 3)),
        ("clipped_renormalised", ("2 0",), ([2.0, 0.0],)),
    ],
)  # fmt: skip
def test_operators_in_balls_are_those_in_floats(name, inputs, plain):
    arrays = [np.asarray(x) for x in plain]
    expected = catalogue()[name].function(*arrays, np)
    assert [float(x) for x in apply(name, *inputs)] == pytest.approx(list(expected), rel=1e-9)


def test_entropy_and_divergence():
    p, q = [flint.arb("0.5")] * 2, [flint.arb("0.25"), flint.arb("0.75")]
    assert float(entropy(p)) == pytest.approx(np.log(2))
    expected = 0.5 * np.log(2) + 0.5 * np.log(2 / 3)
    assert float(divergence(p, q)) == pytest.approx(expected)
    assert float(entropy([flint.arb(1), flint.arb(0)])) == 0
