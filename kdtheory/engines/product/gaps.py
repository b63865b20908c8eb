"""Falsify continuity and limits of product claims: a gap that persists under refinement, exactly.

The criterion is that of :mod:`kdtheory.engines.jumps`: a gap is believed if it settles at
distances ``2**-200``, ``2**-400``, ``2**-800``, or at ``T = 2**256``, ``2**1024``, ``2**4096``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from kdtheory.arithmetic import balls
from kdtheory.arithmetic.expr import BASE_PRECISION, Graph, Node, Undecided
from kdtheory.claims.claim import clock
from kdtheory.claims.product import Input, Place, ProductClaim, Sizes
from kdtheory.engines.bisection import DEPTHS
from kdtheory.engines.falsify import Survey
from kdtheory.engines.jumps import EXPONENTS, SMALLEST, _large, _largest, _persist, _sharp, settles
from kdtheory.engines.product import crossings, places
from kdtheory.engines.product.check import at_place
from kdtheory.engines.product.shrink import size

STEP = 1e-11  # of the float search for jumps
SMALLEST_JUMP = 1e-9
EXTREME = Fraction(2**64)  # the least of the three temperatures that a gap has to last for
FARTHEST = Fraction(1, 2**200)  # smallest entry at which the last temperature is still extreme


@dataclass(frozen=True)
class Persistent:
    """A gap measured at finer and finer places.

    Attributes
    ----------
    places : list of list of places
        One entry a refinement: the place, or the two places compared.
    gaps : list of (str, str)
        Decimal enclosures of the gap at each refinement.
    entry : int
        Which entry of the output has the gap.
    base : place or None
        The exact place of discontinuity where it is known.
    """

    places: list[list[Place]]
    gaps: list[tuple[str, str]]
    entry: int
    base: Place | None = None


def output(claim: ProductClaim, place: Place) -> list[Node]:
    """The claim's vector at an exact place.

    Raises
    ------
    TraceError, Undecided
    """
    graph = Graph(pinned=claim.pinned)
    with balls.precision(BASE_PRECISION):
        return list(at_place(claim, graph, place).nodes.reshape(-1))


def _settles(claim: ProductClaim, found: Persistent) -> bool:
    last = found.places[-3:]
    return settles([[output(claim, place)[found.entry] for place in stage] for stage in last])


# limits --------------------------------------------------------------------------------------


def falsify_limit(
    claim: ProductClaim, count: int, rng: np.random.Generator, deadline: float
) -> tuple[Persistent | None, Survey]:
    """A place at which the limit is missed, or None."""
    survey = Survey(origins={"nice"})
    tried = 0
    for sizes in list(claim.sizes(4))[:5]:
        for place in sorted(places.Nice(claim, sizes, count, rng), key=size):
            if clock() > deadline:
                return None, survey
            if not _moderate(claim, place):
                continue
            tried += 1
            survey.points = survey.exact_checks = tried
            try:
                found = _distance(claim, place)
            except (Undecided, ZeroDivisionError):
                continue
            if found is not None:
                return found, survey
    return None, survey


def _moderate(claim: ProductClaim, place: Place) -> bool:
    """Whether the last temperature is extreme beside every entry."""
    rows = [x for name, r in place.items() if name != claim.limit for row in r for x in row]
    return all(abs(x) > FARTHEST for x in rows if x)


def _distance(claim: ProductClaim, place: Place) -> Persistent | None:
    assert claim.limit is not None
    stages: list[Place] = []
    rows: list[list[Any]] = []
    for k in EXPONENTS:
        here = {**place, claim.limit: ((Fraction(2**k),),)}
        try:
            nodes = output(claim, here)
        except Undecided:  # too close to tell apart, at this temperature
            continue
        with balls.precision(BASE_PRECISION):
            gaps = [abs(ball) for ball in _sharp(nodes)]
        if all(g.is_finite() for g in gaps):
            stages.append(here)
            rows.append(gaps)
            if max(float(g.mid()) for g in gaps) < float(SMALLEST) / 4:
                return None
    if len(rows) < 3 or stages[-3][claim.limit][0][0] < EXTREME:
        return None
    entry = _largest(rows[-1])
    series = [row[entry] for row in rows]
    if not _persist(series):
        return None
    found = Persistent([[x] for x in stages], [balls.ends(g) for g in series], entry)
    return found if _settles(claim, found) else None


# continuity ----------------------------------------------------------------------------------


def falsify_continuity(
    claim: ProductClaim, count: int, rng: np.random.Generator, deadline: float
) -> tuple[Persistent | None, Survey]:
    """A jump, or None: at ties, at faces where the claim has them, at branch boundaries."""
    survey = Survey(origins={"ties", "branch boundaries"})
    if any(i.closed for i in claim.inputs):
        survey.origins.add("faces")
    for stages, base in _approaches(claim, list(claim.sizes(4))[:5], count, rng, survey):
        if clock() > deadline:
            break
        try:
            found = _gap(claim, stages, base)
        except (Undecided, ZeroDivisionError):
            continue
        survey.exact_checks += 1
        if found is not None:
            return found, survey
    return None, survey


Stages = list[tuple[Place, Place]]


def _approaches(
    claim: ProductClaim, several: list[Sizes], count: int, rng: np.random.Generator, survey: Survey
) -> Iterator[tuple[Stages, Place | None]]:
    """The quick look at every size first, the walks along segments afterwards."""
    for sizes in several:
        yield from _steepest(claim, sizes, count, rng, survey)
    # a kink may be a jump where something else is zero, as in x ** max(w - 1/2, 0) at x = 0
    for kinks in (False, True):
        for sizes in several:
            yield from _at_crossings(claim, crossings.crossings(claim, sizes, kinks=kinks))


def _at_crossings(
    claim: ProductClaim, several: Iterator[crossings.Crossing]
) -> Iterator[tuple[Stages, Place | None]]:
    for found in several:
        depths = crossings.close_in(claim, found)
        if len(depths) < len(DEPTHS):
            continue
        exact = depths[-1].exact
        if exact is not None:
            at = found.at(exact)
            yield [(at, found.at(c.high)) for c in depths], at
            yield [(at, found.at(c.low)) for c in depths], at
        yield [(found.at(c.low), found.at(c.high)) for c in depths], None


def _steepest(
    claim: ProductClaim, sizes: Sizes, count: int, rng: np.random.Generator, survey: Survey
) -> Iterator[tuple[Stages, Place | None]]:
    """Nice places with ties and zeros, approached from two sides; the largest float gaps first."""
    nice = places.Nice(claim, sizes, count, rng)
    kinds = rng.integers(0, 4, count)  # half of the places keep their rows, half get ties
    base = {i.name: _alike(nice.batch[i.name], kinds) for i in claim.inputs}
    ends = [
        {i.name: rng.integers(1, 40, base[i.name].shape) for i in claim.inputs} for _ in range(2)
    ]
    values = [_near(claim, base, None), *(_near(claim, base, end) for end in ends)]
    survey.points += count
    for first, second in ((0, 1), (1, 2)):
        change = np.abs(values[first] - values[second]).max(axis=-1)
        change = np.where(np.isnan(change), 0.0, change)
        for k in np.argsort(-change)[: max(count // 60, 6)]:
            if change[k] > SMALLEST_JUMP:
                place = {i.name: _exactly_alike(nice[k][i.name], kinds[k]) for i in claim.inputs}
                one, two = ({i.name: _target(i, end[i.name][k]) for i in claim.inputs}
                            for end in ends)  # fmt: skip
                yield _stages(place, one, two, from_base=first == 0), place


def _near(claim: ProductClaim, base: Any, end: Any) -> Any:
    """The vector at the base, or a little way from it towards an end."""
    moved = {}
    for i in claim.inputs:
        rows = base[i.name]
        if end is not None:
            target = (
                end[i.name] / end[i.name].sum(-1, keepdims=True)
                if i.law == "simplex"
                else (end[i.name])
            )
            rows = rows + STEP * (target - rows)
        moved[i.name] = rows
    with np.errstate(all="ignore"):
        return np.asarray(claim.evaluate(places.arranged(claim, moved), np))


def _alike(rows: Any, kinds: Any) -> Any:
    """Some stacks with all rows equal, some with one row in every turn: ties between teachers."""
    same = np.repeat(rows[:, :1], rows.shape[1], axis=1)
    turned = np.stack([np.roll(rows[:, 0], -k, axis=-1) for k in range(rows.shape[1])], axis=1)
    kinds = kinds[:, None, None]
    return np.where(kinds == 0, same, np.where(kinds == 1, turned, rows))


def _exactly_alike(rows: Any, kind: int) -> Any:
    if kind == 0:
        return rows[:1] * len(rows)
    n = len(rows[0])
    return (
        tuple(rows[0][k % n :] + rows[0][: k % n] for k in range(len(rows)))
        if kind == 1
        else (rows)
    )


def _target(i: Input, rows: Any) -> Any:
    """A place inside, all entries different, as rationals."""
    totals = [int(row.sum()) if i.law == "simplex" else 1 for row in rows]
    return tuple(
        tuple(Fraction(int(x), t) for x in row) for row, t in zip(rows, totals, strict=True)
    )


def _stages(base: Place, one: Place, two: Place, *, from_base: bool) -> Stages:
    steps = [Fraction(1, 2**depth) for depth in DEPTHS]
    if from_base:
        return [(base, places.between(base, one, h)) for h in steps]
    # as far from each other as from the base, or they would run somewhere rather than close in
    near = Fraction(1, 8) if _apart(base, one) > 2 * _apart(one, two) else 1
    return [(places.between(base, one, h), places.between(base, two, near * h)) for h in steps]


def _apart(a: Place, b: Place) -> Fraction:
    """The largest difference of two entries."""
    pairs = ((x, y) for name in a for u, v in zip(a[name], b[name]) for x, y in zip(u, v))
    return max(abs(x - y) for x, y in pairs)


def _gap(claim: ProductClaim, stages: Stages, base: Place | None) -> Persistent | None:
    rows: list[list[Any]] = []
    for a, b in stages:
        x, y = _sharp(output(claim, a)), _sharp(output(claim, b))
        with balls.precision(BASE_PRECISION):
            gaps = [abs(u - v) for u, v in zip(x, y, strict=True)]
            if not all(g.is_finite() for g in gaps):
                return None
            if max(float(g.mid()) for g in gaps) < float(SMALLEST):
                return None
            rows.append(gaps)
            entry = _largest(gaps)
            if not _large([row[entry] for row in rows]):
                return None
    entry = _largest(rows[-1])
    series = [row[entry] for row in rows]
    if not _persist(series):
        return None
    ends = [balls.ends(g) for g in series]
    found = Persistent([list(pair) for pair in stages], ends, entry, base)
    return found if _settles(claim, found) else None
