"""Operators on a GPU: CuPy against NumPy on the same points. Without a GPU it says so and ends.

python benchmarks/gpu.py [--quick] [--output FILE]
"""

from __future__ import annotations

import sys
import time
from typing import Any

import common
import numpy as np

from kdtheory import simplex
from kdtheory.arithmetic.floating import backend
from kdtheory.operators.registry import catalogue

OPERATORS = ("power", "logodds_shrinkage", "entropic_projection", "sparsemax_matched")
CLASSES = 8


def evaluate(function: Any, p: Any, T: Any, xp: Any) -> Any:
    """Entropies of the outputs, on the device that holds the points."""
    return simplex.entropy(function(p, T, xp), xp)


def measure(name: str, count: int, rounds: int, cupy: Any) -> dict[str, Any]:
    numpy, device = backend("numpy"), backend("cupy")
    rng = np.random.default_rng(2)
    p = simplex.dirichlet(CLASSES, count, rng)
    T = np.exp(rng.random((count, 1)) * np.log(100.0))
    function = catalogue("softening")[name].function
    there = cupy.asarray(p), cupy.asarray(T)
    found: dict[str, Any] = {}
    wall: dict[str, list[float]] = {"numpy": [], "cupy": [], "cupy with copies": []}
    for turn in range(rounds + 1):
        for how in wall:
            start = time.perf_counter()
            with np.errstate(all="ignore"):
                if how == "numpy":
                    found[how] = evaluate(function, p, T, numpy)
                elif how == "cupy":
                    found[how] = evaluate(function, *there, device)
                    cupy.cuda.Device().synchronize()
                else:
                    given = cupy.asarray(p), cupy.asarray(T)
                    found[how] = cupy.asnumpy(evaluate(function, *given, device))
            if turn:  # the first turn warms up
                wall[how].append(time.perf_counter() - start)
    gap = np.abs(found["numpy"] - found["cupy with copies"]).max()
    seconds = {how: common.median(times) for how, times in wall.items()}
    return {
        "operator": name,
        "points": count,
        "seconds": seconds,
        "numpy_over_cupy": seconds["numpy"] / seconds["cupy"],
        "largest_difference": float(gap),
    }


def main() -> int:
    given = common.options(__doc__, "gpu").parse_args()
    try:
        backend("cupy")
    except ValueError as error:
        print(f"no GPU measurement: {error}")
        return 0
    import cupy

    count, rounds = (10**5, 3) if given.quick else (4 * 10**6, 9)
    results = [measure(name, count, rounds, cupy) for name in OPERATORS]
    rows = [["operator", "NumPy, s", "CuPy, s", "with copies, s", "×", "difference"]]
    for r in results:
        seconds = [f"{x:.4f}" for x in r["seconds"].values()]
        last = [f"{r['numpy_over_cupy']:.1f}", f"{r['largest_difference']:.1e}"]
        rows.append([r["operator"], *seconds, *last])
    print(common.table(rows))
    properties = cupy.cuda.runtime.getDeviceProperties(0)
    result = {
        "what": "seconds to evaluate an operator and the entropy of its outputs",
        "device": properties["name"].decode(),
        "classes": CLASSES,
        "operators": results,
    }
    common.finish(given, "gpu", result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
