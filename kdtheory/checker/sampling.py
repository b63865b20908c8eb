"""Formulas compared at random points, far below any rounding."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from flint import arb, fmpq

from kdtheory.checker.exact import Exact, precision
from kdtheory.checker.grammar import Row

ROUNDS = 24
ENOUGH = 12  # comparisons of finite values
BITS = 1024
CLOSE = fmpq(1, 1 << 400)


def sample(rows: list[Row], env: Mapping[str, Any], seed: Random) -> Exact:
    """A formula at a point, every literal known within bounds taken for one number inside.

    What holds for all values of such a literal holds for that one; and two expressions of the
    same literal can then be told equal.
    """
    chosen: dict[Any, Any] = {}
    settled = []
    for row in rows:
        if row.op == "real" and row.value[0] != "pi":
            label, low, high = row.value
            if label not in chosen:
                chosen[label] = low + (high - low) * fmpq(seed.randint(0, 1 << 16), 1 << 16)
            row = Row("const", chosen[label], ())
        settled.append(row)
    return Exact(settled, env)


def agree(here: Exact, a: int, b: int) -> bool:
    """Whether two finite nodes are the same, to more than a hundred decimal digits."""
    return here.value(a) is here.value(b) or close(here, a, here, b)


def close(first: Exact, a: int, second: Exact, b: int) -> bool:
    """The same for nodes of two formulas."""
    x, y = first.ball(a, BITS), second.ball(b, BITS)
    with precision(BITS):
        return bool(abs(x - y) < (1 + abs(x)) * arb(CLOSE))


def vanishes(here: Exact, k: int) -> bool:
    """Whether a node is zero, exactly or to more than a hundred decimal digits."""
    known = here.rational(k)
    if known is not None:
        return bool(known == 0)
    ball = here.ball(k, BITS)
    return bool(ball.is_finite() and ball.contains(0) and abs(ball) < arb(CLOSE))
