"""How a claim of the papers is declared: one function a file, from nothing to its parts.

A part says where a piece of the computed side comes from: a theorem decided by the engines, the
axiom's row of every operator, a sharp constant, a measurement, a number. The registries of theorems
and axioms know the words; a file adds only what they do not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

PAPERS: Final = {
    "sk": ("SK", "Sparse distillation and softening operators"),
    "mt": ("MT", "Multi-teacher aggregation"),
    "rm": ("RM", "Recursive meta-distillation"),
    "aw": ("AW", "Adaptive weighting"),
}
#: Paper of the ids that do not say it: the reductions of the softening axioms.
_PAPER_OF: Final = {"R": "sk"}
#: Sections of the theory in the order of the theory: first letters of the part after the family.
_SECTIONS: Final = {"SK": "AERBHCQPD", "MT": "ATJVBSL", "RM": "AC", "AW": "AFPNSCZ"}


@dataclass(frozen=True, order=True)
class Job:
    """A piece of work with a result of its own in the store.

    Attributes
    ----------
    kind : str
        A name in :data:`kdtheory.ledger.jobs.KINDS`.
    subject : str
        What it is about: an operator, a theorem, a bound, a measurement.
    detail : str
        Which part of it: an axiom variant, a false reading, parameters.
    quick : bool
        With small budgets.
    seed : int
    """

    kind: str
    subject: str
    detail: str = ""
    quick: bool = False
    seed: int = 0

    @property
    def name(self) -> str:
        """The job in a few words, for progress."""
        return " ".join(x for x in (self.subject, self.detail) if x)


@dataclass(frozen=True)
class Effort:
    """How much a run may cost, and its seed."""

    quick: bool = False
    seed: int = 0

    def job(self, kind: str, subject: str, detail: str = "") -> Job:
        return Job(kind, subject, detail, self.quick, self.seed)


@dataclass(frozen=True)
class Part:
    """A source of the computed side of a claim: its kind and what it takes."""

    kind: str
    subject: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Value:
    """A number of the theory beside the same number computed.

    Attributes
    ----------
    name : str
        What it is.
    stated : str
        As the theory states it: a decimal (then the computed number rounds to it), a fraction or
        an integer with ``exactly`` (then both are equal), or a bound.
    compute : callable
        Returns an int, a Fraction or an Arb ball.
    relation : {"rounds to", "exactly", "at most", "at least"}
        How the computed number relates to the stated one.
    """

    name: str
    stated: str
    compute: Callable[[], Any]
    relation: str = "rounds to"


def theorem(id: str) -> Part:
    """All claims of a theorem, and its false readings with their repairs."""
    return Part("theorem", id.upper())


def axiom(id: str) -> Part:
    """Every variant of an axiom at every operator of the catalogue that it speaks of."""
    return Part("axiom", id.upper())


def cells(operators: str, axioms: str) -> Part:
    """Some axiom variants at some operators, both named in one text.

    ``!SK-A3/weak`` says that the operator violates it. An operator of the claim's own file is
    written ``sk/r8.py:swollen``.

    Examples
    --------
    >>> cells("power mixture", "SK-A3/weak").details
    ('power SK-A3/weak', 'mixture SK-A3/weak')
    """
    pairs = [f"{op} {key}" for op in operators.split() for key in axioms.split()]
    return Part("cells", "", tuple(pairs))


def sharp(bound: str, **parameters: Any) -> Part:
    """The best constant of a bound, enclosed, for some parameters."""
    return Part("sharp", bound, (" ".join(f"{k}={v}" for k, v in sorted(parameters.items())),))


def measured(id: str) -> Part:
    """What a measurement finds about the claim."""
    return Part("measurement", id)


def value(name: str, stated: str, compute: Callable[[], Any], relation: str = "rounds to") -> Value:
    """A number of the theory beside the computed one; see :class:`Value`.

    Raises
    ------
    ValueError
        For an unknown relation.
    """
    if relation not in ("rounds to", "exactly", "at most", "at least"):
        raise ValueError(f"{name}: a number cannot be {relation!r}")
    return Value(name, stated, compute, relation)


@dataclass(frozen=True)
class Claim:
    """A claim of the theory: its words and where its computed side comes from.

    Attributes
    ----------
    id : str
        Such as ``RM-C2`` or ``R1``.
    stated : str
        The value or the form that the theory states, in plain text.
    title, statement, plain, provenance : str
        Only where no registry has them; the statement in LaTeX.
    hypotheses : mapping
        Name to words, only where no registry has them.
    as_stated : str
        The false reading that is the papers' summary or natural reading, where that is false.
    note : str
        What a reader has to know besides.
    derived : bool
        Whether the derivation of this id proves the whole statement; only where no theorem does.
    parts : callable
        Returns the parts and values.
    """

    id: str
    stated: str
    parts: Callable[[], Sequence[Part | Value]]
    title: str = ""
    statement: str = ""
    plain: str = ""
    provenance: str = ""
    hypotheses: Mapping[str, str] = field(default_factory=dict)
    as_stated: str = ""
    note: str = ""
    derived: bool = False
    file: str = ""

    @property
    def paper(self) -> str:
        """Folder of the claim's paper."""
        return _PAPER_OF.get(self.id[0] if "-" not in self.id else "", self.id[:2].lower())

    @property
    def sources(self) -> list[Part]:
        """The parts that are worked on by engines."""
        return [p for p in self.parts() if isinstance(p, Part)]

    @property
    def values(self) -> list[Value]:
        """The numbers, computed by the claim's own file."""
        return [p for p in self.parts() if isinstance(p, Value)]


def claim(id: str, *, stated: str, **words: Any) -> Callable[[Callable[..., Any]], Claim]:
    """Declare the function below to be a claim: it returns a list of parts and values.

    Examples
    --------
    >>> @claim("RM-C2", stated="1 − α")
    ... def rm_c2():
    ...     return [theorem("RM-C2"), sharp("RM-C2", alpha="1/2", floor="1/10")]
    >>> rm_c2.paper, [part.kind for part in rm_c2.sources]
    ('rm', ['theorem', 'sharp'])
    """

    def declare(function: Callable[..., Any]) -> Claim:
        return Claim(id, stated, function, **words)

    return declare


def order(id: str) -> tuple[int, int, int]:
    """Where an id stands in the theory.

    Examples
    --------
    >>> sorted(["RM-C10", "SK-B1", "R2", "SK-E1", "RM-C9"], key=order)
    ['SK-E1', 'R2', 'SK-B1', 'RM-C9', 'RM-C10']
    """
    family, _, rest = id.rpartition("-")
    family = family or "SK"
    return list(_SECTIONS).index(family), _SECTIONS[family].index(rest[0]), int(rest[1:])
