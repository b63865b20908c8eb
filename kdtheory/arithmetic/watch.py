"""How long the operator has been running: to tell one that hangs from a search that is long."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

_started: list[float] = []


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
