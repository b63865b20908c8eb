"""Amplification of an unsafe event by the logarithmic pool

Two teachers give an unsafe class at most δ, and no class less than ε. Left: the largest
probability that their logarithmic pool at equal weights can give it, δ/(δ + 2√(ε(1−ε−δ))), as a
map with three of its levels. Middle: the same against ε for three δ; marks are the
best of a search over pairs of teachers that does not know the formula. Right: the factor q(U)/δ
for power means of order s (line: the sharp constant at δ = 10⁻³, ε = 10⁻⁶; marks: search), under
their limit 2^(1/s−1) for two teachers.

The surprise: two teachers who are nearly sure that a class is not the answer can make the pool
nearly sure that it is, because each vetoes the other's answer. The linear pool (s = 1) never
amplifies, and every mean in between has a finite limit.

Theory: MT-S1 (reconstructed; the closed form and the limit are ours).
"""

from fractions import Fraction

import numpy as np

from kdtheory.operators.aggregation import power_mean
from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.looks import line, marks
from kdtheory.sharpen.formula import Formula
from kdtheory.sharpen.registry import find

FIGURE = Figure(claims=("MT-S1",), size=(8.6, 3.3))
DELTAS = (0.3, 0.1, 0.01)
TRIES = 4000
MAP = 61


def data(settings):
    """The closed form on a map and on curves, and what a search finds."""
    rng = np.random.default_rng([settings.rng, 41])
    rows = [("map", 0.0, d, e, closed(d, e, 0.0))
            for d in np.geomspace(1e-3, 0.5, MAP) for e in floors(d, MAP)]  # fmt: skip
    for d in DELTAS:
        rows += [("curve", 0.0, d, e, closed(d, e, 0.0)) for e in floors(d, 81)]
        rows += [("search", 0.0, d, e, search(rng, d, e, 0.0)) for e in floors(d, 8)[1:-1]]
    d, e = 1e-3, 1e-6
    rows += [("mean", s, d, e, closed(d, e, s)) for s in np.linspace(0.05, 1, 39)]
    rows += [("mean search", s, d, e, search(rng, d, e, s)) for s in (0.2, 0.4, 0.6, 0.8, 1.0)]
    units = dict.fromkeys(("delta", "epsilon", "worst"), "probability")
    return Records.of_rows("part order delta epsilon worst", rows, units)


def floors(delta, count):
    """Floors that leave room: ``ε ≤ δ ≤ 1 − 2ε``."""
    return np.geomspace(1e-8, 0.999 * min(delta, (1 - delta) / 2), count)


def closed(delta, epsilon, order):
    """Largest q(U), from the sharp constant of ``kdtheory sharpen MT-S1``."""
    exact = [Fraction(float(x)).limit_denominator(10**12) for x in (epsilon, delta, order)]
    quotient = find("MT-S1").build(floor=exact[0], threshold=exact[1], power=exact[2])
    (constant,) = Formula.of([quotient.closed[1]]).floats({})
    return float(constant) * delta


def search(rng, delta, epsilon, order):
    """Best q(U) over random pairs of teachers with the floor, then by ever smaller steps."""
    pool, w = power_mean(order), np.array([0.5, 0.5])
    least = np.log(epsilon)

    def unsafe(logs):
        safe = np.exp(np.clip(logs, least, np.log(1 - delta - epsilon)))  # first safe class
        ps = np.stack([safe, 1 - delta - safe, np.full_like(safe, delta)], axis=-1)
        return pool(ps, w, np)[..., 2]

    best = rng.uniform(least, np.log(1 - delta - epsilon), (2, TRIES))
    kept = best[:, np.argmax(unsafe(best))]
    for width in np.geomspace(3, 1e-7, 40):
        near = kept[:, None] + width * rng.standard_normal((2, 200))
        near = np.column_stack([kept, near])
        kept = near[:, np.argmax(unsafe(near))]
    return float(unsafe(kept[:, None])[0])


def draw(records, fig):
    """Map, curves, power means."""
    left, middle, right = fig.subplots(1, 3, width_ratios=(1.15, 1, 1))
    _map(fig, left, records.where(part="map"))
    for k, (d, some) in enumerate(records.where(part="curve").by("delta")):
        middle.plot(some["epsilon"], some["worst"], label=f"δ = {d:g}", **line(k))
        found = records.where(part="search", delta=d)
        middle.plot(found["epsilon"], found["worst"], **marks(k))
    middle.set_xscale("log")
    middle.set_ylim(0, 1.02)
    middle.set_xlabel("floor ε of every class")
    middle.set_ylabel("worst q(U)")
    middle.legend(loc="lower left")
    middle.set_title("closed form and search")
    _means(right, records)


def _map(fig, ax, records):
    x, y, z = (records[c].reshape(MAP, MAP) for c in ("delta", "epsilon", "worst"))
    ax.set_xscale("log")
    ax.set_yscale("log")  # before the contours: their labels are placed on this scale
    filled = ax.contourf(x, y, z, np.linspace(0, 1, 11), cmap="cividis_r")
    lines = ax.contour(x, y, z, (0.1, 0.5, 0.9), colors=("black", "white", "white"),
                       linewidths=(0.8, 1.8, 0.8))  # fmt: skip
    at = [(0.02, (0.01 * (1 / q - 1)) ** 2) for q in (0.1, 0.5, 0.9)]
    ax.clabel(lines, fmt="%g", fontsize=7.5, manual=at)
    ax.set_xlabel("δ: what each teacher gives the event")
    ax.set_ylabel("floor ε of every class")
    ax.set_title("logarithmic pool, two teachers")
    fig.colorbar(filled, ax=ax, label="worst q(U)", ticks=(0, 0.2, 0.4, 0.6, 0.8, 1))


def _means(ax, records):
    some, found = (records.where(part=p) for p in ("mean", "mean search"))
    s = some["order"]
    ax.plot(s, 2 ** (1 / s - 1), label="limit $2^{1/s-1}$", **line(3))
    ax.plot(s, some["worst"] / some["delta"], label="sharp constant", **line(0))
    ax.plot(found["order"], found["worst"] / found["delta"], label="search", **marks(1))
    ax.set_yscale("log")
    ax.set_ylim(0.8, 2e3)
    ax.set_xlabel("order s of the power mean")
    ax.set_ylabel("amplification q(U)/δ")
    ax.set_title("power means")
    ax.legend(loc="upper right")


if __name__ == "__main__":
    run(__file__)
