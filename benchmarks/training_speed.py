"""Training a stack of students against loops over scikit-learn and PyTorch, and torch.func.vmap.

Softmax regressions learn bootstrap resamples of the digits until their objective is within 1e-6
nats of the optimum; every tool gets the loosest tolerance that achieves it. Perceptrons are
compared in three ways: until they reach the loss of scikit-learn's defaults, with the loops at
their own defaults; the same, with every tool at the quickest of one grid of settings; and for the
same number of epochs. One thread. Goals: at least 5 times faster than each loop, no slower than
vmap, at equal final loss.

    python benchmarks/training_speed.py [--quick] [--students N] [--parts NAME ...]
"""

from __future__ import annotations

import argparse
import json
import time
import warnings
from collections.abc import Callable
from dataclasses import asdict, replace
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import common
import numpy as np
import training_tools as tools
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits
from training_tools import L2, MLP_L2, Setting

from kdtheory.students import (
    LBFGS,
    MLP,
    Problem,
    SoftmaxRegression,
    digits,
    distance_to_optimum,
    evaluate,
    fit,
    one_hot,
    resamples,
)

EXCESS = 1e-6
LADDER = (1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6, 1e-7)
RATES, BATCHES = (1e-2, 2e-2, 3e-2), (64, 100, 200, 400)
EPOCHS = (*range(5, 21), 22, 25, 30, 35, 40, 50, 60, 80, 100, 150, 200)
GOALS = {"loop": 5.0, "vmap": 1.0}
PART = 64  # students of a loop that are measured where all would take too long
PILOT = np.arange(10_000, 10_008)  # seeds that settings are chosen with, and not measured
DEFAULTS = Setting("float64", epochs=200, batch=200, rate=1e-3)  # of MLPClassifier


