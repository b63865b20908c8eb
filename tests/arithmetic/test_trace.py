"""The readings of one function agree: floats, exact, and its formula in two arithmetics."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import flint
import numpy as np
import pytest

from kdtheory.arithmetic import balls, vector
from kdtheory.arithmetic.expr import Undecided
from kdtheory.arithmetic.floating import backend
from kdtheory.arithmetic.readings import Readings
from kdtheory.arithmetic.trace import TraceError

POINTS = [
    (("1/2", "1/3", "1/6"), "1"),
    (("1/10", "7/10", "1/5"), "3/2"),
    (("1/5", "1/5", "3/5"), "7"),
    (("1/1000", "2/1000", "997/1000"), "40"),
]


def norm(x: Any, xp: Any) -> Any:
    return x / xp.sum(x, axis=-1, keepdims=True)


def softmax(p: Any, T: Any, xp: Any) -> Any:
    z = xp.log(p) / T
    e = xp.exp(z - xp.max(z, axis=-1, keepdims=True))
    return e / xp.sum(e, axis=-1, keepdims=True)


def log_sum_exp(p: Any, T: Any, xp: Any) -> Any:
    z = xp.log(p) / T
    return xp.exp(z - xp.log(xp.sum(xp.exp(z), axis=-1, keepdims=True)))


def two_logs(p: Any, T: Any, xp: Any) -> Any:
    n = p.shape[-1]
    return xp.exp(xp.logaddexp(xp.log(p) - xp.log(T), xp.log(1 - 1 / T) - math.log(n)))


def projection(p: Any, T: Any, xp: Any) -> Any:
    z = p / T
    s = xp.flip(xp.sort(z, axis=-1), axis=-1)
    k = xp.arange(1, p.shape[-1] + 1) + xp.zeros_like(p)
    inside = 1 + k * s > xp.cumulative_sum(s, axis=-1)
    size = xp.sum(xp.where(inside, xp.ones_like(s), xp.zeros_like(s)), axis=-1, keepdims=True)
    total = xp.sum(xp.where(inside, s, xp.zeros_like(s)), axis=-1, keepdims=True)
    return xp.maximum(z - (total - 1) / size, xp.zeros_like(z))


def neighbours(p: Any, T: Any, xp: Any) -> Any:
    moved = (
        xp.roll(p, 1, axis=-1) + xp.flip(p, axis=-1) + xp.take(p, xp.asarray([1, 0, 2]), axis=-1)
    )
    return norm(p / T + moved, xp)


def by_matrix(p: Any, T: Any, xp: Any) -> Any:
    n = p.shape[-1]
    u = xp.asarray([[1.0 / n] * n for _ in range(n)])
    return p / T + (1 - 1 / T) * (p @ u)


def in_place(p: Any, T: Any, xp: Any) -> Any:
    q = p.copy()
    q[q < 0.0015] = 0.0
    q **= 1 / T
    q[..., 0] = q[..., 0] / 2
    q /= q.sum(axis=-1, keepdims=True)
    return q


def numpy_calls(p: Any, T: Any, xp: Any) -> Any:
    q = np.power(np.clip(p, 1e-3, 1.0), np.reciprocal(T)) + np.square(np.sqrt(np.abs(p)))
    return q / np.sum(q, axis=-1, keepdims=True)


def rounded(p: Any, T: Any, xp: Any) -> Any:
    return norm(xp.round(64 * p) + xp.floor(T) + xp.ceil(p) + (p % 0.25) + p // 0.37, xp)


def statistics(p: Any, T: Any, xp: Any) -> Any:
    spread = xp.std(p, axis=-1, keepdims=True) + xp.mean(p, axis=-1, keepdims=True)
    return norm(p + spread / T + xp.prod(p, axis=-1, keepdims=True), xp)


def trigonometry(p: Any, T: Any, xp: Any) -> Any:
    waves = xp.sin(xp.pi * p) + xp.cos(p) + xp.tanh(p / T) + xp.atan(T * p)
    return norm(waves + xp.expm1(p) + xp.log1p(p) + xp.sign(p - 0.3), xp)


def pairwise(p: Any, T: Any, xp: Any) -> Any:
    a, b = p[..., :, None], p[..., None, :]
    larger = xp.sum(xp.where(b > a, xp.ones_like(a * b), xp.zeros_like(a * b)), axis=-1)
    return norm(1 / (1 + larger / T), xp)


def logical(p: Any, T: Any, xp: Any) -> Any:
    middle = (p > 0.15) & ~(p >= 0.6) | (p == xp.max(p, axis=-1, keepdims=True))
    return norm(xp.where(middle, p, p / T), xp)


def masked(p: Any, T: Any, xp: Any) -> Any:
    top = xp.any(p > 0.9, axis=-1, keepdims=True) | xp.all(p < 0.65, axis=-1, keepdims=True)
    return xp.where(top, p, norm(p ** (1 / T), xp))


def branches(p: Any, T: Any, xp: Any) -> Any:
    if T < 2:
        return p
    if p.max() > 0.9:
        return norm(p ** (1 / T), xp)
    return norm(p + 1 / T, xp)


def first_largest(p: Any, T: Any, xp: Any) -> Any:
    k = xp.argmax(p, axis=-1, keepdims=True)
    hot = xp.where(xp.arange(p.shape[-1]) == k, 1.0, 0.0)
    return p / T + (1 - 1 / T) * hot


def by_rank(p: Any, T: Any, xp: Any) -> Any:
    order = xp.argsort(-p, axis=-1)
    s = xp.take_along_axis(p, order, axis=-1) ** (1 / T)
    back = xp.argsort(order, axis=-1)
    return norm(xp.take_along_axis(s, back, axis=-1), xp)


def until_small(p: Any, T: Any, xp: Any) -> Any:
    q, step = p, 1
    while step < 8:
        q = norm(q ** (T**-0.25), xp)
        step *= 2
    return q


TRACED = [
    softmax, log_sum_exp, two_logs, projection, neighbours, by_matrix, in_place, numpy_calls,
    rounded, statistics, trigonometry, pairwise, logical, masked, branches, first_largest,
    until_small,
]  # fmt: skip


def _fractions(p: Any, T: str) -> tuple[tuple[Fraction, ...], Fraction]:
    return tuple(Fraction(x) for x in p), Fraction(T)


def _floats(readings: Readings, p: Any, T: Fraction) -> Any:
    with np.errstate(all="ignore"):
        return readings.floating(np.array([[float(x) for x in p]]), np.array([[float(T)]]))[0]


@pytest.mark.parametrize("function", [*TRACED, by_rank], ids=lambda f: f.__name__)
def test_exact_reading_agrees_with_floats(function: Any) -> None:
    readings = Readings(function, backend("numpy"))
    for point in POINTS:
        p, T = _fractions(*point)
        exact = [float(node.ball.mid()) for node in readings.exact(p, T)]
        assert np.allclose(exact, _floats(readings, p, T), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("function", TRACED, ids=lambda f: f.__name__)
def test_formula_agrees_with_floats_and_with_the_exact_reading(function: Any) -> None:
    readings = Readings(function, backend("numpy"))
    formula = readings.formula(3)
    for point in POINTS:
        p, T = _fractions(*point)
        env = {f"p{k}": float(x) for k, x in enumerate(p)} | {"T": float(T)}
        fast = [float(x) for x in vector.evaluate(formula.entries, env)]
        assert np.allclose(fast, _floats(readings, p, T), rtol=1e-9, atol=1e-12)
        rational = {f"p{k}": flint.fmpq(x.numerator, x.denominator) for k, x in enumerate(p)}
        rational["T"] = flint.fmpq(T.numerator, T.denominator)
        traced = balls.evaluate(formula.entries, 128, rational)
        for ball, node in zip(traced, readings.exact(p, T), strict=True):
            assert not ball.is_finite() or ball.overlaps(node.ball)


def test_a_python_branch_becomes_a_choice() -> None:
    formula = Readings(branches, backend("numpy")).formula(2)
    assert any("where" in repr(entry) for entry in formula.entries)


def test_sorting_indices_has_no_formula() -> None:
    with pytest.raises(TraceError, match="sorts indices"):
        Readings(by_rank, backend("numpy")).formula(3)


def test_a_branch_on_equal_irrationals_is_undecided() -> None:
    def split(p: Any, T: Any, xp: Any) -> Any:
        return p if xp.sqrt(p[0]) * xp.sqrt(p[1]) < xp.sqrt(p[0] * p[1]) else p / T

    with pytest.raises((Undecided, TraceError)):
        Readings(split, backend("numpy")).exact((Fraction(2, 3), Fraction(1, 3)), Fraction(2))


@pytest.mark.parametrize(
    "operator",
    [
        lambda p, T, xp: p ** (1 / int(T)),
        lambda p, T, xp: p / math.exp(p),
        lambda p, T, xp: np.asarray(p) / T,
        lambda p, T, xp: xp.no_such_function(p),
    ],
)
def test_what_cannot_be_read_says_so(operator: Any) -> None:
    with pytest.raises(TraceError, match=r"namespace|convert|has no"):
        Readings(operator, backend("numpy")).exact((Fraction(1, 2), Fraction(1, 2)), Fraction(2))


def test_an_operator_cannot_change_the_point_it_is_given() -> None:
    def careless(p: Any, T: Any, xp: Any) -> Any:
        p[..., 0] = 0.0
        return p / xp.sum(p, axis=-1, keepdims=True)

    p = (Fraction(1, 2), Fraction(1, 4), Fraction(1, 4))
    readings = Readings(careless, backend("numpy"))
    first, second = readings.exact(p, Fraction(2)), readings.exact(p, Fraction(2))
    assert [str(n) for n in first] == [str(n) for n in second] == ["0", "1/2", "1/2"]
