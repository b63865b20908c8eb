"""Enclosures: every leaf of a split tree re-evaluated, the tree replayed from the root box."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from flint import arb, fmpq

from kdtheory.checker import enclosures
from kdtheory.checker.endpoints import PRECISION, ZERO, Box, pair
from kdtheory.checker.exact import precision
from kdtheory.checker.grammar import (
    Rejected,
    Row,
    below,
    fields,
    formula,
    items,
    name,
    need,
    number_at,
    rational,
    variables,
    whole,
    words,
)
from kdtheory.checker.sampling import ROUNDS, agree, sample, vanishes
from kdtheory.checker.slopes import Builder
from kdtheory.checker.stated import Found
from kdtheory.checker.statements import HEAD, LIMITING, Head

MOST_TREE = 16_000_000
DEEPEST = 400
CLOCK_EVERY = 32  # leaves between two looks at the clock

Sides = list[tuple[Any, Any]]


@dataclass(frozen=True)
class Part:
    """One inequality on one box, read."""

    text: str
    strict: bool
    rows: list[Row]
    node: int
    names: list[str]
    box: Sides
    tree: str
    guards: list[int]
    anchored: list[int]
    slopes: list[int]


def cover(document: dict[str, Any], about: Head, budget: float | None) -> Found:
    """Every part's tree covers its box, and every leaf holds."""
    fields(document, "the certificate", HEAD + "reduction because parts", "formulas")
    need(about.statement.relation not in LIMITING, "an enclosure says nothing of a limit")
    reduction = words(document["reduction"], "reduction")
    words(document["because"], "because")
    seed = Random(document["digest"])
    parts = [
        read(x, f"parts[{k}]") for k, x in enumerate(items(document["parts"], "parts", 1, 256))
    ]
    need(sum(len(p.tree) for p in parts) <= MOST_TREE, "the trees are too large")
    scope = enclosures.check(reduction, parts, about, document.get("formulas"), seed)
    deadline = None if budget is None else time.monotonic() + budget
    leaves = sum(p.tree.count(c) for p in parts for c in "VSO")
    done = 0
    for part in parts:
        _sound(part, seed)
        seen, complete = replay(part, deadline)
        done += seen
        if not complete:
            break
    return Found(
        f"{about.operator} certified for {scope.words}: {reduction}, {done} of {leaves} leaves of "
        f"{len(parts)} boxes re-evaluated in endpoint intervals",
        done / leaves,
    )


def read(x: Any, what: str) -> Part:
    """One part, every field checked."""
    fields(x, what, "text goal nodes node variables box tree guards anchored slopes")
    need(x["goal"] in (">= 0", "> 0"), f"{what}: an enclosure shows >= 0 or > 0")
    rows = formula(x["nodes"], f"{what}.nodes")
    node = number_at(x["node"], rows, f"{what}.node")
    names = [
        name(v, f"{what}.variables") for v in items(x["variables"], f"{what}.variables", 1, 26)
    ]
    need(len(set(names)) == len(names), f"{what}: a variable is named twice")
    box = [_side(s, what) for s in items(x["box"], f"{what}.box", len(names), len(names))]
    guards = [number_at(g, rows, f"{what}.guards") for g in items(x["guards"], what, 0, 64)]
    anchored = [whole(k, 0, len(names) - 1, what) for k in items(x["anchored"], what, 0, 26)]
    need(len(set(anchored)) == len(anchored), f"{what}: a variable is anchored twice")
    count = len(anchored)
    slopes = [number_at(s, rows, f"{what}.slopes") for s in items(x["slopes"], what, count, count)]
    outputs = [node, *guards, *slopes]
    need(len(below(rows, outputs)) == len(rows), f"{what}: nodes that nothing uses")
    need(variables(rows, outputs) <= set(names), f"{what}: a variable without a side of the box")
    tree = x["tree"]
    need(type(tree) is str and 0 < len(tree) <= MOST_TREE, f"{what}.tree is not a text")
    strict = x["goal"] == "> 0"
    text = words(x["text"], f"{what}.text")
    return Part(text, strict, rows, node, names, box, tree, guards, anchored, slopes)


def _side(x: Any, what: str) -> tuple[Any, Any]:
    low, high = (rational(e, f"{what}.box") for e in items(x, f"{what}.box", 2, 2))
    need(low < high, f"{what}: a side of the box is empty")
    return low, high


