"""How an argument of a theorem is written down: what it shows, and what has to be true for it.

The sentence that leads from the statements to the claim is read by people; the statements
themselves are prescribed here and shown by algebra.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kdtheory.checker.extents import Reach
from kdtheory.checker.terms import Statement


@dataclass(frozen=True)
class Argument:
    """A reduction of claims to statements about formulas.

    Attributes
    ----------
    claims : tuple of str
        What it shows.
    ranges : dict
        Range of every variable.
    statements : callable
        ``statements(v)`` gives goals and formulas in the variables ``v.name``.
    classes, teachers : "all" or list of int
        Sizes that it covers, where the claim has such a size.
    note : str
        What the scope says besides.
    """

    claims: tuple[str, ...]
    ranges: dict[str, Reach]
    statements: Callable[[Any], list[Statement]]
    classes: str | list[int] = "all"
    teachers: str | list[int] = "all"
    note: str = ""
