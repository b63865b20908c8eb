"""The claims that the checker knows, word for word, and the head that every certificate has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kdtheory.checker.grammar import (
    Rejected,
    fields,
    flag,
    items,
    need,
    rational,
    whole,
    words,
)
from kdtheory.checker.product_statements import (
    PRODUCTS,
    ProductHead,
    ProductStatement,
    TheoremHead,
    product_head,
)
from kdtheory.checker.spaces import MOST_CLASSES, Input, Space
from kdtheory.checker.temperatures import Temperatures
from kdtheory.checker.theorem_statements import THEOREMS

FORMAT = "kdtheory.certificate/1"
RELATIONS = (">= 0", "> 0", "tends to 0", "is continuous")
#: Relations whose refutation is a series of places instead of one point.
LIMITING = ("tends to 0", "is continuous")

HEAD = (
    "format kind claim variant statement provenance relation operator operator_digest scope "
    "domain digest "
)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True)
class Statement:
    """What a claim says, and of what.

    Attributes
    ----------
    text, provenance, relation : str
    closed : bool
        Whether ``p`` may have zero entries.
    temperatures : int
        How many temperatures a counterexample has.
    at : int or None
        The one temperature that the claim is about.
    limit : {"inf", "zero"} or None
    conditional : bool
        Whether the claim has a hypothesis besides its domain.
    """

    text: str
    provenance: str
    relation: str
    closed: bool = False
    temperatures: int = 1
    at: int | None = None
    limit: str | None = None
    conditional: bool = False


_S, _R = "sourced", "reconstructed"
KNOWN = {
    "SK-A0/simplex": Statement("F_T(p) ∈ Δ", _R, ">= 0"),
    "SK-A0/symmetry": Statement("F_T(πp) = π F_T(p) for every relabelling π", _R, ">= 0"),
    "SK-A1/strict": Statement("p_i > p_j ⇒ F_T(p)_i > F_T(p)_j", _S, "> 0", conditional=True),
    "SK-A1/weak": Statement(
        "p_i ≥ p_j ⇒ F_T(p)_i ≥ F_T(p)_j (ties stay ties)", _S, ">= 0", conditional=True
    ),
    "SK-A2/open": Statement(
        "(p, T) ↦ F_T(p) is continuous on Δ° × temperatures", _S, "is continuous"
    ),
    "SK-A2/closed": Statement(
        "(p, T) ↦ F_T(p) is continuous on Δ × temperatures", _S, "is continuous", closed=True
    ),
    "SK-A3/weak": Statement(
        "T' > T ⇒ H(F_T'(p)) ≥ H(F_T(p))", _S, ">= 0", temperatures=2, conditional=True
    ),
    "SK-A3/strict": Statement(
        "T' > T ⇒ H(F_T'(p)) > H(F_T(p)) unless p is uniform",
        _S, "> 0", temperatures=2, conditional=True,
    ),
    "SK-A4/open": Statement("F_1(p) = p for p ∈ Δ°", _S, ">= 0", at=1),
    "SK-A4/closed": Statement("F_1(p) = p for p ∈ Δ", _S, ">= 0", closed=True, at=1),
    "SK-A5/inf-open": Statement(
        "F_T(p) → u as T → ∞, for p ∈ Δ°", _R, "tends to 0", limit="inf"
    ),
    "SK-A5/inf-closed": Statement(
        "F_T(p) → u as T → ∞, for p ∈ Δ", _R, "tends to 0", closed=True, limit="inf"
    ),
    "SK-A5/inf-support": Statement(
        "F_T(p) → uniform on supp p as T → ∞", _R, "tends to 0", closed=True, limit="inf"
    ),
    "SK-A5/zero": Statement(
        "F_T(p) → uniform on argmax p as T → 0⁺", _R, "tends to 0", closed=True, limit="zero"
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Head:
    """What a certificate is about: claim, operator, domain."""

    key: str
    statement: Statement
    operator: str
    lowest: Any
    scope: dict[str, Any]

    @property
    def strict(self) -> bool:
        return self.statement.relation == "> 0"

    @property
    def space(self) -> Space:
        """Where counterexamples lie: a point and its one or two temperatures."""
        return self._space(self.statement.temperatures)

    @property
    def places(self) -> Space:
        """Where the places of a series lie."""
        return self._space(None)

    def _space(self, count: int | None) -> Space:
        claim = self.statement
        p = Input("p", "Δ" if claim.closed else "Δ°")
        return Space((p, Temperatures("T", "(0, ∞)", lowest=self.lowest, count=count, at=claim.at)))

    @property
    def end(self) -> tuple[str, bool] | None:
        """The input that runs to its limit, and whether that is zero."""
        limit = self.statement.limit
        return None if limit is None else ("T", limit == "zero")

    def need_whole(self) -> None:
        """Reject unless the scope is the claim's whole domain, for all numbers of classes."""
        need(self.whole_simplex() == "all", "the scope is not the domain of the claim")

    @property
    def where(self) -> str:
        """The temperatures quantified over, for people."""
        return f"T ≥ {self.lowest}" if self.lowest else "T > 0"

    def whole_simplex(self) -> Any:
        """The classes covered, where the scope is every temperature and no floor."""
        wanted = {"temperatures": [str(self.lowest), "inf"], "floor": "0"}
        got = {k: self.scope[k] for k in wanted}
        need(got == wanted, "the scope is not the domain of the claim")
        return self.scope["classes"]


