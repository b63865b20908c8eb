"""Drawing on the triangle for lessons: points, curves and regions with a legend of it all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kdtheory.report.simplex_geometry import UNIFORM, Triangle, level_curves
from kdtheory.report.svg import FAINT, INK, MUTED, REFUTED, Labels, Pixel, document, label, path
from kdtheory.report.trajectories import end_mark, start_mark
from kdtheory.report.triangle_svg import BLUE, View, diamond, dot, legend

VIOLET, ORANGE, GREEN = "#7a4b94", "#c8641b", "#3f7d4e"
COLOURS = (BLUE, ORANGE, GREEN, VIOLET, REFUTED)
Row = Sequence[float]

__all__ = ["BLUE", "COLOURS", "FAINT", "GREEN", "INK", "MUTED", "ORANGE", "REFUTED", "VIOLET",
           "Plane", "beside"]  # fmt: skip


class Plane:
    """The 3-simplex as a triangle, with what a lesson draws on it and a legend of it all.

    Points are distributions on three classes, shape ``(3,)``; curves and regions sequences of them.

    Parameters
    ----------
    title : str
        For screen readers.
    levels : sequence of float
        Entropies (nats) whose level curves are drawn.
    """

    def __init__(self, title: str, *, levels: Sequence[float] = (), side: float = 360):
        self.title, self.side = title, side
        self.frame = Triangle(50, 46 + side * 0.866, side)
        self.wide, self.base = side + 100, self.frame.base
        self.labels = Labels(self.wide, self.base + 30)
        self.view = View(self.frame, (0, 0, self.wide, self.base + 30))
        self.body = [*self.view.ground()]
        self.over: list[str] = []
        self.entries: list[tuple[list[str], str]] = []
        for level in levels:
            for closed, piece in level_curves(level):
                line = [self.frame.at(p) for p in piece]
                self.body.append(path(line, closed=closed, stroke=FAINT, stroke_width=1))
        if levels:
            self.named([path([(-9, 0), (9, 0)], stroke=FAINT, stroke_width=1.4)], "equal entropy")

    def named(self, mark: list[str], name: str | None) -> None:
        if name and name not in [text for _, text in self.entries]:
            self.entries.append((mark, name))

    def region(self, points: Sequence[Row], fill: str, name: str | None = None) -> None:
        """A filled convex polygon."""
        at = [self.frame.at(p) for p in points]
        style: dict[str, Any] = {"fill": fill, "fill_opacity": "0.35", "stroke": fill,
                                 "stroke_width": 1.2}  # fmt: skip
        self.body.append(path(at, closed=True, **style))
        box = [(-8.0, -5.0), (8.0, -5.0), (8.0, 5.0), (-8.0, 5.0)]
        self.named([path(box, closed=True, **style)], name)

    def shade(self, h: Callable[[Sequence[float]], float], name: str | None = None) -> None:
        """The part where an affine function is positive, in the colour of danger."""
        self.body += [*self.view.shade(h), *self.view.limit(h)]
        box = [(-8.0, -5.0), (8.0, -5.0), (8.0, 5.0), (-8.0, 5.0)]
        self.named([path(box, closed=True, fill="#fbe1de", stroke="none")], name)

    def curve(
        self, points: Sequence[Row], stroke: str, name: str | None = None, *, dashed: bool = False,
        width: float = 2.4,
    ) -> None:  # fmt: skip
        """A line through points."""
        style: dict[str, Any] = {"stroke": stroke, "stroke_width": width,
                                 "stroke_linejoin": "round"}  # fmt: skip
        if dashed:
            style["stroke_dasharray"] = "5 4"
        self.body.append(path([self.frame.at(p) for p in points], **style))
        self.named([path([(-9, 0), (9, 0)], **style)], name)

    def mark(
        self, p: Row, fill: str = INK, text: str = "", *, shape: str = "dot",
        name: str | None = None,
    ) -> None:  # fmt: skip
        """A point: ``dot``, ``ring``, ``square`` or ``diamond``, with a word beside it."""
        make: dict[str, Callable[[Pixel], str]] = {
            "dot": lambda at: dot(at, fill, 5),
            "small": lambda at: dot(at, fill, 2.6),
            "ring": start_mark,
            "square": lambda at: end_mark(at, fill),
            "diamond": lambda at: diamond(at, fill),
        }
        at = self.frame.at(p)
        self.over.append(make[shape](at))
        self.labels.block(at, 6)
        self.named([make[shape]((0.0, 0.0))], name)
        if text:
            place = self.labels.place(at, text, 13)
            style: dict[str, Any] = {"fill": fill, "font_weight": 600}
            self.over.append(label(place, text, size=13, halo=True, **style))

    def uniform(self) -> None:
        """The uniform distribution."""
        x, y = self.frame.at(UNIFORM)
        for bar in ([(x - 5, y), (x + 5, y)], [(x, y - 5), (x, y + 5)]):
            self.body.append(path(bar, stroke=INK, stroke_width=1.4))
        cross = [path([(-5, 0), (5, 0)], stroke=INK), path([(0, -5), (0, 5)], stroke=INK)]
        self.named(cross, "uniform distribution u")

    def svg(self, unsafe: Sequence[int] = ()) -> str:
        """The picture."""
        corners = self.view.corners(self.labels, 13.5, unsafe)
        below = legend(self.entries, self.base + 52)
        body = [*self.body, *self.view.edges(), *corners, *self.over, *below]
        height = self.base + 46 + 19 * len(self.entries)
        svg = document(self.wide, height, self.title, body, "kdt-plane")
        return svg.replace("<svg ", f'<svg width="{self.wide:.0f}" ', 1)


def beside(*pictures: str) -> str:
    """Pictures next to each other where there is room."""
    cells = "".join(f"<div style='flex:0 1 auto'>{svg}</div>" for svg in pictures)
    style = "display:flex;flex-wrap:wrap;gap:.6rem;justify-content:center;align-items:flex-start"
    return f"<div style='{style}'>{cells}</div>"
