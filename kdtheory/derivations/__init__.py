"""Derivations that the machine replays step by step.

A derivation (one file each in ``proofs_checks/``) states claims about finite sums over any number
of classes or teachers and reaches them by the rules of a small kernel. A fact exists only because
a rule made it; a step that the algebra cannot settle is an error, never a pass.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

# SymPy takes its time: it is loaded on first use, not with the command line.
_LAZY = {
    "Derivation": "kernel",
    "Fact": "statements",
    "StepError": "statements",
    "Entry": "registry",
    "UnknownDerivation": "registry",
    "derivation": "registry",
    "find": "registry",
    "table": "registry",
}
__all__ = [
    "Derivation",
    "Entry",
    "Fact",
    "StepError",
    "UnknownDerivation",
    "derivation",
    "find",
    "table",
]

if TYPE_CHECKING:
    from kdtheory.derivations.kernel import Derivation
    from kdtheory.derivations.registry import Entry, UnknownDerivation, derivation, find, table
    from kdtheory.derivations.statements import Fact, StepError


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(importlib.import_module(f"kdtheory.derivations.{_LAZY[name]}"), name)
    raise AttributeError(f"module 'kdtheory.derivations' has no attribute {name!r}")
