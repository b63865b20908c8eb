"""The plain triangle: outline, corners, hulls, shaded sides of lines, and a view that zooms."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from kdtheory.report.simplex_geometry import Point, Triangle
from kdtheory.report.svg import INK, MUTED, REFUTED, Labels, Pixel, element, label, num, path
from kdtheory.report.trajectories import arrowhead
from kdtheory.report.values import decimal

CORNERS: tuple[Point, ...] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
GROUND, HULL, UNSAFE, BLUE = "#f6f8fa", "#c6cfd9", "#fbe1de", "#2b6cb0"
_ENLARGE = 0.4  # of the side: pictures that need less are enlarged
_MOST = 60.0  # times
_LEAST = 0.1  # pixels: points closer together are not told apart by enlarging them

Box = tuple[float, float, float, float]
Affine = Callable[[Sequence[float]], float]


def clip(points: Sequence[Point], h: Affine) -> list[Point]:
    """The part of a convex polygon where an affine function is nonnegative."""
    kept: list[Point] = []
    for p, q in pairwise([*points, *points[:1]]):
        a, b = h(p), h(q)
        if a >= 0:
            kept.append(p)
        if (a >= 0) != (b >= 0):
            kept.append(_crossing(p, q, a, b))
    return kept


def _crossing(p: Point, q: Point, a: float, b: float) -> Point:
    t = a / (a - b)
    x, y, z = (u + t * (v - u) for u, v in zip(p, q, strict=True))
    return x, y, z


def border(h: Affine) -> list[Point]:
    """Where an affine function changes sign on the edges of the triangle: two points or none."""
    pairs = [(p, q, h(p), h(q)) for p, q in pairwise([*CORNERS, CORNERS[0]])]
    ends = [_crossing(p, q, a, b) for p, q, a, b in pairs if (a >= 0) != (b >= 0)]
    return ends if len(ends) == 2 else []


@dataclass(frozen=True)
class View:
    """A window on the triangle; `box` is what may be drawn on, in pixels."""

    frame: Triangle
    box: Box
    zoom: float = 1.0

    @classmethod
    def around(cls, points: Sequence[Sequence[float]], whole: Triangle, box: Box) -> View:
        """The whole triangle, or an enlargement of the place where all points are."""
        at = [whole.at(p) for p in points]
        xs, ys = [x for x, _ in at], [y for _, y in at]
        spread = max(max(xs) - min(xs), max(ys) - min(ys))
        if spread > _ENLARGE * whole.side or spread < _LEAST:
            return cls(whole, box)
        x0, y0, x1, y1 = box
        zoom = min(0.6 * min(x1 - x0, y1 - y0) / max(spread, 1e-9), _MOST)
        mx, my = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
        left = (x0 + x1) / 2 - zoom * (mx - whole.left)
        base = (y0 + y1) / 2 - zoom * (my - whole.base)
        return cls(Triangle(left, base, zoom * whole.side), box, zoom)

    def polygon(self, points: Sequence[Point], **style: Any) -> list[str]:
        """A polygon of points, cut at the box."""
        at = _boxed([self.frame.at(p) for p in points], self.box)
        return [path(at, closed=True, **style)] if len(at) > 2 else []

    def line(self, p: Sequence[float], q: Sequence[float], **style: Any) -> list[str]:
        """A segment, cut at the box."""
        ends = _inside(self.frame.at(p), self.frame.at(q), self.box)
        return [path(ends, **style)] if ends else []

    def ground(self) -> list[str]:
        """The plane of the triangle."""
        return self.polygon(CORNERS, fill=GROUND, stroke="none")

    def edges(self) -> list[str]:
        """The edges of the triangle, where they are in view."""
        parts = []
        for p, q in pairwise([*CORNERS, CORNERS[0]]):
            parts += self.line(p, q, stroke=INK, stroke_width=1.4, stroke_linecap="round")
        return parts

    def shade(self, h: Affine) -> list[str]:
        """The part of the triangle where `h` is positive."""
        return self.polygon(clip(CORNERS, h), fill=UNSAFE, stroke="none")

    def limit(self, h: Affine) -> list[str]:
        """The line on which `h` is zero, dashed."""
        ends = border(h)
        style: dict[str, Any] = {"stroke": REFUTED, "stroke_width": 1.3, "stroke_dasharray": "5 3"}
        return self.line(*ends, **style) if ends else []

    def direction(self, h: Affine, name: str, labels: Labels) -> list[str]:
        """An arrow from the line on which `h` is zero to where it grows."""
        ends = border(h)
        seen = _inside(self.frame.at(ends[0]), self.frame.at(ends[1]), self.box) if ends else []
        if not seen:
            return []
        a, b, c = (h(corner) for corner in CORNERS)
        steps = (b - a) / self.frame.side, ((a + b) / 2 - c) / self.frame.height
        size = math.hypot(*steps)
        if size == 0:
            return []
        (x0, y0), (x1, y1) = seen
        share = 0.2 if y0 > y1 else 0.8  # the lower end: the locator is above
        tail = (x0 + share * (x1 - x0), y0 + share * (y1 - y0))
        tip = (tail[0] + 30 * steps[0] / size, tail[1] + 30 * steps[1] / size)
        parts = [path([tail, tip], stroke=REFUTED, stroke_width=1.6)]
        parts.append(arrowhead(tip, math.atan2(steps[1], steps[0]), REFUTED))
        place = labels.place(tip, name, 12)
        parts.append(label(place, name, size=12, halo=True, font_weight=600, fill=REFUTED))
        return parts

    def corners(self, labels: Labels, size: float, unsafe: Collection[int] = ()) -> list[str]:
        """Name the corners that are in view; those of an event by its letter as well."""
        parts = []
        for k, corner in enumerate(CORNERS, 1):
            x, y = self.frame.at(corner)
            if not _within((x, y), self.box, 1):
                continue
            text = f"class {k}" + (" in U" if k in unsafe else "")
            style: dict[str, Any] = {"fill": REFUTED} if k in unsafe else {}
            at = (x, y - 10) if k == 3 else (x, y + 19)
            parts.append(label(at, text, size=size, text_anchor="middle", font_weight=600, **style))
            labels.block((at[0], at[1] - 4), 26)
        return parts

    def locator(self, at: Pixel, side: float, labels: Labels) -> list[str]:
        """A small triangle that shows which part is enlarged; empty if nothing is."""
        if self.zoom <= 1:
            return []
        small = Triangle(at[0], at[1], side)
        parts = [path(small.corners(), closed=True, stroke=MUTED, stroke_width=1, fill="#fff")]
        x0, y0, x1, y1 = self.box
        ratio = side / self.frame.side
        left, top = at[0] + (x0 - self.frame.left) * ratio, at[1] + (y0 - self.frame.base) * ratio
        wide, high = max((x1 - x0) * ratio, 4.0), max((y1 - y0) * ratio, 4.0)
        parts.append(
            element("rect", x=left, y=top, width=wide, height=high, fill="none", stroke=INK,
                    stroke_width="1.2")
        )  # fmt: skip
        for k, (corner, anchor) in enumerate(zip(CORNERS, ("end", "start", "middle")), 1):
            cx, cy = small.at(corner)
            shift = {"end": (-3, 2), "start": (3, 2), "middle": (0, -4)}[anchor]
            where = (cx + shift[0], cy + shift[1])
            style = {"text_anchor": anchor, "fill": MUTED}
            parts.append(label(where, str(k), size=10, halo=False, **style))
        text = f"enlarged {decimal(float(f'{self.zoom:.2g}'))} times"
        place = (at[0] + side / 2, at[1] + 15)
        parts.append(label(place, text, size=10.5, text_anchor="middle", fill=MUTED))
        labels.block((at[0] + side / 2, at[1] - side / 2), side * 0.6)
        return parts


def hull(points: Sequence[Sequence[float]], frame: Triangle) -> list[int]:
    """The corners of the convex hull of some points, in order, by their places in the list."""
    at = [frame.at(p) for p in points]
    order = sorted(range(len(at)), key=at.__getitem__)
    if len({at[k] for k in order}) < 3:
        return order
    lower, upper = _chain(order, at), _chain(order[::-1], at)
    return lower[:-1] + upper[:-1]


def _chain(order: Sequence[int], at: Sequence[Pixel]) -> list[int]:
    chain: list[int] = []
    for k in order:
        while len(chain) > 1 and _turn(at[chain[-2]], at[chain[-1]], at[k]) <= 1e-9:
            chain.pop()
        chain.append(k)
    return chain


def _turn(a: Pixel, b: Pixel, c: Pixel) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _within(at: Pixel, box: Box, slack: float = 0) -> bool:
    x0, y0, x1, y1 = box
    return x0 - slack <= at[0] <= x1 + slack and y0 - slack <= at[1] <= y1 + slack


def _boxed(points: Sequence[Pixel], box: Box) -> list[Pixel]:
    """The part of a convex polygon inside the box."""
    x0, y0, x1, y1 = box
    sides: tuple[Callable[[Pixel], float], ...] = (
        lambda a: a[0] - x0, lambda a: x1 - a[0], lambda a: a[1] - y0, lambda a: y1 - a[1],
    )  # fmt: skip
    kept = list(points)
    for side in sides:
        before, kept = kept, []
        for p, q in pairwise([*before, *before[:1]]):
            a, b = side(p), side(q)
            if a >= 0:
                kept.append(p)
            if (a >= 0) != (b >= 0):
                t = a / (a - b)
                kept.append((p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])))
    return kept


def _inside(p: Pixel, q: Pixel, box: Box) -> list[Pixel]:
    """The part of a segment inside the box; empty if there is none."""
    x0, y0, x1, y1 = box
    (px, py), (dx, dy) = p, (q[0] - p[0], q[1] - p[1])
    low, high = 0.0, 1.0
    for step, room in ((-dx, px - x0), (dx, x1 - px), (-dy, py - y0), (dy, y1 - py)):
        if step == 0 and room < 0:
            return []
        if step < 0:
            low = max(low, room / step)
        elif step > 0:
            high = min(high, room / step)
    if low > high or math.isclose(low, high):
        return []
    return [(px + t * dx, py + t * dy) for t in (low, high)]


def dot(at: Pixel, fill: str, r: float = 4.0) -> str:
    return element(
        "circle", cx=float(at[0]), cy=float(at[1]), r=num(r), fill=fill, stroke="#fff",
        stroke_width=1,
    )  # fmt: skip


def diamond(at: Pixel, fill: str = INK, half: float = 6.0) -> str:
    x, y = at
    corners = [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
    return path(corners, closed=True, fill=fill, stroke="#fff", stroke_width=1)


def legend(entries: Sequence[tuple[list[str], str]], top: float, left: float = 34) -> list[str]:
    """Marks and what they mean, one a line."""
    parts: list[str] = []
    for k, (mark, text) in enumerate(entries):
        y = top + 19 * k
        parts += [f'<g transform="translate({left:.0f} {y - 4:.1f})">', *mark, "</g>"]
        parts.append(label((left + 20, y), text, size=13))
    return parts
