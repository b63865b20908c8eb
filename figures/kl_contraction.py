"""KL contraction per generation, with the bound and the sharp rate

Generations of exact students of the linear anchor, α = 1/4. Left: KL(p₀‖s_g) over its first value;
thin lines are random starts, the thick one starts at the pair that is worst for one step among
all entries ≥ 1/100; bound (1−α)^g of the papers, sharp bound c^g with the certified one-step
constant c at that floor, and the asymptotic rate (1−α)^{2g}. Right: what each generation leaves of
the last one's divergence, for the worst pairs at three floors (marks), in both directions of KL.

The surprise: no start keeps to the bound. Even where the first step is as bad as it can be, later
ones are better and end at (1−α)², twice the exponent: far from p₀ a generation is slow, near p₀
it is fast. After 14 generations the bound is off by a factor of 7 for the worst start, and by
hundreds for most.

Theory: RM-C2 (sourced), RM-C3 (sourced), RM-C4 (ours).
"""

from fractions import Fraction

import numpy as np

from kdtheory.operators.recursion import linear_anchor
from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.looks import line, marks
from kdtheory.sharpen import sharpen
from kdtheory.simplex import divergence

FIGURE = Figure(claims=("RM-C2", "RM-C3", "RM-C4"), size=(7.4, 3.5), tolerance=1e-6)
ALPHA = Fraction(1, 4)
GENERATIONS, STARTS = 14, 30
FLOORS = (Fraction(1, 10), Fraction(1, 100), Fraction(1, 10000))


def data(settings):
    """Divergences in every generation, from random and from worst starts."""
    rng = np.random.default_rng([settings.rng, 43])
    parts = []
    for k in range(STARTS):
        p, s = 0.01 + 0.97 * rng.dirichlet(np.full(3, 0.4), 2)
        parts.append(_path("random", k, 0.01, 0.0, p, s))
    for bound in ("RM-C2", "RM-C3"):
        for floor in FLOORS:
            found = sharpen(bound, width=1e-7, alpha=ALPHA, floor=floor)
            p, s = (np.array([float(x) for x in found.witness.inputs[v]]) for v in ("p0", "s"))
            parts.append(_path(bound, 0, float(floor), float(found.upper), p, s))
    return Records.joined(parts, {"kl": "nats", "reverse": "nats"})


def _path(start, number, floor, constant, p, s):
    """``KL(p₀‖s_g)`` and ``KL(s_g‖p₀)`` for g = 0, 1, ..."""
    points = [s]
    for _ in range(GENERATIONS):
        points.append(linear_anchor(p, points[-1], float(ALPHA), np))
    all_ = np.array(points)
    return Records({"start": start, "number": number, "floor": floor, "constant": constant,
                    "generation": np.arange(GENERATIONS + 1), "kl": divergence(p, all_, np),
                    "reverse": divergence(all_, np.tile(p, (len(all_), 1)), np)})  # fmt: skip


def draw(records, fig):
    """Divergences on the left, what a generation leaves on the right."""
    left, right = fig.subplots(1, 2)
    b, g = 1 - float(ALPHA), np.arange(GENERATIONS + 1)
    for _, some in records.where(start="random").by("number"):
        left.plot(g, some["kl"] / some["kl"][0], "-", color="0.72", linewidth=0.6)
    worst = records.where(start="RM-C2", floor=0.01)
    left.plot(g, b**g, label="bound $(1-α)^g$", **line(1))
    left.plot(g, worst["constant"][0] ** g, label="sharp bound $c^g$, μ = 1/100", **line(2))
    left.plot(g, worst["kl"] / worst["kl"][0], "-o", color="C0", markersize=3.5,
              label="worst start, μ = 1/100")  # fmt: skip
    left.plot(g, b ** (2 * g), label="rate $(1-α)^{2g}$", **line(3))
    left.plot([], [], "-", color="0.72", linewidth=0.9, label="random starts")
    left.set_yscale("log")
    left.set_ylim(2e-5, 1.5)
    left.set_ylabel("KL(p₀‖s) / its first value")
    left.legend(loc="lower left")
    _ratios(right, records)
    right.axhline(b, color="C1", linestyle="--", label="1 − α")
    right.axhline(b**2, color="C3", linestyle=":", label="(1−α)²")
    right.set_ylim(0.54, 0.89)
    right.set_ylabel("divergence left by one generation")
    right.legend(loc="upper right", ncols=2, columnspacing=1, fontsize=7.5, handlelength=2)
    for ax in (left, right):
        ax.set_xlabel("generation g")


def _ratios(ax, records):
    for bound, column, name, hollow in (("RM-C2", "kl", "KL(p₀‖s)", False),
                                        ("RM-C3", "reverse", "KL(s‖p₀)", True)):  # fmt: skip
        for k, (floor, some) in enumerate(records.where(start=bound).by("floor")):
            v = some[column]
            face = {"markerfacecolor": "white"} if hollow else {}
            ax.plot(some["generation"][1:], v[1:] / v[:-1], **marks(k) | face,
                    label=f"{name}, μ = {floor:g}")  # fmt: skip


if __name__ == "__main__":
    run(__file__)
