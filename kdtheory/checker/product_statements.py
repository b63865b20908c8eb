"""The claims over several named inputs that the checker knows, and the head of their certificates.

To add a claim, add a row: text, provenance, relation, inputs; and what it presupposes, if it has
a hypothesis of the inputs alone, in :mod:`.hypotheses`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from kdtheory.checker.grammar import fields, items, need, whole, words
from kdtheory.checker.spaces import MOST_CLASSES, MOST_TEACHERS, Input, Space


@dataclass(frozen=True)
class ProductStatement:
    """What a claim over named inputs says.

    Attributes
    ----------
    text, provenance, relation : str
    space : Space
    limit : str or None
        Name of the input that tends to infinity.
    conditional : bool
        Whether the claim has a hypothesis besides its sets.
    note : str
        What every scope of the claim says besides its sets.
    """

    text: str
    provenance: str
    relation: str
    space: Space
    limit: str | None = None
    conditional: bool = False
    note: str = ""


_RATIO = r"\d{1,40}(/\d{1,40})?"
_SOFTENING = re.compile(r"F_T = .{1,200}", re.ASCII)
#: What a scope says of the parameters that a claim has besides its inputs.
_PARAMETERS = {
    "MT-A5/limits": _SOFTENING,
    "MT-A5/commute": _SOFTENING,
    "MT-A5/entropy": _SOFTENING,
    "AW-A3/bounded": re.compile(f"w_min = {_RATIO}, w_max = {_RATIO}", re.ASCII),
    "AW-A4/lipschitz": re.compile(f"L = {_RATIO}", re.ASCII),
}
_SOURCED, _RECONSTRUCTED, _OURS = "sourced", "reconstructed", "ours"
_PS, _CLOSED, _W = Input("ps", "Δ°^K"), Input("ps", "Δ^K"), Input("w", "Δ°_K")
_T, _SHARE = Input("T", "[1, ∞)"), Input("s", "(0, 1)")
_DIRECTION, _EVENT = Input("c", "[-1, 1]^n"), Input("U", "{0, 1}^n")
_OPEN_STEP = (Input("base", "Δ°"), Input("student", "Δ°"), Input("alpha", "(0, 1)"))
_CLOSED_STEP = (Input("base", "Δ"), Input("student", "Δ"), Input("alpha", "(0, 1)"))
_SCORES, _STEP, _MOVE = Input("scores", "ℝ^K"), Input("h", "(0, 1]"), Input("d", "[-1, 1]^K")


def _claim(
    text: str, provenance: str, relation: str, *inputs: Input, limit: str | None = None,
    conditional: bool = False, note: str = "",
) -> ProductStatement:  # fmt: skip
    space = Space(inputs)
    return ProductStatement(text, provenance, relation, space, limit, conditional, note)


AGGREGATION = {
    "MT-A1/valid": _claim("G(p¹..p^K, w) ∈ Δ", _SOURCED, ">= 0", _PS, _W),
    "MT-A1/hull": _claim(
        "c·G(p¹..p^K, w) ≤ max_k c·p^k for every c: G in the convex hull of the teachers",
        _OURS, ">= 0", _PS, _W, _DIRECTION,
    ),
    "MT-A1/between": _claim(
        "min_k p^k(i) ≤ G(p¹..p^K, w)(i) ≤ max_k p^k(i)", _OURS, ">= 0", _PS, _W
    ),
    "MT-A2/all": _claim(
        "all p^k(i) > 0 ⇒ G(p¹..p^K, w)(i) > 0", _SOURCED, "> 0", _CLOSED, _W, conditional=True
    ),
    "MT-A2/any": _claim(
        "some p^k(i) > 0 ⇒ G(p¹..p^K, w)(i) > 0", _SOURCED, "> 0", _CLOSED, _W, conditional=True
    ),
    "MT-A3/kl": _claim(
        "KL(p^k‖G) does not grow when the weight of k is raised: w' = (1−s)w + s e_k",
        _RECONSTRUCTED, ">= 0", _PS, _W, _SHARE, conditional=True,
    ),
    "MT-A3/tv": _claim(
        "TV(p^k, G) does not grow when the weight of k is raised: w' = (1−s)w + s e_k",
        _RECONSTRUCTED, ">= 0", _PS, _W, _SHARE,
    ),
    "MT-A3/componentwise": _claim(
        "each |G_i − p^k_i| does not grow when the weight of k is raised: w' = (1−s)w + s e_k",
        _RECONSTRUCTED, ">= 0", _PS, _W, _SHARE,
    ),
    "MT-A4/open": _claim(
        "(ps, w) ↦ G(ps, w) is continuous, teachers in Δ°", _SOURCED, "is continuous", _PS, _W
    ),
    "MT-A4/closed": _claim(
        "(ps, w) ↦ G(ps, w) is continuous, teachers in Δ", _SOURCED, "is continuous", _CLOSED, _W
    ),
    "MT-A5/limits": _claim(
        "G(F_T p¹..F_T p^K, w) → u as T → ∞ (at T = 1 it is the plain aggregate)",
        _RECONSTRUCTED, "tends to 0", _PS, _W, _T, limit="T",
    ),
    "MT-A5/commute": _claim(
        "F_T(G(p¹..p^K, w)) = G(F_T p¹..F_T p^K, w)", _RECONSTRUCTED, ">= 0", _PS, _W, _T
    ),
    "MT-A5/entropy": _claim(
        "T' > T ⇒ H(G(F_T' p¹..F_T' p^K, w)) ≥ H(G(F_T p¹..F_T p^K, w))",
        _RECONSTRUCTED, ">= 0", _PS, _W, Input("T_low", "[1, ∞)"), Input("T_high", "[1, ∞)"),
        conditional=True,
    ),
    "MT-A6/unanimity": _claim("G(p..p, w) = p", _OURS, ">= 0", Input("p", "Δ°"), _W),
    "MT-J1/jensen": _claim(
        "G(i) ≥ Π_k p^k(i)^(w_k), that is KL(r‖G) ≤ Σ_k w_k KL(r‖p^k) for every r",
        _SOURCED, ">= 0", _PS, _W,
    ),
    "MT-S1/average": _claim(
        "G(U) ≤ Σ_k w_k p^k(U) for every event U", _RECONSTRUCTED, ">= 0", _PS, _W, _EVENT
    ),
    "MT-S1/maximum": _claim(
        "G(U) ≤ max_k p^k(U) for every event U", _RECONSTRUCTED, ">= 0", _PS, _W, _EVENT
    ),
}  # fmt: skip

RECURSION = {
    "RM-A1/valid": _claim("s' = R(p_0, s, α) ∈ Δ", _SOURCED, ">= 0", *_OPEN_STEP),
    "RM-A2/all": _claim(
        "p_0(i) > 0 and s(i) > 0 ⇒ R(p_0, s, α)(i) > 0", _SOURCED, "> 0", *_CLOSED_STEP,
        conditional=True,
    ),
    "RM-A2/base": _claim(
        "p_0(i) > 0 ⇒ R(p_0, s, α)(i) > 0", _RECONSTRUCTED, "> 0", *_CLOSED_STEP, conditional=True
    ),
    "RM-A3/anchor": _claim(
        "s' = α p_0 + (1−α) r for some r ∈ Δ: s'(i) ≥ α p_0(i) for every i",
        _SOURCED, ">= 0", *_CLOSED_STEP,
    ),
}  # fmt: skip

WEIGHTING = {
    "AW-A1/normalised": _claim("Σ_k w_k = 1", _SOURCED, ">= 0", _SCORES),
    "AW-A2/positive": _claim("w_k > 0", _SOURCED, "> 0", _SCORES),
    "AW-A3/bounded": _claim(
        "w_min ≤ w_k ≤ w_max for the declared bounds", _SOURCED, ">= 0", _SCORES
    ),
    "AW-A4/lipschitz": _claim(
        "‖w(s + h d) − w(s)‖₁ ≤ L h max|d_k|, for the declared L, or for L = 10⁶",
        _SOURCED, ">= 0", _SCORES, _STEP, _MOVE,
    ),
    "AW-A5/ordinal": _claim("s_i ≥ s_j ⇒ w_i ≥ w_j", _SOURCED, ">= 0", _SCORES, conditional=True),
    "AW-A5/monotone": _claim(
        "raising s_k alone does not lower w_k", _RECONSTRUCTED, ">= 0", _SCORES, _STEP
    ),
}  # fmt: skip

PRODUCTS: dict[str, ProductStatement] = {**AGGREGATION, **RECURSION, **WEIGHTING}


@dataclass(frozen=True)
class ProductHead:
    """What a certificate of a claim over named inputs is about."""

    key: str
    statement: ProductStatement
    operator: str
    scope: dict[str, Any]

    @property
    def strict(self) -> bool:
        return self.statement.relation == "> 0"

    @property
    def space(self) -> Space:
        """Where counterexamples lie."""
        return self.statement.space

    @property
    def places(self) -> Space:
        """Where the places of a series lie."""
        return self.statement.space

    @property
    def end(self) -> tuple[str, bool] | None:
        """The input that runs to its limit, and whether that is zero."""
        return None if self.statement.limit is None else (self.statement.limit, False)

    def need_whole(self) -> None:
        """Reject unless the scope is the claim's whole domain, for all numbers of classes."""
        sizes = tuple("all" if self.space.counts(x) else None for x in "nK")
        found = (self.scope["classes"], self.scope.get("teachers"))
        need(found == sizes, "the scope is not the domain of the claim")
        note, parameters = self.scope.get("note", ""), _PARAMETERS.get(self.key)
        fits = note == self.statement.note if parameters is None else parameters.fullmatch(note)
        need(bool(fits), "the scope does not name the parameters of the claim")


