"""SK-B1, SK-B3 and SK-B4 on trained students: the decompositions, and where they stop."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from kdtheory.measurements.bias_parts import (
    balance,
    bregman,
    dual_mean,
    gap,
    geometric,
    interval,
    kl,
    risks,
    squared,
    unbiased,
)
from kdtheory.measurements.bias_students import World
from kdtheory.measurements.records import Finding

ROUNDING = 1e-10


def _everyone(worlds: list[World]) -> list[tuple[Any, Any]]:
    """Outputs and truth of every teacher and student."""
    return [(o, w.truth) for w in worlds for o in (w.teachers, *w.students.values())]


def squared_loss(worlds: list[World], rng: int = 0) -> list[Finding]:
    """SK-B1: on the sample, on training sets of their own, with noise on the target."""
    everyone = _everyone(worlds)
    parts = [balance(outputs, truth) for outputs, truth in everyone]
    worst = max(abs(bias + spread - risk) for bias, spread, risk in parts)
    exact = Finding(
        "SK-B1", "Bias² + Var = risk on the sample, for every teacher and student", 0.0, worst,
        worst <= ROUNDING, f"largest difference at most {ROUNDING:g}",
        because="" if worst <= ROUNDING else "arithmetic: the identity has no hypothesis",
    )  # fmt: skip
    return [exact, _elsewhere(everyone), *_noise(worlds[0], rng)]


def _elsewhere(everyone: list[tuple[Any, Any]]) -> Finding:
    """Moments of one half against the risk of the other."""
    worst, shown = -1.0, None
    for outputs, truth in everyone:
        half = len(outputs) // 2
        predicted = sum(unbiased(outputs[:half], truth))
        before, after = (risks(outputs[s], truth) for s in (slice(half), slice(half, None)))
        scale = np.sqrt(before.var(ddof=1) / len(before) + after.var(ddof=1) / len(after))
        distance = abs(after.mean() - predicted) / max(scale, 1e-300)
        if distance > worst:
            worst, shown = distance, (predicted, after)
    assert shown is not None
    bound = _critical(len(everyone), len(shown[1]))
    return Finding(
        "SK-B1",
        "Bias² + Var of one half of the training sets is the risk on the other half (worst of "
        f"{len(everyone)} teachers and students)",
        shown[0], interval(shown[1]), worst <= bound,
        f"the largest difference, {worst:.2f} standard errors, is at most {bound:.2f} "
        "(Student's t, 99 % for all at once)",
        because="" if worst <= bound else "the halves are not draws of one law",
    )  # fmt: skip


def _critical(cells: int, seeds: int) -> float:
    from scipy.stats import t

    return float(t.ppf(1 - 0.01 / (2 * cells), seeds - 1))


def _noise(world: World, rng: int) -> list[Finding]:
    """Independent labels add σ² = E(1 − ‖f‖²); the labels of the training set do not."""
    f, outputs = world.truth, world.teachers
    draws = np.random.default_rng(rng).random((len(outputs), len(f), 1))
    chosen = (draws > np.cumsum(f, axis=-1)).sum(axis=-1).clip(max=f.shape[-1] - 1)
    labels = np.eye(f.shape[-1])[chosen]
    added = squared(outputs - labels).mean(axis=-1) - risks(outputs, f)
    fresh, sigma = interval(added, 0.999), float((1 - squared(f)).mean())
    seen = interval(world.noise[:, 0], 0.999)
    level = float(world.noise[:, 1].mean())
    tolerance = "prediction inside the 99.9 % interval"
    return [
        Finding(
            "SK-B1", "Labels drawn independently of the teacher add σ² = E(1 − ‖f‖²) to its risk",
            sigma, fresh, fresh.meets(sigma), tolerance,
            because="" if fresh.meets(sigma) else "the labels are not independent",
        ),
        Finding(
            "SK-B1", "The labels that the teacher was trained on add σ² as well", level, seen,
            seen.meets(level), tolerance, expected=False,
            because="the noise of the training labels is not independent of the teacher",
        ),
    ]  # fmt: skip


def divergences(worlds: list[World]) -> list[Finding]:
    """SK-B3 and SK-B4: which mean splits the risk, and what an exact zero costs."""
    everyone = _everyone(worlds)
    right = max(gap(kl, f, o, geometric(o)) for o, f in everyone)
    wrong = max(gap(kl, f, o, o.mean(axis=0)) for o, f in everyone)
    tolerance = f"largest difference over points, relative to 1 + risk, at most {ROUNDING:g}"
    found = [
        Finding(
            "SK-B3", "KL splits at the normalised geometric mean of the students, point by point",
            0.0, right, right <= ROUNDING, tolerance,
            because="" if right <= ROUNDING else "a student with an exact zero",
        ),
        Finding(
            "SK-B3", "KL splits at the arithmetic mean of the students", 0.0, wrong,
            wrong <= ROUNDING, tolerance, expected=False,
            because="the arithmetic mean is not the mean student in this divergence",
        ),
        _zeros(worlds[0]),
    ]  # fmt: skip
    return found + [_bregman(name, worlds[0], tolerance) for name in ("entropy", "burg")]


def _bregman(name: str, world: World, tolerance: str) -> Finding:
    worst, mean = _bregman_gap(name, world), {"entropy": "geometric", "burg": "harmonic"}[name]
    return Finding(
        "SK-B4", f"The Bregman divergence of φ = {name} splits at the {mean} mean, the mean in "
        "the scale of φ'", 0.0, worst, worst <= ROUNDING, tolerance,
        because="" if worst <= ROUNDING else "a student with an exact zero",
    )  # fmt: skip


def _bregman_gap(name: str, world: World) -> float:
    outputs = [world.teachers, *world.students.values()]
    divergence = partial(bregman, name)
    return max(gap(divergence, world.truth, o, dual_mean(name, o)) for o in outputs)


def _zeros(world: World) -> Finding:
    """Teachers cut down to their most likely class, against a positive truth."""
    best = world.teachers.argmax(axis=-1)
    cut = np.eye(world.truth.shape[-1])[best]
    share = float(np.isinf(kl(world.truth, cut)).mean())
    return Finding(
        "SK-B3", "A student with an exact zero where the truth is positive has infinite risk "
        "(teachers cut down to their most likely class)",
        1.0, share, share == 1.0, "all of them", because="" if share == 1.0 else "no exact zero",
    )  # fmt: skip
