"""What an expression may be made of, and what has to hold for it to be defined.

A fact holds wherever its own terms are defined. A rule may therefore not lose terms that are
undefined somewhere: ``y ≥ 0`` does not follow from ``x² y ≥ 0`` by multiplying with ``1/x²``, since
nothing is known of y at ``x = 0``. :func:`demand` checks that what the premises need to be defined
is shown, is known, or is needed by the conclusion as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Expr, Indexed, Mul, Sum, Symbol, log

from kdtheory.derivations.statements import Assumption, StepError

if TYPE_CHECKING:
    from kdtheory.derivations.declarations import Declarations

_KINDS = (sympy.Add, Mul, sympy.Pow, log, sympy.exp, sympy.Abs, sympy.Max, sympy.Min)


@dataclass(frozen=True)
class Need:
    """``expr ≠ 0``, ``expr > 0`` or, for a power, that it is defined, for all bound indices."""

    kind: str
    expr: Expr
    bound: tuple[tuple[Symbol, Expr], ...] = ()


def check(d: Declarations, e: Any, places: Iterable[Symbol] = ()) -> Expr:
    """The expression, if it is made of declared names and of what the rules know.

    Parameters
    ----------
    places : iterable of Symbol
        Indices of any value that it may contain besides.

    Raises
    ------
    StepError
    """
    e = sympy.sympify(e)
    if e not in d.checked:
        _walk(d, e, frozenset(places))
        if not places:
            d.checked.add(e)
    return e


def _walk(d: Declarations, e: Any, bound: frozenset[Symbol]) -> None:
    if e.is_Rational or e in (sympy.E, sympy.pi):
        return
    if isinstance(e, Symbol):
        if e not in bound and e not in d.ranges:
            raise StepError(f"{e} was not declared")
    elif isinstance(e, Indexed):
        if e.base not in d.ranges:
            raise StepError(f"{e.base} was not declared")
        for place in e.indices:
            _place(d, place, bound)
    elif isinstance(e, Sum):
        for limit in e.limits:
            if len(limit) != 3 or limit[1] != 1 or not is_size(d, limit[2]):
                raise StepError(f"a sum runs from 1 to a size, not as {limit}")
            if limit[0] in d.ranges and limit[0] not in d.sizes:
                raise StepError(f"{limit[0]} is no index: it cannot be summed over")
        _walk(d, e.function, bound | {limit[0] for limit in e.limits})
    elif isinstance(e, _KINDS):
        for a in e.args:
            _walk(d, a, bound)
    else:
        raise StepError(f"no rule knows of {type(e).__name__}: {e}")


def _place(d: Declarations, place: Expr, bound: frozenset[Symbol]) -> None:
    if place in bound or place in d.sizes:
        return
    names = place.free_symbols - bound
    # An index is at least one.
    least = place.xreplace({b: 1 + d.any_whole for b in bound})
    if names <= set(d.ranges) and least.is_integer and d.signs.nonnegative(least):
        return
    raise StepError(f"not shown to be an index: {place}")


def is_size(d: Declarations, size: Any) -> bool:
    """Whether this is a whole number, at least one, made of sizes and whole numbers only."""
    size = sympy.sympify(size)
    if size.is_Integer:
        return bool(size >= 1)
    known = set(d.sampler.sizes) | set(d.sampler.wholes)
    if size in d.sampler.sizes:
        return True
    return bool(size.is_integer and size.free_symbols <= known and d.signs.positive(size))


def apart(e: Expr) -> Expr:
    """The expression with new names for all indices that are summed over."""
    if isinstance(e, Sum):
        names = {limit[0]: sympy.Dummy(limit[0].name, integer=True) for limit in e.limits}
        limits = [(names[limit[0]], *limit[1:]) for limit in e.limits]
        return Sum(apart(e.function).xreplace(names), *limits)
    if not e.args or isinstance(e, Indexed):
        return e
    return e.func(*map(apart, e.args))


def put_in(e: Expr, x: Symbol, value: Expr) -> Expr:
    """The expression with a value for a symbol; no index of the value is taken for another one."""
    return apart(e).xreplace({x: value})


def needs(d: Declarations, e: Expr) -> list[Need]:
    """What has to hold for an expression to be defined, but for what is shown."""
    if e not in d.needed:
        found = [n for n in dict.fromkeys(_needs(d, e, ())) if not _shown(d, n)]
        d.needed[e] = found
    return d.needed[e]


def _needs(d: Declarations, e: Expr, bound: tuple[tuple[Symbol, Expr], ...]) -> Iterator[Need]:
    if isinstance(e, Sum):
        inner = apart(e) if e.atoms(Sum) else e
        more = tuple((limit[0], limit[2]) for limit in inner.limits)
        yield from _needs(d, inner.function, bound + more)
        return
    if isinstance(e, Indexed):
        return
    for a in e.args:
        yield from _needs(d, a, bound)
    if isinstance(e, log):
        yield Need(">", e.args[0], bound)
    elif e.is_Pow and e.exp.is_integer:
        if not d._nonnegative(e.exp):
            yield Need("≠", e.base, bound)
    elif e.is_Pow and not d._positive(e.base):
        if not (d._nonnegative(e.base) and d._positive(e.exp)):
            yield Need("power", e, bound)


def _shown(d: Declarations, need: Need) -> bool:
    if need.kind == "≠":
        return all(_nonzero(d, f) for f in Mul.make_args(need.expr)) or all(
            _nonzero(d, f) for f in Mul.make_args(d.normal._factored(need.expr))
        )
    return need.kind == ">" and d._positive(need.expr)


def _nonzero(d: Declarations, e: Expr) -> bool:
    base, _ = e.as_base_exp()
    return any(d._positive(f) for f in (e, -e, base, -base))


def demand(
    d: Declarations, premises: Iterable[Expr | Need], conclusion: Expr, given: Iterable[Assumption],
) -> None:  # fmt: skip
    """Check that nothing that the premises need is lost in the conclusion.

    Raises
    ------
    StepError
    """
    wanted: list[Need] = []
    for premise in premises:
        wanted += [premise] if isinstance(premise, Need) else needs(d, premise)
    if not wanted:
        return
    given = set(given)
    known = needs(d, conclusion) + [n for a in given for n in _known(d, a)]
    for need in dict.fromkeys(wanted):
        if not _shown(d, need) and not _follows(d, need, known, given):
            words = {"≠": "not to be zero", ">": "to be positive", "power": "to be defined"}
            raise StepError(f"not shown {words[need.kind]}: {d._text(need.expr)}")


def _known(d: Declarations, a: Assumption) -> list[Need]:
    """What a hypothesis says: it is defined and, if strict, positive."""
    every = {i: sympy.Dummy(i.name, integer=True) for i in a.for_all if i in d.sizes}
    bound = tuple((every[i], d.sizes[i]) for i in every)
    found = [*needs(d, a.margin), *([Need(">", a.margin)] if a.relation == ">" else [])]
    return [Need(n.kind, n.expr.xreplace(every), n.bound + bound) for n in found]


def _follows(d: Declarations, need: Need, known: list[Need], given: set[Assumption]) -> bool:
    if any(_matches(d, need, other) for other in known):
        return True
    if need.kind == "power":
        return False
    for fact in d.strict:
        if (
            fact.given <= given
            and _matches(d, need, Need(">", fact.margin))
            and all(any(_matches(d, n, other) for other in known) for n in needs(d, fact.margin))
        ):
            return True
    if need.kind == "≠":
        parts = Mul.make_args(d.normal._factored(need.expr))
        bases = {part.as_base_exp()[0] for part in parts if not _nonzero(d, part)}
        if bases != {need.expr}:
            return all(_follows(d, Need("≠", b, need.bound), known, given) for b in bases)
    return False


def _matches(d: Declarations, need: Need, other: Need) -> bool:
    """Whether what is needed is a case of the other one."""
    if need.kind != other.kind and (need.kind, other.kind) != ("≠", ">"):
        return False
    here = {**{i: d.sizes[i] for i in need.expr.free_symbols if i in d.sizes}, **dict(need.bound)}
    choices = [[i for i, n in here.items() if n == size] for _, size in other.bound]
    for chosen in product(*choices):
        case = other.expr.xreplace({b: i for (b, _), i in zip(other.bound, chosen)})
        if case == need.expr or d.normal.is_zero(case - need.expr):
            return True
        if need.kind == "≠" and d.normal.is_zero(case + need.expr):
            return True
    return False
