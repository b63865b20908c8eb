"""Verdicts, witnesses and reports: the typed values that every engine returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

REPORT_FORMAT: Final = "kdtheory.report/1"


class Outcome(StrEnum):
    """What is known of a claim, from strongest evidence for it to none.

    ``PROVED``: true for every parameter in scope, by derivation. ``CERTIFIED``: true on the
    stated compact domain, by enclosure. ``SUPPORTED``: no counterexample found, *not* a proof.
    ``REFUTED``: false, by an exact witness. ``UNDECIDED``: the budget ended first.
    ``UNSUPPORTED``: the claim does not apply, or nothing can read the operator. ``ERROR``: the
    operator broke its contract.
    """

    PROVED = "proved"
    CERTIFIED = "certified"
    SUPPORTED = "supported"
    REFUTED = "refuted"
    UNDECIDED = "undecided"
    UNSUPPORTED = "unsupported"
    ERROR = "error"


@dataclass(frozen=True)
class Scope:
    """Where a verdict holds.

    Attributes
    ----------
    classes : tuple of int, "all" or None
        Numbers of classes covered; ``"all"`` for a dimension-free statement, None where the
        statement has no classes.
    temperatures : tuple of str or None
        Exact lower and upper end; the upper end is ``"inf"`` for an unbounded range.
    floor : str
        Exact smallest entry of ``p`` that is covered; ``"0"`` for the whole simplex.
    note : str
        Anything else that limits the scope, in words.
    teachers : tuple of int, "all" or None
        Numbers of teachers covered.
    inputs : mapping
        The set that each input ranges over, such as ``{"alpha": "(0, 1)"}``.
    """

    classes: tuple[int, ...] | str | None
    temperatures: tuple[str, str] | None
    floor: str
    note: str = ""
    teachers: tuple[int, ...] | str | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "classes": _plain(self.classes),
            "temperatures": _plain(self.temperatures),
            "floor": self.floor,
        }
        more = {"teachers": _plain(self.teachers), "inputs": dict(self.inputs), "note": self.note}
        return {**body, **{k: v for k, v in more.items() if v}}

    def __str__(self) -> str:
        parts = [_count("K", self.teachers), _count("n", self.classes)]
        if self.temperatures:
            low, high = self.temperatures
            parts.append(f"T ≥ {low}" if high == "inf" else f"{low} ≤ T ≤ {high}")
        parts += ["" if self.floor == "0" else f"p ≥ {self.floor}"]
        parts += [f"{name} ∈ {where}" for name, where in self.inputs.items()]
        return ", ".join(x for x in (*parts, self.note) if x)


def _plain(x: Any) -> Any:
    return list(x) if isinstance(x, tuple) else x


def _count(letter: str, sizes: tuple[int, ...] | str | None) -> str:
    if sizes is None:
        return ""
    return f"all {letter}" if sizes == "all" else f"{letter} = " + ", ".join(map(str, sizes))


@dataclass(frozen=True)
class Witness:
    """An exact counterexample.

    Attributes
    ----------
    inputs : mapping
        Every input by name; numbers are exact rationals as strings, vectors lists of them.
    margin : tuple of str
        Decimal ends of an enclosure of the margin at the inputs (negative: violated).
    text : str
        The violation in one line, for people.
    """

    inputs: Mapping[str, Any]
    margin: tuple[str, str]
    text: str = ""

    def to_json(self) -> dict[str, Any]:
        return {**self.inputs, "margin": list(self.margin), "text": self.text}


@dataclass(frozen=True)
class Verdict:
    """The decision on one claim about one operator.

    A verdict has no truth value: compare :attr:`outcome` instead.

    >>> scope = Scope("all", ("1", "inf"), "0")
    >>> v = Verdict("SK-A1", "strict", "sourced", Outcome.SUPPORTED, scope)
    >>> bool(v)
    Traceback (most recent call last):
        ...
    TypeError: a Verdict is neither true nor false; compare its .outcome
    """

    claim: str
    variant: str
    provenance: str
    outcome: Outcome
    scope: Scope
    reason: str = ""
    witness: Witness | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)
    document: Mapping[str, Any] | None = None  # the certificate itself, before it is written
    certificate: str | None = None  # where it was written
    seconds: float = 0.0
    seed: int = 0

    def __bool__(self) -> bool:
        raise TypeError("a Verdict is neither true nor false; compare its .outcome")

    @property
    def key(self) -> str:
        """Claim and variant, as in ``SK-A1/strict``."""
        return f"{self.claim}/{self.variant}"

    def to_json(self) -> dict[str, Any]:
        return {
            "claim": self.claim,
            "variant": self.variant,
            "provenance": self.provenance,
            "verdict": self.outcome.value,
            "scope": self.scope.to_json(),
            "reason": self.reason,
            "witness": self.witness.to_json() if self.witness else None,
            "evidence": dict(self.evidence),
            "certificate": self.certificate,
            "seconds": round(self.seconds, 3),
            "seed": self.seed,
        }


@dataclass(frozen=True)
class OperatorReport:
    """All verdicts on one operator.

    ``pictures`` holds plain numbers for drawing: ``{"curves": [{"start": [p1, p2, p3],
    "temperatures": [...], "points": [[...], ...]}, ...]}`` on the 3-simplex; empty when the
    operator could not be evaluated there.
    """

    operator: str
    kind: str
    digest: str
    verdicts: tuple[Verdict, ...]
    summary: str = ""
    notes: tuple[str, ...] = ()
    pictures: Mapping[str, Any] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Verdict]:
        return iter(self.verdicts)

    def __getitem__(self, key: str) -> Verdict:
        """The verdict on ``"SK-A1/strict"``."""
        for verdict in self.verdicts:
            if verdict.key == key:
                return verdict
        known = ", ".join(v.key for v in self.verdicts)
        raise KeyError(f"no verdict on {key!r} for {self.operator}; there are: {known}")

    def to_json(self) -> dict[str, Any]:
        return {
            "operator": self.operator,
            "kind": self.kind,
            "digest": self.digest,
            "notes": list(self.notes),
            "verdicts": [v.to_json() for v in self.verdicts],
        }


@dataclass(frozen=True)
class Report:
    """What :func:`kdtheory.verify` returns: one entry per operator, in the order asked."""

    operators: tuple[OperatorReport, ...]
    environment: Mapping[str, Any] = field(default_factory=dict)

    def __iter__(self) -> Iterator[OperatorReport]:
        return iter(self.operators)

    def joined(self, *others: Report) -> Report:
        """One report with the entries of all; the environment is the last one's."""
        everyone = (self, *others)
        operators = tuple(op for report in everyone for op in report.operators)
        return Report(operators, everyone[-1].environment)

    @property
    def verdicts(self) -> list[Verdict]:
        return [v for op in self.operators for v in op.verdicts]

    @property
    def exit_code(self) -> int:
        """0 all proved or certified; 1 something refuted; 3 nothing refuted, something open."""
        outcomes = {v.outcome for v in self.verdicts}
        if Outcome.REFUTED in outcomes:
            return 1
        return 0 if outcomes <= {Outcome.PROVED, Outcome.CERTIFIED} else 3

    def to_json(self) -> dict[str, Any]:
        """The document published as ``kdtheory.report/1``."""
        return {
            "format": REPORT_FORMAT,
            "environment": dict(self.environment),
            "operators": [op.to_json() for op in self.operators],
        }

    def __str__(self) -> str:
        from kdtheory.report import render

        return render(self, "table")

    def _repr_html_(self) -> str:
        from kdtheory.report import render_fragment

        return render_fragment(self)
