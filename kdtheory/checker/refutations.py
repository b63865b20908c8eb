"""Counterexamples: a point where the margin is on the wrong side, a gap that does not close."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flint import arb, fmpq, fmpz

from kdtheory.checker.exact import PRECISIONS, Exact, precision
from kdtheory.checker.grammar import (
    Rejected,
    Row,
    below,
    decimal,
    fields,
    flag,
    formula,
    is_boolean,
    items,
    need,
    number_at,
    rational,
    variables,
    whole,
)
from kdtheory.checker.statements import HEAD, LIMITING, MOST_CLASSES, Head

SMALLEST_GAP = fmpq(1, 1 << 38)
PERSISTS = fmpq(99, 100)
ROUNDING = fmpq(1, 1 << 44)  # changes of a gap below this are none: literals have some slack
FIRST_TEMPERATURE = 1 << 8
LAST_TEMPERATURE = 1 << 64
FIRST_DISTANCE = 60  # binary digits; the second stage has to have twice as many, and so on
WIDEST = fmpq(1, 10**6)  # of a stated enclosure, relative to its ends
_SLACK = fmpq(1, 1 << 80)

Place = tuple[tuple[Any, ...], Any]


@dataclass(frozen=True)
class Found:
    """What a certificate shows, and which part of its evidence was looked at."""

    summary: str
    share: float = 1.0


# numbers -----------------------------------------------------------------------------------


def _decimal_ball(x: Any, what: str) -> Any:
    mantissa, exponent = decimal(x, what)
    if abs(exponent) <= 20_000:
        scale = fmpz(10) ** abs(exponent)
        return arb(fmpq(mantissa) * scale if exponent >= 0 else fmpq(mantissa) / scale)
    return arb(mantissa) * (arb(exponent) * arb(10).log()).exp()


def _ends(x: Any, what: str) -> tuple[Any, Any]:
    low, high = (_decimal_ball(e, what) for e in items(x, what, 2, 2))
    need(not high < low, f"{what}: the ends are the wrong way round")
    return low, high


def _encloses(x: Any, ball: Any, exactly_zero: bool, what: str) -> None:
    """Reject unless the stated decimals enclose the value, and tightly."""
    with precision(256):
        low, high = _ends(x, what)
        if exactly_zero:
            need(low == 0 and high == 0, f"{what}: the value is exactly zero")
            return
        need(bool(ball.is_finite()), f"{what}: the value is not finite")
        room = abs(low).max(abs(high)) * arb(_SLACK)
        need(bool(low - room <= ball) and bool(ball <= high + room), f"{what} is wrong")
        size = abs(ball)
        need(bool(high - low <= size * arb(WIDEST)), f"{what} is too wide")


# a point -----------------------------------------------------------------------------------


def point(x: Any, closed: bool, what: str) -> tuple[Any, ...]:
    """A rational point of the simplex."""
    p = tuple(rational(e, what) for e in items(x, what, 2, MOST_CLASSES))
    need(sum(p, fmpq(0)) == 1, f"{what} does not sum to one")
    need(min(p) >= 0, f"{what} has a negative entry")
    need(closed or min(p) > 0, f"{what} lies on the boundary, which the claim leaves out")
    return p


def temperature(x: Any, about: Head, what: str) -> Any:
    """A rational temperature of the claim's domain."""
    T = rational(x, what)
    need(T >= about.lowest and T > 0, f"{what} lies below the temperatures of the claim")
    return T


def _used(rows: list[Row], outputs: list[int], names: set[str], specialised: bool) -> None:
    """Every node serves an output, and the variables are the inputs' (or there are none)."""
    need(len(below(rows, outputs)) == len(rows), "the formula has nodes that nothing uses")
    found = variables(rows, outputs)
    need(found <= names, "the formula uses other variables than the inputs")
    if specialised:
        need(not found, "a specialised formula has no variables")
    else:
        need(bool(found), "the formula does not depend on the inputs")


