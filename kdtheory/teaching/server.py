"""A lesson as a live app: marimo's server on this machine, behind a token of its own."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from kdtheory.teaching.lessons import Lesson

HOST = "127.0.0.1"
PATIENCE = 60.0  # seconds until a server that does not answer is given up


class NotStarted(RuntimeError):
    """The server ended or never answered; the message says what it said."""


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
    port = port or free_port()
    server, address = start(lesson, port)
    try:
        wait_for(server, port)
        tell(address)
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        stop(server)


def start(lesson: Lesson, port: int) -> tuple[subprocess.Popen[str], str]:
    """Start the server; the process, and the address to open.

    Exercises run code that is typed into them, so the app asks for a token that only the printed
    address carries; the token goes through a pipe, as others can see the command line.
    """
    token = secrets.token_urlsafe(16)
    command = [
        sys.executable, "-m", "marimo", "--quiet", "run", str(lesson.path), "--headless",
        "--host", HOST, "--port", str(port), "--no-check", "--token",
        "--token-password-file", "-",
    ]  # fmt: skip
    server = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "MARIMO_SKIP_UPDATE_CHECK": "1"},
    )
    assert server.stdin is not None
    server.stdin.write(token)
    server.stdin.close()
    return server, f"http://{HOST}:{port}/?access_token={token}"


def stop(server: subprocess.Popen[str]) -> None:
    """End the server, whatever state it is in."""
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
    if server.stderr is not None:
        server.stderr.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(server: subprocess.Popen[str], port: int) -> None:
    """Wait until the server answers.

    Raises
    ------
    NotStarted
    """
    url = f"http://{HOST}:{port}/health"
    opener = build_opener(ProxyHandler({}))  # never through a proxy to this machine
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            assert server.stderr is not None
            said = " ".join(server.stderr.read().split())[-300:]
            raise NotStarted(f"the app's server ended with code {server.returncode}: {said}")
        try:
            opener.open(url, timeout=2).close()
            return
        except (URLError, OSError):
            time.sleep(0.1)
    raise NotStarted(f"the app's server did not answer within {PATIENCE:.0f} seconds")
