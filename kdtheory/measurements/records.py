"""Tidy records and findings: the typed values that every measurement returns."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FORMAT = "kdtheory.measurement/1"


@dataclass(frozen=True)
class Table:
    """Named columns, one observation a row.

    Attributes
    ----------
    columns : tuple of str
    rows : list of tuple
        Numbers and short texts, in the order of `columns`.
    units : mapping
        Unit of a column where it has one, such as ``"nats"``.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    units: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for k, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"row {k} has {len(row)} values for the {len(self.columns)} columns "
                    f"{', '.join(self.columns)}"
                )

    def column(self, name: str) -> list[Any]:
        """One column's values.

        Examples
        --------
        >>> Table(("T", "risk"), [(1, 0.5), (2, 0.25)]).column("risk")
        [0.5, 0.25]
        """
        return [row[self.columns.index(name)] for row in self.rows]

    def to_csv(self) -> str:
        """Comma-separated text; numbers in twelve significant digits, so that it is stable."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([_shown(x) for x in row] for row in self.rows)
        return out.getvalue()

    def to_json(self) -> dict[str, Any]:
        rows = [[_plain(x) for x in row] for row in self.rows]
        return {"columns": list(self.columns), "units": dict(self.units), "rows": rows}


def _shown(x: Any) -> Any:
    return f"{float(x):.12g}" if isinstance(x, float) else x


def _plain(x: Any) -> Any:
    x = x.item() if hasattr(x, "item") else x
    return None if isinstance(x, float) and not math.isfinite(x) else x


@dataclass(frozen=True)
class Estimate:
    """A measured number with an interval: ``low <= value <= high`` at the stated confidence."""

    value: float
    low: float
    high: float
    confidence: float = 0.95
    how: str = "bootstrap over seeds"

    def __str__(self) -> str:
        return f"{self.value:.4g} [{self.low:.4g}, {self.high:.4g}]"

    def meets(self, predicted: float, relative: float = 0.0, absolute: float = 0.0) -> bool:
        """Whether the prediction lies in the interval, widened by a tolerance."""
        slack = absolute + relative * abs(predicted)
        return self.low - slack <= predicted <= self.high + slack

    def below(self, bound: float) -> bool:
        """Whether the whole interval respects an upper bound."""
        return self.high <= bound


@dataclass(frozen=True)
class Finding:
    """One decision: a prediction of the theory, the measurement, whether they agree.

    Attributes
    ----------
    claim : str
        The theorem's id, such as ``SK-B2``.
    statement : str
        What is predicted, in one sentence.
    predicted : str or float
    measured : str, float or Estimate
    agrees : bool
    tolerance : str
        How the decision was made: the interval, the bound, the slack.
    expected : bool
        False for a reading that is known to be false: there disagreement is the result.
    because : str
        Where they disagree, the hypothesis that fails.
    """

    claim: str
    statement: str
    predicted: Any
    measured: Any
    agrees: bool
    tolerance: str
    expected: bool = True
    because: str = ""

    def __post_init__(self) -> None:
        if not self.agrees and not self.because:
            raise ValueError(f"{self.claim}: a disagreement must say which hypothesis fails")

    @property
    def as_expected(self) -> bool:
        return self.agrees == self.expected

    def to_json(self) -> dict[str, Any]:
        measured = self.measured
        if isinstance(measured, Estimate):
            measured = {"value": measured.value, "interval": [measured.low, measured.high],
                        "confidence": measured.confidence, "how": measured.how}  # fmt: skip
        return {
            "claim": self.claim, "statement": self.statement, "predicted": _plain(self.predicted),
            "measured": _plain(measured), "agrees": bool(self.agrees),
            "expected": bool(self.expected), "tolerance": self.tolerance, "because": self.because,
        }  # fmt: skip


@dataclass(frozen=True)
class Result:
    """What a measurement returns."""

    tables: Mapping[str, Table]
    findings: Sequence[Finding]
    notes: Sequence[str] = ()


def rows(*columns: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Columns of equal length as rows.

    Examples
    --------
    >>> rows([1, 2], ["a", "b"])
    [(1, 'a'), (2, 'b')]
    """
    return list(zip(*columns, strict=True))