def witness(document: dict[str, Any], about: Head, _: float | None) -> Found:
    """A point at which the margin is certainly on the wrong side of zero."""
    fields(
        document, "the certificate",
        HEAD + "inputs specialised nodes hypotheses margin enclosure",
    )  # fmt: skip
    claim = about.statement
    need(claim.relation not in LIMITING, "a single point says nothing of a limit")
    need(about.whole_simplex() == "all", "the scope is not the domain of the claim")
    inputs = fields(document["inputs"], "inputs", "p T")
    p = point(inputs["p"], claim.closed, "inputs.p")
    T = _temperatures(inputs["T"], about)
    _hypothesis(p, about)
    rows = formula(document["nodes"])
    specialised = flag(document["specialised"], "specialised")
    conditions = items(document["hypotheses"], "hypotheses", 0, 64)
    need(len(set(map(str, conditions))) == len(conditions), "a hypothesis is stated twice")
    for c in conditions:
        need(is_boolean(rows[whole(c, 0, len(rows) - 1, "a hypothesis")]), "not a condition")
    if not claim.conditional:
        need(not conditions, "the claim has no hypothesis")
    margin = number_at(document["margin"], rows, "margin")
    env = {f"p{k}": x for k, x in enumerate(p)} | {f"T{k}": t for k, t in enumerate(T)}
    _used(rows, [margin, *conditions], set(env), specialised)
    exact = Exact(rows, env)
    for c in conditions:
        need(exact.truth(c) is True, "a hypothesis does not hold at the inputs")
    need(exact.violates(margin, about.strict), "the margin is not on the wrong side of zero")
    ball = exact.ball(margin)
    _encloses(document["enclosure"], ball, exact.rational(margin) == 0, "enclosure")
    return Found(_refuted(about, _shown(ball), p, T, specialised))


def _temperatures(x: Any, about: Head) -> list[Any]:
    count, at = about.statement.temperatures, about.statement.at
    T = [temperature(t, about, "inputs.T") for t in items(x, "inputs.T", count, count)]
    need(all(a < b for a, b in pairwise(T)), "the temperatures do not increase")
    need(at is None or T == [at], "the claim is about another temperature")
    return T


def _hypothesis(p: tuple[Any, ...], about: Head) -> None:
    """What the claim presupposes, as far as the inputs alone show it."""
    if about.key in ("SK-A1/strict", "SK-A3/strict"):
        need(len(set(map(str, p))) > 1, "the point is uniform, which the claim leaves out")


def _shown(ball: Any) -> str:
    return ball.str(6, radius=False) if ball.is_finite() else "?"


def _refuted(about: Head, margin: str, p: Any, T: list[Any], specialised: bool) -> str:
    at = f"p = ({', '.join(map(_short, p))}), T = {', '.join(map(_short, T))}"
    how = "evaluated exactly" + (" with the inputs' values folded in" if specialised else "")
    return f"{about.operator} refuted: margin {margin} at {at}; {how}"


def _short(q: Any) -> str:
    text = str(q)
    return text if len(text) <= 40 else arb(q).str(6, radius=False)


# a series ----------------------------------------------------------------------------------


def series(document: dict[str, Any], about: Head, _: float | None) -> Found:
    """A gap that stays where the claim wants it to close."""
    shared = HEAD + "places gaps specialised nodes "
    fields(document, "the certificate", shared, "value values")
    claim = about.statement
    need(claim.relation in LIMITING, "a series of places says nothing of a margin")
    need(about.whole_simplex() == "all", "the scope is not the domain of the claim")
    pairs = claim.relation == "is continuous"
    stages = _stages(document["places"], about, 2 if pairs else 1)
    if pairs:
        _close_in(stages)
    else:
        _approach(stages, claim.limit == "zero")
    rows = formula(document["nodes"])
    specialised = flag(document["specialised"], "specialised")
    fields(document, "the certificate", shared + ("values" if specialised else "value"))
    values = _values(document, rows, stages, specialised)
    n = len(stages[0][0][0])
    outputs = [k for stage in values for k in stage]
    _used(rows, outputs, {f"p{k}" for k in range(n)} | {"T0"}, specialised)
    gaps = [_gap(rows, stage, at) for stage, at in zip(stages, values)]
    stated = items(document["gaps"], "gaps", len(stages), len(stages))
    for (ball, zero), ends in zip(gaps, stated):
        need(bool(ball.is_finite()), "a gap is not finite")
        _encloses(ends, ball, zero, "a gap")
    last = gaps[-1][0]
    _settles([ball for ball, _ in gaps])
    return Found(_gap_stays(about, stages, last, specialised))


