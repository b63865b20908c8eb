"""Charts for lessons: lines, points and bars over one axis, fast enough to follow a slider."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from kdtheory.report.svg import FAINT, INK, MUTED, Pixel, document, element, label, path
from kdtheory.report.triangle_svg import dot, legend


@dataclass(frozen=True)
class Axis:
    """One axis: its name, its ends, whether it is logarithmic."""

    name: str
    low: float
    high: float
    log: bool = False

    def share(self, x: float) -> float:
        """Where a value lies between the ends, in [0, 1] inside."""
        if self.log:
            x = max(x, 1e-300)
            return math.log(x / self.low) / math.log(self.high / self.low)
        return (x - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        if self.log:
            return _decades(self.low, self.high)
        step = _nice((self.high - self.low) / 5)
        first = math.ceil(self.low / step - 1e-9)
        return [k * step for k in range(first, math.floor(self.high / step + 1e-9) + 1)]


def _decades(low: float, high: float) -> list[float]:
    """Powers of ten; 1, 2 and 5 times them where there are few."""
    first, last = math.floor(math.log10(low) + 1e-9), math.floor(math.log10(high) + 1e-9)
    step = max(1, (last - first) // 5)
    many = (1.0, 2.0, 5.0) if last - first < 3 else (1.0,)
    ticks = [m * 10.0**k for k in range(first, last + 1, step) for m in many]
    return [t for t in ticks if low * (1 - 1e-9) <= t <= high * (1 + 1e-9)]


def _nice(step: float) -> float:
    """1, 2 or 5 times a power of ten, at least `step`."""
    power = 10 ** math.floor(math.log10(step))
    return next(k * power for k in (1, 2, 5, 10) if k * power >= step * (1 - 1e-9))


def _said(x: float, log: bool) -> str:
    if log and not 1e-3 <= x < 1e5:
        digits = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
        return "10" + str(round(math.log10(x))).translate(digits)
    return f"{0.0 if abs(x) < 1e-12 else x:g}".replace("-", "−")


class Chart:
    """A chart that is put together line by line and then written as SVG.

    Parameters
    ----------
    title : str
        For screen readers.
    x, y : Axis
    wide, high : float
        Of the plotted part, in pixels.
    """

    def __init__(self, title: str, x: Axis, y: Axis, *, wide: float = 360, high: float = 220):
        self.title, self.x, self.y = title, x, y
        self.left, self.top, self.wide, self.high = 58.0, 34.0, wide, high
        self.body: list[str] = []
        self.entries: list[tuple[list[str], str]] = []

    def at(self, x: float, y: float) -> Pixel:
        return (
            self.left + self.wide * self.x.share(x),
            self.top + self.high * (1 - self.y.share(y)),
        )

    def line(
        self, xs: Sequence[float], ys: Sequence[float], stroke: str, name: str = "", *,
        dashed: bool = False, width: float = 2.2,
    ) -> None:  # fmt: skip
        """A line; what leaves the chart is cut off."""
        style: dict[str, Any] = {"stroke": stroke, "stroke_width": width,
                                 "stroke_linejoin": "round"}  # fmt: skip
        if dashed:
            style["stroke_dasharray"] = "5 4"
        for piece in self._pieces([self.at(a, b) for a, b in zip(xs, ys, strict=True)]):
            self.body.append(path(piece, **style))
        self._named([path([(-9, 0), (9, 0)], **style)], name)

    def points(
        self, xs: Sequence[float], ys: Sequence[float], fill: str, name: str = "", *, r: float = 4.0
    ) -> None:
        """Dots; those outside are left out."""
        for a, b in zip(xs, ys, strict=True):
            at = self.at(a, b)
            if self._inside(at):
                self.body.append(dot(at, fill, r))
        self._named([dot((0.0, 0.0), fill, min(r, 4.0))], name)

    def box(self, x0: float, x1: float, y0: float, y1: float, fill: str, name: str = "", *,
            opacity: float = 0.35) -> None:  # fmt: skip
        """A filled rectangle, cut off at the edges."""
        (a, b), (c, d) = self.at(x0, y1), self.at(x1, y0)
        a, c = (min(max(v, self.left), self.left + self.wide) for v in (a, c))
        b, d = (min(max(v, self.top), self.top + self.high) for v in (b, d))
        style: dict[str, Any] = {"fill": fill, "fill_opacity": str(opacity)}
        self.body.append(
            element("rect", x=a, y=b, width=max(c - a, 0.4), height=max(d - b, 0.4), **style)
        )
        self._named([element("rect", x=-8, y=-5, width=16, height=10, **style)], name)

    def across(self, y: float, stroke: str, name: str = "") -> None:
        """A level, dashed."""
        self.line([self.x.low, self.x.high], [y, y], stroke, name, dashed=True, width=1.4)

    def upright(self, x: float, stroke: str, name: str = "") -> None:
        """A place on the first axis, dashed."""
        self.line([x, x], [self.y.low, self.y.high], stroke, name, dashed=True, width=1.4)

    def note(self, x: float, y: float, text: str, fill: str = INK) -> None:
        """A word inside the chart."""
        px, py = self.at(x, y)
        anchor = "end" if px > self.left + 0.6 * self.wide else "start"
        shift = -8 if anchor == "end" else 8
        style: dict[str, Any] = {"fill": fill, "text_anchor": anchor, "font_weight": 600}
        self.body.append(label((px + shift, py - 6), text, size=12, halo=True, **style))

    def svg(self) -> str:
        """The picture."""
        bottom = self.top + self.high
        body = [*self._axes(), *self.body, *legend(self.entries, bottom + 66, 40)]
        tall = bottom + 58 + 19 * len(self.entries)
        wide = self.left + self.wide + 22
        svg = document(wide, tall, self.title, body, "kdt-chart")
        return svg.replace("<svg ", f'<svg width="{wide:.0f}" ', 1)

    def _axes(self) -> list[str]:
        bottom, right = self.top + self.high, self.left + self.wide
        body = [label((14, 20), self.y.name, size=12.5, fill=MUTED)]
        for t in self.y.ticks():
            _, y = self.at(self.x.low, t)
            body.append(path([(self.left, y), (right, y)], stroke="#e4e8ed", stroke_width=1))
            text = _said(t, self.y.log)
            tick = label((self.left - 7, y + 4), text, size=11, text_anchor="end", fill=MUTED)
            body.append(tick)
        for t in self.x.ticks():
            x, _ = self.at(t, self.y.low)
            body.append(path([(x, bottom), (x, bottom + 4)], stroke=FAINT, stroke_width=1))
            text = _said(t, self.x.log)
            tick = label((x, bottom + 18), text, size=11, text_anchor="middle", fill=MUTED)
            body.append(tick)
        middle = (self.left + right) / 2
        name = label((middle, bottom + 38), self.x.name, size=12.5, text_anchor="middle",
                     fill=MUTED)  # fmt: skip
        frame = path([(self.left, self.top), (self.left, bottom), (right, bottom)], stroke=MUTED,
                     stroke_width=1.2)  # fmt: skip
        return [*body, name, frame]

    def _named(self, mark: list[str], name: str) -> None:
        if name and name not in [text for _, text in self.entries]:
            self.entries.append((mark, name))

    def _inside(self, at: Pixel) -> bool:
        x, y = at
        return (
            self.left - 0.5 <= x <= self.left + self.wide + 0.5
            and self.top - 0.5 <= y <= self.top + self.high + 0.5
        )

    def _pieces(self, at: Sequence[Pixel]) -> list[list[Pixel]]:
        """A line's parts inside the chart."""
        from kdtheory.report.triangle_svg import _inside

        box = (self.left, self.top, self.left + self.wide, self.top + self.high)
        pieces: list[list[Pixel]] = []
        for p, q in pairwise(at):
            seen = _inside(p, q, box) if math.dist(p, q) > 1e-9 else []
            if not seen:
                continue
            if pieces and math.dist(pieces[-1][-1], seen[0]) < 1e-6:
                pieces[-1].append(seen[1])
            else:
                pieces.append(list(seen))
        return pieces


