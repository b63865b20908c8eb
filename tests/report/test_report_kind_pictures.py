"""Numbers to draw and drawings of aggregations, recursions and weightings."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from kinds import KINDS, MARGIN, POOLED, SEEN, drawn
from readable import SVG, check

from kdtheory.arithmetic.floating import ContractError
from kdtheory.claims.verdict import OperatorReport, Report, Witness
from kdtheory.pictures import GENERATIONS, PAIRS, TRIPLE, pictures
from kdtheory.report import render
from kdtheory.report.figures import operator_picture, witness_picture
from kdtheory.report.paths_svg import read_paths
from kdtheory.report.pools_svg import read_pools
from kdtheory.report.segment_svg import segment_picture
from kdtheory.report.simplex_geometry import Triangle
from kdtheory.report.triangle_svg import View, clip, hull
from kdtheory.report.weights_svg import read_moving, read_scales


@pytest.fixture(scope="module")
def numbers():
    return {kind: drawn(kind) for kind in KINDS}


# numbers to draw -----------------------------------------------------------------------------


def test_pools_run_from_teacher_to_teacher(numbers):
    pools = read_pools(numbers["aggregation"])
    assert len(pools) == len(PAIRS) + 1
    for pool, pair in zip(pools, PAIRS, strict=False):
        assert np.allclose(pool.points[0], pair[0], atol=5e-3)
        assert np.allclose(pool.points[-1], pair[1], atol=5e-3)
        middle = np.sqrt(np.prod(pair, axis=0))
        assert np.allclose(pool.centre, middle / middle.sum())
    third = np.prod(TRIPLE, axis=0) ** (1 / 3)
    assert np.allclose(pools[-1].centre, third / third.sum())


def test_paths_are_iterations(numbers):
    for path in read_paths(numbers["recursion"]):
        assert len(path.points) == GENERATIONS + 1
        base = np.array(path.base)
        for before, after in zip(path.points, path.points[1:]):
            step = base**path.alpha * np.array(before) ** (1 - path.alpha)
            assert np.allclose(after, step / step.sum())


def test_weights_move_and_compose(numbers):
    moving = read_moving(numbers["weighting"])
    for s, w in zip(moving.score, moving.weights, strict=True):
        raw = np.exp([s, *moving.others])
        assert np.allclose(w, raw / raw.sum())
    scales = read_scales(numbers["weighting"])
    product = np.prod([scales[name] for name in ("token", "task", "context")], axis=0)
    assert np.allclose(scales["product"], product / product.sum())
    best = {name: int(np.argmax(w)) for name, w in scales.items()}
    assert best["token"] != best["product"]  # the order of one scale is reversed


def test_pictures_of_other_kinds_are_refused():
    with pytest.raises(ValueError, match="no pictures of softening operators; of: aggregation"):
        pictures("softening", lambda p: p)


def raising(*_):
    raise ContractError("no")


@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_be_evaluated_is_not_drawn(kind):
    def nowhere(first, *_):
        return np.full(first.shape[1:] if kind == "aggregation" else first.shape, np.nan)

    for call in (nowhere, raising):
        found = pictures(kind, call)
        assert found == {}
        op = OperatorReport("broken", kind, "", (), pictures=found)
        assert operator_picture(op) == ""
        assert "<svg" not in render(Report((op,)), "html")


def test_only_finite_parts_are_kept():
    def half(ps, w):
        q = (w * ps).sum(axis=0)
        return np.where(w[0] > 0.5, q, np.nan)

    pools = pictures("aggregation", half)["pools"]
    assert [len(p["points"]) for p in pools] == [32] * len(PAIRS)  # three teachers: none
    assert all(w[0] > 0.5 for p in pools for w in p["weights"])

    def leaving(base, student, alpha):
        return np.where(student[:, :1] > 0.5, np.nan, (base + student) / 2)

    paths = pictures("recursion", leaving)["paths"]
    assert paths and all(np.isfinite(p["points"]).all() for p in paths)

    def rising(scores):
        return np.where(scores > 2, np.inf, 1 / 3)

    weights = pictures("weighting", rising)["weights"]
    assert max(weights["moving"]["score"]) <= 2
    assert set(weights["scales"]) == {"token", "task", "context", "product"}


# drawings ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_operator_figures_are_readable(kind, numbers):
    op = OperatorReport(KINDS[kind], kind, "", (), pictures=numbers[kind])
    texts = {text for text, _ in check(operator_picture(op))}
    expected = {
        "aggregation": {"class 1", "class 2", "class 3", "pooled at equal weights", "teacher"},
        "recursion": {"class 1", "p_0", "base teacher p_0", "generation 12"},
        "weighting": {"teacher 1", "teacher 2", "teacher 3", "token", "product"},
    }
    assert expected[kind] <= texts


HOSTILE = [None, "no", {"pools": "no"}, [], [None, 3], [{"teachers": [1, "x"], "points": [[]]}]]


@pytest.mark.parametrize("key", ["pools", "paths", "weights"])
@pytest.mark.parametrize("value", HOSTILE)
def test_unusable_numbers_give_no_figure(key, value):
    assert operator_picture(OperatorReport("x", "aggregation", "", (), pictures={key: value})) == ""


@pytest.mark.parametrize("key", SEEN)
def test_counterexamples_are_drawn_and_readable(key):
    picture = witness_picture(key, Witness(SEEN[key], MARGIN))
    texts = {text for text, _ in check(picture)}
    rows = len(SEEN[key].get("scores", ()))
    names = {f"teacher {k}" for k in range(1, min(rows, 8) + 1)}
    if key.startswith("MT"):
        names = {"p¹", "p²"} | ({"G"} if "output" in SEEN[key] else set())
    elif key.startswith("RM"):
        names = {"p_0", "s", "s'"}
    assert names <= texts


WIDE = {
    "ps": [["9/10", "1/10000", "999/10000"], ["1/10000", "9/10", "999/10000"]],
    "w": ["1/2", "1/2"], "output": ["0.08", "0.08", "0.84"],
}  # fmt: skip


def test_the_unsafe_corner_is_named():
    picture = witness_picture("MT-S1/maximum", Witness({**WIDE, "U": ["0", "0", "1"]}, MARGIN))
    assert "class 3 in U" in picture and "dashed: q(U) = max_k p^k(U), U = {3}" in picture
    assert "class 1 in U" not in picture
    check(picture)


def test_the_separating_direction_is_drawn():
    with_c = witness_picture("MT-A1/hull", Witness({**WIDE, "c": ["-1", "-1", "1"]}, MARGIN))
    assert {"c", "G"} <= {text for text, _ in check(with_c)}
    without = witness_picture("MT-A1/between", Witness(WIDE, MARGIN))
    assert "dashed" not in without and with_c.count("<polygon") == 1 > without.count("<polygon")


def test_small_counterexamples_are_enlarged():
    assert "enlarged" in witness_picture("MT-A1/between", Witness(POOLED, MARGIN))
    assert "enlarged" not in witness_picture("MT-A1/between", Witness(WIDE, MARGIN))
    same = {**POOLED, "ps": [["1/4", "1/2", "1/4"]] * 2, "output": ["0.25", "0.5", "0.25"]}
    assert "enlarged" not in witness_picture("MT-A1/between", Witness(same, MARGIN))


def test_the_enlarged_view_keeps_its_points_in_the_box():
    points = [(0.5, 0.25, 0.25), (0.501, 0.249, 0.25)]
    box = (6.0, 6.0, 314.0, 254.0)
    view = View.around(points, Triangle(46, 230, 228), box)
    for p in points:
        x, y = view.frame.at(p)
        assert box[0] < x < box[2] and box[1] < y < box[3]


def test_four_classes_are_bars_and_unusable_points_are_not_drawn():
    rows = {"ps": [["1/4"] * 4, ["1/2", "1/2", "0", "0"]], "w": ["1/2", "1/2"]}
    texts = {t for t, _ in check(witness_picture("MT-A1/valid", Witness(rows, MARGIN)))}
    assert {"p¹", "p²", "class 4"} <= texts
    assert witness_picture("AW-A1/normalised", Witness({"scores": ["1"]}, MARGIN)) == ""


def test_names_over_a_segment_do_not_touch():
    given = [(f"p{k}", [1 - k / 200, k / 200]) for k in range(80, 84)] + [("q", [0.1, 0.9])]
    picture = segment_picture(given, [], [], None, [], "")
    check(picture)
    assert len(ET.fromstring(picture).findall(f"{SVG}circle")) == 5


def test_clipping_and_hulls():
    corners = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    assert clip(corners, lambda p: p[2] - 2) == []
    assert np.allclose(
        clip(corners, lambda p: p[2] - 0.5), [(0, 0.5, 0.5), (0, 0, 1), (0.5, 0, 0.5)]
    )
    inside = (0.34, 0.33, 0.33)
    assert sorted(hull([*corners, inside], Triangle(0, 1, 1))) == [0, 1, 2]
    assert len(hull([inside, corners[0], inside], Triangle(0, 1, 1))) <= 3
