"""Pools between two teachers

Left: power-mean pools of the teachers (0.7, 0.2, 0.1) and (0.1, 0.2, 0.7) as the weight moves from
one to the other; the linear pool (s = 1) is the segment, the hull of both. Middle: distance of the
logarithmic pool of (0.29, 0.02, 0.69) and (0.28, 0.70, 0.02) to the second one as its weight
grows: the divergence falls, but class 1 leaves its value, on which both agree. Right: least
log q(i)/∏ p^k(i)^(w_k) over random pairs of teachers, against s; at or above 0 the Jensen bound
KL(r‖q) ≤ Σ w_k KL(r‖p^k) holds for every r.

The surprise: both teachers give class 2 the same 0.2, and every pool but the linear one gives it
more, the logarithmic pool up to 0.27, that of s = −1 up to 0.36. And Jensen holds for 0 ≤ s ≤ 1
only: for s > 1 and s < 0 the pool can be worse than the mean of its teachers.

Theory: MT-A1 (ours), MT-A3 (reconstructed), MT-J1 (sourced).
"""

from fractions import Fraction

import numpy as np

from kdtheory.operators.aggregation import log_pool, power_mean
from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.looks import line
from kdtheory.plotting.simplex import flat, triangle
from kdtheory.simplex import dirichlet, divergence

FIGURE = Figure(claims=("MT-A1", "MT-A3", "MT-J1"), size=(8.8, 3.3), tolerance=1e-7)
TEACHERS = ((0.7, 0.2, 0.1), (0.1, 0.2, 0.7))
PAIR = ((0.29, 0.02, 0.69), (0.28, 0.70, 0.02))
ORDERS = (1, Fraction(1, 2), 0, -1)
SHARES = np.linspace(0.0, 1.0, 81)
DRAWN = 20000


def data(settings):
    """Paths of pools, distances on the way, the Jensen margin."""
    parts = []
    for s in ORDERS:
        q = path(power_mean(s), TEACHERS)
        parts.append(Records({"part": "path", "order": float(s), "share": SHARES,
                              **{f"q{i + 1}": q[:, i] for i in range(3)}}))  # fmt: skip
    q, goal = path(log_pool, PAIR), np.array(PAIR[1])
    away = {f"away{i + 1}": np.abs(q - goal)[:, i] for i in range(3)}
    parts.append(Records({"part": "way", "order": 0.0, "share": SHARES, **away,
                          "kl": divergence(goal + 0 * q, q, np)}))  # fmt: skip
    rng = np.random.default_rng([settings.rng, 53])
    ps, share = np.stack([dirichlet(3, DRAWN, rng) for _ in range(2)]), rng.random((DRAWN, 1))
    ps = 0.001 + 0.997 * ps
    w = np.stack([share, 1 - share])
    floor = (w * np.log(ps)).sum(axis=0)
    margins = [(float(s), least(s, ps, w, floor)) for s in np.arange(-16, 33) / 16]
    parts.append(Records.of_rows("order margin", margins).with_column("part", "margin"))
    return Records.joined(parts, {"kl": "nats", "margin": "nats"})


def path(pool, teachers):
    """The pool at every share of the second teacher, ``(len(SHARES), 3)``."""
    ps = np.repeat(np.array(teachers)[:, None, :], len(SHARES), axis=1)
    return pool(ps, np.stack([1 - SHARES, SHARES])[..., None], np)


def least(s, ps, w, floor):
    """Smallest ``log q(i) − Σ w_k log p^k(i)``."""
    q = power_mean(Fraction(float(s)))(ps, w, np)
    return float((np.log(q) - floor).min())


def draw(records, fig):
    """Triangle, distances, margin."""
    left, middle, right = fig.subplots(1, 3, width_ratios=(1.2, 1, 1))
    triangle(left)
    for k, (s, some) in enumerate(records.where(part="path").by("order")):
        q = np.stack([some[f"q{i}"] for i in (1, 2, 3)], axis=-1)
        left.plot(*flat(q), label=f"s = {s:g}".replace("-", "−"), **line(k))
    left.plot(*flat(np.array(TEACHERS)), "o", color="black", markersize=6, zorder=6)
    left.legend(loc="upper left", bbox_to_anchor=(-0.1, 1.0))
    way = records.where(part="way")
    middle.plot(way["share"], way["kl"] / way["kl"][0], label="KL", **line(0))
    for i in (1, 2, 3):
        middle.plot(way["share"], way[f"away{i}"], label=f"|q − p| in class {i}", **line(i))
    middle.set_xlabel("weight of the second teacher")
    middle.set_ylabel("distance to it (KL: relative)")
    middle.set_ylim(0, 1.55)
    middle.legend(loc="upper right", ncols=1)
    margin = records.where(part="margin")
    right.plot(margin["order"], margin["margin"], **line(0))
    right.axvspan(0, 1, facecolor="0.9", edgecolor="0.6", hatch="..", linewidth=0)
    right.axhline(0, color="0.4", linewidth=0.8)
    right.set_xlabel("order s of the power mean")
    right.set_ylabel("Jensen margin (nats)")


if __name__ == "__main__":
    run(__file__)
