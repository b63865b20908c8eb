"""Training stacks of students on a GPU: CuPy against NumPy. Without a GPU it says so and ends.

`--backends` names what is compared, the first being the reference; `numpy numpy` tries the
script where there is no GPU.

    python benchmarks/gpu_training.py [--quick] [--backends NAME NAME] [--output FILE]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import common
import numpy as np
from threadpoolctl import threadpool_limits

from kdtheory.arithmetic.floating import backend
from kdtheory.students import (
    LBFGS,
    MLP,
    Adam,
    Problem,
    SoftmaxRegression,
    digits,
    fit,
    one_hot,
    resamples,
)

SAME = 1e-3  # nats that final losses may differ by: sums in another order, amplified by descent


@dataclass(frozen=True)
class Case:
    """One stack to train, in a given array namespace."""

    name: str
    students: int
    dtype: str
    train: Callable[[Any, int, str], Any]


def perceptrons(batch: int | None, order: int | None, epochs: int) -> Callable[..., Any]:
    """A stack of perceptrons by Adam; `order` as in :class:`~kdtheory.students.Adam`."""

    def train(xp: Any, students: int, dtype: str) -> Any:
        how = Adam(rate=1e-2, epochs=epochs, batch=batch, order=order)
        return fit(MLP(32), problem(xp, dtype, l2=1e-4), how, seeds=range(students))

    return train


def regressions(xp: Any, students: int, dtype: str) -> Any:
    """Softmax regressions of bootstrap resamples, to a gradient norm of 1e-4."""
    w = resamples(np.random.default_rng(0), 1797, students)
    stack = problem(xp, dtype, weights=xp.asarray(w.astype(dtype)), l2=1e-3)
    return fit(SoftmaxRegression(), stack, LBFGS(tolerance=1e-4))


def problem(xp: Any, dtype: str, **names: Any) -> Problem:
    data = digits()
    q = one_hot(data.labels, data.classes).astype(dtype)
    return Problem(xp.asarray(data.x.astype(dtype)), xp.asarray(q), **names)


def cases(quick: bool) -> list[Case]:
    """Few and many students, minibatches and all rows, both precisions."""
    epochs = 2 if quick else 15
    found = []
    for students in (16,) if quick else (256, 2048):
        for dtype in ("float32", "float64"):
            for words, batch, order in (
                ("minibatch 200, one order", 200, 0),
                ("minibatch 200, own orders", 200, None),
                ("all rows", None, None),
            ):
                work = perceptrons(batch, order, epochs)
                found.append(Case(f"perceptrons, {words}", students, dtype, work))
        found.append(Case("softmax regressions", students, "float64", regressions))
    return found


def synchronise(xp: Any) -> None:
    """Wait until the device has done what it was told."""
    if "cupy" in xp.__name__:
        import cupy

        cupy.cuda.Device().synchronize()


def measure(case: Case, spaces: list[tuple[str, Any]], rounds: int) -> dict[str, Any]:
    """Wall seconds of each backend in turn; copies to the device are part of the time."""
    wall: dict[str, list[float]] = {name: [] for name, _ in spaces}
    losses: dict[str, Any] = {}
    for turn in range(rounds + 1):
        for name, xp in spaces:
            start = time.perf_counter()
            trained = case.train(xp, case.students, case.dtype)
            synchronise(xp)
            if turn:  # the first turn warms up
                wall[name].append(time.perf_counter() - start)
            losses[name] = trained.losses
            if not trained.alive.all():
                raise RuntimeError(f"{case.name} on {name}: {trained.report()}")
    (first, _), (second, _) = spaces
    seconds = {name: common.median(times) for name, times in wall.items()}
    gap = float(np.abs(losses[first] - losses[second]).max())
    return {
        "case": case.name,
        "students": case.students,
        "dtype": case.dtype,
        "seconds": seconds,
        "ratio": seconds[first] / seconds[second],
        "largest_difference_of_losses": gap,
        "same": gap <= SAME,
    }


def device() -> str | None:
    """The name of the GPU, if one answers."""
    try:
        import cupy

        return str(cupy.cuda.runtime.getDeviceProperties(0)["name"].decode())
    except Exception:  # no package, no driver, no device
        return None


def main() -> int:
    parser = common.options(__doc__, "gpu_training")
    parser.add_argument("--backends", nargs=2, default=("numpy", "cupy"), metavar="NAME")
    given = parser.parse_args()
    try:
        spaces = [(name, backend(name)) for name in given.backends]
    except ValueError as error:
        print(f"no GPU measurement: {error}")
        return 0
    if spaces[0][0] == spaces[1][0]:  # against itself: two names for one backend
        spaces = [(f"{name} ({k})", xp) for k, (name, xp) in enumerate(spaces, 1)]
        if given.output is None and not given.quick:
            print("no GPU measurement: a backend against itself; give --output to keep the result")
            return 0
    results = []
    for case in cases(given.quick):
        common.say(f"{case.students} {case.name}, {case.dtype}")
        with threadpool_limits(1):  # more make NumPy slower on matrices this small
            results.append(measure(case, spaces, 1 if given.quick else 3))
    first, second = (name for name, _ in spaces)
    rows = [["students", "", "dtype", f"{first}, s", f"{second}, s", "×", "difference", "same"]]
    for r in results:
        took = [f"{r['seconds'][name]:.3f}" for name in (first, second)]
        gap = f"{r['largest_difference_of_losses']:.1e}"
        same = "yes" if r["same"] else "no"
        ratio = f"{r['ratio']:.1f}"
        rows.append([str(r["students"]), r["case"], r["dtype"], *took, ratio, gap, same])
    print(common.table(rows))
    what = "wall seconds to train a stack of students, copies included, and final losses compared"
    result = {"what": what, "device": device(), "backends": [first, second], "cases": results}
    common.finish(given, "gpu_training", result)
    return 0 if all(r["same"] for r in results) else 1


if __name__ == "__main__":
    sys.exit(main())
