"""Look for counterexamples of a product claim: fast in floats, believed only when exact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from kdtheory.arithmetic.expr import Undecided
from kdtheory.arithmetic.floating import ContractError
from kdtheory.claims.claim import clock
from kdtheory.claims.product import Place, ProductClaim, Sizes
from kdtheory.engines.falsify import NOISE, Survey
from kdtheory.engines.product import crossings, draws, places
from kdtheory.engines.product.check import Violation, check
from kdtheory.engines.product.shrink import shrink

MOST_LEADS = 96
CLEAR = 1e-9  # relative margins below minus this are no rounding


@dataclass(frozen=True)
class Effort:
    """How hard to search: random places a law and size, nice ones, exact checks, local rounds."""

    draws: int
    nice: int
    checks: int
    local_rounds: int
    most_classes: int
    seconds: float


QUICK = Effort(512, 800, 12, 1, 4, 1.0)
DEEP = Effort(1 << 13, 5000, 150, 10, 8, 4.0)


@dataclass(frozen=True)
class Candidate:
    """A place that may violate a claim: ``ratio`` is its margin over its scale, in floats."""

    ratio: float
    origin: str
    sizes: Sizes
    batch: draws.Batch
    row: int
    exact: Place | None = None

    @property
    def kind(self) -> Any:
        return (self.origin, self.sizes, self.ratio == 0)


def falsify(
    claim: ProductClaim, effort: Effort, rng: np.random.Generator, deadline: float
) -> tuple[Violation | None, Survey]:
    """Search for an exact counterexample and make it small."""
    survey = Survey()
    deadline = min(deadline, clock() + effort.seconds)
    hit = _Search(claim, effort, deadline, survey).run(rng)
    return (None if hit is None else shrink(claim, hit, clock() + 1.5)), survey


class _Search:
    """Evaluate batches, keep the worst of each origin and size, check them exactly."""

    def __init__(self, claim: ProductClaim, effort: Effort, deadline: float, survey: Survey):
        self.claim, self.effort, self.deadline, self.survey = claim, effort, deadline, survey
        self.pool: list[Candidate] = []
        self.leads: list[Candidate] = []  # where a step's margin is smallest beside the step
        self.tried: set[Any] = set()

    def run(self, rng: np.random.Generator) -> Violation | None:
        for batch in self._batches(rng):
            self._score(*batch)
            if self._clear() and len(self.tried) < 3 * self.effort.checks:
                hit = self._check(4)
                if hit is not None:
                    return hit
            if clock() > self.deadline:
                break
        for _ in range(self.effort.local_rounds):
            if clock() > self.deadline:
                break
            self._local(rng)
            if self._clear():
                hit = self._check(6)
                if hit is not None:
                    return hit
        return self._check(self.effort.checks)

    def _batches(self, rng: np.random.Generator) -> Iterator[Any]:
        sizes = list(self.claim.sizes(self.effort.most_classes))
        for size in sizes[:4]:
            exact = places.Nice(self.claim, size, self.effort.nice, rng)
            yield "nice", size, exact.batch, exact
            if any(i.worst for i in self.claim.inputs):
                yield "nice, worst", size, draws.respond(self.claim, exact.batch), None
        for k, size in enumerate(sizes):
            count = self.effort.draws if k < 4 else self.effort.draws // 4
            for law, batch in draws.batches(self.claim, size, count, rng):
                yield law, size, batch, None
            if k < 3:
                for batch in crossings.batches(self.claim, size):
                    yield "branch boundaries", size, batch, None

    def _local(self, rng: np.random.Generator) -> None:
        """Perturb the worst places of every size."""
        best: dict[Sizes, list[Candidate]] = {}
        self.leads = sorted(self.leads, key=lambda c: c.ratio)[:MOST_LEADS]
        for chosen in (self.leads, sorted(self.pool, key=lambda c: c.ratio)):
            for c in chosen:
                group = best.setdefault(c.sizes, [])
                if len(group) < (12 if chosen is self.leads else 24):
                    group.append(c)
        for size, group in list(best.items())[:6]:
            rows = {i.name: np.stack([c.batch[i.name][c.row] for c in group])
                    for i in self.claim.inputs}  # fmt: skip
            self._score("local", size, draws.around(self.claim, rows, 256, rng), None)

    def _score(self, origin: str, sizes: Sizes, batch: Any, exact: places.Nice | None) -> None:
        count = len(next(iter(batch.values()))) if batch else 0
        if not count:
            return
        try:
            with np.errstate(all="ignore"):
                found = self.claim.evaluate(places.arranged(self.claim, batch), np)
                ratio = _ratio(found, found.scale)
        except ContractError as error:
            if origin in ("dirichlet", "alike"):
                raise
            self.survey.problem = str(error)
            return
        finite = np.isfinite(ratio)
        self.survey.points += int(finite.sum())
        self.survey.skipped += int((~finite & (ratio != np.inf)).sum())
        self.survey.origins.add(origin)
        ratio = np.where(np.isnan(ratio), np.inf, ratio)
        keep = np.argsort(ratio, kind="stable")[:12]
        if self.claim.strict:
            keep = np.unique(np.concatenate([keep, np.flatnonzero(ratio == 0)[:12]]))
        limit = NOISE if not exact else 1e-13  # exact places may well lie on an equality
        for k in keep:
            if ratio[k] < limit:
                chosen = exact[k] if exact else None
                self.pool.append(Candidate(float(ratio[k]), origin, sizes, batch, int(k), chosen))
        if found.guide is not None:
            slope = _ratio(found, found.guide)
            for k in np.argsort(np.where(np.isnan(slope), np.inf, slope))[:8]:
                self.leads.append(Candidate(float(slope[k]), origin, sizes, batch, int(k)))

    def _clear(self) -> bool:
        """Whether something well beyond rounding has been seen."""
        return any(c.ratio < -CLEAR or (self.claim.strict and c.ratio <= 0) for c in self.pool)

    def _check(self, most: int) -> Violation | None:
        """Exact checks: the clear ones, then the worst of every kind in turn."""
        done = 0
        for c in _in_turn(self.pool):
            if done >= most or clock() > self.deadline + 0.5:
                break
            choices = [c.exact] if c.exact else places.exact_versions(self.claim, c.batch, c.row)
            for place in choices:
                name = places.key(place)
                if name in self.tried:
                    continue
                self.tried.add(name)
                done += 1
                self.survey.exact_checks += 1
                try:
                    hit = check(self.claim, place)
                except Undecided:
                    continue
                if hit is not None:
                    return hit
        return None


def _ratio(found: Any, scale: Any) -> Any:
    """The worst case of every point beside a scale."""
    margin = np.asarray(found.margin)
    scale = 1.0 if scale is None else np.maximum(np.asarray(scale), 1e-300)
    ratio = margin / scale
    if found.when is not None:
        ratio = np.where(np.broadcast_to(found.when, ratio.shape), ratio, np.inf)
    return np.where(np.isnan(ratio), np.nan, ratio).min(axis=-1)


def _in_turn(pool: list[Candidate]) -> list[Candidate]:
    """Worst first, but the candidates of one kind one after another."""
    seen: dict[Any, int] = {}
    ranked: list[tuple[int, float, int, Candidate]] = []
    for c in sorted(pool, key=lambda c: c.ratio):
        turn = seen[c.kind] = seen.get(c.kind, -1) + 1
        ranked.append((turn // 2 if c.ratio < -CLEAR else turn, c.ratio, len(ranked), c))
    return [c for *_, c in sorted(ranked, key=lambda r: r[:3])]
