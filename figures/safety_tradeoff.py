"""The price of safety

Distillation under a safety constraint: least KL(p‖q) over students q with mean safety ⟨s, q⟩ ≥ c.
Left: the price in nats against the level c for three teachers of classes with safety 0, 1/2 and 1;
lines are the solved optimum, marks the lower bound Σ p log(1 + λ(c − s)) at its multiplier, which
they attain. Right: the optimal students on the simplex, from the teacher (dot) to the safest class;
lines of equal safety are dashed.

The surprise: a level is free up to the teacher's own safety, then the price begins with slope zero
and grows without bound towards the safest class; the students do not take the straight way there
but first give up the unsafe class.

Theory: AW-Z1 (sourced; the closed form is ours).
"""

import numpy as np

from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.looks import MARKERS, line, marks
from kdtheory.plotting.simplex import flat, triangle
from kdtheory.theorems.tradeoff import lower_bound, tradeoff

FIGURE = Figure(claims=("AW-Z1",), size=(7.4, 3.6), tolerance=1e-7)
SAFETY = np.array([0.0, 0.5, 1.0])
TEACHERS = ((0.70, 0.20, 0.10), (0.10, 0.85, 0.05), (0.45, 0.10, 0.45))
LEVELS = np.linspace(0.02, 0.995, 118)


def data(settings):
    """Optimal students for every teacher and level."""
    parts = []
    for k, teacher in enumerate(TEACHERS):
        p = np.array(teacher)
        found = tradeoff(p, SAFETY, LEVELS)
        bounds = [lower_bound(p, SAFETY, c, m) for c, m in zip(LEVELS, found.multipliers)]
        columns = {f"q{i + 1}": found.students[:, i] for i in range(3)}
        parts.append(Records({"teacher": k + 1, "level": LEVELS, "kl": found.divergences,
                              "bound": bounds, "safety": found.safety, **columns}))  # fmt: skip
    return Records.joined(parts, {"kl": "nats", "bound": "nats"})


def draw(records, fig):
    """Prices and students."""
    left, right = fig.subplots(1, 2, width_ratios=(1.1, 1))
    triangle(right, ("safety 0", "safety 1/2", "safety 1"))
    for c in (0.25, 0.5, 0.75):
        ends = [(1 - c, 0, c), (1 - 2 * c, 2 * c, 0) if c <= 0.5 else (0, 2 - 2 * c, 2 * c - 1)]
        right.plot(*flat(ends), "--", color="0.6", linewidth=0.8)
    for k, (_, some) in enumerate(records.by("teacher")):
        name = "({:g}, {:g}, {:g})".format(*TEACHERS[k])
        left.plot(some["level"], some["kl"], label=f"p = {name}", **line(k))
        left.plot(some["level"][::9], some["bound"][::9], **marks(k))
        q = np.stack([some[f"q{i}"] for i in (1, 2, 3)], axis=-1)
        right.plot(*flat(q), **line(k))
        right.plot(*flat(q[0]), MARKERS[k], color=f"C{k}", markersize=8)
    left.set_xlabel("safety level c")
    left.set_ylabel("price: least KL(p‖q) (nats)")
    left.set_ylim(0, 3)
    left.set_xlim(0, 1)
    left.legend(loc="upper left")
    right.set_title("optimal students")


if __name__ == "__main__":
    run(__file__)
