"""Attempts to show something false by the rules alone; every one has to be stopped.

What is false here is false far from the points at which facts are tried (large sizes, large
numbers, single points), so that it is the rules that have to notice, not the random points.
"""

from __future__ import annotations

import dataclasses

import pytest
import sympy
from sympy import Abs, Integer, Max, Rational, Sum, Symbol, exp, log, oo

from kdtheory.derivations import Derivation, StepError
from kdtheory.derivations.replay import FAILURES, _finish
from kdtheory.derivations.signs import AT_LEAST_ONE, NONNEGATIVE, POSITIVE, REAL, SHARE, Range

ATTACKS = {}


def attack(write):
    ATTACKS[write.__name__] = write
    return write


def far(x):
    """Zero for everything that is ever drawn, but not always zero."""
    return Max(x - 1000, 0)


def shown(d, lhs, op, rhs, *parts):
    d.conclude(d.claim("false", lhs, op, rhs), *parts)


# --- what a fact needs to be defined is not lost ---


@attack
def coefficient_with_a_vanishing_denominator(d):
    n = d.size("n")
    i = d.index("i", n)
    p = d.distribution("p", n)
    one = Sum(p[i], (i, 1, n))
    known = d.identity(one, 1)
    shown(d, far(n), "=", 0, (-far(n) / known.margin, known))


@attack
def coefficient_undefined_at_zero(d):
    x, y = d.scalar("x"), d.scalar("y")
    known = d.assume("h", x**2 * y, "≥", 0)
    shown(d, y, "≥", 0, (1 / x**2, known))


@attack
def product_that_cancels(d):
    x, y = d.scalar("x"), d.scalar("y")
    known = d.assume("h", x**2 * y, "≥", 0)
    shown(d, y, "≥", 0, d.times(d.sign(1 / x**2), known))


@attack
def division_by_what_is_undefined_at_zero(d):
    x, y = d.scalar("x"), d.scalar("y")
    known = d.assume("h", x**2 * y, "≥", 0)
    both = d.times(known, d.sign(exp(1 / x) / x**2))
    shown(d, y, "≥", 0, d.divide(both, exp(1 / x)))


@attack
def put_that_cancels(d):
    x, y, w = d.scalar("x"), d.scalar("y"), d.scalar("w")
    known = d.combine(y / x, "≥", y / x - w**2 * y**2 / x**2, d.sign(w**2 * y**2 / x**2))
    # at x = 0 nothing is known of y
    d.put(known, {w: x})
    shown(d, far(y), "=", 0, (far(y) / x, d.identity(x, x)), d.put(d.identity(y / x, y / x), {}))
    strict = d.put(d.sign(1 + w**2 / x**2), {w: x})
    shown(d, strict.margin, ">", 1, strict)


@attack
def cases_of_an_undefined_number(d):
    x, y = d.scalar("x"), d.scalar("y")
    away = d.assume("h", x * y, "=", x)  # y = 1 but at x = 0
    facts = []
    for a in (1 / x, -1 / x):
        with d.supposing("case", a, "≥", 0) as case:
            facts.append(d.combine(y, "≥", 1, (-1 / x, away), (0, case)))
    shown(d, y, "≥", 1, d.either(*facts))


@attack
def induction_over_a_hole(d):
    g = d.whole("g")
    s, first, step = d.sequence("s", g, [], 0, lambda s: s)
    base = d.combine(-s[0] / 7, "=", 0, (Rational(1, 7), first))
    d.since(
        "induction", g, lambda k: (s[k] / (k - 7), "=", 0), base,
        lambda known: d.combine(
            s[g + 1] / (g - 6), "=", 0, (-1 / (g - 6), step), ((g - 7) / (g - 6), known)
        ),
    )  # fmt: skip


# --- names and limits of sums ---


@attack
def sum_over_a_share(d):
    x = d.scalar("x", Range(Integer(0), Integer(100), True, True))
    n = d.size("n")
    shown(d, Sum(100 - x, (x, 1, n)), ">", 0, d.sign(Sum(100 - x, (x, 1, n))))


@attack
def sum_over_a_size(d):
    n, m = d.size("n", 2), d.size("m")
    e = Sum(n - Rational(3, 2), (n, 1, m))
    shown(d, e, ">", 0, d.sign(e))


