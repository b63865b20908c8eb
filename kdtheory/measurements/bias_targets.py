"""SK-B6 and SK-B7: the variance of softened targets, and the best temperature of the mixture."""

from __future__ import annotations

from typing import Any

import numpy as np

from kdtheory.measurements.bias_parts import squared
from kdtheory.measurements.bias_students import FAMILIES, Condition, World, soften
from kdtheory.measurements.records import Estimate, Finding, Table
from kdtheory.measurements.statistics import bootstrap

DRAWS = 5  # labels that an unbiased teacher counts at each point
SHARES = np.linspace(0.005, 1.0, 200)  # 1/T, the weight of the teacher in the mixture
ROUNDING = 1e-8


def spreads(outputs: Any) -> Any:
    """Var at each point, ``(M,)``."""
    return squared(outputs - outputs.mean(axis=0)).mean(axis=0)


def ratios(outputs: Any, family: str, T: float) -> Any:
    """``Var F_T(P) / Var P`` at each point, ``(M,)``."""
    return spreads(soften(family, outputs, T, np)) / spreads(outputs)


def variances(worlds: list[World], temperatures: tuple[float, ...], rng: int) -> list[Finding]:
    """SK-B6: the mixture's factor, the power transform with a floor and near the boundary."""
    warm = [T for T in temperatures if T > 1]
    off = max(
        float(np.abs(ratios(w.teachers, "mixture", T) * T * T - 1).max())
        for w in worlds
        for T in warm
    )
    exact = Finding(
        "SK-B6", "The mixture multiplies the variance of its targets by (1−λ)² = 1/T² at every "
        "point", 0.0, off, off <= ROUNDING, f"relative error at most {ROUNDING:g}",
        because="" if off <= ROUNDING else "arithmetic: the identity has no hypothesis",
    )  # fmt: skip
    everyone = [o for w in worlds for o in (w.teachers, *w.students.values())]
    used = max(_against_floor(o, T) for o in everyone for T in warm)
    floor = Finding(
        "SK-B6", "The power transform multiplies the variance by at most 1/(2μT)² where all "
        "give every class at least μ (teachers and students; largest share of the bound used)",
        1.0, used, used <= 1 + ROUNDING, "at most 1 at every point, each with its own μ",
        because="" if used <= 1 + ROUNDING else "the floor μ",
    )  # fmt: skip
    return [exact, floor, _amplified(worlds[-1], rng)]


def _against_floor(outputs: Any, T: float) -> float:
    floor = outputs.min(axis=(0, 2))
    return float((ratios(outputs, "power", T) * (2 * floor * T) ** 2).max())


def _amplified(world: World, rng: int) -> Finding:
    """The reading that softening always reduces the variance, at T = 2."""
    half = len(world.teachers) // 2
    point = int(np.argmax(ratios(world.teachers[:half], "power", 2.0)))
    outputs = world.teachers[half:, point]
    both = np.stack([outputs, soften("power", outputs, 2.0, np)], axis=1)

    def factor(values: Any, axis: int) -> Any:
        before, after = squared(values - values.mean(axis=axis)).mean(axis=axis)
        return after / before

    found = bootstrap(both, factor, rng=rng, confidence=0.99)
    return Finding(
        "SK-B6", "Softening by the power transform, T = 2, reduces the variance at every point "
        f"({world.name}; the point is chosen on one half of the teachers, measured on the other)",
        1.0, found, found.low <= 1.0, "refuted if the 99 % interval of the factor lies above 1",
        expected=False, because="the teachers are near the boundary there: no floor μ",
    )  # fmt: skip


def target_table(worlds: list[World], temperatures: tuple[float, ...]) -> Table:
    """Variance of softened targets over that of the targets, by family and temperature."""
    rows = []
    for world in worlds:
        for family in FAMILIES:
            for T in temperatures:
                factors = ratios(world.teachers, family, T)
                whole = spreads(soften(family, world.teachers, T, np)).mean()
                low, middle, high = np.quantile(factors, (0.05, 0.5, 0.95))
                rows.append(
                    (world.name, family, T, float(whole / spreads(world.teachers).mean()),
                     float(low), float(middle), float(high), float(factors.max()),
                     float((factors > 1 + ROUNDING).mean()))
                )  # fmt: skip
    columns = (
        "world", "family", "T", "factor_of_mean", "factor_q05", "factor_median", "factor_q95",
        "factor_largest", "share_of_points_amplified",
    )  # fmt: skip
    return Table(columns, rows)


