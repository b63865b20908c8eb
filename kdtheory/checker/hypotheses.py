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
from kdtheory.checker.hypotheses_sk import SPARSE
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


def _number(place: Place, name: str) -> Any:
    return place[name][0][0]


def _moved(place: Place) -> Cases:
    """Whether the student is not the teacher."""
    return [any(x != y for x, y in zip(place["p"][0], place["s"][0]))]


def _apart(place: Place) -> Cases:
    """Whether the ratios of the first three classes differ."""
    a, b = place["ps"][:2]
    return [len({str(a[i] / b[i]) for i in range(3)}) == 3] if len(a) > 2 else []


def _possible(place: Place) -> Cases:
    """Whether so many correlations ρ are possible."""
    return [1 + (len(place["w"][0]) - 1) * _number(place, "rho") >= 0]


def _feasible(place: Place, *, strictly: bool) -> Cases:
    """Whether ``K low ≤ 1 ≤ K high``."""
    K, low, high = len(place["w"][0]), _number(place, "low"), _number(place, "high")
    return [K * low < 1 < K * high if strictly else K * low <= 1 <= K * high]


def _safer(place: Place, *others: str) -> Cases:
    """For every two teachers, whether the token prefers one and no other scale the other."""
    token = place["token"][0]
    return [
        token[j] > token[k] and all(place[o][0][j] >= place[o][0][k] for o in others)
        for j, k in permutations(range(len(token)), 2)
    ]


def _level(place: Place, *, strictly: bool) -> Cases:
    """Whether some class is as safe as the level asks."""
    top, c = max(place["safety"][0]), _number(place, "c")
    return [top > c if strictly else top >= c]


def _met(place: Place) -> Cases:
    """Whether the level is below the largest and the student meets it."""
    safety = sum((s * q for s, q in zip(place["safety"][0], place["q"][0])), fmpq(0))
    return [_level(place, strictly=True)[0] and safety >= _number(place, "c")]


#: Hypotheses of the inputs alone, case by case.
HYPOTHESES: dict[str, Callable[[Place], Cases]] = {
    "MT-A2/all": lambda x: _kept(x["ps"], some=False),
    "MT-A2/any": lambda x: _kept(x["ps"], some=True),
    "MT-A5/entropy": lambda x: [x["T_high"] > x["T_low"]],
    "RM-A2/all": lambda x: _kept((*x["base"], *x["student"]), some=False),
    "RM-A2/base": lambda x: _kept(x["base"], some=False),
    "AW-A5/ordinal": lambda x: _ordered(x["scores"][0], strict=False),
    "RM-C4/strict": _moved,
    "RM-C5/unique": _moved,
    "RM-C5/unique-without-anchor": _moved,
    "MT-T1/apart": _apart,
    "MT-T1/apart-without-softened": _apart,
    "MT-T1/apart-without-classes": lambda x: [10 * abs(x["ps"][0][0] - x["ps"][1][0]) > 1],
    "MT-V2/correlated": _possible,
    "MT-V2/correlated-without-uniform": _possible,
    "MT-V2/independent-without-uncorrelated": _possible,
    "AW-F1/sufficient": lambda x: _feasible(x, strictly=False),
    "AW-F1/sufficient-without-ends": lambda x: [_number(x, "low") <= _number(x, "high")],
    "AW-F1/many": lambda x: _feasible(x, strictly=True),
    "AW-F1/many-without-slack": lambda x: _feasible(x, strictly=False),
    "AW-P2/order": lambda x: _safer(x, "task", "context"),
    "AW-P2/order-without-compatible": _safer,
    "AW-Z1/highest": lambda x: _level(x, strictly=False),
    "AW-Z1/bound": _met,
    "AW-Z1/bound-without-safe": lambda x: _level(x, strictly=True),
    **SPARSE,
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
    why = "the stated hypotheses are not those of the claim"
    why = why if conditions else "the claim's hypothesis is not stated"
    left = {k for k, true in enumerate(cases(place)) if true}
    for _ in range(TRIALS):
        here = {i.name: _drawn(i, place[i.name], rng) for i in space.inputs}
        exact = Exact(rows, space.environment(here))
        stated = all(exact.truth(c) is True for c in conditions)
        left = {k for k in left if cases(here)[k] == stated}
        need(bool(left), why)


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
    return tuple(_in_interval(i, rng) for _ in range(length))


def _in_interval(i: Input, rng: Random) -> Any:
    """A number inside an interval."""
    _, low, high, _ = i.ends
    if low is None and high is None:
        return fmpq(rng.randint(-4, 4))
    if low is None or high is None:
        step = rng.randint(1, 4)
        return high - step if low is None else low + step
    return low + (high - low) * fmpq(rng.randint(1, 7), 8)