@attack
def empty_sum_is_positive(d):
    n = d.size("n")
    k = Symbol("k", integer=True)
    e = Sum(k**2, (k, 1, Max(n - 5, 1) - 1))
    shown(d, e, ">", 0, d.sign(e))


@attack
def sum_to_an_outer_index(d):
    n = d.size("n", 2)
    i, j = d.index("i j", n)
    q = d.family("q")
    lhs = Sum(Sum(far(q[j]), (j, 1, i)), (i, 1, n))
    shown(
        d, lhs, "=", n * Sum(far(q[j]), (j, 1, i)), d.identity(lhs, n * Sum(far(q[j]), (j, 1, i)))
    )


@attack
def sum_of_negative_length(d):
    n, m = d.size("n"), d.size("m", 20)
    k = Symbol("k", integer=True)
    shown(d, Sum(1, (k, 1, m - n)), "=", m - n, d.identity(Sum(1, (k, 1, m - n)), m - n))


@attack
def index_of_an_empty_set(d):
    m = d.size("m", 8)
    n = d.size("n")
    i = d.index("i", m - n)
    shown(d, m - n, ">", 0, d.sum(i, d.sign(Integer(1))))


@attack
def sum_starting_elsewhere(d):
    n = d.size("n")
    k = Symbol("k", integer=True)
    shown(d, Sum(k + 3, (k, -2, n - 30)), ">", 0, d.sign(Sum(k + 3, (k, -2, n - 30))))


@attack
def undeclared_symbol(d):
    x = Symbol("x", positive=True)
    shown(d, x, ">", 0, d.sign(x))


@attack
def infinite_value(d):
    x = d.scalar("x", POSITIVE)
    shown(d, Integer(0), "≥", 1, d.put(d.sign(1 / x), {x: oo}))


@attack
def value_at_place_zero(d):
    g = d.whole("g")
    p, q = d.family("p", SHARE), d.family("q", SHARE)
    # Max(k, 1) is k for the numbers from one on
    moved = d.put(d.sign(1 - p[g]), {p: lambda k: q[k] + 100 * (Max(k, 1) - k)})
    shown(d, moved.margin, ">", 0, moved)


@attack
def powers_of_e_that_are_not_evaluated(d):
    x = d.scalar("x")
    one, two = (sympy.Pow(sympy.E, k * far(x), evaluate=False) for k in (1, 2))
    shown(d, one, "=", two, d.identity(one, two))


# --- callables that answer differently ---


@attack
def family_that_looks_at_its_index(d):
    n = d.size("n")
    i = d.index("i", n)
    p, x = d.family("p", SHARE), d.scalar("x", POSITIVE)
    moved = d.put(d.sign(1 - p[i]), {p: lambda k: far(x) if k == i else Rational(1, 2)})
    shown(d, 1, ">", far(x), moved)


@attack
def statement_that_looks_at_its_number(d):
    g = d.whole("g")
    late = Max(g - 50, 0)

    def statement(k):
        return (late, "=", 0) if k == g else (0, "=", 0)

    nothing = d.identity(0, 0)
    shown(d, late, "=", 0, d.since("induction", g, statement, nothing, lambda known: nothing))


# --- values put in ---


@attack
def capture_in_a_family(d):
    n = d.size("n")
    i, j = d.index("i j", n)
    p, M = d.family("p"), d.family("M")
    x = d.scalar("x")
    e = 1 / (1 + (p[i] - x) ** 2)
    known = d.identity(e, e)

    def value(k):
        return Sum(M[i, k], (i, 1, n))

    moved = d.put(d.combine(p[i], "=", p[i], known, (-1, known)), {p: value})
    good = d.put(d.sign((p[i] - x) ** 2), {p: value, x: Sum(M[j, i], (j, 1, n))})
    if not d.normal.is_zero(good.margin):  # it is zero unless i was captured
        raise AssertionError("captured")
    raise StepError(f"not captured {moved}")


@attack
def capture_in_a_tangent(d):
    n = d.size("n")
    i = d.index("i", n)
    q, r = d.family("q", POSITIVE), d.family("r", POSITIVE)

    def f(x):
        return -Sum(q[i] * log(x), (i, 1, n))

    fact = d.since("tangent", f, r[i], 1)
    total = Sum(q[i], (i, 1, n))
    true = -total * log(r[i]) - total / r[i] * (1 - r[i])
    if d.normal.is_zero(fact.margin + true):
        raise StepError("not captured")


