"""Every lesson runs, is worth ten minutes, and says the provenance that the registries know."""

from __future__ import annotations

import re
import runpy
import xml.etree.ElementTree as ET
from html import unescape
from itertools import product

from kdtheory.report.svg import text_width
from kdtheory.teaching.lessons import lessons
from kdtheory.teaching.statements import provenance_of

TAG = "(sourced|reconstructed|ours)"
KEY = r"((?:SK|MT|RM|AW)-[A-Z]\d+(?:/[\w-]+)?)"
TAGGED = re.compile(rf"\({KEY}, {TAG}\)|{KEY} \({TAG}\)")


def words(html: str) -> list[str]:
    """What a reader reads: no drawings, no scripts, no folded solutions."""
    html = re.sub(r"<(script|style|svg|details)\b.*?</\1>", " ", html, flags=re.S)
    return unescape(re.sub(r"<[^>]+>", " ", html)).split()


def test_there_are_eight():
    assert [x.number for x in lessons()] == list(range(1, 9))


def test_runs_as_a_script(lesson, capsys):
    runpy.run_path(str(lesson.path), run_name="__main__")
    assert not capsys.readouterr().err


def test_shape(lesson):
    assert lesson.title and len(lesson.goal) > 40
    assert len(lesson.exercises) == 3
    assert len({e.name for e in lesson.exercises}) == 3
    assert len(lesson.pictures) >= 1


def test_is_ten_minutes_of_reading(handout):
    assert 900 <= len(words(handout)) <= 2400


def test_provenance_in_the_prose(lesson):
    text = " ".join(lesson.path.read_text(encoding="utf-8").split())
    said = [(a or c, b or d) for a, b, c, d in TAGGED.findall(text)]
    assert said or lesson.name == "trust"  # which is about nothing in the papers
    assert [(key, tag) for key, tag in said if provenance_of(key) != tag] == []


def test_pictures_move(lesson):
    """Every value of every slider draws, and some draw something else; all is well-formed."""
    for p in lesson.pictures:
        first = p()
        ET.fromstring(f"<div>{first}</div>")
        for name, control in p.controls.items():
            drawn = {p(**{name: value}) for value in control.values}
            assert len(drawn) > 1, (p.name, name)
            assert first in drawn
        corners = product(*((c.values[0], c.values[-1]) for c in p.controls.values()))
        for values in corners:
            ET.fromstring(f"<div>{p(**dict(zip(p.controls, values, strict=True)))}</div>")


def test_nothing_leaves_its_drawing(lesson):
    """Every text, as wide as it is estimated to be, stands inside its picture."""
    shift = {"start": 0.0, "middle": 0.5, "end": 1.0}
    for p in lesson.pictures:
        for svg in re.findall(r"<svg\b.*?</svg>", p(), flags=re.S):
            root = ET.fromstring(svg)
            _, _, wide, high = map(float, root.attrib["viewBox"].split())
            for text in root.iter("{http://www.w3.org/2000/svg}text"):
                long = 0.8 * text_width(text.text or "", float(text.attrib["font-size"]))
                left = float(text.attrib["x"]) - long * shift[text.get("text-anchor", "start")]
                assert 0 <= left and left + long <= wide, (p.name, text.text)
                assert 0 <= float(text.attrib["y"]) <= high, (p.name, text.text)
