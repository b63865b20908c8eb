"""The numbers of a figure: named columns, written as CSV and read back the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

DIGITS = 12  # significant, in the CSV


class Records:
    """Named columns of equal length.

    Parameters
    ----------
    columns : mapping
        Name to numbers or short texts, one a row; a scalar stands for a whole column.
    units : mapping
        Unit of a column where it has one, such as ``"nats"``.

    Raises
    ------
    ValueError
        If the columns differ in length.

    Examples
    --------
    >>> found = Records({"T": [1.0, 2.0, 4.0], "family": "power"}, {"T": "1"})
    >>> len(found), found["family"].tolist(), len(found.where(T=2.0))
    (3, ['power', 'power', 'power'], 1)
    """

    def __init__(self, columns: Mapping[str, Any], units: Mapping[str, str] | None = None):
        rows = max(np.size(values) for values in columns.values())
        self.columns = {
            name: np.full(rows, values) if np.ndim(values) == 0 else np.asarray(values)
            for name, values in columns.items()
        }
        self.units = dict(units or {})
        for name, values in self.columns.items():
            if values.shape != (rows,):
                raise ValueError(f"column {name} has shape {values.shape}; expected ({rows},)")

    @classmethod
    def of_rows(
        cls, names: str, rows: Iterable[Sequence[Any]], units: Mapping[str, str] | None = None
    ) -> Records:
        """From rows; `names` are separated by spaces.

        Examples
        --------
        >>> Records.of_rows("T risk", [(1, 0.5), (2, 0.25)])["risk"].tolist()
        [0.5, 0.25]
        """
        columns = zip(*rows, strict=True)
        return cls(dict(zip(names.split(), map(list, columns), strict=True)), units)

    @classmethod
    def of_table(cls, table: Any, names: str = "") -> Records:
        """Some columns, or all, of a measurement's table."""
        chosen = names.split() or list(table.columns)
        units = {name: table.units[name] for name in chosen if name in table.units}
        return cls({name: table.column(name) for name in chosen}, units)

    @classmethod
    def joined(cls, parts: Sequence[Records], units: Mapping[str, str] | None = None) -> Records:
        """One under the other; a column that a part lacks is empty there."""
        names = list(dict.fromkeys(name for part in parts for name in part.columns))
        columns = {}
        for name in names:
            text = any(_is_text(p[name]) for p in parts if name in p.columns)
            gap = "" if text else np.nan
            columns[name] = np.concatenate(
                [p.columns.get(name, np.full(len(p), gap)) for p in parts]
            )
        merged = {k: v for part in parts for k, v in part.units.items()}
        return cls(columns, {**merged, **(units or {})})

    def __len__(self) -> int:
        return int(next(iter(self.columns.values())).size)

    def __getitem__(self, name: str) -> Any:
        return self.columns[name]

    def with_column(self, name: str, values: Any, unit: str = "") -> Records:
        """A copy with one more column."""
        units = {**self.units, name: unit} if unit else self.units
        return Records({**self.columns, name: values}, units)

    def where(self, mask: Any = None, **equal: Any) -> Records:
        """The rows with these values, or those of a mask."""
        kept = np.ones(len(self), dtype=bool) if mask is None else np.asarray(mask)
        for name, value in equal.items():
            kept = kept & (self.columns[name] == value)
        return Records({name: v[kept] for name, v in self.columns.items()}, self.units)

    def by(self, name: str) -> Iterator[tuple[Any, Records]]:
        """The rows in groups of one value, in the order in which the values first occur."""
        for value in dict.fromkeys(self.columns[name].tolist()):
            yield value, self.where(**{name: value})

    def to_csv(self) -> str:
        """Comma-separated text, numbers in twelve significant digits.

        Examples
        --------
        >>> print(Records({"T": [1.0, 2.0], "risk": [1 / 3, 0.25]}).to_csv(), end="")
        T,risk
        1,0.333333333333
        2,0.25
        """
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        shown = [[_shown(x) for x in values.tolist()] for values in self.columns.values()]
        writer.writerows(zip(*shown, strict=True))
        return out.getvalue()

    @classmethod
    def from_csv(cls, text: str, units: Mapping[str, str] | None = None) -> Records:
        """What :meth:`to_csv` wrote; a column of numbers becomes an array of floats.

        Raises
        ------
        ValueError
            If a row has more or fewer values than there are columns.
        """
        names, *rows = list(csv.reader(io.StringIO(text)))
        for k, row in enumerate(rows):
            if len(row) != len(names):
                raise ValueError(f"row {k + 1} has {len(row)} values for {len(names)} columns")
        columns = [list(column) for column in zip(*rows)] or [[] for _ in names]
        return cls({name: _parsed(values) for name, values in zip(names, columns)}, units)


def _is_text(values: Any) -> bool:
    return np.asarray(values).dtype.kind in "UO"


def _shown(x: Any) -> Any:
    return f"{x:.{DIGITS}g}" if isinstance(x, float) else int(x) if isinstance(x, bool) else x


def _parsed(values: list[str]) -> Any:
    try:
        return np.array([float(x) for x in values])
    except ValueError:
        return np.array(values)
