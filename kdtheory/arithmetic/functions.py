"""The table of array-API functions that the tracing namespace offers.

Each takes the namespace first; :class:`kdtheory.arithmetic.trace.Namespace` looks them up by name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

FUNCTIONS: dict[str, Callable[..., Any]] = {}


def register(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add a function under some names, its own if none are given."""

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        for name in names or (function.__name__.strip("_"),):
            FUNCTIONS[name] = function
        return function

    return add
