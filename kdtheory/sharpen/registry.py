"""The bounds that can be sharpened: one decorated function each, its options read from its header.

A bound says ``lhs <= C rhs`` on a compact domain; its sharp constant is the supremum of
``lhs / rhs``. The function returns a :class:`Quotient`: the same quotient on a unit cube, reduced
by hand to few variables and cleared of zeros, next to the two sides by their definition.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kdtheory.sharpen.formula import Term

#: Exact inputs by name: a probability vector, or a list of them.
Inputs = dict[str, list[Any]]


class Unanswerable(ValueError):
    """The question makes no sense as it was asked; the message says what would."""


@dataclass(frozen=True)
class Quotient:
    """A bound with its parameters fixed, ready to be enclosed.

    Attributes
    ----------
    variables : tuple of str
        Coordinates of the unit cube; none if the supremum is one known value.
    numerator, denominator : Term
        Their quotient is ``lhs / rhs`` at the point that `inputs` gives; the denominator is
        positive.
    inputs : callable
        A rational point of the cube to exact inputs of the bound.
    sides : callable
        Inputs to ``(lhs, rhs)`` by definition, in Arb balls or exactly.
    stated : Fraction
        The constant of the papers, or of the plain reading that they suggest.
    position : tuple
        Label and term of the coordinate that pictures are drawn against.
    steps : tuple of str
        Why the supremum over the cube is that over the whole domain.
    meaning : callable
        The constant to one sentence about what it says.
    closed : tuple, optional
        Text and term of a closed form.
    equality : bool
        Whether both sides are equal on the whole domain.
    """

    variables: tuple[str, ...]
    numerator: Term
    denominator: Term
    inputs: Callable[[Sequence[Fraction]], Inputs]
    sides: Callable[[Inputs], tuple[Any, Any]]
    stated: Fraction
    position: tuple[str, Term]
    steps: tuple[str, ...]
    meaning: Callable[[float], str]
    closed: tuple[str, Term] | None = None
    equality: bool = False


@dataclass(frozen=True)
class Bound:
    """A registered bound: its words, and the function that fixes its parameters."""

    id: str
    title: str
    statement: str
    provenance: str
    source: str
    build: Callable[..., Quotient]
    defaults: Mapping[str, Any]
    zero_floor: bool = False

    def parameters(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Defaults overridden by what is given, checked.

        Raises
        ------
        Unanswerable
            For a parameter that this bound does not take, or one out of range.
        """
        for name in given:
            if name not in self.defaults:
                takes = ", ".join(f"--{each}" for each in self.defaults)
                raise Unanswerable(f"{self.id} has no --{name}; it takes {takes}")
        values = {**self.defaults, **given}
        for name in _CHECKS:  # counts first: the others are judged by them
            if name in values:
                _CHECKS[name](values[name], {**values, "zero_floor": self.zero_floor})
        return values

    def quotient(self, **given: Any) -> Quotient:
        return self.build(**self.parameters(given))


_BOUNDS: dict[str, Bound] = {}


def bound(
    ident: str,
    *,
    title: str,
    statement: str,
    provenance: str,
    source: str,
    zero_floor: bool = False,
) -> Callable[[Callable[..., Quotient]], Callable[..., Quotient]]:
    """Register a function as the bound with this theory id.

    Its arguments, all with defaults, become the options that the bound takes; with `zero_floor`
    the floor may be 0.
    """

    def register(build: Callable[..., Quotient]) -> Callable[..., Quotient]:
        defaults = {k: p.default for k, p in inspect.signature(build).parameters.items()}
        words = (ident, title, statement, provenance, source)
        _BOUNDS[ident] = Bound(*words, build, defaults, zero_floor)
        return build

    return register


def bounds() -> dict[str, Bound]:
    """All bounds by id."""
    from kdtheory.sharpen import aggregation, recursion, softening  # noqa: F401  they register

    return dict(sorted(_BOUNDS.items()))


def find(ident: str) -> Bound:
    """The bound with this id.

    Raises
    ------
    Unanswerable
        If there is none; the message lists those there are.
    """
    known = bounds()
    if ident not in known:
        raise Unanswerable(f"no bound {ident!r} to sharpen; there are {', '.join(known)}")
    return known[ident]


# what values parameters may have ---------------------------------------------------------------


def _range(condition: bool, name: str, allowed: str, value: Any) -> None:
    if not condition:
        raise Unanswerable(f"--{name} {value} is out of range: {allowed}")


def _floor(value: Fraction, all_: Mapping[str, Any]) -> None:
    n, zero = all_["classes"], all_["zero_floor"]
    allowed = f"0 {'≤' if zero else '<'} floor < 1/{n} for {n} classes"
    _range(0 < value < Fraction(1, n) or (zero and value == 0), "floor", allowed, value)


def _open_unit(name: str) -> Callable[..., None]:
    def check(value: Fraction, all_: Mapping[str, Any]) -> None:
        _range(0 < value < 1, name, f"0 < {name} < 1", value)

    return check


def _temperature(value: Fraction, all_: Mapping[str, Any]) -> None:
    _range(Fraction(1, 100) <= value <= 100, "temperature", "1/100 to 100", value)


def _power(value: Fraction, all_: Mapping[str, Any]) -> None:
    allowed = "0 (logarithmic pool) or 1/20 to 1 (linear pool)"
    _range(value == 0 or Fraction(1, 20) <= value <= 1, "power", allowed, value)


def _whole(name: str, most: int) -> Callable[..., None]:
    def check(value: int, all_: Mapping[str, Any]) -> None:
        _range(2 <= value <= most, name, f"2 to {most}", value)

    return check


_CHECKS: dict[str, Callable[..., None]] = {
    "classes": _whole("classes", 1000),
    "teachers": _whole("teachers", 60),
    "floor": _floor,
    "alpha": _open_unit("alpha"),
    "threshold": _open_unit("threshold"),
    "temperature": _temperature,
    "power": _power,
}
