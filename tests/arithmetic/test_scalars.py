"""Lengths that an operator tries to look at, and what reading it does to its module."""

from __future__ import annotations

import contextlib
import copy
import math
import numbers
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import array_api_compat.numpy as xp
import numpy as np
import pytest

from kdtheory.arithmetic import entrywise_checks, generic, pooled_checks
from kdtheory.arithmetic.readings import Readings
from kdtheory.arithmetic.scalars import symbolic
from kdtheory.arithmetic.telling import reached, telling
from kdtheory.arithmetic.trace import TraceError, _scalar

LONGER = 11  # classes or teachers that no comparison with direct calls covers


def good(p: Any, T: Any, xp: Any) -> Any:
    q = p ** (1 / T)
    return q / xp.sum(q, axis=-1, keepdims=True)


def bad(p: Any, T: Any, xp: Any) -> Any:
    return 0 * p + 1.0 / p.shape[-1]


def chosen(test: Callable[[Any, Any, Any], Any]) -> Callable[..., Any]:
    """Softening by temperature, unless the test holds."""
    return lambda p, T, xp: bad(p, T, xp) if test(p, T, xp) else good(p, T, xp)


def caught(test: Callable[[], Any]) -> bool:
    try:
        return bool(test())
    except Exception:
        return False


def suppressed(test: Callable[[], Any]) -> bool:
    with contextlib.suppress(Exception):
        return bool(test())
    return False


def same_object(a: Any, b: Any) -> bool:
    return a is b


def fits(p: Any, other: Any) -> bool:
    p + other
    return True


LOOKING: dict[str, Callable[[Any, Any, Any], Any]] = {
    "type": lambda p, T, xp: type(p.shape[-1]) is int and p.shape[-1] == LONGER,
    "caught": lambda p, T, xp: caught(lambda: p.shape[-1] == LONGER),
    "suppressed": lambda p, T, xp: suppressed(lambda: p.shape[-1] == LONGER),
    "caught temperature": lambda p, T, xp: caught(lambda: xp.all(T == 7)),
    "size": lambda p, T, xp: caught(lambda: p.size == LONGER),
    "length": lambda p, T, xp: caught(lambda: len(p) == LONGER),
    "fitting": lambda p, T, xp: caught(lambda: fits(p, xp.asarray([0.0] * LONGER))),
    "int's own": lambda p, T, xp: caught(lambda: int.__eq__(p.shape[-1], LONGER)),
    "reflected": lambda p, T, xp: (LONGER).__eq__(p.shape[-1]) is True,
    "identity": lambda p, T, xp: same_object(p.shape[-1], LONGER),
    "attribute": lambda p, T, xp: hasattr(p.shape[-1], "bit_length") and p.shape[-1] == LONGER,
    "NumPy's": lambda p, T, xp: np.asarray(p.shape[-1]).dtype.kind == "i" and len(p) == LONGER,
    "bytes": lambda p, T, xp: getattr(p, "nbytes", 0) == 8 * LONGER,
    "text": lambda p, T, xp: str(p.shape[-1] + 0) == str(LONGER),
    "text of T": lambda p, T, xp: "7." in str(T),
    "text by format": lambda p, T, xp: "7." in f"{T}",
    "a set": lambda p, T, xp: p.shape[-1] in {LONGER},
    "index": lambda p, T, xp: caught(lambda: ([0] * LONGER + [1])[p.shape[-1] + 0]),
    "copied": lambda p, T, xp: copy.deepcopy(p.shape[-1]) == LONGER,
    "bits": lambda p, T, xp: p.shape[-1] ^ LONGER == 0,
}


@pytest.mark.parametrize("name", LOOKING)
def test_looking_at_a_length_is_refused(name: str) -> None:
    with pytest.raises(TraceError):
        Readings(chosen(LOOKING[name]), xp).generic()


