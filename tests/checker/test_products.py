"""Counterexamples to claims over named inputs: accepted as made, rejected however forged."""

from __future__ import annotations

import copy
import random
import re
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mutations
import pytest
from covers_by_hand import seal
from forging import forge, put

from kdtheory.checker import check_document
from kdtheory.checker.product_statements import PRODUCTS

Documents = dict[str, dict[str, Any]]


def test_all_are_accepted(refuted: Documents) -> None:
    for name, document in refuted.items():
        result = check_document(document)
        assert result.accepted, f"{name}: {result.reason}"
        assert result.claim == f"{document['claim']}/{document['variant']}"
        assert result.share == 1
        assert f"{document['operator']} refuted" in result.summary


def test_every_axiom_is_refuted_somewhere(refuted: Documents) -> None:
    seen = {f"{d['claim']}/{d['variant']}" for d in refuted.values()}
    assert seen == {key for key in PRODUCTS if re.match(r"(MT|RM|AW)-[AJS]\d/", key)}
    assert {d["kind"] for d in refuted.values()} == {"witness", "series"}
    assert {d["specialised"] for d in refuted.values()} == {False, True}


# small changes -------------------------------------------------------------------------------

#: Where a change may leave a certificate that is true, and why.
HARMLESS = "|".join(
    [
        # No certificate can say whether name and digest of the code are those of the formula.
        r"operator|operator_digest",
        # The digest is computed anew here anyway.
        r"|without digest",
        # Nor whether the parameters that the scope names are those of the formula.
        r"scope\.note",
        # Another formula that breaks the claim at the inputs as well, by the stated margin.
        r"nodes(\[\d+\])*|margin|value|values(\[\d+\])*",
        # Another place with the same margin: formulas need not use every input.
        r"inputs(\.\w+(\[\d+\])*)?|places(\[\d+\])*(\.\w+(\[\d+\])*)?|gaps",
    ]
)


def test_no_change_survives_the_digest(refuted: Documents) -> None:
    rng = random.Random(3)
    tried = 0
    for name, document in refuted.items():
        changed = list(mutations.mutants(document))
        for what, mutant in rng.sample(changed, min(len(changed), 60)):
            result = check_document(mutant)
            assert mutant == document or not result.accepted, f"{name}: {what}"
            tried += 1
    assert tried > 1200


def test_sealed_changes_survive_only_where_the_certificate_stays_true(refuted: Documents) -> None:
    rng = random.Random(4)
    tried, survivors = 0, Counter[str]()
    for name, document in refuted.items():
        changed = [(w, m) for w, m in mutations.mutants(document) if isinstance(m, dict)]
        formulas = [c for c in changed if c[0].startswith("nodes")]
        others = [c for c in changed if not c[0].startswith("nodes")]
        chosen = rng.sample(formulas, min(len(formulas), 40)) + rng.sample(
            others, min(len(others), 160)
        )
        for what, mutant in chosen:
            sealed = seal(mutant)
            if sealed == document:
                continue
            tried += 1
            result = check_document(sealed)
            assert "cannot be checked" not in result.reason, f"{name}: {what}: {result.reason}"
            if result.accepted:
                place = what.partition(": ")[0]
                survivors[re.sub(r"\d+", "#", place)] += 1
                assert re.fullmatch(HARMLESS, place), f"{name}: {what}: {result.summary}"
    assert tried > 2500
    assert survivors.total() < tried / 5, survivors


# forgeries -----------------------------------------------------------------------------------


def _constant(value: str) -> Callable[[dict[str, Any]], None]:
    """A specialised formula, so that nothing but the inputs can be wrong."""

    def change(d: dict[str, Any]) -> None:
        d |= {"specialised": True, "nodes": [["const", value]], "hypotheses": [], "margin": 0}
        d["enclosure"] = [value, value]

    return change


def _both(*changes: Callable[[Any], None]) -> Callable[[Any], None]:
    def change(d: Any) -> None:
        for c in changes:
            c(d)

    return change


THIRDS = ["1/3", "2/3"]


