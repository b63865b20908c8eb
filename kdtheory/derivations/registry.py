"""How a derivation is declared, and the table of all of them: the files of ``proofs_checks``."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kdtheory.derivations.kernel import Derivation


class UnknownDerivation(ValueError):
    """No derivation has this id; the message lists those that exist."""


@dataclass(frozen=True)
class Entry:
    """A derivation before it is replayed.

    Attributes
    ----------
    id, title, provenance : str
        ``provenance`` is of the statement: sourced, reconstructed or ours.
    write : callable
        ``write(d)`` takes the steps on a :class:`~kdtheory.derivations.kernel.Derivation`.
    path : Path
    """

    id: str
    title: str
    provenance: str
    write: Callable[[Derivation], None]
    path: Path

    @property
    def words(self) -> str:
        """What the derivation says of itself."""
        return " ".join((self.write.__doc__ or "").split())


def derivation(id: str, title: str, provenance: str) -> Callable[[Any], Any]:
    """Declare ``write(d)`` as the derivation of an id.

    Raises
    ------
    ValueError
        For a provenance that does not exist.
    """
    if provenance not in ("sourced", "reconstructed", "ours"):
        raise ValueError(f"{id}: provenance is sourced, reconstructed or ours, not {provenance!r}")

    def mark(write: Callable[[Derivation], None]) -> Callable[[Derivation], None]:
        write.declared = (id, title, provenance)  # type: ignore[attr-defined]
        return write

    return mark


def folder() -> Path:
    """Where the derivations are: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).resolve().parent.parent
    beside = package.parent / "proofs_checks"
    return beside if beside.is_dir() else package / "proofs_checks"


@lru_cache(maxsize=1)
def table() -> dict[str, Entry]:
    """All derivations by id, in the order of the ids."""
    found: dict[str, Entry] = {}
    for path in sorted(folder().glob("*.py")):
        for entry in load(path):
            if entry.id in found:
                raise ValueError(f"{entry.id} is derived in {found[entry.id].path} and in {path}")
            found[entry.id] = entry
    return dict(sorted(found.items(), key=lambda item: _order(item[0])))


def load(path: Path) -> list[Entry]:
    """The derivations that a file declares."""
    spec = importlib.util.spec_from_file_location(f"kdtheory_proof_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    writes = [v for v in vars(module).values() if hasattr(v, "declared")]
    found = []
    for write in writes:
        ident, title, provenance = write.declared
        found.append(Entry(ident, title, provenance, write, path))
    return found


def find(ident: str) -> Entry:
    """The derivation of an id.

    Raises
    ------
    UnknownDerivation
    """
    known, wanted = table(), ident.strip().upper()
    if wanted not in known:
        raise UnknownDerivation(
            f"no derivation of {ident!r}; there are: {', '.join(known) or 'none'}"
        )
    return known[wanted]


def _order(ident: str) -> tuple[int, str, int]:
    family, _, rest = ident.rpartition("-")
    letter, number = re.match(r"([A-Z]*)(\d*)", rest).groups()  # type: ignore[union-attr]
    families = ("", "SK", "MT", "RM", "AW")
    place = families.index(family) if family in families else len(families)
    return place, letter, int(number or 0)