# what makes leaves by slope valid ------------------------------------------------------------


def _sound(part: Part, seed: Random) -> None:
    """The node is defined in the box; with slopes, it vanishes and they are its slopes."""
    _defined(part, seed)
    if "S" not in part.tree:
        return
    need(not part.strict, "a slope shows >= 0, not > 0")
    need(bool(part.anchored), "a leaf by slope without anchored variables")
    for k in part.anchored:
        need(part.box[k][0] == 0, "an anchored variable does not start at zero")
    built = Builder(part.rows)
    mine = [built.slope(part.node, part.names[k]) for k in part.anchored]
    agreed = 0
    for _ in range(2 * ROUNDS):
        env = _draw(part, seed)
        here = sample(built.rows, env, seed)
        none = {part.names[k]: fmpq(0) for k in part.anchored}
        zero = sample(part.rows, env | none, seed)
        need(vanishes(zero, part.node), "the node does not vanish where the anchored are zero")
        for a, b in zip(part.slopes, mine):
            if here.finite(a) and here.finite(b):
                need(agree(here, a, b), "a slope is not the derivative of its node")
                agreed += 1
    need(agreed >= ROUNDS * len(mine), "the slopes cannot be compared with derivatives")


def _defined(part: Part, seed: Random) -> None:
    """At sample points, corners included, the node is finite and has the sign it should have."""
    corner = [_draw(part, seed, corners=True) for _ in range(ROUNDS)]
    for env in corner + [_draw(part, seed) for _ in range(ROUNDS)]:
        here = sample(part.rows, env, seed)
        if all((here.sign(g) or 0) >= 0 for g in part.guards):
            need(here.finite(part.node), f"undefined in the box ({part.text[:60]})")
            need(not here.violates(part.node, part.strict), f"false in the box ({part.text[:60]})")


def _draw(part: Part, seed: Random, *, corners: bool = False) -> dict[str, Any]:
    parts = 1 if corners else 1 << 20
    return {
        v: low + (high - low) * fmpq(seed.randint(0, parts), parts)
        for v, (low, high) in zip(part.names, part.box)
    }


# the tree ------------------------------------------------------------------------------------


def replay(part: Part, deadline: float | None) -> tuple[int, bool]:
    """Check every leaf; how many were checked, and whether those are all.

    Raises
    ------
    Rejected
        At the first leaf that does not hold, or where the tree is not one.
    """
    with precision(PRECISION):
        value = Box(part.rows, [part.node])
        guards = Box(part.rows, part.guards)
        slopes = Box(part.rows, part.slopes)
        done = 0
        for kind, box in _leaves(part):
            if deadline is not None and done % CLOCK_EVERY == 0 and time.monotonic() > deadline:
                return done, False
            env = {v: pair(*side) for v, side in zip(part.names, box)}
            if kind == "V":
                holds = _positive(value(env)[0], part.strict)
            elif kind == "O":
                holds = any(g is not None and g[1] < 0 for g in guards(env))
            else:
                for k in part.anchored:
                    env[part.names[k]] = (ZERO, arb(box[k][1]).upper())
                holds = all(_positive(s, False) for s in slopes(env))
            if not holds:
                where = ", ".join(f"{v} in [{a}, {b}]" for v, (a, b) in zip(part.names, box))
                raise Rejected(f"leaf {done} ({kind}) does not hold: {where[:300]}")
            done += 1
    return done, True


def _positive(found: Any, strict: bool) -> bool:
    return found is not None and bool(found[0] > 0 if strict else found[0] >= 0)


def _leaves(part: Part) -> Iterator[tuple[str, Sides]]:
    """Leaves with their boxes, in preorder, the lower half before the upper."""
    stack = [(part.box, 0)]
    for k, letter in enumerate(part.tree):
        if not stack:
            raise Rejected(f"the tree goes on after its end ({len(part.tree) - k} characters)")
        box, depth = stack.pop()
        if letter in "VSO":
            yield letter, box
            continue
        axis = ord(letter) - ord("a")
        need(0 <= axis < len(box), f"the tree splits a variable that is not there: {letter!a}")
        need(depth < DEEPEST, "the tree is too deep")
        low, high = box[axis]
        middle = (low + high) / 2
        upper, lower = list(box), list(box)
        lower[axis], upper[axis] = (low, middle), (middle, high)
        stack += [(upper, depth + 1), (lower, depth + 1)]
    need(not stack, "the tree ends early")
