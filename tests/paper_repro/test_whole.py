"""The whole ledger in a quick run: everything comes out as stated, and as it is committed."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from kdtheory.cli import main
from kdtheory.ledger.command import _committed
from kdtheory.ledger.data import RESULTS
from kdtheory.ledger.places import claims


def test_committed_results_are_of_all_claims():
    if not _committed().exists():
        pytest.skip("no results are committed")
    body = json.loads(_committed().read_text(encoding="utf-8"))
    assert body["format"] == RESULTS
    assert list(body["claims"]) == list(claims())
    for id, found in body["claims"].items():
        stated = found.get("as_stated") == "refuted"
        assert stated == bool(claims()[id].as_stated), id


@pytest.mark.slow
def test_the_whole_ledger(tmp_path):
    pytest.importorskip("sklearn")
    check = ["--check"] if _committed().exists() else []
    result = CliRunner().invoke(main, ["repro", "all", "--quick", "--out", str(tmp_path), *check])
    assert result.exit_code == 0, result.output
    assert {p.stem for p in (tmp_path / "claims").iterdir()} == set(claims())
