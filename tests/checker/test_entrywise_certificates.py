"""Certificates of proofs about steps and weightings: accepted as made, rejected when altered."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import pytest

from kdtheory.arithmetic.entrywise_checks import entrywise as reading
from kdtheory.arithmetic.subject import Subject
from kdtheory.axioms.entrywise import KINDS, REDUCTIONS, is_closed
from kdtheory.axioms.registry import table
from kdtheory.checker import document as documents
from kdtheory.checker import entrywise
from kdtheory.checker.document import Result, check_document
from kdtheory.checker.entrywise_theorems import THEOREMS
from kdtheory.checker.entrywise_trials import try_entry
from kdtheory.checker.grammar import Rejected
from kdtheory.claims.claim import Domain
from kdtheory.engines.certificate import seal
from kdtheory.engines.entrywise import document
from kdtheory.engines.prove import Proof, prove
from kdtheory.operators import registry

Operator = Callable[..., Any]
Document = dict[str, Any]
NOTHING = "sha256:" + "0" * 64
UNIT = {"bounds": ((0, 1), (1, 1)), "lipschitz": (2, 1)}


def of(name: str) -> Operator:
    return registry.resolve(name).function


def total(q: Any, xp: Any) -> Any:
    return xp.sum(q, axis=-1, keepdims=True)


def sigmoid(scores: Any, xp: Any) -> Any:
    g = 1 / (1 + xp.exp(-scores))
    return g / total(g, xp)


def centred(scores: Any, xp: Any) -> Any:
    e = xp.exp((scores - total(scores, xp) / scores.shape[-1]) / 2)
    return e / total(e, xp)


softmax = of("softmax_weights")


def mixed(scores: Any, xp: Any) -> Any:
    return 0.5 * softmax(scores, xp) + 0.5 / scores.shape[-1]


def bounded_by_formula(scores: Any, xp: Any) -> Any:
    """Not normalised, but within [1/4, 3/4]."""
    return 0.5 + 0.25 * xp.tanh(scores)


#: One proof by each theorem.
MADE: dict[str, tuple[Operator, str]] = {
    "RM/distribution": (of("contrarian_anchor"), "RM-A1/valid"),
    "RM/positive": (of("anchor_locked"), "RM-A2/all"),
    "RM/positive-base": (of("linear_anchor"), "RM-A2/base"),
    "RM/anchored": (of("linear_anchor"), "RM-A3/anchor"),
    "AW/normalised": (of("softmax_tempered"), "AW-A1/normalised"),
    "AW/positive": (of("clipped_renormalised"), "AW-A2/positive"),
    "AW/within": (of("softmax_weights"), "AW-A3/bounded"),
    "AW/Lipschitz": (of("softmax_weights"), "AW-A4/lipschitz"),
    "AW/ordinal": (of("softmax_tempered"), "AW-A5/ordinal"),
    "AW/ordinal-choice": (of("softmax_jump"), "AW-A5/ordinal"),
    "AW/monotone": (of("softmax_weights"), "AW-A5/monotone"),
}
MORE = [
    (sigmoid, "AW-A4/lipschitz"), (centred, "AW-A4/lipschitz"), (mixed, "AW-A5/monotone"),
    (mixed, "AW-A4/lipschitz"), (of("clipped_renormalised"), "AW-A4/lipschitz"),
    (of("softmax_threshold"), "AW-A5/ordinal"), (of("hard_max"), "AW-A5/ordinal"),
    (of("anchor_threshold"), "RM-A1/valid"), (of("contrarian_anchor"), "RM-A3/anchor"),
    (of("anchor_leak"), "RM-A2/base"), (of("geometric_anchor"), "RM-A1/valid"),
    (of("geometric_anchor"), "RM-A2/all"),
    (lambda b, s, a, xp: xp.sqrt(b), "RM-A3/anchor"), (sigmoid, "AW-A5/monotone"),
    (centred, "AW-A5/ordinal"),
]  # fmt: skip


def bounds(low: Any, high: Any) -> str:
    return f"w_min = {Fraction(*low)}, w_max = {Fraction(*high)}"


def claim(operator: Operator, key: str, **settings: Any) -> Any:
    settings = {**UNIT, **settings}
    subject = Subject(operator, KINDS[key[:2]], np, settings)
    named = {"AW-A3/bounded": bounds(*settings["bounds"]), "AW-A4/lipschitz": "L = 2"}
    return replace(table()[key].about(subject, Domain()), note=named.get(key, ""))


def written(about: Any, proof: Proof) -> Document:
    found: Document = json.loads(json.dumps(document(about, proof, "f", NOTHING)))
    return found


def made(operator: Operator, key: str, **settings: Any) -> Document:
    about = claim(operator, key, **settings)
    proof = prove(about)
    assert proof is not None, f"no proof of {key}"
    return written(about, proof)


@pytest.fixture(scope="module")
def certificates() -> dict[str, Document]:
    return {theorem: made(*what) for theorem, what in MADE.items()}


def resealed(body: Document, **changes: Any) -> Result:
    return check_document(seal({**copy.deepcopy(body), **changes}))


@pytest.mark.parametrize("theorem", MADE)
def test_certificates_are_accepted(theorem: str, certificates: dict[str, Document]) -> None:
    body = certificates[theorem]
    assert body["reduction"] == theorem
    result = check_document(body)
    assert result.accepted, result.reason
    assert f"proved for all {'n' if theorem[:2] == 'RM' else 'K'}" in result.summary


@pytest.mark.parametrize(("operator", "key"), MORE)
def test_further_certificates_are_accepted(operator: Operator, key: str) -> None:
    result = check_document(made(operator, key))
    assert result.accepted, result.reason


def test_every_theorem_has_a_certificate() -> None:
    assert set(MADE) == set(THEOREMS)
    assert set().union(*(keys for _, keys in THEOREMS.values())) == set(REDUCTIONS)


def test_bounds_that_the_formula_shows() -> None:
    within = {"bounds": ((1, 4), (3, 4))}
    assert check_document(made(bounded_by_formula, "AW-A3/bounded", **within)).accepted


# altered certificates ------------------------------------------------------------------------


@pytest.mark.parametrize("theorem", MADE)
def test_a_changed_digest_is_noticed(theorem: str, certificates: dict[str, Document]) -> None:
    assert "altered" in check_document({**certificates[theorem], "because": "so"}).reason


@pytest.mark.parametrize("theorem", MADE)
def test_a_theorem_shows_its_own_claims_only(
    theorem: str, certificates: dict[str, Document]
) -> None:
    body = certificates[theorem]
    for other, (_, keys) in THEOREMS.items():
        if f"{body['claim']}/{body['variant']}" not in keys:
            assert "does not show" in resealed(body, reduction=other).reason


def numbered(body: Document) -> Iterator[Document]:
    """Each constant of the formula changed a little."""
    for k, (op, value, *args) in enumerate(body["nodes"]):
        nodes = copy.deepcopy(body["nodes"])
        if op == "const":
            nodes[k] = ["const", f"{value}1" if "/" in value else f"{value}/7", *args]
        elif op == "ipow":
            nodes[k] = ["ipow", value + 1, *args]
        else:
            continue
        yield {**body, "nodes": nodes}


@pytest.mark.parametrize("theorem", ["RM/distribution", "AW/normalised"])
def test_other_constants_are_rejected(theorem: str) -> None:
    operators = {
        "RM/distribution": lambda b, s, a, xp: 0.25 * b + 0.75 * s,
        "AW/normalised": lambda s, xp: 0.25 * sigmoid(s, xp) + 0.75 / s.shape[-1],
    }
    altered = list(numbered(made(operators[theorem], MADE[theorem][1])))
    assert len(altered) >= 2
    assert not any(resealed(body).accepted for body in altered)


def reaggregated(body: Document) -> Iterator[Document]:
    """Each sum as a maximum, each extremum as a sum."""
    for k, (label, kind, node) in enumerate(body["aggregates"]):
        listed = copy.deepcopy(body["aggregates"])
        other = "max" if kind == "sum" else "sum"
        renamed = label.replace(kind, other)
        listed[k] = [renamed, other, node]
        nodes = [["var", renamed] if row[:2] == ["var", label] else row for row in body["nodes"]]
        yield {**body, "aggregates": listed, "nodes": nodes}


@pytest.mark.parametrize("theorem", ["AW/normalised", "AW/monotone", "AW/within", "AW/Lipschitz"])
def test_other_sums_are_rejected(theorem: str, certificates: dict[str, Document]) -> None:
    altered = list(reaggregated(certificates[theorem]))
    assert altered
    assert not all(resealed(body).accepted for body in altered)
    assert not resealed(altered[-1]).accepted


@pytest.mark.parametrize("theorem", MADE)
def test_other_scopes_are_rejected(theorem: str, certificates: dict[str, Document]) -> None:
    body = certificates[theorem]
    for scope in (
        {**body["scope"], "classes": [2, 3]},
        {**body["scope"], "teachers": [2]},
        {**body["scope"], "inputs": {}},
        {**body["scope"], "note": "nearly"},
    ):
        assert not resealed(body, scope=scope).accepted


def noted(body: Document, note: str) -> bool:
    return resealed(body, scope={**body["scope"], "note": note}).accepted


def test_constants_are_those_of_the_scope(certificates: dict[str, Document]) -> None:
    body = certificates["AW/Lipschitz"]
    assert noted(body, "L = 1")  # sharp
    for note in ("L = 15/16", "L = 0", "L = -2", "L = 1/0", "L = 2/2", "w_min = 0, w_max = 1"):
        assert not noted(body, note)
    body = certificates["AW/within"]
    assert noted(body, "w_min = 0, w_max = 1")
    for note in (
        "w_min = 0, w_max = 15/16", "w_min = 1/64, w_max = 1", "w_min = 1, w_max = 0",
        "w_min = 0", "w_max = 1, w_min = 0", "L = 2",
    ):  # fmt: skip
        assert not noted(body, note)


#: An operator, a theorem that it does not satisfy, a claim of that theorem.
WRONG: list[tuple[Operator, str, str]] = [
    (of("anchor_leak"), "RM/anchored", "RM-A3/anchor"),
    (of("anchor_unnormalised"), "RM/distribution", "RM-A1/valid"),
    (of("anchor_unnormalised"), "RM/anchored", "RM-A3/anchor"),
    (of("anchor_threshold"), "RM/positive", "RM-A2/all"),
    (of("anchor_locked"), "RM/positive-base", "RM-A2/base"),
    (of("anchor_locked"), "RM/anchored", "RM-A3/anchor"),
    (of("unanchored"), "RM/positive-base", "RM-A2/base"),
    (of("geometric_anchor"), "RM/positive-base", "RM-A2/base"),
    (of("geometric_anchor"), "RM/anchored", "RM-A3/anchor"),
    (of("softmax_unnormalised"), "AW/normalised", "AW-A1/normalised"),
    (of("hard_max"), "AW/positive", "AW-A2/positive"),
    (of("hard_max"), "AW/Lipschitz", "AW-A4/lipschitz"),
    (of("softmax_jump"), "AW/Lipschitz", "AW-A4/lipschitz"),
    (of("softmax_jump"), "AW/ordinal", "AW-A5/ordinal"),
    (of("softmax_root"), "AW/Lipschitz", "AW-A4/lipschitz"),
    (of("softmax_dip"), "AW/ordinal", "AW-A5/ordinal"),
    (of("softmax_dip"), "AW/monotone", "AW-A5/monotone"),
    (of("softmax_tempered"), "AW/monotone", "AW-A5/monotone"),
    (of("softmax_threshold"), "AW/positive", "AW-A2/positive"),
    (of("entropy_based"), "AW/ordinal", "AW-A5/ordinal"),
    (of("entropy_based"), "AW/ordinal-choice", "AW-A5/ordinal"),
    (of("disagreement_based"), "AW/monotone", "AW-A5/monotone"),
]


@pytest.mark.parametrize(("operator", "theorem", "key"), WRONG)
def test_theorems_are_not_taken_on_trust(operator: Operator, theorem: str, key: str) -> None:
    """A formula under the name of a theorem that does not apply to it."""
    about = claim(operator, key)
    found = reading(operator, KINDS[key[:2]], closed=is_closed(about))
    body = written(about, Proof(theorem, "", "all", "", (), {"entrywise": found}))
    assert not check_document(body).accepted


def test_formulas_are_tried_at_places() -> None:
    """The trials alone tell a false formula from a true one."""
    for name, key, true in (
        ("linear_anchor", "RM-A3/anchor", True), ("unanchored", "RM-A3/anchor", False),
        ("linear_anchor", "RM-A1/valid", True), ("anchor_unnormalised", "RM-A1/valid", False),
        ("linear_anchor", "RM-A2/base", True), ("unanchored", "RM-A2/base", False),
        ("anchor_locked", "RM-A2/all", True), ("anchor_locked", "RM-A2/base", False),
        ("softmax_weights", "AW-A5/ordinal", True), ("entropy_based", "AW-A5/ordinal", False),
        ("softmax_weights", "AW-A5/monotone", True), ("entropy_based", "AW-A5/monotone", False),
        ("softmax_weights", "AW-A4/lipschitz", True), ("hard_max", "AW-A4/lipschitz", False),
        ("softmax_weights", "AW-A2/positive", True), ("hard_max", "AW-A2/positive", False),
        ("softmax_unnormalised", "AW-A1/normalised", False),
    ):  # fmt: skip
        stated = stated_of(of(name), key)
        if true:
            assert try_entry(stated, key, Random(1)) == 25
        else:
            with pytest.raises(Rejected):
                try_entry(stated, key, Random(1))


def stated_of(operator: Operator, key: str) -> Any:
    about = claim(operator, key)
    found = reading(operator, KINDS[key[:2]], closed=is_closed(about))
    body = written(about, Proof("", "", "all", "", (), {"entrywise": found}))
    return entrywise._read(body, documents.head(body))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"aggregates": []},
        {"entry": 0},
        {"entry": 99},
        {"nodes": []},
        {"aggregates": [["tsum0", "sum", 0], ["tsum0", "sum", 0]]},
        {"aggregates": [["s", "sum", 0]]},
        {"aggregates": [["tsum0", "mean", 0]]},
        {"aggregates": [["tmax0", "sum", 0]]},
        {"aggregates": [["tsum0", "sum"]]},
        {"nodes": [["var", "x"]], "entry": 0, "aggregates": []},
        {"nodes": [["var", "s"], ["var", "s"]], "entry": 0, "aggregates": []},
        {"nodes": [["bool", True]], "entry": 0, "aggregates": []},
        {"reduction": "AW/other"},
        {"extra": 1},
    ],
)
def test_malformed_certificates_are_rejected(
    change: dict[str, Any], certificates: dict[str, Document]
) -> None:
    result = resealed(certificates["AW/monotone"], **change)
    assert not result.accepted and result.reason


def test_sums_defined_by_themselves_are_rejected(certificates: dict[str, Document]) -> None:
    nodes = [["var", "tsum0"], ["var", "s"], ["mul", None, 0, 1]]
    body = certificates["AW/monotone"]
    result = resealed(body, nodes=nodes, entry=2, aggregates=[["tsum0", "sum", 2]])
    assert not result.accepted and "unknown" in result.reason


def test_a_formula_that_may_be_undefined_is_rejected(certificates: dict[str, Document]) -> None:
    """``s / Σ s`` sums to one only where the sum does not vanish."""
    nodes = [["var", "s"], ["var", "tsum0"], ["div", None, 0, 1]]
    body = certificates["AW/normalised"]
    result = resealed(body, nodes=nodes, entry=2, aggregates=[["tsum0", "sum", 0]])
    assert not result.accepted and "undefined" in result.reason
