"""Claims of one derivation used in another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy
from sympy import Expr, Indexed, IndexedBase, Sum, Symbol

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
    if not 1 <= number <= len(other.shown):
        raise StepError(f"{ident} has {len(other.shown)} claims, not {number}")
    fact = other.shown[number - 1]
    if fact.given:
        raise StepError(f"claim {number} of {ident} has hypotheses")
    margin = other.normal.canonical(fact.margin)
    symbols = _symbols(d, other, margin, values)
    families = {b: _family(d, other, b, margin, values, symbols) for b in margin.atoms(IndexedBase)}
    return d._new(
        "theorem", f"{ident}, claim {number}", substituted(margin, symbols, families),
        fact.relation, set(),
    )  # fmt: skip


def substituted(margin: Expr, symbols: dict[Symbol, Expr], families: dict[Any, Any]) -> Expr:
    """All at once: what is put in for one name is not touched by the others."""
    held = {x: sympy.Dummy(x.name, **x.assumptions0) for x in symbols}
    return (
        margin.xreplace(held)
        .replace(
            lambda e: isinstance(e, Indexed) and e.base in families,
            lambda e: sympy.sympify(families[e.base](*e.indices)),
        )
        .xreplace({held[x]: value for x, value in symbols.items()})
    )


def _symbols(
    d: Derivation, other: Derivation, margin: Expr, values: dict[str, Any]
) -> dict[Symbol, Expr]:
    bound = {limit[0] for s in margin.atoms(Sum) for limit in s.limits}
    labels = {base.label for base in margin.atoms(IndexedBase)}
    symbols = {}
    for x in margin.atoms(Symbol) - bound - labels:
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
    entry = values[name]
    places = max(len(e.indices) for e in margin.atoms(Indexed) if e.base == base)
    generic = [sympy.Dummy(f"i{k}", integer=True, positive=True) for k in range(places)]
    d._check_value(other.ranges[base], sympy.sympify(entry(*generic)), name)
    if base in other.distributions:
        size = other.distributions[base].xreplace(symbols)
        if not d.normal.is_zero(Sum(entry(*generic), (generic[-1], 1, size)) - 1):
            raise StepError(f"{name} is not shown to sum to one")
    return entry
