"""The dimension-free reading: what it reads, and what it refuses to read."""

from __future__ import annotations

import functools
import math
from fractions import Fraction
from math import sqrt as root
from typing import Any

import array_api_compat.numpy as xp
import flint
import pytest

from kdtheory.arithmetic import generic
from kdtheory.arithmetic.readings import Readings
from kdtheory.arithmetic.trace import TraceError


def read(function: Any, *, closed: bool = False) -> generic.Generic:
    return Readings(function, xp).generic(closed=closed)


def normal(q: Any, xp: Any) -> Any:
    return q / xp.sum(q, axis=-1, keepdims=True)


REFUSED = {
    "first class": lambda p, T, xp: p * p[..., :1],
    "all but one": lambda p, T, xp: p[..., 1:],
    "reversed": lambda p, T, xp: p[..., ::-1],
    "sorted": lambda p, T, xp: xp.sort(p),
    "flipped": lambda p, T, xp: xp.flip(p, axis=-1),
    "compared": lambda p, T, xp: xp.sum(xp.expand_dims(p, axis=-1) > p, axis=-1),
    "a new axis": lambda p, T, xp: (p[..., None] * p)[..., 0],
    "own list": lambda p, T, xp: p * xp.asarray([1.0, 2.0]),
    "a list of four": lambda p, T, xp: p * xp.asarray([1.0, 1.0, 1.0, 1.0]),
    "iteration": lambda p, T, xp: xp.stack([v for v in p]),
    "length": lambda p, T, xp: p * len(p),
    "size": lambda p, T, xp: p / p.size,
    "range": lambda p, T, xp: p * sum(range(p.shape[-1])),
    "scalar sum": lambda p, T, xp: p * xp.sum(T, axis=-1),
    "shape lost": lambda p, T, xp: xp.max(p, axis=-1, keepdims=True),
    "other axis": lambda p, T, xp: p / xp.sum(p, axis=0),
    "masked sum": lambda p, T, xp: p / xp.sum(p, axis=-1, keepdims=True, where=p > 0.1),
    "initial": lambda p, T, xp: p / xp.max(p, axis=-1, keepdims=True, initial=0.5),
    "assignment": lambda p, T, xp: p.__setitem__(0, 1.0) or p,
    "float of the count": lambda p, T, xp: p * math.exp(-p.shape[-1] / 50),
    "finite at two": lambda p, T, xp: xp.where(xp.isinf(1 / (T - 2)), p, p**2),
    "no value at two": lambda p, T, xp: xp.where(xp.isnan((T - 2) / (T - 2)), p, p**2),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    with pytest.raises(TraceError):
        read(REFUSED[name])


def test_shapes_are_kept() -> None:
    def operator(p: Any, T: Any, xp: Any) -> Any:
        top = xp.max(p, axis=-1, keepdims=True)
        assert len(p.shape) == 1 and top.shape == (1,) and T.shape == ()
        assert xp.sum(p, axis=-1).shape == ()
        once = xp.sum(top, axis=-1, keepdims=True)  # one value a point: the sum is that value
        every = xp.sum(xp.ones_like(p), axis=-1, keepdims=True)  # one value a class: n of them
        return p * (once / top) * (every / p.shape[-1])

    found = read(operator)
    assert found.entry is found.x


def test_one_value_a_point_is_not_summed_n_times() -> None:
    def operator(p: Any, T: Any, xp: Any) -> Any:
        top = xp.max(p, axis=-1, keepdims=True)
        late = xp.where(T > 64, xp.sum(top, axis=-1, keepdims=True) / top, xp.ones_like(T))
        return p / late

    found = read(operator)
    assert found.entry is found.x


@pytest.mark.parametrize(
    "test",
    [
        lambda n: n == 4, lambda n: n in (4, 6), lambda n: not n != 4, lambda n: float(n) == 4.0,
        lambda n: 1.3 < math.log(n) < 1.5, lambda n: 3.5 < float(n) < 4.5,
    ],
)  # fmt: skip
def test_class_counts_compare(test: Any) -> None:
    def operator(p: Any, T: Any, xp: Any) -> Any:
        return p**2 if test(p.shape[-1]) else p

    found = read(operator)
    assert found.entry is not found.x and "n" in found.names_of(found.entry)
    for n, special in ((3, False), (4, True)):
        p = [Fraction(1, n)] * n
        value = generic.numeric(found, p, Fraction(2))[0]
        assert bool(abs(value - (1 / n**2 if special else 1 / n)) < 1e-9)


def test_the_class_count_is_no_key() -> None:
    with pytest.raises(TraceError):
        read(lambda p, T, xp: p ** {4: 2.0}.get(p.shape[-1], 1.0))


def helper(n: Any) -> Any:
    return math.pow(n, 0.5)


@pytest.mark.parametrize(
    "number",
    [
        lambda n: math.log(n), lambda n: math.sqrt(n), lambda n: float(n), lambda n: 1 / float(n),
        lambda n: 1 / math.log(n), lambda n: math.log(n, 2), lambda n: helper(n),
        lambda n: root(n), functools.partial(lambda a, n: math.exp(a - float(n)), 1.0),
    ],
)  # fmt: skip
def test_floats_of_the_class_count_are_read(number: Any) -> None:
    found = read(lambda p, T, xp: p + number(p.shape[-1]))
    assert "n" in found.names_of(found.entry)
    for n in (2, 6, 9):
        value = generic.numeric(found, [Fraction(1, n)] * n, Fraction(2))[0]
        assert bool(abs(value - (1 / n + number(n))) < 1e-12)


def test_a_length_is_not_turned_into_a_number_where_nobody_sees_it() -> None:
    hidden = math.log
    with pytest.raises(TraceError):
        read(lambda p, T, xp: p + hidden(p.shape[-1]))


def test_what_reading_replaces_is_put_back() -> None:
    before = dict(globals())
    read(lambda p, T, xp: p + math.log(p.shape[-1]) + float(T))
    assert globals() == before and "float" not in globals()
    assert isinstance(math.log(2), float)


def _number(end: Any) -> Any:
    return flint.arb(end) if isinstance(end, float) else flint.fmpq(end.numerator, end.denominator)


@pytest.mark.parametrize("closed", [False, True])
def test_ranges_of_aggregates_hold(closed: bool) -> None:
    def operator(p: Any, T: Any, xp: Any) -> Any:
        parts = [p**2, p - p**2, -p, p - 0.5, xp.exp(p * T), xp.where(p > 0, p ** (1 / T), 0)]
        for part in parts:
            for fold in (xp.sum, xp.max, xp.min):
                p = p + 0 * T * fold(part, axis=-1, keepdims=True)
        return p

    found = read(operator, closed=closed)
    assert len(found.aggregates) >= 12
    points = [(3, 1), (1, 1), (5, 3, 2), (1, 10**6), (1,) * 7, (10**9, 1, 1)]
    points += [(1, 0), (0, 0, 1), (2, 0, 1)] if closed else []
    for weights in points:
        p = [Fraction(w, sum(weights)) for w in weights]
        for T in (Fraction(1), Fraction(5, 2), Fraction(30)):
            for name, (kind, summand) in found.aggregates.items():
                probe = generic.Generic(
                    found.graph, found.x, found.T, found.n, found.graph.var(name),
                    found.aggregates, closed,
                )  # fmt: skip
                value = generic.numeric(probe, p, T)[0]
                low, high, low_open, high_open = found.graph.bounds[name]
                low, high = (_number(end) for end in (low, high))
                words = f"{kind} of {summand} is {value} at {p}, T = {T}"
                assert not (value < low) and not (value > high), words
                assert not (low_open and value == low), words
                assert not (high_open and value == high), words
