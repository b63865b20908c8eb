"""Points that a derivation gives by hand, and limits that it takes: both stay within the ranges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import flint
import sympy
from sympy import Expr, Indexed, Sum, Symbol, oo

from kdtheory.derivations.points import Point, Undefined
from kdtheory.derivations.signs import Range
from kdtheory.derivations.statements import StepError

if TYPE_CHECKING:
    from kdtheory.derivations.kernel import Derivation


def point_at(d: Derivation, at: dict[str, Any]) -> Point:
    """The point with these values by name; families as nested lists.

    Raises
    ------
    StepError
        For an unknown name and for values that are not within the declared ranges.
    """
    named = {_name(x): x for x in d.ranges if not isinstance(x, sympy.Dummy)}
    unknown = set(at) - set(named)
    if unknown:
        raise StepError(f"nothing is called {', '.join(sorted(unknown))}")
    values = {named[name]: given for name, given in at.items()}
    point = Point()
    for x, given in values.items():
        if isinstance(x, Symbol):
            point.symbols[x] = _within(d.ranges[x], given, _name(x))
            whole = x in d.sampler.sizes or x in d.sampler.wholes or x in d.sizes
            if whole and point.symbols[x].q != 1:
                raise StepError(f"{x} is a whole number, not {point.symbols[x]}")
    for i in values.keys() & d.sizes.keys():
        if not point.symbols[i] <= value_of(point, sympy.sympify(d.sizes[i])):
            raise StepError(f"{i} = {point.symbols[i]} is beyond its index set")
    for x, given in values.items():
        if not isinstance(x, Symbol):
            point.families[x] = _family(d, x, given, point)
    for base in d.sampler.sequences:
        point.families[base] = d.sampler.recursion(base, point)
    for base, (_, entries) in d.sampler.fixed.items():
        point.families[base] = lambda *i, of=entries: flint.fmpq(of(*i))
    return point


def value_of(point: Point, e: Expr) -> Any:
    """The value of an expression at a point that a derivation gives."""
    try:
        return point.value(e)
    except KeyError as error:
        raise StepError(f"no value is given for {error.args[0]}") from error


def _family(d: Derivation, base: Any, given: Any, point: Point) -> Any:
    if base in d.sampler.sequences or base in d.sampler.fixed:
        raise StepError(f"{base} has its values from its definition")
    for row in _rows(given):
        entries = [_within(d.ranges[base], entry, _name(base)) for entry in row]
        if base in d.distributions:
            size = value_of(point, sympy.sympify(d.distributions[base]))
            if len(row) != size or sum(entries, start=flint.fmpq(0)) != 1:
                raise StepError(f"{base} is no distribution over {size}: {row}")

    def entry(*places: int) -> Any:
        found = given
        for place in places:
            if not isinstance(found, (list, tuple)) or not 1 <= place <= len(found):
                raise Undefined(f"{base} has no entry at {places}")
            found = found[place - 1]
        if isinstance(found, (list, tuple)):
            raise Undefined(f"{base} has more indices than {places}")
        return _number(found)

    return entry


def _rows(given: Any) -> Iterator[Any]:
    if not isinstance(given, (list, tuple)) or not given:
        raise StepError(f"a family is given by lists of its entries, not by {given}")
    if isinstance(given[0], (list, tuple)):
        for part in given:
            yield from _rows(part)
    else:
        yield given


def _within(found: Range, given: Any, name: str) -> Any:
    number = sympy.Rational(given)
    low = number > found.low or (number == found.low and not found.low_open)
    high = number < found.high or (number == found.high and not found.high_open)
    if not (low and high):
        raise StepError(f"{given} is not in the range of {name}")
    return _number(given)


def _number(given: Any) -> Any:
    number = sympy.Rational(given)
    return flint.fmpq(int(number.p), int(number.q))


def _name(x: Any) -> str:
    return x.name if isinstance(x, Symbol) else str(x.label)


def check_limit(d: Derivation, e: Expr, x: Symbol, to: Expr) -> list[str]:
    """From which sides the limit is to be taken: both, inside the range.

    Raises
    ------
    StepError
        If x cannot approach this point, or if more than the terms of e depends on x.
    """
    if not isinstance(x, Symbol) or x not in d.ranges or x in d.sizes:
        raise StepError(f"{x} does not approach anything")
    found = d.ranges[x]
    whole = x in d.sampler.sizes or x in d.sampler.wholes
    inside = to.is_Rational and found.low <= to <= found.high and not whole
    if not inside and not (to in (oo, -oo) and to in (found.low, found.high)):
        raise StepError(f"{x} cannot come near {to}")
    d._check_sequences(x, e, "moved")
    places = {i for entry in e.atoms(Indexed) for i in entry.indices}
    ends = {limit[2] for one in e.atoms(Sum) for limit in one.limits}
    if e.atoms(Indexed):
        ends |= {sympy.sympify(size) for size in d._all_sizes()}
    if any(x in part.free_symbols for part in places | ends):
        raise StepError(f"an index or a size depends on {x}")
    if to == found.low:
        return ["+"]
    return ["-"] if to == found.high else ["-", "+"]
