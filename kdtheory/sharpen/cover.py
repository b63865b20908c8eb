"""Branch and bound: a formula is nowhere negative on the unit cube, with its split tree.

The tree is written in preorder: a letter splits that variable in half, ``V`` is a leaf settled by
value, ``C`` one settled by the centred form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from kdtheory.arithmetic import interval as iv
from kdtheory.arithmetic.boxes import CHUNK
from kdtheory.arithmetic.interval import Interval
from kdtheory.sharpen.enclose import Jet, jets
from kdtheory.sharpen.formula import Formula

MOST_LEAVES = 1_000_000  # beyond this a certificate takes hours to re-check
DEEPEST = 46  # halvings of one side: midpoints of the unit cube stay exact doubles

VALUE, CENTRED = 1, 2


@dataclass(frozen=True)
class Covered:
    """The tree of a closed cover, and the boxes that were looked at."""

    tree: str
    boxes: int


@dataclass(frozen=True)
class Open:
    """A cover that did not close."""

    reason: str
    boxes: int


def cover(
    formula: Formula,
    variables: tuple[str, ...],
    ended: Callable[[], bool] = lambda: False,
) -> Covered | Open:
    """Show that the only output of `formula` is nowhere negative on the unit cube.

    Parameters
    ----------
    formula : Formula
    variables : tuple of str
        One side [0, 1] of the cube each; may be empty.
    ended : callable
        Asked before every round whether to stop.
    """
    low, high = np.zeros((1, len(variables))), np.ones((1, len(variables)))
    nodes = np.zeros(1, dtype=np.int64)
    kinds: list[int] = [0]  # what each node of the tree is: 0 open, a leaf, or 16 + axis
    children: list[int] = [0]
    seen = 0
    while len(nodes):
        if ended():
            return Open(f"the budget ended with {len(nodes)} boxes open", seen)
        if len(kinds) > 2 * MOST_LEAVES:
            return Open(f"more than {MOST_LEAVES} boxes are needed", seen)
        seen += len(nodes)
        parts = [slice(k, k + CHUNK) for k in range(0, len(nodes), CHUNK)]
        judged = [judge(formula, variables, low[s], high[s]) for s in parts]
        verdict = np.concatenate([v for v, _ in judged])
        axis = np.concatenate([a for _, a in judged])
        for node, kind in zip(nodes[verdict != 0], verdict[verdict != 0], strict=True):
            kinds[node] = int(kind)
        left = verdict == 0
        low, high, nodes, axis = low[left], high[left], nodes[left], axis[left]
        if not len(nodes):
            break
        rows = np.arange(len(nodes))
        if not variables or (high[rows, axis] - low[rows, axis]).min() < 2.0**-DEEPEST:
            return Open("the enclosure stays too wide", seen)
        first = len(kinds)
        kinds.extend([0] * (2 * len(nodes)))
        children.extend([0] * (2 * len(nodes)))
        for k, node in enumerate(nodes):
            kinds[node], children[node] = 16 + int(axis[k]), first + 2 * k
        low, high = _halves(low, high, axis)
        nodes = first + np.arange(2 * len(nodes))
    return Covered(_preorder(kinds, children), seen)


def judge(formula: Formula, variables: tuple[str, ...], low: Any, high: Any) -> tuple[Any, Any]:
    """What settles each box (0: nothing), and the side to halve otherwise."""
    count = len(low)
    env = {v: Interval(low[:, k].copy(), high[:, k].copy()) for k, v in enumerate(variables)}
    (over,) = jets(formula, env)
    verdict = np.where(np.broadcast_to(over.value.lo, (count,)) >= 0, VALUE, 0)
    middle = (low + high) / 2
    points = {v: Interval.point(middle[:, k].copy()) for k, v in enumerate(variables)}
    (at,) = jets(formula, points, slopes=False)
    bottom = at.value
    for k, v in enumerate(variables):
        radius = (high[:, k] - low[:, k]) / 2
        if v in over.slopes:
            bottom = iv.add(bottom, iv.mul(over.slopes[v], Interval(-radius, radius)))
    centred = np.broadcast_to(bottom.lo, (count,)) >= 0
    verdict = np.where((verdict == 0) & centred, CENTRED, verdict)
    return verdict, _axis(over, variables, high - low)


def _axis(over: Jet, variables: tuple[str, ...], widths: Any) -> Any:
    """The side whose slope varies most over the box, where that is known, else the longest."""
    if not variables:
        return np.zeros(len(widths), dtype=np.int64)
    spread = np.zeros_like(widths)
    for k, v in enumerate(variables):
        if v in over.slopes:
            slopes = over.slopes[v]
            with np.errstate(invalid="ignore", over="ignore"):
                spread[:, k] = (slopes.hi - slopes.lo) * widths[:, k]
    known = np.isfinite(spread).all(axis=1) & (spread > 0).any(axis=1)
    long_enough = widths > widths.max(axis=1, keepdims=True) * 2.0**-12
    score = np.where(known[:, None], spread, widths)
    return np.argmax(np.where(long_enough, score, -1.0), axis=1)


def _halves(low: Any, high: Any, axis: Any) -> tuple[Any, Any]:
    rows = np.arange(len(low))
    middle = (low[rows, axis] + high[rows, axis]) / 2
    upper, lower = low.copy(), high.copy()
    upper[rows, axis] = lower[rows, axis] = middle
    new_low, new_high = np.repeat(low, 2, axis=0), np.repeat(high, 2, axis=0)
    new_high[0::2], new_low[1::2] = lower, upper
    return new_low, new_high


def _preorder(kinds: list[int], children: list[int]) -> str:
    out, stack = [], [0]
    while stack:
        node = stack.pop()
        kind = kinds[node]
        out.append(chr(ord("a") + kind - 16) if kind >= 16 else " VC"[kind])
        if kind >= 16:
            stack += [children[node] + 1, children[node]]
    return "".join(out)
