"""Derivations that the machine replays step by step.

A derivation (one file each in ``proofs_checks/``) states claims about finite sums over any number
of classes or teachers and reaches them by the rules of a small kernel. A fact exists only because
a rule made it; a step that the algebra cannot settle is an error, never a pass.
"""

from kdtheory.derivations.kernel import Derivation
from kdtheory.derivations.registry import Entry, UnknownDerivation, derivation, find, table
from kdtheory.derivations.replay import Replay, controls, replay
from kdtheory.derivations.statements import Fact, StepError

__all__ = [
    "Derivation",
    "Entry",
    "Fact",
    "Replay",
    "StepError",
    "UnknownDerivation",
    "controls",
    "derivation",
    "find",
    "replay",
    "table",
]
