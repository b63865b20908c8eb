"""A pool's formula for given numbers of teachers and classes: what sorts or counts reads this way.

Two sets of variables. *Free*: every probability and every weight is a variable of its own in
``(0, 1)``, more than the domain, which is all that sorted entries need. *Eliminated*: the last
entry of each distribution is one minus the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from kdtheory.arithmetic import balls
from kdtheory.arithmetic.expr import BASE_PRECISION, Graph, Node, Undecided
from kdtheory.arithmetic.trace import Array, TraceError, run

MOST_NODES = 5000
ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Sized:
    """The entries of a pool for `teachers` and `classes`.

    Attributes
    ----------
    eliminated : bool
        Which of the two sets of variables.
    own : int or None
        The class that all teachers give positive probability; None for all classes.
    agreed : bool
        Whether all teachers say ``p``.
    p : list of Node
        That distribution, where they agree.
    """

    teachers: int
    classes: int
    eliminated: bool
    own: int | None
    agreed: bool
    graph: Graph
    entries: list[Node]
    p: list[Node]


def distributions(teachers: int, classes: int, *, agreed: bool = False) -> list[tuple[str, ...]]:
    """Names of the variables, one tuple a distribution: the teachers' (or p), then the weights."""
    heads = ["p"] if agreed else [f"ps{k}_" for k in range(teachers)]
    found = [tuple(f"{h}{i}" for i in range(classes)) for h in heads]
    return [*found, tuple(f"w{k}" for k in range(teachers))]


def trace(
    subject: Any, teachers: int, classes: int, *, eliminated: bool, own: int | None = None,
    agreed: bool = False,
) -> Sized:  # fmt: skip
    """Trace a pool for given sizes.

    Raises
    ------
    TraceError
        If it cannot be read, or its formula is large.
    """
    names = distributions(teachers, classes, agreed=agreed)
    bounds: dict[str, Any] = {}
    for row in names:
        for i, name in enumerate(row):
            maybe_zero = own is not None and row is not names[-1] and i != own
            bounds[name] = (ZERO, ONE, not maybe_zero, own is None or row is names[-1])
    graph = Graph(bounds)
    if eliminated:
        graph.simplices = [row[:-1] for row in names]
        graph.open_simplices = True
    rows = [_nodes(graph, row, eliminated) for row in names]
    ps = rows[:1] * teachers if agreed else rows[:-1]
    entries = _call(subject, graph, ps, rows[-1], classes)
    return Sized(teachers, classes, eliminated, own, agreed, graph, entries, rows[0])


def _nodes(graph: Graph, names: tuple[str, ...], eliminated: bool) -> list[Node]:
    nodes = [graph.var(name) for name in names]
    if eliminated:
        rest = graph.one
        for node in nodes[:-1]:
            rest = graph.sub(rest, node)
        nodes[-1] = rest
    return nodes


def _call(
    subject: Any, graph: Graph, ps: list[list[Node]], w: list[Node], classes: int
) -> list[Node]:
    function: Callable[..., Any] = subject.function
    stack = np.empty((len(ps), classes), dtype=object)
    for k, row in enumerate(ps):
        stack[k, :] = row
    weights = np.array(w, dtype=object)
    if not subject.flat_weights:
        weights = weights[:, None]
    try:
        with balls.precision(BASE_PRECISION):
            out = run(function, graph, Array(graph, stack), Array(graph, weights))
    except (Undecided, ArithmeticError, RecursionError) as error:
        raise TraceError(str(error)) from error
    if out.shape != (classes,) or graph.iterated or graph.size > MOST_NODES:
        raise TraceError("the pool has no short formula for given sizes")
    return list(out)
