"""Proofs of other kinds that belong to a claim: derivations that are replayed, theorems in Coq.

Both are optional: where a package or a folder is missing there is nothing to show.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from kdtheory.ledger import places
from kdtheory.ledger.sources import available

_RANGE: Final = re.compile(r"\b((?:SK|MT|RM|AW)-[A-Z]\d+|R\d)\b")


@cache
def derivations() -> dict[str, Any]:
    """Derivations to be replayed, by id."""
    if not available("kdtheory.derivations.registry"):
        return {}
    from kdtheory.derivations.registry import table

    return dict(table())


def derivation_file(id: str) -> list[Path]:
    """The file of a derivation, as a list of one."""
    return [derivations()[id].path]


def replayed(id: str) -> dict[str, Any]:
    """Replay a derivation now; what it says and shows, as plain data."""
    from kdtheory.derivations.replay import replay

    entry = derivations()[id]
    found = replay(entry)
    return {
        "accepted": found.holds,
        "title": entry.title,
        "words": " ".join(entry.words.split()),
        "file": f"proofs_checks/{entry.path.name}",
        "steps": [{"rule": s.rule, "why": s.why, "shown": s.shown} for s in found.steps],
        "failure": found.failure,
    }


# Coq -----------------------------------------------------------------------------------------


@cache
def coq_theorems() -> dict[str, list[tuple[str, str]]]:
    """Theorems in Coq by id, each as file and name, from the table beside the proofs."""
    root = places.folder("proofs_checks")
    table = None if root is None else root / "coq" / "README.md"
    if table is None or not table.is_file():
        return {}
    return read_table(table.read_text(encoding="utf-8"))


def read_table(text: str) -> dict[str, list[tuple[str, str]]]:
    """The rows ``| ids | file | names |`` of the table, a name under the id that it begins with.

    A name that begins with no id of its row belongs to the row's ids only if there is just one.

    Examples
    --------
    >>> read_table("| RM-C1, RM-C2 | `A.v` | `RM_C1`, `RM_C2_step`, `lemma` |")
    {'RM-C1': [('A.v', 'RM_C1')], 'RM-C2': [('A.v', 'RM_C2_step')]}
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for line in text.splitlines():
        columns = [c.strip() for c in line.strip().strip("|").split("|")]
        if len(columns) != 3 or not line.lstrip().startswith("|"):
            continue
        ids, file = _RANGE.findall(columns[0]), columns[1].strip("`")
        for name in re.findall(r"`([^`]+)`", columns[2]):
            own = [i for i in ids if _begins(name, i)] or (ids if len(ids) == 1 else [])
            for id in own:
                found.setdefault(id, []).append((file, name))
    return found


def _begins(name: str, id: str) -> bool:
    stem = id.replace("-", "_")
    return name == stem or name.startswith(stem + "_")
