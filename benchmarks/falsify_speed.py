"""Time to an exactly confirmed counterexample, against Hypothesis and differential evolution.

Every tool sees the same float margin and the same exact check; what the check rejects does not
count, and the search goes on. Ours is the search that ``verify`` runs, shrinking included; the
others stop at their first confirmed violation, not shrunk. A miss counts as the cap.
Goal: all found, median below 2 s, ten times sooner than either.

    python benchmarks/falsify_speed.py [--quick] [--output FILE] [--cap S] [--claim TARGET=CLAIM …]
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import array_api_compat.numpy as xp
import common
import numpy as np
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample, Unsatisfiable
from scipy.optimize import differential_evolution

from kdtheory.arithmetic.expr import Undecided
from kdtheory.arithmetic.readings import Readings
from kdtheory.arithmetic.trace import TraceError
from kdtheory.axioms.registry import table
from kdtheory.claims.claim import Claim, Domain, clock
from kdtheory.engines import falsify
from kdtheory.engines.exactly import check
from kdtheory.operators.registry import resolve

HERE = str(Path(__file__).parent / "violators.py")
CLAIMS = [
    f"{HERE}:leaking_sum=SK-A0/simplex",
    "mixture_undershoot=SK-A0/simplex",
    f"{HERE}:drifting_classes=SK-A0/symmetry",
    f"{HERE}:confident_flattening=SK-A1/strict",
    f"{HERE}:top_three=SK-A1/strict",
    f"{HERE}:overheated=SK-A1/strict",
    f"{HERE}:clipped_at_tiny=SK-A1/strict",
    f"{HERE}:tied_by_place=SK-A1/weak",
    f"{HERE}:dipping_schedule=SK-A3/weak",
    f"{HERE}:late_rebound=SK-A3/weak",
    f"{HERE}:switched_family=SK-A3/weak",
    "power_dip=SK-A3/weak",
    "mixture_plateau=SK-A3/strict",
    f"{HERE}:warm_start=SK-A4/open",
    f"{HERE}:clipped_at_tiny=SK-A4/open",
    f"{HERE}:sticky_window=SK-A4/open",
]
HIGHEST = 1e6
NEVER = 1e3  # objective where the hypothesis of a claim does not hold


class Stop(BaseException):
    """Ends another tool's search: confirmed, or out of time."""


class Target:
    """One claim as the other tools see it: a float ratio to make negative, and the exact check."""

    def __init__(self, claim: Claim, cap: float):
        self.claim, self.deadline = claim, time.perf_counter() + cap
        self.confirmed: Any = None
        self.evaluations = 0
        self.search = falsify._Search(claim, falsify.QUICK, np.inf, falsify.Survey())

    def ratios(self, p: Any, T: list[Any]) -> Any:
        """Margin over scale, worst case of each point; negative is a violation."""
        claim = self.claim
        if claim.fixed_temperature is not None:
            T = [np.full((len(p), 1), float(claim.fixed_temperature))]
        self.evaluations += len(p)
        with np.errstate(all="ignore"):
            ratio = self.search._ratio(claim.margin(claim.subject.floating, p, T, np))
        for k in np.flatnonzero(ratio <= 0 if claim.strict else ratio < 0)[:8]:
            self.confirm(p[k], [float(t[k, 0]) for t in T])
        if time.perf_counter() > self.deadline:
            raise Stop
        return np.where(np.isfinite(ratio), ratio, NEVER)

    def confirm(self, p: Any, T: list[float]) -> None:
        temps = tuple(Fraction(t) for t in T)
        for exact in falsify._exact_versions(p):
            try:
                found = check(self.claim, exact, temps) if min(exact) > 0 else None
            except (Undecided, TraceError):
                continue
            if found is not None:
                self.confirmed = found
                raise Stop


# the searches ----------------------------------------------------------------------------


def ours(claim: Claim, cap: float, seed: int) -> tuple[Any, int]:
    """Quick, then deep, as in ``verify``."""
    start = clock()
    evaluations = 0
    for shift, effort in enumerate((falsify.QUICK, falsify.DEEP)):
        rng = np.random.default_rng(seed + shift)
        hit, survey = falsify.falsify(claim, effort, rng, start + cap)
        evaluations += survey.points
        if hit is not None:
            return hit, evaluations
    return None, evaluations


