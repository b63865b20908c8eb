"""Certificates of sharp constants: accepted as written, rejected once anything is changed."""

import ast
import copy
import json
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import kdtheory.checker.sharp as checker
from kdtheory.checker.document import parse
from kdtheory.checker.grammar import Rejected
from kdtheory.sharpen import sharpen
from kdtheory.sharpen.certificate import document, seal, write
from kdtheory.sharpen.result import decimal_below

F = Fraction
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "forward": ("RM-C2", {"floor": F(1, 10)}),
    "backward": ("RM-C3", {"floor": F(1, 10), "classes": 3, "alpha": F(1, 3)}),
    "power": ("SK-B6", {"floor": F(1, 20)}),
    "power-of-four": ("SK-B6", {"floor": F(1, 20), "classes": 4, "temperature": F(3)}),
    "sharpening": ("SK-B6", {"floor": F(1, 5), "classes": 3, "temperature": F(1, 2)}),
    "safety": ("MT-S1", {}),
    "safety-of-means": ("MT-S1", {"power": F(1, 2)}),
    "safety-of-many": ("MT-S1", {"teachers": 5, "classes": 4, "power": F(1, 3)}),
    "stability": ("MT-L1", {"floor": F(1, 10), "classes": 3}),
    "identity": ("SK-B6", {"temperature": F(1)}),
}
EVERY = pytest.mark.parametrize("case", CASES)
COVERED = pytest.mark.parametrize("case", ["forward", "power", "safety"])


@cache
def _made(case: str) -> dict[str, Any]:
    ident, given = CASES[case]
    return document(sharpen(ident, width=1e-6, **given))


def made(case: str) -> dict[str, Any]:
    return copy.deepcopy(_made(case))


def rejected(changed: dict[str, Any], words: str = ".") -> None:
    with pytest.raises(Rejected, match=words):
        checker.sharp(seal(changed), None)


@EVERY
def test_a_certificate_is_accepted_and_survives_its_file(case: str, tmp_path: Path) -> None:
    ident, given = CASES[case]
    path = write(sharpen(ident, width=1e-6, **given), tmp_path)
    found = checker.sharp(parse(path.read_bytes()), None)
    assert found.share == 1
    low, high = made(case)["constant"]
    assert low in found.summary and high in found.summary


@EVERY
def test_an_upper_end_below_the_lower_end_is_rejected(case: str) -> None:
    changed = made(case)
    low, _ = changed["constant"]
    smaller = decimal_below(F(low) * (1 - F(1, 10**6)), 14)
    changed["constant"] = [low, smaller]
    rejected(changed, "wrong way round")


@EVERY
def test_both_ends_moved_down_are_rejected(case: str) -> None:
    changed = made(case)
    ends = [F(e) * (1 - F(3, 10**6)) for e in changed["constant"]]
    changed["constant"] = [decimal_below(e, 14) for e in ends]
    rejected(changed, "does not hold|below the supremum")


@EVERY
def test_a_lower_end_moved_up_is_rejected(case: str) -> None:
    changed = made(case)
    high = F(changed["constant"][1]) * (1 + F(1, 10**6))
    changed["constant"] = [decimal_below(high, 14)] * 2
    rejected(changed, "below the lower end")


@COVERED
def test_a_changed_tree_is_rejected(case: str) -> None:
    tree = made(case)["tree"]
    assert len(tree) > 8
    first = next(k for k, c in enumerate(tree) if c.isupper())
    for wrong in (
        "V",
        "C",
        tree[:-1],
        tree + "V",
        tree[:first] + tree[first + 1 :],
        "z" + tree[1:],
    ):
        rejected(made(case) | {"tree": wrong})
    merged = tree.replace("aVV", "V").replace("aCC", "V").replace("bVV", "V").replace("bCC", "V")
    if merged != tree:
        rejected(made(case) | {"tree": merged}, "does not hold")


@COVERED
def test_a_formula_on_a_smaller_domain_is_rejected(case: str) -> None:
    for k, node in enumerate(made(case)["nodes"]):
        if node[0] != "const":
            continue
        changed = made(case)
        changed["nodes"][k][1] = str(F(node[1]) * F(1001, 1000) + F(1, 10**9))
        rejected(changed, "not the quotient")


@EVERY
def test_a_witness_outside_the_domain_is_rejected(case: str) -> None:
    changed = made(case)
    name = "teachers" if "teachers" in changed["witness"] else next(iter(changed["witness"]))
    vector = changed["witness"][name]
    p = vector[0] if name == "teachers" else vector
    if case == "stability":
        p[0], p[1] = "89/100", "1/100"
    else:
        p[0], p[1] = str(F(p[0]) + F(p[1]) - F(1, 10**9)), "1/1000000000"
    rejected(changed, "below the floor")


