"""What a student learns from sampled labels

Students trained on N labels drawn from the teacher. Left: mean squared distance to the teacher
(20 teachers of ten classes), predicted (1 − ‖p‖²)/N, divided by T² for the mixture. Middle: error
in a class of probability 1/N, so rare that it is often not seen, under the power transform; lines
are the binomial expectation, dotted the rates N^(−1/T). Right: how often two classes come out in
the wrong order, 99.9 % intervals, against the bound exp(−N gap²/2) (diagonal).

The surprise: the mixture makes sampling errors T times smaller, the power transform makes their
rate worse: at T = 4 a hundred times more labels improve a rare class by a factor of three. It is
not Lipschitz at zero, and what was not seen stays at zero.

Theory: SK-P3 (reconstructed), SK-P4 (ours).
"""

import numpy as np

from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.looks import MARKERS, line, marks

FIGURE = Figure(claims=("SK-P3", "SK-P4"), size=(8.6, 3.3), tolerance=1e-3, minutes=3)


def data(settings):
    """Three tables of the measurement, one under the other."""
    tables = settings.measure("SK-P")
    parts = [Records.of_table(tables[name]).with_column("part", name)
             for name in ("squares", "unseen_class", "ranking")]  # fmt: skip
    return Records.joined(parts)


def draw(records, fig):
    """Squares, rare classes, wrong orders."""
    left, middle, right = fig.subplots(1, 3)
    for k, (T, some) in enumerate(_warm(records.where(part="squares"))):
        name = "no softening" if T == 1 else f"mixture, T = {T:g}"
        left.plot(some["labels"], some["predicted"], **line(k))
        left.plot(some["labels"], some["square"], label=name, **marks(k))
    left.set_ylabel("mean squared error (probability²)")
    for k, (T, some) in enumerate(_warm(records.where(part="unseen_class"))):
        middle.plot(some["labels"], some["predicted"], color=f"C{k}", linestyle="-")
        middle.plot(some["labels"], some["error"], label=f"power, T = {T:g}", **marks(k))
        middle.plot(some["labels"], some["rate"], ":", color=f"C{k}", linewidth=1)
    middle.set_ylim(2e-10, 0.5)
    middle.set_ylabel("error of the class (probability)")
    for k, (gap, some) in enumerate(records.where(part="ranking").by("gap")):
        seen = some.where(some["wrong"] > 0)
        y = seen["wrong"]
        right.errorbar(seen["bound"], y, yerr=[y - seen["low"], seen["high"] - y], fmt=MARKERS[k],
                       color=f"C{k}", elinewidth=0.8, label=f"gap {gap:g}")  # fmt: skip
    ends = np.array([5e-4, 1.0])
    right.plot(ends, ends, color="0.3", linewidth=1, linestyle="-", label="bound")
    right.set_xlabel("bound exp(−N gap²/2)")
    right.set_ylabel("share of wrong orders")
    for ax in (left, middle, right):
        ax.set_xscale("log")
        ax.set_yscale("log")
        ax.legend(loc="upper left" if ax is right else "lower left")
    for ax in (left, middle):
        ax.set_xlabel("labels N")


def _warm(records):
    """By temperature, the lowest first."""
    return sorted(records.by("T"), key=lambda pair: pair[0])


if __name__ == "__main__":
    run(__file__)
