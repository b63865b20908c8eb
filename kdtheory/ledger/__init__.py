"""The ledger: every claim of the theory, as stated and as computed, with its evidence.

``paper_repro`` holds one small file a claim; this package computes what they ask for, keeps it in a
store that survives a kill, and writes it as a book, as JSON and as Markdown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kdtheory.ledger.claims import (
        Claim,
        Effort,
        axiom,
        cells,
        claim,
        measured,
        sharp,
        theorem,
        value,
    )

__all__ = [
    "Claim",
    "Effort",
    "axiom",
    "cells",
    "claim",
    "measured",
    "sharp",
    "theorem",
    "value",
]


def __getattr__(name: str) -> Any:
    """Import on first use, so that the command line starts at once."""
    if name in __all__:
        from kdtheory.ledger import claims

        return getattr(claims, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
