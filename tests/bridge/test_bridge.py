"""Certificates as Coq files: what is exported, what is refused, and that Coq rejects lies."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kdtheory.bridge import coqc
from kdtheory.bridge.command import NotExported, beside, check_with_coq, export
from kdtheory.bridge.expression import variable
from kdtheory.bridge.problems import MOST_LEAVES, problems, suitable
from kdtheory.bridge.source import coq_file
from kdtheory.checker import Rejected
from kdtheory.cli import main

FOLDER = Path(__file__).parents[2] / "proofs_checks" / "bridge"
KEPT = sorted(FOLDER.glob("*.json"))
SMALL = next(path for path in KEPT if path.name.startswith("SK-B6"))
WITH_SLOPES = next(path for path in KEPT if path.name.startswith("logodds"))

needs_coq = pytest.mark.skipif(
    bool(coqc.missing()), reason="Coq-Interval is not installed (Debian: libcoq-interval)"
)


def read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def part(nodes: list[Any], variables: list[str], box: list[list[str]], **more: Any) -> Any:
    """One part of a cover, its last node the formula."""
    about = {"text": "a part", "goal": ">= 0", "nodes": nodes, "node": len(nodes) - 1}
    tree = {"tree": "V", "guards": [], "anchored": [], "slopes": []}
    return about | {"variables": variables, "box": box} | tree | more


def file_of(*parts: Any) -> str:
    document = read(WITH_SLOPES) | {"parts": list(parts)}
    return coq_file(document, problems(document))


def answer(text: str, folder: Path) -> coqc.Answer:
    path = folder / "tried.v"
    path.write_text(text, encoding="utf-8")
    return coqc.compile_file(path)


# what is kept in the repository ------------------------------------------------------------------


def test_three_certificates_are_kept() -> None:
    assert len(KEPT) == 3
    assert {beside(path) for path in KEPT} == set(FOLDER.glob("*.v"))


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_kept_files_are_written_again_the_same(path: Path) -> None:
    text, leaves = export(path)
    assert text == beside(path).read_text(encoding="utf-8")
    assert text.count("_leaf") == 2 * leaves  # a lemma each, used once


def test_the_cover_is_certified_again_the_same(tmp_path: Path) -> None:
    command = (
        "verify logodds_shrinkage --axioms SK-A3/weak --floor 1/16 --temperatures 1:4 "
        "--budget 60 --jobs 1 --quiet --certificates"
    )
    assert CliRunner().invoke(main, [*command.split(), str(tmp_path)]).exit_code == 0
    assert read(tmp_path / WITH_SLOPES.name) == read(WITH_SLOPES)


@pytest.mark.parametrize("path", [p for p in KEPT if ".sharp." in p.name], ids=lambda p: p.name)
def test_the_constants_are_sharpened_again_the_same(path: Path, tmp_path: Path) -> None:
    document = read(path)
    options = [f"--{k}={v}" for k, v in document["parameters"].items()]
    options += ["--width=1e-2", "--quiet", f"--certificates={tmp_path}"]
    assert CliRunner().invoke(main, ["sharpen", document["claim"], *options]).exit_code == 0
    assert read(tmp_path / path.name) == document


# what is refused ---------------------------------------------------------------------------------


def test_a_derivation_is_not_exported() -> None:
    with pytest.raises(NotExported, match="derivation, no branch-and-bound certificate"):
        suitable({"kind": "derivation"})


def test_a_large_cover_is_not_exported_and_the_message_says_how_large() -> None:
    suitable({"kind": "sharp", "tree": "a" * (MOST_LEAVES - 1) + "V" * MOST_LEAVES})
    with pytest.raises(NotExported, match=f"it has {MOST_LEAVES + 1} leaves"):
        suitable({"kind": "sharp", "tree": "a" * MOST_LEAVES + "V" * (MOST_LEAVES + 1)})


def test_a_formula_beyond_interval_is_not_exported() -> None:
    nodes = [["var", "x"], ["floor", None, 0]]
    with pytest.raises(NotExported, match="'floor' has no counterpart"):
        file_of(part(nodes, ["x"], [["0", "1"]]))


def test_a_remainder_is_not_exported() -> None:
    document = read(SMALL)
    document["nodes"] = [["var", "v"], ["remainder", 2, 0], ["const", "1"]]
    document |= {"numerator": 1, "denominator": 2}
    with pytest.raises(NotExported, match="remainder integral"):
        problems(document)


def test_a_formula_that_doubles_at_every_node_is_not_exported() -> None:
    nodes: list[Any] = [["var", "x"]]
    nodes += [["mul", None, k, k] for k in range(60)]
    with pytest.raises(NotExported, match="longer than"):
        file_of(part(nodes, ["x"], [["0", "1"]]))


def test_an_altered_certificate_is_not_exported(tmp_path: Path) -> None:
    document = read(SMALL)
    document["constant"][1] = "4.2"
    path = tmp_path / "altered.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(Rejected, match="digest"):
        export(path)
    result = CliRunner().invoke(main, ["check", "--coq", str(path)])
    assert result.exit_code == 1
    assert list(tmp_path.iterdir()) == [path]


def test_without_coq_the_file_is_written_and_the_message_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coqc.shutil, "which", lambda name: None)
    path = Path(shutil.copy(SMALL, tmp_path))
    result = CliRunner().invoke(main, ["check", "--coq", str(path)])
    assert result.exit_code == 3
    assert "written, not checked: Coq is missing" in result.output
    assert "libcoq-interval" in result.output
    assert beside(path).read_text(encoding="utf-8") == beside(SMALL).read_text(encoding="utf-8")


def test_words_of_a_certificate_stay_inside_comments() -> None:
    hostile = 'x *) Axiom lie : False. (* " **)'
    document = read(WITH_SLOPES) | {"operator": hostile, "because": hostile}
    document["parts"][0]["text"] = hostile
    text = coq_file(document, problems(document))
    assert text.count("(*") == text.count("*)")
    assert outside_comments(text) == outside_comments(export(WITH_SLOPES)[0])


def outside_comments(text: str) -> str:
    depth, kept = 0, []
    for piece in text.replace("(*", "\0(\0").replace("*)", "\0)\0").split("\0"):
        depth += (piece == "(") - (piece == ")")
        kept += [piece] if depth == 0 and piece not in ("", ")") else []
    return "".join("".join(kept).split())


def test_names_of_coq_are_no_variables() -> None:
    nodes = [["var", "exp"], ["ipow", 2, 0]]
    assert "(v_exp : R) : R := v_exp ^ 2." in file_of(part(nodes, ["exp"], [["0", "1"]]))


@pytest.mark.parametrize(
    "name", ["x : R), 0 = 1)). Admitted. (*", "x.", "é", "x\n", "1x", "", "a b", "v_low", "middle"]
)
def test_what_is_no_name_is_not_exported(name: str) -> None:
    with pytest.raises(NotExported, match="no name for a variable"):
        variable(name)


def test_an_unused_variable_of_a_sharp_constant_cannot_carry_code() -> None:
    document = read(SMALL)
    document["variables"] = ["v", "v0 : R), True. Admitted. (*"]
    with pytest.raises(NotExported, match="no name for a variable"):
        problems(document)


def test_different_names_stay_different() -> None:
    names = ["v", "v1", "x", "v_x", "v_v_x", "w", "w1_2", "w12", "w_1", "T", "t", "v_", "vx", "V"]
    assert len({variable(name) for name in names}) == len(names)


def test_constants_of_one_label_keep_their_own_bounds() -> None:
    """A later, narrower one must not make the theorem hold for fewer values of the earlier."""
    low, high = "99999999999999999/1000000000000000000", "1/10"
    above = "1000000000000001/10000000000000000"
    nodes = [
        ["var", "x"], ["real", ["0.1", low, high]], ["real", ["0.1", high, above]],
        ["real", ["0.1", low, high]], ["mul", None, 0, 1], ["add", None, 4, 2],
        ["add", None, 5, 3],
    ]  # fmt: skip
    text = file_of(part(nodes, ["x"], [["0", "1"]], goal="> 0"))
    assert "forall x literal0 literal1 : R" in text
    assert f"{low} <= literal0 <= {high}" in text
    assert f"{high} <= literal1 <= {above}" in text
    assert "x * literal0 + literal1 + literal0" in text


# what Coq says -----------------------------------------------------------------------------------


@pytest.mark.slow
@needs_coq
def test_an_exported_certificate_is_accepted(tmp_path: Path) -> None:
    path = Path(shutil.copy(SMALL, tmp_path))
    result = CliRunner().invoke(main, ["check", "--coq", "--quiet", str(path)])
    assert result.exit_code == 0, result.output
    assert "accepted by Coq: its 8 leaves" in result.output
    assert sorted(p.suffix for p in tmp_path.iterdir()) == [".json", ".v"]


TAMPERED = [
    # a leaf reaches farther than its enclosure holds, the bound is 2 % off
    ("0 <= v <= 1/128 ->", "0 <= v <= 1 ->"),
    ("52861/12500", "51861/12500"),
]
MISPLACED = [  # a leaf is left out, a leaf stands where another belongs
    ("        bound_holds_leaf0\n        bound_holds_leaf1)", "        bound_holds_leaf0)"),
    ("        bound_holds_leaf0\n", "        bound_holds_leaf1\n"),
]


@needs_coq
@pytest.mark.parametrize(
    ("stated", "tampered"),
    [*TAMPERED, *(pytest.param(*pair, marks=pytest.mark.slow) for pair in MISPLACED)],
)
def test_a_tampered_file_is_rejected(stated: str, tampered: str, tmp_path: Path) -> None:
    text = beside(SMALL).read_text(encoding="utf-8")
    assert stated in text
    found = answer(text.replace(stated, tampered), tmp_path)
    assert not found.accepted
    assert found.reason.startswith("line ")


@pytest.mark.slow
@needs_coq
def test_a_foreign_axiom_is_rejected_and_named(tmp_path: Path) -> None:
    text = "Axiom lie : False.\nTheorem wrong : 0 = 1.\nProof. destruct lie. Qed.\n"
    assert answer(text, tmp_path) == coqc.Answer(False, "it rests on tried.lie")


@pytest.mark.slow
@needs_coq
@pytest.mark.parametrize("name", ["audit_of_axioms", "Reals", "numerator"])
def test_axioms_are_asked_for_whatever_the_file_is_called(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.v"
    path.write_text("Theorem right : 0 = 0.\nProof. reflexivity. Qed.\n", encoding="utf-8")
    assert coqc.compile_file(path).accepted
    path.write_text("Axiom lie : False.\nTheorem wrong : 0 = 1.\nProof. destruct lie. Qed.\n")
    assert coqc.compile_file(path) == coqc.Answer(False, f"it rests on {name}.lie")


@pytest.mark.slow
@needs_coq
def test_a_file_without_theorems_is_rejected(tmp_path: Path) -> None:
    assert not answer("Definition nothing := 0.\n", tmp_path).accepted


TWO_ANCHORS = part(
    [
        ["var", "a"], ["var", "b"], ["const", "1"], ["add", None, 2, 1], ["mul", None, 0, 3],
        ["ipow", 2, 1], ["add", None, 4, 5], ["const", "2"], ["mul", None, 7, 1],
        ["add", None, 0, 8],
    ],
    ["a", "b"], [["0", "1"], ["0", "1"]],
    node=6, tree="aSS", anchored=[0, 1], slopes=[3, 9],
)  # fmt: skip


@pytest.mark.slow
@needs_coq
def test_leaves_by_slope_in_two_variables(tmp_path: Path) -> None:
    """``a (1 + b) + b²`` rises in both from 0; a wrong slope does not prove it."""
    assert answer(file_of(TWO_ANCHORS), tmp_path).accepted
    wrong = copy.deepcopy(TWO_ANCHORS)
    wrong["nodes"][7] = ["const", "3"]
    assert not answer(file_of(wrong), tmp_path).accepted


@pytest.mark.slow
@needs_coq
def test_a_literal_stands_for_every_value_within_its_bounds(tmp_path: Path) -> None:
    """``x + 0.1`` is positive; that ``x + 0.1 - 1/10`` is not negative is not known."""
    nodes = [
        ["var", "x"], ["real", ["0.1", "99999999999999999/1000000000000000000", "1/10"]],
        ["add", None, 0, 1],
    ]  # fmt: skip
    text = file_of(part(nodes, ["x"], [["0", "1"]], goal="> 0"))
    assert "forall x literal0 : R" in text
    assert answer(text, tmp_path).accepted
    lower = [*nodes, ["const", "-1/10"], ["add", None, 2, 3]]
    assert not answer(file_of(part(lower, ["x"], [["0", "1"]])), tmp_path).accepted


@pytest.mark.slow
@needs_coq
def test_a_certificate_that_coq_cannot_follow_is_rejected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kdtheory.bridge.command.coq_file", lambda *_: "Theorem x : 0 = 1. Qed.")
    words, code = check_with_coq(Path(shutil.copy(SMALL, tmp_path)), quiet=True)
    assert code == 1
    assert "rejected by Coq" in words
