"""Look for counterexamples: fast in floats, believed only in exact arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from kdtheory import simplex
from kdtheory.arithmetic.expr import Undecided
from kdtheory.arithmetic.floating import ContractError
from kdtheory.arithmetic.trace import TraceError
from kdtheory.claims.claim import Claim, Relation, clock
from kdtheory.engines import candidates, edges, jumps
from kdtheory.engines.exactly import Violation, check
from kdtheory.engines.shrink import shrink

GIVEN_ROWS = 1024  # given points looked at in one go, so that memory stays bounded
NOISE = 4e-15  # margins relative to their scale below this are rounding, until shown otherwise


@dataclass(frozen=True)
class Effort:
    """How hard to search: points a law and class count, scan steps, exact checks."""

    draws: int
    scan_points: int
    scan_steps: int
    checks: int
    local_rounds: int
    classes: tuple[int, ...]
    seconds: float
    edge_classes: tuple[int, ...] = (2, 3)


QUICK = Effort(256, 4, 600, 10, 0, (2, 3, 4, 5), 0.8)
DEEP = Effort(1 << 14, 12, 20_000, 120, 3, candidates.CLASSES, 4.0, candidates.CLASSES)


@dataclass(frozen=True)
class Candidate:
    """A point that may violate a claim: ``ratio`` is its margin over its scale, in floats."""

    ratio: float
    origin: str
    p: Any
    T: list[float]
    exact: tuple[Fraction, ...] | None = None

    @property
    def kind(self) -> tuple[str, int, bool]:
        """Candidates of one kind tend to be the same violation, or the same noise."""
        return (self.origin, len(self.p), self.ratio == 0)


@dataclass
class Survey:
    """What a search has looked at; the evidence behind *supported*."""

    points: int = 0
    exact_checks: int = 0
    origins: set[str] = field(default_factory=set)
    lowest_ratio: float = np.inf
    skipped: int = 0  # points at which the floating reading is not finite
    problem: str = ""
    complete: bool = True

    def describe(self) -> dict[str, Any]:
        """As evidence in a report, with a 95 % bound on the violating mass of the laws drawn."""
        body: dict[str, Any] = {
            "points": self.points,
            "exact_checks": self.exact_checks,
            "laws": sorted(self.origins),
        }
        if self.points:
            body["violating_mass_below"] = f"{1 - 0.05 ** (1 / self.points):.2e}"
            body["confidence"] = "95 %"
        if self.skipped:
            body["points_beyond_double_precision"] = self.skipped
        return body


def falsify(
    claim: Claim,
    effort: Effort,
    rng: np.random.Generator,
    deadline: float,
    given: Any = None,
) -> tuple[Violation | jumps.Persistent | None, Survey]:
    """Search for an exact counterexample.

    Parameters
    ----------
    claim : Claim
    effort : Effort
    rng : numpy.random.Generator
    deadline : float
        ``clock()`` at which to stop.
    given : array of shape (N, n), optional
        Teacher outputs to be tried as well.

    Returns
    -------
    counterexample or None, survey
    """
    deadline = min(deadline, clock() + effort.seconds)
    survey = Survey()
    rows = [] if given is None else [simplex.rationalise(r) for r in given[: effort.checks]]
    if claim.relation in (Relation.LIMIT, Relation.CONTINUOUS):
        try:
            return _structural(claim, effort, deadline, rows, survey), survey
        except TraceError as error:
            survey.problem = f"no exact reading: {error}"
            return None, survey
    search = _Search(claim, effort, deadline, survey)
    try:
        hit = search.run(rng, given)
    except TraceError as error:
        survey.problem = f"no exact reading: {error}"
        return None, survey
    if hit is None:
        return None, survey
    return shrink(claim, hit, clock() + 1.0), survey


def _structural(
    claim: Claim, effort: Effort, deadline: float, rows: list[Any], survey: Survey
) -> jumps.Persistent | None:
    if claim.relation is Relation.LIMIT:
        points = jumps.limit_points(claim, rows)
        points = points if effort.local_rounds else points[:40]
        survey.points = survey.exact_checks = len(points)
        survey.origins |= {"structured"}
        return jumps.falsify_limit(claim, points, deadline)
    survey.origins |= {"branch boundaries", "ties"} | ({"faces"} if claim.domain.closed else set())
    return jumps.falsify_continuity(claim, effort.edge_classes, deadline)


class _Search:
    """One pointwise search: evaluate batches, keep the worst of each origin, check them exactly."""

    def __init__(self, claim: Claim, effort: Effort, deadline: float, survey: Survey):
        self.claim, self.effort, self.deadline, self.survey = claim, effort, deadline, survey
        self.lowest = float(claim.domain.lowest)
        self.pool: list[Candidate] = []
        self.tried: set[Any] = set()

    def run(self, rng: np.random.Generator, given: Any) -> Violation | None:
        hit = self._probe()
        if hit is not None:
            return hit
        for batch in self._batches(rng, given):
            self._score(batch)
            if self._clear() and len(self.tried) < 2 * self.effort.checks:
                hit = self._check(4)
                if hit is not None:
                    return hit
            if clock() > self.deadline:
                break
        for _ in range(self.effort.local_rounds):
            if clock() > self.deadline:
                break
            for batch in self._local(rng):
                self._score(batch)
        return self._check(self.effort.checks)

    def _probe(self) -> Violation | None:
        """A few simple points exactly, whatever the floats say: violations below rounding."""
        closed = self.claim.domain.closed
        temps = [t for t in map(Fraction, ("2", "3/2", "10")) if t >= self.claim.domain.lowest]
        points = candidates.nice(closed)
        some = [p for p in points if len(set(p)) == len(p)][:3] + [p for p in points if len(p) > 2][
            :3
        ]
        if closed:
            some += [p for p in points if min(p) == 0][:4]
        for k, p in enumerate(some):
            if clock() > self.deadline:
                return None
            T = temps[k % len(temps)]
            hit = self._exact(p, self._temperatures(T))
            if hit is not None:
                return hit
        return None

    def _temperatures(self, T: Fraction) -> tuple[Fraction, ...]:
        if self.claim.fixed_temperature is not None:
            return (self.claim.fixed_temperature,)
        return (T,) if self.claim.temperatures == 1 else (T, T * 2)

    def _batches(self, rng: np.random.Generator, given: Any) -> Iterator[candidates.Batch]:
        claim, effort = self.claim, self.effort
        count, low = claim.temperatures, claim.domain.lowest
        grid = np.array(sorted(float(t) for t in candidates.temperatures(low)))
        fixed = claim.fixed_temperature
        if fixed is not None:
            grid = np.array([float(fixed)])
        for group in _by_size(candidates.nice(claim.domain.closed)):
            yield candidates.pair_up(simplex.to_float(group), grid, count, "nice")
        large = candidates.LARGE_CLASSES if effort.local_rounds else ()
        for n in (*effort.classes, *large):
            points = simplex.structured(n, closed=claim.domain.closed)
            yield candidates.pair_up(simplex.to_float(points), grid, count, "structured")
        for start in range(0, 0 if given is None else len(given), GIVEN_ROWS):
            rows = np.asarray(given[start : start + GIVEN_ROWS], dtype=float)
            yield candidates.pair_up(rows, grid, count, "given")
        yield from edges.batches(claim, effort.edge_classes, self.deadline)
        for n in effort.classes:
            if fixed is None and count == 2:
                yield candidates.scan(n, effort.scan_points, effort.scan_steps, float(low), rng)
            size = effort.draws if n <= 4 else effort.draws // 4
            quick = not effort.local_rounds
            for batch in candidates.draws(n, size, count, float(low), rng, quick=quick):
                yield (
                    batch
                    if fixed is None
                    else candidates.Batch(
                        batch.origin, batch.p, [np.full((len(batch.p), 1), float(fixed))]
                    )
                )

    def _local(self, rng: np.random.Generator) -> list[candidates.Batch]:
        best = sorted(self.pool, key=lambda c: c.ratio)[:24]
        batches = []
        for n in {len(c.p) for c in best}:
            group = [c for c in best if len(c.p) == n]
            p = np.array([c.p for c in group])
            T = [np.array([[c.T[k]] for c in group]) for k in range(len(group[0].T))]
            batch = candidates.around(p, T, 256, rng)
            if self.claim.fixed_temperature is not None:
                batch.T[0][:] = float(self.claim.fixed_temperature)
            batches.append(batch)
        return batches

    def _score(self, batch: candidates.Batch) -> None:
        """Evaluate a batch and keep its worst points."""
        claim = self.claim
        chunk = 1 << 15 if claim.subject.floating.batched else 1 << 10
        for start in range(0, len(batch.p), chunk):
            if start and clock() > self.deadline:
                return
            p = batch.p[start : start + chunk]
            T = [np.maximum(t[start : start + chunk], self.lowest) for t in batch.T]
            try:
                with np.errstate(all="ignore"):
                    found = claim.margin(claim.subject.floating, p, T, np)
                    ratio = self._ratio(found)
            except ContractError as error:
                if not batch.origin.startswith("structured"):
                    raise
                self.survey.problem = str(error)
                continue
            finite = np.isfinite(ratio)
            self.survey.points += int(finite.sum())
            self.survey.skipped += int((~finite).sum())
            self.survey.origins.add(batch.origin)
            ratio = np.where(finite, ratio, np.inf)
            keep = np.argpartition(ratio, min(12, len(ratio) - 1))[:12]
            if claim.strict:  # exact zeros: at the lowest temperatures, at the highest
                zero = np.flatnonzero(ratio == 0)
                zero = zero[np.argsort(T[0][zero, 0], kind="stable")]
                keep = np.unique(np.concatenate([keep, zero[:8], zero[-4:]]))
            for k in keep[np.argsort(ratio[keep], kind="stable")]:
                if ratio[k] < NOISE:
                    exact = batch.exact[start + k] if batch.exact else None
                    temps = [float(t[k, 0]) for t in T]
                    self.pool.append(Candidate(float(ratio[k]), batch.origin, p[k], temps, exact))
            self.survey.lowest_ratio = min(
                self.survey.lowest_ratio, float(ratio.min(initial=np.inf))
            )

    def _ratio(self, found: Any) -> Any:
        margin = np.asarray(found.margin)
        scale = 1.0 if found.scale is None else np.maximum(found.scale, 1e-300)
        ratio = margin / scale
        if found.when is not None:
            ratio = np.where(found.when, ratio, np.inf)
        return ratio.min(axis=-1)

    def _clear(self) -> bool:
        """Whether something well beyond rounding has been seen."""
        return any(c.ratio < -1e-9 or (self.claim.strict and c.ratio <= 0) for c in self.pool)

    def _check(self, most: int) -> Violation | None:
        """Exact checks: the clear ones, then the worst of every kind in turn."""
        done = 0
        for c in _in_turn(self.pool):
            if done >= most or clock() > self.deadline + 0.3:
                break
            for exact in [c.exact] if c.exact else _exact_versions(c.p):
                point = (exact, tuple(Fraction(t) for t in c.T))
                if point in self.tried:
                    continue
                self.tried.add(point)
                done += 1
                hit = self._exact(*point)
                if hit is not None:
                    return hit
        return None

    def _exact(self, p: tuple[Fraction, ...], T: tuple[Fraction, ...]) -> Violation | None:
        inside = all(x >= 0 for x in p) if self.claim.domain.closed else all(x > 0 for x in p)
        if not inside or any(t < self.claim.domain.lowest for t in T):
            return None
        self.survey.exact_checks += 1
        try:
            return check(self.claim, p, T)
        except Undecided:
            return None


def _in_turn(pool: list[Candidate]) -> list[Candidate]:
    """Worst first, but the candidates of one kind one after another."""
    seen: dict[Any, int] = {}
    ranked: list[tuple[int, float, int, Candidate]] = []
    for c in sorted(pool, key=lambda c: c.ratio):
        turn = seen[c.kind] = seen.get(c.kind, -1) + 1
        ranked.append((turn // 2 if c.ratio < -1e-9 else turn, c.ratio, len(ranked), c))
    return [c for *_, c in sorted(ranked, key=lambda r: r[:3])]


def _exact_versions(p: Any) -> list[tuple[Fraction, ...]]:
    """Rational points near a float one: with its ties kept, and as it is."""
    return list(dict.fromkeys([_tied(p), simplex.rationalise(p)]))


def _tied(p: Any) -> tuple[Fraction, ...]:
    """Equal floats stay equal after normalisation."""
    exact = [Fraction(float(x)) for x in p]
    total = sum(exact)
    return tuple(x / total for x in exact)


def _by_size(points: Iterable[tuple[Fraction, ...]]) -> list[list[tuple[Fraction, ...]]]:
    groups: dict[int, list[tuple[Fraction, ...]]] = {}
    for p in points:
        groups.setdefault(len(p), []).append(p)
    return list(groups.values())
