"""Entropy against temperature

Left: one teacher (0.8, 0.15, 0.04, 0.01), softened by six conforming families. All rise from the
same entropy to log 4, each at its own pace. Middle: the same teacher under violators: one falls
(A3), one rests for a while (A3 strict only), one jumps (A2), one never gets there (A5). Right:
the entropy that is missing to log 4 under the power transform for two teachers,
p = (0.99, 0.01 − 4·10⁻⁷, 3·10⁻⁷, 10⁻⁷), and q, whose first two classes are (0.51, 0.49 − 4·10⁻⁷):
p majorises q.

The surprise: temperature orders the outputs of one teacher, not those of two. On the right q
starts with twelve times the entropy of p, and from T ≈ 8 on p is the softer of the two. So the
power transform after another operator need not satisfy A3, even if that operator does.

Theory: SK-A2 (sourced), SK-A3 (sourced), SK-A5 (reconstructed).
"""

import numpy as np

from kdtheory.operators import softening
from kdtheory.plotting import Figure, Records, run
from kdtheory.simplex import entropy

FIGURE = Figure(claims=("SK-A2", "SK-A3", "SK-A5"), size=(7.6, 3.2))
TEACHER = (0.8, 0.15, 0.04, 0.01)
CONFORMING = ("power", "entropic_projection", "mixture", "additive_smoothing", "hellinger_mean",
              "logodds_shrinkage")  # fmt: skip
VIOLATORS = ("mixture_reheated", "mixture_plateau", "blend_jump", "power_saturating")
PAIR = {"p": (0.99, 0.01 - 4e-7, 3e-7, 1e-7), "q": (0.51, 0.49 - 4e-7, 3e-7, 1e-7)}
T = np.geomspace(1, 100, 161)


def data(settings):
    """Entropy at every temperature, by panel and curve."""
    parts = [_curve("conforming", name, name, TEACHER) for name in CONFORMING]
    parts += [_curve("violating", name, name, TEACHER) for name in VIOLATORS]
    parts += [_curve("two teachers", name, "power", p) for name, p in PAIR.items()]
    return Records.joined(parts, {"T": "1", "entropy": "nats"})


def _curve(panel, name, family, teacher):
    p = np.tile(teacher, (len(T), 1))
    q = getattr(softening, family)(p, T[:, None], np)
    return Records({"panel": panel, "curve": name, "T": T, "entropy": entropy(q, np)})


def draw(records, fig):
    """Entropy on the left, missing entropy on the right."""
    axes = fig.subplots(1, 3)
    titles = ("conforming families", "violators", "power transform, two teachers")
    for ax, (panel, some), title in zip(axes, records.by("panel"), titles):
        missing = panel == "two teachers"
        for name, curve in some.by("curve"):
            H = curve["entropy"]
            ax.plot(curve["T"], np.log(4) - H if missing else H, label=name.replace("_", " "))
        ax.set_xscale("log")
        ax.set_title(title)
        ax.set_xlabel("temperature T")
        if missing:
            ax.set_yscale("log")
            ax.set_xlim(1, 100)
            ax.set_ylabel("log 4 − entropy (nats)")
        else:
            _one_teacher(ax)
        ax.legend(loc="lower left" if missing else "lower right", handlelength=3.2)
    axes[0].set_ylabel("entropy (nats)")


def _one_teacher(ax):
    ax.set_xlim(1, 30)
    ax.set_ylim(0.2, 1.48)
    ax.set_xticks([1, 2, 5, 10, 20], labels=["1", "2", "5", "10", "20"])
    ax.set_xticks([], minor=True)
    ax.axhline(np.log(4), color="0.5", linewidth=0.8, linestyle="-")
    ax.text(1.1, np.log(4) + 0.015, "log 4", color="0.3", va="bottom")


if __name__ == "__main__":
    run(__file__)
