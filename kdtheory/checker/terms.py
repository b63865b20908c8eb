"""Formulas written as Python arithmetic, for what the checker itself prescribes."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from flint import fmpq

from kdtheory.checker.extents import INF, Reach
from kdtheory.checker.grammar import below
from kdtheory.checker.slopes import Builder

POSITIVE: Reach = (Fraction(0), INF, True, True)
NONNEGATIVE: Reach = (Fraction(0), INF, False, True)
REAL: Reach = (-INF, INF, True, True)
SHARE: Reach = (Fraction(0), Fraction(1), True, True)
HALF_OPEN: Reach = (Fraction(0), Fraction(1), True, False)  # (0, 1]
FROM_ONE: Reach = (Fraction(1), INF, False, True)


class Term:
    """A node of a formula under construction; ``+ - * / **`` make others."""

    def __init__(self, built: Builder, node: int):
        self.built, self.node = built, node

    def _of(self, x: Any) -> int:
        return x.node if isinstance(x, Term) else self.built.const(fmpq(x))

    def _made(self, node: int) -> Term:
        return Term(self.built, node)

    def __add__(self, x: Any) -> Term:
        return self._made(self.built.add(self.node, self._of(x)))

    def __sub__(self, x: Any) -> Term:
        return self._made(self.built.sub(self.node, self._of(x)))

    def __rsub__(self, x: Any) -> Term:
        return self._made(self.built.sub(self._of(x), self.node))

    def __mul__(self, x: Any) -> Term:
        return self._made(self.built.mul(self.node, self._of(x)))

    def __truediv__(self, x: Any) -> Term:
        return self._made(self.built.div(self.node, self._of(x)))

    def __rtruediv__(self, x: Any) -> Term:
        return self._made(self.built.div(self._of(x), self.node))

    def __pow__(self, x: Any) -> Term:
        if isinstance(x, int):
            return self._made(self.built.make("ipow", x, self.node))
        return self._made(self.built.make("pow", None, self.node, self._of(x)))

    __radd__, __rmul__ = __add__, __mul__

    def slope(self, variable: Term) -> Term:
        """Derivative with respect to a variable."""
        return self._made(self.built.slope(self.node, self.built.rows[variable.node].value))

    def at(self, variable: Term, value: Any) -> Term:
        """This formula with the variable replaced by a value."""
        place = {variable.node: self._of(value)}
        for k in below(self.built.rows, [self.node]):
            if k not in place:
                op, given, args = self.built.rows[k]
                place[k] = _folded(self.built, op, given, [place[a] for a in args])
        return self._made(place[self.node])

    def function(self, op: str, *others: Any) -> Term:
        return self._made(self.built.make(op, None, self.node, *map(self._of, others)))


def _folded(built: Builder, op: str, value: Any, args: list[int]) -> int:
    """A node, made simpler where arguments are constants."""
    known = [built.known(a) for a in args]
    if op in ("add", "mul", "div", "neg"):
        return int(getattr(built, op)(*args))
    if op == "log" and known == [1]:
        return built.const(0)
    if op in ("pow", "ipow") and known[0] == 1:
        return built.const(1)
    if op == "ipow" and known[0] is not None:
        return built.const(known[0] ** value)
    return built.make(op, value, *args)


class Variables:
    """Variables by attribute: ``v.alpha``."""

    def __init__(self, built: Builder):
        self._built = built

    def __getattr__(self, name: str) -> Term:
        return Term(self._built, self._built.make("var", name))


Statement = tuple[str, Term]  # goal and formula


def log(x: Term) -> Term:
    return x.function("log")


def exp(x: Term) -> Term:
    return x.function("exp")


def total(terms: Iterable[Term]) -> Term:
    first, *rest = terms
    for x in rest:
        first = first + x
    return first


def zero(x: Term) -> Statement:
    return "= 0", x


def nonnegative(x: Term) -> Statement:
    return ">= 0", x


def positive(x: Term) -> Statement:
    return "> 0", x


# lemmas ------------------------------------------------------------------------------------------


def falls_then_rises(f: Term, r: Term, factor: Term) -> list[Statement]:
    """``f(r) >= 0`` for all r > 0, as f(1) = 0 and f' = (r - 1) * factor with factor >= 0."""
    return [zero(f.at(r, 1)), zero(f.slope(r) - (r - 1) * factor), nonnegative(factor)]


def convex_at_one(f: Term, r: Term) -> list[Statement]:
    """``f(r) >= 0`` for all r > 0, as f(1) = f'(1) = 0 and f is convex."""
    first = f.slope(r)
    return [zero(f.at(r, 1)), zero(first.at(r, 1)), nonnegative(first.slope(r))]


def logarithm_below_tangent(r: Term) -> list[Statement]:
    """``log r <= r − 1``."""
    return falls_then_rises(r - 1 - log(r), r, 1 / r)


def mixture_of_logarithms(r: Term, alpha: Term) -> list[Statement]:
    """``log(α + (1−α) r) >= (1−α) log r``."""
    b = 1 - alpha
    return falls_then_rises(
        log(1 + b * (r - 1)) - b * log(r), r, alpha * b / (r * (alpha + b * r))
    )  # fmt: skip


def mixture_of_entropies(r: Term, alpha: Term) -> list[Statement]:
    """``r' log r' <= (1−α) r log r`` for ``r' = α + (1−α) r``."""
    b = 1 - alpha
    mixed = 1 + b * (r - 1)
    return convex_at_one(b * r * log(r) - mixed * log(mixed), r)


def powers_below_mean(r: Term, alpha: Term) -> list[Statement]:
    """``r^α <= α r + 1 − α``."""
    return convex_at_one(alpha * r + 1 - alpha - r**alpha, r)
