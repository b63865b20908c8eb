"""Sharp constants: the best C of a bound ``lhs <= C rhs``, enclosed from both sides."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

_LAZY = {
    "Sharp": "kdtheory.sharpen.result",
    "Unanswerable": "kdtheory.sharpen.registry",
    "bound": "kdtheory.sharpen.registry",
    "bounds": "kdtheory.sharpen.registry",
    "sharpen": "kdtheory.sharpen.solve",
}
__all__ = ["Sharp", "Unanswerable", "bound", "bounds", "sharpen"]

if TYPE_CHECKING:
    from kdtheory.sharpen.registry import Unanswerable, bound, bounds
    from kdtheory.sharpen.result import Sharp
    from kdtheory.sharpen.solve import sharpen


def __getattr__(name: str) -> Any:
    """Import on first use, so that the command line starts at once."""
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'kdtheory.sharpen' has no attribute {name!r}")