def bars(
    title: str, names: Sequence[str], groups: Sequence[tuple[str, Sequence[float], str]], *,
    top: float = 1.0, unit: str = "probability",
) -> str:  # fmt: skip
    """Upright bars: for each of `names` one bar a group ``(name, heights, fill)``."""
    bar, gap, high, left = 22.0, 18.0, 190.0, 40.0
    group = len(groups) * bar + gap
    wide, ground = left + group * len(names) + 30, 34 + high
    body = [label((14, 20), unit, size=12.5, fill=MUTED)]
    for k, name in enumerate(names):
        x = left + k * group
        middle = x + (group - gap) / 2
        body.append(label((middle, ground + 17), name, size=12, text_anchor="middle"))
        for j, (_, heights, fill) in enumerate(groups):
            tall = max(min(heights[k] / top, 1.0), 0.0) * high
            body.append(
                element("rect", x=x + j * bar + 1, y=ground - tall, width=bar - 2,
                        height=max(tall, 0.6), fill=fill)
            )  # fmt: skip
            text = f"{heights[k]:.2f}".removeprefix("0")
            body.append(
                label((x + (j + 0.5) * bar, ground - tall - 4), text, size=10, text_anchor="middle")
            )
    body.append(path([(left - 4, ground), (wide - 26, ground)], stroke=MUTED, stroke_width=1))
    entries = [
        ([element("rect", x=-6, y=-6, width=12, height=12, fill=fill)], name)
        for name, _, fill in groups
    ]
    body += legend(entries, ground + 44, 40)
    wide = max(wide, 60 + 7.2 * max(len(name) for name, *_ in groups))
    svg = document(wide, ground + 40 + 19 * len(entries), title, body, "kdt-chart")
    return svg.replace("<svg ", f'<svg width="{wide:.0f}" ', 1)
