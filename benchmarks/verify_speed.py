"""Wall seconds of ``verify``: the proofs for all n, and the whole catalogue.

Goals, on two cores: all headline axioms of the power transform and of the mixture proved in less
than 3 s an operator; any catalogue operator decided with the default budget in less than 15 s.

    python benchmarks/verify_speed.py [--quick] [--output FILE] [--rounds N]
"""

from __future__ import annotations

import collections
import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import common

PROVED = ("power", "mixture")
GOAL_PROVED, GOAL_ANY = 3.0, 15.0
SECONDS = ("process_seconds", "processor_seconds")
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


@dataclass
class Timed:
    """The runs of one operator: wall and processor seconds of the whole process tree."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    verdicts: dict[str, int] = field(default_factory=dict)

    def row(self, name: str) -> dict[str, Any]:
        return {
            "operator": name,
            "verdicts": self.verdicts,
            "process_seconds": common.median(self.wall),
            "processor_seconds": common.median(self.processor),
        }


def processor() -> float:
    """Processor seconds of all processes that have ended below this one."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def command(name: str, timed: Timed) -> None:
    """``kdtheory verify NAME --quiet`` from the start of Python to its end."""
    line = [sys.executable, "-m", "kdtheory", "verify", name, "--quiet", "--format", "json"]
    before, start = processor(), time.perf_counter()
    done = subprocess.run(line, stdout=subprocess.PIPE)
    timed.wall.append(time.perf_counter() - start)
    timed.processor.append(processor() - before)
    if done.returncode not in (0, 1, 3):
        raise RuntimeError(f"verify {name} ended with {done.returncode}")
    timed.verdicts = counted(json.loads(done.stdout)["operators"][0]["verdicts"])
    common.say(f"{name}: {timed.wall[-1]:.1f} s, {timed.processor[-1]:.1f} s of processor time")


def in_process(name: str, runs: int) -> list[float]:
    """The library call in a process that has loaded everything."""
    line = [sys.executable, "-c", IN_PROCESS, name, str(runs)]
    return list(json.loads(subprocess.run(line, stdout=subprocess.PIPE, check=True).stdout))


def counted(verdicts: list[dict[str, Any]]) -> dict[str, int]:
    return dict(collections.Counter(v["verdict"] for v in verdicts))


def proofs(runs: int) -> list[dict[str, Any]]:
    """Power and mixture, one after another in each round."""
    timed = everything(list(PROVED), runs)
    for row in timed:
        row["library_seconds"] = common.median(in_process(row["operator"], runs))
    return timed


def everything(names: list[str], runs: int) -> list[dict[str, Any]]:
    timed = {name: Timed() for name in names}
    for _ in range(runs):
        for name in names:
            command(name, timed[name])
    return [timed[name].row(name) for name in names]


def main() -> None:
    parser = common.options(__doc__, "verify_speed")
    parser.add_argument("--rounds", type=int, default=3, help="runs of the whole catalogue")
    given = parser.parse_args()
    from kdtheory.operators.registry import catalogue

    names = list(catalogue("softening"))
    proved = proofs(2 if given.quick else 7)
    rest = everything(names[:3] if given.quick else names, 1 if given.quick else given.rounds)
    rows = [["operator", "process, s", "processor, s", "library, s", "verdicts"]]
    for r in [*proved, *sorted(rest, key=lambda r: -r["process_seconds"])]:
        library = f"{r['library_seconds']:.2f}" if "library_seconds" in r else ""
        words = ", ".join(f"{k} {v}" for k, v in r["verdicts"].items())
        rows.append([r["operator"], *(f"{r[k]:.2f}" for k in SECONDS), library, words])
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
        "rounds": {"proofs": 7, "catalogue": given.rounds},
        "summary": summary,
        "proofs": proved,
        "catalogue": rest,
    }
    common.finish(given, "verify_speed", result)


if __name__ == "__main__":
    main()
