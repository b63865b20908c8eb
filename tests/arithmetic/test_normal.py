"""Signs and limits by algebra, against evaluation to many digits."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import flint
import pytest

from kdtheory.arithmetic import balls, normal, ranges
from kdtheory.arithmetic.expr import Graph, Node
from kdtheory.arithmetic.limits import limit

INF = ranges.INF
BOUNDS: dict[str, Any] = {
    "x": (Fraction(0), Fraction(1), True, True),
    "c": (Fraction(0), Fraction(1), False, False),
    "T": (Fraction(1), INF, False, True),
    "n": (Fraction(2), INF, False, True),
    "s": (Fraction(-2), Fraction(3), False, False),
    "m": (-INF, Fraction(0), True, True),
}


def _leaf(g: Graph, rng: random.Random, often: str = "x") -> Node:
    if often == "T" and rng.random() < 0.4:
        return g.var("T")
    if rng.random() < 0.3:
        return g.const(Fraction(rng.randint(-6, 6), rng.randint(1, 4)))
    return g.var(rng.choice(list(BOUNDS)))


def _random(g: Graph, rng: random.Random, depth: int, often: str = "x") -> Node:
    if depth == 0:
        return _leaf(g, rng, often)
    op = rng.choice("add add sub mul mul div ipow sqrt exp log log1p pow min max".split())
    a, b = (_random(g, rng, d, often) for d in (depth - 1, rng.randint(0, depth - 1)))
    if op == "ipow":
        return g.ipow(a, rng.randint(2, 3))
    if op in ("min", "max"):
        return g.extremum(op, a, b)
    made = getattr(g, op)
    return made(a) if op in ("sqrt", "exp", "log", "log1p") else made(a, b)


def _point(rng: random.Random) -> dict[str, Any]:
    env = {}
    for name, (low, high, low_open, high_open) in BOUNDS.items():
        tiny = Fraction(1, 10 ** rng.choice([1, 1, 2, 6]))
        if low == -INF:
            value = high - rng.choice([tiny, Fraction(3), 1 / tiny])
        elif high == INF:
            value = low + rng.choice([Fraction(0), tiny, Fraction(rng.randint(1, 9)), 1 / tiny])
        else:
            ends = [low + tiny * (high - low), high - tiny * (high - low)]
            ends += ([] if low_open else [low]) + ([] if high_open else [high])
            value = rng.choice([*ends, low + (high - low) * Fraction(rng.randint(1, 99), 100)])
        env[name] = flint.fmpq(value.numerator, value.denominator)
    return env


@pytest.mark.parametrize("seed", range(6))
def test_signs_hold_at_random_points(seed: int) -> None:
    rng, shown = random.Random(seed), 0
    for _ in range(150):
        g = Graph(dict(BOUNDS))
        node = _random(g, rng, 3)
        found = normal.sign(node) if node.op not in ("nan", "inf") and not node.is_boolean else None
        if found is None:
            continue
        shown += 1
        for _ in range(12):
            (value,) = balls.evaluate([node], 400, _point(rng))
            if value.is_finite():
                assert not (value * found.sign < 0), f"{node} is {value}, not {found.sign}"
                assert not (found.sign == 0 and value != 0)
                assert not (found.strict and value == 0), f"{node} vanishes"
    assert shown > 40


def test_strictness_needs_a_positive_term() -> None:
    g = Graph(dict(BOUNDS))
    c, T = g.var("c"), g.var("T")
    growth = normal.sign(g.sub(T, g.one))
    assert growth is not None and growth.sign == 1 and not growth.strict
    for node, strict in ((c, False), (g.add(c, T), True), (g.mul(c, T), False)):
        found = normal.sign(node)
        assert found is not None and found.sign == 1 and found.strict is strict
    assert normal.sign(g.sub(g.var("s"), g.one)) is None
    square = normal.sign(g.ipow(g.sub(g.mul(g.const(3), c), g.one), 2))
    assert square is not None and not square.strict


@pytest.mark.parametrize("open_", [True, False])
def test_parts_of_a_whole(open_: bool) -> None:
    names = ("w0", "w1")
    g = Graph({w: (Fraction(0), Fraction(1), False, open_) for w in names} | {"T": BOUNDS["T"]})
    g.simplices, g.open_simplices = [names], open_
    w0, w1 = map(g.var, names)
    rest = g.sub(g.sub(g.one, w0), w1)
    found = normal.sign(rest)
    assert found is not None and found.sign == 1 and found.strict is open_
    total = normal.sign(g.add(g.add(w0, w1), g.mul(g.const(2), rest)))
    assert total is not None and total.strict  # some part is positive
    pair = normal.sign(g.add(w0, w1))
    assert pair is not None and pair.sign == 1 and not pair.strict
    assert normal.sign(g.sub(w0, w1)) is None


def test_identities() -> None:
    g = Graph(dict(BOUNDS))
    x, T = g.var("x"), g.var("T")
    difference = g.sub(g.ipow(g.add(x, T), 2), g.add(g.ipow(x, 2), g.ipow(T, 2)))
    assert normal.is_zero(g.sub(difference, g.mul(g.const(2), g.mul(x, T))))
    assert not normal.is_zero(g.sub(difference, g.mul(g.literal(2 + 1e-12), g.mul(x, T))))
    root = g.sqrt(x)
    assert normal.is_zero(g.sub(g.mul(root, root), x))
    tenth, third = g.literal(0.1), g.literal(0.1 + 0.2)
    assert not normal.is_zero(g.sub(g.mul(g.const(3), tenth), third))  # only known to an ulp or so


@pytest.mark.parametrize("seed", range(4))
def test_limits_are_approached(seed: int) -> None:
    rng, found = random.Random(100 + seed), 0
    for _ in range(400):
        g = Graph(dict(BOUNDS))
        node = _random(g, rng, 3, "T")
        if node.op in ("nan", "inf") or not normal.uses(node, "T"):
            continue
        end = limit(node, "T")
        if end is None or end.op in ("nan", "inf") or normal.uses(end, "T"):
            continue
        env = _point(rng)
        (goal,) = balls.evaluate([end], 2000, env)
        values = []
        for k in (40, 4000):
            (value,) = balls.evaluate([node], 2 * k + 2000, env | {"T": flint.fmpq(2) ** k})
            values.append(abs(value - goal))
        if goal.is_finite() and all(v.is_finite() for v in values):
            found += 1
            with balls.precision(300):
                near = (1 + abs(goal)) * flint.arb(2) ** -30
                assert not (values[1] > near and values[1] * 1.1 > values[0]), f"{node} -> {end}"
    assert found > 4


@pytest.mark.parametrize(
    "formula",
    [
        lambda g, T: g.mul(T, g.sub(g.exp(g.div(g.one, T)), g.one)),  # 1
        lambda g, T: g.div(g.add(T, g.unary("sin", T)), T),
        lambda g, T: g.pow(g.add(g.one, g.div(g.one, T)), T),  # e
        lambda g, T: g.sub(g.sqrt(g.add(g.ipow(T, 2), T)), T),  # 1/2
        lambda g, T: g.mul(T, g.exp(g.neg(g.log(T)))),
    ],
)
def test_limits_that_need_more_are_left_open(formula: Any) -> None:
    g = Graph(dict(BOUNDS))
    end = limit(formula(g, g.var("T")), "T")
    assert end is None or end is g.one


def test_limits() -> None:
    g = Graph(dict(BOUNDS))
    T, x = g.var("T"), g.var("x")
    assert limit(g.div(T, g.add(T, g.one)), "T") is g.one
    assert limit(g.exp(g.neg(T)), "T") is g.zero
    assert limit(g.mul(x, T), "T") is g.inf
    assert limit(g.mul(g.var("s"), T), "T") is None  # the sign is open
    fading = g.div(g.add(g.mul(T, g.exp(g.neg(T))), g.mul(x, T)), g.add(T, g.one))
    end = limit(fading, "T")
    assert end is not None and normal.is_zero(g.sub(end, x))
    jump = g.where(g.lt(T, g.const(7)), x, g.div(x, T))
    assert limit(jump, "T") is g.zero
