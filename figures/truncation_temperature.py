"""Softened truncation error against temperature

Teachers with 300 classes and a Zipf tail show their k likeliest classes only; students are
distilled from the softened, truncated teacher. Left: total variation to the softened whole
teacher, mean of 20 teachers; lines are the predicted softened tail mass, marks are trained
students, ticks on the right the limits (n − k)/n. Right: KL(student‖softened teacher), predicted
as −log(1 − softened tail mass).

The surprise: softening, which is meant to show the student what the teacher knows of unlikely
classes, makes their loss worse at every step of T. With 100 of 300 classes in view, 12 % of the
mass is missing at T = 1, and two thirds in the end.

Theory: SK-P1 (reconstructed), SK-P2 (ours).
"""

import numpy as np

from kdtheory.measurements.partial_access import SEEDS, tail, teachers, truncation
from kdtheory.operators.softening import power
from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.looks import line, marks

FIGURE = Figure(claims=("SK-P1", "SK-P2"), size=(7.2, 3.4), tolerance=1e-3,
                minutes=2)  # fmt: skip
CLASSES, KEPT = 300, (1, 10, 30, 100)
CURVE = np.geomspace(1, 1000, 49)
MEASURED = (1.0, 2.0, 4.0, 16.0, 64.0, 1000.0)


def data(settings):
    """Predicted curves and trained students."""
    p = teachers(np.random.default_rng([settings.rng, 23]), SEEDS, CLASSES)
    rows = []
    for done, k in enumerate(KEPT):
        for T in CURVE:
            lost = tail(power(p, np.asarray(T), np), k)
            rows.append((k, "predicted", T, lost.mean(), -np.log1p(-lost).mean()))
        for T in MEASURED:
            found = truncation(p, k, T, np)
            rows.append((k, "measured", T, *(np.mean([r[c] for r in found]) for c in (4, 7))))
        settings.tell(done + 1, len(KEPT))
    return Records.of_rows("k kind T tv kl", rows, {"T": "1", "tv": "probability", "kl": "nats"})


def draw(records, fig):
    """Total variation and divergence."""
    axes = fig.subplots(1, 2)
    for j, (k, some) in enumerate(records.by("k")):
        for ax, column in zip(axes, ("tv", "kl")):
            curve, points = (some.where(kind=kind) for kind in ("predicted", "measured"))
            ax.plot(curve["T"], curve[column], **line(j))
            ax.plot(points["T"], points[column], label=f"k = {k:g}", **marks(j))
        axes[0].plot(1150, (CLASSES - k) / CLASSES, marker=0, color=f"C{j}", clip_on=False,
                     markersize=7)  # fmt: skip
    for ax, name in zip(axes, ("TV to the softened teacher",
                               "KL(student‖softened teacher) (nats)")):  # fmt: skip
        ax.set_xscale("log")
        ax.set_xlim(0.9, 1150)
        ax.set_ylim(bottom=0)
        ax.set_xlabel("temperature T (power transform)")
        ax.set_ylabel(name)
    axes[0].set_ylim(0, 1.03)
    axes[0].legend(loc="lower right")


if __name__ == "__main__":
    run(__file__)
