"""Lemmas on limits of inequalities, on smallest values and on logarithms that are ordered alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy
from sympy import IndexedBase, Integer, Sum, Symbol, log

from kdtheory.derivations import forms
from kdtheory.derivations.lemmas import Function, lemma, log_bound, smooth, tangent
from kdtheory.derivations.signs import Range
from kdtheory.derivations.statements import Fact, StepError

if TYPE_CHECKING:
    from kdtheory.derivations.kernel import Derivation


@lemma
def closure(d: Derivation, fact: Fact, x: Symbol, end: Any) -> Fact:
    """``m(end) ≥ 0`` from ``m(x) ≥ 0`` for every x of an interval that is open at this end.

    Side condition: m is continuous at the end as well.
    """
    d._check_owner(fact)
    d._check_free(x, fact, "taken to an end")
    end, found = sympy.sympify(end), d.ranges[x]
    at_low = end == found.low
    whole = x in d.sampler.sizes or x in d.sampler.wholes or x in d.sizes
    if whole or not end.is_Rational or end not in (found.low, found.high):
        raise StepError(f"{end} is no end of the range of {x}")
    y = sympy.Dummy(x.name, real=True)
    d.ranges[y] = Range(found.low, found.high, found.low_open and not at_low,
                        found.high_open and at_low)  # fmt: skip
    if not smooth(d, d.normal.canonical(fact.margin).xreplace({x: y})):
        raise StepError(f"not shown to be continuous at {x} = {end}: {d._text(fact.margin)}")
    margin = d.normal.canonical(fact.margin).xreplace({x: end})
    if any(x in need.expr.free_symbols for need in forms.needs(d, fact.margin)):
        raise StepError(f"not shown to be defined for all {x}: {d._text(fact.margin)}")
    return d._new("closure", f"{x} → {end}", margin, ">=" if fact.relation == ">" else
                  fact.relation, fact.given, fact.margin)  # fmt: skip


@lemma
def stationary(d: Derivation, f: Function, extreme: Fact, x: Symbol, at: Any) -> Fact:
    """``f'(at) = 0`` from ``f(x) ≥ f(at)``, or ``≤``, for every x of an open interval around it.

    Side conditions: f is smooth on the declared range of x, and the point lies inside.
    """
    d._check_owner(extreme)
    d._check_free(x, extreme, "taken for all values")
    at, found = sympy.sympify(at), d.ranges[x]
    inside = Range(found.low, found.high, True, True)
    d._check_value(inside, at, "the interval")
    e = forms.check(d, f(x))
    whole = x in d.sampler.sizes or x in d.sampler.wholes or x in d.sizes
    if whole or x in at.free_symbols:
        raise StepError(f"{x} does not range over an interval on its own")
    if not smooth(d, e):
        raise StepError(f"not shown to be smooth: {d._text(e)}")
    gap = e - forms.put_in(e, x, at)
    if not any(d.normal.is_zero(extreme.margin - g) for g in (gap, -gap)):
        raise StepError(f"this is not about the values of {d._text(e)}")
    return d._new("stationary", "the derivative vanishes at a smallest or largest value",
                  forms.put_in(sympy.diff(e, x), x, at), "=", extreme.given,
                  *d._everywhere(x, extreme.margin), at)  # fmt: skip


@lemma
def reciprocal(d: Derivation, fact: Fact) -> Fact:
    """``1/m > 0`` from ``m > 0``."""
    d._check_owner(fact)
    if fact.relation != ">":
        raise StepError("a number that may be zero has no reciprocal")
    return d._new("reciprocal", "of a positive number", 1 / fact.margin, ">", fact.given,
                  fact.margin)  # fmt: skip


@lemma
def ordered_logs(d: Derivation, a: Any, order: Fact, x: Any, y: Any) -> Fact:
    """``a (log x − log y) ≥ 0`` from ``a (x − y) ≥ 0``, for positive x and y."""
    a, x, y = map(sympy.sympify, (a, x, y))
    both: list[Fact] = []
    for name, side, at in (("≥", a, x), ("≤", -a, y)):
        with d.supposing(f"{d._text(a)} {name} 0", side, "≥", 0) as case:
            above = log_bound(d, x * y / at**2)
            both.append(d.combine(a * (log(x) - log(y)), "≥", 0, d.times(case, above),
                                  (1 / at, order)))  # fmt: skip
    first, second = both
    return d.either(first, second)


@lemma
def strict_gibbs(d: Derivation, delta: IndexedBase, k: Symbol, i: Symbol, p: Function, q: Function,
                 apart: Fact) -> Fact:  # fmt: skip
    """``Σ p log(p/q) > 0`` for positive p and q of equal sums, from ``(p_k − q_k)² > 0``.

    Parameters
    ----------
    delta : IndexedBase
        A Kronecker symbol for the kind of the indices k and i.
    p, q : callable
        An index to the entry there.
    """
    over = (i, Integer(1), d.sizes[i])
    ratio = q(i) / p(i)
    each = d.combine(p(i) * (ratio - 1 - log(ratio)), "≥", 0, (p(i), log_bound(d, ratio)))
    some = d.since("member", delta, k, each, i)
    differ = d.divide(apart, p(k) ** 2, "the ratio is not one")
    one = tangent(d, log, 1, q(k) / p(k), apart=differ)
    return d.combine(Sum(p(i) * log(p(i) / q(i)), over), ">", 0, some, (p(k), one),
                     why="Gibbs, strictly")  # fmt: skip


@lemma
def mirror(d: Derivation, delta: IndexedBase, k: Symbol, l: Symbol) -> Fact:
    """``δ[k, l] = δ[l, k]``."""
    if delta not in d.sampler.fixed:
        raise StepError(f"{delta} is no Kronecker symbol")
    size = d.sampler.fixed[delta][0]
    if d.sizes.get(k) != size or d.sizes.get(l) != size:
        raise StepError(f"{k} and {l} are no indices of the kind of {delta}")
    return d._new(
        "mirror", "a Kronecker symbol is symmetric", delta[k, l] - delta[l, k], "=", set()
    )
