"""The triangle: barycentric coordinates to pixels, and exact level curves of entropy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kdtheory.report.svg import Pixel

Point = tuple[float, float, float]

UNIFORM: Point = (1 / 3, 1 / 3, 1 / 3)
_ACROSS = (-1 / math.sqrt(2), 1 / math.sqrt(2), 0.0)
_UP = (-1 / math.sqrt(6), -1 / math.sqrt(6), 2 / math.sqrt(6))


@dataclass(frozen=True)
class Triangle:
    """Class 1 at the left, class 2 at the right, class 3 at the top."""

    left: float
    base: float
    side: float

    @property
    def height(self) -> float:
        return self.side * math.sqrt(3) / 2

    def at(self, p: Sequence[float]) -> Pixel:
        return self.left + self.side * (p[1] + p[2] / 2), self.base - self.height * p[2]

    def corners(self) -> list[Pixel]:
        return [self.at(e) for e in ((1, 0, 0), (0, 1, 0), (0, 0, 1))]


def entropy(p: Sequence[float]) -> float:
    """Entropy in nats, with ``0 log 0 = 0``."""
    return -math.fsum(x * math.log(x) for x in p if x > 0)


def on_ray(angle: float, radius: float) -> Point:
    """The point at a distance from the uniform one (Euclidean, in the plane of the simplex)."""
    c, s = radius * math.cos(angle), radius * math.sin(angle)
    x, y, z = (1 / 3 + c * a + s * b for a, b in zip(_ACROSS, _UP, strict=True))
    return x, y, z


def reach(angle: float) -> float:
    """Distance from the uniform point to the boundary in a direction."""
    c, s = math.cos(angle), math.sin(angle)
    directions = (c * a + s * b for a, b in zip(_ACROSS, _UP, strict=True))
    return min(1 / (-3 * d) for d in directions if d < -1e-12)


def angle_of(p: Sequence[float]) -> float:
    d = [x - 1 / 3 for x in p]
    across = sum(x * a for x, a in zip(d, _ACROSS, strict=True))
    up = sum(x * b for x, b in zip(d, _UP, strict=True))
    return math.atan2(up, across) % (2 * math.pi)


def level_radius(angle: float, level: float) -> float | None:
    """Where entropy has a level on a ray; None if the ray leaves the triangle before.

    Entropy is concave and largest at the uniform point, so it decreases along every ray and
    bisection finds the only crossing.
    """
    low, high = 0.0, reach(angle)
    if entropy(on_ray(angle, high)) > level + 1e-9:
        return None
    for _ in range(44):
        middle = (low + high) / 2
        if entropy(on_ray(angle, middle)) > level:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _edge_crossings(level: float) -> list[float]:
    """Directions in which a level below ``log 2`` meets the edges."""
    if level >= math.log(2):
        return []
    low, high = 0.0, 0.5
    for _ in range(60):
        x = (low + high) / 2
        low, high = (x, high) if entropy((x, 1 - x)) < level else (low, x)
    x = (low + high) / 2
    pairs = [(x, 1 - x), (1 - x, x)]
    points = [p for a, b in pairs for p in ((a, b, 0.0), (0.0, a, b), (b, 0.0, a))]
    return [angle_of(p) for p in points]


@lru_cache(maxsize=64)
def level_curves(level: float, directions: int = 132) -> tuple[tuple[bool, tuple[Point, ...]], ...]:
    """The pieces of one level set of entropy, each with whether it is closed."""
    angles = [2 * math.pi * k / directions for k in range(directions)]
    angles = sorted({*angles, *_edge_crossings(level)})
    radii = [level_radius(a, level) for a in angles]
    points = [None if r is None else on_ray(a, r) for a, r in zip(angles, radii, strict=True)]
    if None not in points:
        return ((True, tuple(p for p in points if p is not None)),)
    first = points.index(None)
    pieces: list[list[Point]] = [[]]
    for point in points[first:] + points[:first]:
        if point is None:
            pieces.append([])
        else:
            pieces[-1].append(point)
    return tuple((False, tuple(piece)) for piece in pieces if len(piece) > 1)
