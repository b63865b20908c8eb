"""Certificates that are changed and sealed anew."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from covers_by_hand import seal

from kdtheory.checker import check_document


def forge(document: dict[str, Any], change: Callable[[dict[str, Any]], None]) -> str:
    """Why the changed document is rejected."""
    forged = copy.deepcopy(document)
    change(forged)
    result = check_document(seal(forged))
    assert not result.accepted, result.summary
    assert "cannot be checked" not in result.reason, result.reason
    return result.reason


def put(*path: Any) -> Callable[[dict[str, Any]], None]:
    """A change of one place in a document: keys, then the new value."""

    def change(d: Any) -> None:
        *keys, last, new = path
        for k in keys:
            d = d[k]
        d[last] = new

    return change
