"""Enclose a sharp constant: a witness from below, covers of falling width from above."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from kdtheory.sharpen.cover import Covered, cover
from kdtheory.sharpen.formula import Formula, term
from kdtheory.sharpen.registry import Quotient, find
from kdtheory.sharpen.result import Sharp, decimal_above, decimal_below
from kdtheory.sharpen.search import witness

WIDTH, BUDGET = 1e-9, 60.0
_ROUNDS = (1e-1, 1e-2, 1e-4, 1e-6)


def sharpen(
    ident: str,
    *,
    width: float = WIDTH,
    budget: float = BUDGET,
    tell: Callable[[str], None] = lambda text: None,
    **parameters: Any,
) -> Sharp:
    """The best constant of a bound, enclosed.

    Parameters
    ----------
    ident : str
        Theory id, such as ``"RM-C2"``.
    width : float
        Relative width to reach, 1e-11 to 1.
    budget : float
        Seconds; after them the best enclosure so far is returned, with a note.
    tell : callable
        Hears what is being done.
    **parameters
        Those the bound takes: ``floor``, ``alpha``, ``temperature``, ``threshold``, ``power`` as
        :class:`fractions.Fraction`, ``classes`` and ``teachers`` as int.

    Returns
    -------
    Sharp

    Raises
    ------
    kdtheory.sharpen.registry.Unanswerable
        For an unknown id, or a parameter that is unknown or out of range.

    Examples
    --------
    >>> found = sharpen("MT-L1", floor=Fraction(1, 10), classes=3)
    >>> found.lower, found.upper
    ('0.7', '0.7')
    """
    start = time.monotonic()
    bound = find(ident)
    values = bound.parameters(parameters)
    quotient = bound.build(**values)
    tell("searching for the extremal point")
    found = witness(quotient, width)
    digits = max(6, 3 - math.floor(math.log10(width)))
    lower = decimal_below(found.ratio[0], digits)
    upper, tree, boxes, note = None, None, 0, ""
    for goal in [w for w in _ROUNDS if w > width] + [width]:
        candidate = decimal_above(Fraction(lower) * (1 + Fraction(goal) * Fraction(9, 10)), digits)
        exact = decimal_above(found.ratio[1], digits)
        candidate = exact if not quotient.variables else candidate
        tell(f"certifying {candidate}")
        outcome = certify(quotient, candidate, lambda: time.monotonic() - start > budget)
        boxes += outcome.boxes
        if not isinstance(outcome, Covered):
            note = f"{outcome.reason}: the upper end is not as close as --width {width:g}"
            break
        upper, tree = candidate, outcome.tree
        if not quotient.variables:
            break
    seconds = time.monotonic() - start
    return Sharp(
        bound, values, quotient, found, lower, upper, tree, width, boxes, seconds, note
    )  # fmt: skip


def certify(quotient: Quotient, constant: str, ended: Callable[[], bool] = lambda: False) -> Any:
    """Cover the unit cube with boxes on which ``constant * denominator >= numerator``."""
    margin = term(Fraction(constant)) * quotient.denominator - quotient.numerator
    return cover(Formula.of([margin]), quotient.variables, ended)
