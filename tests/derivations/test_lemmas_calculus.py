"""Limits of inequalities, smallest values, ordered logarithms, strictness: each right and wrong."""

from __future__ import annotations

import pytest
from sympy import Integer, Rational, Sum, exp, log, sqrt

from kdtheory.derivations import Derivation
from kdtheory.derivations.replay import FAILURES
from kdtheory.derivations.signs import NONNEGATIVE, POSITIVE, REAL, SHARE


class World:
    def __init__(self):
        d = self.d = Derivation()
        self.n, self.m, self.g = d.size("n"), d.size("m", 3), d.whole("g", 2)
        self.i, self.j, self.k = d.index("i j k", self.n)
        self.p, self.q = d.distribution("p", self.n), d.distribution("q", self.n)
        self.δ, self.w = d.kronecker("δ", self.n), d.family("w", POSITIVE)
        self.x, self.y = d.scalar("x", POSITIVE), d.scalar("y", POSITIVE)
        self.t, self.a = d.scalar("t", SHARE), d.scalar("a")
        self.h = d.scalar("h", NONNEGATIVE)


@pytest.fixture
def w():
    return World()


def rejected(step):
    with pytest.raises(FAILURES):
        step()


def test_an_inequality_holds_at_the_end_of_an_interval_where_its_terms_are_continuous(w):
    fact = w.d.sign(1 - w.t)
    assert w.d.since("closure", fact, w.t, 1).relation == ">="
    assert w.d.since("closure", fact, w.t, 0).margin == 1
    rejected(lambda: w.d.since("closure", fact, w.t, Rational(1, 2)))
    rejected(lambda: w.d.since("closure", w.d.sign(1 / w.t), w.t, 0))
    rejected(lambda: w.d.since("closure", w.d.sign(w.g - 1), w.g, 2))


def test_a_limit_needs_the_inequality_for_every_value(w):
    only = w.d.assume("only here", w.t, "≥", Rational(1, 2))
    rejected(lambda: w.d.since("closure", only, w.t, 0))


def test_the_derivative_vanishes_at_a_smallest_value(w):
    least = w.d.sign((w.a - w.x) ** 2)
    found = w.d.since("stationary", lambda a: (a - w.x) ** 2, least, w.a, w.x)
    assert found.margin == 0 and found.relation == "="


def test_no_derivative_vanishes_at_an_end_or_for_another_function(w):
    growing = w.d.sign(w.h)
    rejected(lambda: w.d.since("stationary", lambda h: h, growing, w.h, 0))
    least = w.d.sign((w.a - w.x) ** 2)
    rejected(lambda: w.d.since("stationary", lambda a: a**2 - w.x, least, w.a, w.x))
    here = w.d.assume("here", w.a**3, "≥", 0)
    rejected(lambda: w.d.since("stationary", lambda a: a**3 + a, here, w.a, 0))


def test_positive_numbers_have_positive_reciprocals(w):
    known = w.d.assume("known", w.a, ">", 0)
    assert w.d.since("reciprocal", known).margin == 1 / w.a
    rejected(lambda: w.d.since("reciprocal", w.d.sign(w.h)))


def test_logarithms_are_ordered_as_their_arguments(w):
    alike = w.d.assume("alike", w.a * (w.x - w.y), "≥", 0)
    found = w.d.since("ordered_logs", w.a, alike, w.x, w.y)
    assert found.margin == w.a * (log(w.x) - log(w.y)) and found.given == alike.given
    rejected(lambda: w.d.since("ordered_logs", w.a, alike, w.y, w.x))
    rejected(lambda: w.d.since("ordered_logs", w.a, w.d.sign(w.x), w.x, w.y))


def test_gibbs_is_strict_where_one_class_differs(w):
    apart = w.d.assume("apart", (w.p[w.k] - w.q[w.k]) ** 2, ">", 0)

    def strict(fact):
        return w.d.since("strict_gibbs", w.δ, w.k, w.i, lambda i: w.p[i], lambda i: w.q[i], fact)

    assert strict(apart).relation == ">"
    rejected(lambda: strict(w.d.sign((w.p[w.k] - w.q[w.k]) ** 2)))


def test_a_kronecker_symbol_is_symmetric_and_no_other_family_is(w):
    assert w.d.since("mirror", w.δ, w.i, w.j).relation == "="
    rejected(lambda: w.d.since("mirror", w.w, w.i, w.j))


