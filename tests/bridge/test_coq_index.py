"""The index of theorems in Coq: every theorem it names is stated in the file it names."""

from __future__ import annotations

import re
from pathlib import Path

from kdtheory.bridge.coq_index import coq_theorems

ROOT = Path(__file__).parents[2] / "proofs_checks"


def test_every_indexed_theorem_is_stated() -> None:
    found = coq_theorems(ROOT)
    for pairs in found.values():
        for file, name in pairs:
            assert re.search(rf"^Theorem {name}\b", (ROOT / file).read_text(), re.MULTILINE)


def test_every_theorem_named_after_an_id_is_indexed() -> None:
    """A theorem whose name begins with an id is found under that id."""
    indexed = {(id, name) for id, pairs in coq_theorems(ROOT).items() for _, name in pairs}
    named = re.compile(r"^Theorem (((?:SK|MT|RM|AW)_[A-Z]\d+|R\d)(?:_\w+)?)\b", re.MULTILINE)
    for path in (ROOT / "coq").glob("*.v"):
        for name, stem in named.findall(path.read_text()):
            assert (stem.replace("_", "-"), name) in indexed, f"{path.name} states {name}"


def test_some_entries() -> None:
    found = coq_theorems(ROOT)
    assert ("coq/AnchoredContraction.v", "RM_C1") in found["RM-C1"]
    assert ("coq/Impossibility.v", "MT_T1") in found["MT-T1"]
    files = {file for file, _ in found["MT-J1"]}
    assert files == {"coq/Pools.v", "coq/PowerMeans.v"}


def test_another_folder(tmp_path: Path) -> None:
    (tmp_path / "coq").mkdir()
    table = "| theory | file | theorems |\n|---|---|---|\n"
    rows = "| RM-C1, RM-C11 | `A.v` | `RM_C11`, `RM_C1_step`, `lemma` |\n| x | `B.v` | `R5` |\n"
    (tmp_path / "coq" / "README.md").write_text(table + rows)
    assert coq_theorems(tmp_path) == {
        "RM-C11": [("coq/A.v", "RM_C11")],
        "RM-C1": [("coq/A.v", "RM_C1_step")],
    }
