"""What must hold: the axioms, one file per kind of operator."""

from __future__ import annotations

from typing import Any

__all__ = ["AXIOMS"]


def __getattr__(name: str) -> Any:
    if name == "AXIOMS":
        from kdtheory.axioms.registry import table

        return table()
    raise AttributeError(name)
