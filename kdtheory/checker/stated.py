"""What certificates state of their evidence: decimals around values, and words for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import arb, fmpq, fmpz

from kdtheory.checker.exact import precision
from kdtheory.checker.grammar import (
    Row,
    below,
    decimal,
    items,
    need,
    variables,
)
from kdtheory.checker.spaces import Place

WIDEST = fmpq(1, 10**6)  # of a stated enclosure, relative to its ends
SLACK = fmpq(1, 1 << 80)
MOST_SHOWN = 16  # entries of one row


@dataclass(frozen=True)
class Found:
    """What a certificate shows, and which part of its evidence was looked at."""

    summary: str
    share: float = 1.0


def _decimal_ball(x: Any, what: str) -> Any:
    mantissa, exponent = decimal(x, what)
    if abs(exponent) <= 20_000:
        scale = fmpz(10) ** abs(exponent)
        return arb(fmpq(mantissa) * scale if exponent >= 0 else fmpq(mantissa) / scale)
    return arb(mantissa) * (arb(exponent) * arb(10).log()).exp()


def _ends(x: Any, what: str) -> tuple[Any, Any]:
    low, high = (_decimal_ball(e, what) for e in items(x, what, 2, 2))
    need(not high < low, f"{what}: the ends are the wrong way round")
    return low, high


def encloses(x: Any, ball: Any, exactly_zero: bool, what: str) -> None:
    """Reject unless the stated decimals enclose the value, and tightly."""
    with precision(256):
        low, high = _ends(x, what)
        if exactly_zero:
            need(low == 0 and high == 0, f"{what}: the value is exactly zero")
            return
        need(bool(ball.is_finite()), f"{what}: the value is not finite")
        doubt = arb(ball.rad())  # literals known within bounds leave the value some room
        room = abs(low).max(abs(high)) * arb(SLACK) + doubt
        need(bool(low - room <= ball) and bool(ball <= high + room), f"{what} is wrong")
        size = abs(ball)
        need(bool(high - low <= size * arb(WIDEST) + 4 * doubt), f"{what} is too wide")


def used(rows: list[Row], outputs: list[int], names: set[str], specialised: bool) -> None:
    """Every node serves an output, and the variables are the inputs' (or there are none)."""
    need(len(below(rows, outputs)) == len(rows), "the formula has nodes that nothing uses")
    found = variables(rows, outputs)
    need(found <= names, "the formula uses other variables than the inputs")
    if specialised:
        need(not found, "a specialised formula has no variables")
    else:
        need(bool(found), "the formula does not depend on the inputs")


def shown(ball: Any) -> str:
    return ball.str(6, radius=False) if ball.is_finite() else "?"


def where(place: Place) -> str:
    """A place in words."""
    return ", ".join(f"{name} = {_value(name, rows)}" for name, rows in place.items())


def _value(name: str, rows: Any) -> str:
    lists = [", ".join(map(_short, row[:MOST_SHOWN])) for row in rows]
    lists = [f"{x}, …" if len(row) > MOST_SHOWN else x for x, row in zip(lists, rows)]
    if len(rows) > 1:
        return "(" + ", ".join(f"({x})" for x in lists) + ")"
    return lists[0] if name == "T" or len(rows[0]) == 1 else f"({lists[0]})"


def how(specialised: bool) -> str:
    return "evaluated exactly" + (" with the inputs' values folded in" if specialised else "")


def _short(q: Any) -> str:
    text = str(q)
    return text if len(text) <= 40 else arb(q).str(6, radius=False)
