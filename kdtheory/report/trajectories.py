"""Trajectories of an operator on the triangle: reading them, and drawing them by temperature."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from kdtheory.report.simplex_geometry import Point, Triangle
from kdtheory.report.svg import INK, MUTED, Pixel, element, num, path
from kdtheory.report.values import as_point, is_vector, number

_STOPS = ((0.0, (52, 24, 110)), (0.5, (181, 48, 107)), (1.0, (238, 142, 52)))
SHADES = 16


@dataclass(frozen=True)
class Curve:
    """``F_T(p)`` for one ``p`` and increasing temperatures (``inf`` allowed)."""

    start: Point
    temperatures: tuple[float, ...]
    points: tuple[Point, ...]


def read_curves(pictures: Mapping[str, Any]) -> list[Curve]:
    """Read what can be drawn; points that are not on the 3-simplex are left out."""
    raw = pictures.get("curves") or ()
    curves = (_curve(item) for item in raw if isinstance(item, Mapping)) if is_vector(raw) else ()
    return [c for c in curves if c is not None]


def _curve(item: Mapping[str, Any]) -> Curve | None:
    start = _point(item.get("start"))
    pairs = zip(item.get("temperatures") or (), item.get("points") or (), strict=False)
    read = [(_temperature(t), _point(p)) for t, p in pairs]
    good = sorted((t, p) for t, p in read if t is not None and p is not None)
    if start is None or not good:
        return None
    return Curve(start, tuple(t for t, _ in good), tuple(p for _, p in good))


def _temperature(value: Any) -> float | None:
    if value == "inf" or value == math.inf:
        return math.inf
    t = number(value)
    return t if t is not None and t > 0 else None


def _point(value: Any) -> Point | None:
    value = value.tolist() if hasattr(value, "tolist") else value
    p = as_point(value)
    return (p[0], p[1], p[2]) if p is not None and len(p) == 3 else None


@dataclass(frozen=True)
class Scale:
    """Colours of temperatures: dark at the lowest, light at the highest, even in ``log T``."""

    low: float
    high: float

    @classmethod
    def of(cls, curves: Sequence[Curve]) -> Scale:
        finite = [t for c in curves for t in c.temperatures if t < math.inf] or [1.0]
        return cls(min(finite), max(finite))

    def shade(self, t: float) -> int:
        if self.high <= self.low or t >= self.high:
            return SHADES - 1 if t >= self.high > self.low else 0
        part = math.log(max(t, self.low) / self.low) / math.log(self.high / self.low)
        return round(part * (SHADES - 1))


def color(shade: int) -> str:
    """The colour of one of ``SHADES`` steps; its lightness grows with the step."""
    x = shade / (SHADES - 1)
    (x0, c0), (x1, c1) = (_STOPS[0], _STOPS[1]) if x <= 0.5 else (_STOPS[1], _STOPS[2])
    mix = ((b - a) * (x - x0) / (x1 - x0) + a for a, b in zip(c0, c1, strict=True))
    return "#" + "".join(f"{round(channel):02x}" for channel in mix)


def draw_curve(curve: Curve, frame: Triangle, scale: Scale) -> list[str]:
    """Draw one trajectory: shaded line, gaps dashed, an arrowhead, start and end marks."""
    pixels = [frame.at(p) for p in curve.points]
    gaps = gaps_in(pixels)
    shades = [scale.shade(t) for t in curve.temperatures]
    parts = [
        path(pixels[k : k + 2], stroke=MUTED, stroke_width=1.2, stroke_dasharray="2 4")
        for k in gaps
    ]
    steps = [k for k in range(len(pixels) - 1) if k not in gaps]
    for (shade, _), run in groupby(enumerate(steps), key=lambda e: (shades[e[1] + 1], e[1] - e[0])):
        at = [k for _, k in run]
        piece = pixels[at[0] : at[-1] + 2]
        line: dict[str, Any] = {
            "stroke": color(shade),
            "stroke_width": 2.6,
            "stroke_linejoin": "round",
        }
        parts.append(path(piece, stroke_linecap="round", **line))
    start = frame.at(curve.start)
    if min(math.dist(start, q) for q in pixels) > 3:
        parts.append(path([start, pixels[0]], stroke=MUTED, stroke_width=1, stroke_dasharray="1 3"))
    parts += _arrow(pixels, shades, gaps)
    return [*parts, end_mark(pixels[-1], color(shades[-1])), start_mark(start)]


def has_gap(curve: Curve, frame: Triangle) -> bool:
    return bool(gaps_in([frame.at(p) for p in curve.points]))


def gaps_in(pixels: Sequence[Pixel]) -> set[int]:
    """Steps far longer than those beside them: between them the operator may jump."""
    lengths = [math.dist(a, b) for a, b in pairwise(pixels)]
    gaps = set()
    for k, length in enumerate(lengths):
        beside = [*lengths[max(k - 2, 0) : k], *lengths[k + 1 : k + 3]]
        if length > 24 and beside and length > 6 * max(beside):
            gaps.add(k)
    return gaps


def _arrow(pixels: Sequence[Pixel], shades: Sequence[int], gaps: set[int]) -> list[str]:
    """An arrowhead half-way along, if the trajectory is long enough to carry one."""
    lengths = [0.0 if k in gaps else math.dist(a, b) for k, (a, b) in enumerate(pairwise(pixels))]
    total, walked = sum(lengths), 0.0
    if total < 45:
        return []
    for k, length in enumerate(lengths):
        walked += length
        if walked >= 0.5 * total:
            (x0, y0), (x1, y1) = pixels[k], pixels[k + 1]
            back = (walked - 0.5 * total) / length
            tip = (x1 + (x0 - x1) * back, y1 + (y0 - y1) * back)
            return [arrowhead(tip, math.atan2(y1 - y0, x1 - x0), color(shades[k + 1]))]
    return []


def arrowhead(tip: Pixel, angle: float, fill: str) -> str:
    """The head of an arrow that points at an angle."""
    corners = [(7.0, 0.0), (-4.5, 5.0), (-2.0, 0.0), (-4.5, -5.0)]
    c, s = math.cos(angle), math.sin(angle)
    points = ((tip[0] + a * c - b * s, tip[1] + a * s + b * c) for a, b in corners)
    text = " ".join(f"{num(x)},{num(y)}" for x, y in points)
    return element("polygon", points=text, fill=fill, stroke="#fff", stroke_width=1)


def start_mark(at: Pixel) -> str:
    x, y = map(float, at)
    return element("circle", cx=x, cy=y, r=4, fill="#fff", stroke=INK, stroke_width=1.6)


def end_mark(at: Pixel, fill: str) -> str:
    x, y = at
    return element(
        "rect", x=x - 3.5, y=y - 3.5, width=7, height=7, fill=fill, stroke="#fff", stroke_width=1
    )