@dataclass(frozen=True)
class TheoremHead(ProductHead):
    """The same for a claim of a theorem, which speaks of no operator of the user's."""


def product_head(document: dict[str, Any], about: ProductHead) -> ProductHead:
    """The head of a certificate, domain and scope checked against the claim."""
    known = about.statement
    domain = fields(document["domain"], "domain", "inputs limit")
    need(domain["inputs"] == known.space.sets, "the claim has another domain")
    need(domain["limit"] == known.limit, "domain.limit is not the limit of the claim")
    _scope(about.scope, known.space)
    return about


def _scope(x: Any, space: Space) -> None:
    by_teachers = space.counts("K")
    required = "classes temperatures floor inputs" + " teachers" * by_teachers
    fields(x, "scope", required, "note")
    _sizes(x["classes"], "scope.classes", space.counts("n"), MOST_CLASSES)
    _sizes(x.get("teachers"), "scope.teachers", by_teachers, MOST_TEACHERS)
    need(x["temperatures"] is None, "the claim has no temperatures besides its inputs")
    need(x["floor"] == "0", "the claim has no floor")
    need(x["inputs"] == space.sets, "scope.inputs are not the sets of the claim")
    note = words(x.get("note", ""), "scope.note")
    need(bool(note) or "note" not in x, "scope.note is empty")


def _sizes(x: Any, what: str, counted: bool, most: int) -> None:
    """``"all"`` or increasing sizes where the claim has such a size, else nothing."""
    need((x is not None) == counted, f"{what}: the claim has another form")
    if x is not None and x != "all":
        sizes = [whole(n, 2, most, f"one of {what}") for n in items(x, what, 1, 64)]
        need(sizes == sorted(set(sizes)), f"{what} is not increasing")
