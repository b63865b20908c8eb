"""Normal forms stand for the same values, and equal expressions share one."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import flint
import pytest

from kdtheory.arithmetic import balls
from kdtheory.arithmetic.expr import Graph, Node
from kdtheory.arithmetic.monomials import Monomials
from kdtheory.arithmetic.ranges import INF

UNIT = (Fraction(0), Fraction(1), True, True)
NAMES = {"x": UNIT, "w": UNIT, "K": (Fraction(2), INF, False, True)}


def graph() -> Graph:
    return Graph(dict(NAMES))


def grown(g: Graph, seed: Random, depth: int) -> Node:
    """A random expression, positive parts under roots and logarithms."""
    if depth == 0:
        numbers = [g.const(Fraction(seed.randint(1, 5), seed.randint(1, 3)))]
        return seed.choice([g.var(name) for name in NAMES] + numbers)
    a, b = (grown(g, seed, depth - 1) for _ in range(2))
    positive = g.add(g.ipow(a, 2), g.one)
    return seed.choice(
        [
            lambda: g.add(a, b), lambda: g.sub(a, b), lambda: g.mul(a, b),
            lambda: g.div(a, positive), lambda: g.sqrt(positive), lambda: g.log(positive),
            lambda: g.exp(g.div(a, g.add(positive, g.ipow(b, 2)))), lambda: g.ipow(a, 3),
            lambda: g.pow(positive, g.const(Fraction(2, 3))), lambda: g.pow(positive, g.var("w")),
            lambda: g.where(g.lt(a, b), a, b), lambda: g.abs(a), lambda: g.neg(a),
            lambda: g.exp(g.mul(g.var("w"), g.log(g.var("x")))),
            lambda: g.log(g.mul(g.var("x"), positive)),
        ]
    )()  # fmt: skip


@pytest.mark.parametrize("number", range(150))
def test_normal_forms_keep_values(number: int) -> None:
    seed, g = Random(number), graph()
    node = grown(g, seed, 4)
    tidy = Monomials(g).tidy(node)
    for _ in range(3):
        env = {name: flint.fmpq(seed.randint(1, 98), 99) for name in ("x", "w")}
        env["K"] = flint.fmpq(seed.randint(2, 6))
        a, b = balls.evaluate([node, tidy], 256, env)
        with balls.precision(256):
            assert a.overlaps(b)
            assert not a.is_finite() or abs(a - b) < (1 + abs(a)) * flint.arb((1, -100))


def test_equal_expressions_share_a_normal_form() -> None:
    g = graph()
    m = Monomials(g)
    x, w, K = (g.var(name) for name in "xwK")
    two, half = g.const(2), g.const(Fraction(1, 2))
    pairs = [
        (g.exp(g.add(g.log(x), g.mul(K, w))), g.mul(x, g.exp(g.mul(w, K)))),
        (
            g.log(g.mul(g.sqrt(x), g.ipow(w, 3))),
            g.add(g.mul(half, g.log(x)), g.mul(g.const(3), g.log(w))),
        ),
        (g.pow(g.mul(x, w), K), g.mul(g.pow(x, K), g.pow(w, K))),
        (g.div(g.add(x, w), g.add(g.mul(two, w), g.mul(two, x))), half),
        (g.mul(g.sub(x, w), g.add(x, w)), g.sub(g.ipow(x, 2), g.ipow(w, 2))),
        (g.sqrt(g.mul(g.const(4), x)), g.mul(two, g.sqrt(x))),
        (g.log(g.exp(g.sub(x, w))), g.sub(x, w)),
    ]
    for a, b in pairs:
        assert m.tidy(a) is m.tidy(b)


def test_what_may_be_zero_or_negative_is_not_taken_apart() -> None:
    closed = (Fraction(0), Fraction(1), False, False)
    g = Graph({"x": closed, "z": (Fraction(-1), Fraction(1), False, False)})
    m = Monomials(g)
    x, z = g.var("x"), g.var("z")
    assert m.tidy(g.sqrt(g.ipow(z, 2))) is not m.tidy(z)
    assert m.log(m(x)) is None
    assert m.tidy(g.pow(g.ipow(z, 2), g.const(Fraction(1, 3)))).op in ("pow", "sqrt")
