"""Claims: statements about one operator that engines can decide without knowing its name.

``for all x in Domain: margin(x) >= 0`` (or ``> 0``), or a limit, or continuity. The margin is one
small array function, so the same lines serve floating search, exact checks and proofs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from kdtheory.claims.verdict import Scope

#: Processor time: what a budget is spent in, so that a busy machine changes no verdict.
clock = time.process_time


class Relation(StrEnum):
    """What the claim says of its margin."""

    NONNEGATIVE = ">= 0"
    POSITIVE = "> 0"
    LIMIT = "tends to 0"
    CONTINUOUS = "is continuous"


@dataclass(frozen=True)
class Cases:
    """Margins of one claim at a batch of points, several cases a point.

    Attributes
    ----------
    margin : array, shape (..., cases)
    when : boolean array of the same shape, or None
        Where the hypothesis holds; other cases do not count.
    scale : array or None
        Magnitude against which rounding noise is judged.
    guide : array or None
        What the margin is divided by when the search goes downhill: a step size, where the margin
        shrinks with the step.
    """

    margin: Any
    when: Any = None
    scale: Any = None
    guide: Any = None


@dataclass(frozen=True)
class Domain:
    """Where the claim quantifies, and the box on which enclosures are asked for.

    Attributes
    ----------
    closed : bool
        Whether ``p`` ranges over the closed simplex (zeros allowed).
    lowest : Fraction
        Lower end of the temperatures quantified over (no upper end).
    classes, temperatures, floor
        The compact box for enclosures.
    """

    closed: bool = False
    lowest: Fraction = Fraction(1)
    classes: tuple[int, ...] = (2, 3, 4)
    temperatures: tuple[Fraction, Fraction] = (Fraction(1), Fraction(10))
    floor: Fraction = Fraction(1, 1000)

    def whole(self, classes: tuple[int, ...] | str = "all", note: str = "") -> Scope:
        """Scope of a statement about every temperature and the whole simplex."""
        return Scope(classes, (str(self.lowest), "inf"), "0", note)

    def box(self, classes: tuple[int, ...] | str | None = None, note: str = "") -> Scope:
        """Scope of an enclosure."""
        low, high = self.temperatures
        return Scope(classes or self.classes, (str(low), str(high)), str(self.floor), note)


@dataclass(frozen=True)
class Claim:
    """One axiom applied to one operator.

    Attributes
    ----------
    id, variant, provenance, statement : str
    relation : Relation
    subject : object
        The operator's readings: ``floating``, ``exact``, ``traced``, ``generic``.
    margin : callable
        ``margin(F, p, T, xp) -> Cases`` with ``F(p, T)`` the operator and ``T`` a list of
        `temperatures` arrays in increasing order. For limits and continuity, the distance.
    fixed_temperature : Fraction or None
        The claim speaks of this temperature only.
    limit : {"inf", "zero"} or None
    reductions : tuple of callables
        Sufficient conditions a proof may establish instead.
    enclosures : tuple of callables
        Sufficient inequalities on boxes.
    """

    id: str
    variant: str
    provenance: str
    statement: str
    relation: Relation
    domain: Domain
    subject: Any
    margin: Callable[..., Cases]
    temperatures: int = 1
    fixed_temperature: Fraction | None = None
    limit: str | None = None
    reductions: tuple[Callable[..., Any], ...] = ()
    enclosures: tuple[Callable[..., Any], ...] = ()

    @property
    def key(self) -> str:
        return f"{self.id}/{self.variant}"

    @property
    def whole(self) -> Scope:
        """Every temperature and the whole simplex."""
        return self.domain.whole()

    @property
    def pinned(self) -> bool:
        """Whether literals are the doubles that they are: a jump at ``T = 0.1`` has one place."""
        return self.relation is Relation.CONTINUOUS

    @property
    def strict(self) -> bool:
        return self.relation is Relation.POSITIVE
