"""A lesson as a live app: marimo's server on this machine, behind a token of its own."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from typing import IO, NoReturn
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from kdtheory.teaching.lessons import Lesson

HOST = "127.0.0.1"
PATIENCE = 60.0  # seconds until a server that does not answer is given up


class NotStarted(RuntimeError):
    """The server ended or never answered; the message says what it said."""


class Server:
    """The process that runs the app of one lesson, on this machine only.

    Exercises run code that is typed into them, so the app asks for a token that only the printed
    address carries; the token goes through a pipe, as others can see the command line.

    Attributes
    ----------
    address : str
        To be opened in a browser.
    """

    def __init__(self, lesson: Lesson, port: int):
        token = secrets.token_urlsafe(16)
        self.port, self.address = port, f"http://{HOST}:{port}/?access_token={token}"
        self._said: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        command = [
            sys.executable, "-m", "marimo", "--quiet", "run", str(lesson.path), "--headless",
            "--host", HOST, "--port", str(port), "--no-check", "--token",
            "--token-password-file", "-",
        ]  # fmt: skip
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._said,
            text=True,
            env={**os.environ, "MARIMO_SKIP_UPDATE_CHECK": "1"},
        )
        assert self.process.stdin is not None
        self.process.stdin.write(token)
        self.process.stdin.close()

    def wait(self) -> None:
        """Wait until the server answers.

        Raises
        ------
        NotStarted
        """
        opener = build_opener(ProxyHandler({}))  # never through a proxy to this machine
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                self._said.seek(0)
                said = " ".join(self._said.read().split())[-300:]
                code = self.process.returncode
                raise NotStarted(f"the app's server ended with code {code}: {said}")
            try:
                opener.open(f"http://{HOST}:{self.port}/health", timeout=2).close()
                return
            except (URLError, OSError):
                time.sleep(0.1)
        raise NotStarted(f"the app's server did not answer within {PATIENCE:.0f} seconds")

    def stop(self) -> None:
        """End the server, whatever state it is in."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._said.close()


def serve(lesson: Lesson, port: int | None, tell: Callable[[str], None]) -> int:
    """Run the app of a lesson until it is interrupted; returns the server's exit code.

    Parameters
    ----------
    lesson : Lesson
    port : int, optional
        A free one if not given.
    tell : callable
        Is given the address once the server answers.

    Raises
    ------
    NotStarted
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _terminated)  # or the server would outlive this process
    server = Server(lesson, port or free_port())
    try:
        server.wait()
        tell(server.address)
        return server.process.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        server.stop()


def _terminated(*_: object) -> NoReturn:
    raise SystemExit(143)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