@pytest.mark.parametrize("field", ["statement", "provenance", "claim", "parameters", "variables"])
def test_words_and_parameters_are_those_of_the_claim(field: str) -> None:
    other = made("backward") | {"provenance": "ours", "variables": ["u"]}
    rejected(made("forward") | {field: other[field]})


def test_another_floor_is_rejected() -> None:
    changed = made("forward")
    changed["parameters"]["floor"] = "1/100"
    rejected(changed)
    changed["parameters"]["floor"] = "1/2"
    rejected(changed, "floor is out of range")


def test_a_narrower_reduction_is_not_open_to_sharpening_in_many_classes() -> None:
    changed = made("sharpening")
    changed["parameters"] = {"classes": "4", "floor": "1/5", "temperature": "1/2"}
    rejected(changed)


def test_a_formula_that_is_negative_below_is_rejected() -> None:
    """Numerator and denominator negated have the same quotient and the opposite margin."""
    changed = made("forward")
    top, bottom = changed["numerator"], changed["denominator"]
    changed["nodes"] += [["neg", None, top], ["neg", None, bottom]]
    changed["numerator"], changed["denominator"] = (
        len(changed["nodes"]) - 2,
        len(changed["nodes"]) - 1,
    )
    rejected(changed, "not the quotient")


def test_a_formula_that_only_agrees_at_sample_points_is_rejected() -> None:
    """A bump far narrower than the distance of samples, which hides the extremal point."""
    changed = made("forward")
    nodes = changed["nodes"]
    v = next(k for k, node in enumerate(nodes) if node[:2] == ["var", "v"])

    def add(*node: Any) -> int:
        nodes.append(list(node))
        return len(nodes) - 1

    two, high = add("const", "2"), add("const", "200")
    shifted = add("add", None, v, add("const", "-1/3"))
    bump = add("add", None, add("const", "1"), add("neg", None, add("pow", None, shifted, two)))
    for _ in range(4):
        bump = add("pow", None, bump, high)
    factor = add("add", None, add("const", "1"), add("neg", None, bump))
    changed["numerator"] = add("mul", None, changed["numerator"], factor)
    rejected(changed, "not the quotient")


@pytest.mark.parametrize("ident", ["RM-C2", "RM-C3", "SK-B6", "MT-S1"])
def test_the_formula_is_rebuilt_for_every_kind_of_parameters(ident: str) -> None:
    grid: dict[str, list[dict[str, Any]]] = {
        "RM": [{"classes": n, "alpha": a} for n in (2, 7) for a in (F(1, 2), F(1, 9))],
        "SK": [
            {"classes": n, "temperature": t, "floor": F(1, 50)}
            for n, t in ((2, F(2)), (2, F(1, 2)), (3, F(1, 2)), (3, F(5, 3)), (4, F(2)), (9, F(3)))
        ],
        "MT": [{"power": s, "floor": f} for s in (F(0), F(2, 3)) for f in (F(1, 15), F(1, 999))],
    }
    for given in grid[ident[:2]]:
        made_ = document(sharpen(ident, width=0.1, **given))
        assert checker.sharp(made_, None).share == 1
        assert made_["variables"]


@pytest.mark.parametrize(
    "change",
    [
        {"nodes": []},
        {"nodes": [["log", None, 0]]},
        {"nodes": [["const", "1", 0]]},
        {"nodes": [["remainder", 3, 0]]},
        {"numerator": 10**6},
        {"denominator": True},
        {"tree": ""},
        {"tree": "a" * 500 + "V" * 501},
        {"constant": ["0", "1"]},
        {"constant": ["0.3"]},
        {"constant": ["1e999999", "1e999999"]},
        {"witness": []},
        {"steps": []},
        {"more": 1},
    ],
)
def test_malformed_certificates_are_rejected(change: dict[str, Any]) -> None:
    rejected(made("forward") | change)


def test_a_budget_leaves_a_share_unchecked() -> None:
    found = checker.sharp(made("forward"), 0.0)
    assert found.share < 1


def test_the_checker_imports_no_engine_and_not_what_it_checks() -> None:
    folder = Path(checker.__file__).parent
    for name in ("sharp.py", "sharp_boxes.py", "sharp_claims.py", "sharp_formulas.py"):
        for node in ast.walk(ast.parse((folder / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                module = str(node.module)
                assert not module.startswith("kdtheory") or module.startswith("kdtheory.checker")
            if isinstance(node, ast.Import):
                assert not any(a.name.startswith("kdtheory") for a in node.names)


def test_a_certificate_holds_neither_floats_nor_unsealed_fields() -> None:
    text = json.dumps(made("forward"))
    assert parse(text.encode())["digest"] == seal(made("forward"))["digest"]
