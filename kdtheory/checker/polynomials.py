"""Formulas as quotients of polynomials: exact identities, and signs read off coefficients.

Every subexpression that is not arithmetic becomes a symbol. With each symbol written in terms of
nonnegative generators, coefficients of one sign give the sign of the whole; so do factors of even
multiplicity.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_mpoly_ctx

from kdtheory.checker.extents import fraction
from kdtheory.checker.grammar import Row, items, need, rational, whole

ARITHMETIC = frozenset({"const", "add", "neg", "mul", "div", "ipow"})
MOST_TERMS = 4000
MOST_SYMBOLS = 32
MOST_DEGREE = 128
MOST_FACTORED = 1500  # terms of a polynomial that is still factored


class TooLarge(ArithmeticError):
    """Multiplying out takes too much."""


@dataclass
class Ring:
    """Polynomials in nonnegative generators.

    Attributes
    ----------
    count : int
        How many generators there are.
    strict : set of int
        Generators that are positive.
    free : set of int
        Generators of which no sign is known.
    wholes : list of set of int
        Sets of generators at least one of which is positive.
    """

    count: int
    strict: set[int] = field(default_factory=set)
    free: set[int] = field(default_factory=set)
    wholes: list[set[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        names = tuple(f"g{k}" for k in range(max(self.count, 1)))
        self.context = fmpq_mpoly_ctx.get(names, "degrevlex")
        self.gens = self.context.gens()
        self.one = self.context.constant(1)

    def constant(self, q: Any) -> Any:
        return self.context.constant(q)

    def sign(self, polynomial: Any) -> tuple[int, bool] | None:
        """Sign and strictness, or None; ``(0, False)`` for the zero polynomial."""
        if polynomial.is_zero():
            return 0, False
        found = self._by_coefficients(polynomial)
        if found is not None:
            return found
        if len(polynomial) > MOST_FACTORED:
            return None
        content, factors = polynomial.factor()
        sign, certain = (1 if content > 0 else -1), True
        for factor, power in factors:
            one = self._by_coefficients(factor)
            if one is None and int(power) % 2:
                return None
            if one is None:
                certain = False
            else:
                sign, certain = sign * one[0] ** int(power), certain and one[1]
        return sign, certain

    def _by_coefficients(self, polynomial: Any) -> tuple[int, bool] | None:
        sign, terms = 0, []
        for exponents, coefficient in polynomial.to_dict().items():
            here = 1 if coefficient > 0 else -1
            used = {k for k, e in enumerate(exponents) if e}
            if sign not in (0, here) or any(int(exponents[k]) % 2 for k in used & self.free):
                return None
            sign = here
            terms.append(used)
        return sign, any(used <= self.strict for used in terms) or any(
            all(any(used <= self.strict | {k} for used in terms) for k in whole)
            for whole in self.wholes
        )

    def read(self, terms: Any, what: str) -> Any:
        """A polynomial from ``[["coefficient", [exponents]], ...]``."""
        found: dict[tuple[int, ...], Any] = {}
        for term in items(terms, what, 0, MOST_TERMS):
            coefficient, exponents = items(term, what, 2, 2)
            listed = items(exponents, what, 0, MOST_SYMBOLS)
            need(len(listed) == max(self.count, 1), f"{what} has another number of generators")
            key = tuple(whole(e, 0, MOST_DEGREE, f"a power in {what}") for e in listed)
            need(key not in found, f"{what} has a term twice")
            found[key] = rational(coefficient, what)
            need(found[key] != 0, f"{what} has a term that is zero")
        return self.context.from_dict(found)


@dataclass(frozen=True)
class Quotient:
    """``top / bottom``."""

    top: Any
    bottom: Any


def arithmetic_order(rows: list[Row], output: int) -> list[int]:
    """Nodes reached from `output` through arithmetic alone, arguments first; symbols included."""
    found: set[int] = set()
    stack = [output]
    while stack:
        k = stack.pop()
        if k not in found:
            found.add(k)
            if rows[k].op in ARITHMETIC:
                stack.extend(rows[k].args)
    return sorted(found)


def symbols(rows: list[Row], output: int) -> list[int]:
    """The symbols that `output` is arithmetic of."""
    return [k for k in arithmetic_order(rows, output) if rows[k].op not in ARITHMETIC]


def quotient(rows: list[Row], output: int, ring: Ring, known: Mapping[int, Quotient]) -> Quotient:
    """A node as a quotient, given what stands for each symbol.

    Raises
    ------
    TooLarge
    """
    found = dict(known)
    for k in arithmetic_order(rows, output):
        if k not in found:
            found[k] = _combine(rows[k], [found[a] for a in rows[k].args], ring)
    return found[output]


def _combine(row: Row, parts: list[Quotient], ring: Ring) -> Quotient:
    if row.op == "const":
        if row.value.height_bits() > 4096:
            raise TooLarge
        return Quotient(ring.constant(row.value), ring.one)
    a = parts[0]
    if row.op == "neg":
        return Quotient(-a.top, a.bottom)
    if row.op == "ipow":
        size = max(len(a.top), len(a.bottom))
        if row.value > MOST_DEGREE or (size > 1 and size ** min(row.value, 12) > 10**7):
            raise TooLarge
        return Quotient(_small(a.top**row.value), _small(a.bottom**row.value))
    b = parts[1]
    if row.op == "add":
        if a.bottom == b.bottom:
            return _reduced(a.top + b.top, a.bottom)
        return _reduced(
            _times(a.top, b.bottom) + _times(b.top, a.bottom), _times(a.bottom, b.bottom)
        )
    if row.op == "mul":
        return _reduced(_times(a.top, b.top), _times(a.bottom, b.bottom))
    if b.top.is_zero():
        raise TooLarge
    return _reduced(_times(a.top, b.bottom), _times(a.bottom, b.top))


def _times(a: Any, b: Any) -> Any:
    if len(a) * len(b) > 40 * MOST_TERMS:
        raise TooLarge
    return a * b


def _small(x: Any) -> Any:
    if len(x) > MOST_TERMS or max((int(d) for d in x.degrees()), default=0) > MOST_DEGREE:
        raise TooLarge
    return x


def _reduced(top: Any, bottom: Any) -> Quotient:
    _small(top), _small(bottom)
    common = top.gcd(bottom)
    if not common.is_one():
        top, bottom = top / common, bottom / common
    return Quotient(top, bottom)


def is_zero(rows: list[Row], output: int) -> bool:
    """Whether a node vanishes identically, as arithmetic of its symbols shows."""
    atoms = symbols(rows, output)
    if len(atoms) > MOST_SYMBOLS:
        return False
    ring = Ring(len(atoms))
    place = {k: j for j, k in enumerate(atoms)}
    known = {k: Quotient(ring.gens[j], ring.one) for k, j in place.items()}
    for k in atoms:
        if rows[k].op == "sqrt" and rows[k].args[0] in place:  # x beside its root: a square
            known[rows[k].args[0]] = Quotient(ring.gens[place[k]] ** 2, ring.one)
    try:
        return bool(quotient(rows, output, ring, known).top.is_zero())
    except TooLarge:
        return False


# symbols in nonnegative generators -----------------------------------------------------------


def form(reach: Any, k: int, ring: Ring) -> Quotient:
    """A symbol with a reach in terms of generator `k`."""
    low, high, low_open, high_open = reach
    gen, one = ring.gens[k], ring.one
    if low >= 0:
        if low == 0 and high <= 1 and (low_open or high_open):
            bound = ring.constant(_q(high))
            if low_open:
                ring.strict |= {k} if high_open else set()
                return Quotient(bound, one + gen)
            return Quotient(bound * gen, one + gen)
        ring.strict |= {k} if low_open else set()
        return Quotient(ring.constant(_q(low)) + gen, one)
    if high <= 0:
        turned = form((-high, -low, high_open, low_open), k, ring)
        return Quotient(-turned.top, turned.bottom)
    ring.free.add(k)
    return Quotient(gen, one)


def _q(x: Any) -> Any:
    return fmpq(x.numerator, x.denominator)


def checks_out(ring: Ring, form_: Quotient, k: int, reach: Any) -> bool:
    """Whether a stated form says no more of a symbol than its reach allows.

    ``low + g``, ``high / (1 + g)``, ``high g / (1 + g)``, their negatives, or the free ``g``.
    """
    gen, one = ring.gens[k], ring.one
    low, high, low_open, high_open = reach
    strict = k in ring.strict
    if form_.bottom == one:
        shift = form_.top - gen
        if shift.is_zero() and not low >= 0:
            return k in ring.free
        least = _constant(shift)
        if least is not None:
            return bool(low > least or (low == least and (low_open or not strict)))
        turned = -form_.top - gen
        if _constant(turned) is not None:
            return checks_out(
                ring, Quotient(-form_.top, one), k, (-high, -low, high_open, low_open)
            )
        return False
    if form_.bottom != one + gen:
        return False
    most = _constant(form_.top)
    if most is not None and most > 0:  # most / (1 + g): g = most / x - 1
        inside = low > 0 or (low == 0 and low_open)
        return inside and bool(high < most or (high == most and (high_open or not strict)))
    ratio = _ratio(form_.top, gen)
    if ratio is not None and ratio > 0:  # ratio g / (1 + g): g = x / (ratio - x)
        inside = high < ratio or (high == ratio and high_open)
        return inside and bool(low > 0 or (low == 0 and (low_open or not strict)))
    if (most is not None and most < 0) or (ratio is not None and ratio < 0):
        turned_reach = (-high, -low, high_open, low_open)
        return checks_out(ring, Quotient(-form_.top, form_.bottom), k, turned_reach)
    return False


def _constant(polynomial: Any) -> Fraction | None:
    """The rational that a polynomial is, or None."""
    if polynomial.is_zero():
        return Fraction(0)
    terms = list(polynomial.to_dict().items())
    if len(terms) == 1 and not any(terms[0][0]):
        return fraction(terms[0][1])
    return None


def _ratio(polynomial: Any, gen: Any) -> Fraction | None:
    """The rational by which a polynomial is a multiple of a generator, or None."""
    terms = list(polynomial.to_dict().items())
    (mine,) = gen.to_dict()
    same = len(terms) == 1 and tuple(terms[0][0]) == tuple(mine)
    return fraction(terms[0][1]) if same else None
