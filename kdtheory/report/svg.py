"""Small parts of an SVG picture: numbers, elements, text, and labels that keep clear of each other.

No picture uses an id, a script or an external resource, so any number of them can stand in one
document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil, hypot
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from kdtheory.report.vocabulary import clean

FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
INK, MUTED, FAINT, REFUTED = "#1d2733", "#5b6775", "#c3cad3", "#b3261e"

Pixel = tuple[float, float]


def num(x: float) -> str:
    """Write a coordinate: one decimal, no minus zero.

    >>> num(3.0), num(-0.01), num(2.25)
    ('3', '0', '2.2')
    """
    text = f"{x:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def element(tag: str, text: str | None = None, **attributes: Any) -> str:
    """Write one element; ``stroke_width`` becomes ``stroke-width``."""
    pairs = (
        f" {name.rstrip('_').replace('_', '-')}={quoteattr(_value(value))}"
        for name, value in attributes.items()
    )
    head = f"<{tag}{''.join(pairs)}"
    return f"{head}/>" if text is None else f"{head}>{escape(text)}</{tag}>"


def _value(value: object) -> str:
    return num(value) if isinstance(value, float) else str(value)


def label(at: Pixel, text: str, *, size: float = 12, halo: bool = False, **attributes: Any) -> str:
    """Write a text; ``halo`` keeps it readable on lines."""
    style: dict[str, Any] = {"fill": INK, "font_size": num(size)}
    if halo:
        style |= {"paint_order": "stroke", "stroke": "#fff", "stroke_width": 3}
        style |= {"stroke_linejoin": "round"}
    return element("text", clean(text), x=float(at[0]), y=float(at[1]), **(style | attributes))


def path(points: Sequence[Pixel], *, closed: bool = False, **attributes: Any) -> str:
    d = "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points) + ("Z" if closed else "")
    return element("path", d=d, **({"fill": "none"} | attributes))


def dense(points: Sequence[Pixel], step: float = 6) -> list[Pixel]:
    """Add points along a line, so that no two neighbours are farther apart than ``step``."""
    out = list(points[:1])
    for (x0, y0), (x1, y1) in pairwise(points):
        parts = max(1, ceil(hypot(x1 - x0, y1 - y0) / step))
        out += [
            (x0 + (x1 - x0) * k / parts, y0 + (y1 - y0) * k / parts) for k in range(1, parts + 1)
        ]
    return out


def document(width: float, height: float, title: str, body: Sequence[str], css: str) -> str:
    """Wrap elements in one SVG on a white card, with a title for screen readers."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class={quoteattr(css)} role="img" '
        f'viewBox="0 0 {num(width)} {num(height)}" font-family="{FONT}">'
    )
    card = element("rect", width=width, height=height, rx=8, fill="#fff")
    return "\n".join([head, element("title", clean(title)), card, *body, "</svg>"])


def text_width(text: str, size: float) -> float:
    """Estimate, on the wide side, how many pixels a text takes."""
    return 0.62 * size * len(text)


@dataclass
class Labels:
    """Places labels near their points so that they overlap neither each other nor the frame."""

    width: float
    height: float
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def block(self, at: Pixel, half: float = 5) -> None:
        """Keep a square around a point free."""
        x, y = at
        self.taken.append((x - half, y - half, x + half, y + half))

    def place(self, at: Pixel, text: str, size: float) -> Pixel:
        """Return the start of the baseline of the best free place near ``at``."""
        w, x, y = text_width(text, size), at[0], at[1]
        spots = [
            (x + dx * gap - (w if dx < 0 else w / 2 if dx == 0 else 0), y + dy * gap + size * 0.35)
            for gap in (9, 15, 23, 32)
            for dx, dy in ((1, 0), (1, -0.9), (1, 0.9), (0, -1.3), (0, 1.3), (-1, 0), (-1, -0.9))
        ]
        boxes = [(bx - 1, by - size, bx + w + 1, by + size * 0.25) for bx, by in spots]
        costs = [self._cost(box) + k * 0.5 for k, box in enumerate(boxes)]
        best = min(range(len(spots)), key=costs.__getitem__)
        self.taken.append(boxes[best])
        return spots[best]

    def _cost(self, box: tuple[float, float, float, float]) -> float:
        x0, y0, x1, y1 = box
        outside = max(0, -x0) + max(0, -y0) + max(0, x1 - self.width) + max(0, y1 - self.height)
        overlap = sum(
            max(0, min(x1, b[2]) - max(x0, b[0])) * max(0, min(y1, b[3]) - max(y0, b[1]))
            for b in self.taken
        )
        return 100 * outside + overlap
