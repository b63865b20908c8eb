"""How a measurement is declared, and the table of all of them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kdtheory.measurements.records import Result


class UnknownMeasurement(ValueError):
    """No measurement has this id; the message lists those that exist."""


def _numpy() -> Any:
    return importlib.import_module("array_api_compat.numpy")


@dataclass(frozen=True)
class Settings:
    """What a measurement may cost.

    Attributes
    ----------
    quick : bool
        Seconds instead of minutes: fewer seeds and points, wider intervals.
    rng : int
        Seed from which all others are derived.
    xp : namespace
        NumPy, if not given, or CuPy: where the students are trained.
    tell : callable
        ``tell(done, total)`` for progress.
    """

    quick: bool = False
    rng: int = 0
    xp: Any = field(default_factory=_numpy)
    tell: Callable[[int, int], None] = lambda done, total: None

    def pick(self, quick: Any, full: Any) -> Any:
        """The value for this effort.

        Examples
        --------
        >>> Settings(quick=True).pick(20, 200)
        20
        """
        return quick if self.quick else full


@dataclass(frozen=True)
class Measurement:
    """A registered measurement.

    Attributes
    ----------
    id : str
        Such as ``SK-B``: the group of theorems that it measures.
    claims : tuple of str
        Ids of the theorems.
    title : str
    run : callable
        ``run(settings) -> Result``.
    """

    id: str
    claims: tuple[str, ...]
    title: str
    run: Callable[[Settings], Result]


_REGISTERED: dict[str, Measurement] = {}
_FRAME = ("registry", "records", "statistics", "command")


def measurement(
    id: str, *claims: str, title: str
) -> Callable[[Callable[[Settings], Result]], Callable[[Settings], Result]]:
    """Register ``run(settings) -> Result`` as a measurement of some theorems.

    Raises
    ------
    ValueError
        If the id is taken or no theorem is named.
    """
    if id in _REGISTERED or not claims:
        raise ValueError(f"{id}: a measurement needs an id of its own and at least one claim")

    def register(run: Callable[[Settings], Result]) -> Callable[[Settings], Result]:
        _REGISTERED[id] = Measurement(id, claims, title, run)
        return run

    return register


def table() -> dict[str, Measurement]:
    """All measurements by id: every module of this package is looked at."""
    package = importlib.import_module("kdtheory.measurements")
    for module in pkgutil.iter_modules(package.__path__):
        if module.name not in _FRAME:
            importlib.import_module(f"kdtheory.measurements.{module.name}")
    return dict(sorted(_REGISTERED.items()))


def find(name: str) -> list[Measurement]:
    """The measurement with this id, or those that measure a theorem.

    Raises
    ------
    UnknownMeasurement
    """
    known, wanted = table(), name.strip().upper()
    if wanted in known:
        return [known[wanted]]
    hits = [m for m in known.values() if wanted in m.claims]
    if not hits:
        claims = ", ".join(c for m in known.values() for c in m.claims)
        raise UnknownMeasurement(
            f"no measurement {name!r}; there are {', '.join(known) or 'none'}, for {claims}"
        )
    return hits
