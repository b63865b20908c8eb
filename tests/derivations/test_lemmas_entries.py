"""Lemmas on single entries, on equality and on total variation: what they show and refuse."""

import pytest
from sympy import Abs, Integer, Rational, Sum, log

from kdtheory.derivations import Derivation, StepError
from kdtheory.derivations.sampling import Unconfirmed
from kdtheory.derivations.signs import NONNEGATIVE, POSITIVE, REAL, SHARE


@pytest.fixture
def d():
    return Derivation()


def test_a_kronecker_symbol_picks_one_entry(d):
    n = d.size("n")
    i, j = d.index("i j", n)
    x, delta = d.family("x"), d.kronecker("δ", n)
    fact = d.since("sift", delta, i, j, x[j] ** 2)
    assert fact.relation == "="
    assert d.normal.is_zero(fact.margin - (Sum(delta[i, j] * x[j] ** 2, (j, 1, n)) - x[i] ** 2))
    assert d.normal.is_zero(d.since("diagonal", delta, i).margin - (delta[i, i] - 1))


def test_indices_of_another_kind_are_not_picked(d):
    n, m = d.size("n"), d.size("m")
    i, j, k = *d.index("i j", n), d.index("k", m)
    x, delta = d.family("x"), d.kronecker("δ", n)
    for pair in ((i, k), (k, j), (j, j)):
        with pytest.raises(StepError, match="not two indices"):
            d.since("sift", delta, *pair, x[j])
    with pytest.raises(StepError, match="no Kronecker symbol"):
        d.since("sift", x, i, j, x[j])


def test_a_kronecker_symbol_cannot_be_replaced(d):
    n = d.size("n")
    i, j = d.index("i j", n)
    delta = d.kronecker("δ", n)
    fact = d.since("sift", delta, i, j, 1)
    with pytest.raises(StepError, match="defined"):
        d.put(fact, {delta: lambda k, l: Integer(0)})


def test_one_entry_is_at_most_the_sum_of_nonnegative_ones(d):
    n = d.size("n")
    i, j = d.index("i j", n)
    x, y, delta = d.family("x", NONNEGATIVE), d.family("y"), d.kronecker("δ", n)
    fact = d.since("member", delta, i, d.sign(x[j]), j)
    assert d.normal.is_zero(fact.margin - (Sum(x[j], (j, 1, n)) - x[i]))
    with pytest.raises(StepError):
        d.since("member", delta, i, d.sign(y[j]), j)


def test_equality_needs_opposite_inequalities(d):
    x, y = d.scalar("x"), d.scalar("y")
    above = d.assume("x ≥ y", x, "≥", y, sample=lambda point, rng: _set(point, x, y))
    below = d.assume("x ≤ y", x, "≤", y)
    assert d.since("equal", above, below).relation == "="
    with pytest.raises(StepError, match="opposite"):
        d.since("equal", above, above)


def _set(point, x, y):
    point.symbols[x] = point.symbols[y]


def test_equals_go_in_for_equals(d):
    n = d.size("n")
    i = d.index("i", n)
    x, y = d.family("x"), d.family("y")
    same = d.assume(
        "x = y", x[i], "=", y[i], [i], lambda p, rng: p.families.update({x: p.families[y]})
    )
    assert d.since("same", Abs, x[i], y[i], same).relation == "="
    # The index of the two numbers is not the one that is summed over.
    fact = d.since("same", lambda z: Sum(z, (i, 1, n)), x[i], y[i], same)
    assert d.normal.is_zero(fact.margin - n * (x[i] - y[i]))
    with pytest.raises(StepError, match="not shown to be equal"):
        d.since("same", Abs, x[i], 2 * y[i], same)


def test_pinsker(d):
    n = d.size("n")
    i, j = d.index("i j", n)
    p, q = d.distribution("p", n), d.distribution("q", n)
    fact = d.since("pinsker", i, j, lambda k: p[k], lambda k: q[k])
    kl = Sum(p[i] * log(p[i] / q[i]), (i, 1, n))
    assert d.normal.is_zero(fact.margin - (2 * kl - Sum(Abs(p[i] - q[i]), (i, 1, n)) ** 2))


