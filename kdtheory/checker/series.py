"""Gaps that do not close: places that run to a limit, or pairs of places that close in."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import Any

from flint import arb, fmpq, fmpz

from kdtheory.checker.exact import PRECISIONS, Exact, precision
from kdtheory.checker.grammar import Row, fields, flag, formula, items, need, number_at
from kdtheory.checker.product_statements import ProductHead
from kdtheory.checker.sampling import sample
from kdtheory.checker.spaces import Place, Space, distance, shape
from kdtheory.checker.stated import SLACK, Found, encloses, how, shown, used, where
from kdtheory.checker.statements import HEAD, LIMITING, Head

SMALLEST_GAP = fmpq(1, 1 << 38)
PERSISTS = fmpq(99, 100)
BITS = 2048  # at which changes of a gap are compared
STILL = fmpq(1, 1 << 600)  # changes below this are none
ROUNDING = fmpq(1, 1 << 44)  # the same where folded values carry what an iteration leaves
FIRST_VALUE = 1 << 8  # of what runs to its limit
LAST_VALUE = 1 << 64
BESIDE = 1 << 32  # the last value beside the fourth power of everything else
FIRST_DISTANCE = 60  # binary digits; the second stage has to have twice as many, and so on

Stages = list[list[Place]]


def series(document: dict[str, Any], about: Head | ProductHead, _: float | None) -> Found:
    """A gap that stays where the claim wants it to close."""
    shared = HEAD + "places gaps specialised nodes "
    fields(document, "the certificate", shared, "value values")
    claim = about.statement
    need(claim.relation in LIMITING, "a series of places says nothing of a margin")
    about.need_whole()
    stages = _stages(document["places"], about.places, 2 if about.end is None else 1)
    if about.end is None:
        _close_in(stages)
    else:
        _approach(stages, *about.end)
    rows = formula(document["nodes"])
    specialised = flag(document["specialised"], "specialised")
    fields(document, "the certificate", shared + ("values" if specialised else "value"))
    values = _values(document, rows, stages, specialised)
    outputs = [k for stage in values for k in stage]
    used(rows, outputs, set(about.places.environment(stages[0][0])), specialised)
    gaps = [_gap(rows, about.places, stage, at) for stage, at in zip(stages, values)]
    stated = items(document["gaps"], "gaps", len(stages), len(stages))
    for (ball, zero), ends in zip(gaps, stated):
        need(bool(ball.is_finite()), "a gap is not finite")
        encloses(ends, ball, zero, "a gap")
    last = gaps[-1][0]
    need(bool(last > arb(SMALLEST_GAP)), "the last gap is too small to tell")
    _settles(
        [_settled(rows, about.places, s, k, document) for s, k in zip(stages, values)][-3:],
        ROUNDING if specialised else STILL,
    )
    return Found(_gap_stays(about, stages, last, specialised))


def _stages(x: Any, space: Space, places: int) -> Stages:
    found = [
        [space.read(place, "a place") for place in items(stage, "a stage", places, places)]
        for stage in items(x, "places", 3, 8)
    ]
    first = shape(found[0][0])
    need(all(shape(p) == first for stage in found for p in stage), "the places differ in size")
    return found


def _settled(
    rows: list[Row], space: Space, stage: list[Place], at: list[int], document: dict[str, Any]
) -> Any:
    """The gap at one stage, sharply: every literal known within bounds is one number inside."""
    balls = []
    for place, k in zip(stage, at):
        here = sample(rows, space.environment(place), Random(document["digest"]))
        balls.append(here.ball(k, BITS))
    with precision(BITS):
        return abs(balls[0] - balls[-1]) if len(balls) == 2 else abs(balls[0])


def _settles(gaps: list[Any], none: Any) -> None:
    """99 % of the one before, and the changes shrink or are below `none`.

    ``T**-b`` and ``h**b`` with a tiny ``b`` look flat as well, but their changes grow at first.
    """
    with precision(BITS):
        before, previous, last = gaps
        need(bool(last >= previous * arb(PERSISTS)), "the gap closes")
        first, now = abs(previous - before), abs(last - previous)
        leaves = bool(last > previous) and bool(last > 1)  # off the simplex for good
        still = bool(now < arb(none)) or bool(2 * now < first)
        need(leaves or still, "the gap does not settle")


def _approach(stages: Stages, moving: str, to_zero: bool) -> None:
    """One input runs to its limit at least by squaring, everything else stays."""
    here = _others(stages[0][0], moving)
    need(all(_others(stage[0], moving) == here for stage in stages), "another input changes")
    values = [stage[0][moving][0][0] for stage in stages]
    far = [1 / x if to_zero else x for x in values]
    need(far[0] >= FIRST_VALUE, f"the first {moving} is not extreme")
    need(all(b >= a * a for a, b in pairwise(far)), f"{moving} does not run to the limit")
    need(far[-1] >= LAST_VALUE, f"the last {moving} is not extreme")
    sizes = [abs(x) for rows in here.values() for row in rows for x in row if x]
    extreme = max([fmpq(1), *sizes, *(1 / x for x in sizes)])
    need(far[-1] >= BESIDE * extreme**4, f"the last {moving} is not extreme beside the point")


def _others(place: Place, moving: str) -> Place:
    return {name: rows for name, rows in place.items() if name != moving}


def _close_in(stages: Stages) -> None:
    """Two places each, whose distance shrinks at least by squaring."""
    distances = [distance(*stage) for stage in stages]
    need(min(distances) > 0, "the two places are the same")
    for k, d in enumerate(distances):
        need(d * fmpz(2) ** (FIRST_DISTANCE << k) <= 1, "the places are too far apart")
    need(all(a > b for a, b in pairwise(distances)), "the places do not close in")
    here, there = stages[0][0], stages[-1][0]
    need(distance(here, there) <= 2 * distances[0], "the stages are at different places")


def _values(
    document: dict[str, Any], rows: list[Row], stages: Stages, specialised: bool
) -> list[list[int]]:
    if not specialised:
        value = number_at(document["value"], rows, "value")
        return [[value] * len(stage) for stage in stages]
    listed = items(document["values"], "values", len(stages), len(stages))
    return [
        [number_at(k, rows, "values") for k in items(row, "values", len(stage), len(stage))]
        for row, stage in zip(listed, stages)
    ]


def _gap(rows: list[Row], space: Space, stage: list[Place], at: list[int]) -> tuple[Any, bool]:
    """Ball of the gap at one stage, and whether it is exactly zero."""
    balls, exact = [], []
    for place, k in zip(stage, at):
        found = Exact(rows, space.environment(place))
        balls.append(_sharp(found, k))
        exact.append(found.rational(k))
    with precision(512):
        ball = abs(balls[0] - balls[1]) if len(balls) == 2 else abs(balls[0])
    known = all(q is not None for q in exact)
    return ball, known and (exact[0] == exact[-1] if len(exact) == 2 else exact[0] == 0)


def _sharp(exact: Exact, k: int) -> Any:
    """A ball much smaller than what counts as a change."""
    for prec in PRECISIONS:
        ball = exact.ball(k, prec)
        if ball.is_finite() and ball.rad() < arb(SLACK):
            break
    return ball


def _gap_stays(about: Head | ProductHead, stages: Stages, gap: Any, specialised: bool) -> str:
    first = stages[0][0]
    if about.end is None:
        return (
            f"{about.operator} refuted: jump of {shown(gap)} at {where(first)}, the same at "
            f"{len(stages)} ever smaller distances; {how(specialised)}"
        )
    moving, to_zero = about.end
    values = "temperatures" if moving == "T" else f"values of {moving}"
    return (
        f"{about.operator} refuted: distance {shown(gap)} to the limit at "
        f"{where(_others(first, moving))} for {len(stages)} {values} towards "
        f"{'0' if to_zero else '∞'}; {how(specialised)}"
    )
