"""The temperatures of a softening claim: one or two, named ``T0`` and ``T1`` in formulas."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from kdtheory.checker.grammar import items, need, rational
from kdtheory.checker.spaces import Input, Rows


@dataclass(frozen=True)
class Temperatures(Input):
    """Increasing temperatures of a claim's domain.

    Attributes
    ----------
    lowest : rational
    count : int or None
        How many, as a list; None for a single one that stands alone.
    at : int or None
        The one temperature that the claim is about.
    """

    lowest: Any = 0
    count: int | None = None
    at: int | None = None

    def read(self, x: Any, what: str) -> Rows:
        listed = [x] if self.count is None else items(x, what, self.count, self.count)
        row = tuple(rational(t, what) for t in listed)
        least = min(row)
        need(least >= self.lowest and least > 0, f"{what} lies below the claim's temperatures")
        need(all(a < b for a, b in pairwise(row)), "the temperatures do not increase")
        need(self.at is None or row == (self.at,), "the claim is about another temperature")
        return (row,)

    def variables(self, rows: Rows) -> list[list[str]]:
        return [[f"{self.name}{k}" for k in range(len(rows[0]))]]