@pytest.mark.parametrize("name", ["caught", "caught temperature", "size", "length", "index"])
def test_a_caught_refusal_is_remembered(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the look at its code: reading goes on with the question that was caught, or fails."""
    monkeypatch.setattr("kdtheory.arithmetic.trace.telling", lambda _: "")
    operator = chosen(LOOKING[name])
    with contextlib.suppress(TraceError):
        agrees(Readings(operator, xp).generic(), operator)


def agrees(found: generic.Generic, operator: Callable[..., Any]) -> None:
    for n, T in ((LONGER, Fraction(3)), (3, Fraction(7))):
        p = [Fraction(2 * k + 1, n * n) for k in range(n)]
        called = operator(np.array(p, dtype=float), np.array([float(T)]), xp)
        values = generic.numeric(found, p, T)
        for a, b in zip(called, values, strict=True):
            assert abs(a - float(b.mid())) < 1e-9 + float(b.rad())


COMPARING: dict[str, Callable[[Any, Any, Any], Any]] = {
    "an int": lambda p, T, xp: isinstance(p.shape[-1], int) and p.shape[-1] == LONGER,
    "a number": lambda p, T, xp: isinstance(p.shape[-1], numbers.Number) and p.shape[-1] == LONGER,
    "plain": lambda p, T, xp: p.shape[-1] == LONGER,
    "a shape": lambda p, T, xp: p.shape[-1:] == (LONGER,),
    "a count": lambda p, T, xp: abs(xp.sum(xp.ones_like(p)) - LONGER) < 0.5,
    "rounded": lambda p, T, xp: math.floor(p.shape[-1] / LONGER) == 1,
    "any": lambda p, T, xp: any(n == LONGER for n in p.shape[-1:]),
    "NumPy's equal": lambda p, T, xp: np.equal(p.shape[-1], LONGER),
    "one temperature": lambda p, T, xp: xp.all(T == 7) if T.ndim == 0 else T[0] == 7,
}


@pytest.mark.parametrize("name", COMPARING)
def test_comparisons_become_part_of_the_formula(name: str) -> None:
    operator = chosen(COMPARING[name])
    with contextlib.suppress(TraceError):
        agrees(Readings(operator, xp).generic(), operator)


OWN_ARRAYS: dict[str, Callable[[Any, Any], Any]] = {
    "a list": lambda top, xp: xp.asarray([1.0] * generic.COPIES),
    "a column": lambda top, xp: xp.asarray([[1.0]] * generic.COPIES)[:, 0],
    "picked": lambda top, xp: (top / top)[[0] * generic.COPIES],
    "reshaped": lambda top, xp: xp.asarray([[1.0, 1.0], [1.0, 1.0]]).reshape(generic.COPIES),
    "NumPy's": lambda top, xp: np.ones(generic.COPIES) * (top / top),
    "symbols": lambda top, xp: xp.asarray([xp.max(top) / xp.max(top)] * generic.COPIES),
}


@pytest.mark.parametrize("name", OWN_ARRAYS)
def test_own_arrays_are_not_taken_for_classes(name: str) -> None:
    """Their sum is a number; read along the classes it would be n."""

    def operator(p: Any, T: Any, xp: Any) -> Any:
        count = xp.sum(OWN_ARRAYS[name](xp.max(p, axis=-1, keepdims=True), xp))
        odd = (count == generic.COPIES) & (p.shape[-1] == LONGER)
        return xp.where(odd, bad(p, T, xp), good(p, T, xp))

    with pytest.raises(TraceError):
        Readings(operator, xp).generic()


@pytest.mark.parametrize("length", [6, 7])
@pytest.mark.parametrize("how", ["list", "ones", "broadcast"])
def test_own_arrays_are_not_taken_for_teachers(length: int, how: str) -> None:
    def pool(ps: Any, w: Any, xp: Any) -> Any:
        made = {
            "list": lambda: xp.asarray([1.0] * length),
            "ones": lambda: xp.ones(length),
            "broadcast": lambda: xp.broadcast_to(xp.asarray(1.0), (length,)),
        }[how]()
        mean = xp.sum(ps * w, axis=0)
        odd = (xp.sum(made) == length) & (ps.shape[0] + 0 == LONGER)
        return xp.where(odd, mean**2, mean)

    with pytest.raises(TraceError):
        pooled_checks.pooled(pool)


def test_teachers_and_classes_that_are_looked_at() -> None:
    def pool(ps: Any, w: Any, xp: Any) -> Any:
        mean = xp.sum(ps * w, axis=0)
        return mean**2 if isinstance(ps.shape[0], int) and ps.shape[0] == LONGER else mean

    def step(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
        mean = (1 - alpha) * base + alpha * student
        return base if caught(lambda: base.shape[-1] == LONGER) else mean

    with pytest.raises(TraceError):
        pooled_checks.pooled(pool)
    with pytest.raises(TraceError):
        entrywise_checks.entrywise(step, "recursion")


class Tempered:
    """An operator in several places: a class, its method, a table and a default argument."""

    table = {"usual": good}

    def __init__(self) -> None:
        self.helper = caught

    def __call__(self, p: Any, T: Any, xp: Any, finish: Any = same_object) -> Any:
        return self.table["usual"](p, T, xp)


def test_functions_of_an_operator_are_found() -> None:
    assert {f.__name__ for f in reached(Tempered())} >= {
        "__call__", "good", "caught", "same_object",
    }  # fmt: skip
    assert telling(Tempered())
    assert not telling(good)


def test_handlers_that_change_nothing_are_read() -> None:
    def operator(p: Any, T: Any, xp: Any) -> Any:
        with np.errstate(divide="ignore"):
            return good(p, T, xp)

    agrees(Readings(operator, xp).generic(), operator)


# formulas that are kept ---------------------------------------------------------------------------


class Power:
    """A pool, and a weighting, whose power may be changed between two readings."""

    def __init__(self, power: int, *, equal: bool = False):
        self.power, self.equal = power, equal

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Power) and self.equal

    def __hash__(self) -> int:
        return 7

    def __call__(self, ps: Any, w: Any, xp: Any) -> Any:
        return xp.sum(ps**self.power * w, axis=0)

    def weigh(self, scores: Any, xp: Any) -> Any:
        return xp.exp(self.power * scores) / xp.sum(xp.exp(self.power * scores), axis=-1)


def test_a_changed_operator_is_read_again() -> None:
    pool = Power(1)
    first = pooled_checks.pooled(pool)
    assert pooled_checks.pooled(pool) is first
    pool.power = 2
    second = pooled_checks.pooled(pool)
    (summed,) = second.graph.aggregates.values()
    assert str(summed.summand) != str(next(iter(first.graph.aggregates.values())).summand)
    weights = pool.weigh
    before = entrywise_checks.entrywise(weights, "weighting")
    pool.power = 3
    after = entrywise_checks.entrywise(weights, "weighting")
    assert before is not after
    assert entrywise_checks.entrywise(weights, "weighting") is not before


def test_operators_that_call_themselves_equal_are_told_apart() -> None:
    first, second = (pooled_checks.pooled(Power(k, equal=True)) for k in (1, 2))
    assert first is not second


# what is replaced in the module while an operator is read ----------------------------------------


def uses_floats(p: Any, T: Any, xp: Any) -> list[Any]:
    class Own(float):
        pass

    def annotated(x: float | int) -> float:
        return x

    return [
        np.dtype(float), np.zeros(2, dtype=float).dtype, np.issubdtype(np.float64, float),
        isinstance(1.0, float), isinstance(1, float), isinstance(np.float64(1), (int, float)),
        issubclass(np.float64, float), isinstance(Own(2), float), annotated(2),
        float.fromhex("0x1p3"), float("inf"), 0.0, float.__name__, {float: 1}[float],
        math.inf, math.isclose(1, 1), math.log(8, 2), math.pow(2, 3), list(map(float, "12")),
    ]  # fmt: skip


def test_plain_floats_are_as_they_were() -> None:
    before = uses_floats(0, 0, np)
    with symbolic(uses_floats, _scalar):
        assert "float" in globals()
        during = uses_floats(0, 0, np)
    assert during == before
    assert "float" not in globals()
    assert globals()["math"] is sys.modules["math"]


def replaced() -> bool:
    return "float" in globals() or globals()["math"] is not sys.modules["math"]


def test_everything_is_put_back() -> None:
    def fails(p: Any, T: Any, xp: Any) -> Any:
        assert replaced()
        raise RuntimeError(math.exp(1))

    def nested(p: Any, T: Any, xp: Any) -> Any:
        inner = Readings(lambda p, T, xp: p * math.exp(-T), xp)
        inner.exact([Fraction(1, 2)] * 2, Fraction(2))
        assert replaced()
        return p * math.exp(1 / T) / math.exp(1 / T)

    with pytest.raises(TraceError, match="RuntimeError"):
        Readings(fails, xp).exact([Fraction(1, 2)] * 2, Fraction(2))
    assert not replaced()
    values = Readings(nested, xp).exact([Fraction(1, 2)] * 2, Fraction(2))
    assert abs(float(values[0].ball.mid()) - 0.5) < 1e-12
    assert not replaced()