@attack
def other_values_of_a_sequence(d):
    g = d.whole("g")
    s, _first, step = d.sequence("s", g, [], 1, lambda s: s)
    moved = d.put(step, {s: lambda k: 1 + Max(k - 50, 0)})
    shown(d, Max(g - 49, 0), "=", Max(g - 50, 0), moved)


@attack
def other_start_of_a_sequence(d):
    g, x = d.whole("g"), d.scalar("x")
    _s, first, _step = d.sequence("s", g, [], x, lambda s: s)
    shown(d, far(x), "=", 0, d.put(first, {x: x + far(x)}), (-1, first))


@attack
def sequence_summed_over_what_it_depends_on(d):
    n, g = d.size("n"), d.whole("g")
    j = d.index("j", n)
    q = d.family("q")
    s, first, _step = d.sequence("s", g, [], far(q[j]), lambda s: s)
    total = d.sum(j, first)
    shown(d, n * s[0], "=", Sum(far(q[j]), (j, 1, n)), total)


@attack
def sequence_with_its_own_future(d):
    g, n = d.whole("g"), d.size("n")
    s, _first, step = d.sequence("s", g, [], 0, lambda s: Sum(s, (g, 1, n)) + 1)
    shown(d, s[1], "=", 1, step)


@attack
def sequence_over_the_reals(d):
    g = d.scalar("g")
    s, first, step = d.sequence("s", g, [], 0, lambda s: s + 1)
    moved = d.put(step, {g: Integer(-1)})
    shown(d, s[-1], "=", -1, moved, first)


@attack
def families_with_several_numbers_of_indices(d):
    n = d.size("n")
    i, j = d.index("i j", n)
    p, x = d.family("p", SHARE), d.scalar("x", POSITIVE)

    def value(*k):
        return Rational(1, 2) if len(k) == 1 else far(x)

    moved = d.put(d.sign((1 - p[i]) * (1 - p[i, j])), {p: value})
    shown(d, 1, ">", far(x), (2, moved))


# --- hypotheses ---


@attack
def conclusion_inside_a_case(d):
    x = d.scalar("x")
    with d.supposing("x is large", x, "≥", 5) as case:
        shown(d, x, "≥", 5, case)


@attack
def cases_for_all(d):
    n = d.size("n", 2)
    i, j = d.index("i j", n)
    q = d.family("q")
    up = d.assume("up", far(q[i]) - far(q[j]), "≥", 0, for_all=[i, j])
    down = d.assume("down", far(q[j]) - far(q[i]), "≥", 0, for_all=[i, j])
    one = d.put(up, {i: j, j: i})
    one = d.times(up, one)
    two = d.times(down, d.put(down, {i: j, j: i}))
    fact = d.either(one, two)
    assert not fact.given
    shown(d, -((far(q[i]) - far(q[j])) ** 2), "≥", 0, fact)


@attack
def one_claim_shown_twice(d):
    x = d.scalar("x")
    d.claim("false", x**2, "<", 0)
    true = d.claim("true", x**2, "≥", 0)
    d.conclude(true, d.sign(x**2))
    d.conclude(true, d.sign(x**2))


@attack
def forged_fact(d):
    x = d.scalar("x", POSITIVE)
    shown(d, far(x), "=", 0, dataclasses.replace(d.sign(x), margin=-far(x), relation="="))


# --- lemmas ---


@attack
def monotone_between_whole_numbers(d):
    g = d.whole("g")
    x, y = d.scalar("x", NONNEGATIVE), d.scalar("y", NONNEGATIVE)

    def f(t):
        return t**3 / 3 - t**2 / 2

    base = d.sign(Integer(0))
    slope = d.since(
        "induction", g, lambda k: (k * (k - 1), "≥", 0), base,
        lambda known: d.combine((g + 1) * g, "≥", 0, d.sign(g * (g + 1))),
    )  # fmt: skip
    d.since("monotone", f, d.sign(y), x, x + y, NONNEGATIVE, (g, slope))
    order = d.sign(Rational(1, 2))
    half = d.since("monotone", f, order, 0, Rational(1, 2), NONNEGATIVE, (g, slope))
    shown(d, half.margin, "≥", 0, half)


