"""Files made to hurt: rejected with a reason, quickly, and never executed."""

from __future__ import annotations

import copy
import json
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import covers_by_hand
import pytest
from flint import fmpq

from kdtheory.checker import Exact, Rejected, check_document, check_file
from kdtheory.checker.covers import read, replay
from kdtheory.checker.grammar import formula

Certificates = dict[str, dict[str, Any]]
PATIENCE = 30.0  # seconds; far above what any of these takes


def _rejected(data: bytes, tmp_path: Path) -> str:
    path = tmp_path / "hostile.json"
    path.write_bytes(data)
    start = time.monotonic()
    result = check_file(path)
    assert not result.accepted
    assert result.reason
    assert time.monotonic() - start < PATIENCE
    return result.reason


@pytest.mark.parametrize(
    "data, reason",
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"[]", "not an object"),
        (b"null", "not an object"),
        (b"1", "not an object"),
        (b"\xff\xfe{}", "UTF-8"),
        (b"\x00\x01\x02", "JSON"),
        (b"[" * 200_000, "nested"),
        (b'{"a":' * 100_000, "nested"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "Infinity"),
        (b'{"a": 1.5}', "1.5"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b'{"a": ' + b"9" * 100_000 + b"}", "JSON"),
        (b'{"format": "kdtheory.certificate/1"}', "kind"),
        (b'{"format": "kdtheory.certificate/1", "kind": ["witness"]}', "kind"),
        (b'{"format": "kdtheory.certificate/1", "kind": "witness"}', "digest"),
        (b"__import__('os').system('true')", "JSON"),
        (b"\x80\x04\x95\x00\x00\x00\x00\x00\x00\x00\x00.", "UTF-8"),
    ],
)
def test_files(data: bytes, reason: str, tmp_path: Path) -> None:
    assert reason in _rejected(data, tmp_path)


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    assert "MiB" in _rejected(b" " * ((32 << 20) + 1), tmp_path)


def test_a_directory_and_a_missing_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.json"):
        with pytest.raises(OSError):
            check_file(path)


def _forged(document: dict[str, Any], **changes: Any) -> str:
    forged = covers_by_hand.seal({**copy.deepcopy(document), **changes})
    start = time.monotonic()
    result = check_document(forged)
    assert not result.accepted
    assert time.monotonic() - start < PATIENCE
    return result.reason


@pytest.mark.parametrize(
    "number",
    ["1_0", "٣", "１", "0x10", "1e3", " 1", "1 ", "+1", "--1", "1/0", "1/-2", "2/4", "01", "-0",
     "", "/", "1/", "nan", "inf", "½", "9" * 30_000, 1, True, None, ["1"]],
)  # fmt: skip
def test_numbers(certificates: Certificates, number: Any) -> None:
    document = certificates["topk.SK-A4.open.json"]
    rest = document["inputs"]["p"][1:]
    _forged(document, inputs={**document["inputs"], "p": [number, *rest]})
    _forged(document, inputs={**document["inputs"], "T": [number]})


@pytest.mark.parametrize(
    "node",
    [
        ["system", None, 0],
        ["add", None, 0],
        ["add", None, 0, 10**9],
        ["add", None, 0, -1],
        ["add", None, 0, True],
        ["add", None, 0, "0"],
        ["add", 1, 0, 0],
        ["ipow", 10**9, 0],
        ["ipow", -1, 0],
        ["ipow", True, 0],
        ["kth", 5, 0, 0],
        ["kth", 0],
        ["const", 1],
        ["const", "1/0"],
        ["bool", 1],
        ["inf", 0],
        ["inf", True],
        ["var", "__class__" * 9],
        ["var", "p0; import os"],
        ["real", ["0.1", "1", "0"]],
        ["real", ["pi", "3", "4"]],
        ["real", ["1e999999", "0", "1"]],
        ["where", None, 0, 0, 0],
        ["not", None, 0],
        [],
        "add",
        {"op": "add"},
        None,
    ],
)
def test_nodes(node: Any) -> None:
    with pytest.raises(Rejected):
        formula([["const", "1"], node])


def test_towers_of_powers_end() -> None:
    """``((x^65536)^65536)^…``: exponents of astronomic length."""
    rows: list[Any] = [["var", "x"]]
    rows += [["ipow", 1 << 16, k] for k in range(2000)]
    for x in (3, -1):
        start = time.monotonic()
        e = Exact(rows, {"x": Fraction(x, 2)})
        e.violates(2000, strict=True)
        assert time.monotonic() - start < PATIENCE


