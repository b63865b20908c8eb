"""Branch and bound: covers hold at random points, near misses stay open."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import array_api_compat.numpy as xp
import flint
import near_misses as near
import pytest

from kdtheory.arithmetic import balls
from kdtheory.arithmetic.expr import Graph, Node
from kdtheory.arithmetic.readings import Readings
from kdtheory.axioms.registry import table
from kdtheory.claims.claim import Domain, clock
from kdtheory.claims.obligation import BoxProblem
from kdtheory.engines import certify
from kdtheory.operators.registry import catalogue

Q = Fraction
UNIT = (Q(0), Q(1))


def _claim(function: Any, key: str) -> Any:
    return table()[key].about(Readings(function, xp), Domain())


def _leaves(part: certify.Part) -> Iterator[tuple[str, list[tuple[Fraction, Fraction]]]]:
    stack = [list(part.box)]
    for letter in part.tree:
        box = stack.pop()
        if letter.isupper():
            yield letter, box
            continue
        k = ord(letter) - ord("a")
        low, high = box[k]
        middle = Q(float((low + high) / 2))
        stack += [
            [*box[:k], (middle, high), *box[k + 1 :]],
            [*box[:k], (low, middle), *box[k + 1 :]],
        ]
    assert not stack


def _values(nodes: list[Node], names: tuple[str, ...], point: list[Fraction]) -> list[Any]:
    env = {n: flint.fmpq(x.numerator, x.denominator) for n, x in zip(names, point)}
    return balls.evaluate(nodes, 300, env)


def _resample(part: certify.Part, rng: random.Random, count: int) -> None:
    """The inequality holds at points of the domain, the leaves are what they say they are."""
    volume = Q(0)
    leaves = list(_leaves(part))
    for _, box in leaves:
        share = Q(1)
        for (a, b), (c, d) in zip(box, part.box):
            share *= (b - a) / (d - c)
        volume += share
    assert volume == 1
    for letter, box in rng.choices(leaves, k=count):
        point = [a + (b - a) * Q(rng.randint(0, 16), 16) for a, b in box]
        value, *guards = _values([part.node, *part.guards], part.variables, point)
        inside = not any(g < 0 for g in guards)
        assert letter != "O" or not inside or any(g.contains(0) for g in guards)
        if inside and value.is_finite():
            assert not (value < 0)
            assert not (part.goal == "> 0" and value == 0)


def test_log_odds_shrink() -> None:
    cover = certify.certify(_claim(catalogue()["logodds_shrinkage"].function, "SK-A3/weak"),
                            clock() + 60)  # fmt: skip
    assert isinstance(cover, certify.Cover)
    assert cover.reduction == "R3" and cover.classes == "all"
    pairs, order = cover.parts
    floor = Domain().floor
    assert pairs.box[0][0] <= floor and pairs.box[0][1] >= Q(1, 2)
    assert pairs.box[1][0] == 0 and pairs.box[1][1] >= 1 - 2 * floor
    assert order.box[0][0] <= floor and order.box[0][1] >= 1 - floor
    for part in cover.parts:
        assert part.box[-1][0] <= 1 and part.box[-1][1] >= 10
        _resample(part, random.Random(5), 400)


@pytest.mark.slow
@pytest.mark.parametrize("name", near.NEAR_MISSES)
def test_near_misses(name: str) -> None:
    function, false = near.NEAR_MISSES[name]
    if name in near.MANY_CLASSES or name == "late_return":
        pytest.skip("fails outside the box")
    for key in false:
        found = certify.certify(_claim(function, key), clock() + 0.3)
        assert not isinstance(found, certify.Cover), f"{key} is certified by {found.reduction}"


def _graph(*names: str) -> tuple[Graph, list[Node]]:
    g = Graph(dict.fromkeys(names, (Q(0), Q(1), False, False)))
    return g, [g.var(n) for n in names]


def _solve(node: Node, names: tuple[str, ...], goal: str = ">= 0", **more: Any) -> Any:
    problem = BoxProblem("test", goal, node, names, [UNIT] * len(names), **more)
    return certify.solve(problem, clock() + 1.0)


def test_true_and_barely_false() -> None:
    g, (x, y) = _graph("x", "y")
    gap = g.add(g.ipow(g.sub(x, y), 2), g.const(Q(1, 1000)))
    found = _solve(gap, ("x", "y"), "> 0")
    assert isinstance(found, certify.Solved)
    _resample(found.part, random.Random(1), 200)
    below = g.sub(g.ipow(g.sub(x, g.const(Q(1, 3))), 2), g.const(Q(1, 10**9)))
    assert isinstance(_solve(below, ("x",)), certify.Partial)
    touching = g.ipow(g.sub(x, g.const(Q(1, 3))), 2)
    assert isinstance(_solve(touching, ("x",), "> 0"), certify.Partial)


def test_slopes_need_a_zero_to_start_from() -> None:
    g, (x, y) = _graph("x", "y")
    good = g.mul(x, g.add(y, g.one))
    assert isinstance(_solve(good, ("x", "y"), anchored=("x",)), certify.Solved)
    # increasing in x, but it starts below zero
    bad = g.sub(x, g.const(Q(1, 10**9)))
    assert isinstance(_solve(bad, ("x",), anchored=("x",)), certify.Partial)
    # starts at zero, dips, and is positive at the end
    dip = g.mul(x, g.sub(x, g.const(Q(1, 10**6))))
    assert isinstance(_solve(dip, ("x",), anchored=("x",)), certify.Partial)


def test_guards_bound_the_domain() -> None:
    g, (x, y) = _graph("x", "y")
    room = g.sub(g.sub(g.const(Q(3, 4)), x), y)
    inside = g.add(room, g.const(Q(1, 100)))
    found = _solve(inside, ("x", "y"), guards=(room,))
    assert isinstance(found, certify.Solved) and "O" in found.part.tree
    _resample(found.part, random.Random(2), 200)
    outside = g.sub(room, g.const(Q(1, 100)))
    assert isinstance(_solve(outside, ("x", "y"), guards=(room,)), certify.Partial)


@pytest.mark.parametrize("division", ["0 / 0", "1 / x"])
def test_what_is_undefined_stays_open(division: str) -> None:
    g, (x,) = _graph("x")
    shift = g.sub(x, g.const(Q(1, 3)))
    node = {
        "0 / 0": g.div(g.abs(shift), g.abs(shift)),
        "1 / x": g.ipow(g.div(g.one, shift), 2),
    }[division]
    assert isinstance(_solve(node, ("x",)), certify.Partial)
