"""The ledger: every claim of the theory, as stated and as computed, with its evidence.

``paper_repro`` holds one small file a claim; this package computes what they ask for, keeps it in a
store that survives a kill, and writes it as a book, as JSON and as Markdown.
"""

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