@attack
def monotone_in_a_symbol_that_a_sequence_starts_from(d):
    g, x = d.whole("g"), d.scalar("x", POSITIVE)
    y, z = d.scalar("y", POSITIVE), d.scalar("z", POSITIVE)
    s, first, _step = d.sequence("s", g, [], x, lambda s: s)
    slope = d.combine(x - s[0], "≥", 0, (-1, first))
    # with z in place of x, s[0] keeps its value
    fact = d.since("monotone", lambda t: t**2 / 2 - t * s[0], d.sign(y), z, z + y, POSITIVE,
                   (x, slope))  # fmt: skip
    shown(d, fact.margin, "≥", 0, fact)


@attack
def tangent_over_a_pole(d):
    x = d.scalar("x", POSITIVE)
    both = Range(-oo, oo, True, True)
    fact = d.since("tangent", lambda t: 1 / t**2, x, -x, both)
    shown(d, fact.margin, "≥", 0, fact)


@attack
def tangent_of_an_absolute_value(d):
    x = d.scalar("x")
    fact = d.since("tangent", lambda t: -Abs(t), x, -x, REAL)
    shown(d, fact.margin, "≥", 0, fact)


@attack
def tangent_to_infinity(d):
    d.since("tangent", log, 1, oo)


# --- counterexamples and limits ---


@attack
def counterexample_out_of_range(d):
    x = d.scalar("x", SHARE)
    d.counterexample("x is small", x, "<", 1, x=2)


@attack
def counterexample_that_is_no_distribution(d):
    n = d.size("n")
    i = d.index("i", n)
    p = d.distribution("p", n)
    d.counterexample("p sums to one", Sum(p[i], (i, 1, n)), "=", 1, n=2, p=["1/2", "1/3"])


@attack
def counterexample_with_entries_missing(d):
    n = d.size("n")
    p = d.distribution("p", n)
    d.counterexample("the first is small", p[1], "≤", Rational(1, 2), n=2, p=[1])


@attack
def counterexample_with_a_zero(d):
    n = d.size("n")
    p = d.distribution("p", n)
    d.counterexample("positive", p[1], ">", 0, n=2, p=[0, 1])


@attack
def counterexample_of_wrong_size(d):
    n = d.size("n", 3)
    d.counterexample("three", n, "≥", 3, n=2)


@attack
def counterexample_of_no_whole_number(d):
    g = d.whole("g")
    d.counterexample("whole", g * (g - 1), "≥", 0, g="1/2")


@attack
def counterexample_with_an_unknown_name(d):
    x = d.scalar("x")
    d.counterexample("x", x, ">", 0, x=0, xx=1)


@attack
def counterexample_of_a_sequence(d):
    g = d.whole("g")
    s, _first, _step = d.sequence("s", g, [], 1, lambda s: s)
    d.counterexample("one", s[1], "=", 1, s=[1, 2, 3])


@attack
def counterexample_at_place_zero(d):
    n = d.size("n")
    q = d.family("q")
    i, j = d.index("i j", n)
    d.counterexample("place 0", q[i - j], "=", q[i], n=2, i=1, j=1, q=[1, 2])


@attack
def limit_from_one_side(d):
    x = d.scalar("x")
    d.limit("sign", Abs(x) / x, x, 0, -1)


@attack
def limit_outside_the_range(d):
    x = d.scalar("x", SHARE)
    d.limit("at two", Max(x, 1), x, 2, 2)


@attack
def limit_of_a_sequence_as_if_constant(d):
    g = d.whole("g")
    s, _first, _step = d.sequence("s", g, [], 1, lambda s: 2 * s)
    d.limit("no", 1 / s[g] * s[g] + s[g] / g, g, oo, 1)


@attack
def limit_whose_signs_matter(d):
    x, y = d.scalar("x", POSITIVE), d.scalar("y", AT_LEAST_ONE)
    d.limit("power", y**-x, x, oo, 0)


@pytest.mark.parametrize("name", ATTACKS)
def test_stopped(name):
    d = Derivation()
    with pytest.raises(FAILURES):
        ATTACKS[name](d)
        _finish(d, lambda d: None)
