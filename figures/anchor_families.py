"""Anchors compared, distance by distance

Students of one start, teacher (0.6, 0.3, 0.1), α = 1/4, over generations. Left: Hilbert distance,
which the geometric anchor shrinks by exactly 1 − α; middle: KL(p₀‖s); right: what one step leaves
of each distance at worst, over all pairs of two classes with entries at least μ: filled marks the
linear, open ones the geometric anchor.

The surprise: neither anchor is safe in every distance. The linear one has no factor below 1 in the
Hilbert metric, the geometric one none in KL(s‖p₀) or total variation: a class that the student has
all but lost comes back in logarithms only. Anchored to another reference than the teacher the
student ends somewhere else, and a memory of three generations slows it down.

Theory: RM-C1 (reconstructed), RM-C7 (ours), RM-C8 (ours), RM-C11 (reconstructed).
"""

import numpy as np

from kdtheory.operators.recursion import (
    arbitrary_reference,
    geometric_anchor,
    linear_anchor,
    memory_step,
)
from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.looks import MARKERS, line
from kdtheory.simplex import divergence, total_variation

FIGURE = Figure(claims=("RM-C1", "RM-C7", "RM-C8", "RM-C11"), size=(8.6, 3.3), tolerance=1e-8)
LOGITS, POINTS = 25.0, 151  # the grid of teachers and students of two classes
TEACHER, START = np.array([0.6, 0.3, 0.1]), np.array([0.001, 0.009, 0.99])
ALPHA, GENERATIONS, MEMORY = 0.25, 24, 3
STEPS = {"linear": linear_anchor, "geometric": geometric_anchor,
         "other reference": arbitrary_reference}  # fmt: skip
DISTANCES = ("Hilbert", "KL(p₀‖s)", "KL(s‖p₀)", "TV")


def distances(p, s):
    """The four distances between rows."""
    p = p + 0 * s
    ratio = np.log(s) - np.log(p)
    return (ratio.max(axis=-1) - ratio.min(axis=-1), divergence(p, s, np), divergence(s, p, np),
            total_variation(p, s, np))  # fmt: skip


def data(settings):
    """Courses of the students, and the worst single steps."""
    parts = []
    for name, step in STEPS.items():
        course = [START]
        for _ in range(GENERATIONS):
            course.append(step(TEACHER, course[-1], np.asarray(ALPHA), np))
        parts.append(_course(name, course))
    course = [START] * MEMORY
    for _ in range(GENERATIONS):
        course.append(memory_step(TEACHER, np.array(course[-MEMORY:]), np.asarray(ALPHA), np))
    parts.append(_course(f"memory of {MEMORY}", course[MEMORY - 1 :]))
    parts += [worst_step(name) for name in ("linear", "geometric")]
    return Records.joined(parts, {"KL(p₀‖s)": "nats", "KL(s‖p₀)": "nats"})


def worst_step(name):
    """Largest share left of each distance, over pairs of two classes with entries at least μ."""
    odds = np.linspace(-LOGITS, LOGITS, POINTS)
    a, b = (x.ravel() for x in np.meshgrid(odds, odds))
    a, b = a[a != b], b[a != b]
    p, s = (np.stack([1 / (1 + np.exp(-x)), 1 / (1 + np.exp(x))], axis=-1) for x in (a, b))
    after = STEPS[name](p, s, np.asarray(ALPHA), np)
    left = np.array([y / x for x, y in zip(distances(p, s), distances(p, after))])
    floors = 1 / (1 + np.exp(odds[odds > 0]))
    inside = np.maximum(np.abs(a), np.abs(b))[None, :] <= odds[odds > 0][:, None] + 1e-9
    found = [np.where(inside, x[None, :], 0).max(axis=1) for x in left]
    return Records({"part": "step", "anchor": name, "floor": floors, **dict(zip(DISTANCES, found))})


def _course(name, points):
    found = dict(zip(DISTANCES, distances(TEACHER, np.array(points))))
    return Records({"part": "course", "anchor": name, "generation": np.arange(len(points)),
                    **found})  # fmt: skip


def draw(records, fig):
    """Two distances over generations, then single steps."""
    left, middle, right = fig.subplots(1, 3)
    g = np.arange(GENERATIONS + 1)
    for ax, column in ((left, "Hilbert"), (middle, "KL(p₀‖s)")):
        for k, (name, some) in enumerate(records.where(part="course").by("anchor")):
            ax.plot(some["generation"], some[column], label=name, **line(k))
        ax.set_yscale("log")
        ax.set_xlabel("generation g")
        ax.set_title(f"{column}{'' if column.startswith('KL') else ' distance'}")
    first = records.where(part="course", anchor="linear")["KL(p₀‖s)"][0]
    middle.plot(g, first * (1 - ALPHA) ** g, color="0.45", linewidth=0.9, linestyle="-",
                label="$(1-α)^g$")  # fmt: skip
    left.set_ylabel("distance to the teacher (KL in nats)")
    left.set_ylim(2e-3, 40)
    left.legend(loc="lower left")
    middle.legend(loc="lower left", handles=middle.get_lines()[-1:])
    for name, face in (("linear", None), ("geometric", "white")):
        some = records.where(part="step", anchor=name)
        for k, column in enumerate(DISTANCES):
            right.plot(some["floor"], some[column], color=f"C{k}", linewidth=1, linestyle="-",
                       marker=MARKERS[k], markevery=(3 * k, 12), markerfacecolor=face or f"C{k}",
                       label=None if face else column)  # fmt: skip
    right.axhline(1 - ALPHA, color="0.4", linewidth=0.9, linestyle=":")
    right.set_xscale("log")
    right.set_xlabel("floor μ of every entry")
    right.set_ylabel("share left by one step, at worst")
    right.set_ylim(0.5, 1.25)
    right.legend(loc="upper right", ncols=2, columnspacing=1)
    right.set_title("linear (filled), geometric (open)")


if __name__ == "__main__":
    run(__file__)
