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


def derivations() -> frozenset[str]:
    """Ids that have a derivation to be replayed."""
    return frozenset(_derivations())


@cache
def _derivations() -> dict[str, Any]:
    if not available("kdtheory.derivations.registry"):
        return {}
    from kdtheory.derivations import registry

    return {str(id).upper(): entry for id, entry in registry.table().items()}


def derivation_file(id: str) -> list[Path]:
    """The file of a derivation, as a list of at most one."""
    root = places.folder("proofs_checks")
    file = None if root is None else root / f"{id.lower().replace('-', '_')}.py"
    return [file] if file is not None and file.is_file() else []


def replayed(id: str) -> dict[str, Any]:
    """Replay a derivation now; what it says, as plain data."""
    from kdtheory.derivations import replay as module

    found = module.replay(_derivations()[id])
    return plain_replay(found)


def plain_replay(found: Any) -> dict[str, Any]:
    """A replay as plain data."""
    return {"accepted": bool(found.accepted), "steps": [str(s) for s in found.steps]}


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
