"""Each rule has a right use and a wrong one that fails; normal form and signs against values."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
import sympy
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sympy import Abs, Integer, Rational, Sum, Symbol, exp, log, oo, sqrt

from kdtheory.derivations import Derivation
from kdtheory.derivations.replay import FAILURES
from kdtheory.derivations.signs import CLOSED_SHARE, NONNEGATIVE, POSITIVE, SHARE, Range


class World:
    """Names of every kind."""

    def __init__(self):
        d = self.d = Derivation()
        self.n, self.m, self.g = d.size("n"), d.size("m"), d.whole("g")
        self.i, self.j = d.index("i j", self.n)
        self.p, self.r = d.distribution("p", self.n), d.distribution("r", self.n)
        self.q, self.c = d.family("q"), d.family("c", CLOSED_SHARE)
        self.w = d.family("w", POSITIVE)
        self.x, self.y = d.scalar("x"), d.scalar("y", POSITIVE)
        self.a, self.t = d.scalar("a", SHARE), d.scalar("t", NONNEGATIVE)
        self.low = d.scalar("v", Range(Integer(-1), Integer(2)))


@pytest.fixture
def w():
    return World()


def total(w, e):
    return Sum(e, (w.i, 1, w.n))


def order(w):
    return w.d.assume("h", w.x, "≥", 1)


def kronecker(w):
    return w.d.kronecker("δ", w.n)


def halve(w, d, factor):
    s, first, step = d.sequence("s", w.g, [], w.y, lambda s: s / 2)
    base = d.combine(s[0], "=", w.y, (-1, first))
    return d.since(
        "induction", w.g, lambda g: (s[g], "=", w.y * factor**g), base,
        lambda known: d.combine(
            s[w.g + 1], "=", w.y * factor ** (w.g + 1), (-1, step), (Rational(1, 2), known)
        ),
    )  # fmt: skip


def cases(w, d, ends):
    """``x² ≥ x`` for x ≥ 1 and for x ≤ 0."""
    facts = []
    for end in ends:
        with d.supposing("case", *end) as case:
            facts.append(d.combine(w.x**2, "≥", 0, d.sign(w.x**2), (0, case)))
    return d.either(*facts)


def shown(d, lhs, op, rhs, *parts):
    return d.conclude(d.claim("claim", lhs, op, rhs), *parts)


def squares(p):
    return lambda k: p[k]


RULES = {
    "identity": (
        lambda w, d: d.identity((w.x + 1) ** 2, w.x**2 + 2 * w.x + 1),
        lambda w, d: d.identity((w.x + 1) ** 2, w.x**2 + 1),
    ),
    "distribution": (
        lambda w, d: d.identity(total(w, w.p[w.i]), 1),
        lambda w, d: d.identity(Sum(w.p[w.i], (w.i, 1, w.m)), 1),
    ),
    "sign": (lambda w, d: d.sign(w.y + w.t), lambda w, d: d.sign(w.y - w.t)),
    "combine": (
        lambda w, d: d.combine(2 * w.x, "≥", 2, (2, order(w))),
        lambda w, d: d.combine(-2 * w.x, "≥", -2, (-2, order(w))),
    ),
    "sum": (
        lambda w, d: d.sum(w.i, d.sign(w.p[w.i] * w.y), w.a),
        lambda w, d: d.sum(w.i, d.sign(w.p[w.i] * w.y), w.x),
    ),
    "sum of an assumption": (
        lambda w, d: d.sum(w.i, d.assume("h", w.q[w.i], "≥", 0, for_all=[w.i])),
        lambda w, d: d.sum(w.i, d.assume("h", w.q[w.i], "≥", 0)),
    ),
    "put": (
        lambda w, d: d.put(d.sign(w.a), {w.a: w.y / (1 + w.y)}),
        lambda w, d: d.put(d.sign(w.a), {w.a: w.y}),
    ),
    "put of a family": (
        lambda w, d: d.put(d.sign(w.p[w.i]), {w.p: lambda k: (w.p[k] + w.r[k]) / 2}),
        lambda w, d: d.put(d.sign(w.p[w.i]), {w.p: lambda k: w.p[k] * w.r[k]}),
    ),
    "put of an index": (
        lambda w, d: d.put(d.sign(w.p[w.i]), {w.i: w.j}),
        lambda w, d: d.put(d.sign(w.p[w.i]), {w.i: w.m}),
    ),
    "divide": (
        lambda w, d: d.divide(order(w), w.y),
        lambda w, d: d.divide(order(w), w.t),
    ),
    "times": (
        lambda w, d: shown(d, (w.x - 1) * w.t, "≥", 0, d.times(order(w), d.sign(w.t))),
        lambda w, d: shown(d, (w.x - 1) * w.t, ">", 0, d.times(order(w), d.sign(w.t))),
    ),
    "either": (
        lambda w, d: cases(w, d, [(w.x, "≥", 1), (w.x, "≤", 1)]),
        lambda w, d: cases(w, d, [(w.x, ">", 1), (w.x, "<", 1)]),
    ),
    "conclude": (
        lambda w, d: shown(d, w.x, "≥", 1, order(w)),
        lambda w, d: shown(d, w.x, "≥", 2, order(w)),
    ),
    "counterexample": (
        lambda w, d: d.counterexample("is small", w.p[1], "≤", Rational(1, 2), n=1, p=[1]),
        lambda w, d: d.counterexample("is small", w.p[1], "≤", 1, n=1, p=[1]),
    ),
    "limit": (
        lambda w, d: d.limit("vanishes", 1 / w.y, w.y, oo, 0),
        lambda w, d: d.limit("vanishes", 1 / w.y, w.y, oo, 1),
    ),
    "tangent": (
        lambda w, d: d.since("tangent", log, 1, w.y),
        lambda w, d: d.since("tangent", log, 1, w.x),
    ),
    "strict tangent": (
        lambda w, d: d.since("tangent", log, 1, w.y,
                             apart=d.assume("h", (w.y - 1) ** 2, ">", 0)),
        lambda w, d: d.since("tangent", log, 1, w.y, apart=d.sign(w.y)),
    ),
    "convex and concave": (
        lambda w, d: d.since("tangent", lambda x: x**3, 1, w.y),
        lambda w, d: d.since("tangent", lambda x: x**3 - 3 * x**2, 1, w.y),
    ),
    "jensen": (
        lambda w, d: d.since("jensen", log, (w.i, w.p[w.i], w.w[w.i])),
        lambda w, d: d.since("jensen", log, (w.i, w.w[w.i], w.w[w.i])),
    ),
    "gibbs": (
        lambda w, d: d.since("gibbs", w.i, w.p[w.i], w.r[w.i]),
        lambda w, d: d.since("gibbs", w.i, w.p[w.i], w.w[w.i]),
    ),
    "log sum": (
        lambda w, d: d.since("log_sum", w.i, w.w[w.i], w.p[w.i]),
        lambda w, d: d.since("log_sum", w.i, w.q[w.i], w.p[w.i]),
    ),
    "cauchy schwarz": (
        lambda w, d: d.since("cauchy_schwarz", w.i, w.j, squares(w.q), squares(w.c)),
        lambda w, d: d.since("cauchy_schwarz", w.i, w.i, squares(w.q), squares(w.c)),
    ),
    "monotone": (
        lambda w, d: d.since("monotone", log, d.sign(w.t), w.y, w.y + w.t),
        lambda w, d: d.since("monotone", log, d.sign(w.t), w.y + w.t, w.y),
    ),
    "triangle": (
        lambda w, d: shown(d, Abs(w.x + w.y), "≤", Abs(w.x) + w.y,
                           d.since("triangle", w.x, w.y)),
        lambda w, d: shown(d, Abs(w.x + w.y), "≥", Abs(w.x) + w.y,
                           d.since("triangle", w.x, w.y)),
    ),
    "square root": (
        lambda w, d: d.since("square_root", d.sign(w.t**2 + 2 * w.t), 1, 1 + w.t),
        lambda w, d: d.since("square_root", d.sign(w.x**2), 0, w.x),
    ),
    "induction": (
        lambda w, d: halve(w, d, Rational(1, 2)),
        lambda w, d: halve(w, d, Rational(1, 3)),
    ),
    "kronecker": (
        lambda w, d: d.since("sift", kronecker(w), w.i, w.j, w.q[w.j]),
        lambda w, d: d.since("sift", kronecker(w), w.i, w.i, w.q[w.i]),
    ),
    "equal": (
        lambda w, d: d.since("equal", order(w), d.assume("k", w.x, "≤", 1)),
        lambda w, d: d.since("equal", order(w), d.assume("k", w.x, "≤", 2)),
    ),
    "reciprocal": (
        lambda w, d: d.since("reciprocal", d.sign(w.y)),
        lambda w, d: d.since("reciprocal", d.sign(w.t)),
    ),
    "closure": (
        lambda w, d: d.since("closure", d.sign(w.y + w.t), w.y, 0),
        lambda w, d: d.since("closure", d.sign(1 / w.y), w.y, 0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_right_use(w, name):
    before = len(w.d.steps)
    RULES[name][0](w, w.d)
    assert len(w.d.steps) > before


@pytest.mark.parametrize("name", RULES)
def test_wrong_use(w, name):
    with pytest.raises(FAILURES):
        RULES[name][1](w, w.d)


def test_facts_of_another_derivation_do_not_count(w):
    other = World()
    with pytest.raises(FAILURES):
        w.d.divide(other.d.sign(other.y), 2)


def test_what_is_needed_may_be_known_or_stay(w):
    d = w.d
    known = d.assume("h", w.x**2 * w.q[1], "≥", 0)
    d.combine(w.q[1] / w.x, "≥", w.q[1] / w.x - w.q[1] / w.x**2, (1 / w.x**4, known))
    positive = d.assume("k", w.x, ">", 0)
    d.combine(w.q[1], "≥", 0, (1 / w.x**2, known), (0, positive))


# --- against values, found without the package ---

WORLD = World()
K = Symbol("k", integer=True)
ATOMS = st.sampled_from(
    [WORLD.x, WORLD.y, WORLD.a, WORLD.t, WORLD.low, WORLD.n, WORLD.q[WORLD.i], WORLD.p[WORLD.i],
     WORLD.c[WORLD.i], WORLD.w[WORLD.i], Integer(-1), Integer(2), Rational(1, 3)]
)  # fmt: skip
UNARY = [
    log, Abs, sqrt, exp, lambda e: e**2, lambda e: e**-1, lambda e: e**WORLD.a,
    lambda e: Sum(e, (WORLD.i, 1, WORLD.n)), lambda e: e**3, lambda e: e ** Rational(-1, 2),
]  # fmt: skip
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: two[0] + two[1]),
        st.tuples(inner, inner).map(lambda two: two[0] * two[1]),
        st.tuples(st.sampled_from(UNARY), inner).map(lambda two: two[0](two[1])),
    ),
    max_leaves=5,
)
FINITE = st.fractions(0, 1, max_denominator=8)


@st.composite
def points(draw):
    """Values within the declared ranges, with their ends."""
    n = draw(st.integers(1, 3))
    inner = st.fractions(Fraction(1, 20), Fraction(19, 20), max_denominator=20)
    parts = [draw(st.integers(1, 9)) for _ in range(n)]
    entries = {
        WORLD.p: [Fraction(part, sum(parts)) for part in parts],
        WORLD.q: [draw(FINITE) * 4 - 2 for _ in range(n)],
        WORLD.c: [draw(FINITE) for _ in range(n)],
        WORLD.w: [4 * draw(inner) for _ in range(n)],
    }
    return entries, {
        WORLD.n: n, WORLD.i: draw(st.integers(1, n)), WORLD.x: draw(FINITE) * 4 - 2,
        WORLD.y: 4 * draw(inner), WORLD.a: draw(inner), WORLD.t: 3 * draw(FINITE),
        WORLD.low: 3 * draw(FINITE) - 1,
    }  # fmt: skip


def value(e, at):
    """The value in 60 digits; None where it is not defined."""
    entries, symbols = at
    if e.is_Rational:
        return mpmath.mpf(int(e.p)) / int(e.q)
    if isinstance(e, Symbol):
        return mpmath.mpf(Fraction(symbols[e]).numerator) / Fraction(symbols[e]).denominator
    if isinstance(e, sympy.Indexed):
        found = Fraction(entries[e.base][int(symbols[e.indices[0]]) - 1])
        return mpmath.mpf(found.numerator) / found.denominator
    if isinstance(e, Sum):
        ((index, _, high),) = [e.limits[-1]]
        inner = Sum(e.function, *e.limits[:-1]) if len(e.limits) > 1 else e.function
        values = [value(inner, (entries, {**symbols, index: k}))
                  for k in range(1, int(value(high, at)) + 1)]  # fmt: skip
        return None if None in values else mpmath.fsum(values)
    if e == sympy.E:
        return +mpmath.e
    values = [value(a, at) for a in e.args]
    if None in values:
        return None
    if e.is_Add:
        return mpmath.fsum(values)
    if e.is_Mul:
        return mpmath.fprod(values)
    if e.is_Pow:
        return power(*values)
    if isinstance(e, log):
        return mpmath.log(values[0]) if values[0] > mpmath.mpf(10) ** -45 else None
    return {sympy.Abs: abs, sympy.exp: mpmath.exp}[type(e)](values[0])


def power(base, exponent):
    whole = exponent == int(exponent)
    if abs(base) < mpmath.mpf(10) ** -45:
        return mpmath.mpf(0) ** exponent if exponent >= 0 else None
    return base**exponent if whole or base > 0 else None


def usable(e):
    return e.is_Rational or not e.has(oo, -oo, sympy.nan, sympy.zoo, sympy.I, sympy.Product)


FUZZ = settings(
    max_examples=60, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip


@FUZZ
@given(EXPRESSIONS, st.lists(points(), min_size=3, max_size=3))
def test_the_normal_form_has_the_same_value(e, places):
    assume(usable(e))
    try:
        normal = WORLD.d.normal.canonical(e)
    except ValueError:
        assume(False)
    with mpmath.workdps(60):
        for at in places:
            here, there = value(e, at), value(normal, at)
            if here is None or there is None or abs(here) > 10**15:
                continue
            assert abs(here - there) <= mpmath.mpf(10) ** -20 * (1 + abs(here))


@FUZZ
@given(EXPRESSIONS, st.lists(points(), min_size=4, max_size=4))
def test_signs_are_those_of_the_values(e, places):
    assume(usable(e))
    with mpmath.workdps(60):
        for one in (e, -e):
            positive = WORLD.d.signs.positive(one)
            if not positive and not WORLD.d.signs.nonnegative(one):
                continue
            for at in places:
                found = value(one, at)
                if found is not None:
                    assert found > 0 if positive else found >= -(mpmath.mpf(10) ** -40)
