"""stub during construction"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Proof:
    reduction: str
    summary: str
    classes: Any
    note: str
    steps: list
    obligations: Any = None


def prove(claim):
    return None
