"""SK-H4: students in the wells of ``((x − s)² − 1)²`` that move away under them."""

from __future__ import annotations

from typing import Any

import numpy as np

from kdtheory.measurements.records import Finding, Table

STAGES = (1, 2, 3, 4, 8, 16, 32)
STEPS, DAMPING = 600, 0.05
DISTANCE = 2.5
RADIUS = SPEED = 1.0  # of the well, and of its bottom along the path


def settle(y: Any) -> Any:
    """Gradient descent on ``(y² − 1)²``, in steps short enough never to cross the barrier."""
    for _ in range(STEPS):
        y = y - DAMPING * 4 * y * (y * y - 1) / (1 + y * y)
    return y


def stays(distance: Any, stages: int) -> Any:
    """Whether students that start in the right well end there, for each distance.

    Examples
    --------
    >>> [bool(stays(np.array(2.5), n)) for n in (1, 2, 3, 8)]
    [False, False, True, True]
    """
    y = np.ones_like(np.asarray(distance, dtype=float))  # x − s: place relative to the wells
    for _ in range(stages):
        y = settle(y - distance / stages)
    return y > 0


def basin_rule(distance: Any, stages: Any) -> Any:
    """``n > L s / r``."""
    return stages > SPEED * distance / RADIUS


def measure(rng: np.random.Generator, students: int) -> tuple[Table, list[Finding]]:
    """The published distance, and random distances around it."""
    at = {n: bool(stays(np.array(DISTANCE), n)) for n in STAGES}
    predicted = {n: bool(basin_rule(DISTANCE, n)) for n in STAGES}
    distances = rng.uniform(0.2, 6.0, students)
    rows, wrong, trials = [], 0, 0
    for n in STAGES:
        found, rule = stays(distances, n), basin_rule(distances, n)
        rows += [(n, float(s), int(a), int(b)) for s, a, b in zip(distances, found, rule)]
        wrong, trials = wrong + int((found != rule).sum()), trials + students
    shown = [
        Finding(
            "SK-H4", "From s = 0 to s = 2.5 one shot and two stages end in the wrong well, three "
            "and more in the right one", _words(predicted), _words(at), at == predicted,
            f"the same for every n in {STAGES}",
            because="" if at == predicted else "steps long enough to cross the barrier",
        ),
        Finding(
            "SK-H4", "The basin rule n > L s / r says which students stay (random distances)",
            f"0 of {trials} wrong", f"{wrong} of {trials} wrong", wrong == 0, "none wrong",
            because="" if not wrong else "steps long enough to cross the barrier",
        ),
    ]  # fmt: skip
    return Table(("stages", "distance", "stays", "rule"), rows), shown


def _words(found: dict[int, bool]) -> str:
    return "stays for n = " + ", ".join(str(n) for n, kept in found.items() if kept)