def seconds(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Processor and wall seconds, and the result."""
    wall, start = time.perf_counter(), time.process_time()
    found = work()
    return time.process_time() - start, time.perf_counter() - wall, found


# softmax regressions -------------------------------------------------------------------------


def reference(problem: Problem) -> tuple[Any, float]:
    """Optimal objectives, and a certified bound on their error."""
    best = fit(SoftmaxRegression(), problem, LBFGS(tolerance=1e-11))
    return best.losses, float(distance_to_optimum(best, problem).gaps.max())


def loosest(tool: Any, problem: Problem, best: Any) -> float:
    """The loosest tolerance with which every student is good enough."""
    for t in LADDER:
        if excess(tool(problem, t), problem, best) <= EXCESS:
            return t
    return LADDER[-1]


def excess(W: Any, problem: Problem, best: Any) -> float:
    return float((evaluate(SoftmaxRegression(), (W,), problem)[0] - best).max())


def softmax_rows(names: dict[str, Any], problem: Problem, rounds: int) -> dict[str, Any]:
    """Every tool at the loosest tolerance that is good enough; it may depend on the stack."""
    best, gap = reference(problem)
    probe = problem.take(range(4))
    rows: dict[str, Any] = {"certified_error_of_the_optimum": gap}
    tolerance = {name: loosest(tool, probe, best[:4]) for name, tool in names.items()}
    for turn in range(rounds):
        for name, tool in names.items():
            if turn and name != "ours":
                continue
            while True:
                cpu, wall, W = seconds(lambda: tool(problem, tolerance[name]))  # noqa: B023
                left = excess(W, problem, best)
                if left <= EXCESS or tolerance[name] == LADDER[-1]:
                    break
                tolerance[name] = LADDER[LADDER.index(tolerance[name]) + 1]
            row = rows.setdefault(name, {"cpu": [], "wall": []})
            row["cpu"].append(cpu)
            row["wall"].append(wall)
            row |= {"students": problem.students, "tolerance": tolerance[name], "excess": left}
            common.say(f"  {name}: {cpu:.2f} s, excess {left:.1e}")
    return rows


# perceptrons ---------------------------------------------------------------------------------


class Digits:
    """The problem in both precisions, and the exact objective of what came out."""

    def __init__(self) -> None:
        data = digits()
        q = one_hot(data.labels, data.classes)
        self.problems = {
            dtype: Problem(data.x.astype(dtype), q, l2=MLP_L2) for dtype in ("float32", "float64")
        }

    def losses(self, parameters: Any) -> Any:
        double = tuple(np.asarray(a, dtype=float) for a in parameters)
        return evaluate(MLP(tools.HIDDEN), double, self.problems["float64"])[0]

    def train(self, tool: Any, how: Setting, seeds: Any) -> Any:
        return tool(self.problems[how.dtype], how, seeds)


def reaching(on: Digits, tool: Any, how: Setting, target: float, ladder: Any) -> Setting | None:
    """The fewest epochs after which every pilot student is at most at the target."""
    for epochs in ladder:
        tried = replace(how, epochs=epochs)
        if on.losses(on.train(tool, tried, PILOT)).max() <= target:
            return tried
    return None


def tuned(on: Digits, target: float, quick: bool) -> dict[tuple[int, float], Setting]:
    """For each batch and rate the epochs to the target; the same for every tool that is Adam."""
    found = {}
    for batch in BATCHES[2:3] if quick else BATCHES:
        for rate in RATES[2:] if quick else RATES:
            how = Setting("float32", 1, batch, rate)
            reached = reaching(on, tools.ours_mlp, how, target, EPOCHS)
            if reached:
                found[batch, rate] = reached
                common.say(f"  batch {batch}, rate {rate:g}: {reached.epochs} epochs")
    return found


def quickest(on: Digits, tool: Any, grid: Any, target: float) -> Setting:
    """The setting of the grid with which a tool should be done first, tried on the pilot."""
    speed: dict[tuple[str, int], float] = {}
    best: tuple[float, Setting] | None = None
    for how in grid.values():
        for dtype in ("float32", "float64"):
            if (dtype, how.batch) not in speed:
                one = replace(how, dtype=dtype, epochs=2)
                again = [seconds(lambda: on.train(tool, one, PILOT))[0] for _ in range(2)]  # noqa: B023
                speed[dtype, how.batch] = min(again) / 2
            total = speed[dtype, how.batch] * how.epochs
            if best is None or total < best[0]:
                best = total, replace(how, dtype=dtype)
    assert best is not None, "no setting of the grid reaches the target"
    how = best[1]
    return reaching(on, tool, how, target, range(how.epochs, 500)) or how


Plan = dict[str, tuple[Any, Setting, int]]  # a tool, how it trains, how many students


def mlp_rows(on: Digits, plan: Plan, students: int, rounds: int) -> dict[str, Any]:
    """Stacks train all students in each round, loops a part: every round sees one load."""
    rows: dict[str, Any] = {}
    for turn in range(rounds):
        for name, (tool, how, count) in plan.items():
            whole = name.split()[-1] != "loop"
            seeds = np.arange(students) if whole else np.array_split(np.arange(count), rounds)[turn]
            row = rows.setdefault(name, {"cpu": [], "wall": [], "losses": []})
            if whole and row["cpu"] and sum(row["cpu"]) > 100:
                continue
            on.train(tool, replace(how, epochs=1), PILOT[:2])  # warm up
            cpu, wall, parameters = seconds(lambda: on.train(tool, how, seeds))  # noqa: B023
            scale = students / len(seeds)
            row["cpu"].append(cpu * scale)
            row["wall"].append(wall * scale)
            row["losses"] += on.losses(parameters)[: len(seeds)].tolist()
            row |= {"students": students if whole else count, "setting": asdict(how)}
            common.say(f"  {name}: {cpu:.2f} s for {len(seeds)}")
    for row in rows.values():
        losses = np.array(row.pop("losses"))
        row |= {"loss": losses.mean(), "spread": losses.std(), "worst": losses.max()}
    return rows


def summary(rows: dict[str, Any]) -> dict[str, Any]:
    """How many times longer the others take, by processor and by wall seconds, and the goal.

    The median of the ratios within one round, and the least and the largest of them.
    """
    out: dict[str, Any] = {}
    ours = rows["ours"]
    for name, row in rows.items():
        if not isinstance(row, dict) or name == "ours":
            continue
        ratios = {k: [a / b for a, b in zip(row[k], ours[k])] for k in ("cpu", "wall")}
        times = {k: common.median(pairs) for k, pairs in ratios.items()}
        goal = GOALS["vmap" if name.endswith("vmap") else "loop"]
        out[name] = times | {
            "range": [min(ratios["cpu"]), max(ratios["cpu"])],
            "met": times["cpu"] >= goal,
        }
        if "loss" in row:
            out[name]["loss_over_ours"] = row["loss"] / ours["loss"]
    return out


# all together --------------------------------------------------------------------------------

TUNED = "perceptrons to one loss, all tuned alike"
LOOP, LBFGS_LOOP, TORCH, VMAP = (
    "scikit-learn loop",
    "scikit-learn L-BFGS loop",
    "torch loop",
    "torch vmap",
)
Done = Callable[[str, Any], None]


def measure_tuned(given: argparse.Namespace, students: int, runs: Any, done: Done) -> None:
    """To the loss of scikit-learn's defaults, each tool at the quickest setting of one grid."""
    on = Digits()
    defaults = usual(given)
    target = float(on.losses(on.train(tools.sklearn_mlp, defaults, PILOT)).mean())
    common.say(f"target loss {target:.4f}: that of scikit-learn's defaults; settings that reach it")
    done("target loss", target)
    grid = tuned(on, target, given.quick)
    names = {"ours": tools.ours_mlp, LOOP: tools.sklearn_mlp}
    if tools.torch is not None:
        names |= {TORCH: tools.torch_mlp, VMAP: tools.vmap_mlp}
    plan: Plan = {
        name: (tool, quickest(on, tool, grid, target), students) for name, tool in names.items()
    }
    lbfgs = replace(defaults, solver="lbfgs")
    newton = reaching(on, tools.sklearn_mlp, lbfgs, target, range(5, 200, 2)) or lbfgs
    plan[LBFGS_LOOP] = (tools.sklearn_mlp, newton, students)
    done(TUNED, mlp_rows(on, plan, students, 2 if given.quick else 4))


def measure_defaults(given: argparse.Namespace, students: int, runs: Any, done: Done) -> None:
    """The others at their defaults; ours as before, to the same loss."""
    on, part = Digits(), min(PART, students)
    ours = Setting(**runs[TUNED]["ours"]["setting"])
    defaults = usual(given)
    plan: Plan = {
        "ours": (tools.ours_mlp, ours, students),
        LOOP: (tools.sklearn_mlp, defaults, part),
    }
    if tools.torch is not None:
        single = replace(defaults, dtype="float32")
        plan |= {TORCH: (tools.torch_mlp, single, part), VMAP: (tools.vmap_mlp, single, students)}
    name = "perceptrons to one loss, others at defaults"
    done(name, mlp_rows(on, plan, students, 2 if given.quick else 4))


def measure_equal(given: argparse.Namespace, students: int, runs: Any, done: Done) -> None:
    """The same epochs, batches and rate for every tool."""
    on, part = Digits(), min(PART, students)
    for dtype in ("float32", "float64"):
        for batch in (200, 32):
            name = f"perceptrons, equal epochs, {dtype}, minibatch {batch}"
            common.say(name)
            how = Setting(dtype, 2 if given.quick else 4, batch, 3e-3)
            plan: Plan = {
                "ours": (tools.ours_mlp, how, students),
                LOOP: (tools.sklearn_mlp, how, part),
            }
            if tools.torch is not None:
                plan |= {TORCH: (tools.torch_mlp, how, part), VMAP: (tools.vmap_mlp, how, students)}
            done(name, mlp_rows(on, plan, students, 2))


def usual(given: argparse.Namespace) -> Setting:
    return replace(DEFAULTS, epochs=20) if given.quick else DEFAULTS


def versions() -> dict[str, str]:
    found = {}
    for package in ("scikit-learn", "torch"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def measure_softmax(given: argparse.Namespace, students: int, runs: Any, done: Done) -> None:
    """Softmax regressions to an equal excess over the optimum."""
    data = digits()
    q = one_hot(data.labels, data.classes)
    names = {"ours": tools.ours_softmax, LOOP: tools.sklearn_softmax}
    if tools.torch is not None:
        names |= {TORCH: tools.torch_softmax, VMAP: tools.vmap_softmax}
    common.say(f"{students} softmax regressions, float64")
    w = resamples(np.random.default_rng(0), len(q), students)
    problem = Problem(data.x, q, w, l2=L2)
    done("softmax regressions, float64", softmax_rows(names, problem, 1 if given.quick else 3))


PARTS = {
    "tuned": measure_tuned,
    "defaults": measure_defaults,
    "softmax": measure_softmax,
    "equal": measure_equal,
}


def arguments() -> argparse.Namespace:
    parser = common.options(__doc__, "training_speed")
    parser.add_argument("--students", type=int, help="default 256, 16 with --quick")
    parser.add_argument(
        "--parts", nargs="+", choices=PARTS, default=list(PARTS),
        help="default all; fewer go on with the result file (defaults needs tuned in it)",
    )  # fmt: skip
    return parser.parse_args()


def begun(given: argparse.Namespace, students: int) -> dict[str, Any]:
    """An empty result, or for some parts only the one that is there."""
    path = given.output or common.RESULTS / "training_speed.json"
    if len(given.parts) < len(PARTS) and not given.quick:
        old = json.loads(path.read_text(encoding="utf-8"))
        if old["students"] == students:
            return {key: value for key, value in old.items() if key != "environment"}
    return {
        "what": "seconds to train a stack of students, scaled to all of them where a loop trained "
        "a part, and how many times more others take",
        "goals": GOALS,
        "students": students,
        "compared_with": versions(),
        "summary": {},
        "runs": {},
    }


def table(result: dict[str, Any]) -> str:
    rows = [["students", "against", "seconds", "ours, s", "×", "× wall", "goal"]]
    for name, others in result["summary"].items():
        for other, found in others.items():
            run = result["runs"][name]
            took = [f"{common.median(run[who]['cpu']):.2f}" for who in (other, "ours")]
            ratios = [f"{found[k]:.1f}" for k in ("cpu", "wall")]
            rows.append([name, other, *took, *ratios, "met" if found["met"] else "missed"])
    return common.table(rows)


def main() -> None:
    given = arguments()
    students = given.students or (16 if given.quick else 256)
    result = begun(given, students)

    def done(name: str, rows: Any) -> None:
        """Keep what is measured so far, also on disk."""
        result["runs"][name] = rows
        if isinstance(rows, dict):
            result["summary"][name] = summary(rows)
            common.finish(given, "training_speed", result)

    if tools.torch is None:
        common.say("PyTorch is missing: its rows are left out")
    else:
        tools.torch.set_num_threads(1)
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # perceptrons stop after their epochs
        for part in given.parts:
            PARTS[part](given, students, result["runs"], done)
    print(table(result))


if __name__ == "__main__":
    main()
