"""Decide, with evidence, what is true of operators on the probability simplex.

>>> import kdtheory
>>> report = kdtheory.verify("power", axioms=["SK-A4"], quiet=True)
>>> report.operators[0].verdicts[0].outcome.value
'proved'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_LAZY = {
    "Report": "kdtheory.claims.verdict",
    "Verdict": "kdtheory.claims.verdict",
    "Outcome": "kdtheory.claims.verdict",
    "operator": "kdtheory.operators.registry",
    "parametrize_with_axioms": "kdtheory.pytest_plugin",
    "verify": "kdtheory.ladder",
    "verify_theorems": "kdtheory.ladder",
}
__all__ = [
    "Outcome",
    "Report",
    "Verdict",
    "operator",
    "parametrize_with_axioms",
    "verify",
    "verify_theorems",
]

if TYPE_CHECKING:
    from kdtheory.claims.verdict import Outcome, Report, Verdict
    from kdtheory.ladder import verify, verify_theorems
    from kdtheory.operators.registry import operator
    from kdtheory.pytest_plugin import parametrize_with_axioms


def __getattr__(name: str) -> Any:
    """Import on first use, so that ``import kdtheory`` costs nothing."""
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'kdtheory' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
