"""Collapse without an anchor, stationary variance with it

Generations of students that learn from N tokens of the one before, teacher (0.4, 0.3, 0.2, 0.1),
1500 chains. Left: without an anchor the diversity E(1 − ‖s‖²) falls as (1 − 1/N)^g: lines are
predicted, marks measured. Middle: share of the chains in which one class is left. Right: with an
anchor of share α the distance E‖s − p₀‖² settles at the predicted level (line), higher if each
generation anchors first and then samples (open marks) than the other way round (filled).

The surprise: unbiased sampling alone is enough for collapse: each generation is right on average,
and after 40 generations of 20 tokens 13 % of the diversity is left and three chains in four know
one class only. An anchor of 5 % stops it for good. The order of the two steps matters by the
factor (1−α)².

Theory: RM-C9 (ours).
"""

import numpy as np

from kdtheory.measurements.generations import ORDERS, decay
from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.looks import line, marks

FIGURE = Figure(claims=("RM-C9",), size=(8.6, 3.2), tolerance=1e-5, minutes=1)
LABELS = 20  # tokens a generation in the right panel


def data(settings):
    """Chains without and with an anchor."""
    tables = settings.measure("RM-C")
    free = Records.of_table(tables["collapse"]).with_column("part", "free")
    held = Records.of_table(tables["stationary"]).with_column("part", "held")
    return Records.joined([free, held.where(held["labels"] == LABELS)])


def draw(records, fig):
    """Diversity, collapsed chains, the distance with an anchor."""
    left, middle, right = fig.subplots(1, 3)
    for k, (N, some) in enumerate(records.where(part="free").by("labels")):
        g, shown = some["generation"], _sparse(len(some))
        g0 = np.arange(0, int(g[-1]) + 1)
        left.plot(g0, [decay(N, x) for x in g0], label=f"N = {N:g}", **line(k))
        left.plot(g[shown], some["diversity"][shown], **marks(k))
        middle.plot(g, some["one_class_left"], **line(k))
        middle.plot(g[shown], some["one_class_left"][shown], **marks(k))
    left.set_ylabel("diversity E(1 − ‖s‖²)")
    left.set_ylim(0, 0.75)
    left.legend(loc="upper right")
    left.set_title("no anchor")
    middle.set_ylabel("share of chains with one class")
    middle.set_ylim(-0.03, 1.03)
    middle.set_title("no anchor")
    _held(right, records.where(part="held"))
    for ax in (left, middle, right):
        ax.set_xlabel("generation g")


def _sparse(count):
    """Every fifth generation, and the first."""
    return np.unique([0, *range(4, count, 5)])


def _held(ax, records):
    for k, (alpha, some) in enumerate(records.by("alpha")):
        for order, face in zip(ORDERS, (f"C{k}", "white")):
            part = some.where(order=order)
            g, shown = part["generation"], _sparse(len(part))
            name = f"α = {alpha:g}" if order == ORDERS[0] else None
            ax.plot(g[shown], part["square"][shown], **marks(k) | {"markerfacecolor": face},
                    label=name)  # fmt: skip
            ax.plot([1, g[-1]], [part["predicted"][0]] * 2, linewidth=1, **line(k))
    ax.set_ylim(0, 0.34)
    ax.set_ylabel("E‖s − p₀‖²")
    ax.set_title(f"anchored, N = {LABELS}")
    ax.legend(loc="upper right")


if __name__ == "__main__":
    run(__file__)
