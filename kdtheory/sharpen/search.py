"""The lower end: a point where the quotient is as large as can be found, made exact."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from kdtheory.sharpen.formula import Formula
from kdtheory.sharpen.registry import Quotient
from kdtheory.sharpen.result import Witness

PRECISIONS = (160, 400, 1000)
ACCURATE = 100  # bits of a side that are enough
_ZOOMS, _SIDE = 40, 17


def maximise(q: Quotient) -> tuple[float, ...]:
    """A point of the unit cube where the quotient is largest, in floating point.

    A grid that is fine near the faces, then ever smaller grids around the best points.
    """
    if not q.variables:
        return ()
    formula = Formula.of([q.numerator, q.denominator])
    fine = np.geomspace(1e-9, 0.1, 120)
    axis = np.unique(np.concatenate([[0.0, 1.0], fine, 1 - fine, np.linspace(0, 1, 161)]))
    starts = _best(formula, q, [axis] * len(q.variables), 6)
    found = [_zoom(formula, q, start, axis) for start in starts]
    return max(found, key=lambda f: f[0])[1]


def _ratio(formula: Formula, q: Quotient, points: list[Any]) -> Any:
    with np.errstate(all="ignore"):
        top, bottom = formula.floats(dict(zip(q.variables, points, strict=True)))
        ratio = np.asarray(top / bottom, dtype=float) * np.ones_like(points[0])
    return np.where(np.isfinite(ratio), ratio, -np.inf)


def _best(formula: Formula, q: Quotient, axes: list[Any], count: int) -> list[tuple[float, ...]]:
    points = [m.ravel() for m in np.meshgrid(*axes, indexing="ij")]
    order = np.argsort(-_ratio(formula, q, points), kind="stable")[: 50 * count]
    chosen: list[tuple[float, ...]] = []
    for k in order:  # several places, not several neighbours
        at = tuple(float(m[k]) for m in points)
        if all(max(abs(a - b) for a, b in zip(at, c, strict=True)) > 0.02 for c in chosen):
            chosen.append(at)
    return chosen[:count]


def _zoom(
    formula: Formula, q: Quotient, start: tuple[float, ...], axis: Any
) -> tuple[float, tuple[float, ...]]:
    centre, value = start, -np.inf
    place = [int(np.searchsorted(axis, c)) for c in start]
    reach = [float(axis[min(k + 1, len(axis) - 1)] - axis[max(k - 1, 0)]) for k in place]
    for _ in range(_ZOOMS):
        axes = [
            np.unique(np.clip(np.append(np.linspace(c - r, c + r, _SIDE), c), 0, 1))
            for c, r in zip(centre, reach, strict=True)
        ]
        points = [m.ravel() for m in np.meshgrid(*axes, indexing="ij")]
        ratio = _ratio(formula, q, points)
        k = int(np.argmax(ratio))
        centre, value = tuple(float(m[k]) for m in points), float(ratio[k])
        reach = [r / 2.5 for r in reach]
    return value, centre


def witness(q: Quotient, width: float) -> Witness:
    """The best point with the smallest denominators that cost at most a tenth of `width`."""
    at = maximise(q)
    best = evaluate(q, tuple(Fraction(c) for c in at))
    enough = best.ratio[0] * (1 - Fraction(width) / 10)
    for candidate in _simpler(at):
        found = evaluate(q, candidate)
        if found.ratio[0] >= enough:
            return found
    return best


def _simpler(at: tuple[float, ...]) -> Iterator[tuple[Fraction, ...]]:
    for k in range(1, 30):
        yield tuple(Fraction(c).limit_denominator(4 * 3**k) for c in at)


def evaluate(q: Quotient, at: tuple[Fraction, ...]) -> Witness:
    """Both sides at an exact point, by definition."""
    from kdtheory.arithmetic.balls import precision

    inputs = q.inputs(at)
    for bits in PRECISIONS:
        with precision(bits):
            lhs, rhs = q.sides(inputs)
            if isinstance(lhs, Fraction):
                return Witness(inputs, at, (lhs, lhs), (rhs, rhs), (lhs / rhs, lhs / rhs))
            if rhs > 0 and lhs.rel_accuracy_bits() > ACCURATE < rhs.rel_accuracy_bits():
                return Witness(inputs, at, _ends(lhs), _ends(rhs), _ends(lhs / rhs))
    zero = (Fraction(0), Fraction(0))
    return Witness(inputs, at, zero, zero, zero)


def _ends(ball: Any) -> tuple[Fraction, Fraction]:
    return _rational(ball.lower()), _rational(ball.upper())


def _rational(x: Any) -> Fraction:
    mantissa, exponent = x.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