@pytest.mark.parametrize(
    "name, inputs, reason",
    [
        ("smoothed_linear.MT-A1.hull", {"w": ["0", "1"]}, "boundary"),
        ("smoothed_linear.MT-A1.hull", {"w": ["1/2", "1/3"]}, "sum to one"),
        ("smoothed_linear.MT-A1.hull", {"w": ["3/2", "-1/2"]}, "negative"),
        ("smoothed_linear.MT-A1.hull", {"w": ["1/3", "1/3", "1/3"]}, "numbers of teachers"),
        ("smoothed_linear.MT-A1.hull", {"w": ["1"]}, "list of 2"),
        ("smoothed_linear.MT-A1.hull", {"w": "1"}, "list of 2"),
        ("smoothed_linear.MT-A1.hull", {"w": [["1/2"], ["1/2"]]}, "rational"),
        ("smoothed_linear.MT-A1.hull", {"ps": [["1", "0"], THIRDS]}, "boundary"),
        ("smoothed_linear.MT-A1.hull", {"ps": [THIRDS]}, "list of 2"),
        ("smoothed_linear.MT-A1.hull", {"ps": THIRDS}, "list"),
        ("smoothed_linear.MT-A1.hull", {"ps": [THIRDS, ["1/3"] * 3]}, "numbers of classes"),
        ("smoothed_linear.MT-A1.hull", {"ps": [THIRDS, ["1"]]}, "list of 2"),
        ("smoothed_linear.MT-A1.hull", {"ps": [THIRDS, ["1/3", "1/3"]]}, "sum to one"),
        ("smoothed_linear.MT-A1.hull", {"c": ["0", "0"]}, "zero"),
        ("smoothed_linear.MT-A1.hull", {"c": ["0", "-2"]}, "outside"),
        ("smoothed_linear.MT-A1.hull", {"c": ["0", "1/2", "1"]}, "numbers of classes"),
        ("smoothed_linear.MT-A1.hull", {"extra": "1"}, "unknown fields"),
        ("smoothed_linear.MT-A1.hull", {"T": "2"}, "unknown fields"),
        ("smoothed_linear.MT-S1.maximum", {"U": ["1", "1"]}, "everything"),
        ("smoothed_linear.MT-S1.maximum", {"U": ["0", "0"]}, "everything"),
        ("smoothed_linear.MT-S1.maximum", {"U": ["1/2", "0"]}, "besides 0 and 1"),
        ("smoothed_linear.MT-S1.maximum", {"U": ["1", "0", "0"]}, "numbers of classes"),
        ("smoothed_linear.MT-A3.tv", {"s": "1"}, "outside"),
        ("smoothed_linear.MT-A3.tv", {"s": "0"}, "outside"),
        ("smoothed_linear.MT-A3.tv", {"s": "-1/2"}, "outside"),
        ("smoothed_linear.MT-A3.tv", {"s": ["1/2"]}, "rational"),
        ("smoothed_linear.MT-A3.tv", {"s": "2/4"}, "lowest terms"),
        ("smoothed_linear.MT-A3.tv", {"s": 1}, "rational"),
        ("smoothed_linear.MT-A5.commute", {"T": "1/2"}, "outside"),
        ("smoothed_linear.MT-A5.commute", {"T": "inf"}, "rational"),
        ("smoothed_linear.MT-A5.entropy", {"T_low": "9"}, "hypothesis"),
        ("smoothed_linear.MT-A6.unanimity", {"p": ["1", "0"]}, "boundary"),
        ("linear_threshold.MT-A2.all", {"ps": [["1", "0"], ["0", "1"]]}, "hypothesis"),
        ("anchor_threshold.RM-A2.all", {"base": ["1", "0"], "student": ["0", "1"]}, "hypothesis"),
        ("unanchored.RM-A3.anchor", {"alpha": "0"}, "outside"),
        ("unanchored.RM-A3.anchor", {"alpha": "1"}, "outside"),
        ("unanchored.RM-A3.anchor", {"student": ["1/3"] * 3}, "numbers of classes"),
        ("hard_max.AW-A4.lipschitz", {"h": "0"}, "outside"),
        ("hard_max.AW-A4.lipschitz", {"h": "3/2"}, "outside"),
        ("hard_max.AW-A4.lipschitz", {"d": ["2", "0"]}, "outside"),
        ("hard_max.AW-A4.lipschitz", {"d": ["1", "0", "0"]}, "numbers of teachers"),
        ("hard_max.AW-A4.lipschitz", {"scores": ["1"]}, "list of 2"),
    ],
)
def test_a_place_outside_the_domain(
    refuted: Documents, name: str, inputs: dict[str, Any], reason: str
) -> None:
    document = copy.deepcopy(refuted[f"{name}.json"])
    _constant("-1")(document)
    assert check_document(seal(document)).accepted  # so the inputs alone are at fault below
    document["inputs"] |= inputs
    result = check_document(seal(document))
    assert not result.accepted
    assert reason in result.reason


