"""A digest follows exactly what a computation can reach."""

from __future__ import annotations

from kdtheory.ledger.sources import _closure, digest, module_of
from kdtheory.theorems.registry import find


def test_it_follows_imports_inside_functions_and_packages():
    reached = _closure(frozenset(["kdtheory.theorems.decide"]))
    assert {"kdtheory.theorems.registry", "kdtheory.engines.prove", "kdtheory.claims"} <= reached
    assert "kdtheory.checker.document" in reached  # imported inside a function


def test_what_only_shows_results_does_not_count():
    reached = _closure(frozenset(["kdtheory.theorems.decide", "kdtheory.workers"]))
    assert not [m for m in reached if m.startswith(("kdtheory.report", "kdtheory.cli"))]


def test_another_theorem_does_not_count():
    reached = _closure(frozenset([module_of(find("RM-C2").drafts)]))
    assert "kdtheory.theorems.privacy" not in reached


def test_it_changes_with_the_file_and_with_nothing_else(tmp_path):
    file, other = tmp_path / "claim.py", tmp_path / "other.py"
    file.write_text("x = 1\n")
    before = digest(files=[file])
    other.write_text("y = 1\n")
    assert digest(files=[file]) == before
    changed = tmp_path / "b" / "claim.py"
    changed.parent.mkdir()
    changed.write_text("x = 2\n")
    assert digest(files=[changed]) != before


def test_a_whole_package_and_a_library_count():
    one = digest("kdtheory.engines.*")
    assert one != digest("kdtheory.engines.settings")
    assert one != digest("kdtheory.engines.*", libraries=["numpy"])
