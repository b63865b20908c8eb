"""Random rational points that respect the declarations, and what is confirmed at them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import flint
import sympy
from sympy import Expr, Symbol

from kdtheory.derivations import points
from kdtheory.derivations.points import Point, Undefined

if TYPE_CHECKING:
    from kdtheory.derivations.signs import Range

POINTS, TRIES = 5, 400


class Unconfirmed(ValueError):
    """Exact arithmetic contradicts a step, or found no point at which to try it."""


class Sampler:
    """Draws points; see :class:`~kdtheory.derivations.kernel.Derivation` for the arguments."""

    def __init__(self, ranges: dict[Any, Range], distributions: dict[Any, Expr],
                 sizes: dict[Symbol, Expr], seed: int):  # fmt: skip
        self._ranges, self._distributions, self._index_sizes = ranges, distributions, sizes
        self._rng = random.Random(seed)
        self.sizes: dict[Symbol, int] = {}
        self.wholes: dict[Symbol, int] = {}
        self.sequences: dict[Any, tuple[Symbol, tuple[Symbol, ...], Expr, Expr]] = {}
        #: Families that are defined outright: the size of their index set and their entries.
        self.fixed: dict[Any, tuple[Expr, Callable[..., int]]] = {}
        self.repairs: list[Callable[[Point, random.Random], None]] = []

    def confirm(self, margin: Expr, relation: str, given: Iterable[Any]) -> None:
        """Try a fact at random points at which its assumptions hold.

        Raises
        ------
        Unconfirmed
        """
        tried, undefined = 0, None
        given = list(given)
        for _ in range(TRIES):
            point = self.point()
            try:
                if not all(_holds(point.value(a.margin), a.relation) for a in given):
                    continue
                value = point.value(margin)
                holds = _holds(value, relation)
            except Undefined as error:
                undefined = error
                continue
            if not holds:
                raise Unconfirmed(f"false at a random point, where the margin is {value}: {margin}")
            tried += 1
            if tried == POINTS:
                return
        if tried == 0:
            why = f": {undefined}" if undefined else ": no point satisfies the hypotheses"
            raise Unconfirmed(f"tried nowhere{why}; in {margin}")

    def falsify(self, margin: Expr, relation: str, given: Iterable[Any]) -> bool:
        """Whether a statement is false at one of many random points that satisfy the hypotheses."""
        for _ in range(TRIES):
            point = self.point()
            try:
                if all(_holds(point.value(a.margin), a.relation) for a in given) and not _holds(
                    point.value(margin), relation
                ):
                    return True
            except Undefined:
                continue
        return False

    def approach(self, e: Expr, x: Symbol, to: Expr, value: Expr, side: str) -> None:
        """Whether values of ``e`` come near the limit as x does, from above (+) or below (-).

        Raises
        ------
        Unconfirmed
        """
        for _ in range(POINTS):
            point, gaps = self.point(), []
            for power in (2, 4, 8, 16, 32, 64):
                step = flint.fmpq(1, 10**power)
                near = 1 / step if to == sympy.oo else -1 / step
                if to.is_Rational:
                    end = flint.fmpq(int(to.p), int(to.q))
                    near = end + step if side == "+" else end - step
                point.symbols[x] = near
                gaps.append(abs(flint.arb(point.value(e - value))))
            there = gaps[-1] < flint.arb(flint.fmpq(1, 10**40))
            nearer = gaps[-1] < flint.arb(flint.fmpq(1, 50)) and gaps[-1] <= gaps[0]
            if not (there or nearer):
                raise Unconfirmed(f"values stay {gaps[-1]} away from the limit {value} of {e}")

    def point(self) -> Point:
        """A random point within all ranges, repaired for the hypotheses that ask for it."""
        for _ in range(TRIES):
            point = self._drawn()
            try:
                for repair in self.repairs:
                    repair(point, self._rng)
            except (ZeroDivisionError, Undefined):
                continue
            self._check(point)
            return point
        raise Unconfirmed("no point can be changed so that the hypotheses hold")

    def _check(self, point: Point) -> None:
        """Whether the numbers of a repaired point are within their ranges."""
        for x, value in point.symbols.items():
            found = self._ranges[x]
            for end, open_end, sign in (
                (found.low, found.low_open, 1), (found.high, found.high_open, -1)
            ):  # fmt: skip
                gap = sign * (value - flint.fmpq(int(end.p), int(end.q))) if end.is_Rational else 1
                if gap < 0 or (gap == 0 and open_end):
                    raise Unconfirmed(f"a sample puts {x} at {value}, out of its range")

    def _drawn(self) -> Point:
        point, rng = Point(), self._rng
        for x, found in self._ranges.items():
            if x in self.sizes:
                point.symbols[x] = flint.fmpq(self.sizes[x] + rng.choice([0, 1, 1, 2, 2, 3]))
            elif x in self.wholes:
                point.symbols[x] = flint.fmpq(self.wholes[x] + rng.choice([0, 1, 2, 3, 5]))
            elif isinstance(x, Symbol) and x not in self._index_sizes:
                point.symbols[x] = self._in_range(found)
            elif x in self.sequences:
                point.families[x] = self.recursion(x, point)
            elif x in self.fixed:
                point.families[x] = lambda *at, of=self.fixed[x][1]: flint.fmpq(of(*at))
            elif not isinstance(x, Symbol):
                point.families[x] = self._family(x, found, point)
        for i, size in self._index_sizes.items():
            point.symbols[i] = flint.fmpq(rng.randint(1, int(point.value(size).p)))
        return point

    def _in_range(self, found: Range) -> Any:
        return points.rational(self._rng, found.low, found.high, found.low_open, found.high_open)

    def _family(self, base: Any, found: Range, point: Point) -> Callable[..., Any]:
        values: dict[tuple[int, ...], Any] = {}
        rng, summing = self._rng, base in self._distributions

        def entry(*at: int) -> Any:
            if at not in values and summing:
                length = int(point.value(self._distributions[base]).p)
                row = points.distribution(rng, length, not found.low_open)
                values.update({(*at[:-1], k + 1): v for k, v in enumerate(row)})
            if at not in values:
                values[at] = self._in_range(found)
            return values[at]

        return entry

    def recursion(self, base: Any, point: Point) -> Callable[..., Any]:
        """The entries of a sequence at a point."""
        g, indices, start, following = self.sequences[base]
        values: dict[tuple[int, ...], Any] = {}

        def entry(generation: int, *at: int) -> Any:
            key = (generation, *at)
            if key not in values:
                bound = dict(zip(indices, at))
                if generation > 0:
                    bound[g] = generation - 1
                values[key] = point.value(following if generation > 0 else start, bound)
            return values[key]

        return entry


def _holds(value: Any, relation: str) -> bool:
    if relation == "=":
        return points.is_zero(value)
    if relation == ">" and isinstance(value, flint.fmpq):
        return bool(value > 0)
    return not points.is_negative(value)
