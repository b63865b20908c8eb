"""Statements, hypotheses, facts and steps of a derivation."""

from __future__ import annotations

from dataclasses import dataclass

import sympy
from sympy import Expr, Symbol

#: ``lhs op rhs`` as margin and relation.
RELATIONS = {"≤": ">=", "<": ">", "=": "=", "≥": ">=", ">": ">"}


class StepError(ValueError):
    """A step that does not check: what was to be shown, and why it was not."""


@dataclass(frozen=True)
class Statement:
    """``lhs op rhs`` with op one of ``≤ < = ≥ >``."""

    lhs: Expr
    op: str
    rhs: Expr

    @property
    def margin(self) -> Expr:
        """What is to be nonnegative, positive or zero."""
        return self.lhs - self.rhs if self.op in ("≥", ">") else self.rhs - self.lhs

    @property
    def relation(self) -> str:
        return RELATIONS[self.op]


@dataclass(frozen=True)
class Assumption:
    """A hypothesis; ``for_all`` are the symbols and indices that it is assumed for all of."""

    name: str
    margin: Expr
    relation: str
    for_all: frozenset[Symbol] = frozenset()

    @property
    def fixed(self) -> set[Symbol]:
        """Symbols of which nothing but this hypothesis is known."""
        return set(self.margin.free_symbols) - self.for_all


@dataclass(frozen=True)
class Fact:
    """Made by the rules of :class:`Derivation` only."""

    margin: Expr
    relation: str
    given: frozenset[Assumption]


@dataclass(frozen=True)
class Step:
    """One line of a replay: the rule, its reason and what it shows."""

    rule: str
    why: str
    shown: str
    margin: Expr | None = None


def mutated(statement: Statement, how: str) -> Statement:
    """The statement turned round, or with a constant off by one percent."""
    lhs, op, rhs = statement.lhs, statement.op, statement.rhs
    if how == "turned":
        return Statement(lhs, {"≤": "≥", "<": ">", "≥": "≤", ">": "<", "=": "="}[op],
                         rhs + 1 if op == "=" else rhs)  # fmt: skip
    factor = sympy.Rational(101 if how == "1 % more" else 99, 100)
    return Statement(lhs, op, rhs * factor) if rhs != 0 else Statement(lhs * factor, op, rhs)
