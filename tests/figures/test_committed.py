"""What is committed: numbers, pictures and the index page belong together."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from kdtheory.axioms.registry import select
from kdtheory.operators.registry import KINDS
from kdtheory.plotting import figures_index, page, render, scripts, store
from kdtheory.theorems.registry import table

ASKED = """softening_trajectories entropy_temperature axiom_matrix variance_amplification
bias_variance_temperature staged_pruning rate_bound equivalence_fibres truncation_temperature
privacy_temperature safety_amplification ensemble_variance kl_contraction anchor_collapse
weight_reversal sharp_constant linear_pool_entropy safety_tradeoff sgd_without_pl""".split()


def provenances():
    """Every theory id and the tags of its statements."""
    found = {name: {theorem.provenance} for name, theorem in table().items()}
    for kind in KINDS:
        for axiom in select(None, kind=kind, all_variants=True):
            found.setdefault(axiom.claim, set()).add(axiom.provenance)
    return found


def test_every_figure_is_there():
    assert {path.stem for path in scripts.paths()} >= set(ASKED)


def test_numbers_are_what_the_header_says(script, stored):
    assert stored.header["figure"] == script.name
    assert {"seed", "kdtheory", "matplotlib"} <= set(stored.header)
    assert stored.header.get("effort", "full") == "full"
    assert ("effort" in stored.header) == (script.figure.minutes > 0)
    assert len(stored.records) > 1
    assert set(stored.records.units) <= set(stored.records.columns)


def test_csv_survives_reading_and_writing(script, stored):
    assert stored.to_text() == script.beside("csv").read_text(encoding="utf-8")


def test_pictures_are_those_of_the_numbers_every_time(picture):
    stored = store.read(picture.beside("csv"))
    drawn = render.drawn(picture, stored.records)
    if stored.header["matplotlib"] != render.version():  # then nothing is to compare with
        assert drawn == render.drawn(picture, stored.records)
        return
    for name, content in drawn.items():
        committed = picture.beside(name).read_bytes()
        assert render.same_picture(name, committed, content), f"{picture.name}.{name} is stale"


def test_files_say_nothing_of_when_and_with_what(script):
    svg = script.beside("svg").read_text(encoding="utf-8")
    assert "<dc:date>" not in svg and "Matplotlib" not in svg
    assert b"Software" not in script.beside("png").read_bytes()


def test_captions_name_ids_with_their_provenance(script):
    known, caption = provenances(), " ".join(script.caption.split())
    assert "The surprise:" in caption and "Theory:" in caption
    said = dict(re.findall(r"([A-Z]{2}-[A-Z]\d+) \((sourced|reconstructed|ours)", caption))
    assert set(said) == set(script.figure.claims)
    for claim, tag in said.items():
        assert tag in known[claim], f"{claim} is {known[claim]}, the caption says {tag}"


def test_index_maps_ids_to_figures_without_matplotlib(script):
    index = figures_index()
    assert all(script.name in index[claim] for claim in script.figure.claims)
    assert set(index) <= set(provenances())


def test_index_page_is_current():
    assert page.is_current(scripts.FOLDER), "run: python -m kdtheory.plotting --index"


@pytest.fixture
def texts(monkeypatch):
    """Every text that is drawn, with its extent in pixels, unless it is slanted."""
    found, plain = [], Text.draw

    def draw(self, renderer, *args, **kwargs):
        if self.get_visible() and self.get_text().strip() and self.get_rotation() % 90 == 0:
            found.append((self.get_text(), self.get_window_extent(renderer)))
        return plain(self, renderer, *args, **kwargs)

    monkeypatch.setattr(Text, "draw", draw)
    return found


def test_no_text_is_clipped_or_overlaps_another(picture, texts):
    with render.painted(picture, store.read(picture.beside("csv")).records) as fig:
        texts.clear()  # what was drawn to lay it out
        FigureCanvasAgg(fig).draw()
        problems = [f"{words!r} is clipped" for words, box in texts if not _inside(box, fig.bbox)]
        for legend in (ax.get_legend() for ax in fig.axes if ax.get_legend()):
            own = {t.get_text() for t in legend.findobj(Text)}
            frame = legend.get_frame().get_window_extent()
            problems += [f"a legend covers {words!r}" for words, box in texts
                         if words not in own and _overlap(frame, box)]  # fmt: skip
    pairs = combinations(texts, 2)
    problems += [f"{a!r} overlaps {b!r}" for (a, x), (b, y) in pairs if _overlap(x, y)]
    assert not problems


def test_overlaps_and_clipping_would_be_noticed(texts):
    fig = Figure(figsize=(2, 1))
    fig.text(0.5, 0.5, "one")
    fig.text(0.55, 0.5, "two")
    fig.text(0.9, 0.1, "beyond the edge")
    FigureCanvasAgg(fig).draw()
    (_, one), (_, two), (_, beyond) = texts
    assert _overlap(one, two) and _inside(one, fig.bbox) and not _inside(beyond, fig.bbox)


def _inside(box, page):
    return (
        page.x0 - 1 <= box.x0 and box.x1 <= page.x1 + 1
        and page.y0 - 1 <= box.y0 and box.y1 <= page.y1 + 1
    )  # fmt: skip


def _overlap(a, b):
    """By more than a pixel in both directions."""
    return min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