def head(document: dict[str, Any]) -> Head | ProductHead:
    """The head of a certificate, every field checked against the claim that it names."""
    claim, variant = words(document["claim"], "claim"), words(document["variant"], "variant")
    key = f"{claim}/{variant}"
    tables: tuple[Mapping[str, Statement | ProductStatement], ...] = (KNOWN, PRODUCTS, THEOREMS)
    candidates = [table[key] for table in tables if key in table]
    need(bool(candidates), f"the checker knows no claim {key[:60]}")
    known = next((c for c in candidates if document["statement"] == c.text), None)
    if known is None:
        raise Rejected(f"that is not the statement of {key}")
    need(document["provenance"] == known.provenance, f"that is not the provenance of {key}")
    need(document["relation"] == known.relation, f"that is not the relation of {key}")
    operator = words(document["operator"], "operator")
    need(0 < len(operator) <= 500, "the operator has no name")
    digest = words(document["operator_digest"], "operator_digest")
    need(bool(_DIGEST.fullmatch(digest)), "operator_digest is not sha256: and 64 hex digits")
    if not isinstance(known, Statement):
        made = ProductHead if known is PRODUCTS.get(key) else TheoremHead
        return product_head(document, made(key, known, operator, document["scope"]))
    lowest = _domain(document["domain"], known)
    return Head(key, known, operator, lowest, _scope(document["scope"]))


def _domain(x: Any, known: Statement) -> Any:
    fields(x, "domain", "closed lowest at limit")
    need(flag(x["closed"], "domain.closed") == known.closed, "the claim has another domain")
    lowest = rational(x["lowest"], "domain.lowest")
    need(lowest >= 0, "domain.lowest is negative")
    need((known.limit == "zero") <= (lowest == 0), "a limit at zero needs all temperatures")
    at = None if known.at is None else str(known.at)
    need(x["at"] == at, "domain.at is not the temperature of the claim")
    need(at is None or lowest <= known.at, "domain.at lies below domain.lowest")
    need(x["limit"] == known.limit, "domain.limit is not the limit of the claim")
    return lowest


def _scope(x: Any) -> dict[str, Any]:
    fields(x, "scope", "classes temperatures floor", "note")
    if x["classes"] != "all":
        classes = items(x["classes"], "scope.classes", 1, 64)
        for n in classes:
            whole(n, 2, MOST_CLASSES, "a number of classes")
        need(classes == sorted(set(classes)), "scope.classes is not increasing")
    ends = items(x["temperatures"], "scope.temperatures", 2, 2)
    low = rational(ends[0], "scope.temperatures")
    need(low >= 0, "scope.temperatures are negative")
    if ends[1] != "inf":
        need(low < rational(ends[1], "scope.temperatures"), "scope.temperatures are not a range")
    floor = rational(x["floor"], "scope.floor")
    need(0 <= floor < 1, "scope.floor is not a probability")
    words(x.get("note", ""), "scope.note")
    return x