def contraction_table(steps: int = 24) -> Table:
    """Norm of the power transform's Jacobian on a grid of three classes, T = 2 and 4."""
    p = np.array(
        [(i, j, steps - i - j) for i in range(1, steps) for j in range(1, steps - i)], dtype=float
    ) / steps  # fmt: skip
    along = np.eye(3) - 1 / 3  # only changes that keep the sum
    rows = []
    for T in (2.0, 4.0):
        q = soften("power", p, T, np)
        J = (q[:, :, None] * (np.eye(3) - q[:, None, :])) / (T * p[:, None, :])
        norms = np.linalg.norm(J @ along, ord=2, axis=(1, 2))
        rows += [(T, *map(float, row), float(k)) for row, k in zip(p, norms)]
    return Table(("T", "p1", "p2", "p3", "jacobian_norm"), rows)


def counted(truth: Any, seeds: int, rng: np.random.Generator) -> Any:
    """An unbiased teacher: frequencies of a few labels at each point, ``(S, M, n)``."""
    return np.stack([rng.multinomial(DRAWS, truth) for _ in range(seeds)]) / DRAWS


def mixture_risks(outputs: Any, truth: Any) -> Any:
    """Risk of ``F_T(P)`` for each teacher and each 1/T of ``SHARES``, ``(S, K)``."""
    columns = [
        squared(soften("mixture", outputs, 1 / share, np) - truth).mean(axis=-1) for share in SHARES
    ]
    return np.stack(columns, axis=1)


def best_share(values: Any, axis: int = 0) -> float:
    """1/T of least mean risk: a parabola through the best of the grid and its neighbours."""
    mean = values.mean(axis=axis)
    k = int(np.clip(np.argmin(mean), 1, len(mean) - 2))
    a, b, c = mean[k - 1 : k + 2]
    shift = 0.5 * (a - c) / (a - 2 * b + c)
    return float(np.clip(SHARES[k] + shift * (SHARES[1] - SHARES[0]), SHARES[0], 1.0))


def closed_form(V: float, B: float) -> float:
    """SK-B7: ``1/T* = B/(V + B)``."""
    return B / (V + B)


def best_temperatures(worlds: list[World], counts: Any, rng: int) -> list[Finding]:
    """SK-B7: for an unbiased teacher, and what becomes of it for one that is biased."""
    f = worlds[0].truth
    V, B = float((1 - squared(f)).mean()) / DRAWS, distance_to_uniform(f)
    found = _best(counts, f, rng)
    tolerance = "prediction inside the 99.9 % interval of the measured 1/T"
    good = found.meets(closed_form(V, B))
    unbiased = Finding(
        "SK-B7", f"The best 1/T of the mixture for an unbiased teacher (frequencies of {DRAWS} "
        "labels) is B/(V + B), V and B from the known posterior", closed_form(V, B), found,
        good, tolerance, because="" if good else "the teacher is biased",
    )  # fmt: skip
    goal = worlds[-1].truth
    condition, soft = _softest(worlds[-1])
    predicted = closed_form(_spread(soft), distance_to_uniform(goal))
    found = _best(soft, goal, rng)
    biased = Finding(
        "SK-B7", "The same closed form holds whatever the teacher's bias (as teachers, the "
        f"{worlds[-1].name} students of T = {condition.T:g}, sparsity {condition.sparsity:g})",
        predicted, found, found.meets(predicted), tolerance, expected=False,
        because="they are biased, E T is not f: too unsure already, softening only adds to it",
    )  # fmt: skip
    return [unbiased, biased]


def _softest(world: World) -> tuple[Condition, Any]:
    """Pruned students of the power transform at T = 2: biased towards uniform."""
    chosen = max(c for c in world.students if c.family == "power" and c.T == 2.0)
    return chosen, world.students[chosen]


def distance_to_uniform(truth: Any) -> float:
    """``B = ‖f − u‖²``, mean over the points."""
    return float(squared(truth - 1 / truth.shape[-1]).mean())


def _spread(outputs: Any) -> float:
    """Unbiased estimate of the variance, mean over the points."""
    return float(spreads(outputs).mean()) * len(outputs) / (len(outputs) - 1)


def _best(outputs: Any, truth: Any, rng: int) -> Estimate:
    return bootstrap(mixture_risks(outputs, truth), best_share, rng=rng, confidence=0.999)


def temperature_table(worlds: list[World], counts: Any) -> Table:
    """Risk of softened teachers against 1/T, measured and by the closed form."""
    rows = []
    shown = [("unbiased, gaussian mixture", counts, worlds[0].truth)]
    shown += [(f"trained, {w.name}", w.teachers, w.truth) for w in worlds]
    for name, outputs, f in shown:
        V, B = _spread(outputs), distance_to_uniform(f)
        mean = mixture_risks(outputs, f).mean(axis=0)
        rows += [
            (name, float(share), float(risk), float(V * share**2 + (1 - share) ** 2 * B))
            for share, risk in zip(SHARES[::5], mean[::5])
        ]
    units = {"risk": "probability²", "predicted_risk": "probability²"}
    return Table(("teacher", "1/T", "risk", "predicted_risk"), rows, units)
