"""A recursion on the 3-simplex: students of successive generations, and their base."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kdtheory.report.pools_svg import on_triangle
from kdtheory.report.simplex_geometry import Triangle
from kdtheory.report.svg import INK, REFUTED, Labels, document, label, path
from kdtheory.report.trajectories import end_mark, start_mark
from kdtheory.report.triangle_svg import BLUE, View, diamond, dot, legend
from kdtheory.report.values import decimal, items_of, number
from kdtheory.report.vocabulary import clean


@dataclass(frozen=True)
class Path:
    """The students of successive generations, the first one included."""

    base: list[float]
    alpha: float
    points: list[list[float]]


def read_paths(pictures: Mapping[str, Any]) -> list[Path]:
    """Read what can be drawn; a path ends where it leaves the 3-simplex."""
    raw = items_of(pictures.get("paths"))
    found = [_path(item) for item in raw if isinstance(item, Mapping)]
    return [p for p in found if p is not None]


def _path(item: Mapping[str, Any]) -> Path | None:
    base, alpha = on_triangle(item.get("base")), number(item.get("alpha"))
    points = list(_until_outside(items_of(item.get("points"))))
    if base is None or alpha is None or len(points) < 2:
        return None
    return Path(base, alpha, points)


def _until_outside(rows: Sequence[Any]) -> Iterator[list[float]]:
    for row in rows:
        point = on_triangle(row)
        if point is None:
            return
        yield point


def paths_picture(name: str, pictures: Mapping[str, Any]) -> str:
    """Draw the generations of an operator; empty if there are none."""
    paths = read_paths(pictures)
    if not paths:
        return ""
    frame, labels = Triangle(50, 372, 380), Labels(480, 396)
    view = View(frame, (0, 0, 480, 396))
    body = [*view.ground(), *view.edges(), *view.corners(labels, 13.5)]
    for one in paths:
        at = [frame.at(p) for p in one.points]
        body.append(path(at, stroke=BLUE, stroke_width=1.4, stroke_linejoin="round"))
        body += [dot(q, BLUE, 3.4) for q in at[1:-1]]
        for q in at:
            labels.block(q, 4)
    for one in paths:
        body.append(start_mark(frame.at(one.points[0])))
        body.append(end_mark(frame.at(one.points[-1]), INK))
    base = frame.at(paths[0].base)
    body.append(diamond(base, REFUTED, 6.5))
    labels.block(base, 8)
    place = labels.place(base, "p_0", 13)
    body.append(label(place, "p_0", size=13, halo=True, font_weight=600, fill=REFUTED))
    generations = max(len(one.points) for one in paths) - 1
    entries = [
        ([diamond((0, 0), REFUTED)], "base teacher p_0"),
        ([start_mark((0, 0))], "first student"),
        ([dot((0, 0), BLUE, 3.4)], f"the next generations, α = {decimal(paths[0].alpha)}"),
        ([end_mark((0, 0), INK)], f"generation {generations}"),
    ]
    body += legend(entries, 424)
    height = 424.0 + 19 * len(entries)
    return document(480, height, f"{clean(name)}: students by generation", body, "kdr-simplex")
