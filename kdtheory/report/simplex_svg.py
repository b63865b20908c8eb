"""Pictures on the 3-simplex: an operator's trajectories, and a counterexample."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from string import ascii_lowercase
from typing import Any

from kdtheory.claims.verdict import OperatorReport, Outcome, Witness
from kdtheory.report.bars_svg import bar_picture
from kdtheory.report.simplex_geometry import (
    UNIFORM,
    Triangle,
    level_curves,
    level_radius,
    on_ray,
)
from kdtheory.report.svg import (
    FAINT,
    INK,
    MUTED,
    REFUTED,
    Labels,
    Pixel,
    dense,
    document,
    element,
    label,
    num,
    path,
)
from kdtheory.report.trajectories import (
    SHADES,
    Curve,
    Scale,
    color,
    draw_curve,
    end_mark,
    has_gap,
    read_curves,
    start_mark,
)
from kdtheory.report.values import decimal, distributions
from kdtheory.report.vocabulary import clean

LEVELS = (0.4, 0.6, 0.8, 0.95, 1.05)  # nats; the largest entropy is log 3 = 1.0986
_MOST_MARKS = 8
_ROW = 20.0
_CLEAR = 13.0  # pixels between the value of a level and what is drawn


def operator_picture(op: OperatorReport) -> str:
    """Draw the trajectories and the counterexamples of an operator; empty if there are none."""
    curves, marks = read_curves(op.pictures), _marks(op)
    if not curves and not marks:
        return ""
    frame = Triangle(50, 372, 380)
    labels = Labels(480, 396)
    body = _frame(frame, labels, curves, marks)
    scale = Scale.of(curves)
    for curve in curves:
        body += draw_curve(curve, frame, scale)
    body += _draw_marks(marks, frame, labels)
    rows = list(_legend(curves, scale, marks, any(has_gap(c, frame) for c in curves)))
    for k, row in enumerate(rows):
        body += row(424 + k * _ROW)
    title = f"{clean(op.operator)} on the 3-simplex"
    return document(480, 424 + len(rows) * _ROW, title, body, "kdr-simplex")


def witness_picture(witness: Witness) -> str:
    """Draw a counterexample: on the triangle for three classes, as bars for any other number."""
    points = distributions(witness)
    if not points:
        return ""
    if len(points[0][1]) != 3:
        return bar_picture(points)
    frame, labels = Triangle(46, 232, 228), Labels(320, 268)
    body = _frame(frame, labels, [], [("", p) for _, p in points], vertex_size=11.5)
    here = frame.at(points[0][1])
    for _, p in points[1:]:
        body.append(path([here, frame.at(p)], stroke=MUTED, stroke_width=1, stroke_dasharray="3 3"))
    for name, p in reversed(points):
        at = frame.at(p)
        body += [cross(at)] if name == points[0][0] else [end_mark(at, "#2b6cb0")]
        labels.block(at)
    for name, p in points:
        body.append(_tag(frame.at(p), name, labels, REFUTED if name == points[0][0] else INK))
    return document(320, 268, "the counterexample on the 3-simplex", body, "kdr-simplex")


def _marks(op: OperatorReport) -> list[tuple[str, list[float]]]:
    """The counterexamples with three classes, by claim."""
    found = []
    for v in op:
        points = distributions(v.witness) if v.witness and v.outcome is Outcome.REFUTED else []
        if points and len(points[0][1]) == 3:
            found.append((v.key, points[0][1]))
    return found


def _frame(
    frame: Triangle,
    labels: Labels,
    curves: Sequence[Curve],
    marks: Sequence[tuple[str, list[float]]],
    vertex_size: float = 14,
) -> list[str]:
    """Draw the triangle, the entropy levels with their values, the uniform point, the vertices."""
    corners = frame.corners()
    body = [path(corners, closed=True, fill="#f6f8fa", stroke="none")]
    for k, level in enumerate(LEVELS):
        for closed, piece in level_curves(level):
            tint = FAINT if k % 2 else "#b3bcc7"
            line = [frame.at(p) for p in piece]
            body.append(path(line, closed=closed, stroke=tint, stroke_width=1))
    body.append(path(corners, closed=True, stroke=INK, stroke_width=1.4, stroke_linejoin="round"))
    busy = [q for c in curves for q in dense([frame.at(p) for p in (c.start, *c.points)])]
    busy += [frame.at(p) for _, p in marks]
    for at in [*busy, *dense([*corners, corners[0]])]:
        labels.block(at, 1.5)
    for at, level in _level_labels(frame, busy):
        body.append(
            label(at, decimal(level), size=10.5, halo=True, fill=MUTED, text_anchor="middle")
        )
        labels.block((at[0], at[1] - 4), 8)
    body += _plus(frame.at(UNIFORM))
    labels.block(frame.at(UNIFORM))
    for k, (x, y) in enumerate(corners):
        at = (x, y - 11) if k == 2 else (x, y + 18)
        style: dict[str, Any] = {"text_anchor": "middle", "font_weight": 600}
        body.append(label(at, f"class {k + 1}", size=vertex_size, **style))
        labels.block((at[0], at[1] - 4), 24)
    return body


def _level_labels(frame: Triangle, busy: Sequence[Pixel]) -> list[tuple[Pixel, float]]:
    """Put the values on one ray clear of everything drawn; each on its own if there is none."""
    rays = [math.radians(a + d) for a in (90, 210, 330) for d in (0, -11, 11, -22, 22)]
    by_ray = [
        [at for level in LEVELS if (at := _on_level(angle, level, frame)) is not None]
        for angle in rays
    ]
    whole = [spots for spots in by_ray if len(spots) == len(LEVELS)]
    best = max(whole, key=lambda spots: min(_room(at, busy) for at in spots))
    if min(_room(at, busy) for at in best) < _CLEAR:
        best = []
        for level in LEVELS:
            angles = [math.radians(a) for a in range(0, 360, 6)]
            spots = [at for a in angles if (at := _on_level(a, level, frame)) is not None]
            best.append(max(spots, key=lambda at: _room(at, [*busy, *best])))
    return [((x, y + 3.5), level) for (x, y), level in zip(best, LEVELS, strict=True)]


def _on_level(angle: float, level: float, frame: Triangle) -> Pixel | None:
    """Where a level crosses a ray, unless a label there would touch the edge."""
    r = level_radius(angle, level)
    if r is None:
        return None
    p = on_ray(angle, r)
    return frame.at(p) if min(p) * frame.height > 9 else None


def _room(at: Pixel, busy: Sequence[Pixel]) -> float:
    return min((min(math.dist(at, b), 30.0) for b in busy), default=30.0)


def _plus(at: Pixel, half: float = 5) -> list[str]:
    x, y = at
    bars = ([(x - half, y), (x + half, y)], [(x, y - half), (x, y + half)])
    return [path(bar, stroke=INK, stroke_width=1.4) for bar in bars]


def cross(at: Pixel, half: float = 5) -> str:
    """The mark of a counterexample."""
    left, right, top, bottom = (num(c + s * half) for c in at for s in (-1, 1))
    d = f"M{left} {top}L{right} {bottom}M{left} {bottom}L{right} {top}"
    below = element("path", d=d, stroke="#fff", stroke_width=6, stroke_linecap="round")
    return below + element("path", d=d, stroke=REFUTED, stroke_width=2.8, stroke_linecap="round")


def _tag(at: Pixel, text: str, labels: Labels, fill: str) -> str:
    place = labels.place(at, text, 12)
    return label(place, text, size=12, halo=True, font_weight=600, fill=fill)


def _draw_marks(
    marks: Sequence[tuple[str, list[float]]], frame: Triangle, labels: Labels
) -> list[str]:
    """Mark each counterexample once, with the letters of the claims that it refutes."""
    letters: dict[tuple[int, int], list[str]] = {}
    where: dict[tuple[int, int], Pixel] = {}
    for letter, (_, p) in zip(ascii_lowercase[:_MOST_MARKS], marks, strict=False):
        x, y = frame.at(p)
        spot = (round(x / 6), round(y / 6))
        letters.setdefault(spot, []).append(letter)
        where.setdefault(spot, (x, y))
    for at in where.values():
        labels.block(at, 6)
    crosses = [cross(at) for at in where.values()]
    tags = [_tag(at, ", ".join(letters[s]), labels, REFUTED) for s, at in where.items()]
    return crosses + tags


def _legend(
    curves: Sequence[Curve], scale: Scale, marks: Sequence[tuple[str, list[float]]], gap: bool
) -> Iterator[_Row]:
    entries: list[tuple[list[str], str]] = []
    if curves:
        last = max(t for c in curves for t in c.temperatures)
        end = "T → ∞" if last == math.inf else f"T = {decimal(last)}"
        entries.append(([start_mark((0, 0))], "start: p"))
        entries.append(([end_mark((0, 0), color(SHADES - 1))], f"end: {end}"))
    entries.append((_plus((0, 0)), "uniform point"))
    line = path([(-9, 0), (9, 0)], stroke="#98a3b0", stroke_width=1.2)
    entries.append(([line], "entropy level sets (nats)"))
    if gap:
        dashes = path([(-9, 0), (9, 0)], stroke=MUTED, stroke_width=1.2, stroke_dasharray="2 4")
        entries.append(([dashes], "step between sampled T"))
    for letter, (key, _) in zip(ascii_lowercase[:_MOST_MARKS], marks, strict=False):
        entries.append(([cross((0, 0), 4)], f"{letter}: refutes {clean(key)}"))
    if len(marks) > _MOST_MARKS:
        entries.append(([], f"and {len(marks) - _MOST_MARKS} more below"))
    if curves:
        yield _Row(_bar(scale), "")
    for k in range(0, len(entries), 2):
        pair = [_Row(*entries[k])]
        pair += [_Row(*entries[k + 1], left=250)] if k + 1 < len(entries) else []
        yield _Row([], "", beside=pair)


class _Row:
    """A line of the legend: called with its height, it gives its elements."""

    def __init__(
        self, mark: list[str], text: str, left: float = 40, beside: Sequence[_Row] = ()
    ) -> None:
        self.mark, self.text, self.left, self.beside = mark, text, left, beside

    def __call__(self, y: float) -> list[str]:
        parts = [e for row in self.beside for e in row(y)]
        if self.mark:
            parts.append(f'<g transform="translate({self.left:.0f} {y - 4:.1f})">')
            parts += [*self.mark, "</g>"]
        if self.text:
            parts.append(label((self.left + 18, y), self.text, size=13))
        return parts


def _bar(scale: Scale) -> list[str]:
    """The colour bar of temperatures."""
    low, high = f"T = {decimal(scale.low)}", decimal(scale.high)
    width, left = 14.0, 92.0
    boxes = [
        element("rect", x=left + k * width, y=-5.0, width=width + 0.5, height=10, fill=color(k))
        for k in range(SHADES)
    ]
    right = left + SHADES * width
    texts = [
        label((left - 8, 4), low, size=13, text_anchor="end"),
        label((right + 8, 4), high, size=13),
    ]
    return [*boxes, *texts]
