"""How errors of students add up

Linear anchor, teacher (1/2, 1/2); every generation the student misses its target q by as much as
allowed, in the worst direction. Left: errors of δ = 0.02 in total variation; marks are the
simulated distance to the teacher, lines δ(1 − (1−α)^g)/α, dotted the limits δ/α. Middle: errors
of KL(q‖s) = ε = 10⁻³, which is what distillation minimises, α = 1/4: the distance KL(p₀‖s) passes
ε/α and settles just below ε/α². Right: where it settles, over ε/α, against ε.

The surprise: "errors of ε add up to ε/α" is true in total variation and false in KL: for small
errors the factor is another 1/α, since a mean of two distributions is much nearer to each, in KL,
than its share says. Without an anchor the total variation drifts for ever.

Theory: RM-C6 (ours).
"""

import numpy as np
from scipy.optimize import brentq

from kdtheory.operators.recursion import linear_anchor
from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.looks import line, marks
from kdtheory.simplex import divergence, total_variation

FIGURE = Figure(claims=("RM-C6",), size=(8.6, 3.2), tolerance=1e-7)
TEACHER = np.array([0.5, 0.5])
DELTA, EPSILON, ALPHA, GENERATIONS = 0.02, 1e-3, 0.25, 30
DRIFT, RATIO = (0.0, 0.05, 0.2), (0.1, 0.25, 0.5)


def data(settings):
    """Worst runs in both measures, and where KL settles."""
    parts = []
    for alpha in DRIFT:
        found = worst(alpha, GENERATIONS, lambda q: q + DELTA)
        parts.append(_run("tv", alpha, [total_variation(TEACHER, _pair(x), np) for x in found]))
    found = worst(ALPHA, GENERATIONS, lambda q: farther(q, EPSILON))
    parts.append(_run("kl", ALPHA, [divergence(TEACHER, _pair(x), np) for x in found]))
    for alpha in RATIO:
        x = 0.5 + 0.5 * np.tanh(np.geomspace(2e-3, 5.5, 120))
        s = np.stack([x, 1 - x], axis=-1)
        error = divergence(linear_anchor(TEACHER, s, alpha, np), s, np)
        settled = divergence(np.tile(TEACHER, (len(s), 1)), s, np)
        parts.append(Records({"part": "settled", "alpha": alpha, "error": error,
                              "distance": settled}))  # fmt: skip
    return Records.joined(parts, {"error": "nats", "distance": "nats, for tv probability"})


def worst(alpha, generations, miss):
    """First entries of the students, each as far above its target as `miss` allows."""
    found = [0.5]
    for _ in range(generations):
        q = linear_anchor(TEACHER, _pair(found[-1]), alpha, np)[0]
        found.append(min(miss(q), 1.0))
    return found


def farther(q, error):
    """The ``x > q`` with ``KL((q, 1−q)‖(x, 1−x)) = error``."""
    return brentq(lambda x: divergence(_pair(q), _pair(x), np) - error, q, 1 - 1e-12, xtol=1e-15)


def _pair(x):
    return np.array([x, 1 - x])


def _run(part, alpha, distance):
    return Records({"part": part, "alpha": alpha, "generation": np.arange(len(distance)),
                    "distance": distance})  # fmt: skip


def draw(records, fig):
    """Total variation, divergence, where it settles."""
    left, middle, right = fig.subplots(1, 3)
    for k, (alpha, some) in enumerate(records.where(part="tv").by("alpha")):
        g = some["generation"]
        predicted = DELTA * (1 - (1 - alpha) ** g) / alpha if alpha else DELTA * g
        left.plot(g, np.minimum(predicted, 0.5), **line(k))
        left.plot(g[::3], some["distance"][::3], label=f"α = {alpha:g}", **marks(k))
        if alpha:
            left.axhline(DELTA / alpha, color=f"C{k}", linestyle=":", linewidth=1)
    left.set_ylabel("TV(p₀, s)")
    left.set_ylim(0, 0.56)
    left.legend(loc="upper left")
    left.set_title(f"errors of {DELTA:g} in TV")
    kl = records.where(part="kl")
    middle.plot(kl["generation"], kl["distance"] * 1e3, "-o", color="C0", markersize=3)
    for name, level, k in (("ε/α", 1 / ALPHA, 1), ("ε/α²", 1 / ALPHA**2, 2)):
        middle.axhline(level, label=name, linewidth=1.3, **line(k))
    middle.set_ylabel("KL(p₀‖s) (10⁻³ nats)")
    middle.set_ylim(0, 19)
    middle.legend(loc="center right")
    middle.set_title("errors of 10⁻³ nats in KL, α = 1/4")
    for ax in (left, middle):
        ax.set_xlabel("generation g")
    for k, (alpha, some) in enumerate(records.where(part="settled").by("alpha")):
        ratio = some["distance"] * alpha / some["error"]
        right.plot(some["error"], ratio, label=f"α = {alpha:g}", **line(k))
        right.axhline(1 / alpha, color=f"C{k}", linestyle=":", linewidth=1)
    right.axhline(1, color="0.4", linewidth=0.8, linestyle="-")
    right.set_xscale("log")
    right.set_xlabel("error ε (nats)")
    right.set_ylabel("KL(p₀‖s) / (ε/α), settled")
    right.set_ylim(0, 15)
    right.legend(loc="upper right")
    right.set_title("dotted: 1/α")


if __name__ == "__main__":
    run(__file__)
