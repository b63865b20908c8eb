"""The named lemmas that a derivation may use, with their side conditions.

Two are taken as known from analysis: a function with a second derivative of one sign lies on one
side of its tangents, and one whose derivative has one sign is monotone. The others follow from
these by the rules of the kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Expr, Integer, Sum, Symbol, log

from kdtheory.derivations import forms
from kdtheory.derivations.signs import POSITIVE, Range
from kdtheory.derivations.statements import Fact, Statement, StepError

if TYPE_CHECKING:
    from kdtheory.derivations.kernel import Derivation

LEMMAS: dict[str, Callable[..., Any]] = {}
Function = Callable[[Any], Any]


def lemma(run: Callable[..., Any]) -> Callable[..., Any]:
    """Register a function of the derivation as a lemma under its own name."""
    LEMMAS[run.__name__.strip("_")] = run
    return run


def _check_open(domain: Range) -> None:
    ends = ((domain.low, domain.low_open, -sympy.oo), (domain.high, domain.high_open, sympy.oo))
    for end, open_end, infinite in ends:
        if end != infinite and not (end.is_Rational and open_end):
            raise StepError("the interval has to be open, with rational ends")


def _check_real(d: Derivation, x: Symbol) -> None:
    if x in d.sampler.sizes or x in d.sampler.wholes or x in d.sizes:
        raise StepError(f"{x} is a whole number: it does not range over an interval")


def _variable(d: Derivation, domain: Range) -> Symbol:
    """A new variable on an open interval."""
    _check_open(domain)
    known = domain.low.is_Rational and domain.low >= 0
    x = sympy.Dummy("x", real=True, positive=True) if known else sympy.Dummy("x", real=True)
    d.ranges[x] = domain
    return x


def smooth(d: Derivation, e: Expr) -> bool:
    """Whether an expression is smooth in all it contains, on the declared ranges."""
    if e.is_Rational or isinstance(e, (Symbol, sympy.Indexed)) or e in (sympy.E, sympy.pi):
        return True
    if e.is_Add or e.is_Mul or isinstance(e, sympy.exp):
        return all(smooth(d, a) for a in e.args)
    if isinstance(e, Sum):
        return smooth(d, e.function)
    if isinstance(e, log):
        return smooth(d, e.args[0]) and d.signs.positive(e.args[0])
    if e.is_Pow and smooth(d, e.base) and smooth(d, e.exp):
        if e.exp.is_Integer:
            return bool(e.exp >= 0) or d.signs.positive(e.base) or d.signs.positive(-e.base)
        return d.signs.positive(e.base)
    return False


@lemma
def tangent(
    d: Derivation, f: Function, at: Any, to: Any, domain: Range = POSITIVE,
    second: tuple[Symbol, Fact] | None = None, apart: Fact | None = None,
) -> Fact:  # fmt: skip
    """``f(y) ≤ f(x) + f'(x)(y − x)`` for concave f, ``≥`` for convex f.

    Side conditions: f is smooth on the open interval, its second derivative has one sign there, and
    both points lie in it. ``second`` is a fact that it has a sign for every value of a declared
    variable with this domain, where the signs of its parts do not show it. ``apart`` is a fact that
    the points differ: the inequality is strict if the second derivative is not zero.
    """
    x = _variable(d, domain) if second is None else second[0]
    at, to = sympy.sympify(at), sympy.sympify(to)
    if d.ranges.get(x) != domain or x in at.free_symbols | to.free_symbols:
        raise StepError(f"{x} does not range over the interval on its own")
    _check_open(domain)
    _check_real(d, x)
    e = forms.check(d, f(x))
    if not smooth(d, e):
        raise StepError(f"not shown to be smooth: {d._text(e)}")
    for point in (at, to):
        d._check_value(domain, point, "the interval")
    curvature = sympy.diff(e, x, 2)
    slope = forms.put_in(sympy.diff(e, x), x, at)
    gap = forms.put_in(e, x, at) + slope * (to - at) - forms.put_in(e, x, to)
    for sign, kind in ((1, "convex"), (-1, "concave")):
        known = second and second[1]
        if known is None:
            shown = d._nonnegative(sign * curvature)
        else:
            shown = _says_of_all(d, x, known, sign * curvature)
        if shown:
            why = f"{d._text(e)} is {kind}: it lies on one side of its tangents"
            given = (known.given if known else set()) | _difference(d, apart, to - at)
            strict = apart is not None and (
                known.relation == ">" if known else d._positive(sign * curvature)
            )
            premises = [f.margin for f in (known, apart) if f is not None] + [at, to]
            if known is not None:
                premises[:1] = d._everywhere(x, known.margin)
            return d._new("tangent", why, -sign * gap, ">" if strict else ">=", given, *premises)
    raise StepError(f"the second derivative has no sign that is shown: {d._text(curvature)}")


def _says_of_all(d: Derivation, x: Symbol, fact: Fact, e: Expr) -> bool:
    """Whether a fact is ``e ≥ 0`` for every value of x."""
    d._check_owner(fact)
    d._check_free(x, fact, "taken for all values")
    return fact.relation != "=" and d.normal.is_zero(e - fact.margin)


def _difference(d: Derivation, apart: Fact | None, gap: Expr) -> set[Any]:
    """The hypotheses on which it depends that a gap is not zero."""
    if apart is None:
        return set()
    d._check_owner(apart)
    known = any(d.normal.is_zero(apart.margin - g) for g in (gap, -gap, gap**2))
    if apart.relation != ">" or not known:
        raise StepError(f"not shown to differ from zero: {d._text(gap)}")
    return set(apart.given)


@lemma
def log_bound(d: Derivation, x: Any) -> Fact:
    """``log x ≤ x − 1`` for ``x > 0``."""
    return tangent(d, log, 1, x)


@lemma
def jensen(d: Derivation, f: Function, *pairs: Any, domain: Range = POSITIVE) -> Fact:
    """Jensen's inequality, ``f(Σ w x) ≥ Σ w f(x)`` for concave f and ``≤`` for convex f.

    Parameters
    ----------
    *pairs : (weight, value) or one (index, weight, value)
        Weights are shown to be nonnegative and to sum to one.
    """
    if len(pairs) == 1:
        (index, weight, value) = pairs[0]
        size = d.sizes[index]
        mean = Sum(weight * value, (index, 1, size))
        _one(d, Sum(weight, (index, 1, size)))
        each = d.sum(index, tangent(d, f, mean, value, domain), weight)
        right = Sum(weight * f(value), (index, 1, size))
        facts: list[Any] = [each]
    else:
        pairs = tuple((sympy.sympify(w), sympy.sympify(v)) for w, v in pairs)
        mean = sum((w * v for w, v in pairs), start=Integer(0))
        _one(d, sum((w for w, _ in pairs), start=Integer(0)))
        facts = [(w, tangent(d, f, mean, v, domain)) for w, v in pairs]
        right = sum((w * f(v) for w, v in pairs), start=Integer(0))
    sample = facts[0][1] if isinstance(facts[0], tuple) else facts[0]
    for op in ("≥", "≤"):
        try:
            return d.combine(f(mean), op, right, *facts, why="Jensen")
        except ValueError as error:
            failed = error
    raise StepError(f"Jensen's inequality does not follow from {d._text(sample.margin)}: {failed}")


def _one(d: Derivation, total: Expr) -> None:
    if not d.normal.is_zero(total - 1):
        raise StepError(f"the weights are not shown to sum to one: {d._text(total)}")


@lemma
def am_gm(d: Derivation, *pairs: Any) -> Fact:
    """Weighted means: ``Σ w log x ≤ log Σ w x``, for positive x."""
    return jensen(d, log, *pairs)


@lemma
def log_sum(d: Derivation, index: Symbol, a: Any, b: Any) -> Fact:
    """``Σ a log(a/b) ≥ A log(A/B)`` with ``A = Σ a``, ``B = Σ b``, for positive a and b."""
    size = d.sizes[index]
    A, B = Sum(a, (index, 1, size)), Sum(b, (index, 1, size))
    each = d.sum(index, tangent(d, log, 1, A * b / (B * a)), a)
    return d.combine(
        Sum(a * log(a / b), (index, 1, size)), "≥", A * log(A / B), each, why="log-sum"
    )


@lemma
def gibbs(d: Derivation, index: Symbol, p: Any, q: Any) -> Fact:
    """``Σ p log(p/q) ≥ 0`` for positive p and q of equal sums."""
    size = d.sizes[index]
    each = d.sum(index, tangent(d, log, 1, q / p), p)
    return d.combine(Sum(p * log(p / q), (index, 1, size)), "≥", 0, each, why="Gibbs")


@lemma
def cauchy_schwarz(d: Derivation, i: Symbol, j: Symbol, a: Function, b: Function) -> Fact:
    """``(Σ a b)² ≤ Σ a² Σ b²``; i and j are indices of one kind."""
    size = d.sizes[i]
    square = d.sign((a(i) * b(j) - a(j) * b(i)) ** 2)
    both = d.sum(i, d.sum(j, square))

    def total(x: Expr) -> Expr:
        return Sum(x, (i, 1, size))

    return d.combine(total(a(i) * b(i)) ** 2, "≤", total(a(i) ** 2) * total(b(i) ** 2),
                     (sympy.Rational(1, 2), both), why="Cauchy–Schwarz")  # fmt: skip


@lemma
def chebyshev(d: Derivation, i: Symbol, j: Symbol, weight: Function, alike: Fact) -> Fact:
    """``Σ w Σ w a b ≥ Σ w a Σ w b`` from ``(a_i − a_j)(b_i − b_j) ≥ 0`` for all i and j."""
    both = d.sum(i, d.sum(j, alike, weight(j)), weight(i))
    return d.divide(both, 2, "Chebyshev: a and b are ordered alike")


@lemma
def monotone(
    d: Derivation, f: Function, order: Fact, low: Any, high: Any,
    domain: Range = POSITIVE, derivative: tuple[Symbol, Fact] | None = None,
) -> Fact:  # fmt: skip
    """``f(low) ≤ f(high)`` for increasing f, ``≥`` for decreasing f, from ``low ≤ high``.

    Strict from ``low < high``, if the derivative is not zero.

    Parameters
    ----------
    order : Fact
        ``high − low ≥ 0``, or ``> 0``.
    derivative : (variable, Fact), optional
        That ``f'`` has a sign for every value of a declared variable with this domain, where the
        signs of its parts do not show it.
    """
    low, high = sympy.sympify(low), sympy.sympify(high)
    d._check_owner(order)
    if order.relation == "=" or not d.normal.is_zero(order.margin - (high - low)):
        raise StepError("the order of the two points is another")
    for point in (low, high):
        d._check_value(domain, point, "the interval")
    x = _variable(d, domain) if derivative is None else derivative[0]
    if d.ranges.get(x) != domain:
        raise StepError(f"{x} does not range over the interval")
    _check_real(d, x)
    e = forms.check(d, f(x))
    if not smooth(d, e):
        raise StepError(f"not shown to be smooth: {d._text(e)}")
    slope, given = sympy.diff(e, x), set(order.given)
    premises: list[Any] = []
    if derivative is None:
        up = d._nonnegative(slope)
        down = not up and d._nonnegative(-slope)
    else:
        up = _says_of_all(d, x, derivative[1], slope)
        down = not up and _says_of_all(d, x, derivative[1], -slope)
        given |= derivative[1].given
        premises = d._everywhere(x, derivative[1].margin)
    if not up and not down:
        raise StepError(f"the derivative has no sign that is shown: {d._text(slope)}")
    change = forms.put_in(e, x, high) - forms.put_in(e, x, low)
    why = f"{d._text(e)} is {'increasing' if up else 'decreasing'}"
    strict = order.relation == ">" and (
        derivative[1].relation == ">" if derivative else d._positive(slope if up else -slope)
    )
    return d._new("monotone", why, change if up else -change, ">" if strict else ">=", given,
                  order.margin, low, high, *premises)  # fmt: skip


@lemma
def triangle(d: Derivation, *parts: Any) -> Fact:
    """``|Σ x| ≤ Σ |x|`` for finitely many terms or, with one (index, x), over an index."""
    if len(parts) == 1:
        index, x = parts[0]
        over = (index, 1, d.sizes[index])
        gap = Sum(sympy.Abs(x), over) - sympy.Abs(Sum(x, over))
    else:
        parts = tuple(map(sympy.sympify, parts))
        gap = sum(map(sympy.Abs, parts), start=Integer(0)) - sympy.Abs(sum(parts, start=Integer(0)))
    return d._new("triangle", "triangle inequality", gap, ">=", set())


@lemma
def absolute(d: Derivation, x: Any) -> Fact:
    """``x ≤ |x|``."""
    x = sympy.sympify(x)
    return d._new(
        "absolute", "a number is at most its absolute value", sympy.Abs(x) - x, ">=", set()
    )


@lemma
def square_root(d: Derivation, square: Fact, low: Any, high: Any) -> Fact:
    """``a ≤ b`` from ``b² − a² ≥ 0`` and ``b ≥ 0``."""
    low, high = sympy.sympify(low), sympy.sympify(high)
    d._check_owner(square)
    if not d._nonnegative(high) or not d.normal.is_zero(square.margin - (high**2 - low**2)):
        raise StepError("the squares are others, or the larger number may be negative")
    return d._new("root", "the square root increases", high - low, ">=", square.given,
                  square.margin)  # fmt: skip


@lemma
def induction(d: Derivation, g: Symbol, statement: Callable[[Any], tuple[Any, str, Any]],
              base: Fact, step: Callable[[Fact], Fact],
              for_all: Iterable[Symbol] = ()) -> Fact:  # fmt: skip
    """A statement for every whole number g from the lowest on.

    Parameters
    ----------
    g : Symbol
        Declared with :meth:`~kdtheory.derivations.kernel.Derivation.whole`.
    statement : callable
        ``statement(g) -> (lhs, op, rhs)``.
    base : Fact
        The statement for the lowest value.
    step : callable
        From the fact for g to the fact for ``g + 1``.
    for_all : iterable of Symbol
        What the statement says "for all" of, so that the step may use it for other values.
    """

    # Asked for once: it may not say different things of different numbers.
    lhs, op, rhs = statement(g)
    lhs, rhs = forms.check(d, lhs), forms.check(d, rhs)

    def at(value: Any) -> Statement:
        left, right = (forms.put_in(side, g, sympy.sympify(value)) for side in (lhs, rhs))
        return Statement(left, op, right)

    def same(fact: Fact, wanted: Statement) -> bool:
        enough = {">=": (">=", ">", "="), ">": (">",), "=": ("=",)}[wanted.relation]
        return fact.relation in enough and d.normal.is_zero(fact.margin - wanted.margin)

    if g not in d.sampler.wholes:
        raise StepError(f"{g} is no whole number")
    low = d.sampler.wholes[g]
    d._check_owner(base)
    d._check_sequences(g, lhs - rhs, "counted")
    if not same(base, at(low)):
        raise StepError(f"the base case is not the statement for {g} = {low}")
    now, after = at(g), at(g + 1)
    for_all = frozenset(for_all) - {g}
    with d.supposing(f"for {g}", now.lhs, now.op, now.rhs, for_all) as known:
        reached = step(known)
    d._check_owner(reached)
    if not same(reached, after):
        raise StepError(f"the step does not reach the statement for {g} + 1")
    (hypothesis,) = known.given
    given = (reached.given - {hypothesis}) | base.given
    for assumption in given:
        if ({g} | for_all) & assumption.fixed:
            raise StepError(f"{assumption.name!r} is assumed of {g} or of what it is for all of")
    if any(g in need.expr.free_symbols for need in forms.needs(d, now.margin)):
        raise StepError(f"not shown to be defined for every {g}: {d._text(now.margin)}")
    needs = [need for x in (g, *for_all) for need in d._everywhere(x, reached.margin)]
    return d._new("induction", f"for every {g} ≥ {low}", now.margin, now.relation, given,
                  base.margin, *needs)  # fmt: skip


# The lemmas of other files register themselves in the table above.
from kdtheory.derivations import lemmas_calculus, lemmas_entries  # noqa: E402, F401
