"""Reversal of a safety order by product weights

Weights of the token scale respect the safety order of the teachers; the product with weights of
another scale need not. Left: two teachers, the first one safer; hatched: the product ranks the
unsafe teacher first, although the token scale ranks the safe one first. The star is
(0.55, 0.45) × (0.3, 0.7). Right: three teachers with token weights (0.5, 0.3, 0.2); light: task
weights whose product keeps the order, hatched: the safest teacher is no longer first. Inside the
dashed lines the task weights themselves respect the order, which is sufficient.

The surprise: respecting safety on one scale guarantees nothing for the product, however far the
scales are normalised: for two teachers any token weight below 1 is overruled by some task weight.
With three teachers, 30 % of all task weights keep the whole order and 53 % the safest teacher.

Theory: AW-P1 (sourced), AW-P2 (ours).
"""

import numpy as np
from matplotlib import colormaps

from kdtheory.operators.weighting import compose
from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.simplex import flat, lattice, triangle

FIGURE = Figure(claims=("AW-P1", "AW-P2"), size=(7.2, 3.7))
STEPS = 120
TOKEN = (0.5, 0.3, 0.2)
LEVELS = (0, 0.1, 0.3, 0.5, 0.7, 0.9, 1)
PLACES = ((0.25, 0.25), (0.3, 0.5), (0.35, 0.65), (0.5, 0.7), (0.75, 0.75))  # of labels
EXAMPLE = ((0.55, 0.45), (0.3, 0.7))


def data(settings):
    """Product weights on a grid of two teachers and on a lattice of three."""
    grid = np.linspace(0.005, 0.995, 67)
    a, b = (x.ravel() for x in np.meshgrid(grid, grid, indexing="ij"))
    token, task = (np.stack([x, 1 - x], axis=-1) for x in (a, b))
    w = compose(token, task, np.full_like(token, 0.5), np)
    two = Records({"part": "two", "token1": a, "task1": b, "product1": w[:, 0]})
    task = (lattice(STEPS)[0] * STEPS + 0.01) / (STEPS + 0.03)
    w = compose(np.tile(TOKEN, (len(task), 1)), task, np.full_like(task, 1 / 3), np)
    columns = {f"task{k + 1}": task[:, k] for k in range(3)}
    products = {f"product{k + 1}": w[:, k] for k in range(3)}
    three = Records({"part": "three", **columns, **products})
    w = compose(*map(np.array, EXAMPLE), np.array([0.5, 0.5]), np)
    star = Records({"part": "star", "token1": [EXAMPLE[0][0]], "task1": EXAMPLE[1][0],
                    "product1": w[0]})  # fmt: skip
    return Records.joined([two, three, star])


def draw(records, fig):
    """Two teachers on the left, three on the right."""
    left, right = fig.subplots(1, 2, width_ratios=(1, 1.15))
    _two(left, records.where(part="two"), records.where(part="star"))
    _three(right, records.where(part="three"))


def _two(ax, records, star):
    x, y = (np.unique(records[c]) for c in ("token1", "task1"))
    z = records["product1"].reshape(len(x), len(y)).T
    ax.contourf(x, y, z, LEVELS, colors=colormaps["cividis"](np.linspace(0.3, 1, len(LEVELS) - 1)))
    lines = ax.contour(x, y, z, LEVELS[1:-1], colors="black",
                       linewidths=(0.6, 0.6, 1.8, 0.6, 0.6))  # fmt: skip
    ax.clabel(lines, fmt="%g", fontsize=7.5, manual=PLACES)
    reversed_ = np.where((x[None, :] > 0.5) & (z < 0.5), 1.0, 0.0)
    ax.contourf(x, y, reversed_, (0.5, 1.5), colors="none", hatches=["////"])
    ax.axvline(0.5, color="black", linestyle="--", linewidth=1)
    ax.plot(star["token1"], star["task1"], "*", color="white", markeredgecolor="black",
            markersize=12)  # fmt: skip
    ax.set_aspect("equal")
    ax.set_xlabel("token weight of the safer teacher")
    ax.set_ylabel("task weight of the safer teacher")
    ax.set_title("its weight in the product")


def _three(ax, records):
    task = np.stack([records[f"task{k}"] for k in (1, 2, 3)], axis=-1)
    w = np.stack([records[f"product{k}"] for k in (1, 2, 3)], axis=-1)
    triangle(ax, labels=("teacher 1 (safest)", "teacher 2", "teacher 3"), title="task weights")
    (x, y), cells = flat(task), lattice(STEPS)[1]
    kept = np.log(np.minimum(w[:, 0] / w[:, 1], w[:, 1] / w[:, 2]))
    first = np.log(w[:, 0] / np.maximum(w[:, 1], w[:, 2]))
    ax.tricontourf(x, y, cells, kept, (-99, 0, 99), colors=("#7A7A7A", "#F4E38A"))
    ax.tricontourf(x, y, cells, first, (-99, 0), colors="none", hatches=["////"])
    ax.tricontour(x, y, cells, kept, (0,), colors="black", linewidths=1.6)
    ax.tricontour(x, y, cells, first, (0,), colors="black", linewidths=0.8)
    chamber = np.array([[1, 0, 0], [1 / 3, 1 / 3, 1 / 3], [0.5, 0.5, 0]])
    ax.plot(*flat(chamber), "--", color="black", linewidth=1.2)
    ax.annotate("order kept", flat([0.65, 0.275, 0.075]), ha="center", va="center")


if __name__ == "__main__":
    run(__file__)