def _stages(x: Any, about: Head, places: int) -> list[list[Place]]:
    found: list[list[Place]] = []
    for stage in items(x, "places", 3, 8):
        row: list[Place] = []
        for place in items(stage, "a stage", places, places):
            fields(place, "a place", "p T")
            p = point(place["p"], about.statement.closed, "a place")
            row.append((p, temperature(place["T"], about, "a place")))
        found.append(row)
    need(len({len(p) for stage in found for p, _ in stage}) == 1, "the places differ in classes")
    return found


def _settles(gaps: list[Any]) -> None:
    """Not tiny, 99 % of the one before, and the changes shrink.

    ``T**-b`` with a tiny ``b`` looks flat as well, but its changes grow at first.
    """
    with precision(512):
        before, previous, last = gaps[-3:]
        need(bool(last > arb(SMALLEST_GAP)), "the last gap is too small to tell")
        need(bool(last >= previous * arb(PERSISTS)), "the gap closes")
        first, now = abs(previous - before), abs(last - previous)
        leaves = bool(last > previous) and bool(last > 1)  # off the simplex for good
        still = bool(now < arb(ROUNDING)) or bool(2 * now < first)
        need(leaves or still, "the gap does not settle")


def _approach(stages: list[list[Place]], to_zero: bool) -> None:
    """The same point, temperatures that run to their limit at least by squaring."""
    p = stages[0][0][0]
    need(all(stage[0][0] == p for stage in stages), "the point changes")
    T = [1 / stage[0][1] if to_zero else stage[0][1] for stage in stages]
    need(T[0] >= FIRST_TEMPERATURE, "the first temperature is not extreme")
    need(all(b >= a * a for a, b in pairwise(T)), "the temperatures do not run to the limit")
    smallest = min(x for x in p if x > 0)
    need(T[-1] >= LAST_TEMPERATURE, "the last temperature is not extreme")
    need((1 << 32) <= T[-1] * smallest**4, "the last temperature is not extreme beside the point")


def _close_in(stages: list[list[Place]]) -> None:
    """Two places each, whose distance shrinks at least by squaring."""
    distances = [_distance(*stage) for stage in stages]
    need(min(distances) > 0, "the two places are the same")
    for k, d in enumerate(distances):
        need(d * fmpz(2) ** (FIRST_DISTANCE << k) <= 1, "the places are too far apart")
    need(all(a > b for a, b in pairwise(distances)), "the places do not close in")
    here, there = stages[0][0], stages[-1][0]
    need(_distance(here, there) <= 2 * distances[0], "the stages are at different places")


def _distance(a: Place, b: Place) -> Any:
    return max(abs(x - y) for x, y in zip((*a[0], a[1]), (*b[0], b[1])))


def _values(
    document: dict[str, Any], rows: list[Row], stages: list[list[Place]], specialised: bool
) -> list[list[int]]:
    if not specialised:
        value = number_at(document["value"], rows, "value")
        return [[value] * len(stage) for stage in stages]
    listed = items(document["values"], "values", len(stages), len(stages))
    return [
        [number_at(k, rows, "values") for k in items(row, "values", len(stage), len(stage))]
        for row, stage in zip(listed, stages)
    ]


def _gap(rows: list[Row], stage: list[Place], at: list[int]) -> tuple[Any, bool]:
    """Ball of the gap at one stage, and whether it is exactly zero."""
    balls, exact = [], []
    for (p, T), k in zip(stage, at):
        env = {f"p{j}": x for j, x in enumerate(p)} | {"T0": T}
        found = Exact(rows, env)
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
        if ball.is_finite() and ball.rad() < arb(_SLACK):
            break
    return ball


def _gap_stays(about: Head, stages: list[list[Place]], gap: Any, specialised: bool) -> str:
    how = "evaluated exactly" + (" with the inputs' values folded in" if specialised else "")
    p, T = stages[0][0]
    where = f"p = ({', '.join(map(_short, p))})"
    if about.statement.limit:
        end = "∞" if about.statement.limit == "inf" else "0"
        return (
            f"{about.operator} refuted: distance {_shown(gap)} to the limit at {where} for "
            f"{len(stages)} temperatures towards {end}; {how}"
        )
    return (
        f"{about.operator} refuted: jump of {_shown(gap)} at {where}, T = {_short(T)}, the same at "
        f"{len(stages)} ever smaller distances; {how}"
    )


__all__ = ["Found", "Rejected", "point", "series", "temperature", "witness"]
