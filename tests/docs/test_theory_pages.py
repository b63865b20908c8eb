"""The theory pages list every axiom and every theorem."""

import importlib.util

import pytest
import sessions

from kdtheory.axioms.registry import table as axioms
from kdtheory.theorems.registry import table as theorems

spec = importlib.util.spec_from_file_location("pages", sessions.ROOT / "docs" / "pages.py")
pages = importlib.util.module_from_spec(spec)
spec.loader.exec_module(pages)


@pytest.mark.parametrize("paper", list(pages.PAPERS))
def test_everything_has_its_place(paper: str) -> None:
    text = "\n".join(pages.page(paper))
    mine = [a for a in axioms().values() if a.claim.startswith(paper)]
    found = [t for t in theorems().values() if t.id.startswith(paper)]
    assert mine or found
    for axiom in mine:
        assert f"### {axiom.claim} " in text
        assert f"`{axiom.variant}`" in text
    for theorem in found:
        assert f"### {theorem.id} " in text
        assert all(f"`{name}`" in text for name in (*theorem.hypotheses, *theorem.false))
