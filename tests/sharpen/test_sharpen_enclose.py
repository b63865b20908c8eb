"""Enclosures hold the values and slopes that high precision finds."""

from fractions import Fraction
from random import Random

import mpmath
import numpy as np
import pytest

from kdtheory.arithmetic.interval import Interval
from kdtheory.sharpen.cover import Covered, Open, cover
from kdtheory.sharpen.enclose import jets, remainder, slope
from kdtheory.sharpen.formula import (
    Formula,
    coefficient,
    float_remainder,
    term,
    variable,
)
from kdtheory.sharpen.formula import remainder as remainder_of


def exact(k: int, z: float) -> mpmath.mpf:
    """``R_k`` from its integral, which no formula of the package uses."""
    return mpmath.quad(lambda u: (1 - u) * (1 + u * mpmath.mpf(z)) ** -k, [0, 0.5, 1])


def exact_slope(k: int, z: float) -> mpmath.mpf:
    return mpmath.quad(
        lambda u: -k * u * (1 - u) * (1 + u * mpmath.mpf(z)) ** (-k - 1), [0, 0.5, 1]
    )


POINTS = [-0.99, -0.9, -0.5, -0.0625, -0.06, -1e-3, -1e-9, 0.0, 1e-16, 1e-5, 0.0624, 0.0626, 1, 9.5]


@pytest.mark.parametrize("k", [1, 2])
@pytest.mark.parametrize("z", POINTS)
def test_a_remainder_is_enclosed_tightly_on_both_sides_of_the_series(k: int, z: float) -> None:
    at = Interval.point(np.array([z]))
    with mpmath.workdps(40):
        for found, true in ((remainder(k, at), exact(k, z)), (slope(k, at), exact_slope(k, z))):
            low, high = float(found.lo[0]), float(found.hi[0])
            assert low <= true <= high
            assert high - low < 1e-9 * abs(true)
            assert abs(float_remainder(k, z) - exact(k, z)) < 1e-12 * exact(k, z)


@pytest.mark.parametrize("k", [1, 2])
def test_the_series_coefficients_are_those_of_the_integral(k: int) -> None:
    with mpmath.workdps(40):
        series = mpmath.taylor(lambda z: exact(k, z), 0, 5)
        for j, c in enumerate(series):
            wanted = coefficient(k, j)
            assert abs(c - mpmath.mpf(wanted.numerator) / wanted.denominator) < 1e-9


def test_a_wide_interval_holds_what_it_should_and_minus_one_is_unknown() -> None:
    found = remainder(2, Interval(np.array([-0.5]), np.array([3.0])))
    assert found.lo[0] <= exact(2, 3.0) and found.hi[0] >= exact(2, -0.5)
    assert found.hi[0] - found.lo[0] < float(exact(2, -0.5) - exact(2, 3.0)) + 1e-9
    unknown = remainder(2, Interval(np.array([-1.0, -2.0]), np.array([0.0, np.inf])))
    assert np.isneginf(unknown.lo).all() and np.isposinf(unknown.hi).all()


def _sample() -> Formula:
    u, v = variable("u"), variable("v")
    x = Fraction(1, 7) + Fraction(1, 2) * u
    y = Fraction(1, 5) + Fraction(3, 4) * v
    inner = remainder_of(2, y / x - 1) / x - remainder_of(1, x / y - 1) * y
    return Formula.of([inner, (x ** Fraction(1, 3) + y**2) ** Fraction(-3, 2) - -x * y])


def test_values_and_slopes_over_boxes_hold_those_at_points_inside() -> None:
    formula, rng = _sample(), Random(3)
    for _ in range(60):
        a, b = rng.random() * 0.9, rng.random() * 0.9
        widths = [2.0 ** -rng.randint(1, 20) * 0.1 for _ in "uv"]
        box = {
            v: Interval(np.array([lo]), np.array([lo + w]))
            for v, lo, w in zip("uv", (a, b), widths)
        }
        over = jets(formula, box)
        with mpmath.workdps(50):
            point = [mpmath.mpf(lo) + mpmath.mpf(w) * rng.random() for lo, w in zip((a, b), widths)]
            for k, jet in enumerate(over):
                value = _exact_values(*point)[k]
                assert jet.value.lo[0] <= value <= jet.value.hi[0]
                for j, v in enumerate("uv"):
                    partial = mpmath.diff(
                        lambda *p, k=k: _exact_values(*p)[k], tuple(point), (1 - j, j)
                    )
                    assert jet.slopes[v].lo[0] <= partial <= jet.slopes[v].hi[0]


def _exact_values(u: mpmath.mpf, v: mpmath.mpf) -> tuple[mpmath.mpf, mpmath.mpf]:
    one = mpmath.mpf(1)
    x, y = one / 7 + u / 2, one / 5 + 3 * v / 4
    s, t = y / x - 1, x / y - 1
    first = (s - mpmath.log1p(s)) / s**2 / x - ((1 + t) * mpmath.log1p(t) - t) / t**2 * y
    return first, (mpmath.cbrt(x) + y**2) ** (-one * 3 / 2) + x * y


def test_a_cover_closes_on_a_truth_and_stays_open_on_a_falsehood() -> None:
    u, v = variable("u"), variable("v")
    square = (u - v) * (u - v)
    closed = cover(Formula.of([square + Fraction(1, 10**6)]), ("u", "v"))
    assert isinstance(closed, Covered)
    left = cover(Formula.of([square - Fraction(1, 10**6)]), ("u", "v"), _after(30))
    assert isinstance(left, Open)


def test_a_formula_without_variables_is_settled_by_value_alone() -> None:
    assert cover(Formula.of([term(0)]), ()) == Covered("V", 1)
    assert isinstance(cover(Formula.of([term(Fraction(-1, 10**30))]), ()), Open)


def _after(rounds: int):
    left = iter(range(rounds))
    return lambda: next(left, None) is None
