"""Trajectories of softening families on the simplex

Three teachers are softened from T = 1 (dots) to T = 1000 by four conforming families; grey lines
are level sets of entropy (nats), which every trajectory crosses upwards only. Marks on the way are
T = 2 and T = 4. All four families end at the uniform point, on paths that differ: the mixture on
the straight line, the power transform along an exponential family, which first moves towards the
edge of the two likeliest classes.

The surprise: the entropic projection is another operator than the power transform and has the
same trajectory; at T = 2 and T = 4 it stands elsewhere on it. Between the teacher and the uniform
point the power and mixture curves never meet.

Theory: SK-E1 (sourced), SK-E2 (ours), SK-A3 (sourced), SK-A5 (reconstructed).
"""

import numpy as np

from kdtheory.operators import softening
from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.simplex import flat, graded, triangle
from kdtheory.report.simplex_geometry import angle_of, level_radius, on_ray
from kdtheory.simplex import entropy

FIGURE = Figure(claims=("SK-E1", "SK-E2", "SK-A3", "SK-A5"), size=(6.0, 4.4))
FAMILIES = ("power", "entropic_projection", "mixture", "hellinger_mean")
STARTS = ((0.78, 0.20, 0.02), (0.03, 0.55, 0.42), (0.30, 0.02, 0.68))
MARKED = (2.0, 4.0)
LEVELS = (0.3, 0.5, 0.7, 0.85, 0.95, 1.03, 1.08)
LINES = {
    "power": ("-", "o", 2.2),
    "entropic_projection": ((0, (2, 3)), "D", 2.2),
    "mixture": ("-.", "s", 1.5),
    "hellinger_mean": ((0, (6, 1.5)), "^", 1.5),
}


def data(settings):
    """Points of every trajectory, at temperatures that are denser near T = 1."""
    T = np.unique([*np.geomspace(1, 1000, 60), *MARKED])
    parts = []
    for family in FAMILIES:
        for k, start in enumerate(STARTS):
            p = getattr(softening, family)(np.tile(start, (len(T), 1)), T[:, None], np)
            columns = {f"p{i + 1}": p[:, i] for i in range(3)}
            parts.append(Records({"family": family, "start": k + 1, "T": T, **columns,
                                  "entropy": entropy(p, np)}))  # fmt: skip
    return Records.joined(parts, {"T": "1", "entropy": "nats"})


def draw(records, fig):
    """One large triangle."""
    ax = fig.subplots()
    triangle(ax)
    _levels(ax)
    for (family, some), colour in zip(records.by("family"), ("C0", "C3", "C2", "C1")):
        style, marker, width = LINES[family]
        for _, path in some.by("start"):
            p = np.stack([path["p1"], path["p2"], path["p3"]], axis=-1)
            x, y = flat(p)
            label = family.replace("_", " ") if path["start"][0] == 1 else None
            ax.plot(x, y, color=colour, linestyle=style, linewidth=width, label=label)
            at = np.isin(path["T"], MARKED)
            ax.plot(x[at], y[at], marker, color=colour, markeredgecolor="white", zorder=6)
            ax.plot(x[0], y[0], "o", color="black", markersize=6, zorder=7)
    ax.plot(*flat([1 / 3, 1 / 3, 1 / 3]), "*", color="black", markersize=11, zorder=8)
    ax.annotate("uniform", flat([1 / 3, 1 / 3, 1 / 3]), (-11, 0), textcoords="offset points",
                ha="right", va="center")  # fmt: skip
    ax.legend(loc="upper right", title="marks: T = 2, T = 4")


def _levels(ax):
    p, triangles = graded(120, 2.0)
    x, y = flat(p)
    lines = ax.tricontour(x, y, triangles, entropy(p, np), LEVELS, colors="0.72", linewidths=0.7,
                          linestyles="-")  # fmt: skip
    towards = angle_of((0.0, 1.0, 0.0))
    places = [flat(on_ray(towards, level_radius(towards, level))) for level in LEVELS]
    ax.clabel(lines, fmt="%g", fontsize=7, colors="0.3", manual=places, inline_spacing=2)


if __name__ == "__main__":
    run(__file__)
