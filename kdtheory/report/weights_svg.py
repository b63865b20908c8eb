"""A weighting: its weights while one score moves, and the product of three scales; as bars."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kdtheory.report.pools_svg import course
from kdtheory.report.svg import FAINT, INK, MUTED, Pixel, document, element, label, path
from kdtheory.report.values import decimal, items_of, number, numbers
from kdtheory.report.vocabulary import clean

_LOOKS = ((INK, None, 2.6), ("#2b6cb0", "7 3", 2.2), ("#c05f00", "2 3", 2.4))
_FILLS = ("#c9d1da", "#9db6d3", "#5f8fc0", INK)
_SCALES = ("token", "task", "context", "product")
_LEFT, _RIGHT, _TOP, _BOTTOM = 48.0, 360.0, 46.0, 236.0
_BAR, _GROUP, _HIGH = 29.0, 22.0, 128.0


@dataclass(frozen=True)
class Moving:
    """Weights while the first score moves and the others stay."""

    others: list[float]
    score: list[float]
    weights: list[list[float]]


def read_moving(pictures: Mapping[str, Any]) -> Moving | None:
    """Read the curves; None if there are fewer than two usable points."""
    raw = _part(pictures, "moving")
    others = numbers(raw.get("others"))
    scores, rows = items_of(raw.get("score")), items_of(raw.get("weights"))
    if others is None:
        return None
    pairs = [(number(s), numbers(w)) for s, w in zip(scores, rows, strict=False)]
    good = sorted((s, w) for s, w in pairs if s is not None and w and len(w) == len(others) + 1)
    if len(good) < 2 or len(others) + 1 > len(_LOOKS) or good[0][0] == good[-1][0]:
        return None
    return Moving(others, [s for s, _ in good], [w for _, w in good])


def read_scales(pictures: Mapping[str, Any]) -> dict[str, list[float]]:
    """Read the weights of every scale and of their product; empty without at least two."""
    raw = _part(pictures, "scales")
    found = {name: w for name in _SCALES if (w := numbers(raw.get(name))) is not None}
    many = {len(w) for w in found.values()}
    fits = len(many) == 1 and max(many) <= 3 and all(0 <= x <= 1 for w in found.values() for x in w)
    return found if fits and len(found) > 1 else {}


def _part(pictures: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    whole = pictures.get("weights")
    part = whole.get(name) if isinstance(whole, Mapping) else None
    return part if isinstance(part, Mapping) else {}


def weights_picture(name: str, pictures: Mapping[str, Any]) -> str:
    """Draw the weights of an operator; empty if there is nothing to draw."""
    moving, scales = read_moving(pictures), read_scales(pictures)
    body: list[str] = []
    bottom = 0.0
    if moving:
        body += _curves(moving)
        bottom = _BOTTOM + 66
    if scales:
        body += _bars(scales, bottom)
        bottom += _HIGH + 118
    title = f"{clean(name)}: weights of the teachers"
    return document(440, bottom, title, body, "kdr-weights") if body else ""


def _curves(moving: Moving) -> list[str]:
    """One curve a teacher over the score of the first."""
    low, high = moving.score[0], moving.score[-1]
    top = max(1.0, *(x for w in moving.weights for x in w))
    least = min(0.0, *(x for w in moving.weights for x in w))

    def at(s: float, x: float) -> Pixel:
        across = (s - low) / (high - low)
        up = (x - least) / (top - least)
        return _LEFT + across * (_RIGHT - _LEFT), _BOTTOM - up * (_BOTTOM - _TOP)

    body = [label((14, 24), "weights while one score moves", size=13, fill=MUTED)]
    body += _axes(at, low, high, least, top)
    ends = []
    for k, (stroke, dashes, width) in enumerate(_LOOKS[: len(moving.others) + 1]):
        line = [at(s, w[k]) for s, w in zip(moving.score, moving.weights, strict=True)]
        parts = course(line, stroke, width)
        body += [p.replace("/>", f' stroke-dasharray="{dashes}"/>') if dashes and "dasharray"
                 not in p else p for p in parts]  # fmt: skip
        ends.append((line[-1], f"teacher {k + 1}", stroke))
    body += _names(ends)
    stay = ", ".join(f"{decimal(s)}" for s in moving.others)
    text = f"score of teacher 1 (the others stay at {stay})"
    middle = (_LEFT + _RIGHT) / 2
    body.append(label((middle, _BOTTOM + 40), text, size=12, text_anchor="middle"))
    return body


def _axes(at: Any, low: float, high: float, least: float, top: float) -> list[str]:
    body = []
    for x in sorted({least, 0.0, 0.5, 1.0, top}):
        y = at(low, x)[1]
        body.append(path([(_LEFT, y), (_RIGHT, y)], stroke=FAINT, stroke_width=1))
        if x in (0.0, 0.5, 1.0) or abs(x - round(x)) > 0.15:
            tick = label((_LEFT - 8, y + 4), decimal(x, 2), size=11, text_anchor="end", fill=MUTED)
            body.append(tick)
    for s in sorted({low, (low + high) / 2, high}):
        x = at(s, 0)[0]
        body.append(path([(x, _BOTTOM), (x, _BOTTOM + 5)], stroke=FAINT, stroke_width=1))
        text = decimal(s, 2)
        tick = label((x, _BOTTOM + 19), text, size=11, text_anchor="middle", fill=MUTED)
        body.append(tick)
    return body


def _names(ends: Sequence[tuple[Pixel, str, str]]) -> list[str]:
    """Names at the right ends of the curves, pushed apart where these are close."""
    parts: list[str] = []
    free = _TOP - 6.0
    below = 15.0 * (len(ends) - 1)
    for (x, y), text, fill in sorted(ends, key=lambda end: end[0][1]):
        y = min(max(y + 4, free), _BOTTOM + 4 - below)
        below -= 15
        free = y + 15
        parts.append(label((x + 6, y), text, size=11.5, fill=fill, font_weight=600))
    return parts


def _bars(scales: Mapping[str, Sequence[float]], top: float) -> list[str]:
    """One group a teacher: the weights of the scales, then of their product."""
    body = [label((14, top + 24), "three scales, and their product", size=13, fill=MUTED)]
    ground = top + 50 + _HIGH
    tallest = max(0.5, *(x for w in scales.values() for x in w))
    many = len(next(iter(scales.values())))
    x = (440 - many * len(scales) * _BAR - (many - 1) * _GROUP) / 2
    left = x
    for k in range(many):
        middle = x + len(scales) * _BAR / 2
        for name, w in scales.items():
            high = max(w[k], 0.0) / tallest * _HIGH
            fill = _FILLS[_SCALES.index(name)]
            body.append(
                element("rect", x=x + 1, y=ground - high, width=_BAR - 2, height=max(high, 0.6),
                        fill=fill)
            )  # fmt: skip
            text, place = decimal(w[k], 2), (x + _BAR / 2, ground - high - 4)
            body.append(label(place, text, size=10, text_anchor="middle"))
            x += _BAR
        text = f"teacher {k + 1}"
        body.append(label((middle, ground + 17), text, size=12, text_anchor="middle"))
        x += _GROUP
    body.append(path([(left - 4, ground), (x - _GROUP + 4, ground)], stroke=MUTED, stroke_width=1))
    at = 36.0
    for name in scales:
        fill = _FILLS[_SCALES.index(name)]
        body.append(element("rect", x=at, y=ground + 33, width=11, height=11, fill=fill))
        body.append(label((at + 16, ground + 43), name, size=12))
        at += 100
    return body


def weight_bars(scores: Sequence[float], weights: Sequence[float]) -> str:
    """A counterexample: one row a teacher, its score and its weight."""
    shown = list(zip(scores, weights, strict=True))[:8]
    top = max(1.0, *weights) if all(map(math.isfinite, weights)) else 1.0
    body = [label((150, 20), "score", size=11, text_anchor="end", fill=MUTED)]
    body.append(label((162, 20), "weight", size=11, fill=MUTED))
    bottom = 32.0 + 26 * len(shown)
    body.append(path([(161, 28), (161, bottom)], stroke=FAINT, stroke_width=1))
    for k, (s, w) in enumerate(shown):
        y = 34.0 + 26 * k
        body.append(label((16, y + 13), f"teacher {k + 1}", size=12))
        body.append(label((150, y + 13), decimal(s), size=12, text_anchor="end"))
        wide = max(w, 0.0) / top * 92
        bar = element("rect", x=162.0, y=y, width=max(wide, 0.6), height=18, fill="#2b6cb0")
        body += [bar, label((168 + wide, y + 13), decimal(w), size=11.5)]
    if len(scores) > len(shown):
        text = f"and {len(scores) - len(shown)} more"
        body.append(label((16, bottom + 14), text, size=11, fill=MUTED))
        bottom += 18
    return document(320, bottom + 8, "the counterexample, by teacher", body, "kdr-bars")
