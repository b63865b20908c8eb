"""The checker's own normal forms: values kept, sums linear, reaches that follow."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from flint import fmpq

from kdtheory.checker.exact import Exact
from kdtheory.checker.pool_forms import Forms
from kdtheory.checker.sampling import vanishes
from kdtheory.checker.slopes import Builder


def grown(b: Builder, seed: Random, depth: int) -> int:
    if depth == 0:
        number = b.const(fmpq(seed.randint(1, 5), seed.randint(1, 3)))
        return seed.choice([b.make("var", name) for name in ("x", "w", "K")] + [number])
    a, c = grown(b, seed, depth - 1), grown(b, seed, depth - 1)
    positive = b.make("add", None, b.make("ipow", 2, a), b.const(1))
    share = b.make("div", None, a, b.make("add", None, positive, b.make("ipow", 2, c)))
    return seed.choice(
        [
            lambda: b.make("add", None, a, c), lambda: b.make("mul", None, a, c),
            lambda: b.make("div", None, a, positive), lambda: b.make("sqrt", None, positive),
            lambda: b.make("log", None, positive), lambda: b.make("exp", None, share),
            lambda: b.make("ipow", 3, a), lambda: b.make("neg", None, a),
            lambda: b.make("pow", None, positive, b.const(fmpq(2, 3))),
            lambda: b.make("pow", None, positive, b.make("var", "w")),
            lambda: b.make("where", None, b.make("lt", None, a, c), a, c),
            lambda: b.make("log", None, b.make("mul", None, b.make("var", "x"), positive)),
        ]
    )()  # fmt: skip


@pytest.mark.parametrize("number", range(80))
def test_forms_keep_values(number: int) -> None:
    seed, b = Random(number), Builder()
    node = grown(b, seed, 3)
    f = Forms(False)
    given = {name: f.variable(name) for name in ("x", "w", "K")}
    form = f.read(b.rows, node, given)
    both = Builder(f.built.rows)
    names = {name: both.make("var", name) for name in given}
    gap = both.sub(both.copy(b.rows, [node], names)[node], _row(f, form, both))
    env = {"x": fmpq(seed.randint(1, 98), 99), "w": fmpq(1, 3), "K": fmpq(seed.randint(2, 6))}
    exact = Exact(both.rows, env)
    assert exact.finite(gap) and vanishes(exact, gap)


def _row(f: Forms, form: Any, both: Builder) -> int:
    """A form's row, in another formula."""
    k = f.row(form)
    return both.copy(f.built.rows, [k], {})[k]


def test_sums_are_linear() -> None:
    f = Forms(False)
    x, w, K = (f.variable(name) for name in "xwK")
    one = f.number(1)
    assert f.total(w, "teacher") == one
    assert f.total(x, "class") == one
    assert f.total(one, "teacher") == K
    assert f.total(f.total(f.mul(w, x), "teacher"), "class") == one
    assert f.total(f.mul(w, x), "teacher") != f.mul(w, x)


def test_averages_reach_as_far_as_what_is_averaged() -> None:
    f = Forms(True)
    mean = f.total(f.mul(f.variable("w"), f.variable("x")), "teacher")
    assert f.reach_of(mean) == (0, 1, False, False)
    square = f.power(f.variable("x"), fmpq(2))
    assert square is not None
    low, _, low_open, _ = f.reach_of(f.total(square, "class"))
    assert low == 0 and low_open  # some class has a positive probability
    zeros = f.total(f.total(square, "teacher"), "teacher")
    assert not f.reach_of(zeros)[2]


def test_comparisons_are_settled_by_reach() -> None:
    f = Forms(True)
    rows = f.built.rows
    zero, x, inside = f.built.const(0), f.built.make("var", "x"), f.built.make("var", "inside")
    assert rows[f._condition("lt", None, [zero, inside])].value is True
    assert rows[f._condition("le", None, [inside, zero])].value is False
    assert rows[f._condition("lt", None, [zero, x])].op == "lt"
    assert rows[f._condition("eq", None, [x, x])].value is True
    assert rows[f._condition("eq", None, [zero, x])].op == "eq"
    assert f.reach(x) == (Fraction(0), Fraction(1), False, False)
