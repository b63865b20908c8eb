"""Figures: one script each, drawn from numbers that are committed beside it.

A script declares ``FIGURE`` and has two functions, ``data(settings)``, which computes the numbers
with the rest of the package, and ``draw(records, fig)``, which draws them and nothing else. This
package does everything else: options, numbers as CSV, style, files that are the same byte for
byte, the comparison with what is committed, the index page.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

_LAZY = {
    "Figure": "kdtheory.plotting.scripts",
    "Records": "kdtheory.plotting.records",
    "Settings": "kdtheory.plotting.settings",
    "figures_index": "kdtheory.plotting.scripts",
    "run": "kdtheory.plotting.command",
}
__all__ = ["Figure", "Records", "Settings", "figures_index", "run"]

if TYPE_CHECKING:
    from kdtheory.plotting.command import run
    from kdtheory.plotting.records import Records
    from kdtheory.plotting.scripts import Figure, figures_index
    from kdtheory.plotting.settings import Settings


def __getattr__(name: str) -> Any:
    """Import on first use: the index of figures is read without matplotlib or NumPy."""
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'kdtheory.plotting' has no attribute {name!r}")
