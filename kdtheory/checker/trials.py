"""Formulas put to the test: points, temperatures, and what a claim says of the outputs there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any

from flint import arb, fmpq

from kdtheory.checker.exact import Exact, precision
from kdtheory.checker.grammar import Rejected, Row, need, variables
from kdtheory.checker.sampling import ROUNDS, sample, vanishes
from kdtheory.checker.slopes import Builder
from kdtheory.checker.statements import Head

FAR = (20, 200, 4000)  # temperatures on the way to a limit, as powers of two
SLACK = fmpq(1, 1 << 40)  # more than two readings of one literal make

Point = tuple[Any, ...]


@dataclass(frozen=True)
class Formula:
    """An operator's formula: one entry for every n, or all entries on the ordered chamber.

    Attributes
    ----------
    rows : list of Row
    entry : int or None
    aggregates : dict
        Name: kind (``sum``, ``max``, ``min``) and summand.
    entries : dict
        For each n the entries in terms of ``w{n}_{k}``; empty where `entry` serves.
    """

    rows: list[Row]
    entry: int | None
    aggregates: Mapping[str, tuple[str, int]]
    entries: Mapping[int, list[int]]

    def at(self, built: Builder, p: Point, T: Any) -> list[int]:
        """Nodes of ``F_T(p)`` added to a formula under construction."""
        if self.entry is None:
            return self._on_chamber(built, p, T)
        given = self.environment(built, p, T)
        return [
            built.copy(self.rows, [self.entry], given | {"x": built.const(x)})[self.entry]
            for x in p
        ]

    def environment(self, built: Builder, p: Point, T: Any) -> dict[str, int]:
        """Nodes of ``n``, ``T`` and all aggregates at a point."""
        given = {"n": built.const(len(p)), "T": built.const(T)}
        waiting = dict(self.aggregates)
        while waiting:
            ready = {
                k: v for k, v in waiting.items()
                if not variables(self.rows, [v[1]]) & set(waiting)
            }  # fmt: skip
            need(bool(ready), "the aggregates are defined in a circle")
            for name, (kind, summand) in ready.items():
                parts = [
                    built.copy(self.rows, [summand], given | {"x": built.const(x)})[summand]
                    for x in p
                ]
                given[name] = _fold(built, kind, parts)
                del waiting[name]
        return given

    def _on_chamber(self, built: Builder, p: Point, T: Any) -> list[int]:
        n = len(p)
        given = {f"w{n}_{k}": built.const((p[k] - p[k + 1]) * (k + 1)) for k in range(n - 1)}
        given["T"] = built.const(T)
        place = built.copy(self.rows, self.entries[n], given)
        return [place[k] for k in self.entries[n]]

    def classes(self) -> Sequence[int]:
        return tuple(self.entries) or (2, 3, 4, 5)


def _fold(built: Builder, kind: str, parts: list[int]) -> int:
    out = parts[0]
    for part in parts[1:]:
        out = built.add(out, part) if kind == "sum" else built.make(kind, None, out, part)
    return out


# points ------------------------------------------------------------------------------------


def draw_point(seed: Random, n: int, closed: bool, ordered: bool) -> Point:
    """A random rational point: uneven, with ties at times, with zeros if allowed."""
    style = seed.randrange(4)
    weights = [fmpq(seed.randint(1, 60)) for _ in range(n)]
    if style == 1:
        weights = [w / (1 << seed.randint(0, 24)) for w in weights]
    if style == 2:
        weights[seed.randrange(n)] = weights[seed.randrange(n)]
    if style == 3 and closed:
        weights[seed.randrange(n)] = fmpq(0)
    total = sum(weights, fmpq(0))
    p = [w / total for w in weights]
    return tuple(sorted(p, reverse=True) if ordered else p)


def draw_temperature(seed: Random, lowest: Any) -> Any:
    """A random temperature of the claim, from its lower end to about a thousand."""
    if seed.randrange(6) == 0 and lowest > 0:
        return lowest
    spread = fmpq(seed.randint(1, 1 << 12), 1 << 10) ** seed.randint(1, 5)
    return lowest + spread


# what claims say -----------------------------------------------------------------------------


def try_formula(formula: Formula, about: Head, seed: Random) -> int:
    """Put a formula to its claim at random points; how many were tried.

    Raises
    ------
    Rejected
        If it fails, or is undefined somewhere.
    """
    family, _, variant = about.key.partition("/")
    trial = _TRIALS.get(family)
    if trial is None:
        raise Rejected(f"the checker cannot put a formula to {about.key}")
    tried = 0
    for p in _points(formula, about, seed):
        trial(formula, about, variant, p, seed)
        tried += 1
    return tried


def _points(formula: Formula, about: Head, seed: Random) -> Iterator[Point]:
    ordered = formula.entry is None
    closed = about.statement.closed
    for k in range(ROUNDS):
        classes = formula.classes()
        yield draw_point(seed, classes[k % len(classes)], closed, ordered)
    if closed:
        for n in formula.classes():
            yield (fmpq(1), *[fmpq(0)] * (n - 1))


def _outputs(formula: Formula, p: Point, T: Any, seed: Random) -> tuple[Exact, list[int]]:
    built = Builder()
    q = formula.at(built, p, T)
    return sample(built.rows, {}, seed), q


def _finite(exact: Exact, nodes: list[int]) -> None:
    for k in nodes:
        need(exact.finite(k), "the formula is undefined at a point of its domain")


def _simplex(formula: Formula, about: Head, variant: str, p: Point, seed: Random) -> None:
    built = Builder()
    q = formula.at(built, p, draw_temperature(seed, about.lowest))
    total = built.add(_fold(built, "sum", q), built.const(-1))
    exact = sample(built.rows, {}, seed)
    _finite(exact, [*q, total])
    if variant == "simplex":
        need(vanishes(exact, total), "the formula does not sum to one")
        need(not any(exact.violates(k, False) for k in q), "the formula has a negative entry")


def _order(formula: Formula, about: Head, variant: str, p: Point, seed: Random) -> None:
    built = Builder()
    q = formula.at(built, p, draw_temperature(seed, about.lowest))
    pairs = [(i, j) for i in range(len(p)) for j in range(len(p)) if i != j]
    if variant == "strict":
        gaps = [(built.sub(q[i], q[j]), True) for i, j in pairs if p[i] > p[j]]
    else:
        gaps = [(built.sub(q[i], q[j]), False) for i, j in pairs if p[i] >= p[j]]
    exact = sample(built.rows, {}, seed)
    for gap, strict in gaps:
        need(exact.finite(gap), "the formula is undefined at a point of its domain")
        need(not exact.violates(gap, strict), "the formula does not keep the order")


def _continuity(formula: Formula, about: Head, _: str, p: Point, seed: Random) -> None:
    """The output at a point and very near it."""
    T = min(draw_temperature(seed, about.lowest), about.lowest + 3)
    step = fmpq(1, 1 << 800)
    at = seed.randrange(len(p))
    middle = fmpq(1, len(p))
    near = tuple(x + step * (middle - x) for x in p)
    if seed.randrange(2) and formula.entry is not None and p[at] > step:
        other = (at + 1) % len(p)
        near = tuple(
            x - step if k == at else (x + step if k == other else x) for k, x in enumerate(p)
        )
    here, q = _outputs(formula, p, T, seed)
    there, r = _outputs(formula, near, T + step * seed.randrange(2), seed)
    _finite(here, q)
    _finite(there, r)
    for a, b in zip(q, r):
        x, y = here.ball(a, 2048), there.ball(b, 2048)
        with precision(2048):
            need(not abs(x - y) > arb(SLACK), "the formula jumps")


def entropy(built: Builder, q: list[int]) -> int:
    """``−Σ q log q`` with ``0 log 0 = 0``."""
    zero, one = built.const(0), built.const(1)
    terms = []
    for k in q:
        inside = built.make("lt", None, zero, k)
        safe = built.make("where", None, inside, k, one)
        part = built.make("mul", None, k, built.make("log", None, safe))
        terms.append(built.make("where", None, inside, part, zero))
    return built.neg(_fold(built, "sum", terms))


def _rise(formula: Formula, about: Head, variant: str, p: Point, seed: Random) -> None:
    low = draw_temperature(seed, about.lowest)
    high = low + fmpq(seed.randint(1, 1 << 10), 1 << seed.randint(0, 12))
    built = Builder()
    ends = [entropy(built, formula.at(built, p, T)) for T in (low, high)]
    rise = built.sub(ends[1], ends[0])
    exact = sample(built.rows, {}, seed)
    need(exact.finite(rise), "the formula is undefined at a point of its domain")
    strict = variant == "strict" and len(set(map(str, p))) > 1
    need(not exact.violates(rise, strict), "the formula's entropy does not rise")


def _identity(formula: Formula, about: Head, _: str, p: Point, seed: Random) -> None:
    built = Builder()
    q = formula.at(built, p, fmpq(1))
    gaps = [built.sub(k, built.const(x)) for k, x in zip(q, p)]
    exact = sample(built.rows, {}, seed)
    _finite(exact, gaps)
    need(all(vanishes(exact, k) for k in gaps), "the formula changes p at T = 1")


def _target(variant: str, p: Point) -> list[Any]:
    if variant.startswith("inf-support"):
        kept = [fmpq(int(x > 0)) for x in p]
    elif variant == "zero":
        kept = [fmpq(int(x == max(p))) for x in p]
    else:
        kept = [fmpq(1) for _ in p]
    return [k / sum(kept, fmpq(0)) for k in kept]


def _limit(formula: Formula, about: Head, variant: str, p: Point, seed: Random) -> None:
    """The distance to the limit is small far out, and smaller than less far."""
    if variant == "zero" and _nearly_tied(p):
        return
    target = _target(variant, p)
    distances = []
    for exponent in FAR:
        T = fmpq(1 << exponent)
        exact, q = _outputs(formula, p, 1 / T if variant == "zero" else T, seed)
        _finite(exact, q)
        with precision(256):
            gaps = [abs(exact.ball(k) - arb(t)) for k, t in zip(q, target)]
            distances.append(max(gaps, key=float))
    with precision(256):
        need(bool(distances[-1] < arb(fmpq(1, 4))), "the formula stays away from its limit")
        for near, far in pairwise(distances):
            need(not bool(far > near + arb(SLACK)), "the formula moves away from its limit")


def _nearly_tied(p: Point) -> bool:
    top = sorted(p, reverse=True)
    return any(top[0] * fmpq(999, 1000) < x < top[0] for x in top)


_TRIALS: dict[str, Callable[[Formula, Head, str, Point, Random], None]] = {
    "SK-A0": _simplex,
    "SK-A1": _order,
    "SK-A2": _continuity,
    "SK-A3": _rise,
    "SK-A4": _identity,
    "SK-A5": _limit,
}
