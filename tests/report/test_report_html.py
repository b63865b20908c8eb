"""The HTML page and the notebook fragment: well formed, offline, escaped, complete."""

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from kdtheory.claims.verdict import Outcome, Report
from kdtheory.report import render, render_fragment

VOID = {"meta", "link", "br", "input", "img", "hr", "wbr"}


class Reader(HTMLParser):
    """Checks nesting and collects what the tests ask about."""

    def __init__(self, text):
        super().__init__()
        self.stack, self.ids, self.links, self.tags = [], [], [], Counter()
        self.attributes, self.text = [], []
        self.feed(text)
        self.close()
        assert not self.stack

    def handle_starttag(self, tag, attrs):
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes += attrs
        self.ids += [v for k, v in attrs if k == "id"]
        self.links += [v for k, v in attrs if k == "href"]

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        if self.stack and self.stack[-1] != "style":
            self.text.append(data)


@pytest.fixture
def page(report):
    return Reader(render(report, "html"))


def test_page_is_well_formed_and_complete(page, report):
    text = " ".join(" ".join(page.text).split())
    assert page.tags["article"] == len(report.verdicts)
    for outcome in Outcome:
        assert outcome.value in text
    for v in report.verdicts[:10]:
        assert str(v.scope) in text
        assert v.reason in text
    assert "(7/10, 1/5, 1/10)" in text
    assert "(0.7, 0.2, 0.1)" in text
    assert "[-0.01234, -0.01222]" in text
    assert "certificates/power-SK-A3-weak.json" in text
    assert "Supported is not a proof" in text
    assert "not asked" in text
    assert "nan, nan" not in text


def test_every_matrix_cell_leads_to_its_details(page, report):
    assert len(page.ids) == len(set(page.ids))
    inner = [link[1:] for link in page.links if link.startswith("#")]
    assert set(inner) <= set(page.ids)
    assert {f"v{k}-{j}" for k, op in enumerate(report, 1) for j, _ in enumerate(op, 1)} <= set(
        inner
    )


@pytest.mark.parametrize("make", [lambda r: render(r, "html"), render_fragment])
def test_no_requests_and_no_scripts(report, make):
    text = make(report)
    reader = Reader(text)
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
    assert not re.search(r"url\(|@import|\bsrc=", text)
    assert reader.tags["script"] == reader.tags["img"] == reader.tags["iframe"] == 0
    assert not [name for name, _ in reader.attributes if name.startswith("on")]
    assert "<script>alert" in "".join(reader.text)  # shown as text


def test_page_forbids_itself_requests(report):
    assert "default-src 'none'" in render(report, "html")


def test_pictures(page, report):
    assert page.tags["svg"] == 2 + 5  # two operators; five witnesses with a point
    assert not [i for i in page.ids if not re.fullmatch(r"matrix|op\d+|v\d+-\d+|show-\w+", i)]


def test_fragment_is_scoped(report):
    text = render_fragment(report)
    reader = Reader(text)
    assert text.startswith('<div class="kdr') and not reader.ids and not reader.links
    style = re.search(r"<style>(.*?)</style>", text, re.S)[1]
    style = re.sub(r"@media[^{]*{((?:[^{}]*{[^{}]*})*)\s*}", r"\1", style)
    selectors = [s.strip() for rule in re.findall(r"([^{}]+){", style) for s in rule.split(",")]
    assert selectors and all(s.startswith((".kdr", ".kdr-fragment")) for s in selectors)


def test_long_reasons_are_kept_on_the_page(page):
    assert "x" * 3000 in "".join(page.text)


@pytest.mark.parametrize(("operators", "tall"), [(2, True), (7, False)])
def test_many_claims_go_down_the_page_if_operators_are_few(good, operators, tall):
    verdicts = tuple(replace(good.verdicts[1], variant=f"v{k}") for k in range(10))
    text = render(Report((replace(good, verdicts=verdicts),) * operators), "html")
    page = Reader(text)
    assert ('<table class="kdr-matrix kdr-tall">' in text) == tall
    matrix = [link for link in page.links if link.startswith("#v")]
    assert len(matrix) == len(set(matrix)) == 10 * operators
