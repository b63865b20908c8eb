"""A hand-out is one file: nothing is fetched, everything is in it."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

VOID = {"meta", "br", "input", "hr", "img", "link"}
REFERS = {"src", "href", "srcset", "action", "data", "poster", "xlink:href", "background"}


class Reader(HTMLParser):
    """What a document refers to, and whether its elements are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.refers: list[str] = []
        self.crossed: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.refers += [f"{k}={v}" for k, v in attrs if k in REFERS]
        self.refers += [v for k, v in attrs if k == "style" and "url(" in (v or "")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        if self.open and self.open[-1] == tag:
            self.open.pop()
        elif tag not in VOID:
            self.crossed.append(tag)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def test_refers_to_nothing_outside(handout):
    assert read(handout).refers == []
    addresses = set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"'<>)\\]*", handout))
    assert {a for a in addresses if "www.w3.org/" not in a} == set()  # names of namespaces
    for loads in ("@import", "url(", "fetch(", "XMLHttpRequest", "import(", "WebSocket"):
        assert loads not in handout


def test_needs_no_app(handout):
    assert "<marimo-" not in handout
    assert not [tag for tag in read(handout).tags if "-" in tag]


def test_is_well_formed(handout):
    reader = read(handout)
    assert reader.crossed == [] and reader.open == []


def test_formulas_are_mathml(handout, lesson):
    assert "||(" not in handout and "||[" not in handout
    text = re.sub(r"<(script|style|pre|code|svg)\b.*?</\1>", "", handout, flags=re.S)
    assert "<math" in text
    assert not re.search(r"\\[a-zA-Z]+", re.sub(r"<[^>]+>", " ", text))


def test_has_everything(handout, lesson):
    for e in lesson.exercises:
        assert f"<code>{e.name}</code>" in handout
    assert handout.count("<summary>Solution</summary>") == len(lesson.exercises)
    assert handout.count("class='kdt-moving'") == len(lesson.pictures)


def test_frames_cover_the_sliders(handout, lesson):
    texts = re.findall(r"<script type='application/json'>(.*?)</script>", handout, flags=re.S)
    for p, text in zip(lesson.pictures, texts, strict=True):
        frames = json.loads(text)
        count = 1
        for control in p.controls.values():
            count *= len(control.baked)
        assert len(frames) == count
        assert p() in frames


def test_size(handout):
    assert len(handout) < 2_000_000
