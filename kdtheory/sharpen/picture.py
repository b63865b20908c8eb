"""The quotient of both sides against a position, as SVG, with the extremal point marked."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from kdtheory.report.svg import (
    FAINT,
    INK,
    MUTED,
    REFUTED,
    Pixel,
    document,
    element,
    label,
    path,
)
from kdtheory.sharpen.formula import Formula
from kdtheory.sharpen.result import Sharp

WIDTH, HEIGHT = 620.0, 390.0
LEFT, RIGHT, TOP, BOTTOM = 62.0, 26.0, 58.0, 52.0
ACCENT = "#2a6fb0"
_SLICES, _POINTS = (0.05, 0.2, 0.5, 0.8, 1.0), 400


@dataclass(frozen=True)
class Frame:
    """Positions and quotients to pixels."""

    x: tuple[float, float]
    y: tuple[float, float]

    def at(self, x: float, y: float) -> Pixel:
        across = (x - self.x[0]) / (self.x[1] - self.x[0] or 1)
        up = (y - self.y[0]) / (self.y[1] - self.y[0] or 1)
        return (
            LEFT + across * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM),
        )


Curve = tuple[Any, Any]


def picture(found: Sharp) -> str:
    """Draw the slice through the extremal point, some others, and both constants."""
    main, others = _curves(found)
    stated, sharp = float(found.quotient.stated), float(found.upper or found.lower)
    frame = _frame([main, *others], stated, sharp)
    parts = [*_axes(frame, found), *(_line(frame, c, FAINT, 1.2) for c in others)]
    parts.append(_line(frame, main, ACCENT, 2.4))
    parts += _level(frame, sharp, f"sharp {sharp:.6g}", ACCENT, above=True)
    if frame.y[0] <= stated <= frame.y[1]:
        parts += _level(frame, stated, f"stated {stated:.4g}", REFUTED, above=stated > sharp)
    return document(
        WIDTH, HEIGHT, f"{found.bound.id}: {found.bound.title}", [*parts, *_extremal(frame, found)],
        "kdr-sharp",
    )  # fmt: skip


def _curves(found: Sharp) -> tuple[Curve, list[Curve]]:
    q = found.quotient
    if not q.variables:
        return _against_floor(found), []
    axis = np.linspace(0, 1, _POINTS)
    at = [float(c) for c in found.witness.at]
    moving = len(at) - 1  # every bound draws against its last coordinate
    main = _slice(found, [axis if k == moving else np.full_like(axis, c) for k, c in enumerate(at)])
    others = []
    if len(at) == 2:
        for share in _SLICES:
            shown = share if at[0] < 0.5 else 1 - share
            others.append(_slice(found, [np.full_like(axis, shown), axis]))
    return main, others


def _slice(found: Sharp, points: list[Any]) -> Curve:
    q = found.quotient
    formula = Formula.of([q.numerator, q.denominator, q.position[1]])
    with np.errstate(all="ignore"):
        top, bottom, place = formula.floats(dict(zip(q.variables, points, strict=True)))
    return place * np.ones(_POINTS), top / bottom * np.ones(_POINTS)


def _against_floor(found: Sharp) -> Curve:
    """Where the supremum is one known value: that value for other floors."""
    from kdtheory.sharpen.registry import Unanswerable

    n = found.parameters["classes"]
    places, values = [], []
    for k in range(121):
        floor = Fraction(k, 121 * n)
        try:
            q = found.bound.quotient(**{**found.parameters, "floor": floor})
        except Unanswerable:
            continue
        closed = q.closed[1] if q.closed else q.numerator / q.denominator
        places.append(float(floor))
        values.append(float(Formula.of([closed]).floats({})[0]))
    return np.array(places), np.array(values)


def _frame(curves: list[Curve], stated: float, sharp: float) -> Frame:
    xs = np.concatenate([c[0] for c in curves])
    ys = np.concatenate([c[1] for c in curves])
    ys = ys[np.isfinite(ys)]
    low, high = float(ys.min()), max(float(ys.max()), sharp)
    if stated < 2.5 * high and stated > low - 2 * (high - low + 0.1):
        low, high = min(low, stated), max(high, stated)
    room = 0.08 * (high - low) or 0.1
    return Frame((float(xs.min()), float(xs.max())), (max(low - room, 0.0), high + room))


def _ticks(low: float, high: float) -> list[float]:
    step = 10.0 ** np.floor(np.log10((high - low) / 4))
    step = next(s for s in (step, 2 * step, 5 * step, 10 * step) if (high - low) / s <= 6)
    first = np.ceil(low / step - 1e-9)
    return [float(step * k) + 0.0 for k in np.arange(first, np.floor(high / step + 1e-9) + 1)]


def _axes(frame: Frame, found: Sharp) -> list[str]:
    parts = [
        label((LEFT - 40, 24), found.bound.id, size=15, font_weight="600"),
        label((LEFT + 20, 24), found.bound.title, size=13),
        label((LEFT - 40, 44), _legend(found), size=11.5, fill=MUTED),
    ]
    for y in _ticks(*frame.y):
        left, right = frame.at(frame.x[0], y), frame.at(frame.x[1], y)
        parts.append(path([left, right], stroke="#eceff3", stroke_width=1))
        parts.append(
            label((left[0] - 8, left[1] + 4), f"{y:.6g}", size=11, text_anchor="end", fill=MUTED)
        )
    corner, end = frame.at(frame.x[0], frame.y[0]), frame.at(frame.x[1], frame.y[0])
    parts.append(path([corner, end], stroke=MUTED, stroke_width=1))
    for x in _ticks(*frame.x):
        at = frame.at(x, frame.y[0])
        parts.append(path([at, (at[0], at[1] + 4)], stroke=MUTED, stroke_width=1))
        parts.append(
            label((at[0], at[1] + 18), f"{x:.6g}", size=11, text_anchor="middle", fill=MUTED)
        )
    middle = ((corner[0] + end[0]) / 2, HEIGHT - 12)
    name = found.quotient.position[0]
    parts.append(label(middle, name, size=12, text_anchor="middle", fill=INK))
    return parts


def _line(frame: Frame, curve: Curve, stroke: str, width: float) -> str:
    points = [frame.at(float(x), float(y)) for x, y in zip(*curve) if np.isfinite(y)]
    return path(points, stroke=stroke, stroke_width=width, stroke_linejoin="round")


def _level(frame: Frame, y: float, text: str, stroke: str, *, above: bool) -> list[str]:
    left, right = frame.at(frame.x[0], y), frame.at(frame.x[1], y)
    start = (right[0] - 2, right[1] + (-6 if above else 15))
    return [
        path([left, right], stroke=stroke, stroke_width=1.2, stroke_dasharray="5 4"),
        label(start, text, size=11.5, halo=True, fill=stroke, text_anchor="end"),
    ]


def _extremal(frame: Frame, found: Sharp) -> list[str]:
    at = dict(zip(found.quotient.variables, map(float, found.witness.at), strict=True))
    (x,) = Formula.of([found.quotient.position[1]]).floats(at)
    y = float(found.lower)
    mark = frame.at(float(x), y)
    crowded = mark[0] > WIDTH - RIGHT - 200  # there the level's own label is close
    text = f"{'extremal point' if at else 'this floor'}: {float(x):.5g}"
    place = (mark[0] + (-9 if crowded else 9), mark[1] + (19 if crowded else -9))
    anchor = "end" if crowded else "start"
    return [
        element("circle", cx=mark[0], cy=mark[1], r=5.5, fill="#fff", stroke=INK, stroke_width=2),
        label(place, text, size=11.5, halo=True, text_anchor=anchor),
    ]


def _legend(found: Sharp) -> str:
    count = len(found.quotient.variables)
    if count == 0:
        return "sharp constant by floor, other parameters as asked"
    text = "left side / right side"
    return f"{text}; grey: other values of the second coordinate" if count > 1 else text
