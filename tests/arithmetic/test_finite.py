"""The fast paths enclose, agree with the careful ones, and know their own extremes."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from kdtheory.arithmetic import finite
from kdtheory.arithmetic import interval as iv
from kdtheory.arithmetic.enclosure import ETA, INF, Interval, span

SIZES = ([0.0, 1e-300, 1e-20, 0.3, 1.0, 7.0, 1e20, 1e150], [0.0, ETA, 3 * ETA, 2.0**-1060, 0.5])
EXACT = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
}


def draw(rng: np.random.Generator, signs: str, count: int) -> Interval:
    """Intervals of one kind: positive, negative, mixed, or any of these, with zeros and points."""
    sizes = np.array(SIZES[rng.integers(len(SIZES))])
    wobble = rng.choice([1.0, *rng.uniform(0.5, 1, 2)], (2, count))
    ends = np.sort(rng.choice(sizes, (2, count)) * wobble, 0)
    if signs == "-":
        ends = -ends[::-1]
    if signs == "±":
        ends = np.sort(ends * rng.choice([-1.0, 1.0], ends.shape), 0)
    if signs == "+1":
        ends = np.maximum(ends, 1e-3 + rng.random(count) * 1e-3)
    point = rng.random(count) < 0.2
    return Interval(ends[0], np.where(point, ends[0], ends[1]))


@pytest.mark.parametrize("name", EXACT)
@pytest.mark.parametrize("kinds", [*product(("+", "-", "±", "+1"), repeat=2)])
def test_arithmetic_encloses_and_is_no_wider(name, kinds, monkeypatch):
    rng = np.random.default_rng([len(name), *map(len, kinds), *kinds[0].encode()])
    taken = 0
    for _ in range(30):
        x, y = draw(rng, kinds[0], 12), draw(rng, kinds[1], 12)
        if name == "div" and rng.random() < 0.7:
            y = draw(rng, "+1", 12)
        with np.errstate(all="ignore"):
            found = getattr(finite, name)(x, y)
        if found is None:
            continue
        taken += 1
        with monkeypatch.context() as patch:
            patch.setattr(finite, name, lambda *_: None)
            careful = getattr(iv, name)(x, y)
        assert (found.lo >= careful.lo).all() and (found.hi <= careful.hi).all()
        low, high = span(found)
        assert low <= found.lo.min() and found.hi.max() <= high
        for k in range(12):
            corners = [
                EXACT[name](Fraction(a), Fraction(b))
                for a in (x.lo[k], x.hi[k])
                for b in (y.lo[k], y.hi[k])
            ]
            assert found.lo[k] <= min(corners) and max(corners) <= found.hi[k]
    assert taken > 3


def unary(monkeypatch, name, x, *more):
    fast = getattr(finite, name)(x, *more)
    with monkeypatch.context() as patch:
        patch.setattr(finite, name, lambda *_: None)
        careful = getattr(iv, name)(x, *more)
    return fast, careful


@pytest.mark.parametrize("low, high", [(-700, 700), (-1, 0), (0, 1), (-3, -1), (1e-9, 2e-9)])
def test_exp_is_the_careful_one(low, high, monkeypatch):
    ends = np.sort(np.random.default_rng(1).uniform(low, high, (2, 500)), 0)
    ends[:, 0] = low
    fast, careful = unary(monkeypatch, "exp", Interval(*ends))
    assert fast is not None
    assert (fast.lo >= careful.lo).all() and (fast.hi <= careful.hi).all()
    assert (fast.lo <= np.exp(ends[0])).all() and (np.exp(ends[1]) <= fast.hi).all()


@pytest.mark.parametrize("low, high", [(1e-300, 1e300), (5e-324, 1.0), (1.0, 3.0), (0.5, 2.0)])
def test_log_is_the_careful_one(low, high, monkeypatch):
    ends = np.sort(np.exp(np.random.default_rng(1).uniform(*np.log([low, high]), (2, 500))), 0)
    ends[:, 0] = low
    fast, careful = unary(monkeypatch, "log", Interval(*ends))
    assert fast is not None
    assert np.array_equal(fast.lo, careful.lo) and np.array_equal(fast.hi, careful.hi)


@pytest.mark.parametrize("base", [(1e-9, 1.0), (0.2, 0.9), (1.0, 50.0), (3.0, 4.0)])
@pytest.mark.parametrize("exponent", [(0.0, 1.0), (0.1, 1.0), (1.0, 1.0), (0.5, 3.0), (2.0, 3.0)])
def test_power_is_the_careful_one(base, exponent, monkeypatch):
    rng = np.random.default_rng(2)
    x, y = (np.sort(rng.uniform(*ends, (2, 500)), 0) for ends in (base, exponent))
    x[:, 0], y[:, 0] = base, exponent
    fast, careful = unary(monkeypatch, "power", Interval(*x), Interval(*y))
    assert fast is not None
    assert (fast.lo >= careful.lo).all() and (fast.hi <= careful.hi).all()
    low, high = span(fast)
    assert low <= fast.lo.min() and fast.hi.max() <= high
    corners = np.stack([a**b for a in x for b in y])
    first = (x == 1).any(0) | (y == 1).any(0)
    slack = np.where(first, 0.0, 1e-15)
    assert (fast.lo <= corners.min(0) * (1 - slack)).all()
    assert (corners.max(0) * (1 + slack) <= fast.hi).all()


@pytest.mark.parametrize("name", ["add", "sub", "mul", "div"])
@pytest.mark.parametrize("end", [INF, -INF])
def test_infinite_ends_are_left_to_the_careful_ones(name, end):
    bad = Interval(np.array([min(1.0, end), 1.0]), np.array([max(1.0, end), 2.0]))
    plain = Interval(np.array([1.0, 1.0]), np.array([2.0, 2.0]))
    for x, y in ((bad, plain), (plain, bad), (Interval.entire((2,)), plain)):
        assert getattr(finite, name)(x, y) is None


@pytest.mark.parametrize("name", ["add", "sub", "mul", "div"])
def test_overflow_is_left_to_the_careful_ones(name):
    big = Interval(np.array([-1.0, 1e308]), np.array([1.0, 1.5e308]))
    other = Interval(np.array([1e-5]), np.array([1e-5])) if name == "div" else big
    minus = Interval(-big.hi, -big.lo)
    with np.errstate(all="ignore"):
        assert getattr(finite, name)(big, minus if name == "sub" else other) is None


def test_single_numbers_and_broadcasting():
    third, row = Interval.rational(1, 3), Interval(np.array([-1.0, 0.0]), np.array([1.0, 3.0]))
    for function in (iv.add, iv.sub, iv.mul, iv.div):
        assert function(third, third).shape == ()
        assert function(row, third).shape == (2,)
    assert iv.mul(third, row).lo[1] == 0
    assert row.lo.tolist() == [-1.0, 0.0] and third.lo < 1 / 3 + 1e-9  # arguments are left alone


def test_a_span_is_what_it_says():
    x = Interval(np.array([1.0, -2.0]), np.array([5.0, 0.0]))
    assert span(x) == (-2.0, 5.0)
    assert span(iv.neg(x)) == (-5.0, 2.0)
    assert span(Interval(np.zeros(0), np.zeros(0))) == (INF, -INF)
    assert iv.add(Interval(np.zeros(0), np.zeros(0)), x.point(1.0)).shape == (0,)