def test_pinsker_needs_distributions(d):
    n = d.size("n")
    i, j = d.index("i j", n)
    p, q = d.distribution("p", n), d.family("q", POSITIVE)
    with pytest.raises((StepError, Unconfirmed)):
        d.since("pinsker", i, j, lambda k: p[k], lambda k: q[k])


def test_order_passes_through_increasing_functions_only(d):
    a, x, y = d.scalar("a"), d.scalar("x", POSITIVE), d.scalar("y", POSITIVE)
    order = d.assume("ordered", a * (x - y), "≥", 0)
    fact = d.since("ordered", log, a, order, x, y)
    assert d.normal.is_zero(fact.margin - a * (log(x) - log(y)))
    for f in (lambda z: 1 / z, lambda z: z**2 - z):
        with pytest.raises(StepError, match="increasing"):
            d.since("ordered", f, a, order, x, y)
    with pytest.raises(StepError, match="order of the two points"):
        d.since("ordered", log, a, order, y, x)
    with pytest.raises(StepError, match="range"):
        d.since("ordered", log, a, order, x, y, SHARE)


def test_windows_need_all_first_values_and_a_step(d):
    m, g = d.size("m"), d.whole("g")
    j, k = d.index("j k", m)
    x, most = d.family("x"), d.scalar("M", NONNEGATIVE)

    def small(point, rng):
        bound = point.symbols[most]
        point.families[x] = lambda g: bound

    first = d.assume("first", x[j - 1], "≤", most, [j], small)
    one = d.assume("only one", x[k - 1], "≤", most)
    mean = Sum(x[g + j - 1], (j, 1, m)) / m
    rule = d.assume("mean", x[g + m], "≤", mean, [g])

    def statement(g):
        return x[g], "≤", most

    def step(known, j=j):
        return d.combine(x[g + m], "≤", most, rule, (Rational(1) / m, d.sum(j, known)))

    fact = d.since("windows", g, j, statement, first, step)
    assert fact.given == first.given | rule.given
    with pytest.raises(StepError, match="not the statement"):
        d.since("windows", g, j, statement, one, step)
    with pytest.raises(StepError, match="assumed of"):
        d.since("windows", g, k, statement, one, lambda known: step(known, k))
    with pytest.raises(StepError, match="not the statement"):
        d.since("windows", g, j, statement, first, lambda known: known)


def test_induction_keeps_for_all_in_its_hypothesis(d):
    g, h = d.whole("g"), d.whole("h")
    x = d.family("x")

    def flat(point, rng):
        point.families[x] = lambda g: point.symbols[g_value]

    g_value = d.scalar("c")
    rule = d.assume("flat", x[g + 1], "=", x[g], [g], flat)
    begin = d.assume("begin", x[h], "=", g_value, [h])

    def statement(g):
        return x[g + h], "=", g_value

    def step(known):
        return d.combine(x[g + 1 + h], "=", g_value, known, d.put(rule, {g: g + h}))

    fact = d.since("induction", g, statement, begin, step, [h])
    assert fact.relation == "="
    alone = d.assume("of one h", x[h], "=", g_value)
    with pytest.raises(StepError, match="assumed of"):
        d.since("induction", g, statement, alone, step, [h])


def test_powers_of_shares_are_shares(d):
    a, g, u = d.scalar("a", SHARE), d.whole("g"), d.scalar("u", REAL)
    assert d.signs.nonnegative(1 - a**g)
    assert not d.signs.nonnegative(1 - a**u)
    assert not d.signs.positive(1 - a**g)
    assert not d.signs.nonnegative(1 - (1 + a) ** g)


def test_powers_of_rationals_and_exponentials_have_one_form(d):
    from sympy import exp

    u, x, y = d.scalar("u", POSITIVE), d.scalar("x", POSITIVE), d.scalar("y")
    zero = d.normal.is_zero
    assert zero(Integer(4) ** u - Integer(2) ** (2 * u))
    assert zero(((1 + 4**u) / 2) ** (1 / u) - (1 + 4**u) ** (1 / u) * Integer(2) ** (-1 / u))
    assert zero(exp(u * log(x) + y) - x**u * exp(y))
    assert not zero(Integer(4) ** u - Integer(2) ** u)
    assert not zero(exp(u * log(x)) - x)
    assert zero(Abs(u * y) - u * Abs(y))
    assert not zero(Abs(x * y) - x * y)
