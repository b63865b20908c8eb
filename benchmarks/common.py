"""What the benchmarks share: alternating runs, medians, and a record of where they ran."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("kdtheory", "numpy", "scipy", "python-flint", "sympy", "hypothesis", "cupy")


def options(description: str, name: str) -> argparse.ArgumentParser:
    """The command line of a benchmark; `name` is the default result file."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it works")
    parser.add_argument(
        "--output", type=Path, help=f"result file (default: results/{name}.json, none with --quick)"
    )
    return parser


def say(text: str, end: str = "\n") -> None:
    """Progress goes to stderr."""
    print(text, end=end, file=sys.stderr, flush=True)


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def one_core() -> None:
    """Stay on one core, where the system lets us choose."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def environment() -> dict[str, Any]:
    """Versions and hardware."""
    from ulp_margins import cpu_model, simd

    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return {
        "versions": {"python": platform.python_version()} | found,
        "platform": f"{platform.system()} {platform.machine()} {'-'.join(platform.libc_ver())}",
        "cpu": cpu_model(),
        "cores": cores(),
        "simd": simd().get("found", []),
        "load_average": [round(x, 2) for x in os.getloadavg()],
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
    }


def alternate(tasks: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, list[float]]:
    """Processor seconds of each task, all tasks in each round, so that they see the same load."""
    for work in tasks.values():
        work()  # warm up
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, work in tasks.items():
            start = time.process_time()
            work()
            times[name].append(time.process_time() - start)
    return times


def median(values: list[float]) -> float:
    return float(statistics.median(values))


def rounded(x: Any, digits: int = 4) -> Any:
    """Floats to a few significant digits, for result files people read."""
    if isinstance(x, float):
        return float(f"{x:.{digits}g}")
    if isinstance(x, Mapping):
        return {k: rounded(v, digits) for k, v in x.items()}
    return [rounded(v, digits) for v in x] if isinstance(x, (list, tuple)) else x


def table(rows: list[list[str]]) -> str:
    """Text columns under the first row as header, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(c.ljust(w) if k == 0 else c.rjust(w) for k, (c, w) in enumerate(zip(r, widths)))
        for r in rows
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def finish(given: argparse.Namespace, name: str, result: Mapping[str, Any]) -> None:
    """Write the result file, unless this was a quick run without ``--output``."""
    path = given.output or (None if given.quick else RESULTS / f"{name}.json")
    if path is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    document = rounded(dict(result)) | {"environment": environment()}
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    say(f"written to {path}")
