"""Pictures: exact level sets, faithful trajectories, nothing clipped, any input survived."""

import math
from dataclasses import replace

import pytest
from readable import check

from kdtheory.claims.verdict import Outcome, Witness
from kdtheory.report.simplex_geometry import Triangle, entropy, level_curves
from kdtheory.report.simplex_svg import LEVELS, operator_picture, witness_picture
from kdtheory.report.svg import Labels
from kdtheory.report.trajectories import Scale, color, has_gap, read_curves
from kdtheory.report.values import distributions, number

MARGIN = ("-1", "-1")


@pytest.mark.parametrize("level", LEVELS)
def test_level_curves_have_the_level(level):
    pieces = level_curves(level)
    assert len(pieces) == (3 if level < math.log(2) else 1)
    for closed, points in pieces:
        assert closed == (level > math.log(2))
        for p in points:
            assert min(p) >= -1e-9 and math.isclose(sum(p), 1)
            assert math.isclose(entropy(p), level, abs_tol=1e-8)


def test_open_level_curves_end_on_edges():
    for _, points in level_curves(0.5):
        assert min(points[0]) < 1e-9 and min(points[-1]) < 1e-9


def test_operator_pictures_are_readable(good, bad):
    for op in (good, bad):
        texts = [t for t, _ in check(operator_picture(op))]
        assert {"class 1", "class 2", "class 3", "entropy level sets (nats)"} <= set(texts)
    assert "a: refutes SK-A3/weak" in texts
    assert "step between sampled T" in texts  # the operator jumps
    assert "a" in texts


def test_many_counterexamples_are_lettered_and_merged(good):
    points = ["1,0,0", "0,1,0", "0,0,1", "1/3,1/3,1/3", "1/3,1/3,1/3", "1/2,1/2,0", "1/5,3/5,1/5"]
    points += ["1/10,1/10,4/5", "1/20,1/20,9/10", "3/5,1/5,1/5"]
    bad = [
        replace(
            good.verdicts[0],
            outcome=Outcome.REFUTED,
            variant=f"v{k}",
            witness=Witness({"p": p.split(",")}, MARGIN),
        )
        for k, p in enumerate(points)
    ]
    texts = [t for t, _ in check(operator_picture(replace(good, verdicts=tuple(bad))))]
    assert "d, e" in texts
    assert "and 2 more below" in texts


def test_nothing_to_draw_gives_no_picture(good, hostile):
    assert operator_picture(hostile) == ""
    assert operator_picture(replace(good, verdicts=(), pictures={})) == ""


@pytest.mark.parametrize(
    "curves",
    [
        None,
        "text",
        [None, 3, {}],
        [{"start": [1, 0], "temperatures": [1], "points": [[1, 0]]}],
        [{"start": [1, 0, 0], "temperatures": ["x", 0, -1], "points": [[1, 0, 0]] * 3}],
        [{"start": [1, 0, 0], "temperatures": [1], "points": [[math.nan, 0, 1]]}],
    ],
)
def test_unusable_curves_are_left_out(curves):
    assert read_curves({"curves": curves}) == []


def test_curves_read_exact_text_and_infinity(good):
    raw = {"start": ["1/2", "1/4", "1/4"], "temperatures": ["inf", "1", "3/2"]}
    raw["points"] = [["1/3", "1/3", "1/3"], ["1/2", "1/4", "1/4"], [0.45, 0.275, 0.275]]
    (curve,) = read_curves({"curves": [raw]})
    assert curve.temperatures == (1, 1.5, math.inf)
    picture = operator_picture(replace(good, verdicts=(), pictures={"curves": [raw]}))
    assert "end: T → ∞" in picture
    check(picture)


def test_gaps_are_jumps_only(good, bad):
    frame = Triangle(50, 372, 380)
    assert not any(has_gap(c, frame) for c in read_curves(good.pictures))
    assert all(has_gap(c, frame) for c in read_curves(bad.pictures))


def test_colours_lighten_with_temperature(good):
    scale = Scale.of(read_curves(good.pictures))
    rgb = [color(scale.shade(t)) for t in (1, 3, 10, 30, 100)]
    light = [0.3 * int(c[1:3], 16) + 0.59 * int(c[3:5], 16) + 0.11 * int(c[5:], 16) for c in rgb]
    assert light == sorted(light) and light[-1] - light[0] > 80


@pytest.mark.parametrize(
    ("inputs", "kind"),
    [
        ({"p": ["7/10", "1/5", "1/10"], "F_low": ["1/2", "3/10", "1/5"]}, "kdr-simplex"),
        ({"p": ["1", "0", "0"], "F": ["0.99", "0.005", "0.005"], "T": ["2"]}, "kdr-simplex"),
        ({"p": ["1/2", "1/2"], "F_T": ["0.7", "0.3"]}, "kdr-bars"),
        ({"p": ["1/20"] * 20}, "kdr-bars"),
        ({"ps": [["1/2", "1/2"], ["1/3", "2/3"]]}, "kdr-bars"),
    ],
)
def test_witness_pictures(inputs, kind):
    picture = witness_picture(Witness(inputs, MARGIN))
    assert f'class="{kind}"' in picture
    check(picture)


@pytest.mark.parametrize(
    "inputs", [{}, {"T": ["1/2", "1/2"]}, {"p": "1/2"}, {"p": []}, {"p": ["2", "3"]}, {"p": [[]]}]
)
def test_witness_without_a_point_has_no_picture(inputs):
    assert witness_picture(Witness(inputs, MARGIN)) == ""


def test_witness_names_are_escaped():
    picture = witness_picture(Witness({"<b>&": ["1/2", "1/2"]}, MARGIN))
    assert "<b>" not in picture and "&lt;b&gt;&amp;" in picture


def test_other_lengths_are_left_out_of_a_picture():
    points = distributions(Witness({"q": ["1/2", "1/2"], "p": ["1/3", "1/3", "1/3"]}, MARGIN))
    assert [name for name, _ in points] == ["p"]


@pytest.mark.parametrize("text", ["1e999999999", "9" * 10_000, "1/0", "nan", "inf", "", True, None])
def test_hostile_numbers_are_not_read(text):
    assert number(text) is None


def test_labels_keep_apart():
    labels = Labels(200, 200)
    spots = [labels.place((100, 100), "label", 12) for _ in range(6)]
    assert len({(round(x), round(y)) for x, y in spots}) == 6
