"""Certify a claim on a compact box by branch and bound, vectorised over boxes.

An obligation ``node >= 0`` (or ``> 0``) is split into boxes until each is settled: by *value*, the
enclosure has the right sign; by *slope*, the expression vanishes where some anchored variables are
zero and does not decrease in them; or *outside* the domain. The tree of splits is the evidence: it
covers the box by construction, and a checker can replay it leaf by leaf.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from kdtheory.arithmetic import normal
from kdtheory.arithmetic.boxes import CHUNK, Program
from kdtheory.arithmetic.calculus import NotDifferentiable, diff, substitute
from kdtheory.arithmetic.expr import Node
from kdtheory.arithmetic.interval import Interval
from kdtheory.arithmetic.limits import tidy
from kdtheory.claims.claim import Claim, clock
from kdtheory.claims.obligation import BoxProblem
from kdtheory.engines.prove import discharge

MOST_BOXES = 6_000_000
MOST_LEAVES = 400_000  # beyond this a certificate is too large to be worth re-checking
DEEPEST = 48

Box = list[tuple[Fraction, Fraction]]


@dataclass(frozen=True)
class Part:
    """One enclosed obligation with its split tree (preorder: a letter splits, V S O are leaves)."""

    text: str
    goal: str
    node: Node
    variables: tuple[str, ...]
    box: Box
    tree: str
    guards: tuple[Node, ...] = ()
    anchored: tuple[int, ...] = ()
    slopes: tuple[Node, ...] = ()

    def extra(self, place: dict[int, int]) -> dict[str, Any]:
        """The rest of the certificate, with node positions."""
        return {
            "guards": [place[g.index] for g in self.guards],
            "anchored": list(self.anchored),
            "slopes": [place[s.index] for s in self.slopes],
        }


@dataclass(frozen=True)
class Cover:
    """A certified claim."""

    reduction: str
    because: str
    classes: tuple[int, ...] | str
    parts: tuple[Part, ...]
    boxes: int
    note: str = ""

    @property
    def leaves(self) -> int:
        return sum(sum(c.isupper() for c in p.tree) for p in self.parts)

    @property
    def summary(self) -> str:
        return f"{self.reduction}: {self.because}; enclosed on {self.leaves} boxes"


@dataclass(frozen=True)
class Partial:
    """An enclosure that did not finish: why, and what is left."""

    reason: str
    left: str
    boxes: int = 0


def certify(claim: Claim, deadline: float) -> Cover | Partial | None:
    """Certify by the first reduction that offers box problems and whose boxes all close.

    Returns
    -------
    Cover
        Everything enclosed.
    Partial
        Some reduction applies but the budget ended or a box stayed open.
    None
        No reduction of this claim can be enclosed.
    """
    partial: Partial | None = None
    for enclose in claim.enclosures:
        offer = enclose(claim)
        if offer is None or any(discharge(o) is None for o in offer.obligations):
            continue
        parts, boxes, failure = [], 0, None
        for problem in offer.problems:
            outcome = solve(problem, deadline)
            boxes += outcome.boxes
            if isinstance(outcome, Partial):
                failure = outcome
                break
            parts.append(outcome.part)
        if failure is None:
            return Cover(offer.name, offer.because, offer.classes, tuple(parts), boxes, offer.note)
        partial = partial or failure
    return partial


@dataclass(frozen=True)
class Solved:
    """A closed box problem."""

    part: Part
    boxes: int


def solve(
    problem: BoxProblem, deadline: float, progress: Callable[[int, int], None] | None = None
) -> Solved | Partial:
    """Branch and bound on one box problem.

    Parameters
    ----------
    problem : BoxProblem
    deadline : float
        ``clock()`` at which to stop with a :class:`Partial`.
    """
    variables = problem.variables
    slopes = _slopes(problem)
    anchored = tuple(variables.index(a) for a in problem.anchored) if slopes else ()
    value = Program([problem.node, *problem.guards])
    slope = Program(list(slopes)) if slopes else None
    low = np.array([[float(a) for a, _ in problem.box]])
    high = np.array([[float(b) for _, b in problem.box]])
    exact = all(Fraction(float(a)) == a and Fraction(float(b)) == b for a, b in problem.box)
    if not exact:
        raise ValueError("a box must have ends that are doubles")
    nodes = np.zeros(1, dtype=np.int64)
    kinds: list[int] = [-1]  # what each node of the tree is
    children: list[int] = [0]
    seen = 0
    strict = problem.goal == "> 0"
    widths = high - low
    while len(nodes):
        if clock() > deadline or seen > MOST_BOXES or len(kinds) > 2 * MOST_LEAVES:
            return Partial(
                f"the budget ended with {len(nodes)} boxes open ({problem.text})",
                _describe(variables, low, high),
                seen,
            )
        seen += len(nodes)
        verdict = np.concatenate(
            [
                _judge(value, slope, variables, anchored, low[s], high[s], strict)
                for s in _chunks(len(nodes))
            ]
        )
        for node, kind in zip(nodes[verdict != 0], verdict[verdict != 0], strict=True):
            kinds[node] = int(kind)
        open_ = verdict == 0
        low, high, nodes = low[open_], high[open_], nodes[open_]
        if not len(nodes):
            break
        axis = np.argmax((high - low) / widths, axis=1)
        rows = np.arange(len(nodes))
        mid = (low[rows, axis] + high[rows, axis]) / 2
        too_deep = ~((low[rows, axis] < mid) & (mid < high[rows, axis]))
        if too_deep.any() or ((high - low) / widths).max(axis=1).min() < 2.0**-DEEPEST:
            return Partial(
                f"the enclosure stays too wide ({problem.text})",
                _describe(variables, low, high),
                seen,
            )
        first = len(kinds)
        kinds.extend([-1] * (2 * len(nodes)))
        children.extend([0] * (2 * len(nodes)))
        for k, node in enumerate(nodes):
            kinds[node] = 16 + int(axis[k])
            children[node] = first + 2 * k
        left, right = high.copy(), low.copy()
        left[rows, axis] = mid
        right[rows, axis] = mid
        new_low = np.empty((2 * len(nodes), low.shape[1]))
        new_high = np.empty_like(new_low)
        new_low[0::2], new_high[0::2] = low, left
        new_low[1::2], new_high[1::2] = right, high
        low, high, nodes = new_low, new_high, first + np.arange(2 * len(nodes))
    part = Part(
        problem.text,
        problem.goal,
        problem.node,
        variables,
        list(problem.box),
        _preorder(kinds, children),
        problem.guards,
        anchored,
        slopes,
    )
    return Solved(part, seen)


def _slopes(problem: BoxProblem) -> tuple[Node, ...]:
    """Derivatives in the anchored variables, if the expression really vanishes with them."""
    if not problem.anchored or problem.goal != ">= 0":
        return ()
    g = problem.node.graph
    (start,) = substitute([problem.node], {name: g.zero for name in problem.anchored})
    if not normal.is_zero(start):
        return ()
    try:
        return tuple(tidy(diff(problem.node, name)) for name in problem.anchored)
    except NotDifferentiable:
        return ()


def _chunks(count: int) -> list[slice]:
    return [slice(k, k + CHUNK) for k in range(0, count, CHUNK)]


def _judge(
    value: Program,
    slope: Program | None,
    variables: tuple[str, ...],
    anchored: tuple[int, ...],
    low: Any,
    high: Any,
    strict: bool,
) -> Any:
    """1 by value, 2 by slope, 3 outside, 0 open; only certain comparisons count."""
    env = {v: Interval(low[:, k].copy(), high[:, k].copy()) for k, v in enumerate(variables)}
    found, *guards = value(env)
    shape = (len(low),)
    bottom = np.broadcast_to(found.lo, shape)
    verdict = np.where((bottom > 0) if strict else (bottom >= 0), 1, 0)
    for guard in guards:
        verdict = np.where(np.broadcast_to(guard.hi, shape) < 0, 3, verdict)
    if slope is not None and (verdict == 0).any():
        rows = np.flatnonzero(verdict == 0)
        env = {}
        for k, v in enumerate(variables):
            start = np.zeros(len(rows)) if k in anchored else low[rows, k].copy()
            env[v] = Interval(start, high[rows, k].copy())
        rising = np.ones(len(rows), dtype=bool)
        for one in slope(env):
            rising &= np.broadcast_to(one.lo, rows.shape) >= 0
        verdict[rows[rising]] = 2
    return verdict


def _preorder(kinds: list[int], children: list[int]) -> str:
    out, stack = [], [0]
    while stack:
        node = stack.pop()
        kind = kinds[node]
        if kind >= 16:
            out.append(chr(ord("a") + kind - 16))
            stack += [children[node] + 1, children[node]]
        else:
            out.append(" VSO"[kind])
    return "".join(out)


def _describe(variables: tuple[str, ...], low: Any, high: Any) -> str:
    """The hull of what is left."""
    ends = zip(variables, low.min(axis=0), high.max(axis=0), strict=True)
    return ", ".join(f"{v} in [{a:.6g}, {b:.6g}]" for v, a, b in ends)
