"""How far NumPy's functions are from the truth, in ulps, against Arb balls of 120 bits.

``kdtheory.arithmetic.interval`` widens by ``MARGIN_ULPS``; this measures what the margins must
cover, on random arguments over the whole domain of each primitive. Each code path of this machine
is measured: NumPy's SIMD dispatch on and off, the C library with and without FMA. The worst errors
and their arguments go to ``results/ulp_margins.json``, which the tests hold the margins against.

    python benchmarks/ulp_margins.py [--arguments 11000000] [--jobs 2]
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import numpy as np
from flint import __version__ as flint_version
from flint import arb, ctx

RESULT = Path(__file__).parent / "results" / "ulp_margins.json"
CHUNK = 250_000
OVERFLOW = arb(2) ** 1024 * (1 - arb(2) ** -51)

# name: (NumPy, Arb, number of arguments)
PRIMITIVES = {
    "exp": (np.exp, lambda a: a.exp(), 1),
    "expm1": (np.expm1, lambda a: a.expm1(), 1),
    "log": (np.log, lambda a: a.log(), 1),
    "log1p": (np.log1p, lambda a: a.log1p(), 1),
    "tanh": (np.tanh, lambda a: a.tanh(), 1),
    "sin": (np.sin, lambda a: a.sin(), 1),
    "cos": (np.cos, lambda a: a.cos(), 1),
    "power": (np.power, lambda a, b: a**b, 2),
    "sqrt": (np.sqrt, lambda a: a.sqrt(), 1),
    "add": (np.add, lambda a, b: a + b, 2),
    "multiply": (np.multiply, lambda a, b: a * b, 2),
    "divide": (np.divide, lambda a, b: a / b, 2),
}
DOMAIN = {  # where the function is defined and its value inside the range of doubles
    "exp": (-746.0, 710.0),
    "expm1": (-1e300, 710.0),
    "log": (5e-324, np.inf),
    "log1p": (np.nextafter(-1.0, 0.0), np.inf),
    "sqrt": (5e-324, np.inf),
    "power": (5e-324, np.inf),
}


def doubles(rng: np.random.Generator, n: int, low: float, high: float) -> np.ndarray:
    """Arguments in [low, high]: the everyday range, all exponents, next to 0 and 1, subnormals."""
    wide = rng.integers(0, 2**64, n, dtype=np.uint64).view(np.float64)
    everyday = rng.uniform(max(low, -30.0), min(high, 30.0), n)
    span = rng.uniform(max(low, -750.0), min(high, 750.0), n)
    sign = rng.choice([-1.0, 1.0], n)
    near_one = sign * (1 + rng.uniform(-1, 1, n) * 10.0 ** rng.uniform(-16, 0, n))
    small = sign * 10.0 ** rng.uniform(-20, 3, n)
    subnormal = rng.integers(-(2**52), 2**52, n) * 5e-324
    x = np.choose(rng.integers(0, 6, n), [wide, everyday, span, near_one, small, subnormal])
    x = np.where((x < low) & (-x <= high), -x, x)
    return np.where((x >= low) & (x <= high) & np.isfinite(x), x, everyday)


def exponents(rng: np.random.Generator, x: np.ndarray) -> np.ndarray:
    """Exponents for the bases `x`: 1/T, whole numbers, and any that keep the power in range."""
    n = x.size
    with np.errstate(all="ignore"):
        filling = rng.uniform(-746, 710, n) / np.log(x)
    temperature = 1 / rng.uniform(0.1, 10, n)
    whole = rng.integers(-40, 41, n).astype(float)
    y = np.choose(rng.integers(0, 4, n), [filling, temperature, whole, rng.normal(0, 3, n)])
    return np.where(np.isfinite(y), y, temperature)


def arguments(name: str, rng: np.random.Generator, n: int) -> list[np.ndarray]:
    low, high = DOMAIN.get(name, (-np.inf, np.inf))
    x = doubles(rng, n, low, high)
    if PRIMITIVES[name][2] == 1:
        return [x]
    return [x, exponents(rng, x) if name == "power" else doubles(rng, n, low, high)]


def measure(name: str, seed: int, n: int) -> dict:
    """The worst error over `n` arguments, in ulps of the computed value."""
    ctx.prec = 120
    function, truth, _ = PRIMITIVES[name]
    args = arguments(name, np.random.default_rng([seed, *name.encode()]), n)
    with np.errstate(all="ignore"):
        values = function(*args)
        steps = np.spacing(np.abs(values))
    worst = {"ulps": 0.0, "at": None}
    infinite = 0
    for value, step, *point in zip(values.tolist(), steps.tolist(), *(a.tolist() for a in args)):
        true = truth(*map(arb, point))
        if abs(value) == np.inf or not true.is_finite():
            infinite += 1  # an overflow must be a true one, up to rounding
            if true.is_finite() and abs(true) < OVERFLOW:
                raise AssertionError(f"{name}{point} = {value}, truly {true}")
            continue
        ulps = float(abs(true - value) / step)
        if ulps > worst["ulps"]:
            worst["ulps"], worst["at"] = ulps, [p.hex() for p in point]
    return worst | {"name": name, "arguments": n - infinite, "overflows": infinite}


def measure_all(total: int, jobs: int) -> dict:
    """Worst errors of every primitive in this process's NumPy configuration."""
    tasks = [(name, seed) for name in PRIMITIVES for seed in range(-(-total // CHUNK))]
    found: dict[str, dict] = {}
    start = time.perf_counter()
    with ProcessPoolExecutor(jobs) as pool:
        futures = [pool.submit(measure, name, seed, CHUNK) for name, seed in tasks]
        for done, future in enumerate(as_completed(futures), 1):
            merge(found, future.result())
            seconds = time.perf_counter() - start
            print(f"\r{done}/{len(tasks)} chunks, {seconds:.0f} s", end="", file=sys.stderr)
    print(file=sys.stderr)
    return {name: found[name] for name in PRIMITIVES}


def merge(found: dict[str, dict], part: dict) -> None:
    entry = found.setdefault(
        part["name"],
        {"arguments": 0, "overflows": 0, "worst_ulps": 0.0, "worst_at": None},
    )
    entry["arguments"] += part["arguments"]
    entry["overflows"] += part["overflows"]
    if part["ulps"] > entry["worst_ulps"]:
        entry["worst_ulps"], entry["worst_at"] = part["ulps"], part["at"]


def simd() -> dict:
    return np.show_config(mode="dicts")["SIMD Extensions"]


def cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(
            line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")
        )
    except (OSError, StopIteration):
        return platform.processor()


def variants(total: int, jobs: int) -> list[dict]:
    """The code paths this machine can take, each measured in a process of its own."""
    features = simd().get("found", [])
    plain_libm = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA,-FMA4"}
    settings = [{"NPY_DISABLE_CPU_FEATURES": " ".join(features[k:])} for k in range(len(features))]
    settings = [{}, *reversed(settings), (settings[0] if settings else {}) | plain_libm]
    results = []
    for setting in settings:
        print(f"with {setting}", file=sys.stderr)
        command = [
            sys.executable,
            __file__,
            "--one",
            "--arguments",
            str(total),
            "--jobs",
            str(jobs),
        ]
        output = subprocess.run(
            command, env=os.environ | setting, check=True, stdout=subprocess.PIPE
        )
        results.append({"environment": setting} | json.loads(output.stdout))
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--arguments", type=int, default=11_000_000, help="per primitive, overflows included"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--one", action="store_true", help="this configuration only, to stdout")
    options = parser.parse_args()
    if options.one:
        worst = measure_all(options.arguments, options.jobs)
        print(json.dumps({"simd": simd().get("found", []), "primitives": worst}))
        return
    report = {
        "what": "worst error of NumPy float64 functions against Arb, in ulps of the result",
        "numpy": np.__version__,
        "python_flint": flint_version,
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()} {'-'.join(platform.libc_ver())}",
        "cpu": cpu_model(),
        "simd": simd(),
        "variants": variants(options.arguments, options.jobs),
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(report, indent=1) + "\n")
    print(f"written to {RESULT}", file=sys.stderr)


if __name__ == "__main__":
    main()
