"""What computing the numbers of a figure may cost, and measurements that several figures share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kdtheory.measurements.command import _one_thread
from kdtheory.measurements.registry import Settings as Measuring
from kdtheory.measurements.registry import find

SEED = 0
BUDGET = 12.0
_MEASURED: dict[tuple[str, bool, int], Any] = {}


@dataclass(frozen=True)
class Settings(Measuring):
    """What ``data(settings)`` gets: the settings of a measurement and a budget.

    Attributes
    ----------
    quick : bool
        Fewer seeds; only figures that take minutes are ever asked for less.
    rng : int
        Seed.
    tell : callable
        ``tell(done, total)`` for progress.
    budget : float
        Seconds for each operator that is verified.
    """

    rng: int = SEED
    budget: float = BUDGET

    def measure(self, name: str) -> Any:
        """The tables of a measurement such as ``"SK-B"``, run once for all figures."""
        key = (name, self.quick, self.rng)
        if key not in _MEASURED:
            (measurement,) = find(name)
            with _one_thread():
                _MEASURED[key] = measurement.run(Measuring(self.quick, self.rng, tell=self.tell))
        return _MEASURED[key].tables