def test_towers_of_exponentials_and_squares_end() -> None:
    for op in (["exp", None], ["ipow", 2]):
        rows: list[Any] = [["const", "3"]]
        rows += [[*op, k] for k in range(3000)]
        start = time.monotonic()
        e = Exact(rows, {})
        assert not e.violates(3000, strict=True)
        assert time.monotonic() - start < PATIENCE


def test_a_floor_of_the_immense_is_not_written_out() -> None:
    rows: list[Any] = [["const", "2"], *[["ipow", 1 << 16, k] for k in range(3)]]
    rows += [["floor", None, 3], ["neg", None, 4], ["add", None, 3, 5]]
    Exact(rows, {}).violates(6, strict=True)


def test_a_long_formula_is_evaluated_without_recursion() -> None:
    rows: list[Any] = [["const", "2"], ["sqrt", None, 0]]
    rows += [["add", None, k, 1] for k in range(1, 50_000)]
    e = Exact(rows, {})
    assert e.sign(len(rows) - 1) == 1


def test_too_much_work_is_refused() -> None:
    rows: list[Any] = [["const", "2"], ["sqrt", None, 0]]
    for k in range(1, 60_000):
        rows.append(["log", None, k] if k % 2 else ["exp", None, k])
    start = time.monotonic()
    try:
        Exact(rows, {}).violates(len(rows) - 1, strict=True)
    except Rejected as why:
        assert "too long" in str(why)
    assert time.monotonic() - start < PATIENCE


def test_too_many_nodes(certificates: Certificates) -> None:
    document = certificates["topk.SK-A4.open.json"]
    assert "list" in _forged(document, nodes=[["const", "1"]] * 100_001)


@pytest.mark.parametrize(
    "tree, reason",
    [
        ("a" * 100_000, "deep"),
        ("O" * 100_000, "after its end"),
        ("a" * 100, "early"),
        ("", "text"),
        ("zOO", "not there"),
        ("aO", "early"),
        ("aOOO", "after"),
        ("v", "not there"),
        ("aO√", "not there"),
        (["V"], "text"),
        (17, "text"),
    ],
)
def test_trees(certificates: Certificates, tree: Any, reason: str) -> None:
    """Everything lies outside the domain here, so that the shape of the tree alone decides."""
    document = copy.deepcopy(certificates["by-hand.shrinking.json"])
    part = document["parts"][0]
    part["box"][0] = ["1/16", "64"]
    part["tree"] = tree
    with pytest.raises(Rejected, match=reason):
        whole = read(part, "part")
        replay(replace(whole, box=[(fmpq(40), fmpq(64)), *whole.box[1:]]), None)


def test_polynomials_of_great_size(certificates: Certificates) -> None:
    document = copy.deepcopy(certificates["mixture.SK-A3.strict.json"])
    stated = next(o for o in document["obligations"] if "polynomials" in o)["polynomials"]
    stated["top"] = [["1", [k, 0, 0]] for k in range(100_001)]
    assert _forged(document)
    stated["top"] = [["1", [10**9, 0, 0]]]
    assert _forged(document)
    stated["top"] = [["1", [0] * 10_000]]
    assert _forged(document)


def test_products_that_grow_without_end_are_refused(certificates: Certificates) -> None:
    """An obligation that would multiply out to billions of terms."""
    document = copy.deepcopy(certificates["mixture.SK-A3.strict.json"])
    obligation = document["obligations"][0]
    nodes = document["nodes"]
    at = obligation["node"]
    for _ in range(20):
        nodes += [["ipow", 120, at], ["const", "1"], ["add", None, len(nodes), len(nodes) + 1]]
        at = len(nodes) - 1
    obligation["node"] = at
    assert _forged(document)


def test_an_aggregate_of_itself(certificates: Certificates) -> None:
    document = copy.deepcopy(certificates["power.SK-A0.simplex.json"])
    name = next(iter(document["aggregates"]))
    place = next(k for k, row in enumerate(document["nodes"]) if row[:2] == ["var", name])
    document["aggregates"][name][1] = place
    assert _forged(document)


def test_nothing_is_written_or_run(certificates: Certificates, tmp_path: Path) -> None:
    document = certificates["topk.SK-A4.open.json"]
    trap = tmp_path / "trap"
    text = f"__import__('pathlib').Path({str(trap)!r}).touch()"
    for field in ("operator", "statement", "relation", "claim", "specialised", "margin"):
        check_document(covers_by_hand.seal({**document, field: text}))
    check_document(covers_by_hand.seal({**document, "nodes": [["const", text]]}))
    json.dumps(document)
    assert not trap.exists()
