"""Make a confirmed counterexample small: few classes, few distinct entries, short fractions."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from kdtheory import simplex
from kdtheory.arithmetic.expr import Undecided
from kdtheory.arithmetic.floating import ContractError
from kdtheory.arithmetic.trace import TraceError
from kdtheory.claims.claim import Claim, clock
from kdtheory.engines import candidates
from kdtheory.engines.exactly import Violation, check

#: Pairs of temperatures that a person would try beside the ones found.
USUAL = ((1, 2), (2, 3), (2, 5), (2, 10), (5, 10), (10, 20))


def size(hit: Violation) -> tuple[int, int, int]:
    """What is minimised: classes, digits of all fractions, distinct entries."""
    digits = sum(len(str(x.numerator)) + len(str(x.denominator)) for x in (*hit.p, *hit.T))
    return (len(hit.p), digits, len(set(hit.p)))


def shrink(claim: Claim, hit: Violation, deadline: float) -> Violation:
    """The smallest confirmed violation found before the deadline, never larger than `hit`."""
    best = _simple(claim, hit, deadline)
    improved = True
    while improved and clock() < deadline:
        improved = False
        for p, T in _smaller(claim, best):
            if clock() > deadline:
                break
            trial = Violation(p, T, best.margin, 0)
            if size(trial) >= size(best) or not _inside(claim, p, T):
                continue
            try:
                found = check(claim, p, T)
            except (TraceError, Undecided):
                continue
            if found is not None:
                best, improved = found, True
                break
    return best


def _inside(claim: Claim, p: tuple[Fraction, ...], T: tuple[Fraction, ...]) -> bool:
    if sum(p) != 1 or any(x < 0 or (x == 0 and not claim.domain.closed) for x in p):
        return False
    fixed = claim.fixed_temperature
    if fixed is not None:
        return T == (fixed,)
    return T[0] >= claim.domain.lowest and (len(T) == 1 or T[0] < T[1])


def _simple(claim: Claim, hit: Violation, deadline: float) -> Violation:
    """The simplest of the points a person would try, if floats say that one is violated."""
    temps = sorted(candidates.temperatures(claim.domain.lowest))
    near = {t.limit_denominator(d) for t in hit.T for d in (1, 4, 100)}
    high = max(Fraction(1000), 2 * max(hit.T))  # beyond, floats see no difference any more
    temps = sorted({t for t in [*temps, *near] if claim.domain.lowest <= t <= high})
    if claim.fixed_temperature is not None:
        choices: list[tuple[Fraction, ...]] = [(claim.fixed_temperature,)]
    elif claim.temperatures == 1:
        choices = [(t,) for t in temps]
    else:
        choices = [(a, b) for a in temps for b in temps if a < b]
    tries: list[tuple[Any, tuple[Fraction, ...], tuple[Fraction, ...]]] = []
    for n in (2, 3, 4):
        points = [p for p in candidates.nice(claim.domain.closed) if len(p) == n]
        if n > len(hit.p) or not points:
            continue
        rows = np.repeat(simplex.to_float(points), len(choices), axis=0)
        T = [
            np.tile([float(c[k]) for c in choices], len(points))[:, None]
            for k in range(claim.temperatures)
        ]
        try:
            with np.errstate(all="ignore"):
                found = claim.margin(claim.subject.floating, rows, T, np)
        except ContractError:
            continue
        margin = np.where(True if found.when is None else found.when, found.margin, np.inf).min(
            axis=-1
        )
        limit = 0.0 if claim.strict else -1e-13
        for k in np.flatnonzero(margin <= limit):
            p, t = points[k // len(choices)], choices[k % len(choices)]
            tries.append((size(Violation(p, t, ("", ""), 0)), p, t))
    for _, p, t in _some_of_each(tries):
        if clock() > deadline:
            break
        try:
            smaller = check(claim, p, t)
        except (TraceError, Undecided):
            continue
        if smaller is not None and size(smaller) < size(hit):
            return smaller
    return hit


def _some_of_each(tries: list[Any]) -> list[Any]:
    """The simplest tries, at most 14 of a class count: its zeros may all be rounding."""
    seen: dict[int, int] = {}
    chosen = []
    for trial in sorted(tries, key=lambda x: x[0]):
        n = len(trial[1])
        seen[n] = seen.get(n, 0) + 1
        if seen[n] <= 14:
            chosen.append(trial)
    return chosen


def _smaller(
    claim: Claim, hit: Violation
) -> Iterator[tuple[tuple[Fraction, ...], tuple[Fraction, ...]]]:
    """Neighbours that are simpler, boldest first."""
    p, T = hit.p, hit.T
    if len(p) > 2:
        for k in range(len(p)):
            rest = [x for i, x in enumerate(p) if i != k]
            if sum(rest) > 0:
                yield tuple(x / sum(rest) for x in rest), T
                top = rest.index(max(rest))
                rest[top] += p[k]
                yield tuple(rest), T
    usual = [tuple(map(Fraction, t)) for t in USUAL] if len(T) == 2 else [(Fraction(2),)]
    for larger in _less_extreme(p):
        yield from ((larger, t) for t in (T, *usual))
    for digits in (1, 2, 3, 4, 6, 9):
        yield simplex.rationalise(p, digits), T
        for i in range(len(p)):
            for j in range(i + 1, len(p)):
                tied = list(p)
                tied[i] = tied[j]
                yield simplex.rationalise(tied, digits), T
    for denominator in (1, 2, 4, 10, 100, 1000, 10**6, 2**20):
        for k in range(len(T)):
            shorter = list(T)
            shorter[k] = T[k].limit_denominator(denominator)
            yield p, tuple(shorter)
        if len(T) == 2:
            low = T[0].limit_denominator(denominator)
            yield p, (low, T[1].limit_denominator(denominator))
            yield p, (low, low + 1)
            yield p, (low, low + Fraction(1, denominator))
    for i in range(len(p)):
        for denominator in (10, 100, 1000, 10**6):
            moved = list(p)
            moved[i] = p[i].limit_denominator(denominator)
            top = moved.index(max(moved))
            moved[top] += 1 - sum(moved)
            yield tuple(moved), T


def _less_extreme(p: tuple[Fraction, ...]) -> Iterator[tuple[Fraction, ...]]:
    """The small entries, together or one at a time, replaced by larger powers of ten."""
    top = p.index(max(p))
    small = [i for i in range(len(p)) if i != top and 0 < p[i] < Fraction(1, 100)]
    groups = [small, *([i] for i in small)] if len(small) > 1 else [small]
    for power in range(2, 19):
        value = Fraction(1, 10**power)
        for group in groups:
            if group and all(p[i] < value for i in group):
                moved = [value if i in group else x for i, x in enumerate(p)]
                moved[top] = 0 * value
                rest = 1 - sum(moved, Fraction(0))
                if rest > 0:
                    moved[top] = rest
                    yield tuple(moved)
