"""What claims presuppose of their inputs, compared with the hypotheses that a certificate states.

A claim such as ``all p^k(i) > 0 ⇒ …`` is a family of cases, one for every ``i``. A counterexample
speaks of one of them: its stated conditions have to be true together exactly where that case's
hypothesis is, which is tried at random places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import permutations
from random import Random
from typing import Any

from flint import fmpq

from kdtheory.checker.exact import Exact
from kdtheory.checker.grammar import Row, need
from kdtheory.checker.spaces import Input, Place, Space

TRIALS = 48

Cases = list[bool]


def _kept(rows: Iterable[tuple[Any, ...]], some: bool) -> Cases:
    """For each class, whether all (some) of the rows give it a positive share."""
    among = any if some else all
    return [among(x > 0 for x in column) for column in zip(*rows)]


def _ordered(row: tuple[Any, ...], *, strict: bool) -> Cases:
    return [x > y if strict else x >= y for x, y in permutations(row, 2)]


def _varied(place: Place) -> Cases:
    p = place["p"][0]
    return [any(x != p[0] for x in p)]


#: Hypotheses of the inputs alone, case by case.
HYPOTHESES: dict[str, Callable[[Place], Cases]] = {
    "MT-A2/all": lambda x: _kept(x["ps"], some=False),
    "MT-A2/any": lambda x: _kept(x["ps"], some=True),
    "MT-A5/entropy": lambda x: [x["T_high"] > x["T_low"]],
    "RM-A2/all": lambda x: _kept((*x["base"], *x["student"]), some=False),
    "RM-A2/base": lambda x: _kept(x["base"], some=False),
    "AW-A5/ordinal": lambda x: _ordered(x["scores"][0], strict=False),
}

#: The same for claims whose certificates state them in part only: true at the inputs is enough.
PARTLY: dict[str, Callable[[Place], Cases]] = {
    "SK-A1/strict": lambda x: _ordered(x["p"][0], strict=True),
    "SK-A3/strict": _varied,
}


def presupposed(key: str, place: Place) -> None:
    """Reject unless some case of the claim has its hypothesis at the place."""
    cases = (HYPOTHESES | PARTLY).get(key)
    need(cases is None or any(cases(place)), "the claim's hypothesis does not hold at the inputs")


def agree(
    key: str, space: Space, place: Place, rows: list[Row], conditions: list[int], rng: Random
) -> None:
    """Reject unless the stated conditions are the hypothesis of one case of the claim."""
    cases = HYPOTHESES.get(key)
    if cases is None:
        return
    need(bool(conditions), "the claim's hypothesis is not stated")
    left = {k for k, true in enumerate(cases(place)) if true}
    for _ in range(TRIALS):
        here = {i.name: _drawn(i, place[i.name], rng) for i in space.inputs}
        exact = Exact(rows, space.environment(here))
        stated = all(exact.truth(c) is True for c in conditions)
        left = {k for k in left if cases(here)[k] == stated}
        need(bool(left), "the stated hypotheses are not those of the claim")


def _drawn(i: Input, like: Any, rng: Random) -> Any:
    """A random value of the set, with ties and, where it may have them, zeros."""
    return tuple(_row(i, len(row), rng) for row in like)


def _row(i: Input, length: int, rng: Random) -> tuple[Any, ...]:
    if i.law in ("simplex", "open simplex"):
        zeros = i.law == "simplex"
        parts = [0 if zeros and rng.random() < 0.3 else rng.randint(1, 9) for _ in range(length)]
        if not any(parts):
            parts[rng.randrange(length)] = 1
        return tuple(fmpq(x, sum(parts)) for x in parts)
    if i.law == "event":
        chosen = rng.randrange(length)
        return tuple(fmpq(k == chosen) for k in range(length))
    if i.law == "direction":
        return tuple(fmpq(k, length - 1) for k in rng.sample(range(length), length))
    if i.law == "reals":
        return tuple(fmpq(rng.randint(-3, 3)) for _ in range(length))
    return tuple(_number(i, rng) for _ in range(length))


def _number(i: Input, rng: Random) -> Any:
    """A number inside an interval."""
    _, low, high, _ = i.ends
    if low is None and high is None:
        return fmpq(rng.randint(-4, 4))
    if low is None or high is None:
        step = rng.randint(1, 4)
        return high - step if low is None else low + step
    return low + (high - low) * fmpq(rng.randint(1, 7), 8)
