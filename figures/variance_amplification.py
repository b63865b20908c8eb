"""Where the power transform amplifies variance

Left: small fluctuations of a teacher around p are multiplied by up to ‖J‖² in variance by the power
transform at T = 2, J its Jacobian along the simplex. Hatched: amplified. Inside the dotted
triangle every entry is at least 1/(2T) = 1/4, where ‖J‖ ≤ 1/(2μT) ≤ 1 is known beforehand.
Right: a teacher of two classes that is (1, 0) or (1 − x, x) with equal chances; the variance of
its softened outputs over its own, with T² times less for the mixture as a comparison.

The surprise: softening is said to calm the targets. It does so in the middle only. Near the
edges, where confident teachers are, the hotter the power transform the more it amplifies: about
10⁴-fold at x = 10⁻⁴ and T = 2.

Theory: SK-B6 (sourced intuition; the counterexample and the region are ours).
"""

import numpy as np
from matplotlib import colormaps

from kdtheory.operators.softening import mixture, power
from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.simplex import flat, lattice, triangle

FIGURE = Figure(claims=("SK-B6",), size=(7.4, 3.9))
STEPS, SHORT, T = 90, 0.15, 2.0  # lattice, how far it stays off the edges, temperature
LEVELS = (0.25, 0.35, 0.5, 1.0, 2.0, 5.0, 10.0, 100.0)  # amplification
CURVES = ((power, "power", 2.0), (power, "power", 4.0), (power, "power", 8.0),
          (mixture, "mixture", 2.0))  # fmt: skip


def data(settings):
    """The map on a lattice graded by T, and the curves of two classes."""
    q = lattice(STEPS)[0] * STEPS + SHORT
    p = q**T / (q**T).sum(axis=1, keepdims=True)
    columns = {f"p{i + 1}": p[:, i] for i in range(3)}
    parts = [Records({"part": "map", "T": T, **columns, "factor": amplification(p)})]
    x = np.geomspace(1e-8, 0.5, 80)
    for transform, family, T_ in CURVES:
        parts.append(Records({"part": family, "T": T_, "x": x, "factor": rare(transform, T_, x)}))
    return Records.joined(parts, {"T": "1", "factor": "variance after over variance before"})


def amplification(p):
    """Largest ``‖J v‖²/‖v‖²`` over ``Σ v = 0``, J the Jacobian of the power transform, ``(N,)``."""
    F = power(p, np.asarray(T), np)
    along = np.eye(3) - 1 / 3
    J = F[:, :, None] * (np.eye(3) - F[:, None, :]) / (T * p[:, None, :])
    return np.linalg.norm(J @ along, ord=2, axis=(1, 2)) ** 2


def rare(transform, T_, x):
    """Variance of ``F_T`` of ``(1, 0)`` or ``(1 − x, x)`` over that of the two themselves."""
    first, second = (np.stack([1 - y, y], axis=-1) for y in (0 * x, x))
    F, G = (transform(p, np.asarray(T_), np) for p in (first, second))
    return ((F - G) ** 2).sum(axis=1) / ((first - second) ** 2).sum(axis=1)


def draw(records, fig):
    """The map on the left, two classes on the right."""
    left, right = fig.subplots(1, 2, width_ratios=(1.15, 1))
    _map(fig, left, records.where(part="map"))
    curves = records.where(records["part"] != "map")
    for k, (_, name, T_) in enumerate(CURVES):
        some = curves.where(part=name, T=T_)
        right.plot(some["x"], some["factor"], label=f"{name}, T = {T_:g}", color=f"C{k}")
    right.axhline(1, color="0.4", linewidth=0.8)
    right.set_xscale("log")
    right.set_yscale("log")
    right.set_xlabel("x: the outputs are (1, 0) or (1 − x, x)")
    right.set_ylabel("variance after / before softening")
    right.legend(loc="upper right")
    right.set_title("two classes")


def _map(fig, ax, records):
    triangle(ax, title="power transform, T = 2")
    x, y = flat(np.stack([records[f"p{i}"] for i in (1, 2, 3)], axis=-1))
    cells, z = lattice(STEPS)[1], np.log10(records["factor"])
    shades = colormaps["cividis_r"](np.linspace(0.0, 0.8, len(LEVELS)))
    levels = np.log10(LEVELS)
    filled = ax.tricontourf(x, y, cells, z, levels, colors=shades, extend="max")
    ax.tricontourf(x, y, cells, z, [0, 99], colors="none", hatches=["////"])
    ax.tricontour(x, y, cells, z, [0.0], colors="black", linewidths=2, linestyles="-")
    floor = 1 / (2 * T)
    inner = floor + (1 - 3 * floor) * np.eye(3)
    ax.plot(*flat(inner[[0, 1, 2, 0]]), ":", color="black", linewidth=1.4)
    bar = fig.colorbar(filled, ax=ax, location="bottom", shrink=0.85, ticks=levels, pad=0.0)
    bar.set_label("amplification ‖J‖² of the variance (hatched: above 1)")
    bar.ax.set_xticklabels([f"{v:g}" for v in LEVELS])


if __name__ == "__main__":
    run(__file__)
