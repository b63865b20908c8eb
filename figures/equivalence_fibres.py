"""Equivalence classes as fibres on the simplex

Two classes of students with one parameter: on the left softmax(θa) with the rank a = (−1, 0, 1) as
statistic, on the right with a = (0, 1, 0), which tells class 2 from the others. The thick curve is
all that the students can be, thin lines are fibres ⟨a, q⟩ = const: all targets on one fibre have
the same best student, the point where the fibre meets the curve. The teacher p (star) is softened
by the power transform, T = 4 (disk), and by the mixture whose weight gives the same mean rank
(square); triangles are the students trained on them.

The surprise: two different operators can be one for a student. On the left disk and square lie on
one fibre and their students coincide; students of the other class, on the right, tell them apart.

Theory: SK-Q1 (sourced), SK-Q2 (reconstructed).
"""

import numpy as np

from kdtheory.measurements.families import T, matched_mixture, softmax, train
from kdtheory.operators.softening import power
from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.simplex import flat, triangle

FIGURE = Figure(claims=("SK-Q1", "SK-Q2"), size=(7.4, 3.9), tolerance=1e-6)
TEACHER = (0.05, 0.72, 0.23)
STATISTICS = {"rank": (-1.0, 0.0, 1.0), "class 2": (0.0, 1.0, 0.0)}
FIBRES = 13
TITLES = {"rank": "statistic: the rank (−1, 0, 1)", "class 2": "statistic: class 2 (0, 1, 0)"}


def data(settings):
    """Curve, fibres, targets and trained students of both classes, as points."""
    p = np.array([TEACHER])
    rank = np.array(STATISTICS["rank"])[:, None]
    targets = {"power": power(p, np.asarray(T), np)[0], "mixture": matched_mixture(p, rank)[0]}
    parts = []
    for name, statistic in STATISTICS.items():
        a = np.array(statistic)
        curve = softmax(np.linspace(-25, 25, 201)[:, None] * a)
        parts += [_points(name, "curve", curve), _points(name, "teacher", p)]
        for moment in np.linspace(a.min(), a.max(), FIBRES + 2)[1:-1]:
            parts.append(_points(name, "fibre", fibre(a, moment)))
        for operator, q in targets.items():
            theta, _ = train(a[:, None], q[None], np.zeros((1, 1)), l2=1e-8)
            parts += [_points(name, operator, q[None]), _points(name, "own fibre",
                                                                fibre(a, a @ q)),
                      _points(name, f"student of {operator}", softmax(theta * a))]  # fmt: skip
    return Records.joined(parts)


def fibre(a, moment):
    """Both ends of ``{q ∈ Δ: ⟨a, q⟩ = moment}``, on the edges of the triangle."""
    ends = []
    for i, j in ((0, 1), (0, 2), (1, 2)):
        share = (moment - a[j]) / (a[i] - a[j]) if a[i] != a[j] else -1.0
        if 0 <= share <= 1:
            ends.append(share * np.eye(3)[i] + (1 - share) * np.eye(3)[j])
    distinct = np.unique(np.round(ends, 12), axis=0)
    return distinct[[0, -1]]


def _points(statistic, what, p):
    return Records({"statistic": statistic, "what": what, **{f"p{i + 1}": p[:, i] for i in
                                                              range(3)}})  # fmt: skip


def draw(records, fig):
    """One triangle for each statistic."""
    axes = fig.subplots(1, 2)
    for ax, (name, some) in zip(axes, records.by("statistic")):
        triangle(ax, title=TITLES[name])
        _lines(ax, some.where(what="fibre"), "-", "0.75", 0.8)
        _lines(ax, some.where(what="own fibre"), "--", "C1", 1.6)
        ax.plot(*_xy(some.where(what="curve")), "-", color="C2", linewidth=2.6)
        for what, marker, colour, size in (
            ("teacher", "*", "black", 12), ("power", "o", "C0", 7), ("mixture", "s", "C3", 6.5),
            ("student of power", "^", "C0", 10), ("student of mixture", "v", "C3", 6.5),
        ):  # fmt: skip
            ax.plot(*_xy(some.where(what=what)), marker, color=colour, markersize=size,
                    markeredgecolor="black", markeredgewidth=0.8, zorder=7, label=what,
                    linestyle="none")  # fmt: skip
    handles, labels = axes[0].get_legend_handles_labels()
    fig.legend(handles, labels, loc="outside lower center", ncols=5, handlelength=1.2,
               columnspacing=1.4)  # fmt: skip


def _lines(ax, ends, style, colour, width):
    x, y = _xy(ends)
    for k in range(0, len(x), 2):
        ax.plot(x[k : k + 2], y[k : k + 2], style, color=colour, linewidth=width)


def _xy(records):
    return flat(np.stack([records[f"p{i}"] for i in (1, 2, 3)], axis=-1))


if __name__ == "__main__":
    run(__file__)
