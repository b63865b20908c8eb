"""How long the operator has been running: to tell one that hangs from a search that is long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_started: list[float] = []
_noted: list[list[Exception]] = []  # for each call in progress what was refused in it


class OutOfTime(BaseException):
    """A claim's processor time is spent; ``hung`` if a single call of the operator spent it."""

    def __init__(self, hung: bool):
        super().__init__("out of processor time")
        self.hung = hung


@contextmanager
def calling() -> Iterator[None]:
    """Mark a call of the operator."""
    _started.append(time.process_time())
    try:
        yield
    finally:
        _started.pop()


def in_call() -> float:
    """Processor seconds that the operator's current call has taken; 0 outside of calls."""
    return time.process_time() - _started[0] if _started else 0.0


def note(error: Exception) -> None:
    """Remember that something was refused to the operator's current call."""
    if _noted:
        _noted[-1].append(error)


def noting() -> bool:
    """Whether an operator is being read."""
    return bool(_noted)


def heeded(function: Callable[..., Any], *inputs: Any) -> Any:
    """Call an operator; what was refused to it is raised even if the operator caught it."""
    _noted.append([])
    try:
        out = function(*inputs)
    except Exception:
        if _noted[-1]:
            raise _noted[-1][0] from None
        raise
    else:
        if _noted[-1]:
            raise _noted[-1][0]
        return out
    finally:
        _noted.pop()
