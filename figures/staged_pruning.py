"""Staged against one-shot pruning

Left: students start in the right well of ((x − s)² − 1)² at s = 0, the well moves to the distance
shown in n equal stages, and gradient descent settles after each; disks stay in the well, crosses
end in the wrong one, the line is the basin rule n > L s/r. Right: perceptrons on digits with
weights pruned by magnitude in n stages of 20 epochs (filled), against one shot that is trained as
long afterwards (open); mean excess of the loss over the dense student, 40 networks, 99 %
intervals.

The surprise: at equal work stages win only if there are enough of them: two stages lose to one
shot on average at every sparsity shown. And at 95 % the difference all but vanishes, on a floor
that no number of stages lowers.

Theory: SK-H1 (reconstructed), SK-H4 (ours), SK-C1 (reconstructed), SK-C2 (sourced).
"""

import numpy as np

from kdtheory.measurements.path_wells import basin_rule, stays
from kdtheory.plotting import Figure, Records, run

FIGURE = Figure(claims=("SK-H1", "SK-H4", "SK-C1", "SK-C2"), size=(7.4, 3.4), tolerance=1e-3,
                minutes=2)  # fmt: skip
DISTANCES = np.arange(0.25, 8.01, 0.5)
STAGES = range(1, 9)
LOOKS = ((0.8, "C1", "o"), (0.9, "C2", "s"), (0.95, "C0", "^"))


def data(settings):
    """Who stays in the well, and what perceptrons lose."""
    parts = [
        Records({"part": "well", "stages": n, "distance": DISTANCES,
                 "stays": stays(DISTANCES, n).astype(int),
                 "rule": basin_rule(DISTANCES, n).astype(int)})
        for n in STAGES
    ]  # fmt: skip
    networks = Records.of_table(settings.measure("SK-H")["perceptrons"])
    return Records.joined([*parts, networks.with_column("part", "network")])


def draw(records, fig):
    """Wells on the left, perceptrons on the right."""
    left, right = fig.subplots(1, 2)
    _wells(left, records.where(part="well"))
    networks = records.where(part="network")
    for sparsity, colour, marker in LOOKS:
        for schedule, style, face in (("staged", "-", colour),
                                      ("one shot, same work", "--", "white")):  # fmt: skip
            some = networks.where(sparsity=sparsity, schedule=schedule)
            y = some["excess"]
            right.errorbar(
                some["stages"], y, yerr=[y - some["excess_low"], some["excess_high"] - y],
                fmt=marker, linestyle=style, color=colour, markerfacecolor=face, linewidth=1.3,
                elinewidth=0.8, label=f"{schedule.split(',')[0]}, {100 * sparsity:g} %",
            )  # fmt: skip
    right.set_xscale("log", base=2)
    right.set_xticks([1, 2, 4, 8, 16, 32], labels=["1", "2", "4", "8", "16", "32"])
    right.set_ylim(0.2, 2.75)
    right.set_xlabel("stages n, or budgets of 20 epochs")
    right.set_ylabel("excess loss over the dense student (nats)")
    right.set_title("perceptrons, pruned weights")
    right.legend(ncols=2, loc="upper center", columnspacing=1.0, handlelength=2.4)


def _wells(ax, records):
    for value, marker, colour, label in ((1, "o", "C2", "stays"), (0, "x", "C1", "lost")):
        some = records.where(stays=value)
        ax.plot(some["stages"], some["distance"], marker, color=colour, label=label)
    n = np.array([0.5, 8.5])
    ax.plot(n, n, "-", color="black", linewidth=1.2, label="basin rule")
    ax.set_xlim(0.5, 8.5)
    ax.set_ylim(0, 10.2)
    ax.set_xlabel("stages n")
    ax.set_ylabel("distance s that the well moves")
    ax.set_title("moving wells")
    ax.legend(loc="upper center", ncols=3)


if __name__ == "__main__":
    run(__file__)
