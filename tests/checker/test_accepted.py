"""Certificates of true verdicts are accepted, say what they show, and nothing but the truth."""

from __future__ import annotations

import ast
import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import covers_by_hand
import pytest

import kdtheory.checker
from kdtheory.axioms.registry import table
from kdtheory.checker import check_document, check_file
from kdtheory.checker.statements import KNOWN

Certificates = dict[str, dict[str, Any]]


def test_all_are_accepted(certificates: Certificates) -> None:
    assert len(certificates) > 30
    assert {d["kind"] for d in certificates.values()} == {
        "witness",
        "series",
        "derivation",
        "cover",
    }
    for name, document in certificates.items():
        result = check_document(document)
        assert result.accepted, f"{name}: {result.reason}"
        assert result.claim == f"{document['claim']}/{document['variant']}"
        assert result.share == 1
        assert document["operator"] in result.summary


def test_from_a_file(certificates: Certificates, tmp_path: Path) -> None:
    document = certificates["by-hand.increasing.json"]
    path = tmp_path / "certificate.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    result = check_file(path)
    assert result.accepted and "certified" in result.summary


def test_a_partial_check_is_no_check(certificates: Certificates) -> None:
    document = certificates["by-hand.shrinking.json"]
    assert {*"abcVSO"} <= {*document["parts"][0]["tree"]}
    result = check_document(document, budget=0.0)
    assert not result.accepted
    assert result.share < 1
    assert "partial" in result.reason


def test_the_checker_knows_every_axiom_word_for_word() -> None:
    axioms = {key: axiom for key, axiom in table().items() if not axiom.inputs}
    assert set(KNOWN) == set(axioms)
    for key, axiom in axioms.items():
        known = KNOWN[key]
        assert known.text == axiom.statement
        assert known.provenance == axiom.provenance
        assert known.relation == axiom.relation.value
        assert known.closed == axiom.closed
        assert known.temperatures == axiom.temperatures
        assert known.at == (None if axiom.at is None else int(axiom.at))
        assert known.limit == axiom.limit


def test_the_checker_stands_alone() -> None:
    allowed = {
        "flint", "json", "hashlib", "fractions", "math", "random", "re", "time", "itertools",
        "functools", "contextlib", "dataclasses", "collections.abc", "typing", "pathlib",
        "__future__",
    }  # fmt: skip
    folder = Path(kdtheory.checker.__file__).parent
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("eval", "exec", "compile", "__import__"), path
            for name in names:
                assert name in allowed or name.startswith("kdtheory.checker"), (path, name)


# forgeries that keep their form --------------------------------------------------------------


def _forge(document: dict[str, Any], change: Callable[[dict[str, Any]], None]) -> str:
    forged = copy.deepcopy(document)
    change(forged)
    result = check_document(covers_by_hand.seal(forged))
    assert not result.accepted, result.summary
    return result.reason


def test_a_guard_that_leaves_everything_out(certificates: Certificates) -> None:
    def change(d: dict[str, Any]) -> None:
        part = d["parts"][0]
        last = len(part["nodes"])
        old = part["guards"] or [0]
        part["nodes"] += [["const", "-9"], ["add", None, old[0], last]]
        part["guards"] = [last + 1]
        part["tree"] = "O"

    for name in ("by-hand.shrinking.json", "by-hand.increasing.json"):
        assert "guard" in _forge(certificates[name], change)


def test_a_slope_that_is_not_the_derivative(certificates: Certificates) -> None:
    def change(d: dict[str, Any]) -> None:
        part = d["parts"][0]
        part["nodes"][17] = ["add", None, 16, 15]  # one too much
        part["tree"] = "S"

    assert "derivative" in _forge(certificates["by-hand.shrinking.json"], change)


def test_a_leaf_by_slope_needs_a_zero(certificates: Certificates) -> None:
    def change(d: dict[str, Any]) -> None:
        part = d["parts"][0]
        part["box"][1] = ["1/1024", "15/16"]
        part["tree"] = "S"

    _forge(certificates["by-hand.shrinking.json"], change)


def test_a_range_narrower_than_the_domain(certificates: Certificates) -> None:
    def change(d: dict[str, Any]) -> None:
        d["ranges"]["T"] = ["2", "inf", False, True]

    assert "ranges over more" in _forge(certificates["power.SK-A3.strict.json"], change)


def test_a_lower_end_that_is_not_covered(certificates: Certificates) -> None:
    def change(d: dict[str, Any]) -> None:
        d["domain"]["lowest"] = "1/10"
        d["scope"]["temperatures"][0] = "1/10"
        d["ranges"]["T"][0] = "1/10"

    _forge(certificates["mixture.SK-A3.weak.json"], change)


def test_another_formula_under_true_obligations(certificates: Certificates) -> None:
    """The entry is replaced by one that has nothing to do with the obligations."""

    def change(d: dict[str, Any]) -> None:
        d["nodes"].append(["neg", None, d["entry"]])
        d["entry"] = len(d["nodes"]) - 1

    for name in ("power.SK-A1.strict.json", "power.SK-A3.strict.json", "power.SK-A0.simplex.json"):
        _forge(certificates[name], change)


def test_a_strict_claim_from_weak_obligations(certificates: Certificates) -> None:
    def change(d: dict[str, Any]) -> None:
        d["variant"] = "strict"
        d["statement"] = KNOWN["SK-A3/strict"].text
        d["relation"] = "> 0"

    assert "obligations" in _forge(certificates["mixture.SK-A3.weak.json"], change)


def test_an_aggregate_with_a_wish_for_a_range(certificates: Certificates) -> None:
    def change(d: dict[str, Any]) -> None:
        name = next(k for k in d["ranges"] if k.startswith("max"))
        d["ranges"][name] = ["1/2", "1", False, True]

    assert "does not follow" in _forge(certificates["power.SK-A3.strict.json"], change)


@pytest.mark.parametrize("at", ["nodes", "inputs", "enclosure"])
def test_a_witness_that_is_none(certificates: Certificates, at: str) -> None:
    def change(d: dict[str, Any]) -> None:
        if at == "nodes":
            d["nodes"].append(["abs", None, d["margin"]])
            d["margin"] = len(d["nodes"]) - 1
        elif at == "inputs":
            d["inputs"]["p"] = ["1/3", "1/3", "1/3"]
        else:
            d["enclosure"] = ["-2", "-1"]

    _forge(certificates["topk.SK-A4.open.json"], change)
