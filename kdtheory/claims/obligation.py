"""What remains to be shown once a claim has been reduced.

A reduction turns a claim about an operator into a few statements about its formula; an engine
discharges them, by algebra for all parameters or by enclosure on a box.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kdtheory.arithmetic.expr import Node


class Goal(StrEnum):
    """What is to be shown of an expression over the ranges of its variables."""

    POSITIVE = "> 0"
    NONNEGATIVE = ">= 0"
    ZERO = "= 0"
    CONTINUOUS = "continuous"


@dataclass(frozen=True)
class Obligation:
    """One statement about one expression.

    Attributes
    ----------
    text : str
        In words and formulas, for people.
    goal : Goal
    node : Node
    positive : tuple of str
        Variables that may be taken to be positive in this statement.
    """

    text: str
    goal: Goal
    node: Node
    positive: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reduction:
    """A claim, reduced.

    Attributes
    ----------
    name : str
        The theorem of the theory that makes the obligations sufficient, such as ``R1``.
    because : str
        Why they suffice, in one sentence.
    obligations : tuple of Obligation
    classes : "all" or tuple of int
    formula : dict
        What the obligations are about: ``entry`` and the aggregates it refers to.
    """

    name: str
    because: str
    obligations: tuple[Obligation, ...]
    classes: tuple[int, ...] | str = "all"
    formula: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class BoxProblem:
    """An inequality to be enclosed on a box.

    Attributes
    ----------
    text : str
    goal : {">= 0", "> 0"}
    node : Node
    variables : tuple of str
    box : list of (Fraction, Fraction)
        Dyadic ends, one pair a variable.
    guards : tuple of Node
        The domain is where all of them are nonnegative.
    anchored : tuple of str
        Nonnegative variables; the node vanishes where all of them are zero.
    """

    text: str
    goal: str
    node: Node
    variables: tuple[str, ...]
    box: list[tuple[Any, Any]]
    guards: tuple[Node, ...] = ()
    anchored: tuple[str, ...] = ()


@dataclass(frozen=True)
class Enclosure:
    """A claim reduced to inequalities on boxes, and to obligations that algebra has to settle."""

    name: str
    because: str
    problems: tuple[BoxProblem, ...]
    classes: tuple[int, ...] | str
    obligations: tuple[Obligation, ...] = ()
    note: str = ""
