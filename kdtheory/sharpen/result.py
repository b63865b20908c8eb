"""What sharpening a bound gives: an enclosure of the best constant, and how it is known."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import Any

from kdtheory.sharpen.registry import Bound, Inputs, Quotient

FORMAT = "kdtheory.sharpen/1"


def decimal_below(x: Fraction, digits: int) -> str:
    """The largest decimal of so many digits that is at most `x`.

    >>> decimal_below(Fraction(2, 3), 4), decimal_above(Fraction(2, 3), 4)
    ('0.6666', '0.6667')
    """
    return _rounded(x, Context(prec=digits, rounding=ROUND_FLOOR))


def decimal_above(x: Fraction, digits: int) -> str:
    """The least decimal of so many digits that is at least `x`."""
    return _rounded(x, Context(prec=digits, rounding=ROUND_CEILING))


def _rounded(x: Fraction, context: Context) -> str:
    return f"{context.divide(Decimal(x.numerator), Decimal(x.denominator)):f}"


@dataclass(frozen=True)
class Witness:
    """An exact point of the domain and the quotient there.

    Attributes
    ----------
    inputs : dict
        Exact rational vectors by name.
    at : tuple of Fraction
        The point of the unit cube.
    lhs, rhs, ratio : tuple of Fraction
        Rational ends that enclose the two sides, by definition, and their quotient.
    """

    inputs: Inputs
    at: tuple[Fraction, ...]
    lhs: tuple[Fraction, Fraction]
    rhs: tuple[Fraction, Fraction]
    ratio: tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Sharp:
    """The sharp constant of a bound.

    Attributes
    ----------
    bound : Bound
    parameters : dict
    quotient : Quotient
    witness : Witness
    lower, upper : str
        Decimals around the sharp constant; `upper` is None if no cover closed in time.
    tree : str or None
        The split tree that certifies `upper`.
    width : float
        The relative width that was asked for.
    boxes : int
        Boxes looked at, in all rounds.
    seconds : float
    note : str
        What went unfinished; empty if nothing did.
    certificate : str
        Path of the written certificate, if any.
    """

    bound: Bound
    parameters: dict[str, Any]
    quotient: Quotient
    witness: Witness
    lower: str
    upper: str | None
    tree: str | None
    width: float
    boxes: int
    seconds: float
    note: str = ""
    certificate: str = ""

    @property
    def complete(self) -> bool:
        """Whether the enclosure is as narrow as was asked."""
        return not self.note

    @property
    def relative_width(self) -> float | None:
        if self.upper is None:
            return None
        low = Fraction(self.lower)
        return float((Fraction(self.upper) - low) / low)

    @property
    def kind(self) -> str:
        """How the stated constant relates to the sharp one.

        ``equality``: both sides are equal everywhere. ``tight``: it is the sharp constant, known
        exactly. ``upper``: the bound as stated is true and not sharp. ``lower``: the constant is
        too small, so the bound as stated is false at the witness. ``undecided``: the enclosure
        holds it.
        """
        stated, low = self.quotient.stated, Fraction(self.lower)
        if stated < low:
            return "lower"
        if self.upper is not None and stated > Fraction(self.upper):
            return "upper"
        if self.lower != self.upper:
            return "undecided"
        return "equality" if self.quotient.equality else "tight"

    @property
    def digits(self) -> str:
        """The sharp constant to all digits that both ends share."""
        return self.lower if self.upper is None else shared(self.lower, self.upper)

    @property
    def meaning(self) -> str:
        """One sentence about the constant."""
        return self.quotient.meaning(float(self.upper or self.lower))

    def to_json(self) -> dict[str, Any]:
        """Plain data, format ``kdtheory.sharpen/1``."""
        w, q = self.witness, self.quotient
        ends = [self.lower, self.upper]
        return {
            "format": FORMAT,
            "claim": self.bound.id,
            "title": self.bound.title,
            "statement": self.bound.statement,
            "provenance": self.bound.provenance,
            "source": self.bound.source,
            "parameters": {k: str(v) for k, v in self.parameters.items()},
            "constant": ends,
            "constant_provenance": "ours",
            "relative_width": self.relative_width,
            "witness": {
                **{name: plain(value) for name, value in w.inputs.items()},
                "lhs": _ends(w.lhs),
                "rhs": _ends(w.rhs),
                "ratio": _ends(w.ratio),
            },
            "closed_form": q.closed[0] if q.closed else None,
            "stated": str(q.stated),
            "kind": self.kind,
            "meaning": self.meaning,
            "derivation": list(q.steps),
            "boxes": self.boxes,
            "leaves": None if self.tree is None else sum(c.isupper() for c in self.tree),
            "seconds": round(self.seconds, 3),
            "complete": self.complete,
            "note": self.note,
            "certificate": self.certificate or None,
        }


def _ends(pair: tuple[Fraction, Fraction]) -> list[str]:
    return [decimal_below(pair[0], 18), decimal_above(pair[1], 18)]


def plain(value: Any) -> Any:
    """Exact inputs as texts, lists kept."""
    return [plain(v) for v in value] if isinstance(value, list) else str(value)


def shared(low: str, high: str) -> str:
    """The longest decimal to which both round, trailing zeros included.

    >>> shared("0.320211995954", "0.320211995956"), shared("0.5", "0.5")
    ('0.3202119960', '0.5')
    """
    if low == high:
        return low
    places = max(len(x.partition(".")[2]) for x in (low, high))
    for k in range(places, -1, -1):
        a, b = (f"{Decimal(x).quantize(Decimal(1).scaleb(-k)):f}" for x in (low, high))
        if a == b:
            return a
    return low
