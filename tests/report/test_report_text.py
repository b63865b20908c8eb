"""Table, JSON, Markdown and JUnit: honest, complete, safe with foreign text, reproducible."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace

import jsonschema
import pytest
from rich.cells import cell_len

from kdtheory.claims.verdict import Outcome, Report, Scope, Verdict
from kdtheory.report import FORMATS, load_schema, render


@pytest.mark.parametrize("format", FORMATS)
def test_equal_reports_give_equal_text(report, format):
    text = render(report, format)
    assert text == render(report, format)
    assert text.endswith("\n") and not text.endswith("\n\n")
    text.encode("utf-8")


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_report_renders(format):
    assert render(Report(()), format)


@pytest.mark.parametrize("format", FORMATS)
def test_no_control_characters_come_out(report, format):
    text = render(report, format)
    assert not [c for c in text if c < " " and c != "\n"]
    assert "\u202e" not in text


def test_unknown_format_is_named(report):
    with pytest.raises(ValueError, match=r"no report format 'pdf'; there are: table, json"):
        render(report, "pdf")


def test_importing_the_package_loads_no_renderer():
    code = (
        "import sys, kdtheory.report as r; print({'rich','jinja2','json','xml'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# table


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
def test_table_fits_its_width(report, width):
    assert max(cell_len(line) for line in render(report, width=width).splitlines()) <= width


@pytest.mark.parametrize("width", [80, 120])
def test_table_says_every_verdict_scope_and_witness(good, bad, width):
    flat = " ".join(render(Report((good, bad)), width=width).split())
    for outcome in Outcome:
        assert outcome.value in flat
    assert flat.count("✗ refuted") == 3
    if width == 80:
        assert flat.count("n = 2, 3, 4, 1 ≤ T ≤ 10, p ≥ 1/1000") == 8
        assert "at p = (2/5, 3/10, 1/5, 1/10, 0), T = 3/2, i = 3, j = 4" in flat
    assert "margin in [-0.01234, -0.01222]" in flat
    assert "nan" not in flat
    assert "supported is not a proof" in flat


def test_table_width_follows_columns(report, monkeypatch):
    monkeypatch.setenv("COLUMNS", "72")
    lines = render(report).splitlines()
    assert 66 <= max(map(cell_len, lines)) <= 72


def test_table_is_coloured_only_when_asked(report, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" in render(report, color=True)
    assert "\x1b[" not in render(report)
    assert "\x1b[" not in render(report, color=None)  # standard output is not a terminal here
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in render(report, color=True)


def test_table_says_when_it_shortens_a_reason(report):
    assert "more characters)" in " ".join(render(report).split())


# json


def test_json_validates(report):
    schema = load_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(render(report, "json")))


def test_json_keeps_every_text_exactly(report):
    document = json.loads(render(report, "json"))
    assert document["operators"][2]["operator"] == report.operators[2].operator
    assert document["operators"][1]["verdicts"][3]["witness"]["p"] == ["7/10", "1/5", "1/10"]
    assert document["operators"][2]["verdicts"][2]["evidence"]["m"] == "nan"


REFUTED = Verdict("SK-A1", "strict", "sourced", Outcome.REFUTED, Scope((2,), ("1", "10"), "0"))


@pytest.mark.parametrize(
    "wrong",
    [
        REFUTED,  # without a witness
        replace(REFUTED, outcome=Outcome.CERTIFIED, scope=Scope((), ("1", "10"), "0")),
        replace(REFUTED, outcome=Outcome.SUPPORTED, scope=Scope((1,), ("1", "10"), "0")),
        replace(REFUTED, outcome=Outcome.SUPPORTED, scope=Scope((2,), ("1", "ten"), "0")),
        replace(REFUTED, outcome=Outcome.SUPPORTED, provenance="rumour"),
    ],
)
def test_schema_rejects(good, wrong):
    document = json.loads(render(Report((replace(good, verdicts=(wrong,)),)), "json"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, load_schema())


def test_schema_rejects_unknown_verdicts_and_inexact_values(report):
    document = json.loads(render(report, "json"))
    validator = jsonschema.Draft202012Validator(load_schema())
    document["operators"][0]["verdicts"][0]["verdict"] = "true"
    document["operators"][1]["verdicts"][1]["witness"]["p"][0] = 0.4
    assert len(list(validator.iter_errors(document))) == 2


# markdown


def test_markdown_tables_have_equal_columns(report):
    rows = [line for line in render(report, "markdown").splitlines() if line.startswith("|")]
    assert len(rows) == 5
    assert {row.replace("\\|", "").count("|") for row in rows} == {8}


def test_markdown_escapes(report):
    text = render(report, "markdown")
    assert "<script" not in text
    assert "\\`\\*\\_\\[l\\](u)\\_\\*\\`" in text
    assert "not asked" in text
    assert "Supported is not a proof" in text


# junit


def _cases(report):
    root = ET.fromstring(render(report, "junit").encode())
    return root, {(case.get("classname"), case.get("name")): case for case in root.iter("testcase")}


def test_junit_maps_outcomes(report):
    _, cases = _cases(report)
    for op in report.operators[:2]:
        for v in op:
            case = cases[op.operator, v.key]
            tags = {child.tag for child in case} - {"properties", "system-out"}
            expected = {
                Outcome.PROVED: set(),
                Outcome.CERTIFIED: set(),
                Outcome.REFUTED: {"failure"},
                Outcome.ERROR: {"error"},
            }.get(v.outcome, {"skipped"})
            assert tags == expected
            found = {p.get("name"): p.get("value") for p in case.iter("property")}
            assert found["verdict"] == v.outcome.value
            assert found["scope"] == str(v.scope)


def test_junit_carries_witness_and_warning(report):
    _, cases = _cases(report)
    assert "p = (7/10, 1/5, 1/10), T = (2, 3)" in cases["jumping", "SK-A3/weak"].findtext("failure")
    message = cases["power", "SK-A2/open"].find("skipped").get("message")
    assert message.startswith("supported is not a proof")


def test_junit_counts(report):
    root, cases = _cases(report)
    for suite in [root, *root.findall("testsuite")]:
        counted = {"tests": "testcase", "failures": "failure", "errors": "error"}
        for attribute, tag in {**counted, "skipped": "skipped"}.items():
            assert int(suite.get(attribute)) == len(list(suite.iter(tag)))
    assert len(cases) == len(report.verdicts)
