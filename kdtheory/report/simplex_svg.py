"""Pictures on the 3-simplex: an operator's trajectories, and a counterexample."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from string import ascii_lowercase

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
    document,
    element,
    label,
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
_ROW = 19.0


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
    vertex_size: float = 13,
) -> list[str]:
    """Draw the triangle, the entropy levels with their values, the uniform point, the vertices."""
    corners = frame.corners()
    body = [path(corners, closed=True, fill="#f6f8fa", stroke="none")]
    for k, level in enumerate(LEVELS):
        for closed, piece in level_curves(level):
            tint = {"stroke": FAINT if k % 2 else "#b3bcc7", "stroke_width": 1}
            body.append(path([frame.at(p) for p in piece], closed=closed, **tint))
    body.append(path(corners, closed=True, stroke=INK, stroke_width=1.4, stroke_linejoin="round"))
    busy = [frame.at(p) for c in curves for p in (c.start, *c.points)]
    busy += [frame.at(p) for _, p in marks]
    for at, level in _level_labels(frame, busy):
        style = {"fill": MUTED, "text_anchor": "middle"}
        body.append(label(at, decimal(level), size=10, halo=True, **style))
        labels.block((at[0], at[1] - 4), 8)
    body += _plus(frame.at(UNIFORM))
    labels.block(frame.at(UNIFORM))
    for k, (x, y) in enumerate(corners):
        at = (x, y - 11) if k == 2 else (x, y + 18)
        style = {"text_anchor": "middle", "font_weight": 600}
        body.append(label(at, f"class {k + 1}", size=vertex_size, **style))
        labels.block((at[0], at[1] - 4), 24)
    return body


def _level_labels(frame: Triangle, busy: Sequence[Pixel]) -> list[tuple[Pixel, float]]:
    """Put the values along the ray that stays farthest from everything drawn."""
    rays = [math.radians(a + d) for a in (90, 210, 330) for d in (0, -14, 14, -22, 22)]
    best: list[tuple[Pixel, float]] = []
    clearest = -1.0
    for angle in rays:
        radii = [(level_radius(angle, level), level) for level in LEVELS]
        spots = [(frame.at(on_ray(angle, r)), level) for r, level in radii if r is not None]
        room = min((math.dist(at, b) for at, _ in spots for b in busy), default=99.0)
        if (len(spots), min(room, 30)) > (len(best), min(clearest, 30)):
            best, clearest = spots, room
    return [((x, y + 3.5), level) for (x, y), level in best]


def _plus(at: Pixel, half: float = 5) -> list[str]:
    x, y = at
    bars = ([(x - half, y), (x + half, y)], [(x, y - half), (x, y + half)])
    return [path(bar, stroke=INK, stroke_width=1.4) for bar in bars]


def cross(at: Pixel, half: float = 5) -> str:
    """The mark of a counterexample."""
    x, y = at
    h = half
    d = f"M{x - h:.1f} {y - h:.1f}L{x + h:.1f} {y + h:.1f}M{x - h:.1f} {y + h:.1f}L{x + h:.1f} {y - h:.1f}"
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
            parts.append(label((self.left + 18, y), self.text, size=12))
        return parts


def _bar(scale: Scale) -> list[str]:
    """The colour bar of temperatures."""
    low, high = f"T = {decimal(scale.low)}", decimal(scale.high)
    style = {"size": 12, "fill": INK}
    width, left = 14.0, 92.0
    boxes = [
        element("rect", x=left + k * width, y=-5.0, width=width + 0.5, height=10, fill=color(k))
        for k in range(SHADES)
    ]
    right = left + SHADES * width
    texts = [
        label((left - 8, 4), low, text_anchor="end", **style),  # type: ignore[arg-type]
        label((right + 8, 4), high, **style),  # type: ignore[arg-type]
    ]
    return [*boxes, *texts]
