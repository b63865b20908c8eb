"""Fibres of students with a squared loss

Students may be any distribution whose entries are at least 1/5 (inner triangle), and learn with a
squared loss: the best one is the Euclidean projection of the target. Lines lead from targets to
their students; all targets in a hatched cone have one student, a corner of the class. The power
transform (disk) and the mixture (square) of the teacher (star), T = 1.5, are different targets with
one student (triangle).

The surprise: equivalence classes need not be lines. Where the class of students has corners, whole
regions of targets cannot be told apart, and softening moves a sure teacher a long way without any
effect on what is learned.

Theory: SK-Q3 (reconstructed).
"""

import numpy as np

from kdtheory.operators._parts import box_projection
from kdtheory.operators.softening import mixture, power
from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.simplex import flat, lattice, triangle

FIGURE = Figure(claims=("SK-Q3",), size=(5.6, 4.2), tolerance=1e-9)
FLOOR, T, STEPS = 0.2, 1.5, 16
TEACHER = np.array([0.93, 0.04, 0.03])


def data(settings):
    """Targets and their students on two lattices, and those of the teacher."""
    targets = {"teacher": TEACHER, "power": power(TEACHER, np.asarray(T), np),
               "mixture": mixture(TEACHER, np.asarray(T), np)}  # fmt: skip
    parts = [_part("arrows", lattice(STEPS)[0])]
    return Records.joined([*parts, *(_part(name, p[None]) for name, p in targets.items())])


def _part(part, p):
    s = box_projection(p, FLOOR, 1.0, np)
    return Records({"part": part, **{f"p{i + 1}": p[:, i] for i in range(3)},
                    **{f"s{i + 1}": s[:, i] for i in range(3)}})  # fmt: skip


def cone(i):
    """Targets whose student is the corner of class `i`: between the normals of its two edges."""
    e = np.eye(3)
    corner = FLOOR + (1 - 3 * FLOOR) * e[i]
    feet = [corner + FLOOR * (1.5 * (e[i] + e[j]) - 1) for j in range(3) if j != i]
    return np.array([corner, feet[0], e[i], feet[1]])


def draw(records, fig):
    """One triangle."""
    ax = fig.subplots()
    triangle(ax)
    corners = FLOOR + (1 - 3 * FLOOR) * np.eye(3)
    ax.fill(*flat(corners), facecolor="#F4E38A", edgecolor="black", linewidth=1,
            linestyle="-")  # fmt: skip
    for i in range(3):
        ax.fill(*flat(cone(i)), facecolor="none", edgecolor="0.3", hatch="////", linewidth=0.6,
                linestyle="-")  # fmt: skip
    p, s = _both(records.where(part="arrows"))
    for k in np.flatnonzero(np.abs(p - s).max(axis=1) > 1e-9):
        ax.plot(*flat(np.stack([p[k], s[k]])), "-", color="0.6", linewidth=0.6)
    ax.plot(*flat(s), ".", color="C2", markersize=4)
    for name, marker, colour, size in (("teacher", "*", "black", 12), ("power", "o", "C0", 7),
                                       ("mixture", "s", "C3", 6.5)):  # fmt: skip
        p, s = _both(records.where(part=name))
        ax.plot(*flat(p), marker, color=colour, markeredgecolor="black", markersize=size, zorder=7,
                label=name)  # fmt: skip
    ax.plot(*flat(s), "^", color="C1", markeredgecolor="black", markersize=8, zorder=7,
            label="their student")  # fmt: skip
    ax.legend(loc="upper left", bbox_to_anchor=(-0.05, 1.0))


def _both(records):
    return tuple(np.stack([records[f"{c}{i}"] for i in (1, 2, 3)], axis=-1) for c in "ps")


if __name__ == "__main__":
    run(__file__)
