"""Exact places of a product, from what a person would try to what only a machine would."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import permutations
from typing import Any

import numpy as np

from kdtheory import simplex
from kdtheory.claims.product import Input, Place, ProductClaim, Rows, Sizes
from kdtheory.engines.candidates import nice

LARGE = Fraction(10**8)  # where what grows with the scores has outgrown any constant
NICE_SCORES = tuple(map(Fraction, (0, 1, 2, -1, 3, 5, 10, -10)))


@lru_cache
def nice_rows(law: str, length: int, closed: bool, usual: tuple[Fraction, ...]) -> list[Any]:
    """Short exact rows of one input, simplest first."""
    if law == "simplex":
        return _nice_points(length, closed)
    if law == "events":
        bits = [tuple(Fraction(k >> i & 1) for i in range(length)) for k in range(1, 2**length - 1)]
        return bits if length <= 6 else bits[:: len(bits) // 60]
    if law == "directions":
        return [*_nice_moves(length), (Fraction(-1),) * length]
    if law == "reals":
        rng = np.random.default_rng(length)
        ties = [(s,) * length for s in (*NICE_SCORES[:3], LARGE, -LARGE)]
        ties += [(LARGE,) * (length - 1) + (Fraction(0),)]
        draws = [tuple(NICE_SCORES[int(k)] for k in rng.integers(0, 8, length)) for _ in range(60)]
        steps = [tuple(Fraction(s * i) for i in range(length)) for s in (1, -1, 2, 10)]
        return list(dict.fromkeys([*steps, *ties, *draws]))
    if length > 1:
        return _nice_moves(length)
    return [(x,) for x in usual]


def _nice_moves(length: int) -> list[Any]:
    """Directions of a step: one entry, all of them, some up and some down."""
    one = Fraction(1)
    units = [tuple(one * (i == k) for i in range(length)) for k in range(length)]
    rng = np.random.default_rng(length)
    mixed = [tuple(Fraction(int(s)) for s in rng.integers(-1, 2, length)) for _ in range(20)]
    found = [*units, *(tuple(-x for x in u) for u in units), (one,) * length, *mixed]
    return [row for row in dict.fromkeys(found) if any(row)]


def _nice_points(n: int, closed: bool) -> list[tuple[Fraction, ...]]:
    """Nice points in every order, the simplest first; faces too where they belong."""
    if n == 1:
        return [(Fraction(1),)]
    base = [p for p in nice(closed) if len(p) == n] if n <= 4 else []
    base += simplex.structured(n, closed=closed)[: 24 if n <= 4 else 60]
    if n <= 4:
        turned = [q for p in base for q in sorted(set(permutations(p)), reverse=True)]
    else:
        turned = [q for p in base for q in (p, p[::-1], p[1:] + p[:1])]
    return list(dict.fromkeys(turned))


def rows_of(i: Input, sizes: Sizes) -> list[Any]:
    """Nice rows for one input."""
    return nice_rows(i.law, i.shape(sizes)[1], i.closed, i.usual)


class Nice:
    """Nice values of every input put together at random; short rows are taken more often.

    Attributes
    ----------
    batch : dict
        By input name the float values, ``(count, rows, length)``.
    """

    def __init__(self, claim: ProductClaim, sizes: Sizes, count: int, rng: np.random.Generator):
        self.count = count
        self._pools = {i.name: rows_of(i, sizes) for i in claim.inputs}
        self._picks, self.batch = {}, {}
        for i in claim.inputs:
            pool = self._pools[i.name]
            picks = (len(pool) * rng.random((count, i.shape(sizes)[0])) ** 2.5).astype(int)
            floats = np.array([[float(x) for x in row] for row in pool])
            self._picks[i.name], self.batch[i.name] = picks, floats[picks]

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Place]:
        return (self[k] for k in range(self.count))

    def __getitem__(self, k: int) -> Place:
        """The `k`-th place, exact."""
        if not 0 <= k < self.count:
            raise IndexError(k)
        return {
            name: tuple(self._pools[name][int(j)] for j in picks[k])
            for name, picks in self._picks.items()
        }


def to_floats(claim: ProductClaim, places: list[Place]) -> dict[str, Any]:
    """``(N, rows, length)`` arrays by input name."""
    return {i.name: np.array([[[float(x) for x in row] for row in place[i.name]]
                              for place in places]) for i in claim.inputs}  # fmt: skip


def arranged(claim: ProductClaim, batch: dict[str, Any]) -> dict[str, Any]:
    """A batch laid out as operators take it."""
    return {i.name: i.laid_out(batch[i.name]) for i in claim.inputs}


def exact_versions(claim: ProductClaim, batch: dict[str, Any], k: int) -> Iterator[Place]:
    """Rational places near the `k`-th float one: with few digits, and as it is."""
    for digits in (2, 4, None):
        place = {i.name: _rational_rows(i, batch[i.name][k], digits) for i in claim.inputs}
        if claim.contains(place):
            yield place


def _rational_rows(i: Input, rows: Any, digits: int | None) -> Rows:
    return tuple(rational_row(i, row, digits) for row in rows)


def rational_row(i: Input, row: Any, digits: int | None) -> tuple[Fraction, ...]:
    """A float row as rationals: as it is, or rounded to some significant digits."""
    if i.law == "simplex":
        if digits is None:
            exact = [Fraction(float(x)) for x in row]
            total = sum(exact)
            return tuple(x / total for x in exact)
        return simplex.rationalise(row, digits)
    if digits is None:
        return tuple(Fraction(float(x)) for x in row)
    return tuple(Fraction(f"{float(x):.{digits - 1}e}") for x in row)


def between(a: Place, b: Place, s: Fraction) -> Place:
    """The place a share `s` of the way from `a` to `b`; for points of convex sets."""
    return {
        name: tuple(
            tuple(x + s * (y - x) for x, y in zip(u, v, strict=True))
            for u, v in zip(rows, b[name], strict=True)
        )
        for name, rows in a.items()
    }


def key(place: Place) -> Any:
    return tuple(place.items())
