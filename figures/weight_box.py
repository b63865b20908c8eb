"""Weights in a box: clipped and projected

Weights of three teachers that have to stay between 1/10 and 7/10 (the hexagon). Left: what
clipping and renormalising does to weights outside (arrows), middle: the Euclidean projection.
Right: largest weight while the score of the first teacher grows, others at 0 and 1.

The surprise: clipping to a box and dividing by the sum leaves the box again, up to 0.78 and down to
0.09 (crosses); the projection never does (disks). A box holds many weightings unless K w_min or
K w_max is 1, and none where 1 is not between the two.

Theory: AW-A3 (sourced), AW-F1 (ours), AW-F2 (ours).
"""

import numpy as np

from kdtheory.operators.weighting import W_MAX, W_MIN, clipped_renormalised, projected_box
from kdtheory.operators.weighting import softmax_weights as soft
from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.looks import line
from kdtheory.plotting.simplex import flat, lattice, triangle

FIGURE = Figure(claims=("AW-A3", "AW-F1", "AW-F2"), size=(8.8, 3.2), tolerance=1e-9)
RULES = {"clipped, renormalised": clipped_renormalised, "projected": projected_box}
MOVING = np.linspace(-4, 6, 121)


def data(settings):
    """Weights before and after on a lattice, and along a moving score."""
    before = (lattice(13)[0] * 13 + 0.05) / 13.15
    scores, parts = np.log(before), []
    moving = np.column_stack([MOVING, 0 * MOVING, 1 + 0 * MOVING])
    for name, rule in (*RULES.items(), ("softmax", soft)):
        if name != "softmax":
            parts.append(_rows("map", name, before, rule(scores, np)))
        w = rule(moving, np)
        parts.append(Records({"part": "moving", "rule": name, "score": MOVING,
                              "largest": w.max(axis=1), "smallest": w.min(axis=1)}))  # fmt: skip
    return Records.joined(parts)


def _rows(part, rule, before, after):
    columns = {f"w{i + 1}": before[:, i] for i in range(3)}
    columns |= {f"v{i + 1}": after[:, i] for i in range(3)}
    return Records({"part": part, "rule": rule, **columns})


def draw(records, fig):
    """Two triangles and the moving score."""
    axes = fig.subplots(1, 3, width_ratios=(1.1, 1.1, 1))
    for ax, rule in zip(axes, RULES):
        triangle(ax, ("teacher 1", "teacher 2", "teacher 3"), rule)
        _arrows(ax, records.where(part="map", rule=rule))
    right = axes[2]
    for k, (name, some) in enumerate(records.where(part="moving").by("rule")):
        for column in ("largest", "smallest"):
            right.plot(some["score"], some[column], **line(k),
                       label=name if column == "largest" else None)  # fmt: skip
    for level in (float(W_MIN), float(W_MAX)):
        right.axhline(level, color="0.4", linewidth=0.9, linestyle="-")
    right.set_ylim(0, 1.38)
    right.set_xlabel("score of teacher 1")
    right.set_ylabel("largest and smallest weight")
    right.legend(loc="upper left")


def _arrows(ax, records):
    before, after = (np.stack([records[f"{c}{i}"] for i in (1, 2, 3)], axis=-1) for c in "wv")
    low, high = float(W_MIN), float(W_MAX)
    inner = [(high, 1 - high - low, low), (1 - high - low, high, low), (low, high, 1 - high - low),
             (low, 1 - high - low, high), (1 - high - low, low, high),
             (high, low, 1 - high - low)]  # fmt: skip
    ax.fill(*flat(np.array(inner)), facecolor="#F4E38A", edgecolor="black", linewidth=1,
            linestyle="-")  # fmt: skip
    outside = np.abs(before - after).max(axis=1) > 1e-9
    (x, y), (u, v) = flat(before[outside]), flat(after[outside])
    ax.plot(np.stack([x, u]), np.stack([y, v]), "-", color="0.55", linewidth=0.6)
    bad = (after.max(axis=1) > high + 1e-9) | (after.min(axis=1) < low - 1e-9)
    ax.plot(*flat(after[outside & ~bad]), "o", color="C2", markersize=3.2, zorder=6)
    ax.plot(*flat(after[outside & bad]), "x", color="C1", markersize=5, zorder=6)


if __name__ == "__main__":
    run(__file__)
