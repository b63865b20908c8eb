"""Bias and variance in KL, and with a mixed reference

Left: risk E KL(f‖S) of random laws of students against KL(f‖S̄) + E KL(S̄‖S); with the normalised
geometric mean as S̄ the points are on the diagonal, with the arithmetic mean beside it. Middle: the
error of the split for three Bregman divergences, each at its own mean and at the arithmetic one.
Right: trained students, what variances and biases predict as their gain over the teacher if the
student's bias is measured against F_T(E T), against the measured gain; hatched: predicted to win,
lost.

The surprise: a criterion that is right with a common target fails with a natural other one: on
digits it predicts gains of 0.4 where softened students lose as much in risk, as it forgives them
all the bias that softening brings. And in KL the mean student is the geometric one.

Theory: SK-B3 (ours), SK-B4 (ours), SK-B5 (sourced).
"""

import numpy as np

from kdtheory.measurements.bias_parts import bregman, dual_mean, geometric, kl, squared
from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.looks import marks
from kdtheory.simplex import dirichlet

FIGURE = Figure(claims=("SK-B3", "SK-B4", "SK-B5"), size=(8.8, 3.3), tolerance=1e-3, minutes=2)
LAWS, STUDENTS, CLASSES = 120, 6, 3
DIVERGENCES = {"squares": "squared\nloss", "entropy": "φ = x log x", "burg": "φ = −log x"}


def data(settings):
    """Random laws, largest errors of the split, trained cells."""
    rng = np.random.default_rng([settings.rng, 59])
    S = dirichlet(CLASSES, LAWS * STUDENTS, rng).reshape(STUDENTS, LAWS, CLASSES)
    S = 0.01 + 0.97 * S  # laws (STUDENTS, LAWS, CLASSES) and their targets
    f = 0.01 + 0.97 * dirichlet(CLASSES, LAWS, rng)
    parts = []
    for name, centre in (("geometric", geometric(S)), ("arithmetic", S.mean(axis=0))):
        split = kl(f, centre) + kl(centre, S).mean(axis=0)
        parts.append(Records({"part": "laws", "mean": name, "risk": kl(f, S).mean(axis=0),
                              "split": split}))  # fmt: skip
    for name in DIVERGENCES:
        for mean in ("own", "arithmetic"):
            parts.append(Records({"part": "errors", "divergence": name, "mean": mean,
                                  "error": [largest_error(name, mean, f, S)]}))  # fmt: skip
    cells = Records.of_table(settings.measure("SK-B")["confusion"],
                             "world mixed_reference measured_gain")  # fmt: skip
    parts.append(cells.with_column("part", "cells"))
    return Records.joined(parts, {"risk": "nats", "split": "nats"})


def largest_error(name, mean, f, S):
    """Largest ``|E D(f,S) − D(f,S̄) − E D(S̄,S)|`` over the risk; 0 for rounding errors."""

    def D(p, q):
        return squared(p - q) if name == "squares" else bregman(name, p, q)

    arithmetic = name == "squares" or mean == "arithmetic"
    centre = S.mean(axis=0) if arithmetic else dual_mean(name, S)
    whole = D(f, S).mean(axis=0)
    gap = np.abs(whole - D(f, centre) - D(centre, S).mean(axis=0)) / whole
    return 0.0 if gap.max() < 1e-12 else float(gap.max())  # they differ between machines


def draw(records, fig):
    """Laws, errors, cells."""
    left, middle, right = fig.subplots(1, 3)
    laws = records.where(part="laws")
    for k, (name, some) in zip((1, 0), laws.by("mean")):
        left.plot(some["split"], some["risk"], label=f"{name} mean", markersize=3, **marks(k))
    top = float(laws["split"].max())
    left.plot([0, top], [0, top], color="0.4", linewidth=0.8, linestyle="-")
    left.set_xlabel("bias + variance at the mean (nats)")
    left.set_ylabel("risk E KL(f‖S) (nats)")
    left.legend(loc="upper left")
    _errors(middle, records.where(part="errors"))
    _cells(right, records.where(part="cells"))


def _errors(ax, records):
    places = np.arange(len(DIVERGENCES))
    for shift, mean, face, hatch in ((-0.2, "own", "#BFD7EA", ""),
                                     (0.2, "arithmetic", "#E69F00", "///")):  # fmt: skip
        error = records.where(mean=mean)["error"]
        ax.bar(places + shift, np.maximum(error, 1e-4), 0.36, color=face, edgecolor="black",
               hatch=hatch, linewidth=0.7, label=f"{mean} mean")  # fmt: skip
    ax.set_yscale("log")
    ax.set_ylim(1e-4, 100)
    ax.set_xticks(places, DIVERGENCES.values())
    ax.set_ylabel("largest error of the split, relative")
    ax.legend(loc="upper left")
    for place, error in zip(places, records.where(mean="own")["error"]):
        if error < 1e-4:
            ax.text(place - 0.2, 1.4e-4, "exact", ha="center", va="bottom", rotation=90)


def _cells(ax, records):
    for k, (world, some) in zip((2, 1), records.by("world")):
        ax.plot(some["mixed_reference"], some["measured_gain"], label=world, markersize=4,
                **marks(k))  # fmt: skip
    low, high = -0.52, 0.45
    ax.fill([0, high, high, 0], [low, low, 0, 0], facecolor="none", edgecolor="0.6", hatch="///",
            linewidth=0)  # fmt: skip
    ax.plot([low, high], [low, high], color="0.4", linewidth=0.8, linestyle="-")
    ax.set_xlim(low, high)
    ax.set_ylim(low, high)
    ax.set_xlabel("gain by the mixed reference")
    ax.set_ylabel("measured gain (probability²)")
    ax.legend(loc="upper left")


if __name__ == "__main__":
    run(__file__)
