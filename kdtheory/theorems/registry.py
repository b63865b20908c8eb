"""How a theorem is declared, and the table of all of them.

A theorem is one small function from the hypotheses that are kept to drafts of claims. Dropping a
hypothesis widens the inputs or exchanges a formula; the engines then have to find by themselves
why it is there.
"""

from __future__ import annotations

import hashlib
import importlib
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kdtheory.axioms.registry import SOURCES
from kdtheory.claims.claim import Relation
from kdtheory.claims.obligation import Reduction
from kdtheory.claims.product import Input, ProductClaim

OURS = "ours"
MODULES = (
    "aggregation", "averages", "coherence", "recursion", "errors", "anchors", "weighting",
    "training", "variance", "bregman", "targets", "pruning", "rates", "classes", "access",
    "samples", "privacy", "families",
)  # fmt: skip
FAMILIES = ("SK", "MT", "RM", "AW")


class UnknownTheorem(ValueError):
    """No theorem, or no hypothesis of it, has this name; the message lists those that exist."""


@dataclass(frozen=True)
class Constant:
    """The constant of a bound.

    Attributes
    ----------
    stated : str
        As the theorem states it.
    computed : str
        As it is known here, or which bound of ``kdtheory sharpen`` computes it.
    kind : {"tight", "upper", "lower", "equality"}
        ``tight``: no smaller one will do. ``upper``: it holds, a smaller one may do as well.
        ``equality``: both sides are equal.
    """

    stated: str
    computed: str
    kind: str


@dataclass(frozen=True)
class FalseReading:
    """A natural reading that is false.

    Attributes
    ----------
    words : str
        The reading, in one sentence.
    repair : str
        The hypothesis whose absence makes it false.
    variants : tuple of str
        The variants of the theorem that it concerns; all of them if none are named.
    """

    words: str
    repair: str
    variants: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """One claim of a theorem before it knows the theorem.

    Attributes
    ----------
    needs : tuple of str
        The hypotheses that it uses.
    """

    variant: str
    statement: str
    inputs: tuple[Input, ...]
    margin: Callable[..., Any]
    needs: tuple[str, ...] = ()
    relation: Relation = Relation.NONNEGATIVE
    limit: str | None = None
    classes: tuple[int, ...] = (2, 3, 4)
    teachers: tuple[int, ...] = (2, 3, 4)
    proofs: tuple[Callable[..., Any], ...] = ()
    note: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)


class Kept:
    """Which hypotheses are kept: ``kept("anchor")`` or ``kept.anchor``."""

    def __init__(self, dropped: Iterable[str] = ()):
        self._dropped = frozenset(dropped)

    def __call__(self, name: str) -> bool:
        return name not in self._dropped

    def __getattr__(self, name: str) -> bool:
        return name not in self._dropped


@dataclass(frozen=True)
class Theorem:
    """A statement of the theory with its hypotheses as switches.

    Attributes
    ----------
    id, title : str
    statement : str
        In LaTeX.
    plain : str
        In one plain sentence.
    provenance : {"sourced", "reconstructed", "ours"}
    source : str
    hypotheses : mapping
        Name to words; each can be switched off.
    false : mapping
        Name of a false reading to what it says and the hypothesis that repairs it.
    constant : Constant or None
    drafts : callable
        ``drafts(kept) -> list of Draft``.
    """

    id: str
    title: str
    statement: str
    plain: str
    provenance: str
    source: str
    hypotheses: Mapping[str, str]
    false: Mapping[str, FalseReading]
    constant: Constant | None
    drafts: Callable[[Kept], list[Draft]]

    @property
    def kind(self) -> str:
        """``equality``, ``tight``, ``upper`` or ``lower`` where there is a constant."""
        return self.constant.kind if self.constant else "qualitative"

    @property
    def digest(self) -> str:
        """``sha256:`` of the statement and of the module that declares it."""
        module = inspect.getmodule(self.drafts)
        parts = [self.id, self.statement, "" if module is None else inspect.getsource(module)]
        return "sha256:" + hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def claims(self, without: Iterable[str] = ()) -> list[ProductClaim]:
        """The claims to be decided, with some hypotheses dropped.

        With all hypotheses: every claim, with its proofs. Otherwise only those that use a dropped
        one, without proofs, as variants ``step-without-anchor``.

        Raises
        ------
        UnknownTheorem
            For a hypothesis that the theorem does not have.
        """
        dropped = tuple(without)
        for name in dropped:
            if name not in self.hypotheses:
                known = ", ".join(self.hypotheses) or "none"
                raise UnknownTheorem(f"{self.id} has no hypothesis {name!r}; it has: {known}")
        drafts = self.drafts(Kept(dropped))
        if dropped:
            drafts = [d for d in drafts if set(d.needs) & set(dropped)]
        return [self._claim(d, dropped) for d in drafts]

    def _claim(self, draft: Draft, dropped: tuple[str, ...]) -> ProductClaim:
        mine = [name for name in dropped if name in draft.needs]
        suffix = "".join(f"-without-{name}" for name in mine)
        words = "; ".join(f"without: {self.hypotheses[name]}" for name in mine)
        return ProductClaim(
            id=self.id,
            variant=draft.variant + suffix,
            provenance=self.provenance,
            statement=draft.statement,
            relation=draft.relation,
            inputs=draft.inputs,
            margin=draft.margin,
            classes=draft.classes,
            teachers=draft.teachers,
            limit=draft.limit,
            proofs=() if mine else draft.proofs,
            note="; ".join(x for x in (draft.note, words) if x),
            settings=draft.settings,
        )

    def reduction(self, claim: ProductClaim) -> Reduction | None:
        """The obligations that make up the first proof of a claim, or None."""
        for proof in claim.proofs:
            reduce = getattr(proof, "reduction", None)
            if reduce is not None:
                found: Reduction = reduce(claim)
                return found
        return None


_REGISTERED: dict[str, Theorem] = {}


def theorem(
    id: str,
    title: str,
    statement: str,
    plain: str,
    *,
    provenance: str = "sourced",
    hypotheses: Mapping[str, str] | None = None,
    false: Mapping[str, FalseReading] | None = None,
    constant: Constant | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function ``drafts(kept) -> list of Draft`` as a theorem."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        source = SOURCES[id.split("-")[0]]
        _REGISTERED[id] = Theorem(
            id, title, statement, plain, provenance, source, hypotheses or {}, false or {},
            constant, function,
        )  # fmt: skip
        return function

    return register


def _order(id: str) -> tuple[int, str, int]:
    family, name = id.split("-")
    return FAMILIES.index(family), name[0], int(name[1:])


def table() -> dict[str, Theorem]:
    """All theorems by id, in the order of the theory."""
    for name in MODULES:
        importlib.import_module(f"kdtheory.theorems.{name}")
    return {id: _REGISTERED[id] for id in sorted(_REGISTERED, key=_order)}


def find(id: str) -> Theorem:
    """The theorem of an id such as ``RM-C2``, in any case.

    Raises
    ------
    UnknownTheorem
    """
    known = table()
    if id.strip().upper() not in known:
        raise UnknownTheorem(f"no theorem {id!r}; there are: {', '.join(known)}")
    return known[id.strip().upper()]