def by_hypothesis(claim: Claim, cap: float, seed: int) -> tuple[Any, int]:
    """`find` over weights and temperatures; generation only, no shrinking."""
    target = Target(claim, cap)
    weight = st.floats(1e-12, 1.0) | st.sampled_from([1.0, 0.5, 1e-3, 1e-6, 1e-9])
    points = st.lists(weight, min_size=2, max_size=5)
    first = st.floats(1.0, 12.0) | st.floats(1.0, HIGHEST)
    step = st.floats(0.0, 1.0) | st.floats(0.0, 1e-3)
    examples = st.tuples(points, first, step)

    def violated(example: Any) -> bool:
        weights, low, more = example
        p = np.array([weights]) / sum(weights)
        T = [np.array([[low]]), np.array([[low * (1 + more)]])][: claim.temperatures]
        target.ratios(p, T)
        return False

    options = settings(
        max_examples=10**9,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    try:
        find(examples, violated, settings=options, random=random.Random(seed))
    except (Stop, NoSuchExample, Unsatisfiable):
        pass
    return target.confirmed, target.evaluations


def by_evolution(claim: Claim, cap: float, seed: int) -> tuple[Any, int]:
    """Differential evolution on logits and log temperatures, restarted for 3, 2, 4, 5 classes."""
    target = Target(claim, cap)
    run = 0
    try:
        while True:
            n = (3, 2, 4, 5)[run % 4]
            bounds = [(-28.0, 0.0)] * n + [(0.0, np.log(HIGHEST)), (-14.0, 2.0)]

            def objective(x: Any, n: int = n) -> Any:
                p = np.exp(x[:n] - x[:n].max(axis=0)).T
                low = np.exp(x[n])[:, None]
                T = [low, low * (1 + np.exp(x[n + 1])[:, None])][: claim.temperatures]
                return target.ratios(p / p.sum(axis=1, keepdims=True), T)

            differential_evolution(
                objective, bounds, seed=seed + run, vectorized=True, updating="deferred",
                polish=False, maxiter=1000,
            )  # fmt: skip
            run += 1
    except Stop:
        return target.confirmed, target.evaluations


TOOLS: dict[str, Callable[..., Any]] = {
    "ours": ours,
    "hypothesis": by_hypothesis,
    "differential evolution": by_evolution,
}


# comparing -------------------------------------------------------------------------------


def claim_of(text: str) -> Claim:
    """A claim of its own readings, so that nothing is remembered from an earlier search."""
    target, _, key = text.rpartition("=")
    return table()[key].about(Readings(resolve(target).function, xp), Domain())


def one(text: str, tool: str, cap: float, seed: int) -> dict[str, Any]:
    claim = claim_of(text)
    start = time.perf_counter()
    found, evaluations = TOOLS[tool](claim, cap, seed)
    took = time.perf_counter() - start
    return {
        "found": found is not None,
        "seconds": min(took, cap) if found is not None else cap,
        "points": evaluations,
    }


def measure(text: str, cap: float, seeds: int, others: int) -> dict[str, Any]:
    """Ours on several seeds, the others in between."""
    runs: dict[str, list[dict[str, Any]]] = {tool: [] for tool in TOOLS}
    for seed in range(seeds):
        for tool in TOOLS:
            if tool == "ours" or seed < others:
                runs[tool].append(one(text, tool, cap, seed))
    result: dict[str, Any] = {"claim": text.replace(HERE, "violators.py")}
    for tool, found in runs.items():
        result[tool] = {
            "seconds": common.median([r["seconds"] for r in found]),
            "found": f"{sum(r['found'] for r in found)}/{len(found)}",
            "points": int(common.median([r["points"] for r in found])),
        }
    return result


def main() -> None:
    parser = common.options(__doc__, "falsify_speed")
    parser.add_argument("--cap", type=float, help="seconds that a miss counts (default 60)")
    parser.add_argument("--claim", action="append", help="TARGET=CLAIM, not the committed ones")
    given = parser.parse_args()
    cap = given.cap or (3.0 if given.quick else 60.0)
    seeds, others = (1, 1) if given.quick else (5, 1)
    one(CLAIMS[0], "ours", cap, 0)  # imports and caches; nothing of it is kept
    results = []
    rows = [["claim", *(f"{tool}, s" for tool in TOOLS)]]
    for text in given.claim or CLAIMS:
        common.say(text.replace(HERE, "violators.py"))
        results.append(r := measure(text, cap, seeds, others))
        cells = [f"{r[t]['seconds']:.2f} ({r[t]['found']})" for t in TOOLS]
        rows.append([r["claim"], *cells])
    print(common.table(rows))
    summary = summarise(results)
    print(common.rounded(summary))
    result = {
        "what": "seconds to an exactly confirmed counterexample; a miss counts as the cap",
        "cap_seconds": cap,
        "seeds": {"ours": seeds, "others": others},
        "summary": summary,
        "claims": results,
    }
    common.finish(given, "falsify_speed", result)


def summarise(results: list[dict[str, Any]]) -> dict[str, Any]:
    def took(tool: str) -> list[float]:
        return [r[tool]["seconds"] for r in results]

    summary: dict[str, Any] = {f"median seconds, {t}": common.median(took(t)) for t in TOOLS}
    summary |= {f"slowest, {t}": max(took(t)) for t in TOOLS}
    tries = [r["ours"]["found"].split("/") for r in results]
    summary["all found by ours"] = all(found == runs for found, runs in tries)
    for tool in list(TOOLS)[1:]:
        ratios = [b / a for a, b in zip(took("ours"), took(tool))]
        summary[f"median ratio, {tool}"] = common.median(ratios)
        summary[f"ratio of totals, {tool}"] = sum(took(tool)) / sum(took("ours"))
        summary[f"missed by {tool}"] = sum(r[tool]["found"].startswith("0/") for r in results)
    return summary


if __name__ == "__main__":
    main()
