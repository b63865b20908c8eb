"""SK-B: bias, variance and risk of dense teachers and sparse students as the temperature grows.

Moments of one half of the training sets predict, the other half is measured: on one and the same
sample the balance of SK-B2 would be an identity and could not fail.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from kdtheory.measurements import bias_identities, bias_targets
from kdtheory.measurements.bias_parts import balance, geometric, interval, kl, risks, unbiased
from kdtheory.measurements.bias_students import (
    FAMILIES,
    Condition,
    World,
    handwritten,
    known_posterior,
    soften,
)
from kdtheory.measurements.records import Estimate, Finding, Result, Table
from kdtheory.measurements.registry import Settings, measurement

CLAIMS = tuple(f"SK-B{k}" for k in range(1, 8))


@dataclass(frozen=True)
class Cell:
    """One condition: what one half of the training sets predicts, what the other half shows.

    Gains are the teacher's risk less the student's: positive where the student wins.
    """

    world: str
    condition: Condition
    predicted: float
    forecast: Estimate
    measured: Estimate
    mixed: float

    @property
    def decided(self) -> bool:
        """Neither interval contains 0."""
        return all(e.low > 0 or e.high < 0 for e in (self.forecast, self.measured))

    @property
    def loses(self) -> bool:
        return self.measured.high < 0


@measurement("SK-B", *CLAIMS, title="bias, variance and risk of teachers and sparse students")
def run(settings: Settings) -> Result:
    """Decide SK-B1 to SK-B7 on softmax regressions over resampled training sets."""
    seeds, small = settings.pick((60, 30), (200, 200))
    temperatures = settings.pick((1.0, 2.0, 4.0), (1.0, 1.5, 2.0, 3.0, 5.0, 8.0))
    sparsities = settings.pick([0.0, 0.8], [0.0, 0.5, 0.8])
    rng = np.random.default_rng([settings.rng, 2])
    grid = [(family, T) for family in FAMILIES for T in temperatures]
    tell = _counter(settings, 2 * (len(grid) + 1) + 1)
    worlds = [
        known_posterior(seeds, grid, sparsities, rng, settings.xp, tell),
        handwritten(small, grid, sparsities, rng, settings.xp, tell),
    ]
    found = judge(worlds, temperatures, rng)
    tell()
    return found


def judge(worlds: list[World], temperatures: tuple[float, ...], rng: np.random.Generator) -> Result:
    """Findings and tables from the outputs of trained students."""
    cells = compare(worlds)
    counts = bias_targets.counted(worlds[0].truth, max(200, len(worlds[0].teachers)), rng)
    seed = int(rng.integers(2**31))
    findings = [
        *bias_identities.squared_loss(worlds, seed),
        *bias_identities.divergences(worlds),
        *wins(cells),
        *bias_targets.variances(worlds, temperatures, seed),
        *bias_targets.best_temperatures(worlds, counts, seed),
    ]
    tables = {
        "balance": balance_table(worlds),
        "confusion": confusion_table(cells),
        "targets": bias_targets.target_table(worlds, temperatures),
        "contraction": bias_targets.contraction_table(),
        "mixture_temperature": bias_targets.temperature_table(worlds, counts),
    }
    return Result(tables, findings, _notes(worlds, cells))


def _counter(settings: Settings, total: int) -> Callable[[], None]:
    done = 0

    def tell() -> None:
        nonlocal done
        done += 1
        settings.tell(done, total)

    return tell


def compare(worlds: list[World]) -> list[Cell]:
    """Predict from the first half of the training sets, measure on the second."""
    number = 2 * sum(len(world.students) for world in worlds)
    return [
        _cell(world, condition, outputs, number)
        for world in worlds
        for condition, outputs in world.students.items()
    ]


def _cell(world: World, condition: Condition, students: Any, number: int) -> Cell:
    f, half = world.truth, len(students) // 2
    first, second = slice(None, half), slice(half, None)
    T, S = world.teachers[first], students[first]
    (bias_T, var_T), (bias_S, var_S) = unbiased(T, f), unbiased(S, f)
    gains = risks(world.teachers, f) - risks(students, f)
    goal = soften(condition.family, T.mean(axis=0), condition.T, np)
    return Cell(
        world.name,
        condition,
        (var_T - var_S) - (bias_S - bias_T),
        interval(gains[first], cells=number),
        interval(gains[second], cells=number),
        (var_T - var_S) - (unbiased(S, goal)[0] - bias_T),
    )


def wins(cells: list[Cell]) -> list[Finding]:
    """SK-B2 with the common target, SK-B5 with the mixed reference, on the same cells."""
    decided = [c for c in cells if c.decided]
    wrong = [c for c in decided if (c.predicted > 0) != (c.measured.value > 0)]
    won = sum(c.measured.value > 0 for c in decided)
    fair = not wrong and 0 < won < len(decided)
    common = Finding(
        "SK-B2",
        "The student wins exactly where ΔVar > ΔBias², one common target, training sets that "
        "were not used for the prediction",
        "0 cells on the wrong side",
        f"{len(wrong)} of {len(decided)} decided cells ({won} won, {len(decided) - won} lost, "
        f"{len(cells) - len(decided)} undecided)",
        fair,
        "no cell on the wrong side among those where neither simultaneous 99 % interval of the "
        "gain contains 0, and both outcomes occur",
        because="" if fair else "one half does not speak for the other, or too few cells decide",
    )
    claimed = [c for c in cells if c.mixed > 0]
    lost = [c for c in claimed if c.loses]
    mixed = Finding(
        "SK-B5",
        "Where ΔVar > ΔBias² with the student's bias measured against F_T(E T), the student wins",
        "0 cells lost",
        f"{len(lost)} of {len(claimed)} cells lost",
        not lost,
        "a cell is lost if the simultaneous 99 % interval of its gain lies below 0",
        expected=False,
        because="the student's bias is not measured against the truth: no common target",
    )
    return [common, mixed]


def balance_table(worlds: list[World]) -> Table:
    """Bias², Var and risk of every teacher and student, squared and in divergence."""
    rows = []
    for world in worlds:
        everyone = {Condition("teacher", 1.0, 0.0): world.teachers, **world.students}
        for (family, T, sparsity), outputs in everyone.items():
            bias, spread, risk = balance(outputs, world.truth)
            around = interval(risks(outputs, world.truth))
            centre = geometric(outputs)
            parts = (
                float(kl(world.truth, centre).mean()),
                float(kl(centre, outputs).mean()),
                float(kl(world.truth, outputs).mean()),
            )
            rows.append(
                (world.name, family, T, sparsity, len(outputs), bias, spread, risk, around.low,
                 around.high, *parts)
            )  # fmt: skip
    columns = (
        "world", "family", "T", "sparsity", "seeds", "bias2", "variance", "risk", "risk_low",
        "risk_high", "kl_bias", "kl_variance", "kl_risk",
    )  # fmt: skip
    units = dict.fromkeys(("bias2", "variance", "risk", "risk_low", "risk_high"), "probability²")
    return Table(columns, rows, {**units, **dict.fromkeys(columns[-3:], "nats")})


def confusion_table(cells: list[Cell]) -> Table:
    """One row a cell: gains predicted by one half, measured on the other, 99 % intervals."""
    columns = (
        "world", "family", "T", "sparsity", "predicted_gain", "predicted_low", "predicted_high",
        "measured_gain", "measured_low", "measured_high", "decided", "mixed_reference",
    )  # fmt: skip
    rows = [
        (c.world, *c.condition, c.predicted, c.forecast.low, c.forecast.high, c.measured.value,
         c.measured.low, c.measured.high, int(c.decided), c.mixed)
        for c in cells
    ]  # fmt: skip
    gains = [name for name in columns[4:] if name != "decided"]
    return Table(columns, rows, dict.fromkeys(gains, "probability²"))


def _notes(worlds: list[World], cells: list[Cell]) -> list[str]:
    notes = []
    for world in worlds:
        pruned = [c for c in world.students if c.sparsity > 0]
        more = sum(
            balance(world.students[c], world.truth)[1]
            > balance(world.students[Condition(c.family, c.T, 0.0)], world.truth)[1]
            for c in pruned
        )
        won = sum(c.measured.low > 0 for c in cells if c.world == world.name)
        notes.append(
            f"{world.name}: pruning raises the variance of the student in {more} of {len(pruned)} "
            f"conditions; {won} conditions win"
        )
    return notes
