"""Boxes per second on one core: vectorised intervals against a scalar python-flint loop.

The inequalities are those that certify axioms, in natural form; every tool evaluates the same
expression graph on the same boxes. The scalar loop is straight-line Python generated from the
graph, so it spends its time in Arb, and comes twice: with balls, and with exact endpoints (every
primitive at both ends, as tight as ours). Goal: at least 100 times the boxes of the scalar loop.

    python benchmarks/certify_speed.py [--quick] [--output FILE]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import array_api_compat.numpy as xp
import common
import numpy as np
from flint import arb, ctx, fmpq

from kdtheory.arithmetic.boxes import CHUNK, Program
from kdtheory.arithmetic.calculus import diff
from kdtheory.arithmetic.expr import Node, reachable
from kdtheory.arithmetic.interval import Interval
from kdtheory.arithmetic.limits import tidy
from kdtheory.arithmetic.readings import Readings
from kdtheory.axioms import enclosures
from kdtheory.axioms.registry import table
from kdtheory.checker import endpoints
from kdtheory.claims.claim import Domain
from kdtheory.operators.registry import catalogue

GOAL = 100
BITS = 53
FLOOR = 1e-3


@dataclass(frozen=True)
class Form:
    """An expression and the boxes on which it is evaluated."""

    name: str
    node: Node
    variables: tuple[str, ...]
    low: np.ndarray
    high: np.ndarray


# expressions and boxes -------------------------------------------------------------------


def boxes(count: int, classes: int, rng: np.random.Generator) -> tuple[Any, Any]:
    """Boxes of ``p`` and ``T`` inside the domain, of the sizes that branch and bound meets."""
    p = FLOOR + (1 - classes * FLOOR) * rng.dirichlet(np.ones(classes), 4 * count)
    size = 2.0 ** -rng.integers(4, 12, (len(p), 1))
    reach = p * (1 + size)
    inside = (reach[:, :-1].sum(axis=1) < 1 - FLOOR) & (reach.max(axis=1) < 1)
    p, size = p[inside][:count], size[inside][:count]
    T = rng.uniform(1, 9.5, (count, 1))
    return np.hstack([p, T]), np.hstack([p * (1 + size), T * (1 + size / 2)])


def forms(count: int) -> list[Form]:
    """Kernel slopes, pairs, chamber sums, and the slope of the entropy."""
    rng = np.random.default_rng(5)
    operators, axioms = catalogue("softening"), table()

    def offered(name: str, axiom: str, enclose: Callable[..., Any]) -> Any:
        readings = Readings(operators[name].function, xp)
        return enclose(axioms[axiom].about(readings, Domain())).problems

    def over(label: str, problem: Any, classes: int, columns: list[int]) -> Form:
        low, high = boxes(count, classes, rng)
        return Form(label, problem.node, problem.variables, low[:, columns], high[:, columns])

    found = [
        over("power: kernel slope in x", problem, 3, [0, 3])
        for problem in offered("power", "SK-A1/strict", enclosures.increasing_kernel)
    ]
    problem = offered("quadratic_mean", "SK-A1/strict", enclosures.increasing_kernel)[1]
    found.append(over("quadratic mean: kernel slope in x, n = 3", problem, 3, [0, 3]))
    problem = offered("power", "SK-A3/weak", enclosures.shrinking_pairs)[0]
    found.append(over("power: ratios shrink", problem, 3, [0, 1, 3]))
    for n in (2, 3, 4):
        low, high = boxes(count, n, rng)
        columns = [*range(n - 1), n]
        found.append(falling_sum(operators["power"].function, n, low[:, columns], high[:, columns]))
    for name in ("power", "logodds_shrinkage"):
        for n in (2, 3, 4):
            found.append(entropy_slope(operators[name].function, name, n, boxes(count, n, rng)))
    return found


def falling_sum(function: Any, n: int, low: Any, high: Any) -> Form:
    """Minus the slope in T of the sum of the n - 1 largest entries, on the ordered chamber."""
    chamber = Readings(function, xp).chamber((n,))
    g, total = chamber.graph, chamber.graph.zero
    for entry in chamber.entries[n][:-1]:
        total = g.add(total, entry)
    variables = (*(f"w{n}_{k}" for k in range(n - 1)), "T")
    name = f"power: sum of the {n - 1} largest falls, n = {n}"
    return Form(name, tidy(g.neg(diff(total, "T"))), variables, low, high)


def entropy_slope(function: Any, name: str, n: int, where: tuple[Any, Any]) -> Form:
    """``dH/dT``, which A3 wants to be nonnegative."""
    formula = Readings(function, xp).formula(n)
    g, H = formula.graph, formula.graph.zero
    for entry in formula.entries:
        H = g.sub(H, g.mul(entry, g.log(entry)))
    variables = (*(f"p{k}" for k in range(n)), "T")
    return Form(f"{name}: dH/dT, n = {n}", tidy(diff(H, "T")), variables, *where)


# the three evaluations -------------------------------------------------------------------


def ours(form: Form) -> Callable[[], tuple[Any, Any]]:
    """The interval reading, chunk by chunk as branch and bound calls it."""
    program = Program([form.node])

    def run() -> tuple[Any, Any]:
        lows, highs = [], []
        for start in range(0, len(form.low), CHUNK):
            low, high = form.low[start : start + CHUNK], form.high[start : start + CHUNK]
            env = {
                v: Interval(low[:, k].copy(), high[:, k].copy())
                for k, v in enumerate(form.variables)
            }
            (value,) = program(env)
            lows.append(value.lo)
            highs.append(value.hi)
        return np.concatenate(lows), np.concatenate(highs)

    return run


TEMPLATES = {
    "add": "{0} + {1}", "mul": "{0} * {1}", "div": "{0} / {1}", "neg": "-{0}", "abs": "abs({0})",
    "pow": "{0} ** {1}", "min": "{0}.min({1})", "max": "{0}.max({1})",
} | {f: "{0}." + f + "()" for f in ("exp", "log", "log1p", "expm1", "sqrt", "tanh")}  # fmt: skip


def straight_line(form: Form, endpointwise: bool) -> Callable[..., Any]:
    """A Python function of the variables, one statement an operation."""
    order = reachable([form.node])
    name = {node.index: f"v{k}" for k, node in enumerate(order)}
    space: dict[str, Any] = {}
    lines = []
    for node in order:
        here, args = name[node.index], [name[a.index] for a in node.args]
        if node.op == "var":
            name[node.index] = str(node.value)
        elif node.op == "const":
            ball = arb(fmpq(int(node.value.p), int(node.value.q)))
            space[here] = (ball.lower(), ball.upper()) if endpointwise else ball
        elif node.op == "ipow" and endpointwise:
            lines.append(f"{here} = ipow({args[0]}, {int(node.value)})")
        elif node.op == "ipow":
            lines.append(f"{here} = {args[0]} ** {int(node.value)}")
        elif endpointwise:
            space[f"_{node.op}"] = endpoints._NUMERIC[node.op]
            lines.append(f"{here} = _{node.op}({', '.join(args)})")
        else:
            lines.append(f"{here} = " + TEMPLATES[node.op].format(*args))
    space["ipow"] = endpoints._ipow
    body = "\n    ".join([*lines, f"return {name[form.node.index]}"])
    exec(f"def value({', '.join(form.variables)}):\n    {body}", space)
    return space["value"]  # type: ignore[no-any-return]


def with_balls(form: Form, count: int) -> Callable[[], Any]:
    value = straight_line(form, endpointwise=False)
    low, high = form.low[:count].tolist(), form.high[:count].tolist()

    def run() -> list[Any]:
        return [
            value(*[arb(a).union(arb(b)) for a, b in zip(below, above)])
            for below, above in zip(low, high)
        ]

    return run


def with_endpoints(form: Form, count: int) -> Callable[[], Any]:
    value = straight_line(form, endpointwise=True)
    low, high = form.low[:count].tolist(), form.high[:count].tolist()

    def run() -> list[Any]:
        return [
            value(*[(arb(a), arb(b)) for a, b in zip(below, above)])
            for below, above in zip(low, high)
        ]

    return run


# comparing -------------------------------------------------------------------------------


def widths(form: Form, count: int) -> dict[str, float]:
    """Median width of ours over that of the other, and that none of them contradict."""
    lo, hi = (x[:count] for x in ours(form)())
    balls, pairs = with_balls(form, count)(), with_endpoints(form, count)()
    for k, (ball, pair) in enumerate(zip(balls, pairs)):
        mine = arb(lo[k]).union(arb(hi[k]))
        if not (mine.overlaps(ball) and arb(hi[k]) >= pair[0] and arb(lo[k]) <= pair[1]):
            raise AssertionError(f"{form.name}: disjoint enclosures of one value, box {k}")
    mine = hi - lo
    return {
        "width_ours_over_balls": float(np.median(mine / [2 * float(b.rad()) for b in balls])),
        "width_ours_over_endpoints": float(np.median(mine / [float(b - a) for a, b in pairs])),
    }


def measure(form: Form, scalar: int, rounds: int) -> dict[str, Any]:
    tasks = {
        "ours": ours(form),
        "balls": with_balls(form, scalar),
        "endpoints": with_endpoints(form, scalar),
    }
    times = common.alternate(tasks, rounds)
    sizes = {"ours": len(form.low), "balls": scalar, "endpoints": scalar}
    rate = {name: sizes[name] / common.median(times[name]) for name in tasks}
    ratio = {
        name: common.median([sizes["ours"] / a / (scalar / b) for a, b in zip(times["ours"], t)])
        for name, t in times.items()
        if name != "ours"
    }
    return {
        "form": form.name,
        "operations": sum(bool(node.args) for node in reachable([form.node])),
        "boxes_per_second": rate,
        "ours_over_balls": ratio["balls"],
        "ours_over_endpoints": ratio["endpoints"],
    } | widths(form, min(scalar, 500))


def main() -> None:
    given = common.options(__doc__, "certify_speed").parse_args()
    common.one_core()
    ctx.prec = BITS
    count, scalar, rounds = (CHUNK, 200, 3) if given.quick else (16 * CHUNK, 2000, 9)
    rows = [["form", "operations", "ours/s", "balls/s", "endpoints/s", "× balls", "× endpoints"]]
    results = []
    for form in forms(count):
        common.say(f"{form.name} …", end="\r")
        results.append(r := measure(form, scalar, rounds))
        rates = [f"{x:,.0f}" for x in r["boxes_per_second"].values()]
        ratios = [f"{r[k]:.0f}" for k in ("ours_over_balls", "ours_over_endpoints")]
        rows.append([r["form"], str(r["operations"]), *rates, *ratios])
    print(common.table(rows))
    summary = {
        f"median_{key}": common.median([r[key] for r in results])
        for key in ("ours_over_balls", "ours_over_endpoints")
    }
    least = {
        f"least_{key}": min(r[key] for r in results)
        for key in ("ours_over_balls", "ours_over_endpoints")
    }
    print(common.rounded(summary | least))
    result = {
        "what": "boxes per second on one core, and how many times the scalar loop's",
        "goal": GOAL,
        "arb_bits": BITS,
        "chunk": CHUNK,
        "rounds": rounds,
        "summary": summary | least,
        "forms": results,
    }
    common.finish(given, "certify_speed", result)


if __name__ == "__main__":
    main()
