"""What one decision may cost and look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Settings:
    """Budget and identity of one decision.

    Attributes
    ----------
    seconds : float
        Budget of this claim.
    seed : int
    given : array (N, n) or None
        Teacher outputs to be searched as well.
    operator, digest : str
        Bound into certificates.
    """

    seconds: float = 2.0
    seed: int = 0
    given: Any = None
    operator: str = "operator"
    digest: str = ""