def test_an_input_is_missing(refuted: Documents) -> None:
    for name, document in refuted.items():
        if document["kind"] == "witness":
            for k in document["inputs"]:
                reason = forge(document, lambda d, k=k: d["inputs"].pop(k))
                assert f"lacks {k}" in reason, name


@pytest.mark.parametrize(
    "change, reason",
    [
        (put("domain", "inputs", "w", "Δ_K"), "another domain"),
        (put("domain", "inputs", "ps", "Δ^K"), "another domain"),
        (put("domain", "inputs", "T", "[1, ∞)"), "another domain"),
        (put("domain", "inputs", "c", "[0, 1]^n"), "another domain"),
        (put("domain", "limit", "T"), "limit"),
        (put("domain", {"closed": False, "lowest": "1", "at": None, "limit": None}), "domain"),
        (put("scope", "inputs", "w", "Δ_K"), "sets of the claim"),
        (put("scope", "inputs", {}), "sets of the claim"),
        (put("scope", "classes", [2, 3]), "scope is not the domain"),
        (put("scope", "classes", None), "another form"),
        (put("scope", "classes", [3, 2]), "not increasing"),
        (put("scope", "teachers", [2]), "scope is not the domain"),
        (put("scope", "teachers", None), "another form"),
        (put("scope", "note", "for two classes"), "parameters of the claim"),
        (put("scope", "note", ""), "empty"),
        (put("scope", "temperatures", ["1", "inf"]), "temperatures"),
        (put("scope", "floor", "1/100"), "floor"),
        (put("scope", "floor", 0), "floor"),
        (put("scope", "other", "x"), "unknown fields"),
        (put("statement", "G(p¹..p^K, w) ∈ Δ"), "not the statement"),
        (put("provenance", "sourced"), "not the provenance"),
        (put("relation", "> 0"), "not the relation"),
        (put("variant", "valid"), "not the statement"),
        (put("variant", "strict"), "no claim"),
        (put("claim", "SK-A1"), "no claim"),
        (put("kind", "series"), "lacks"),
        (put("kind", "derivation"), ""),
        (put("kind", "cover"), "nothing of the kind"),
        (put("kind", "proof"), "kind"),
        (put("operator_digest", "sha256:0"), "64 hex"),
        (put("format", "kdtheory.certificate/2"), "format"),
        (put("extra", 1), "unknown fields"),
        (put("enclosure", ["-1", "1"]), "too wide"),
        (put("enclosure", ["-0.2", "-0.1"]), "wrong"),
        (put("hypotheses", [0]), ""),
    ],
)
def test_a_head_that_says_something_else(
    refuted: Documents, change: Callable[[Any], None], reason: str
) -> None:
    assert reason in forge(refuted["smoothed_linear.MT-A1.hull.json"], change)


@pytest.mark.parametrize(
    "nodes, enclosure, reason",
    [
        ([["nan", None]], ["0", "0"], "does not depend"),
        ([["var", "p0"], ["neg", None, 0]], ["-1/2", "0"], "other variables"),
        ([["var", "ps2_0"], ["neg", None, 0]], ["-0.5", "-0.5"], "other variables"),
        ([["var", "ps0_2"], ["neg", None, 0]], ["-0.5", "-0.5"], "other variables"),
        ([["var", "T0"], ["neg", None, 0]], ["-1", "-1"], "other variables"),
        ([["var", "ps0_0"], ["nan", None], ["add", None, 0, 1]], ["-1", "-1"], "wrong side"),
        ([["var", "ps0_0"], ["inf", -1], ["add", None, 0, 1]], ["-1", "-1"], "wrong side"),
        ([["var", "ps0_0"], ["log", None, 0], ["neg", None, 1], ["log", None, 2], ["log", None, 3]],
         ["-1", "-1"], "wrong side"),
        ([["var", "ps0_0"]], ["0.5", "0.5"], "wrong side"),
    ],
)  # fmt: skip
def test_a_margin_that_is_none(
    refuted: Documents, nodes: list[Any], enclosure: list[str], reason: str
) -> None:
    def change(d: dict[str, Any]) -> None:
        d |= {"nodes": nodes, "margin": len(nodes) - 1, "hypotheses": [], "enclosure": enclosure}

    assert reason in forge(refuted["smoothed_linear.MT-A1.between.json"], change)


