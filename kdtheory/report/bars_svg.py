"""Probability vectors as bars, for witnesses that do not fit on the 3-simplex."""

from __future__ import annotations

from collections.abc import Sequence

from kdtheory.report.svg import FAINT, INK, MUTED, document, element, label, path, text_width
from kdtheory.report.values import decimal
from kdtheory.report.vocabulary import clean

_FILLS = ("#1d2733", "#3d85c6", "#f0a245", "#b9c2cc", "#7a4b94", "#5f9e6e")
_MOST_CLASSES = 12
_BAR, _GAP, _LEFT, _LENGTH, _WIDTH = 13.0, 9.0, 66.0, 180.0, 320.0


def bar_picture(points: Sequence[tuple[str, Sequence[float]]]) -> str:
    """Draw one group of bars a class and one bar a vector; the first vectors and classes only."""
    shown = [(clean(name), p) for name, p in points[: len(_FILLS)]]
    classes = min(len(shown[0][1]), _MOST_CLASSES)
    body, top = _names([name for name, _ in shown])
    group = len(shown) * _BAR + _GAP
    bottom = top + classes * group
    body.append(path([(_LEFT, top - 4), (_LEFT, bottom - _GAP + 4)], stroke=FAINT, stroke_width=1))
    for i in range(classes):
        y = top + i * group
        middle = y + len(shown) * _BAR / 2 + 4
        name = label((_LEFT - 8, middle), f"class {i + 1}", size=11, text_anchor="end", fill=MUTED)
        body.append(name)
        for k, (_, p) in enumerate(shown):
            body += _one(y + k * _BAR, p[i], _FILLS[k])
    left_out = len(shown[0][1]) - classes
    if left_out:
        body.append(label((_LEFT, bottom + 8), f"and {left_out} more classes", size=11, fill=MUTED))
        bottom += 18
    return document(_WIDTH, bottom + 4, "the counterexample, class by class", body, "kdr-bars")


def _one(y: float, x: float, fill: str) -> list[str]:
    width = min(max(x, 0.0), 1.0) * _LENGTH
    bar = element("rect", x=_LEFT, y=y, width=max(width, 0.6), height=_BAR - 2, fill=fill)
    return [bar, label((_LEFT + width + 6, y + _BAR - 3.5), decimal(x), size=10.5, fill=INK)]


def _names(names: Sequence[str]) -> tuple[list[str], float]:
    """The legend, in as many lines as it needs; and where the bars begin."""
    parts: list[str] = []
    x, y = _LEFT, 22.0
    for name, fill in zip(names, _FILLS, strict=False):
        wide = text_width(name, 11) + 30
        if x + wide > _WIDTH and x > _LEFT:
            x, y = _LEFT, y + 17
        parts.append(element("rect", x=x, y=y - 9, width=10, height=10, fill=fill))
        parts.append(label((x + 15, y), name, size=11))
        x += wide
    return parts, y + 16
