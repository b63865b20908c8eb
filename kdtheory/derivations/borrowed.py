"""Claims of one derivation used in another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Expr, Indexed, IndexedBase, Integer, Sum, Symbol

from kdtheory.derivations import forms
from kdtheory.derivations.signs import Range
from kdtheory.derivations.statements import Fact, StepError

if TYPE_CHECKING:
    from kdtheory.derivations.kernel import Derivation

#: Derivations that are being replayed for the sake of another one.
_OPEN: list[str] = []


def earlier(d: Derivation, ident: str, number: int, values: dict[str, Any]) -> Fact:
    """The claim of another derivation, for what ``values`` puts in for its names."""
    from kdtheory.derivations.registry import find
    from kdtheory.derivations.replay import run

    if ident in _OPEN:
        raise StepError(f"{ident} rests on itself")
    _OPEN.append(ident)
    try:
        other = run(find(ident).write)
    finally:
        _OPEN.pop()
    if number not in other.shown:
        raise StepError(f"{ident} has {len(other.shown)} claims, not {number}")
    fact = other.shown[number]
    if fact.given:
        raise StepError(f"claim {number} of {ident} has hypotheses")
    margin = fact.margin
    symbols = _symbols(d, other, margin, values)
    families = {b: _family(d, other, b, margin, values, symbols) for b in margin.atoms(IndexedBase)}
    needs = [
        forms.Need(n.kind, substituted(n.expr, symbols, families),
                   tuple((i, size.xreplace(symbols)) for i, size in n.bound))
        for n in forms.needs(other, margin)
    ]  # fmt: skip
    used = [value for x, value in symbols.items() if x in margin.free_symbols]
    return d._new(
        "theorem", f"{ident}, claim {number}", substituted(margin, symbols, families),
        fact.relation, set(), *needs, *used,
    )  # fmt: skip


class Values:
    """The entries put in for a family: asked for once, at indices of any value.

    Raises
    ------
    StepError
        If they are not shown to be in the range or, where ``size`` is given, to sum to one over the
        last index.
    """

    def __init__(self, d: Derivation, name: Any, found: Range, size: Any,
                 entry: Callable[..., Any], places: set[int]):  # fmt: skip
        self._made: dict[int, tuple[list[Symbol], Expr]] = {}
        self.words = "nothing"
        for count in sorted(places):
            generic = [sympy.Dummy(f"k{k}", integer=True) for k in range(count)]
            value = forms.check(d, entry(*generic), generic)
            d._check_value(found, value, str(name), generic)
            if size is not None and not d.normal.is_zero(Sum(value, (generic[-1], 1, size)) - 1):
                raise StepError(f"{name} is not shown to sum to one: {d._text(value)}")
            # The entries themselves have to be defined.
            forms.demand(d, [value], Integer(0), ())
            self._made[count], self.words = (generic, value), d._text(value)

    def __call__(self, *at: Expr) -> Expr:
        generic, value = self._made[len(at)]
        return forms.apart(value).xreplace(dict(zip(generic, at)))


def substituted(margin: Expr, symbols: dict[Symbol, Expr], families: dict[Any, Any]) -> Expr:
    """All at once: what is put in for one name is not touched by the others.

    No index of what is put in is taken for one that is summed over.
    """
    held = {x: sympy.Dummy(x.name, **x.assumptions0) for x in symbols}
    moved = _replaced(forms.apart(margin).xreplace(held), families)
    return moved.xreplace({held[x]: value for x, value in symbols.items()})


def _replaced(e: Expr, families: dict[Any, Any]) -> Expr:
    if isinstance(e, Indexed):
        return families[e.base](*e.indices) if e.base in families else e
    if isinstance(e, Sum):
        return Sum(_replaced(e.function, families), *e.limits)
    return e.func(*(_replaced(a, families) for a in e.args)) if e.args else e


def _symbols(
    d: Derivation, other: Derivation, margin: Expr, values: dict[str, Any]
) -> dict[Symbol, Expr]:
    bases = margin.atoms(IndexedBase)
    sizes = {
        x for b in bases & set(other.distributions) for x in other.distributions[b].free_symbols
    }
    wanted = (margin.free_symbols | sizes) & set(other.ranges)
    symbols = {}
    for x in sorted(wanted, key=str):
        value = sympy.sympify(values.get(x.name, x))
        if x in other.sampler.sizes:
            if d.sampler.sizes.get(value, 0) < other.sampler.sizes[x]:
                raise StepError(f"{x} is a size, {d._text(value)} is none or may be smaller")
        elif x in other.sizes or x in other.sampler.wholes:
            raise StepError(f"{x} is an index or a whole number and cannot be taken over")
        else:
            d._check_value(other.ranges[x], value, str(x))
        symbols[x] = value
    return symbols


def _family(
    d: Derivation, other: Derivation, base: IndexedBase, margin: Expr, values: dict[str, Any],
    symbols: dict[Symbol, Expr],
) -> Any:  # fmt: skip
    name = str(base.label)
    if base in other.sampler.sequences or base in other.sampler.fixed:
        raise StepError(f"{name} cannot be taken over: it is defined in the other derivation")
    if name not in values:
        raise StepError(f"the family {name} needs a value")
    size = other.distributions.get(base)
    return Values(
        d, name, other.ranges[base], None if size is None else size.xreplace(symbols), values[name],
        {len(e.indices) for e in margin.atoms(Indexed) if e.base == base},
    )  # fmt: skip
