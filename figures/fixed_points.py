"""What anchored generations converge to

Left: students of the linear anchor (solid) and the geometric one (dashed), α = 1/4, from six
starts; both have the teacher (square) as their only fixed point. Right: students of limited
capacity, softmax(θ i) with one parameter (thick curve), distilled from α p₀ + (1−α) s; they start
outside, are on the curve from the first generation on and converge to the best student, the point
where the curve meets the teacher's fibre of equal mean class (thin line). Far right: distance of
the mean class to the teacher's, which shrinks by exactly 1 − α.

The surprise: errors of limited students do not add up over the generations: the recursion ends at
the best student of the teacher himself, as if there had been one generation.

Theory: RM-C5 (sourced), RM-C10 (ours).
"""

import numpy as np

from kdtheory.operators.recursion import capacity_limited, geometric_anchor, linear_anchor
from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.looks import MARKERS
from kdtheory.plotting.simplex import flat, triangle

FIGURE = Figure(claims=("RM-C5", "RM-C10"), size=(9.0, 3.3), tolerance=1e-7)
TEACHER, ALPHA, GENERATIONS = np.array([0.30, 0.10, 0.60]), 0.25, 20
STARTS = ((0.96, 0.02, 0.02), (0.02, 0.96, 0.02), (0.01, 0.01, 0.98), (0.49, 0.50, 0.01),
          (0.01, 0.55, 0.44), (0.62, 0.01, 0.37))  # fmt: skip
LIMITED = ((0.90, 0.05, 0.05), (0.04, 0.92, 0.04), (0.02, 0.08, 0.90))
CLASSES = np.array([1.0, 2.0, 3.0])


def data(settings):
    """Courses of all students, the curve and the fibre."""
    parts = [course("linear", linear_anchor, STARTS), course("geometric", geometric_anchor, STARTS),
             course("limited", capacity_limited, LIMITED)]  # fmt: skip
    logits = np.linspace(-12, 12, 161)[:, None] * CLASSES
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    parts.append(_points("curve", e / e.sum(axis=1, keepdims=True)))
    moment = float(TEACHER @ CLASSES)  # between 2 and 3: the ends are on the edges 1-3 and 2-3
    ends = [[(3 - moment) / 2, 0, (moment - 1) / 2], [0, 3 - moment, moment - 2]]
    parts += [_points("fibre", np.array(ends)), _points("teacher", TEACHER[None])]
    return Records.joined(parts)


def course(name, step, starts):
    """Students of every generation, one course after the other."""
    s = np.array(starts)
    found = [s]
    for _ in range(GENERATIONS):
        found.append(step(TEACHER + 0 * s, found[-1], np.full((len(s), 1), ALPHA), np))
    points = np.swapaxes(np.array(found), 0, 1).reshape(-1, 3)
    gap = np.abs(points @ CLASSES - TEACHER @ CLASSES)
    return Records({"part": name, "start": np.repeat(np.arange(1, len(s) + 1), GENERATIONS + 1),
                    "generation": np.tile(np.arange(GENERATIONS + 1), len(s)), "gap": gap,
                    **{f"p{i + 1}": points[:, i] for i in range(3)}})  # fmt: skip


def _points(part, p):
    return Records({"part": part, **{f"p{i + 1}": p[:, i] for i in range(3)}})


def draw(records, fig):
    """Two triangles and the moments."""
    left, middle, right = fig.subplots(1, 3, width_ratios=(1.1, 1.1, 1))
    triangle(left, title="exact students")
    triangle(middle, title="limited students")
    for part, style, colour in (("linear", "-", "C2"), ("geometric", "--", "C1")):
        for k, some in records.where(part=part).by("start"):
            left.plot(*_xy(some), style, color=colour, marker=".", markersize=3, linewidth=1.1,
                      label=part if k == 1 else None)  # fmt: skip
    left.legend(loc="upper left", bbox_to_anchor=(-0.08, 1.0))
    middle.plot(*_xy(records.where(part="curve")), "-", color="C2", linewidth=2.4)
    middle.plot(*_xy(records.where(part="fibre")), "-", color="0.4", linewidth=1)
    for k, some in records.where(part="limited").by("start"):
        j = int(k) - 1
        middle.plot(*_xy(some), "--", color="black", linewidth=0.8, marker=MARKERS[j],
                    markersize=4, markerfacecolor="white")  # fmt: skip
        right.plot(some["generation"], some["gap"], MARKERS[j], color="black", markersize=4,
                   markerfacecolor="white", label=f"start {int(k)}")  # fmt: skip
        right.plot(some["generation"], some["gap"][0] * (1 - ALPHA) ** some["generation"], "-",
                   color="0.5", linewidth=0.9)  # fmt: skip
    for ax in (left, middle):
        ax.plot(*_xy(records.where(part="teacher")), "s", color="C3", markeredgecolor="black",
                markersize=6, zorder=7)  # fmt: skip
    right.set_yscale("log")
    right.set_xlabel("generation g")
    right.set_ylabel("distance of the mean class")
    right.set_title("lines: $(1-α)^g$")
    right.legend(loc="lower left")


def _xy(records):
    return flat(np.stack([records[f"p{i}"] for i in (1, 2, 3)], axis=-1))


if __name__ == "__main__":
    run(__file__)
