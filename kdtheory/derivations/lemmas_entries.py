"""Lemmas on single entries of a family, on equality, and on total variation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Expr, IndexedBase, Integer, Rational, Sum, Symbol, log

from kdtheory.derivations import forms
from kdtheory.derivations.borrowed import substituted
from kdtheory.derivations.lemmas import Function, _variable, lemma, log_bound, smooth, tangent
from kdtheory.derivations.signs import POSITIVE, Range
from kdtheory.derivations.statements import Fact, Statement, StepError

if TYPE_CHECKING:
    from kdtheory.derivations.kernel import Derivation


@lemma
def sift(d: Derivation, delta: IndexedBase, k: Symbol, l: Symbol, value: Any) -> Fact:
    """``Σ_l δ[k, l] value = value with k for l``.

    Parameters
    ----------
    delta : IndexedBase
        Declared with :meth:`~kdtheory.derivations.declarations.Declarations.kronecker`.
    k, l : Symbol
        Two indices of its kind.
    """
    size, value = _kronecker_size(d, delta), forms.check(d, value)
    if k == l or d.sizes.get(k) != size or d.sizes.get(l) != size:
        raise StepError(f"{k} and {l} are not two indices of the kind of {delta}")
    d._check_sequences(l, value, "picked")
    total = Sum(delta[k, l] * value, (l, 1, size))
    picked = substituted(value, {l: k}, {})
    return d._new("sift", f"only {l} = {k} is left", total - picked, "=", set())


@lemma
def diagonal(d: Derivation, delta: IndexedBase, k: Symbol) -> Fact:
    """``δ[k, k] = 1``."""
    if d.sizes.get(k) != _kronecker_size(d, delta):
        raise StepError(f"{k} is no index of the kind of {delta}")
    return d._new("sift", "the diagonal", delta[k, k] - 1, "=", set())


def _kronecker_size(d: Derivation, delta: IndexedBase) -> Expr:
    if delta not in d.sampler.fixed:
        raise StepError(f"{delta} is no Kronecker symbol")
    return d.sampler.fixed[delta][0]


@lemma
def member(d: Derivation, delta: IndexedBase, k: Symbol, each: Fact, l: Symbol) -> Fact:
    """``m_k ≤ Σ_l m_l`` from ``m_l ≥ 0`` for all l."""
    others = d.sum(l, each, 1 - delta[k, l], f"over all {l} but {k}")
    return d.combine(
        Sum(each.margin, (l, 1, d.sizes[l])), "≥", d.put(each, {l: k}).margin,
        others, since_sifted(d, delta, k, l, each.margin), why="one of them is at most their sum",
    )  # fmt: skip


def since_sifted(d: Derivation, delta: IndexedBase, k: Symbol, l: Symbol, value: Expr) -> Fact:
    """:func:`sift`, for the sake of :func:`member`."""
    return sift(d, delta, k, l, value)


@lemma
def equal(d: Derivation, at_least: Fact, at_most: Fact) -> Fact:
    """``m = 0`` from ``m ≥ 0`` and ``−m ≥ 0``."""
    d._check_owner(at_least, at_most)
    if not d.normal.is_zero(at_least.margin + at_most.margin):
        raise StepError("the two inequalities are not opposite")
    given = at_least.given | at_most.given
    return d._new("equal", "neither is larger", at_least.margin, "=", given, at_most.margin)


@lemma
def same(d: Derivation, f: Function, a: Any, b: Any, fact: Fact) -> Fact:
    """``f(a) = f(b)`` from ``a = b``."""
    a, b = sympy.sympify(a), sympy.sympify(b)
    d._check_owner(fact)
    if fact.relation != "=" or not any(
        d.normal.is_zero(fact.margin - gap) for gap in (a - b, b - a)
    ):
        raise StepError(f"not shown to be equal: {d._text(a)} and {d._text(b)}")
    x = sympy.Dummy("x", real=True)
    e = sympy.sympify(f(x))
    gap = forms.put_in(e, x, a) - forms.put_in(e, x, b)
    return d._new("same", "of equals", gap, "=", fact.given, fact.margin, a, b)


@lemma
def windows(d: Derivation, g: Symbol, j: Symbol, statement: Callable[[Any], tuple[Any, str, Any]],
            base: Fact, step: Callable[[Fact], Fact]) -> Fact:  # fmt: skip
    """A statement for every whole number g, from the first m and from any m in a row to the next.

    Parameters
    ----------
    g : Symbol
        A whole number, from 0.
    j : Symbol
        An index from 1 to m.
    statement : callable
        ``statement(g) -> (lhs, op, rhs)``, without j.
    base : Fact
        The statement for ``j − 1``, for all j.
    step : callable
        From the fact for ``g + j − 1``, for all j, to the fact for ``g + m``.
    """
    lhs, op, rhs = statement(g)
    lhs, rhs = forms.check(d, lhs), forms.check(d, rhs)
    if d.sampler.wholes.get(g) != 0 or j not in d.sizes or j in (lhs - rhs).free_symbols:
        raise StepError(f"{g} is no whole number from 0, or {j} no index of its own")
    m = d.sizes[j]
    if g in sympy.sympify(m).free_symbols:
        raise StepError(f"the number of values of {j} depends on {g}")

    def at(value: Any) -> Statement:
        return Statement(forms.put_in(lhs, g, value), op, forms.put_in(rhs, g, value))

    now, last, after = at(g), at(g + j - 1), at(g + m)
    d._check_owner(base)
    d._check_sequences(g, now.margin, "counted")
    with d.supposing(f"for {g}, …, {g} + {m} − 1", last.lhs, op, last.rhs, [j]) as known:
        reached = step(known)
    d._check_owner(reached)
    for fact, wanted in ((base, at(j - 1)), (reached, after)):
        if fact.relation != wanted.relation or not d.normal.is_zero(fact.margin - wanted.margin):
            raise StepError(f"this is not the statement: {d._text(fact.margin)}")
    (hypothesis,) = known.given
    given = (reached.given - {hypothesis}) | base.given
    for assumption in given:
        if {g, j} & assumption.fixed:
            raise StepError(f"{assumption.name!r} is assumed of {g} or {j}")
    if forms.needs(d, now.margin):
        raise StepError(f"not shown to be defined for every {g}: {d._text(now.margin)}")
    needs = d._everywhere(j, base.margin) + d._everywhere(g, reached.margin)
    why = f"for every {g}, with {m} first values"
    return d._new("induction", why, now.margin, now.relation, given, *needs)


@lemma
def ordered(d: Derivation, f: Function, a: Any, order: Fact, x: Any, y: Any,
            domain: Range = POSITIVE) -> Fact:  # fmt: skip
    """``a (f(x) − f(y)) ≥ 0`` from ``a (x − y) ≥ 0``, for increasing f.

    Side conditions: f is smooth on the open interval, its derivative is not negative there, and
    both points lie in it.
    """
    a, x, y = map(sympy.sympify, (a, x, y))
    d._check_owner(order)
    if order.relation == "=" or not d.normal.is_zero(order.margin - a * (x - y)):
        raise StepError("this is not about the order of the two points")
    for point in (x, y):
        d._check_value(domain, point, "the interval")
    variable = _variable(d, domain)
    e = sympy.sympify(f(variable))
    slope = sympy.diff(e, variable)
    if not smooth(d, e) or not d._nonnegative(slope):
        raise StepError(f"not shown to be smooth and increasing: {d._text(e)}")
    change = forms.put_in(e, variable, x) - forms.put_in(e, variable, y)
    return d._new("ordered", f"{d._text(e)} is increasing", a * change, ">=", order.given,
                  order.margin)  # fmt: skip


@lemma
def power_mean(d: Derivation, index: Symbol, weight: Any, value: Any, s: Any) -> Fact:
    """``(Σ w x^s)^(1/s) ≤ Σ w x`` for ``0 < s ≤ 1``, weights of sum one and positive x."""
    from kdtheory.derivations.lemmas import jensen

    return jensen(d, lambda x: x ** (1 / s), (index, weight, value**s))


@lemma
def pinsker(d: Derivation, i: Symbol, j: Symbol, p: Function, q: Function) -> Fact:
    """``(Σ |p − q|)² ≤ 2 Σ p log(p/q)`` for positive p and q that sum to one.

    Parameters
    ----------
    i, j : Symbol
        Two indices of one kind.
    p, q : callable
        An index to the entry there.
    """
    x = d.scalar(f"x_{len(d.steps)}", POSITIVE)
    size, third = d.sizes[i], Rational(1, 3)
    curvature = log_bound(d, 1 / x)
    # h'' = 4(1/x − 1 + log x) for h below, and h(1) = h'(1) = 0.
    scaled = d.combine(4 * (1 / x - 1 + log(x)), "≥", 0, (4, curvature))

    def h(y: Expr) -> Expr:
        return (2 * y + 4) * (y * log(y) - y + 1) - 3 * (y - 1) ** 2

    above = tangent(d, h, 1, p(i) / q(i), POSITIVE, second=(x, scaled))

    def w(k: Symbol) -> Expr:
        return (2 * p(k) + 4 * q(k)) * third

    def gap(k: Symbol) -> Expr:
        return sympy.Abs(p(k) - q(k))

    part = p(i) * log(p(i) / q(i)) - p(i) + q(i)
    each = d.combine((p(i) - q(i)) ** 2, "≤", w(i) * part, (third * q(i) ** 2, above))
    ratio = d.combine((p(i) - q(i)) ** 2 / w(i), "≤", part, d.divide(each, w(i)))
    chi = d.sum(i, ratio)
    a, b = (d.scalar(f"{name}_{len(d.steps)}") for name in "ab")
    v, u = (d.scalar(f"{name}_{len(d.steps)}", POSITIVE) for name in "vu")
    square = d.combine(a**2 * u / v + b**2 * v / u, "≥", 2 * a * b,
                       (1 / (u * v), d.sign((a * u - b * v) ** 2)))  # fmt: skip
    mixed = d.put(square, {a: gap(i), b: gap(j), v: w(i), u: w(j)})
    split = d.sum(i, d.sum(j, mixed))
    over = (i, Integer(1), size)
    return d.combine(
        Sum(sympy.Abs(p(i) - q(i)), over) ** 2, "≤", 2 * Sum(p(i) * log(p(i) / q(i)), over),
        (Rational(1, 2), split), (2, chi), why="Pinsker",
    )  # fmt: skip
