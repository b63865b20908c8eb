"""Stochastic gradient descent without a Polyak-Łojasiewicz condition

One student, p_θ = (σ(score), 1 − σ(score)), is distilled to the target (3/4, 1/4) from sampled
labels with steps 8/(t + 10). Left: KL(target‖p_θ) where the score is θ and where it is θ², with the
gradients in θ; for θ² it vanishes at θ = 0 as well. Right: mean over 2000 runs. With the logit as
parameter the divergence falls like 1/t; with θ² the gradient at the start is zero for every
sampled label, so nothing ever moves; from θ = 10⁻³ the runs stay there for about 50 steps and then
converge.

The surprise: "stochastic approximation drives KL to 0" fails without any bad luck: the student
stands on a stationary point from which no label can move it, 0.13 nats from its target.

Theory: AW-C1 (sourced; the counterexample is ours), AW-C2 (sourced).
"""

import numpy as np

from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.looks import line
from kdtheory.simplex import divergence
from kdtheory.theorems.training import student

FIGURE = Figure(claims=("AW-C1", "AW-C2"), size=(7.4, 3.4), tolerance=1e-6)
TARGET = np.array([0.75, 0.25])
RUNS, STEPS, RATE = 2000, 20000, 8.0
STARTS = {"score θ, from 0": (1, 0.0), "score θ², from 0": (2, 0.0), "score θ², from 0.001":
          (2, 1e-3)}  # fmt: skip


def loss(theta, power):
    """``KL(t‖p_θ)`` in nats."""
    return divergence(TARGET, student(theta[..., None] ** power, np), np)


def gradient(theta, power, label):
    """Of the cross entropy of one label (1: the first class)."""
    p = student(theta[..., None] ** power, np)[..., 0]
    return (p - label) * power * theta ** (power - 1)


def data(settings):
    """The two landscapes, and mean divergences along the runs."""
    theta = np.linspace(-2, 2, 121)
    parts = [
        Records({"part": "landscape", "curve": f"score {'θ²' if k == 2 else 'θ'}", "theta": theta,
                 "kl": loss(theta, k), "gradient": gradient(theta, k, TARGET[0])})
        for k in (1, 2)
    ]  # fmt: skip
    shown = np.unique(np.geomspace(1, STEPS, 60).astype(int))
    for name, (power, start) in STARTS.items():
        rng = np.random.default_rng([settings.rng, 47])
        at, found = np.full(RUNS, start), []
        for t in range(1, STEPS + 1):
            if t in shown:
                found.append(loss(at, power).mean())
            at = at - RATE / (t + 10) * gradient(at, power, rng.random(RUNS) < TARGET[0])
        parts.append(Records({"part": "run", "curve": name, "step": shown, "kl": found}))
    return Records.joined(parts, {"kl": "nats", "gradient": "nats"})


def draw(records, fig):
    """Landscapes and runs."""
    left, right = fig.subplots(1, 2)
    for k, (name, some) in enumerate(records.where(part="landscape").by("curve")):
        left.plot(some["theta"], some["kl"], label=f"KL, {name}", **line(k))
        left.plot(some["theta"], some["gradient"], linewidth=0.9, label=f"gradient, {name}",
                  **line(k + 2))  # fmt: skip
    left.plot(0, loss(np.zeros(1), 2)[0], "o", color="C1", markersize=6, markeredgecolor="black")
    left.axhline(0, color="0.4", linewidth=0.7)
    left.set_xlabel("parameter θ")
    left.set_ylabel("KL and its gradient (nats)")
    left.set_ylim(-0.9, 2.3)
    left.legend(loc="upper right")
    for k, (name, some) in enumerate(records.where(part="run").by("curve")):
        right.plot(some["step"], some["kl"], label=name, **line(k))
    t = np.array([100.0, STEPS])
    run_ = records.where(curve="score θ, from 0")
    right.plot(t, run_["kl"][-1] * STEPS / t * 2, color="0.5", linewidth=0.9, linestyle="-",
               label="slope −1")  # fmt: skip
    right.set_xscale("log")
    right.set_yscale("log")
    right.set_xlabel("step t")
    right.set_ylabel("mean KL to the student (nats)")
    right.legend(loc="lower left")


if __name__ == "__main__":
    run(__file__)
