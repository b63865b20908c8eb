"""The entropy of a linear pool can fall with the temperature

Two teachers who contradict each other, (1 − ε₁, ε₁) and (ε₂, 1 − ε₂), are softened by the power
transform at T, then pooled linearly, with weights that make the pool uniform at T = 1. Left:
ε₁ = 10⁻⁹, ε₂ = 0.1: the teachers' entropies and that of the logarithmic pool (same weights) rise
with T, that of the linear pool falls first. Right: the largest fall, for all pairs; the star is
(0.9, 0.1) with (0.4, 0.6) and weights (0.2, 0.8), a fall of 0.0002 nats between T = 1 and T = 2.

The surprise: softening every teacher can make the ensemble more certain. The less sure teacher
softens first, so the surer one prevails where both had cancelled. Only teachers that are equally
sure keep the balance. The logarithmic pool commutes with the power transform and cannot do that.

Theory: MT-A5 (reconstructed; the counterexample is ours).
"""

import numpy as np

from kdtheory.operators.aggregation import linear_pool, log_pool
from kdtheory.operators.softening import power
from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.looks import line
from kdtheory.simplex import entropy

FIGURE = Figure(claims=("MT-A5",), size=(7.4, 3.6), tolerance=1e-8)
SHOWN, STAR = (1e-9, 0.1), (0.1, 0.4)
T = np.geomspace(1, 100, 161)
GRID = np.geomspace(1e-10, 0.45, 41)
LEVELS = (1e-5, 1e-4, 1e-3, 0.01, 0.03, 0.06, 0.1)


def data(settings):
    """Entropies along T, and the largest fall for pairs of teachers."""
    ps, w = softened(*SHOWN)
    pools = {"linear pool": linear_pool(ps, w, np), "logarithmic pool": log_pool(ps, w, np)}
    curves = {"surer teacher": ps[0], "other teacher": ps[1], **pools}
    parts = [Records({"part": "curve", "curve": name, "T": T, "entropy": entropy(q, np)})
             for name, q in curves.items()]  # fmt: skip
    a, b = (x.ravel() for x in np.meshgrid(GRID, GRID, indexing="ij"))
    for part, pairs in (("pair", zip(a, b)), ("star", [STAR])):
        rows = [(part, x, y, largest_fall(x, y)) for x, y in pairs]
        parts.append(Records.of_rows("part first second fall", rows))
    return Records.joined(parts, {"T": "1", "entropy": "nats", "fall": "nats"})


def softened(first, second):
    """Both teachers at every T, ``(2, len(T), 2)``, and the weights that balance them at T = 1."""
    teachers = np.array([[1 - first, first], [second, 1 - second]])
    w = (0.5 - second) / (1 - first - second)
    ps = [power(np.tile(p, (len(T), 1)), T[:, None], np) for p in teachers]
    return np.stack(ps), np.array([w, 1 - w])


def largest_fall(first, second):
    """Largest ``H(T₁) − H(T₂)``, T₁ < T₂, of the linear pool."""
    ps, w = softened(first, second)
    H = entropy(linear_pool(ps, w, np), np)
    return float((np.maximum.accumulate(H) - H).max())


def draw(records, fig):
    """Entropy of one pair, falls of all pairs."""
    left, right = fig.subplots(1, 2, width_ratios=(1, 1.2))
    for k, (name, some) in enumerate(records.where(part="curve").by("curve")):
        left.plot(some["T"], some["entropy"], label=name, **line(k))
    left.set_xscale("log")
    left.set_xlabel("temperature T")
    left.set_ylabel("entropy (nats)")
    left.set_ylim(0, 1.12)
    left.set_yticks([0, 0.2, 0.4, 0.6])
    left.legend(loc="upper right")
    pairs, star = records.where(part="pair"), records.where(part="star")
    z = np.maximum(pairs["fall"].reshape(len(GRID), len(GRID)).T, 1e-12)
    right.set_xscale("log")
    right.set_yscale("log")
    filled = right.contourf(GRID, GRID, np.log10(z), np.log10(LEVELS), cmap="cividis_r",
                            extend="both")  # fmt: skip
    right.contour(GRID, GRID, np.log10(z), np.log10(LEVELS), colors="black", linewidths=0.4,
                  linestyles="-")  # fmt: skip
    right.plot(star["first"], star["second"], "*", color="white", markeredgecolor="black",
               markersize=12, clip_on=False, zorder=6)  # fmt: skip
    right.set_aspect("equal")
    right.set_xlabel("ε₁ of one teacher")
    right.set_ylabel("ε₂ of the other teacher")
    bar = fig.colorbar(filled, ax=right, label="largest fall (nats)", shrink=0.9)
    bar.ax.set_yticklabels([f"{v:g}".replace("1e-05", "10⁻⁵") for v in LEVELS])


if __name__ == "__main__":
    run(__file__)
