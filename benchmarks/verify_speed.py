"""Wall seconds of ``verify``: the proofs for all n, and the whole catalogue.

Goals, on two cores: all headline axioms of the power transform and of the mixture proved in less
than 3 s an operator; any catalogue operator decided with the default budget in less than 15 s.

    python benchmarks/verify_speed.py [--quick] [--output FILE]
"""

from __future__ import annotations

import collections
import json
import subprocess
import sys
import time
from typing import Any

import common

PROVED = ("power", "mixture")
GOAL_PROVED, GOAL_ANY = 3.0, 15.0
IN_PROCESS = """
import json, sys, time
import kdtheory
kdtheory.verify("additive_smoothing")
found = []
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    report = kdtheory.verify(sys.argv[1])
    found.append(time.perf_counter() - start)
print(json.dumps(found))
"""


def command(name: str) -> tuple[float, list[dict[str, Any]]]:
    """``kdtheory verify NAME --quiet`` from the start of Python to its end."""
    line = [sys.executable, "-m", "kdtheory", "verify", name, "--quiet", "--format", "json"]
    start = time.perf_counter()
    done = subprocess.run(line, stdout=subprocess.PIPE)
    took = time.perf_counter() - start
    if done.returncode not in (0, 1, 3):
        raise RuntimeError(f"verify {name} ended with {done.returncode}")
    return took, json.loads(done.stdout)["operators"][0]["verdicts"]


def in_process(name: str, runs: int) -> list[float]:
    """The library call in a process that has loaded everything."""
    line = [sys.executable, "-c", IN_PROCESS, name, str(runs)]
    return list(json.loads(subprocess.run(line, stdout=subprocess.PIPE, check=True).stdout))


def counted(verdicts: list[dict[str, Any]]) -> dict[str, int]:
    return dict(collections.Counter(v["verdict"] for v in verdicts))


def proofs(runs: int) -> list[dict[str, Any]]:
    """Power and mixture, one after another in each round."""
    took: dict[str, list[float]] = {name: [] for name in PROVED}
    outcome: dict[str, dict[str, int]] = {}
    for _ in range(runs):
        for name in PROVED:
            common.say(f"{name}, whole process")
            wall, verdicts = command(name)
            took[name].append(wall)
            outcome[name] = counted(verdicts)
    return [
        {
            "operator": name,
            "verdicts": outcome[name],
            "process_seconds": common.median(took[name]),
            "process_seconds_worst": max(took[name]),
            "library_seconds": common.median(in_process(name, runs)),
        }
        for name in PROVED
    ]


def everything(names: list[str], runs: int) -> list[dict[str, Any]]:
    took: dict[str, list[float]] = {name: [] for name in names}
    outcome: dict[str, dict[str, int]] = {}
    for _ in range(runs):
        for name in names:
            wall, verdicts = command(name)
            common.say(f"{name}: {wall:.1f} s")
            took[name].append(wall)
            outcome[name] = counted(verdicts)
    return [
        {"operator": n, "verdicts": outcome[n], "process_seconds": common.median(took[n])}
        for n in names
    ]


def main() -> None:
    given = common.options(__doc__, "verify_speed").parse_args()
    from kdtheory.operators.registry import catalogue

    names = list(catalogue("softening"))
    proved = proofs(2 if given.quick else 7)
    rest = everything(names[:3] if given.quick else names, 1 if given.quick else 3)
    rows = [["operator", "process, s", "library, s", "verdicts"]]
    for r in [*proved, *sorted(rest, key=lambda r: -r["process_seconds"])]:
        library = f"{r['library_seconds']:.2f}" if "library_seconds" in r else ""
        words = ", ".join(f"{k} {v}" for k, v in r["verdicts"].items())
        rows.append([r["operator"], f"{r['process_seconds']:.2f}", library, words])
    print(common.table(rows))
    slowest = max(rest, key=lambda r: r["process_seconds"])
    summary = {
        "proved_all": all(set(r["verdicts"]) == {"proved"} for r in proved),
        "proved_median_seconds": max(r["process_seconds"] for r in proved),
        "slowest_operator": slowest["operator"],
        "slowest_seconds": slowest["process_seconds"],
    }
    print(common.rounded(summary))
    result = {
        "what": "wall seconds of verify, headline axioms, default budget, two workers",
        "goals": {"power and mixture": GOAL_PROVED, "any operator": GOAL_ANY},
        "summary": summary,
        "proofs": proved,
        "catalogue": rest,
    }
    common.finish(given, "verify_speed", result)


if __name__ == "__main__":
    main()
