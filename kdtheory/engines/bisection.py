"""Closing in on the place where a comparison changes along a segment, exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from kdtheory.arithmetic import balls
from kdtheory.arithmetic.expr import Node, to_fmpq

DEPTHS = (200, 400, 800)  # binary digits to which a boundary is closed in
RECOGNISED = 80  # halvings after which a double far below one can be recognised

Side = Callable[[Fraction], "int | None"]
Interval = tuple[Fraction, Fraction, "Fraction | None"]


def sign(guard: Node, values: Mapping[str, Fraction]) -> int | None:
    """Sign of a guard at exact values; literals are taken for the doubles that they are."""
    env = {name: to_fmpq(x) for name, x in values.items()}
    (ball,) = balls.evaluate([guard], DEPTHS[-1] + 128, env, pinned=True)
    if not ball.is_finite():
        return None
    return 1 if ball > 0 else -1 if ball < 0 else 0


def close_in(
    side: Side, low: Fraction, high: Fraction,
    snap: Callable[[Fraction, Fraction, Side], Fraction | None],
) -> list[Interval]:  # fmt: skip
    """The change of `side` between two parameters at the depths of :data:`DEPTHS`.

    Parameters
    ----------
    side : callable
        Sign of the guard at a parameter of the segment.
    low, high : Fraction
        Ends found in floats; widened a little.
    snap : callable
        ``snap(low, high, side)``: a simple parameter on the boundary itself, or None.

    Returns
    -------
    list of (low, high, exact)
        One entry a depth, fewer if the change eludes.
    """
    width = max(high - low, Fraction(1, 2**50))
    low, high = max(low - width, Fraction(0)), min(high + width, Fraction(1))
    left, right = side(low), side(high)
    if left is None or right is None or left == right:
        return []
    exact = snap(low, high, side)
    out: list[Interval] = []
    halvings = 0
    while halvings <= DEPTHS[-1] + 8 and len(out) < len(DEPTHS):
        if halvings == RECOGNISED and exact is None:
            exact = snap(low, high, side)
        if high - low <= Fraction(1, 2 ** DEPTHS[len(out)]):
            out.append((low, high, exact))
            continue
        if exact is not None:  # the boundary is known: shrink the interval around it directly
            step = Fraction(1, 2 ** (DEPTHS[len(out)] + 1))
            low, high = max(exact - step, Fraction(0)), min(exact + step, Fraction(1))
            continue
        mid = (low + high) / 2
        now = side(mid)
        if now is None:
            return out
        if now == 0:
            exact = mid
        elif now == left:
            low = mid
        else:
            high = mid
        halvings += 1
    return out
