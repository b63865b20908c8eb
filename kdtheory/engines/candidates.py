"""Where to look for violations: structured points, draws, given outputs, branch boundaries.

Everything here is untrusted; what it finds is only a candidate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from kdtheory import simplex

CLASSES = (2, 3, 4, 5, 6, 7, 8)
LARGE_CLASSES = (16,)
HIGHEST = 1e6
NICE_TEMPERATURES = tuple(
    Fraction(t)
    for t in ("1", "2", "3/2", "3", "4", "5", "8", "10", "20", "50", "100", "1000", "1000000")
)
FAR = tuple(Fraction(10**k) for k in (9, 12, 15, 18))  # beyond what the laws draw
EDGES = tuple(1 + Fraction(1, 10**k) for k in (9, 6, 4, 3, 2, 1))
LOW = tuple(Fraction(t) for t in ("1/2", "1/10", "9/10", "3/4", "1/4", "1/100", "999/1000"))


@dataclass(frozen=True)
class Batch:
    """Candidate points of one origin: ``p`` (N, n), temperatures a list of (N, 1) arrays.

    ``exact`` gives the rational points that the rows of `p` are rounded from, where known.
    """

    origin: str
    p: Any
    T: list[Any]
    exact: list[tuple[Fraction, ...]] | None = None


def temperatures(lowest: Fraction) -> list[Fraction]:
    """Structured temperatures from `lowest` up."""
    low = [t for t in LOW if t >= lowest and t < 1]
    return [t for t in NICE_TEMPERATURES + EDGES + FAR if t >= lowest] + low


def nice(closed: bool) -> list[tuple[Fraction, ...]]:
    """Small exact points, simplest first: what a person would try."""
    return list(_nice(closed))


@lru_cache
def _nice(closed: bool) -> tuple[tuple[Fraction, ...], ...]:
    points = []
    for n in (2, 3, 4):
        for total in (2, 3, 4, 5, 10, 100):
            for weights in _partitions(total, n):
                if (closed or min(weights) > 0) and (total < 100 or max(weights) >= 97):
                    points.append(tuple(Fraction(w, total) for w in weights))
    return tuple(dict.fromkeys(points))


def _partitions(total: int, parts: int, most: int | None = None) -> Iterator[tuple[int, ...]]:
    most = total if most is None else most
    if parts == 1:
        if total <= most:
            yield (total,)
        return
    for first in range(min(total, most), -1, -1):
        if first * parts < total:
            break
        for rest in _partitions(total - first, parts - 1, first):
            yield (first, *rest)


def pair_up(p: Any, grid: Any, count: int, origin: str) -> Batch:
    """Every point at every temperature of `grid`; for two temperatures, neighbours in the grid."""
    if count == 1:
        T = np.repeat(grid[None, :], len(p), axis=0).reshape(-1, 1)
        return Batch(origin, np.repeat(p, len(grid), axis=0), [T])
    steps = len(grid) - 1
    low = np.repeat(grid[None, :-1], len(p), axis=0).reshape(-1, 1)
    high = np.repeat(grid[None, 1:], len(p), axis=0).reshape(-1, 1)
    return Batch(origin, np.repeat(p, steps, axis=0), [low, high])


def draw_temperatures(count: int, lowest: float, rng: np.random.Generator) -> Any:
    """Log-uniform over the range, half of them over the first decade."""
    low = np.log(max(lowest, 1e-3))
    wide = np.exp(low + rng.random(count) * (np.log(HIGHEST) - low))
    near = max(lowest, 1e-3) * np.exp(rng.random(count) * np.log(10.0))
    return np.where(rng.random(count) < 0.5, wide, near)[:, None]


def draws(
    n: int, count: int, temps: int, lowest: float, rng: np.random.Generator, *, quick: bool = False
) -> Iterator[Batch]:
    """Random points: Dirichlet at five concentrations, log-uniform entries, scrambled Sobol.

    A quick search does without Sobol points: the import of scipy.stats takes longer than it.
    """
    laws = {"dirichlet": simplex.dirichlet, "log-uniform": simplex.log_uniform}
    if not quick:
        laws["sobol"] = simplex.sobol
    for name, law in laws.items():
        p = law(n, count, rng)
        T = [draw_temperatures(len(p), lowest, rng)]
        if temps == 2:
            T.append(T[0] * (1 + 10.0 ** rng.uniform(-5, 1, T[0].shape)))
        yield Batch(name, p, T)


def scan(n: int, points: int, steps: int, lowest: float, rng: np.random.Generator) -> Batch:
    """Few points at many temperatures in order: finds short dips of a temperature schedule."""
    spread = np.geomspace(max(lowest, 1e-3), HIGHEST, steps // 2)
    near = np.linspace(max(lowest, 1e-3), 12.0, steps - steps // 2)
    grid = np.unique(np.concatenate([spread, near]))
    p = np.concatenate([simplex.dirichlet(n, points - 1, rng), np.full((1, n), 1.0)])
    p[-1] = simplex.normalise(3.0 ** -np.arange(n))
    return pair_up(p, grid, 2, "scan")


def around(p: Any, T: list[Any], copies: int, rng: np.random.Generator) -> Batch:
    """Perturbed copies of points, at scales from 1e-1 to 1e-8, for local search."""
    p = np.repeat(p, copies, axis=0)
    size = 10.0 ** rng.uniform(-8, -0.5, (len(p), 1))
    moved = simplex.normalise(p * np.exp(size * rng.standard_normal(p.shape)))
    step = np.exp(10.0 ** rng.uniform(-8, -0.5, (len(p), 1)) * rng.standard_normal((len(p), 1)))
    temps = [np.repeat(t, copies, axis=0) * step for t in T]
    if len(temps) == 2:
        gap = np.abs(temps[1] / temps[0] - 1) * 10.0 ** rng.uniform(-1, 1, temps[0].shape)
        temps[1] = temps[0] * (1 + gap)
    return Batch("local", moved, temps)
