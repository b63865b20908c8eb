"""Committed numbers against recomputed ones; the first difference named by column and row."""

from __future__ import annotations

from typing import Any

import numpy as np

from kdtheory.plotting.records import Records
from kdtheory.plotting.scripts import Figure

SMALLEST = 1e-12  # absolute difference that always counts as rounding
SHOWN = 5


def differences(committed: Records, fresh: Records, figure: Figure) -> list[str]:
    """One line for each column that differs; none if all agree.

    Parameters
    ----------
    committed, fresh : Records
    figure : Figure
        Gives the relative tolerance, and how texts are compared.

    Examples
    --------
    >>> a, b = Records({"T": [1.0, 2.0]}), Records({"T": [1.0, 2.5]})
    >>> differences(a, b, Figure(claims=()))
    ['column T, row 2 (T = 2): committed 2, recomputed 2.5']
    """
    if list(committed.columns) != list(fresh.columns):
        return [f"columns: committed {_names(committed)}; recomputed {_names(fresh)}"]
    if len(committed) != len(fresh):
        return [f"rows: committed {len(committed)}, recomputed {len(fresh)}"]
    found = []
    for name in committed.columns:
        wrong = np.flatnonzero(_differ(committed[name], fresh[name], name, figure))
        if wrong.size:
            found.append(_words(name, wrong, committed, fresh))
    return found[:SHOWN]


def _differ(a: Any, b: Any, name: str, figure: Figure) -> Any:
    if a.dtype.kind == "f" and b.dtype.kind == "f":
        both = np.isnan(a) & np.isnan(b)
        close = np.isclose(a, b, rtol=figure.tolerance, atol=SMALLEST)
        return ~(close | both | (a == b))
    return np.array([not figure.agree(name, str(x), str(y)) for x, y in zip(a, b)])


def _words(name: str, wrong: Any, committed: Records, fresh: Records) -> str:
    k = int(wrong[0])
    first = next(iter(committed.columns))
    more = f", and {wrong.size - 1} more rows" if wrong.size > 1 else ""
    return (
        f"column {name}, row {k + 1} ({first} = {_value(committed[first][k])}): "
        f"committed {_value(committed[name][k])}, recomputed {_value(fresh[name][k])}{more}"
    )


def _names(records: Records) -> str:
    return ", ".join(records.columns)


def _value(x: Any) -> str:
    return f"{x:.12g}" if isinstance(x, float) else str(x)
