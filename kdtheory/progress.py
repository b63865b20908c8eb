"""How far a long run is, told on standard error; nothing on standard output, ever."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import Any

PATIENCE = 2.0  # seconds of silence before anything is said
INTERVAL = 10.0  # seconds between plain lines


class Progress:
    """Callback for :func:`kdtheory.verify` that shows a bar, or plain lines without a terminal.

    A context manager: the bar appears after :data:`PATIENCE` seconds and is wiped at the end.

    Parameters
    ----------
    quiet : bool
        Say nothing at all.
    """

    def __init__(self, *, quiet: bool = False):
        self.quiet = quiet
        self.started = self.told = time.monotonic()
        self._bar: Any = None
        self._task: Any = None
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()
        self._state: tuple[str, int, int | None] = ("starting", 0, None)

    def __enter__(self) -> Progress:
        if not self.quiet and sys.stderr.isatty():
            self._bar = _bar()
            self._timer = threading.Timer(PATIENCE, self._show)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            if self._task is not None:
                self._bar.stop()
            self._bar = None

    def __call__(self, name: str, done: int, total: int) -> None:
        """Another claim is decided: ``done`` of ``total``, the last one about ``name``."""
        if self.quiet:
            return
        with self._lock:
            self._state = (name, done, total)
            if self._bar is None:
                self._line()
            elif self._task is not None:
                self._bar.update(self._task, description=name, completed=done, total=total)

    def _show(self) -> None:
        with self._lock:
            if self._bar is not None:
                name, done, total = self._state
                self._task = self._bar.add_task(name, completed=done, total=total)
                self._bar.start()

    def _line(self) -> None:
        now = time.monotonic()
        if now - self.started < PATIENCE or now - self.told < INTERVAL:
            return
        self.told = now
        name, done, total = self._state
        print(f"{done} of {total} claims decided, now at {name}", file=sys.stderr, flush=True)


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        ProgressColumn,
        SpinnerColumn,
        TimeElapsedColumn,
    )
    from rich.progress import Progress as Bar
    from rich.text import Text

    from kdtheory.report.vocabulary import clean

    class Name(ProgressColumn):
        """A stranger's name, shown as it is."""

        def render(self, task: Any) -> Text:
            return Text(clean(task.description))

    return Bar(
        SpinnerColumn(),
        Name(),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
