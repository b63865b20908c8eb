"""``kdtheory sharpen`` from the outside."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kdtheory.checker.document import parse
from kdtheory.checker.sharp import sharp
from kdtheory.sharpen.command import sharpen


def run(*args: str) -> Result:
    return CliRunner().invoke(sharpen, list(args))


def as_json(*args: str) -> dict[str, Any]:
    result = run(*args, "--format", "json")
    assert result.exit_code in (0, 3), result.output
    return json.loads(result.stdout)


def test_json_has_what_is_promised() -> None:
    out = as_json("RM-C2", "--floor", "1/10")
    assert out["format"] == "kdtheory.sharpen/1"
    assert (out["claim"], out["stated"], out["kind"]) == ("RM-C2", "1/2", "upper")
    assert out["parameters"] == {"floor": "1/10", "classes": "2", "alpha": "1/2"}
    low, high = out["constant"]
    assert float(low) <= 0.3202119959546 <= float(high)
    assert 0 < out["relative_width"] <= 1e-9 and out["complete"]
    assert set(out["witness"]) == {"p0", "s", "lhs", "rhs", "ratio"}
    assert out["boxes"] >= out["leaves"] > 1 and out["closed_form"] is None
    assert out["provenance"] == "sourced" and len(out["derivation"]) == 5


def test_the_table_tells_constant_point_and_meaning() -> None:
    result = run("RM-C2", "--floor", "1/10")
    assert result.exit_code == 0
    for words in ("0.320211996", "true, but not sharp", "p0 = (1/10, 9/10)", "One step leaves"):
        assert words in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 110
    exact = run("MT-L1", "--floor", "1/10", "--classes", "3").stdout
    assert "0.7   exact" in exact and "enclosure" not in exact
    assert "too small" in run("SK-B6", "--floor", "1/100").stdout
    assert "contracts for floors above about 0.1069" in run("SK-B6").stdout


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["RM-C9"], "there are MT-L1, MT-S1, RM-C2, RM-C3, SK-B6"),
        (["RM-C2", "--floor", "1/2"], "0 < floor < 1/2 for 2 classes"),
        (["RM-C2", "--floor", "-1"], "0 < floor < 1/2"),
        (["RM-C2", "--classes", "0"], "--classes 0 is out of range: 2 to 1000"),
        (["MT-L1", "--floor", "1/2"], "0 ≤ floor < 1/2 for 2 classes"),
        (["RM-C2", "--alpha", "0"], "0 < alpha < 1"),
        (["RM-C2", "--temperature", "2"], "it takes --floor, --classes, --alpha"),
        (["SK-B6", "--temperature", "1/2", "--classes", "5"], "2 or 3 classes"),
        (["MT-S1", "--threshold", "99/100"], "--threshold 99/100 is out of range"),
        (["RM-C2", "--picture", "no/such/folder/x.svg"], "there is no folder"),
        (["RM-C2", "--width", "1e-20"], "1e-11"),
        (["RM-C2", "--floor", "abc"], "is not a number"),
    ],
)
def test_mistakes_are_named_in_one_sentence(args: list[str], words: str) -> None:
    result = run(*args)
    assert result.exit_code == 2 and words in result.stderr and not result.stdout


def test_an_ended_budget_gives_the_best_so_far_and_exit_code_three() -> None:
    result = run("RM-C2", "--floor", "1/1000", "--budget", "0.000001")
    assert result.exit_code == 3
    assert "Not finished: the budget ended" in result.stdout and "at least 0.47" in result.stdout
    out = as_json("RM-C2", "--floor", "1/1000", "--budget", "0.000001")
    assert out["constant"][1] is None and not out["complete"] and out["note"]


def test_certificates_and_pictures_are_written(tmp_path: Path) -> None:
    picture = tmp_path / "p.svg"
    args = ["SK-B6", "--floor", "1/20", "--picture", str(picture), "--certificates", str(tmp_path)]
    out = as_json(*args)
    found = sharp(parse(Path(out["certificate"]).read_bytes()), None)
    assert found.share == 1 and out["constant"][0] in found.summary
    assert ET.parse(picture).getroot().tag.endswith("svg")


@pytest.mark.parametrize(
    "args",
    [
        ["RM-C2", "--floor", "1/10"],
        ["SK-B6", "--classes", "3"],
        ["SK-B6", "--temperature", "1"],
        ["MT-S1"],
        ["MT-S1", "--teachers", "3", "--floor", "0", "--power", "1/2"],
        ["MT-L1"],
    ],
)
def test_every_picture_marks_the_extremal_point_inside_its_frame(
    args: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "p.svg"
    assert run(*args, "--width", "1e-3", "--picture", str(file)).exit_code == 0
    root = ET.parse(file).getroot()
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    (circle,) = (e for e in root if e.tag.endswith("circle"))
    assert 0 < float(circle.attrib["cx"]) < width and 0 < float(circle.attrib["cy"]) < height
    text = file.read_text(encoding="utf-8")
    assert "sharp" in text and "nan" not in text and "inf" not in text.replace("infl", "")


def test_without_an_id_the_bounds_are_listed() -> None:
    result = run()
    assert result.exit_code == 0 and "MT-S1" in result.stdout and "--threshold" in result.stdout
    assert {b["claim"] for b in json.loads(run("--format", "json").stdout)["bounds"]} >= {"RM-C3"}
