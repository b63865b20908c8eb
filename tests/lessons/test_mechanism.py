"""Adding a lesson is one file; what a slider, a picture or a statement refuses."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from kdtheory.cli import main
from kdtheory.teaching import charts, lessons, picture, slider, statement
from kdtheory.teaching.drawing import Plane
from kdtheory.teaching.handout import handout
from kdtheory.teaching.sliders import choice

NEW = '''"""A new lesson.

It has one picture and one exercise.
"""

import marimo

app = marimo.App()

with app.setup:
    import marimo as mo
    from kdtheory.teaching import exercise, number, picture, right, slider, wrong


@app.cell
def _():
    mo.md(r"""# New\n\nLet $x < 1$ & more.""")
    return


@app.function
@picture(r=slider("radius", [1, 2, 3], 2))
def disc(r):
    """A disc."""
    return f"<svg viewBox='0 0 9 9'><circle r='{r}'/></svg>"


@app.cell
def _():
    disc_at = disc.sliders()
    disc_at
    return (disc_at,)


@app.cell
def _(disc_at):
    disc.show(disc_at)
    return


@app.function
@exercise("Half", number(), solution="1/2", because="It is.", mistakes=("2",))
def half(x):
    """What is one half?"""
    return right("Yes, that is it.") if 2 * x == 1 else wrong(f"Twice {x} is {2 * x}.")


@app.cell
def _():
    half_form = half.form()
    return (half_form,)


@app.cell
def _(half_form):
    half.show(half_form)
    return
'''


@pytest.fixture
def new(tmp_path, monkeypatch):
    (tmp_path / "09_new.py").write_text(NEW)
    (tmp_path / "notes.py").write_text("raise RuntimeError")
    monkeypatch.setattr(lessons, "folder", lambda: tmp_path)
    return lessons.find("new")


def test_a_lesson_is_one_file(new, tmp_path):
    assert (new.number, new.title) == (9, "A new lesson")
    assert [e.name for e in new.exercises] == ["half"]
    page = handout(new)
    assert "What is one half?" in page and page.count("<circle") >= 4
    assert "<mo>&#x0003C;</mo>" in page or "<mo>&lt;</mo>" in page
    answers = tmp_path / "answers.txt.py"
    answers.write_text("half = 0.5")
    result = CliRunner().invoke(main, ["teach", "9", "--check", str(answers)])
    assert (result.exit_code, result.stdout) == (0, "✓ half: Yes, that is it.\n")


def test_no_lessons_at_all(monkeypatch, tmp_path):
    monkeypatch.setattr(lessons, "_PACKAGE", tmp_path / "kdtheory")
    result = CliRunner().invoke(main, ["teach"])
    assert result.exit_code == 2
    assert "were not installed" in result.stderr


def test_sliders_refuse_what_they_cannot_show():
    with pytest.raises(ValueError, match="cannot start at 4"):
        slider("r", [1, 2, 3], 4)
    with pytest.raises(ValueError, match="has no"):
        slider("r", [1, 2, 3], 2, baked=[2, 5])


@pytest.mark.parametrize("count", [2, 3, 5, 7])
def test_a_handout_offers_the_start_and_the_ends(count):
    steps = list(range(20))
    for start in (0, 7, 19):
        baked = slider("r", steps, start, baked=count).baked
        assert len(baked) == count and start in baked
        assert list(baked) == sorted(baked)
        assert count == 2 or {0, 19} <= set(baked)


def test_pictures_begin_where_their_sliders_do():
    @picture(r=slider("r", [1, 2, 3], 2), how=choice("how", ("a", "b")))
    def drawn(r, how):
        return f"{r}{how}"

    assert (drawn(), drawn(r=3), drawn(how="b")) == ("2a", "3a", "2b")


def test_statements():
    assert "sourced" in statement("SK-A3/weak").text
    assert "reconstructed" in statement("MT-S1").text
    with pytest.raises(KeyError, match="SK-Z9"):
        statement("SK-Z9")


def test_lines_are_cut_at_the_edges():
    chart = charts.Chart("cut", charts.Axis("x", 0, 1), charts.Axis("y", 0, 1))
    chart.line([-1, 2], [0.5, 0.5], "#000")
    left, right = chart.left, chart.left + chart.wide
    assert f'd="M{left:.0f} ' in chart.body[0] and f"L{right:.0f} " in chart.body[0]
    chart.line([0, 1], [5, 6], "#000")
    assert len(chart.body) == 1


def test_logarithmic_ticks():
    assert charts.Axis("T", 1, 30, log=True).ticks() == [1, 2, 5, 10, 20]
    assert charts.Axis("T", 1e-6, 1, log=True).ticks()[0] == pytest.approx(1e-6)


def test_a_plane_names_things_once():
    plane = Plane("twice")
    plane.mark((1, 0, 0), name="corner")
    plane.mark((0, 1, 0), name="corner")
    assert plane.svg().count(">corner<") == 1