def test_tangents_are_strict_between_points_that_differ(w):
    apart = w.d.assume("apart", (w.x - w.y) ** 2, ">", 0)
    assert w.d.since("tangent", log, w.y, w.x, apart=apart).relation == ">"
    assert w.d.since("tangent", log, w.y, w.x).relation == ">="
    same = w.d.sign((w.x - w.y) ** 2)
    rejected(lambda: w.d.since("tangent", log, w.y, w.x, apart=same))
    rejected(lambda: w.d.since("tangent", log, w.y, w.x + 1, apart=apart))
    flat = w.d.since("tangent", lambda x: 2 * x, w.y, w.x, apart=apart)
    assert flat.relation == ">="


def test_monotone_is_strict_from_a_strict_order_and_slope(w):
    order = w.d.sign(w.x)
    assert w.d.since("monotone", exp, order, w.a, w.a + w.x, REAL).relation == ">"
    weak = w.d.sign(w.h)
    assert w.d.since("monotone", exp, weak, w.a, w.a + w.h, REAL).relation == ">="
    constant = w.d.since("monotone", lambda x: w.y, order, w.a, w.a + w.x, REAL)
    assert constant.relation == ">="


def test_whole_numbers_are_put_in_for_whole_numbers(w):
    fact = w.d.sign(w.g - 2)
    assert w.d.put(fact, {w.g: w.m}).margin == w.m - 2
    for value in (w.n, w.m - 2, w.m / 2, w.x, Rational(7, 2)):
        rejected(lambda value=value: w.d.put(fact, {w.g: value}))


def test_counterexamples_have_to_satisfy_their_premises(w):
    w.d.counterexample("sum", w.x, "≤", 1, where=[(w.y, ">", 1)], x=2, y=2)
    rejected(lambda: w.d.counterexample("no", w.x, "≤", 1, where=[(w.y, ">", 1)], x=2, y=1))


def test_a_conclusion_names_what_it_was_given(w):
    claim = w.d.claim("twice", 2 * w.a, "≥", 2)
    w.d.conclude(claim, (2, w.d.assume("large", w.a, "≥", 1)))
    assert w.d.steps[-1].why == "given large"


def test_normal_form_of_roots_exponentials_and_logarithms_of_products(w):
    d, i, j = w.d, w.i, w.j
    z = 1 + w.x * w.y
    root = z ** Rational(-3, 2)
    assert d.identity(root * (1 + w.x * w.y), 1 / sqrt(z))
    rejected(lambda: d.identity(root * (1 + w.x * w.y), root))

    def total(e, i=i):
        return Sum(e, (i, 1, w.n))

    product = total(exp(w.w[i])) * total(exp(w.p[j]), j)
    quotient = total(total(exp(w.w[i] + w.p[j])), j) / product
    assert d.identity(quotient, 1)
    mean = exp(w.w[i]) / total(exp(w.w[j]), j)
    assert d.identity(log(w.x / mean), log(w.x) - w.w[i] + log(total(exp(w.w[j]), j)))
    power, T = w.x ** (1 / w.y), w.y
    assert d.identity((power**2 + power) / (1 + power), power)
    assert d.identity(w.x ** (2 / T) / w.x ** (1 / T), power)
    rejected(lambda: d.identity(w.x ** (2 / T), power))


def test_an_index_with_a_standard_name_does_not_mix_with_inner_sums(w):
    inner = w.p[w.i] / Sum(w.w[w.j], (w.j, 1, w.n))
    fact = w.d.sum(w.i, w.d.sign(w.w[w.i] * w.p[w.i]))
    put = w.d.put(fact, {w.w: lambda i: inner.xreplace({w.i: i})})
    square = Sum(w.p[w.i] ** 2, (w.i, 1, w.n))
    assert w.d.normal.is_zero(put.margin - square / Sum(w.w[w.j], (w.j, 1, w.n)))


def test_powers_and_exponentials_are_at_most_one(w):
    assert w.d.sign(1 - exp(-w.h)).relation == ">="
    assert w.d.sign(1 - w.t**w.x).relation == ">="
    for e in (1 - exp(w.h), 1 - exp(-w.a), 1 - w.x**w.h, 1 - w.t**w.a, 1 - Integer(2) * exp(-w.h)):
        rejected(lambda e=e: w.d.sign(e))
