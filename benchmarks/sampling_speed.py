"""Throughput of the counterexample search against the NumPy calls it cannot avoid, and memory.

The search evaluates margins on many points in chunks. Its bill is compared with the bare ``exp``,
``log`` and similar calls that the operator and the entropy make, replayed on the same arrays.
Goals: at least half of the throughput of those calls; at most 1 GiB at ten million points: drawn
by the search itself, handed to it as one array, and given to ``verify`` as teacher outputs.

    python benchmarks/sampling_speed.py [--quick] [--output FILE]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import array_api_compat.numpy as xp
import common
import numpy as np

from kdtheory.arithmetic.readings import Readings
from kdtheory.axioms.registry import table
from kdtheory.claims.claim import Claim, Domain
from kdtheory.engines import candidates, falsify
from kdtheory.operators.registry import catalogue

ELEMENTARY = ("exp", "log", "expm1", "log1p", "tanh", "sin", "cos", "sqrt")
CLAIMS = [
    ("power", "SK-A1/strict"),
    ("power", "SK-A3/weak"),
    ("power", "SK-A4/open"),
    ("mixture_of_power", "SK-A3/weak"),
    ("logodds_shrinkage", "SK-A3/weak"),
    ("hellinger_mean", "SK-A3/weak"),
]
CLASSES = 4
LIMIT = 2**30
PROBES = ("search", "one array", "verify")
MOST = 4 * 2**30  # address space of a memory probe, so that a failure harms nobody


def search(name: str, key: str, space: Any = xp) -> falsify._Search:
    claim: Claim = table()[key].about(
        Readings(catalogue("softening")[name].function, space), Domain()
    )
    return falsify._Search(claim, falsify.DEEP, np.inf, falsify.Survey())


def batch(count: int, temperatures: int) -> candidates.Batch:
    """Dirichlet points in chunks of moderate size, so that making them needs little memory."""
    rng = np.random.default_rng(3)
    p = np.empty((count, CLASSES))
    for start in range(0, count, 1 << 18):
        part = p[start : start + (1 << 18)]
        part[:] = np.maximum(rng.dirichlet(np.ones(CLASSES), len(part)), 1e-12)
        part /= part.sum(axis=1, keepdims=True)
    T = [candidates.draw_temperatures(count, 1.0, rng)]
    if temperatures == 2:
        T.append(T[0] * 1.5)
    return candidates.Batch("dirichlet", p, T)


class Recorder:
    """An array namespace that remembers the elementary functions called and their arguments."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, Any]] = []

    def __getattr__(self, name: str) -> Any:
        function = getattr(xp, name)
        if name not in ELEMENTARY:
            return function

        def recorded(x: Any) -> Any:
            self.calls.append((function, np.array(x)))
            return function(x)

        return recorded


def recorded(name: str, key: str, one: candidates.Batch) -> list[tuple[Any, Any]]:
    """The elementary calls behind one batch, those of the margin included."""
    recorder = Recorder()
    found = search(name, key)
    F = found.claim.subject.floating

    def operator(p: Any, T: Any) -> Any:
        return F.function(p, T, recorder)

    with np.errstate(all="ignore"):
        found.claim.margin(operator, one.p, one.T, recorder)
    return recorder.calls


def replay(calls: list[tuple[Any, Any]], chunk: int = 1 << 15) -> Callable[[], None]:
    """The bare calls, in the search's chunks."""

    def run() -> None:
        with np.errstate(all="ignore"):
            for function, x in calls:
                for start in range(0, len(x), chunk):
                    function(x[start : start + chunk])

    return run


def throughput(name: str, key: str, count: int, rounds: int) -> dict[str, Any]:
    found = search(name, key)
    points = batch(count, found.claim.temperatures)
    calls = recorded(name, key, points)

    def evaluate() -> None:
        found.pool.clear()
        found._score(points)

    times = common.alternate({"search": evaluate, "bare": replay(calls)}, rounds)
    share = common.median([b / a for a, b in zip(times["search"], times["bare"])])
    return {
        "operator": name,
        "claim": key,
        "elementary_calls": len(calls),
        "points_per_second": count / common.median(times["search"]),
        "bare_points_per_second": count / common.median(times["bare"]),
        "share_of_bare": share,
    }


# memory ------------------------------------------------------------------------------------


def peak() -> int:
    """Largest resident set of this process or one of its children, in bytes."""
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    sizes = [resource.getrusage(who).ru_maxrss for who in both]
    return max(sizes) * (1 if sys.platform == "darwin" else 1024)


def probe(what: str, count: int) -> None:
    """In a process of its own: do one thing to `count` points, print the peak."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST, MOST))
    start = time.perf_counter()
    found: dict[str, Any] = {}
    if what == "search":
        claim, seen, seed = search("power", "SK-A3/weak").claim, 0, 0
        effort = replace(falsify.DEEP, seconds=np.inf)
        while seen < count:
            rng = np.random.default_rng(seed := seed + 1)
            seen += falsify.falsify(claim, effort, rng, np.inf)[1].points
        found["searched"] = seen
    elif what == "one array":
        search("power", "SK-A3/weak")._score(batch(count, 2))
    else:
        import kdtheory

        (report,) = kdtheory.verify("power", points=batch(count, 1).p).operators
        found["verdicts"] = Counter(v.outcome.value for v in report.verdicts)
    print(json.dumps(found | {"peak": peak(), "seconds": time.perf_counter() - start}))


def memory(what: str, count: int) -> dict[str, Any]:
    line = [sys.executable, __file__, "--probe", what, "--points", str(count)]
    done = subprocess.run(line, capture_output=True, text=True)
    result: dict[str, Any] = {"what": what, "points": count}
    if done.returncode:
        words = done.stderr.strip().splitlines() or ["no message"]
        return result | {"within_limit": False, "failed": words[-1][:200]}
    found = json.loads(done.stdout)
    size = found.pop("peak")
    return result | found | {"peak_mib": size / 2**20, "within_limit": size < LIMIT}


def main() -> None:
    parser = common.options(__doc__, "sampling_speed")
    parser.add_argument("--probe", choices=PROBES, help=argparse.SUPPRESS)
    parser.add_argument("--points", type=int, default=10**7, help="for the memory measurement")
    given = parser.parse_args()
    if given.probe:
        probe(given.probe, given.points)
        return
    common.one_core()
    count, rounds = (1 << 16, 3) if given.quick else (1 << 19, 9)
    rows = [["operator", "claim", "points/s", "bare calls/s", "share"]]
    results = []
    for name, key in CLAIMS:
        common.say(f"{name} {key}")
        results.append(r := throughput(name, key, count, rounds))
        rates = [f"{r[k]:,.0f}" for k in ("points_per_second", "bare_points_per_second")]
        rows.append([name, key, *rates, f"{r['share_of_bare']:.2f}"])
    print(common.table(rows))
    sizes = []
    for what in PROBES:
        common.say(f"memory: {what}")
        sizes.append(memory(what, 10**5 if given.quick else given.points))
        print(common.rounded(sizes[-1]))
    result = {
        "what": "points per second of the search, over the elementary NumPy calls it has to make",
        "goals": {"share_of_bare": 0.5, "peak_bytes": LIMIT},
        "classes": CLASSES,
        "summary": {
            "median_share": common.median([r["share_of_bare"] for r in results]),
            "least_share": min(r["share_of_bare"] for r in results),
        },
        "throughput": results,
        "memory": sizes,
    }
    common.finish(given, "sampling_speed", result)


if __name__ == "__main__":
    main()
