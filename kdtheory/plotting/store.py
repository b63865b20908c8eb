"""The CSV file beside a script: a header of comments, then the records."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from kdtheory.plotting.records import Records


class Unreadable(ValueError):
    """There is no such file, or it is no figure's CSV; the message says which."""


@dataclass(frozen=True)
class Stored:
    """Records with what the header says about them.

    Attributes
    ----------
    records : Records
    header : dict
        ``figure``, ``seed``, ``effort``, ``kdtheory`` (the version that computed the numbers)
        and ``matplotlib`` (the version that drew them last).
    """

    records: Records
    header: dict[str, str]

    def drawn_with(self, version: str) -> Stored:
        return replace(self, header={**self.header, "matplotlib": version})

    def to_text(self) -> str:
        """
        Examples
        --------
        >>> stored = Stored(Records({"H": [0.5]}, {"H": "nats"}), {"seed": "0"})
        >>> print(stored.to_text(), end="")
        # seed: 0
        # units: H = nats
        H
        0.5
        """
        units = "; ".join(f"{name} = {unit}" for name, unit in self.records.units.items())
        lines = [f"# {key}: {value}" for key, value in self.header.items()]
        lines += [f"# units: {units}"] if units else []
        return "\n".join([*lines, self.records.to_csv()])


def parse(text: str) -> Stored:
    """What :meth:`Stored.to_text` wrote.

    Raises
    ------
    ValueError
        If a row has more or fewer values than there are columns.
    """
    lines = text.splitlines()
    comments = [line[2:] for line in lines if line.startswith("# ")]
    body = "\n".join(line for line in lines if not line.startswith("#"))
    header = dict(c.split(": ", 1) for c in comments)
    pairs = [p.split(" = ", 1) for p in header.pop("units", "").split("; ") if p]
    return Stored(Records.from_csv(body, {name: unit for name, unit in pairs}), header)


def read(path: Path) -> Stored:
    """The stored numbers of a figure.

    Raises
    ------
    Unreadable
        If the file is missing or malformed.
    """
    try:
        return parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Unreadable(
            f"{path} is not there; run the script without --reuse-data or --check first"
        ) from error
    except ValueError as error:
        raise Unreadable(f"{path} is no figure's CSV: {error}") from error


def write(stored: Stored, path: Path) -> None:
    path.write_text(stored.to_text(), encoding="utf-8", newline="\n")
