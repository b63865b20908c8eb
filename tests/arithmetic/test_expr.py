"""Folding never changes a value, ranges hold every value, comparisons are decided truly.

Random expressions are built through the folding constructors and, beside that, evaluated plainly
in high precision; wherever the plain value is defined, both must agree.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import flint
import mpmath
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mpmath import mpf

from kdtheory.arithmetic import balls, ranges
from kdtheory.arithmetic.expr import Graph, Node, reachable

DIGITS = 60
INF = float("inf")
BOUNDS = {
    "x": (Fraction(0), Fraction(1), True, True),
    "z": (Fraction(0), Fraction(1), False, False),
    "y": (Fraction(-1), Fraction(2), False, True),
    "T": (Fraction(1), INF, False, True),
}
VALUES = {
    "x": ["1/2", "1/1000", "999/1000", "1/3"],
    "z": ["0", "1", "1/2", "2/7"],
    "y": ["-1", "0", "1", "3/2", "-1/3"],
    "T": ["1", "3/2", "2", "20"],
}
CONSTANTS = ["0", "1", "-1", "2", "1/2", "-1/3", "3"]


class Undefined(Exception):
    """The plain value is no number, or depends on one that is none."""


# random expressions --------------------------------------------------------------------------

leaves = st.sampled_from([*BOUNDS, *CONSTANTS])
unary = [
    "neg",
    "exp",
    "log",
    "log1p",
    "expm1",
    "sqrt",
    "abs",
    "tanh",
    "atan",
    "sin",
    "cos",
    "floor",
]
binary = ["add", "sub", "mul", "div", "min", "max", "pow"]
compared = ["lt", "le", "eq"]


def larger(inner: Any) -> Any:
    return st.one_of(
        st.tuples(st.sampled_from(unary), inner),
        st.tuples(st.sampled_from(binary), inner, inner),
        st.tuples(st.sampled_from(["ipow2", "ipow3", "ipow-1", "ipow-2"]), inner),
        st.tuples(st.just("kth1"), inner, inner, inner),
        st.tuples(st.just("where"), st.sampled_from(compared), inner, inner, inner, inner),
    )


trees = st.recursive(leaves, larger, max_leaves=9)
# shapes that operators are made of, where the folding rules bite
shapes = st.one_of(
    trees,
    st.builds(lambda a, b: ("exp", ("mul", a, ("log", b))), trees, trees),
    st.builds(lambda a, b: ("exp", ("div", ("log", b), a)), trees, trees),
    st.builds(lambda a, b: ("exp", ("add", ("log", a), b)), trees, trees),
    st.builds(lambda a: ("log", ("exp", a)), trees),
    st.builds(lambda a, b: ("div", a, ("add", a, b)), trees, trees),
    st.builds(lambda a: ("div", a, a), trees),
    st.builds(lambda a: ("sub", a, a), trees),
    st.builds(lambda a: ("ipow2", ("sqrt", a)), trees),
    st.builds(lambda a: ("sqrt", ("ipow2", a)), trees),
    st.builds(lambda a, b: ("where", "lt", a, b, a, b), trees, trees),
    st.builds(lambda a, b: ("where", "le", a, b, b, a), trees, trees),
    st.builds(
        lambda c, a, b, d: ("where", c, a, b, ("where", c, a, b, d, a), b),
        st.sampled_from(compared), trees, trees, trees,
    ),
    st.builds(lambda a: ("mul", "0", a), trees),
)  # fmt: skip
points = st.fixed_dictionaries({k: st.sampled_from(v) for k, v in VALUES.items()})


# the two ways ----------------------------------------------------------------------------------


def build(g: Graph, tree: Any, point: dict[str, str] | None = None) -> Node:
    """Through the constructors; variables become constants where a point is given."""
    if isinstance(tree, str):
        if tree in BOUNDS:
            return g.const(Fraction(point[tree])) if point else g.var(tree)
        return g.const(Fraction(tree))
    op, *rest = tree
    if op == "where":
        name, a, b, c, d = rest
        a, b, c, d = (build(g, t, point) for t in (a, b, c, d))
        return g.where(getattr(g, name)(a, b), c, d)
    args = [build(g, t, point) for t in rest]
    if op.startswith("ipow"):
        return g.ipow(args[0], int(op[4:]))
    if op == "kth1":
        return g.kth(args, 1)
    if op in ("min", "max"):
        return g.extremum(op, *args)
    if op in ("tanh", "atan", "sin", "cos"):
        return g.unary(op, *args)
    return getattr(g, op)(*args)


def plain(tree: Any, point: dict[str, str]) -> Any:
    """In high precision, by the definition of each operation; infinities as in IEEE 754."""
    if isinstance(tree, str):
        q = Fraction(point.get(tree, tree))
        return mpf(q.numerator) / q.denominator
    op, *rest = tree
    if op == "where":
        name, a, b, c, d = rest
        a, b = plain(a, point), plain(b, point)
        holds = compare(name, a, b)
        return plain(c if holds else d, point)
    return number(_PLAIN[op](*[plain(t, point) for t in rest]))


def number(x: Any) -> Any:
    if isinstance(x, mpmath.mpc) or mpmath.isnan(x):
        raise Undefined
    if abs(x) != INF and x != 0 and abs(mpmath.log(abs(x))) > 1000:
        raise Undefined  # too large or small to be told from rounding
    return x


def compare(name: str, a: Any, b: Any) -> bool:
    if a != b and abs(a - b) < mpf(10) ** (10 - DIGITS) * (1 + abs(a)):
        raise Undefined  # rounding in the plain value itself
    return {"lt": a < b, "le": a <= b, "eq": a == b}[name]


def _div(a: Any, b: Any) -> Any:
    if b == 0:
        if a == 0:
            raise Undefined
        return mpf("inf") if a > 0 else mpf("-inf")
    if abs(a) == INF and abs(b) == INF:
        raise Undefined
    return a / b


def _pow(a: Any, b: Any) -> Any:
    if a < 0 and b != int(b if abs(b) != INF else 0):
        raise Undefined
    if INF in (abs(a), abs(b)):
        raise Undefined
    if a == 0:
        return mpf(1) if b == 0 else mpf(0) if b > 0 else mpf("inf")
    return a**b


def _log(a: Any) -> Any:
    if a < 0:
        raise Undefined
    return mpf("-inf") if a == 0 else mpmath.log(a)


def _finite(f: Any) -> Any:
    def checked(a: Any) -> Any:
        if abs(a) == INF:
            raise Undefined
        return f(a)

    return checked


_PLAIN = {
    "neg": lambda a: -a,
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": _div,
    "min": min,
    "max": max,
    "pow": _pow,
    "exp": mpmath.exp,
    "log": _log,
    "log1p": lambda a: _log(1 + a),
    "expm1": mpmath.expm1,
    "sqrt": mpmath.sqrt,
    "abs": abs,
    "tanh": _finite(mpmath.tanh),
    "atan": mpmath.atan,
    "sin": _finite(mpmath.sin),
    "cos": _finite(mpmath.cos),
    "floor": _finite(mpmath.floor),
    "ipow2": lambda a: a * a,
    "ipow3": lambda a: a * a * a,
    "ipow-1": lambda a: _div(mpf(1), a),
    "ipow-2": lambda a: _div(mpf(1), a * a),
    "kth1": lambda a, b, c: sorted([a, b, c])[1],
}


def _fraction(x: mpf) -> Fraction:
    sign, mantissa, exponent, _ = x._mpf_
    return Fraction((-1) ** sign * int(mantissa)) * Fraction(2) ** exponent


def _agrees(ball: Any, value: Any) -> bool:
    """The ball holds the value, up to the rounding of the plain evaluation."""
    mid = flint.arb(flint.fmpq(*_fraction(value).as_integer_ratio()))
    slack = (abs(mid) + 1) * flint.arb(10) ** (25 - DIGITS)
    return bool((ball - mid).overlaps(slack * flint.arb(0, 1)))


def _value(tree: Any, point: dict[str, str]) -> Any:
    with mpmath.workdps(DIGITS):
        try:
            return plain(tree, point)
        except (Undefined, OverflowError, ZeroDivisionError, ValueError):
            return None


quick = settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@quick
@given(shapes, points)
def test_folding_with_variables_keeps_the_value(tree: Any, point: dict[str, str]) -> None:
    value = _value(tree, point)
    if value is None or abs(value) == INF:
        return
    node = build(Graph(dict(BOUNDS)), tree)
    assert node.op != "nan", f"{tree} is {value}"
    env = {k: flint.fmpq(*Fraction(v).as_integer_ratio()) for k, v in point.items()}
    (ball,) = balls.evaluate([node], 256, env)
    if ball.is_finite():
        assert _agrees(ball, value), f"{tree} is {value}, folded to {node} = {ball}"


@quick
@given(shapes, points)
def test_folding_of_constants_keeps_the_value(tree: Any, point: dict[str, str]) -> None:
    value = _value(tree, point)
    if value is None:
        return
    node = build(Graph(), tree, point)
    if abs(value) == INF:
        assert node.op != "const" and (node.ball is None or not node.ball.is_finite())
        return
    assert node.op not in ("nan", "inf"), f"{tree} is {value}"
    if node.ball.is_finite():
        assert _agrees(node.ball, value), f"{tree} is {value}, folded to {node.ball}"


@quick
@given(shapes, points)
def test_ranges_hold_every_value(tree: Any, point: dict[str, str]) -> None:
    value = _value(tree, point)
    if value is None:
        return
    low, high, low_open, high_open = build(Graph(dict(BOUNDS)), tree).range
    if abs(value) == INF:  # a range may be silent about infinities only if it says so
        assert not (high_open if value > 0 else low_open) and INF in (abs(low), abs(high))
        return
    exact = _fraction(value)
    slack = (abs(exact) + 1) / Fraction(10 ** (DIGITS - 25))
    assert low - slack <= exact <= high + slack
    rational = not set(_operations(tree)) & {"exp", "log", "log1p", "expm1", "sqrt", "tanh", "pow"}
    if rational and value == int(value):  # such ends are met exactly or not at all
        assert not (low_open and exact == low)
        assert not (high_open and exact == high)


def _operations(tree: Any) -> list[str]:
    if isinstance(tree, str):
        return []
    return [tree[0]] + [op for t in tree[1:] for op in _operations(t)]


@quick
@given(trees, trees, st.sampled_from(compared), points)
def test_comparisons_decided_everywhere_hold_everywhere(
    a: Any, b: Any, name: str, point: dict[str, str]
) -> None:
    x, y = _value(a, point), _value(b, point)
    if x is None or y is None:
        return
    try:
        with mpmath.workdps(DIGITS):
            truth = compare(name, x, y)
    except Undefined:
        return
    for g, at in ((Graph(dict(BOUNDS)), None), (Graph(), point)):
        decided = getattr(g, name)(build(g, a, at), build(g, b, at))
        if decided.op == "bool":
            assert decided.value == truth, f"{a} {name} {b}"


# single rules --------------------------------------------------------------------------------


def test_infinity_times_an_open_sign_stays_open() -> None:
    g = Graph({"y": (Fraction(-1), Fraction(1), True, True)})
    y = g.var("y")
    for node in (g.mul(g.inf, y), g.div(y, g.zero), g.pow(g.zero, y)):
        assert node.op != "nan"
    assert g.lt(g.mul(g.inf, y), g.zero).op == "lt"


def test_ends_that_are_attained_are_not_open() -> None:
    g = Graph({"z": (Fraction(-1), Fraction(1), False, False)})
    z = g.var("z")
    assert g.lt(g.abs(z), g.one).op == "lt"
    assert g.lt(g.ipow(z, 2), g.one).op == "lt"
    assert g.lt(g.kth([z, g.unary("sin", z), g.zero], 1), g.one).op == "lt"
    assert g.le(g.abs(z), g.one) is g.true


def test_exp_of_minus_infinity_is_zero() -> None:
    g = Graph({"z": (Fraction(0), Fraction(1), False, False)})
    z = g.var("z")
    power = g.exp(g.mul(g.const(2), g.log(z)))
    assert not ranges.positive(power.range)
    assert g.lt(g.zero, power) is not g.true
    assert not ranges.positive(g.exp(g.neg(g.div(g.one, z))).range)


def test_huge_constants_meet_infinite_ranges() -> None:
    g = Graph({"T": (Fraction(1), INF, False, True)})
    huge = g.ipow(g.const(10**300), 3)
    T = g.var("T")
    for node in (g.add(T, huge), g.mul(T, huge), g.log1p(g.add(T, huge)), g.div(huge, T)):
        assert node.range[0] <= node.range[1]


def test_unequal_paths_to_one_value_stay_undecided_or_agree() -> None:
    g = Graph()
    two, three = g.sqrt(g.const(2)), g.sqrt(g.const(3))
    six = g.sqrt(g.const(6))
    assert g.lt(g.mul(two, three), six).op != "bool" or not g.lt(g.mul(two, three), six).value
    assert g.eq(g.ipow(two, 2), g.const(2)) is not g.false


@pytest.mark.parametrize("text", ["0.1", "1e-12", "1.0986122886681098", "0.30000000000000004"])
def test_literals_stand_for_neighbouring_reals(text: str) -> None:
    g = Graph()
    node = g.literal(float(text))
    tenth = {"0.1": "1/10", "1e-12": "1/1000000000000", "0.30000000000000004": "3/10"}.get(text)
    same = g.log(g.const(3)) if tenth is None else g.const(Fraction(tenth))
    assert g.eq(node, same).op == "eq"
    assert node is g.literal(float(text))


@pytest.mark.parametrize("x", [0.5, 2.0**-40, 3 * 2.0**-30, 1e9, 7.0])
def test_short_dyadic_literals_are_themselves(x: float) -> None:
    assert Graph().literal(x).rational == flint.fmpq(*x.as_integer_ratio())


def test_pinned_literals_are_doubles() -> None:
    assert Graph(pinned=True).literal(0.1).rational == flint.fmpq(*(0.1).as_integer_ratio())


def test_nodes_are_interned_and_ordered() -> None:
    g = Graph(dict(BOUNDS))
    x, T = g.var("x"), g.var("T")
    assert g.add(x, T) is g.add(T, x)
    assert [n.index for n in reachable([g.exp(g.mul(x, T))])] == sorted(
        n.index for n in reachable([g.exp(g.mul(x, T))])
    )
