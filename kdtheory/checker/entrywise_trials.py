"""Steps and weightings put to the test: random places of several sizes, what a claim says there."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from flint import fmpq

from kdtheory.checker.entrywise_theorems import Stated
from kdtheory.checker.grammar import need, variables
from kdtheory.checker.sampling import sample, vanishes
from kdtheory.checker.slopes import Builder
from kdtheory.checker.trials import draw_point

SIZES = (2, 3, 4, 5, 7)
ROUNDS = 5

Row = list[int]  # nodes, one an entry


class Trial:
    """One random place of a claim, under construction."""

    def __init__(self, stated: Stated, size: int, seed: Random):
        self.stated, self.size, self.seed, self.built = stated, size, seed, Builder()

    def row(self, values: Any) -> Row:
        return [self.built.const(v) for v in values]

    def outputs(self, own: dict[str, Row], **shared: int) -> Row:
        """The formula's entries, aggregates first."""
        b, rows = self.built, self.stated.rows
        shared = {**shared, "n": b.const(self.size), "K": b.const(self.size)}
        places = [{**shared, **{v: own[v][k] for v in own}} for k in range(self.size)]
        for name, (kind, summand) in self.stated.aggregates.items():
            parts = [self._at(rows, summand, place) for place in places]
            out = parts[0]
            for part in parts[1:]:
                out = b.add(out, part) if kind == "sum" else b.make(kind, None, out, part)
            for place in places:
                place[name] = out
        return [self._at(rows, self.stated.entry, place) for place in places]

    def _at(self, rows: Any, node: int, place: dict[str, int]) -> int:
        given = {v: place[v] for v in variables(rows, [node])}
        return self.built.copy(rows, [node], given)[node]

    def total(self, parts: Row) -> int:
        out = parts[0]
        for part in parts[1:]:
            out = self.built.add(out, part)
        return out

    def nonnegative(self, gaps: Row, what: str, strict: bool = False) -> None:
        exact = sample(self.built.rows, {}, self.seed)
        for gap in gaps:
            need(exact.finite(gap), "the formula is undefined at a place of its domain")
            wrong = exact.violates(gap, strict)
            need(not wrong or (not strict and vanishes(exact, gap)), what)

    def whole(self, entries: Row) -> None:
        gap = self.built.add(self.total(entries), self.built.const(-1))
        exact = sample(self.built.rows, {}, self.seed)
        need(exact.finite(gap), "the formula is undefined at a place of its domain")
        need(vanishes(exact, gap), "the formula does not sum to one")


# recursion -----------------------------------------------------------------------------------


class Step(Trial):
    """A random step."""

    def __init__(self, stated: Stated, size: int, seed: Random):
        super().__init__(stated, size, seed)
        self.base = draw_point(seed, size, stated.closed, False)
        self.student = draw_point(seed, size, stated.closed, False)
        if seed.randrange(4) == 0:
            self.student = self.base
        self.alpha = fmpq(seed.randint(1, (1 << 10) - 1), 1 << 10)
        rows = {"x": self.row(self.base), "y": self.row(self.student)}
        self.q = self.outputs(rows, alpha=self.built.const(self.alpha))


def _valid(t: Step) -> None:
    t.nonnegative(t.q, "the formula has a negative entry")
    t.whole(t.q)


def _kept(both: bool) -> Callable[[Step], None]:
    def check(t: Step) -> None:
        kept = [
            q for q, x, y in zip(t.q, t.base, t.student) if x > 0 and (y > 0 or not both)
        ]  # fmt: skip
        t.nonnegative(kept, "a class is lost", strict=True)

    return check


def _anchored(t: Step) -> None:
    gaps = [t.built.sub(q, t.built.const(t.alpha * x)) for q, x in zip(t.q, t.base)]
    t.nonnegative(gaps, "the teacher's share is not in an entry")


# weighting -----------------------------------------------------------------------------------


class Weighting(Trial):
    """Random scores."""

    def __init__(self, stated: Stated, size: int, seed: Random):
        super().__init__(stated, size, seed)
        scale = (fmpq(1, 64), fmpq(1), fmpq(8))[seed.randrange(3)]
        self.scores = [scale * fmpq(seed.randint(-32, 32), 8) for _ in range(size)]
        if seed.randrange(3) == 0:
            self.scores[-1] = self.scores[0]
        if seed.randrange(3) == 0:
            self.scores[0] = fmpq(seed.randint(-2, 2))
        self.w = self.of(self.scores)

    def of(self, scores: Any) -> Row:
        return self.outputs({"s": self.row(scores)})


def _normalised(t: Weighting) -> None:
    t.whole(t.w)


def _positive(t: Weighting) -> None:
    t.nonnegative(t.w, "a teacher is silenced", strict=True)


def _bounded(t: Weighting) -> None:
    low, high = (t.built.const(t.stated.constants[k]) for k in ("w_min", "w_max"))
    gaps = [gap for w in t.w for gap in (t.built.sub(w, low), t.built.sub(high, w))]
    t.nonnegative(gaps, "a weight is outside the bounds")


def _lipschitz(t: Weighting) -> None:
    b, seed = t.built, t.seed
    h = fmpq(1, 1 << seed.randint(0, 40))
    d = [fmpq(seed.randint(-8, 8), 8) for _ in range(t.size)]
    moved = t.of([s + h * x for s, x in zip(t.scores, d)])
    change = t.total([b.make("abs", None, b.sub(v, w)) for v, w in zip(moved, t.w)])
    most = t.stated.constants["L"] * h * max(abs(x) for x in d)
    t.nonnegative([b.sub(b.const(most), change)], "the weights change faster than allowed")


def _ordinal(t: Weighting) -> None:
    pairs = [(i, j) for i in range(t.size) for j in range(t.size) if i != j]
    gaps = [t.built.sub(t.w[i], t.w[j]) for i, j in pairs if t.scores[i] >= t.scores[j]]
    t.nonnegative(gaps, "a safer teacher has a smaller weight")


def _monotone(t: Weighting) -> None:
    k = t.seed.randrange(t.size)
    h = fmpq(1, 1 << t.seed.randint(0, 20))
    raised = t.of([s + h if j == k else s for j, s in enumerate(t.scores)])
    t.nonnegative([t.built.sub(raised[k], t.w[k])], "a higher score loses weight")


_TRIALS: dict[str, tuple[type[Trial], Callable[[Any], None]]] = {
    "RM-A1/valid": (Step, _valid),
    "RM-A2/all": (Step, _kept(both=True)),
    "RM-A2/base": (Step, _kept(both=False)),
    "RM-A3/anchor": (Step, _anchored),
    "AW-A1/normalised": (Weighting, _normalised),
    "AW-A2/positive": (Weighting, _positive),
    "AW-A3/bounded": (Weighting, _bounded),
    "AW-A4/lipschitz": (Weighting, _lipschitz),
    "AW-A5/ordinal": (Weighting, _ordinal),
    "AW-A5/monotone": (Weighting, _monotone),
}


def try_entry(stated: Stated, key: str, seed: Random) -> int:
    """Put a formula to its claim at random places; how many were tried.

    Raises
    ------
    Rejected
        If it fails, or is undefined where the claim needs it.
    """
    place, check = _TRIALS[key]
    for size in SIZES:
        for _ in range(ROUNDS):
            check(place(stated, size, seed))
    return len(SIZES) * ROUNDS
