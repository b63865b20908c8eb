"""A counterexample with two classes: distributions as points of a segment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kdtheory.report.simplex_svg import cross
from kdtheory.report.svg import (
    INK,
    MUTED,
    REFUTED,
    Pixel,
    document,
    element,
    label,
    path,
    text_width,
)
from kdtheory.report.trajectories import start_mark
from kdtheory.report.triangle_svg import HULL, UNSAFE, Affine, diamond
from kdtheory.report.values import decimal

_WIDTH, _LEFT, _RIGHT, _LINE = 320.0, 34.0, 286.0, 74.0
_ENLARGE = 0.2  # of the segment: pictures that need less are enlarged

Named = tuple[str, list[float]]


def segment_picture(
    given: Sequence[Named], made: Sequence[Named], corners: Sequence[Sequence[float]],
    unsafe: Affine | None, notes: Sequence[str], base: str,
) -> str:  # fmt: skip
    """Draw distributions over two classes by their probability of class 2.

    Inputs stand on the segment with their names above, the output has its name below; `corners`
    span the region that the claim speaks of, `unsafe` is positive where it fails.
    """
    low, high = _window([p[1] for _, p in (*given, *made)])

    def x(share: float) -> float:
        clipped = min(max(share, low), high)
        return _LEFT + (clipped - low) / (high - low) * (_RIGHT - _LEFT)

    body = _shaded(unsafe, x, low, high)
    if corners:
        ends = [x(f([p[1] for p in corners])) for f in (min, max)]
        body.append(_band(ends[0], ends[1], 5, HULL))
    body.append(path([(_LEFT, _LINE), (_RIGHT, _LINE)], stroke=INK, stroke_width=1.4))
    body += _ticks(x, low, high)
    for name, p in given:
        at = (x(p[1]), _LINE)
        body.append(diamond(at) if name == base else start_mark(at))
    for name, at in _above([(name, x(p[1])) for name, p in given]):
        body.append(label(at, name, size=12, halo=True, text_anchor="middle", font_weight=600))
    for name, p in made:
        at = (x(p[1]), _LINE)
        style: dict[str, Any] = {"text_anchor": "middle", "font_weight": 600, "fill": REFUTED}
        body += [cross(at), label((at[0], _LINE + 22), name, size=12, halo=True, **style)]
    top = _LINE + 76
    for k, note in enumerate(notes):
        body.append(label((14, top + 16 * k), note, size=11, fill=MUTED))
    height = top + 16 * len(notes) - 4
    return document(_WIDTH, height, "the counterexample, two classes", body, "kdr-segment")


def _above(names: Sequence[tuple[str, float]]) -> list[tuple[str, Pixel]]:
    """Names over their points, in higher rows where they would touch."""
    ends: list[float] = []  # of the last name in each row
    placed = []
    for name, x in sorted(names, key=lambda item: item[1]):
        half = text_width(name, 12) / 2 + 2
        row = next((k for k, end in enumerate(ends) if end <= x - half), len(ends))
        ends[row : row + 1] = [x + half]
        placed.append((name, (x, _LINE - 14 - 15 * min(row, 3))))
    return placed


def _window(shares: Sequence[float]) -> tuple[float, float]:
    """The part of ``[0, 1]`` that is drawn."""
    low, high = min(shares), max(shares)
    if high - low >= _ENLARGE or high == low:
        return 0.0, 1.0
    room = 0.4 * (high - low)
    return max(low - room, 0.0), min(high + room, 1.0)


def _shaded(unsafe: Affine | None, x: Any, low: float, high: float) -> list[str]:
    """The part of the segment where the claim fails, and its end."""
    if unsafe is None:
        return []
    a, b = unsafe((1 - low, low)), unsafe((1 - high, high))
    if a <= 0 and b <= 0:
        return []
    if (a > 0) == (b > 0):
        return [_band(x(low), x(high), 17, UNSAFE)]
    turn = x(low + (high - low) * a / (a - b))
    start, end = (turn, x(high)) if b > 0 else (x(low), turn)
    line = [(turn, _LINE - 20), (turn, _LINE + 20)]
    dashes = path(line, stroke=REFUTED, stroke_width=1.3, stroke_dasharray="5 3")
    return [_band(start, end, 17, UNSAFE), dashes]


def _band(start: float, end: float, half: float, fill: str) -> str:
    return element(
        "rect", x=start, y=_LINE - half, width=max(end - start, 1.0), height=2 * half, fill=fill
    )


def _ticks(x: Any, low: float, high: float) -> list[str]:
    parts = []
    for share in (low, high):
        at = x(share)
        parts.append(path([(at, _LINE - 5), (at, _LINE + 5)], stroke=INK, stroke_width=1.4))
        parts.append(
            label((at, _LINE + 40), decimal(share), size=11, text_anchor="middle", fill=MUTED)
        )
    text = "probability of class 2" + (", enlarged" if high - low < 1 else "")
    middle = (_LEFT + _RIGHT) / 2
    return [*parts, label((middle, _LINE + 54), text, size=11, text_anchor="middle", fill=MUTED)]
