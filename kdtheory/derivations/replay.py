"""Replaying derivations, and the mutated statements that must not replay."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from kdtheory.derivations.kernel import Derivation
from kdtheory.derivations.points import Undefined
from kdtheory.derivations.registry import Entry
from kdtheory.derivations.sampling import Unconfirmed
from kdtheory.derivations.statements import Step, StepError

#: What a step that does not check may raise.
FAILURES = (StepError, Unconfirmed, Undefined, ValueError, ArithmeticError)
MUTATIONS = ("turned", "1 % more", "1 % less")


@dataclass(frozen=True)
class Replay:
    """What a replay showed.

    Attributes
    ----------
    entry : Entry
    steps : tuple of Step
        Up to the one that failed.
    failure : str
        Why it failed; empty if it did not.
    seconds : float
    """

    entry: Entry
    steps: tuple[Step, ...]
    failure: str
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether every step checked and every claim was shown."""
        return not self.failure


@dataclass(frozen=True)
class Control:
    """A mutated statement and what became of it.

    Attributes
    ----------
    mutation : str
    rejected : str
        The step that failed; empty if the mutant was accepted.
    false : bool
        Whether the mutated statement is false at a random point, so that it had to be rejected.
    """

    mutation: str
    rejected: str
    false: bool


def run(write: Callable[[Derivation], None], mutation: str | None = None) -> Derivation:
    """Take the steps of a derivation.

    Raises
    ------
    StepError
        For a step that does not check and for a claim that is not shown.
    """
    d = Derivation(mutation)
    _finish(d, write)
    return d


def _finish(d: Derivation, write: Callable[[Derivation], None]) -> None:
    write(d)
    if not d.claims and not d.refuted and not d.limits:
        raise StepError("nothing is claimed")
    missing = len(d.claims) - len(d.shown)
    if missing:
        raise StepError(f"{missing} of {len(d.claims)} claims are not shown")


def replay(entry: Entry) -> Replay:
    """Replay a derivation from nothing."""
    start, d, failure = time.perf_counter(), Derivation(), ""
    try:
        _finish(d, entry.write)
    except FAILURES as error:
        failure = f"step {len(d.steps) + 1}: {error}"
    return Replay(entry, tuple(d.steps), failure, time.perf_counter() - start)


def controls(entry: Entry) -> list[Control]:
    """Replay every mutant: claims turned or a constant off by 1 %, hypotheses dropped.

    A mutant with a constant off in the harmless direction may be a weaker, true statement; it is a
    control only if it is false somewhere.
    """
    d = run(entry.write)
    names = [f"{k + 1}: {how}" for k in range(len(d.claims)) for how in MUTATIONS]
    names += [f"without: {a.name}" for a in d.assumptions]
    names += [f"refute: {words}" for words in d.refuted] + [f"limit: {words}" for words in d.limits]
    return [_control(entry, name) for name in names]


def _control(entry: Entry, mutation: str) -> Control:
    d, rejected = Derivation(mutation), ""
    try:
        _finish(d, entry.write)
    except FAILURES as error:
        rejected = str(error)
    return Control(mutation, rejected, _is_false(d, mutation))


def _is_false(d: Derivation, mutation: str) -> bool:
    head = mutation.partition(": ")[0]
    if not head.isdigit() or len(d.claims) < int(head):
        return False
    statement = d.claims[int(head) - 1][1]
    return d.sampler.falsify(statement.margin, statement.relation, d.assumptions)
