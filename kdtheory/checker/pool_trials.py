"""Pools put to the test: random places of several sizes, and what a claim says of them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Any

from flint import arb, fmpq

from kdtheory.checker.exact import Exact, precision
from kdtheory.checker.grammar import need, variables
from kdtheory.checker.sampling import sample, vanishes
from kdtheory.checker.slopes import Builder
from kdtheory.checker.trials import draw_point, entropy

if TYPE_CHECKING:
    from kdtheory.checker.pool_formula import Stated

SIZES = ((2, 2), (3, 2), (2, 3), (3, 4), (4, 3), (5, 5))  # teachers, classes
ROUNDS = 3
FAR = (40, 400)  # temperatures on the way to a limit, as powers of two
STEP = fmpq(1, 1 << 800)
SLACK = fmpq(1, 1 << 40)

Row = list[int]  # nodes, one a class
Matrix = list[Row]  # one row a teacher


class Place:
    """A pool at one place, as a formula under construction."""

    def __init__(self, stated: Stated, built: Builder, ps: Matrix, w: Row):
        self.stated, self.built, self.ps, self.w = stated, built, ps, w
        self.lengths = {"teacher": len(ps), "class": len(ps[0])}
        self._values: dict[Any, int] = {}
        self._along: dict[str, tuple[str, ...]] = {}

    def outputs(self) -> Row:
        return [self._at(self.stated.entry, {"class": i}) for i in range(self.lengths["class"])]

    def _at(self, node: int, place: dict[str, int]) -> int:
        given = {"K": self.built.const(len(self.ps)), "n": self.built.const(len(self.ps[0]))}
        for name in variables(self.stated.rows, [node]):
            if name == "x":
                given[name] = self.ps[place["teacher"]][place["class"]]
            elif name == "w":
                given[name] = self.w[place["teacher"]]
            elif name in self.stated.aggregates:
                given[name] = self._fold(name, place)
        return self.built.copy(self.stated.rows, [node], given)[node]

    def _fold(self, name: str, place: dict[str, int]) -> int:
        made = self.stated.aggregates[name]
        rest = {a: j for a, j in place.items() if a != made.axis and a in self._varies(name)}
        key = (name, *sorted(rest.items()))
        if key not in self._values:
            parts = [
                self._at(made.summand, rest | {made.axis: j})
                for j in range(self.lengths[made.axis])
            ]
            out = parts[0]
            for part in parts[1:]:
                add = made.kind == "sum"
                out = self.built.add(out, part) if add else self.built.make(
                    made.kind, None, out, part
                )  # fmt: skip
            self._values[key] = out
        return self._values[key]

    def _varies(self, name: str) -> tuple[str, ...]:
        """The axes along which a variable varies."""
        own = {"x": ("teacher", "class"), "w": ("teacher",)}
        if name in own:
            return own[name]
        if name not in self.stated.aggregates:
            return ()
        if name not in self._along:
            made = self.stated.aggregates[name]
            inner = variables(self.stated.rows, [made.summand])
            found = {a for v in inner for a in self._varies(v)} - {made.axis}
            self._along[name] = tuple(sorted(found))
        return self._along[name]


class Trial:
    """One random place of a claim."""

    def __init__(self, stated: Stated, K: int, n: int, seed: Random):
        self.stated, self.seed, self.built = stated, seed, Builder()
        self.points = [draw_point(seed, n, stated.closed, False) for _ in range(K)]
        self.weights = draw_point(seed, K, False, False)
        if seed.randrange(3) == 0:  # nearly agreed
            base = self.points[0]
            self.points = [_between(base, p, fmpq(1, 1 << 20)) for p in self.points]
        self.ps = [self.row(p) for p in self.points]
        self.w = self.row(self.weights)

    def row(self, values: Any) -> Row:
        return [self.built.const(v) for v in values]

    def pool(self, ps: Matrix, w: Row) -> Row:
        return Place(self.stated, self.built, ps, w).outputs()

    @property
    def exact(self) -> Exact:
        return sample(self.built.rows, {}, self.seed)

    def total(self, parts: list[int]) -> int:
        out = parts[0]
        for part in parts[1:]:
            out = self.built.add(out, part)
        return out

    def mean(self, i: int) -> int:
        parts = [self.built.mul(w, p[i]) for w, p in zip(self.w, self.ps)]
        return self.total(parts)

    def softened(self, p: Row, T: Any) -> Row:
        raised = [self.built.make("pow", None, x, self.built.const(1 / T)) for x in p]
        total = self.total(raised)
        return [self.built.div(x, total) for x in raised]

    def nonnegative(self, gaps: list[int], what: str, strict: bool = False) -> None:
        exact = self.exact
        for gap in gaps:
            need(exact.finite(gap), "the formula is undefined at a place of its domain")
            wrong = exact.violates(gap, strict)
            need(not wrong or self._tiny(exact, gap, strict), what)

    def _tiny(self, exact: Exact, gap: int, strict: bool) -> bool:
        return not strict and vanishes(exact, gap)

    def zero(self, gaps: list[int], what: str) -> None:
        exact = self.exact
        for gap in gaps:
            need(exact.finite(gap), "the formula is undefined at a place of its domain")
            need(vanishes(exact, gap), what)


def _between(a: Any, b: Any, share: Any) -> tuple[Any, ...]:
    return tuple((1 - share) * x + share * y for x, y in zip(a, b))


def _valid(t: Trial) -> None:
    q = t.pool(t.ps, t.w)
    t.nonnegative(q, "the formula has a negative entry")
    t.zero([t.built.add(t.total(q), t.built.const(-1))], "the formula does not sum to one")


def _hull(t: Trial) -> None:
    """For random functionals, and those that tell classes apart."""
    q, b = t.pool(t.ps, t.w), t.built
    n = len(q)
    for _ in range(4):
        c = [b.const(t.seed.randint(0, 8)) for _ in range(n)]
        values = [t.total([b.mul(x, y) for x, y in zip(c, p)]) for p in [*t.ps, q]]
        top = values[0]
        for value in values[1:-1]:
            top = b.make("max", None, top, value)
        t.nonnegative([b.sub(top, values[-1])], "the formula leaves the teachers' hull")


def _between_teachers(t: Trial) -> None:
    q, b = t.pool(t.ps, t.w), t.built
    for i, x in enumerate(q):
        low = high = t.ps[0][i]
        for p in t.ps[1:]:
            low, high = b.make("min", None, low, p[i]), b.make("max", None, high, p[i])
        t.nonnegative([b.sub(x, low), b.sub(high, x)], "the formula is not between the teachers")


def _kept(some: bool) -> Callable[[Trial], None]:
    def check(t: Trial) -> None:
        among = any if some else all
        kept = [among(p[i] > 0 for p in t.points) for i in range(len(t.points[0]))]
        q = t.pool(t.ps, t.w)
        t.nonnegative([x for x, k in zip(q, kept) if k], "a class is lost", strict=True)

    return check


def _nearer(distance: Callable[[Trial, Row, Row], list[int]]) -> Callable[[Trial], None]:
    def check(t: Trial) -> None:
        k, s = t.seed.randrange(len(t.ps)), fmpq(t.seed.randint(1, 15), 16)
        moved = [(1 - s) * w + (s if j == k else 0) for j, w in enumerate(t.weights)]
        before, after = t.pool(t.ps, t.w), t.pool(t.ps, t.row(moved))
        falls = zip(distance(t, t.ps[k], before), distance(t, t.ps[k], after))
        t.nonnegative([t.built.sub(a, b) for a, b in falls], "the formula moves away")

    return check


def _sizes(t: Trial, p: Row, q: Row) -> list[int]:
    return [t.built.make("abs", None, t.built.sub(a, b)) for a, b in zip(p, q)]


def _divergence(t: Trial, p: Row, q: Row) -> list[int]:
    """``Σ p log(p/q)`` up to what does not depend on q."""
    b = t.built
    return [b.neg(t.total([b.mul(x, b.make("log", None, y)) for x, y in zip(p, q)]))]


def _variation(t: Trial, p: Row, q: Row) -> list[int]:
    return [t.total(_sizes(t, p, q))]


def _steady(t: Trial) -> None:
    """The output at a place and very near it."""
    n = len(t.ps[0])
    uniform = tuple(fmpq(1, n) for _ in range(n))
    near = [t.row(_between(p, uniform, STEP)) for p in t.points]
    even = tuple(fmpq(1, len(t.ps)) for _ in t.ps)
    q, r = t.pool(t.ps, t.w), t.pool(near, t.row(_between(t.weights, even, STEP)))
    exact = t.exact
    for a, b in zip(q, r):
        need(exact.finite(a) and exact.finite(b), "the formula is undefined somewhere")
        x, y = exact.ball(a, 2048), exact.ball(b, 2048)
        with precision(2048):
            need(not abs(x - y) > arb(SLACK), "the formula jumps")


def _limit(t: Trial) -> None:
    n = len(t.ps[0])
    for exponent in FAR:
        ps = [t.softened(p, fmpq(1 << exponent)) for p in t.ps]
        q = t.pool(ps, t.w)
        exact = t.exact
        for x in q:
            need(exact.finite(x), "the formula is undefined somewhere")
            with precision(256):
                gap = abs(exact.ball(x, 1024) - arb(fmpq(1, n)))
                need(bool(gap < arb(fmpq(1, 1 << 20))), "the formula stays away from uniform")


def _commutes(t: Trial) -> None:
    T = fmpq(t.seed.randint(17, 160), 16)
    one = t.softened(t.pool(t.ps, t.w), T)
    other = t.pool([t.softened(p, T) for p in t.ps], t.w)
    t.zero([t.built.sub(a, b) for a, b in zip(one, other)], "softening does not pass through")


def _entropy_rises(t: Trial) -> None:
    low = fmpq(t.seed.randint(16, 80), 16)
    high = low + fmpq(t.seed.randint(1, 80), 16)
    ends = [entropy(t.built, t.pool([t.softened(p, T) for p in t.ps], t.w)) for T in (low, high)]
    t.nonnegative([t.built.sub(ends[1], ends[0])], "the entropy falls")


def _unanimous(t: Trial) -> None:
    p = t.ps[0]
    q = t.pool([p for _ in t.ps], t.w)
    t.zero([t.built.sub(a, b) for a, b in zip(q, p)], "agreed teachers are overruled")


def _jensen(t: Trial) -> None:
    q, b = t.pool(t.ps, t.w), t.built
    gaps = []
    for i, x in enumerate(q):
        logs = [b.mul(w, b.make("log", None, p[i])) for w, p in zip(t.w, t.ps)]
        gaps.append(b.sub(x, b.make("exp", None, t.total(logs))))
    t.nonnegative(gaps, "the formula falls below the geometric mean")


def _average(t: Trial) -> None:
    q = t.pool(t.ps, t.w)
    gaps = [t.built.sub(t.mean(i), x) for i, x in enumerate(q)]
    t.zero(gaps, "the formula is not the average")


_TRIALS: dict[str, Callable[[Trial], None]] = {
    "MT-A1/valid": _valid,
    "MT-A1/hull": _hull,
    "MT-A1/between": _between_teachers,
    "MT-A2/all": _kept(some=False),
    "MT-A2/any": _kept(some=True),
    "MT-A3/kl": _nearer(_divergence),
    "MT-A3/tv": _nearer(_variation),
    "MT-A3/componentwise": _nearer(_sizes),
    "MT-A4/open": _steady,
    "MT-A4/closed": _steady,
    "MT-A5/limits": _limit,
    "MT-A5/commute": _commutes,
    "MT-A5/entropy": _entropy_rises,
    "MT-A6/unanimity": _unanimous,
    "MT-J1/jensen": _jensen,
    "MT-S1/average": _average,
    "MT-S1/maximum": _hull,
}


def try_pool(stated: Stated, key: str, seed: Random) -> int:
    """Put a formula to its claim at random places; how many were tried.

    Raises
    ------
    Rejected
        If it fails, or is undefined where the claim needs it.
    """
    tried = 0
    for K, n in SIZES:
        for _ in range(ROUNDS):
            _TRIALS[key](Trial(stated, K, n, seed))
            tried += 1
    return tried
