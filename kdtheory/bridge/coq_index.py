"""Which theorems in Coq belong to which id of the theory, read from the table beside them."""

from __future__ import annotations

import re
from pathlib import Path

_ID = re.compile(r"\b(?:(?:SK|MT|RM|AW)-[A-Z][0-9]+|R[0-9])\b")
_ROW = re.compile(r"^\| (?P<about>[^|]*) \| `(?P<file>\w+\.v)` \| (?P<names>[^|]*) \|$", re.M)


def coq_theorems(root: Path) -> dict[str, list[tuple[str, str]]]:
    """Theorems in Coq by id of the theory.

    Reads the table of ``root/coq/README.md``, whose rows are ``| ids | `File.v` | `names` |``. A
    theorem belongs to the id that its name begins with (``RM_C1_difference`` to ``RM-C1``); one
    that begins with none belongs to the ids of its row if there is only one.

    Parameters
    ----------
    root : Path
        The folder ``proofs_checks``.

    Returns
    -------
    dict
        For each id pairs of a file, relative to `root`, and a theorem in it.

    Raises
    ------
    OSError
        If there is no such table.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for row in _ROW.finditer((root / "coq" / "README.md").read_text(encoding="utf-8")):
        ids = _ID.findall(row["about"])
        for name in re.findall(r"`(\w+)`", row["names"]):
            for id in _owners(name, ids):
                found.setdefault(id, []).append((f"coq/{row['file']}", name))
    return found


def _owners(name: str, ids: list[str]) -> list[str]:
    """The ids of a row to which a theorem belongs.

    >>> _owners("RM_C1_difference", ["RM-C1", "RM-C11"])
    ['RM-C1']
    >>> _owners("projection_unique", ["SK-Q3"])
    ['SK-Q3']
    >>> _owners("pinsker", ["RM-C6", "RM-C2"])
    []
    """
    own = [id for id in ids if f"{name}_".startswith(f"{id.replace('-', '_')}_")]
    return own or (ids if len(ids) == 1 else [])
