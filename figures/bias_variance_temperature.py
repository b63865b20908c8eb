"""Bias, variance and risk against temperature, predicted and measured

Left: an unbiased teacher (frequencies of five labels at 100 inputs whose posterior is known),
softened by the mixture; lines are the predictions (1−1/T)²B, V/T² and their sum, marks are
measured over 400 teachers, the star is the predicted best temperature 1 + V/B. Middle: 200
softmax regressions, each trained on 60 rows of a Gaussian mixture, and students distilled from
them; lines are the softened teachers themselves, marks the students that learned from them.
Right: what each student gains over its teacher in risk, predicted by the variances and biases of
one half of the training sets, measured on the other half (99 % intervals; two data sets, three
families, three sparsities, six temperatures).

The surprise: softening pays without any sparsity, and sparsity without any softening. A dense
student is best at T ≈ 1.5, and up to there better than its own targets, as it varies less; with
80 % of its weights pruned it is best at T = 1. On digits no student wins beyond chance.

Theory: SK-B1 (sourced), SK-B2 (ours), SK-B7 (ours).
"""

import numpy as np

from kdtheory.measurements.bias_parts import balance, squared
from kdtheory.measurements.bias_students import (
    MIXTURE,
    POINTS,
    Condition,
    known_posterior,
    soften,
)
from kdtheory.measurements.bias_targets import DRAWS, closed_form, counted, distance_to_uniform
from kdtheory.plotting import Figure, Records, run

FIGURE = Figure(claims=("SK-B1", "SK-B2", "SK-B7"), size=(8.4, 3.3), tolerance=1e-3, minutes=2)
TEACHERS, SETS = 400, 200
TRAINED = np.array([1.0, 1.5, 2.0, 3.0, 5.0, 8.0])
T = np.geomspace(1, 8, 41)
MEASURED = T[::5]
PARTS = ("bias2", "variance", "risk")


def data(settings):
    """Predicted curves and measured points of the three panels."""
    tables = settings.measure("SK-B")
    parts = [*unbiased(settings.rng), *students(settings.rng)]
    gains = Records.of_table(tables["confusion"], "world predicted_gain predicted_low "
                             "predicted_high measured_gain measured_low measured_high")  # fmt: skip
    parts.append(gains.with_column("panel", "gain"))
    return Records.joined(parts, {"T": "1"} | dict.fromkeys(PARTS, "probability²"))


def unbiased(seed):
    """The teacher that counts labels: closed form, then measurement."""
    rng = np.random.default_rng([seed, 5])
    truth = MIXTURE.posterior(MIXTURE.sample(rng, POINTS)[0])
    V, B = float((1 - squared(truth)).mean()) / DRAWS, distance_to_uniform(truth)
    outputs = counted(truth, TEACHERS, rng)
    found = [balance(soften("mixture", outputs, t, np), truth) for t in MEASURED]
    best = np.array([1 / closed_form(V, B)])
    return [_predicted("teacher", V, B, T), _part("teacher", "measured", MEASURED, *zip(*found)),
            _predicted("teacher", V, B, best, "best")]  # fmt: skip


def students(seed):
    """Teachers on softened targets predict the students that are distilled from them."""
    rng, grid = np.random.default_rng([seed, 6]), [("mixture", float(t)) for t in TRAINED]
    world = known_posterior(SETS, grid, [0.0, 0.8], rng, np, lambda: None)
    soft = [balance(soften("mixture", world.teachers, t, np), world.truth) for t in T]
    parts = [_part("students", "predicted", T, *zip(*soft))]
    for sparsity, kind in ((0.0, "measured"), (0.8, "pruned")):
        found = [balance(world.students[Condition("mixture", t, sparsity)], world.truth)
                 for _, t in grid]  # fmt: skip
        parts.append(_part("students", kind, TRAINED, *zip(*found)))
    return parts


def _predicted(panel, V, B, at, kind="predicted"):
    squares = (1 - 1 / at) ** 2 * B
    return _part(panel, kind, at, squares, V / at**2, squares + V / at**2)


def _part(panel, kind, at, *columns):
    named = dict(zip(PARTS, map(np.asarray, columns)))
    return Records({"panel": panel, "kind": kind, "T": at, **named})


STYLES = {"bias2": ("C1", "--", "s"), "variance": ("C2", "-.", "^"), "risk": ("C0", "-", "o")}
LABELS = {"bias2": "bias²", "variance": "variance", "risk": "risk"}


def draw(records, fig):
    """Three panels."""
    axes = fig.subplots(1, 3)
    for ax, panel in zip(axes, ("teacher", "students")):
        some = records.where(panel=panel)
        for name, (colour, line, marker) in STYLES.items():
            curve, points = (some.where(kind=kind) for kind in ("predicted", "measured"))
            ax.plot(curve["T"], curve[name], line, color=colour, label=LABELS[name])
            ax.plot(points["T"], points[name], marker, color=colour, markersize=5)
        _temperatures(ax)
    best, pruned = records.where(kind="best"), records.where(kind="pruned")
    axes[0].plot(best["T"], best["risk"], "*", color="C0", markersize=11, label="best T")
    axes[1].plot(pruned["T"], pruned["risk"], "D:", color="C4", label="risk, 80 % pruned")
    axes[0].set_title("unbiased teacher")
    axes[1].set_title("teachers (lines), students (marks)")
    axes[0].set_ylabel("squared error (probability²)")
    for ax in axes[:2]:
        ax.legend(loc="upper left")
    _gains(axes[2], records.where(panel="gain"))


def _temperatures(ax):
    ax.set_xscale("log")
    ax.set_xticks([1, 2, 3, 5], labels=["1", "2", "3", "5"])
    ax.set_xticks([], minor=True)
    ax.set_ylim(0, 0.34)
    ax.set_xlim(0.95, 5.3)
    ax.set_xlabel("temperature T (mixture)")


def _gains(ax, records):
    for (world, some), colour, marker in zip(records.by("world"), ("C2", "C1"), "os"):
        x, y = some["predicted_gain"], some["measured_gain"]
        bars = [[x - some["predicted_low"], some["predicted_high"] - x],
                [y - some["measured_low"], some["measured_high"] - y]]  # fmt: skip
        ax.errorbar(x, y, yerr=bars[1], xerr=bars[0], fmt=marker, color=colour, markersize=3,
                    elinewidth=0.6, alpha=0.8, label=world)  # fmt: skip
    ax.axline((0, 0), slope=1, color="0.4", linewidth=0.8, linestyle="-")
    ax.set_xlabel("predicted gain (probability²)")
    ax.set_ylabel("measured gain (probability²)")
    ax.set_title("gain over the teacher")
    ax.legend(loc="upper left")


if __name__ == "__main__":
    run(__file__)
