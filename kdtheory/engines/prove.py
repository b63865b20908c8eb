"""Prove a claim for all parameters: discharge the obligations of one of its reductions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kdtheory.arithmetic import normal, ranges
from kdtheory.arithmetic.defined import continuous, defined
from kdtheory.claims.obligation import Goal, Obligation, Reduction


@dataclass(frozen=True)
class Step:
    """One discharged obligation and how."""

    obligation: Obligation
    how: str
    data: Any = None


@dataclass(frozen=True)
class Proof:
    """A derivation: the reduction and each of its obligations, discharged."""

    reduction: str
    summary: str
    classes: tuple[int, ...] | str
    because: str
    discharged: tuple[Step, ...]
    formula: Any = field(default_factory=dict)
    note: str = ""

    @property
    def steps(self) -> list[str]:
        """The derivation in lines for people."""
        return [self.because] + [f"{s.obligation.text}: {s.how}" for s in self.discharged]


def prove(claim: Any) -> Proof | None:
    """A proof by the first reduction whose obligations can all be discharged, or None."""
    for reduce in claim.reductions:
        reduction = reduce(claim)
        if reduction is not None and (proof := _attempt(reduction)) is not None:
            return proof
    return None


def _attempt(reduction: Reduction) -> Proof | None:
    steps = []
    for obligation in reduction.obligations:
        step = discharge(obligation)
        if step is None:
            return None
        steps.append(step)
    return Proof(
        reduction.name,
        f"{reduction.name}: {reduction.because}",
        reduction.classes,
        reduction.because,
        tuple(steps),
        reduction.formula,
    )


def discharge(obligation: Obligation) -> Step | None:
    """Settle one obligation by algebra, or return None."""
    node = obligation.node
    if node.op == "nan":
        return None
    if obligation.goal is Goal.ZERO:
        settled = defined(node) and normal.is_zero(node)
        return Step(obligation, "simplifies to zero") if settled else None
    if obligation.goal is Goal.CONTINUOUS:
        return Step(obligation, "no branch, no vanishing denominator") if continuous(node) else None
    if not defined(node):
        return None
    wanted_strict = obligation.goal is Goal.POSITIVE
    if ranges.positive(node.range) or (not wanted_strict and ranges.nonnegative(node.range)):
        return Step(obligation, "by the ranges of its parts")
    found = normal.sign(node, obligation.positive)
    if found is None or found.sign < 0 or (wanted_strict and not (found.sign > 0 and found.strict)):
        return None
    shown = ", ".join(f"{a} = {b}" for a, b in found.substitution[:6])
    return Step(obligation, f"with {shown} all coefficients are nonnegative", found.data)
