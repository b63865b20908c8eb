"""The checker's own arithmetic: exact where possible, certain or silent elsewhere."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import flint
import pytest
from flint import arb, fmpq

from kdtheory.checker import Exact, Rejected
from kdtheory.checker.endpoints import PRECISION, Box, pair
from kdtheory.checker.exact import precision
from kdtheory.checker.grammar import formula

HALF = Fraction(1, 2)


def exact(*rows: list[Any], **env: Fraction) -> Exact:
    return Exact(list(rows), env)


def last(*rows: list[Any], **env: Fraction) -> tuple[Exact, int]:
    return exact(*rows, **env), len(rows) - 1


X, Y = ["var", "x"], ["var", "y"]
THIRD = ["const", "1/3"]


def test_rationals_stay_exact() -> None:
    e, k = last(X, THIRD, ["mul", None, 0, 1], ["ipow", 3, 2], ["neg", None, 3], x=HALF)
    assert e.rational(k) == fmpq(-1, 216)
    assert e.violates(k, strict=False)


def test_two_irrational_numbers_made_alike_are_the_same() -> None:
    root = [X, THIRD, ["pow", None, 0, 1]]
    again = [["pow", None, 0, 1], ["neg", None, 3], ["add", None, 2, 4]]
    e = exact(*root, *again, ["lt", None, 2, 3], ["min", None, 2, 3], ["le", None, 3, 2], x=HALF)
    assert e.rational(5) == 0
    assert e.truth(6) is False
    assert e.truth(8) is True
    assert e.value(7) is e.value(2)
    assert e.violates(5, strict=True) and not e.violates(5, strict=False)


def test_roots_of_powers_are_rational() -> None:
    e, k = last(["const", "4/9"], ["const", "3/2"], ["pow", None, 0, 1])
    assert e.rational(k) == fmpq(8, 27)
    e, k = last(["const", "4/9"], ["sqrt", None, 0])
    assert e.rational(k) == fmpq(2, 3)


@pytest.mark.parametrize(
    "op, a, sign",
    [("log", "0", -1), ("div", "0", 1)],
)
def test_infinities(op: str, a: str, sign: int) -> None:
    rows = [["const", a], ["const", "1"]]
    rows.append(["log", None, 0] if op == "log" else ["div", None, 1, 0])
    e = exact(*rows)
    assert e.sign(2) == sign
    assert not e.finite(2)
    assert not e.violates(2, strict=True), "an infinite margin is no finite violation"


def test_zero_times_infinity_is_undefined_and_exp_of_minus_infinity_is_zero() -> None:
    e = exact(["const", "0"], ["log", None, 0], ["mul", None, 0, 1], ["exp", None, 1])
    assert not e.finite(2)
    assert e.rational(3) == 0


def test_a_branch_not_taken_does_not_poison() -> None:
    rows = [X, ["const", "0"], ["lt", None, 1, 0], ["log", None, 1], ["log", None, 3]]
    e = exact(*rows, ["where", None, 2, 0, 4], x=HALF)
    assert e.rational(5) == fmpq(1, 2)


def test_undecided_comparisons_stay_open() -> None:
    # sqrt(2) sqrt(3) - sqrt(6) is zero, which balls cannot tell
    rows = [["const", "2"], ["const", "3"], ["const", "6"], *[["sqrt", None, k] for k in range(3)]]
    rows += [["mul", None, 3, 4], ["neg", None, 5], ["add", None, 6, 7], ["const", "0"]]
    rows += [["lt", None, 8, 9], ["where", None, 10, 0, 1], ["not", None, 10]]
    e = exact(*rows)
    assert e.truth(10) is None and e.truth(12) is None
    assert not e.violates(8, strict=True)
    assert e.ball(11).contains(2) and e.ball(11).contains(3)


def test_two_open_choices_are_not_taken_for_the_same() -> None:
    rows = [["const", "2"], ["const", "3"], ["const", "6"], *[["sqrt", None, k] for k in range(3)]]
    rows += [["mul", None, 3, 4], ["neg", None, 5], ["add", None, 6, 7], ["const", "0"]]
    rows += [["lt", None, 8, 9], ["lt", None, 9, 8]]
    rows += [["where", None, 10, 0, 1], ["where", None, 11, 0, 1]]
    rows += [["neg", None, 13], ["add", None, 12, 14]]
    assert exact(*rows).rational(15) is None


def test_a_literal_is_known_within_its_last_places() -> None:
    value = Fraction(0.1)
    bounds = ["0.1", str(value - Fraction(1, 2**55)), str(value + Fraction(1, 2**55))]
    e, k = last(["real", bounds])
    assert e.rational(k) is None and e.sign(k) == 1
    with pytest.raises(Rejected, match="few units"):
        exact(["real", ["0.1", "0", "1"]])


def test_kth_and_floor() -> None:
    rows = [["const", "2"], ["sqrt", None, 0], ["const", "1"], ["kth", 1, 0, 1, 2]]
    e = exact(*rows, ["floor", None, 3])
    assert e.value(3) is e.value(1)
    assert e.rational(4) == 1


def test_precision_is_left_as_it_was() -> None:
    before = flint.ctx.prec
    e, k = last(["const", "2"], ["sqrt", None, 0])
    e.ball(k)
    assert flint.ctx.prec == before


# endpoint intervals ------------------------------------------------------------------------


UNARY = ["neg", "exp", "log", "log1p", "expm1", "sqrt", "abs", "tanh", "sin", "cos", "atan"]
BINARY = ["add", "mul", "div", "pow", "min", "max"]


def random_formula(rng: random.Random, size: int) -> tuple[list[Any], list[int]]:
    """Nodes, and the positions of those that are numbers."""
    rows: list[Any] = [["var", "x"], ["var", "y"], ["const", "1/3"], ["const", "-2"]]
    numbers = [0, 1, 2, 3]
    for _ in range(size):
        a, b = rng.choice(numbers), rng.choice(numbers)
        kind = rng.random()
        if kind < 0.4:
            rows.append([rng.choice(UNARY), None, a])
        elif kind < 0.5:
            rows.append(["ipow", rng.randint(2, 5), a])
        elif kind < 0.6:
            rows += [[rng.choice(["lt", "le", "eq"]), None, a, b], ["where", None, len(rows), a, b]]
        elif kind < 0.65:
            rows.append(["kth", 1, a, b, 2])
        else:
            rows.append([rng.choice(BINARY), None, a, b])
        numbers.append(len(rows) - 1)
    return rows, numbers


@pytest.mark.parametrize("seed", range(8))
def test_endpoint_intervals_enclose(seed: int) -> None:
    """A value at a rational point of a box lies in the interval over the box."""
    rng = random.Random(seed)
    compared = 0
    for _ in range(60):
        rows, numbers = random_formula(rng, 7)
        read = formula(rows)
        low = {v: Fraction(rng.randint(-8, 8), 4) for v in "xy"}
        high = {v: x + Fraction(rng.randint(0, 6), 4) for v, x in low.items()}
        with precision(PRECISION):
            env = {v: pair(_q(low[v]), _q(high[v])) for v in "xy"}
            found = Box(read, numbers)(env)
        for _ in range(4):
            share = Fraction(rng.randint(0, 4), 4)
            at = {v: low[v] + share * (high[v] - low[v]) for v in "xy"}
            here = Exact(read, at)
            for k, interval in zip(numbers, found, strict=True):
                if interval is None or not here.finite(k):
                    continue
                ball = here.ball(k, 256)
                assert not ball < interval[0] and not ball > interval[1], (rows, at, k)
                compared += 1
    assert compared > 500


def _q(x: Fraction) -> Any:
    return fmpq(x.numerator, x.denominator)


@pytest.mark.parametrize(
    "op, low, high, least, most",
    [
        ("log", 0, 1, arb.neg_inf(), 0),
        ("log1p", 0, 0, 0, 0),
        ("exp", 0, 0, 1, 1),
        ("expm1", 0, 0, 0, 0),
        ("sqrt", 0, 4, 0, 2),
        ("abs", -3, 2, 0, 3),
        ("tanh", 0, 0, 0, 0),
        ("floor", -1, 2, -1, 2),
    ],
)
def test_ends_are_exact_at_faces(op: str, low: int, high: int, least: Any, most: Any) -> None:
    with precision(PRECISION):
        (found,) = Box(formula([X, [op, None, 0]]), [1])({"x": pair(fmpq(low), fmpq(high))})
    assert found[0] == least and found[1] == most


def test_unknown_where_undefined() -> None:
    with precision(PRECISION):
        env = {"x": pair(fmpq(-1), fmpq(1))}
        for rows in ([X, ["log", None, 0]], [X, ["sqrt", None, 0]], [X, X, ["div", None, 0, 1]]):
            assert Box(formula(rows), [len(rows) - 1])(env) == [None]
