"""How an axiom variant is declared, and the table of all of them."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kdtheory.claims.claim import Claim, Domain, Relation
from kdtheory.claims.product import Input, ProductClaim

SOURCES = {
    "SK": "Flouro and Chadwick, sparse distillation, arXiv 2601.03195",
    "MT": "Flouro and Chadwick, multi-teacher aggregation, arXiv 2601.09165",
    "RM": "Flouro and Chadwick, recursive meta-distillation, arXiv 2601.13100",
    "AW": "Flouro and Chadwick, adaptive weighting, arXiv 2601.17910",
}
KINDS = {"SK": "softening", "MT": "aggregation", "RM": "recursion", "AW": "weighting"}
#: Variants of the headline reading; the others come with ``--all-variants``.
HEADLINE = (
    "SK-A0/simplex", "SK-A0/symmetry", "SK-A1/strict", "SK-A2/open",
    "SK-A3/weak", "SK-A4/open", "SK-A5/inf-open",
    "MT-A1/valid", "MT-A2/all", "MT-A3/kl", "MT-A4/open", "MT-A5/limits", "MT-A6/unanimity",
    "RM-A1/valid", "RM-A2/all", "RM-A3/anchor",
    "AW-A1/normalised", "AW-A2/positive", "AW-A3/bounded", "AW-A4/lipschitz", "AW-A5/ordinal",
)  # fmt: skip
_ORDER = """simplex symmetry strict weak open closed inf-open inf-closed inf-support zero
valid hull between all any kl tv componentwise limits commute entropy unanimity
jensen average maximum""".split()
VARIANTS = {name: place for place, name in enumerate(_ORDER)}


@dataclass(frozen=True)
class Axiom:
    """One variant of one axiom: data plus a margin function."""

    claim: str
    variant: str
    title: str
    statement: str
    provenance: str
    source: str
    margin: Callable[..., Any]
    relation: Relation
    closed: bool
    temperatures: int
    at: Fraction | None
    limit: str | None
    satisfied_by: str
    violated_by: str
    reductions: tuple[Callable[..., Any], ...]
    enclosures: tuple[Callable[..., Any], ...]
    inputs: tuple[Input, ...] = ()
    nearly: str = ""  # an operator that violates it by very little

    @property
    def key(self) -> str:
        return f"{self.claim}/{self.variant}"

    @property
    def kind(self) -> str:
        """The kind of operator that it speaks of."""
        return KINDS[self.claim.split("-")[0]]

    @property
    def headline(self) -> bool:
        return self.key in HEADLINE

    def about(self, subject: Any, domain: Domain) -> Claim | ProductClaim:
        """The claim that this axiom makes of an operator."""
        from dataclasses import replace

        if self.inputs:
            return ProductClaim(
                self.claim, self.variant, self.provenance, self.statement, self.relation,
                self.inputs, self.margin, subject, limit=self.limit, reductions=self.reductions,
                settings=subject.settings,
            )  # fmt: skip

        return Claim(
            id=self.claim,
            variant=self.variant,
            provenance=self.provenance,
            statement=self.statement,
            relation=self.relation,
            domain=replace(domain, closed=self.closed),
            subject=subject,
            margin=self.margin,
            temperatures=self.temperatures,
            fixed_temperature=self.at,
            limit=self.limit,
            reductions=self.reductions,
            enclosures=self.enclosures,
        )


_REGISTERED: list[Axiom] = []


def axiom(
    claim: str,
    variant: str,
    title: str,
    statement: str,
    *,
    provenance: str = "sourced",
    relation: Relation = Relation.NONNEGATIVE,
    closed: bool = False,
    temperatures: int = 1,
    at: str | None = None,
    limit: str | None = None,
    satisfied_by: str,
    violated_by: str,
    reductions: tuple[Callable[..., Any], ...] = (),
    enclosures: tuple[Callable[..., Any], ...] = (),
    inputs: tuple[Input, ...] = (),
    nearly: str = "",
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a margin function as an axiom variant; several may share one function."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        _REGISTERED.append(
            Axiom(
                claim,
                variant,
                title,
                statement,
                provenance,
                SOURCES[claim.split("-")[0]],
                function,
                relation,
                closed,
                temperatures,
                Fraction(at) if at else None,
                limit,
                satisfied_by,
                violated_by,
                reductions,
                enclosures,
                inputs,
                nearly,
            )
        )
        return function

    return register


def table() -> dict[str, Axiom]:
    """All axiom variants by key, in the order of the theory."""
    for kind in KINDS.values():
        if importlib.util.find_spec(f"kdtheory.axioms.{kind}") is not None:
            importlib.import_module(f"kdtheory.axioms.{kind}")
    last = len(VARIANTS)
    order = sorted(_REGISTERED, key=lambda a: (a.claim, VARIANTS.get(a.variant, last)))
    return {a.key: a for a in order}


def select(
    names: list[str] | None, *, kind: str | None = None, all_variants: bool = False
) -> list[Axiom]:
    """Axioms by ``SK-A1`` or ``SK-A1/strict``, the headline reading if none are named; of one
    kind of operator or of all.

    Raises
    ------
    ValueError
        For an unknown name, or if none of those named speaks of the kind; the message lists those
        that do.
    """
    axioms = table()
    own = {key: a for key, a in axioms.items() if kind in (None, a.kind)}
    if not names:
        return [a for a in own.values() if all_variants or a.headline]
    chosen = [a for a in _named(names, axioms, all_variants) if a.key in own]
    if not chosen:
        raise ValueError(
            f"{', '.join(names)} does not speak of {kind} operators; those that do: "
            f"{', '.join(own)}"
        )
    return chosen


def _named(names: list[str], axioms: dict[str, Axiom], all_variants: bool) -> list[Axiom]:
    chosen: dict[str, Axiom] = {}
    for name in names:
        wanted = name.strip()
        if wanted.upper() in axioms or wanted in axioms:
            hits = [axioms.get(wanted) or axioms[wanted.upper()]]
        else:
            ident, _, variant = wanted.partition("/")
            hits = [
                a
                for a in axioms.values()
                if a.claim == ident.upper()
                and (a.variant == variant if variant else (all_variants or a.headline))
            ]
            if not variant and not hits:  # an id that has no headline variant: all of them
                hits = [a for a in axioms.values() if a.claim == ident.upper()]
        if not hits:
            raise ValueError(f"no axiom {name!r}; there are: {', '.join(axioms)}")
        chosen |= {a.key: a for a in hits}
    return list(chosen.values())