def test_a_specialised_formula_has_no_variables(refuted: Documents) -> None:
    for document in refuted.values():
        if not document["specialised"] and document["kind"] == "witness":
            assert "no variables" in forge(document, put("specialised", True))
        if document["specialised"]:
            assert "does not depend" in forge(document, put("specialised", False))


def _conditional(refuted: Documents) -> list[dict[str, Any]]:
    keys = {"MT-A2/all", "MT-A2/any", "MT-A5/entropy", "RM-A2/all", "RM-A2/base", "AW-A5/ordinal"}
    found = [d for d in refuted.values() if f"{d['claim']}/{d['variant']}" in keys]
    assert {f"{d['claim']}/{d['variant']}" for d in found} == keys
    return found


def test_a_hypothesis_is_dropped(refuted: Documents) -> None:
    def change(d: dict[str, Any]) -> None:
        d["hypotheses"] = []
        used = _below(d["nodes"], d["margin"])
        place = {old: new for new, old in enumerate(used)}
        d["nodes"] = [
            [op, value, *(place[a] for a in args)]
            for op, value, *args in (d["nodes"][k] for k in used)
        ]
        d["margin"] = place[d["margin"]]

    for document in _conditional(refuted):
        assert "not stated" in forge(document, change)


def _below(nodes: list[Any], root: int) -> list[int]:
    found, stack = set(), [root]
    while stack:
        k = stack.pop()
        if k not in found:
            found.add(k)
            stack += nodes[k][2:]
    return sorted(found)


def test_a_hypothesis_is_exchanged(refuted: Documents) -> None:
    """Replaced by one that is always true, and by a narrower one that holds at the inputs."""

    def true(d: dict[str, Any]) -> None:
        at = next(k for k, row in enumerate(d["nodes"]) if row[0] == "var")
        d["nodes"] += [["le", None, at, at]]
        d["hypotheses"] = [len(d["nodes"]) - 1]

    def narrower(d: dict[str, Any]) -> None:
        k, row = next((k, row) for k, row in enumerate(d["nodes"]) if row[0] == "var")
        value = _value(d, row[1])
        d["nodes"] += [["const", value], ["eq", None, k, len(d["nodes"])]]
        d["hypotheses"] = [*d["hypotheses"], len(d["nodes"]) - 1]

    for document in _conditional(refuted):
        assert forge(document, true)
        assert "not those of the claim" in forge(document, narrower)


def _value(d: dict[str, Any], variable: str) -> str:
    """What the inputs give a variable."""
    inputs = d["inputs"]
    if variable in inputs:
        return str(inputs[variable])
    name, *at = re.fullmatch(r"(\D+)(\d+)(?:_(\d+))?", variable).groups()  # type: ignore[union-attr]
    value = inputs[name]
    for k in at:
        value = value if k is None else value[int(k)]
    return str(value)


def test_a_claim_without_hypothesis_gets_one(refuted: Documents) -> None:
    def change(d: dict[str, Any]) -> None:
        at = next(k for k, row in enumerate(d["nodes"]) if row[0] == "var")
        d["nodes"] += [["le", None, at, at]]
        d["hypotheses"] = [len(d["nodes"]) - 1]

    reason = forge(refuted["smoothed_linear.MT-J1.jensen.json"], change)
    assert "has no hypothesis" in reason


def test_rows_of_endless_numbers_are_refused(refuted: Documents) -> None:
    """Denominators without common factors, whose sum would take minutes."""
    huge = [str(Fraction(1, 10**3000 + 2 * k + 1)) for k in range(64)]

    def change(d: dict[str, Any]) -> None:
        d["inputs"]["ps"] = [huge, huge]

    assert "too many digits" in forge(refuted["smoothed_linear.MT-A1.hull.json"], change)


def test_kinds_keep_to_their_claims(refuted: Documents) -> None:
    """A sharp constant is no claim, and nothing of another kind passes for one."""
    document = refuted["smoothed_linear.MT-A1.hull.json"]
    assert forge(document, put("kind", "sharp"))
    assert forge(document, put("kind", "pool"))
    assert forge({"format": document["format"], "kind": "sharp", "claim": "RM-C2"}, dict)
