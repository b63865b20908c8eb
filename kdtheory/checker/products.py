"""Sums of products of powers: an expression in a form that equal expressions share.

A form maps products to coefficients; a product is a set of ``(part, exponent)``; a part is a row of
a formula under construction. Logarithms and fractional powers of products are taken apart where all
parts are positive, so forms stand for the same values wherever the expressions are defined.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import fmpq

from kdtheory.checker.extents import INF, Reach, fraction
from kdtheory.checker.grammar import below, need
from kdtheory.checker.obligations import Algebra
from kdtheory.checker.slopes import Builder

Product = frozenset[tuple[int, Any]]
Form = dict[Product, Any]

ONE: Product = frozenset()
UNIT = (fraction(fmpq(0)), fraction(fmpq(1)))
MOST_TERMS = 64
MOST_POWER = 4096  # of a number, and of a product
_ALONG = {
    "x": {"teacher", "class"}, "inside": {"teacher", "class"}, "w": {"teacher"}, "y": {"class"},
}  # fmt: skip


@dataclass(frozen=True)
class Fold:
    """A sum or extremum over an axis.

    Attributes
    ----------
    kind : {"sum", "max", "min"}
    axis : {"teacher", "class"}
    form : Form
        What is summed or compared.
    along : frozenset of str
        The axes that the result still varies along.
    """

    kind: str
    axis: str
    form: Form
    along: frozenset[str]


class Calculus:
    """Forms in a teacher's probability ``x`` and weight ``w``, and in folds over them.

    Parameters
    ----------
    closed : bool
        Whether probabilities may be zero.
    """

    def __init__(self, closed: bool):
        self.closed = closed
        self.built = Builder()
        many: Reach = (fraction(fmpq(2)), INF, False, True)
        self.reaches: dict[str, Reach] = {
            "x": (*UNIT, not closed, not closed), "inside": (*UNIT, True, False),
            "w": (*UNIT, True, True), "y": (*UNIT, True, True), "K": many, "n": many,
        }  # fmt: skip
        self.algebra = Algebra(self.built.rows, self.reaches, [])
        self.folds: dict[str, Fold] = {}
        self._exponents: dict[int, Product] = {}  # of exponentials
        self._arguments: dict[int, int] = {}  # of logarithms

    # parts ---------------------------------------------------------------------------------

    def variable(self, name: str) -> Form:
        return {frozenset({(self.built.make("var", name), fmpq(1))}): fmpq(1)}

    def number(self, q: Any) -> Form:
        return {ONE: fmpq(q)} if q != 0 else {}

    def reach(self, k: int) -> Reach:
        return self.algebra.extents[k]

    def along(self, k: int) -> set[str]:
        """The axes that a part varies along."""
        found: set[str] = set()
        for j in below(self.built.rows, [k]):
            op, value, _ = self.built.rows[j]
            if op == "var":
                fold = self.folds.get(value)
                found |= fold.along if fold else _ALONG.get(value, set())
        return found

    def names(self, form: Form) -> set[str]:
        """Variables that a form depends on, through its folds as well."""
        found: set[str] = set()
        waiting = [form]
        while waiting:
            parts = [k for product in waiting.pop() for k, _ in product]
            for j in below(self.built.rows, parts):
                op, value, _ = self.built.rows[j]
                if op == "var" and value not in found:
                    found.add(value)
                    if value in self.folds:
                        waiting.append(self.folds[value].form)
        return found

    def divided(self, product: Product, axis: str) -> tuple[Product, Product]:
        """The parts that vary along an axis, and the others."""
        bound = frozenset(p for p in product if axis in self.along(p[0]))
        return bound, product - bound

    def row(self, form: Form) -> int:
        """A form as an expression."""
        b, total = self.built, self.built.const(0)
        for product in sorted(form, key=_key):
            term = b.const(form[product])
            for k, e in sorted(product, key=_part_key):
                term = b.mul(term, self._power_row(k, e)) if e > 0 else b.div(
                    term, self._power_row(k, -e)
                )  # fmt: skip
            total = b.add(total, term)
        return total

    def _power_row(self, k: int, e: Any) -> int:
        if e.q == 1:
            return k if e == 1 else self.built.make("ipow", int(e.p), k)
        return self.built.make("pow", None, k, self.built.const(e))

    def _all_positive(self, product: Product) -> bool:
        return all(self.algebra.extents.positive(k) for k, _ in product)

    # arithmetic ----------------------------------------------------------------------------

    def add(self, a: Form, b: Form) -> Form:
        out = dict(a)
        for product, c in b.items():
            out[product] = out.get(product, fmpq(0)) + c
        return {p: c for p, c in out.items() if c != 0}

    def mul(self, a: Form, b: Form) -> Form:
        need(len(a) * len(b) <= MOST_TERMS**2, "the formula is too large to multiply out")
        out: Form = {}
        for p, c in a.items():
            for q, d in b.items():
                factor, joined = self._join(p, q)
                out[joined] = out.get(joined, fmpq(0)) + c * d * factor
        return {p: c for p, c in out.items() if c != 0}

    def _join(self, p: Product, q: Product) -> tuple[Any, Product]:
        powers: dict[int, Any] = dict(p)
        for k, e in q:
            powers[k] = powers.get(k, fmpq(0)) + e
        factor = fmpq(1)
        for k in list(powers):
            value = self.built.known(k)
            if value is not None and powers[k].q == 1:
                factor *= _raised(value, powers.pop(k))
        return factor, frozenset((k, e) for k, e in powers.items() if e != 0)

    def common(self, a: Form) -> tuple[Any, Product, Form]:
        """Coefficient, common product and what is left, led by one."""
        listed = [dict(p) for p in a]
        least = {k: min(d.get(k, fmpq(0)) for d in listed) for d in listed for k in d}
        shared = frozenset((k, e) for k, e in least.items() if e != 0)
        rest = self.mul(a, {frozenset((k, -e) for k, e in shared): fmpq(1)})
        lead = rest[min(rest, key=_key)]
        return lead, shared, {p: c / lead for p, c in rest.items()}

    def power(self, a: Form, e: Any) -> Form | None:
        if not a:
            return {} if e > 0 else None
        if e.q == 1 and 0 <= e <= 4:
            out = self.number(1)
            for _ in range(int(e.p)):
                out = self.mul(out, a)
            return out
        c, shared, rest = self.common(a)
        if e.q != 1 and not (c > 0 and self._all_positive(shared)):
            return None
        out = {frozenset((k, x * e) for k, x in shared): fmpq(1)}
        if e.q == 1:
            out = self.mul(out, self.number(_raised(c, e)))
        elif c != 1:
            out = self.mul(out, {frozenset({(self.built.const(c), e)}): fmpq(1)})
        if len(rest) == 1:
            return out
        part = self.row(rest)
        if e.q != 1 and not self.algebra.extents.positive(part):
            return None
        return self.mul(out, {frozenset({(part, e)}): fmpq(1)})

    def div(self, a: Form, b: Form) -> Form | None:
        if not b:
            return None
        if a and len(b) > 1:
            (c, p, above), (d, q, under) = self.common(a), self.common(b)
            if above == under:
                inverse = frozenset((k, -e) for k, e in q)
                return self.mul({p: c / d}, {inverse: fmpq(1)})
        under_one = self.power(b, fmpq(-1))
        return None if under_one is None else self.mul(a, under_one)

    def exp(self, a: Form) -> Form:
        out = self.number(1)
        for product, c in a.items():
            base = self._argument_of(product)
            if base is None:
                base = self.built.make("exp", None, self.row({product: fmpq(1)}))
                self._exponents[base] = product
            factor, one = self._join(frozenset({(base, c)}), ONE)
            out = self.mul(out, {one: factor})
        return out

    def _argument_of(self, product: Product) -> int | None:
        if len(product) == 1:
            ((k, e),) = product
            return self._arguments.get(k) if e == 1 else None
        return None

    def log(self, a: Form) -> Form | None:
        if not a:
            return None
        c, shared, rest = self.common(a)
        if not (c > 0 and self._all_positive(shared)):
            return None
        out = {} if c == 1 else self._log(self.built.const(c))
        for k, e in shared:
            out = self.add(out, self.mul(self.number(e), self._log(k)))
        if len(rest) == 1:
            return out
        part = self.row(rest)
        return self.add(out, self._log(part)) if self.algebra.extents.positive(part) else None

    def _log(self, k: int) -> Form:
        if k in self._exponents:
            return {self._exponents[k]: fmpq(1)}
        made = self.built.make("log", None, k)
        self._arguments[made] = k
        return {frozenset({(made, fmpq(1))}): fmpq(1)}


def _raised(q: Any, e: Any) -> Any:
    """A whole power of a rational, if it is not too large to write down."""
    need(abs(e) <= MOST_POWER and q.height_bits() * abs(e) <= 1 << 20, "a power is too large")
    return q ** int(e.p)


def _part_key(part: tuple[int, Any]) -> tuple[int, int, int]:
    return part[0], int(part[1].p), int(part[1].q)


def _key(product: Product) -> list[tuple[int, int, int]]:
    return sorted(map(_part_key, product))
