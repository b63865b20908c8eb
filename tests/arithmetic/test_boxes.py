"""Compiled formulas enclose what exact evaluation finds, for every operation."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import flint
import numpy as np
import pytest

from kdtheory.arithmetic import balls
from kdtheory.arithmetic.boxes import Program
from kdtheory.arithmetic.expr import Graph, Node
from kdtheory.arithmetic.interval import Interval
from kdtheory.arithmetic.ranges import INF

NAMES = ("a", "b", "c")
ANY = (-INF, INF, True, True)


def _graph() -> tuple[Graph, list[Node]]:
    g = Graph(dict.fromkeys(NAMES, ANY))
    return g, [g.var(n) for n in NAMES]


OPERATIONS: dict[str, Any] = {
    "add": lambda g, a, b, c: g.add(a, b),
    "neg": lambda g, a, b, c: g.neg(a),
    "mul": lambda g, a, b, c: g.mul(a, b),
    "div": lambda g, a, b, c: g.div(a, b),
    "square": lambda g, a, b, c: g.ipow(a, 2),
    "cube": lambda g, a, b, c: g.ipow(a, 3),
    "pow": lambda g, a, b, c: g.pow(a, b),
    "exp": lambda g, a, b, c: g.exp(a),
    "expm1": lambda g, a, b, c: g.expm1(a),
    "log": lambda g, a, b, c: g.log(a),
    "log1p": lambda g, a, b, c: g.log1p(a),
    "sqrt": lambda g, a, b, c: g.sqrt(a),
    "sin": lambda g, a, b, c: g.unary("sin", a),
    "cos": lambda g, a, b, c: g.unary("cos", a),
    "tanh": lambda g, a, b, c: g.unary("tanh", a),
    "atan": lambda g, a, b, c: g.unary("atan", a),
    "abs": lambda g, a, b, c: g.abs(a),
    "floor": lambda g, a, b, c: g.floor(a),
    "min": lambda g, a, b, c: g.extremum("min", a, b),
    "max": lambda g, a, b, c: g.extremum("max", a, b),
    "median": lambda g, a, b, c: g.kth([a, b, c], 1),
    "second of four": lambda g, a, b, c: g.kth([a, b, c, g.add(a, b)], 1),
    "third of four": lambda g, a, b, c: g.kth([a, b, c, g.add(a, b)], 2),
    "where lt": lambda g, a, b, c: g.where(g.lt(a, b), b, c),
    "where le": lambda g, a, b, c: g.where(g.le(a, b), g.neg(c), c),
    "where eq": lambda g, a, b, c: g.where(g.eq(a, b), g.one, c),
    "where and": lambda g, a, b, c: g.where(g.and_(g.lt(a, b), g.lt(b, c)), a, c),
    "where not": lambda g, a, b, c: g.where(g.or_(g.lt(a, b), g.lt(b, c)), a, c),
    "constant": lambda g, a, b, c: g.mul(a, g.const(Fraction(1, 3))),
    "literal": lambda g, a, b, c: g.mul(a, g.literal(0.1)),
    "pi": lambda g, a, b, c: g.mul(a, g.real("pi", 0, 0)),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_enclosed(name: str) -> None:
    g, variables = _graph()
    node = OPERATIONS[name](g, *variables)
    program = Program([node])
    rng = random.Random(name)
    seen = 0
    low, high, points = [], [], []
    for _ in range(300):
        size = rng.choice([0.0, 1e-9, 0.1, 1.0, 4.0])
        scale = rng.choice([0.01, 1.0, 1.0, 30.0])
        ends = [sorted((c, c + size * rng.random())) for c in
                (rng.choice([0.0, 1.0, rng.uniform(-1, 1) * scale, rng.random()])
                 for _ in NAMES)]  # fmt: skip
        low.append([e[0] for e in ends])
        high.append([e[1] for e in ends])
        points.append([Fraction(a) + (Fraction(b) - Fraction(a)) * Fraction(rng.randint(0, 8), 8)
                       for a, b in ends])  # fmt: skip
    env = {n: Interval(np.array(low)[:, k], np.array(high)[:, k]) for k, n in enumerate(NAMES)}
    (box,) = program(env)
    lo, hi = (np.broadcast_to(end, (300,)) for end in (box.lo, box.hi))
    for row, point in enumerate(points):
        here = {n: flint.fmpq(x.numerator, x.denominator) for n, x in zip(NAMES, point)}
        (value,) = balls.evaluate([node], 300, here)
        if value.is_finite():
            seen += 1
            assert not (value < float(lo[row])), (name, point, value, lo[row])
            assert not (value > float(hi[row])), (name, point, value, hi[row])
    assert seen > 60
