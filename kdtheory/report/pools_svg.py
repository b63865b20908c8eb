"""An aggregation on the 3-simplex: pooled points between two teachers, and of three."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kdtheory.report.simplex_geometry import Triangle
from kdtheory.report.svg import INK, MUTED, Labels, Pixel, document, label, path
from kdtheory.report.trajectories import end_mark, gaps_in, start_mark
from kdtheory.report.triangle_svg import BLUE, HULL, View, legend
from kdtheory.report.values import as_point, items_of, numbers
from kdtheory.report.vocabulary import clean

_BAND = 7


@dataclass(frozen=True)
class Pool:
    """Teachers on the 3-simplex, and the pooled point at some weights."""

    teachers: list[list[float]]
    weights: list[list[float]]
    points: list[list[float]]

    @property
    def centre(self) -> list[float] | None:
        """The pooled point at equal weights."""
        for w, q in zip(self.weights, self.points, strict=True):
            if max(w) - min(w) < 1e-6:
                return q
        return None


def read_pools(pictures: Mapping[str, Any]) -> list[Pool]:
    """Read what can be drawn; points that are not on the 3-simplex are left out."""
    raw = items_of(pictures.get("pools"))
    found = [_pool(item) for item in raw if isinstance(item, Mapping)]
    return [pool for pool in found if pool is not None]


def _pool(item: Mapping[str, Any]) -> Pool | None:
    teachers = [p for p in map(on_triangle, items_of(item.get("teachers"))) if p is not None]
    at = zip(items_of(item.get("weights")), items_of(item.get("points")), strict=False)
    pairs = [(numbers(w), on_triangle(q)) for w, q in at]
    good = [(w, q) for w, q in pairs if w is not None and q is not None]
    if len(teachers) < 2 or not good:
        return None
    return Pool(teachers, [w for w, _ in good], [q for _, q in good])


def on_triangle(value: Any) -> list[float] | None:
    p = as_point(value)
    return p if p is not None and len(p) == 3 else None


def pools_picture(name: str, pictures: Mapping[str, Any]) -> str:
    """Draw the pools of an operator; empty if there are none."""
    pools = read_pools(pictures)
    pairs = [pool for pool in pools if len(pool.teachers) == 2]
    more = [pool for pool in pools if len(pool.teachers) > 2]
    if not pools:
        return ""
    body: list[str] = []
    bottom = 0.0
    panels = (("two teachers", 370.0, pairs), ("three teachers", 250.0, more))
    for title, side, shown in panels:
        if shown:
            frame = Triangle(240 - side / 2, bottom + 50 + side * 0.866, side)
            body.append(label((14, bottom + 24), title, size=13, fill=MUTED))
            body += _panel(frame, shown)
            bottom = frame.base + 34
    entries = list(_entries(pairs))
    body += legend(entries, bottom + 16)
    height = bottom + 16 + 19 * len(entries)
    return document(480, height, f"{clean(name)} on the 3-simplex", body, "kdr-simplex")


def _panel(frame: Triangle, pools: Sequence[Pool]) -> list[str]:
    view = View(frame, (0, 0, 480, 900))
    body = [*view.ground(), *view.edges(), *view.corners(Labels(480, 900), 13.5)]
    for pool in pools:
        body += _between(pool, frame)
    for pool in pools:
        body += _course(pool, frame)
    for pool in pools:
        body += [start_mark(frame.at(p)) for p in pool.teachers]
        if pool.centre is not None:
            body.append(end_mark(frame.at(pool.centre), INK))
    return body


def _between(pool: Pool, frame: Triangle) -> list[str]:
    """The hull of the teachers."""
    at = [frame.at(p) for p in pool.teachers]
    if len(at) == 2:
        return [path(at, stroke=HULL, stroke_width=_BAND, stroke_linecap="round")]
    return [path(at, closed=True, fill=HULL, stroke=HULL, stroke_width=1)]


def _course(pool: Pool, frame: Triangle) -> list[str]:
    """The pooled point as the weight moves from one teacher to the other."""
    at = [frame.at(q) for q in pool.points]
    return course(at, BLUE) if len(at) > 1 else []


def course(at: Sequence[Pixel], stroke: str, width: float = 2.4) -> list[str]:
    """A line through points; steps far longer than those beside them are dashed."""
    gaps = gaps_in(at)
    parts = [
        path(at[k : k + 2], stroke=MUTED, stroke_width=1.2, stroke_dasharray="2 4")
        for k in sorted(gaps)
    ]
    start = 0
    for k in [*sorted(gaps), len(at) - 1]:
        if k > start:
            parts.append(
                path(at[start : k + 1], stroke=stroke, stroke_width=width, stroke_linejoin="round")
            )
        start = k + 1
    return parts


def _entries(pairs: Sequence[Pool]) -> list[tuple[list[str], str]]:
    band = path([(-9, 0), (9, 0)], stroke=HULL, stroke_width=_BAND, stroke_linecap="round")
    entries = [([start_mark((0, 0))], "teacher"), ([band], "hull of the teachers")]
    if pairs:
        line = path([(-9, 0), (9, 0)], stroke=BLUE, stroke_width=2.4)
        entries.append(([line], "pooled, as weight moves from one teacher to the other"))
    return [*entries, ([end_mark((0, 0), INK)], "pooled at equal weights")]
