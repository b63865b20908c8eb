"""``kdtheory repro``: the whole way from claims to a book, and bad input."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from kdtheory.checker import check_file
from kdtheory.cli import main
from kdtheory.ledger import command

FEW = ("RM-C2", "AW-N1", "AW-F2", "R7")


def call(*arguments: str):
    return CliRunner().invoke(main, ["repro", *arguments, "--quiet", "--jobs", "1"])


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repro") / "book"
    result = call(*FEW, "--quick", "--out", str(folder))
    assert result.exit_code == 0, result.output
    assert "refuted as stated, repaired by a hypothesis: AW-N1" in result.output
    return folder


class Page(HTMLParser):
    """Links, ids and whatever a page would load."""

    def __init__(self, path: Path):
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(values["id"])
        if tag == "a":
            self.links.append(values["href"])
        elif values.get("src") or (tag == "link" and values.get("href")):
            self.loads.append(values.get("src") or values["href"])


def test_there_is_a_page_for_every_claim_and_operator(book):
    assert {p.stem for p in (book / "claims").iterdir()} == set(FEW)
    operators = {p.stem for p in (book / "operators").iterdir()}
    assert operators == {"clipped_renormalised", "projected_box", "mixture_of_power"}


def test_every_link_leads_somewhere_and_nothing_is_fetched(book):
    pages = {path: Page(path) for path in book.rglob("*.html")}
    for path, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), path
        for link in (*page.links, *page.loads):
            if link.startswith("data:"):
                continue
            assert not re.match(r"[a-z]+:|//", link), (path, link)
            name, _, anchor = link.partition("#")
            target = (path.parent / name).resolve() if name else path
            claim = re.search(r"claims/([A-Z0-9-]+)\.html$", link)
            if claim and claim[1] not in FEW:
                continue  # only some claims were asked for
            assert target.is_file(), (path, link)
            if anchor and anchor not in ("sk", "mt", "rm", "aw", "aggregation"):
                assert anchor in pages[target].ids, (path, link)


def test_why_is_two_clicks_away(book):
    index = Page(book / "index.html")
    assert set(FEW) <= {Path(x).stem for x in index.links}
    claim = (book / "claims" / "AW-N1.html").read_text()
    assert "Witness" in claim and "exact value" in claim
    assert "<math" in claim
    matrix = Page(book / "matrix.html")
    assert "operators/clipped_renormalised.html#AW-A3-bounded" in matrix.links


def test_certificates_are_accepted_by_the_checker(book):
    files = sorted((book / "certificates").iterdir())
    assert {"RM-C2.step.json", "clipped_renormalised.AW-A3.bounded.json"} <= {f.name for f in files}
    for file in files:
        assert check_file(file).accepted, file


def test_the_same_as_data(book):
    document = json.loads((book / "ledger.json").read_text())
    assert document["format"] == "kdtheory.ledger/1"
    assert [c["id"] for c in document["claims"]] == ["R7", "RM-C2", "AW-F2", "AW-N1"]
    claims = {c["id"]: c for c in document["claims"]}
    assert claims["RM-C2"]["verdict"] == "proved"
    assert claims["RM-C2"]["sharp"][0]["digits"] == "0.320211996"
    assert claims["AW-N1"]["as_stated"] == "refuted"
    for body in (d for c in document["claims"] for d in c["claims"]):
        assert (book / body["certificate"]).is_file()
    text = (book / "ledger.md").read_text()
    assert "### RM-C2 forward divergence contracts" in text
    assert "✗ refuted as stated, ✓ proved repaired" in text


def test_the_index_of_the_search_is_data_only(book):
    text = (book / "search-index.js").read_text()
    entries = json.loads(text.removeprefix("window.LEDGER = ").rstrip().removesuffix(";"))
    assert ["AW-N1", *entries[[e[0] for e in entries].index("AW-N1")][1:]][2] == "claims/AW-N1.html"
    assert all(len(e) == 3 for e in entries)


def test_a_second_run_gives_the_same_book(book, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(book, copy)
    assert call(*FEW, "--quick", "--out", str(copy)).exit_code == 0
    for path in book.rglob("*"):
        if path.is_file() and not path.name.startswith("ledger.sqlite"):
            assert (copy / path.relative_to(book)).read_bytes() == path.read_bytes(), path


def check(book: Path, monkeypatch, tmp_path: Path, change=None):
    """Compare the book's claims with results that are committed elsewhere."""
    from kdtheory.ledger import data, places, plan
    from kdtheory.ledger.claims import Effort
    from kdtheory.ledger.rows import build
    from kdtheory.ledger.run import gather
    from kdtheory.ledger.store import Store

    effort = Effort(quick=True)
    chosen = [places.claims()[id] for id in FEW]
    with Store(book / command.STORE) as store:
        found = gather(plan.jobs(chosen, effort), store, 1)
    body = data.results(build(c, found, effort) for c in chosen)
    if change:
        change(body)
    file = tmp_path / "results.json"
    file.write_text(json.dumps(body))
    monkeypatch.setattr(command, "_committed", lambda: file)
    return call(*FEW, "--quick", "--check", "--out", str(book))


def test_check_accepts_what_is_committed(book, monkeypatch, tmp_path):
    result = check(book, monkeypatch, tmp_path)
    assert (result.exit_code, "nothing differs" in result.output) == (0, True), result.output


def test_check_fails_where_a_committed_result_differs(book, monkeypatch, tmp_path):
    def change(body):
        body["claims"]["RM-C2"]["verdict"] = "refuted"
        body["claims"]["RM-C2"]["sharp"] = dict.fromkeys(body["claims"]["RM-C2"]["sharp"], "0.5")

    result = check(book, monkeypatch, tmp_path, change)
    assert result.exit_code == 1
    assert "RM-C2 verdict: committed refuted, found proved" in result.output
    assert "3 committed results differ" in result.output


def test_check_without_committed_results(book, monkeypatch, tmp_path):
    monkeypatch.setattr(command, "_committed", lambda: tmp_path / "none.json")
    result = call(*FEW, "--quick", "--check", "--out", str(book))
    assert result.exit_code == 2
    assert "no committed results" in result.output
    (tmp_path / "none.json").write_text("{")
    assert "not readable" in call(*FEW, "--quick", "--check", "--out", str(book)).output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["zz"], "no paper and no claim 'zz'"),
        (["rm", "--record"], "full run of all claims"),
        (["all", "--record", "--quick"], "full run of all claims"),
    ],
)
def test_bad_input(arguments, message, tmp_path):
    result = call(*arguments, "--out", str(tmp_path / "x"))
    assert result.exit_code == 2
    assert message in result.output


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "mine.csv").write_text("1")
    result = call("AW-P2", "--quick", "--out", str(tmp_path))
    assert result.exit_code == 2
    assert "holds other files" in result.output
    assert (tmp_path / "figures" / "mine.csv").exists()


def test_a_damaged_store(tmp_path):
    (tmp_path / command.STORE).write_text("not a database at all, whatever its name says " * 50)
    result = call("AW-P2", "--quick", "--out", str(tmp_path))
    assert result.exit_code == 2
    assert "damaged or no store" in result.output
    assert "Traceback" not in result.output
