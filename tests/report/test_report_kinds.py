"""Reports that mix kinds: scopes in words, teachers row by row, sentences, formats."""

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace

import jsonschema
import pytest
from kinds import KINDS, MARGIN, POOLED, SEEN, drawn, refuted, supported
from rich.cells import cell_len

import kdtheory
from kdtheory.axioms.registry import table
from kdtheory.claims.product import ProductClaim
from kdtheory.claims.verdict import OperatorReport, Outcome, Report, Scope, Verdict, Witness
from kdtheory.report import load_schema, render
from kdtheory.report.figures import witness_picture
from kdtheory.report.findings import finding
from kdtheory.report.naming import rows_of
from kdtheory.report.scopes import scope_text
from kdtheory.report.values import inputs_brief, inputs_text


@pytest.fixture(scope="module")
def numbers():
    return {kind: drawn(kind) for kind in KINDS}


@pytest.fixture
def mixed(good, numbers):
    prefix = {"MT": "aggregation", "RM": "recursion", "AW": "weighting"}
    verdicts = {kind: [] for kind in KINDS}
    for key in SEEN:
        verdicts[prefix[key[:2]]].append(refuted(key))
    verdicts["aggregation"].append(supported("MT-A2/any"))
    operators = [
        OperatorReport(KINDS[kind], kind, "", tuple(found), "", (), numbers[kind])
        for kind, found in verdicts.items()
    ]
    return Report((good, *operators))


# scopes and witnesses in words ---------------------------------------------------------------


def test_scopes_in_words():
    texts = {key: scope_text(refuted(key).scope) for key in SEEN}
    assert texts["MT-A1/hull"] == "all K, all n; teachers inside the simplex, positive weights"
    assert texts["MT-A4/closed"].startswith("all K, all n; teachers anywhere on the simplex")
    assert texts["RM-A3/anchor"] == "all n; p_0 and s anywhere on the simplex, 0 < α < 1"
    assert texts["AW-A5/ordinal"] == "all K; all real scores"
    assert scope_text(supported("MT-A2/any").scope).startswith("K = 2 to 4, n = 2 to 6; teachers")


@pytest.mark.parametrize("key", [k for k, a in table().items() if a.inputs])
def test_every_scope_is_short_and_says_every_range(key):
    axiom = table()[key]
    claim = ProductClaim(
        axiom.claim, axiom.variant, "ours", axiom.statement, axiom.relation, axiom.inputs,
        axiom.margin,
    )  # fmt: skip
    text = scope_text(claim.scope())
    assert len(text) <= 80
    assert "^" not in text and "Δ" not in text
    for number in ("T", "h"):
        assert (f"{number} " in text) == any(i.name == number for i in axiom.inputs)


def test_scopes_that_are_not_known_keep_their_sets():
    scope = Scope("all", None, "0", "s = 1/2", (3,), {"z": "ℤ", "eps": "(-∞, 1]", "mu": "(-∞, ∞)"})
    assert scope_text(scope) == "K = 3, all n; z ∈ ℤ, eps ≤ 1, mu ∈ ℝ; s = 1/2"


def test_softening_scopes_stay_as_they_are(report):
    assert all(scope_text(v.scope) == str(v.scope) for v in report.verdicts[:10])


def test_witness_inputs_come_in_the_order_of_the_statement():
    shown = {key: [row.symbol for row in rows_of(Witness(SEEN[key], MARGIN))] for key in SEEN}
    assert shown["MT-S1/maximum"] == ["p¹", "p²", "w", "U", "G"]
    assert shown["RM-A3/anchor"] == ["p_0", "s", "α", "s'"]
    assert shown["AW-A5/ordinal"] == ["s", "w"]
    assert shown["MT-A4/closed"] == ["p¹", "p²", "w", "p¹_near", "p²_near", "w_near"]


def test_events_are_sets_and_neighbours_are_steps():
    assert "U = {3}, G" in inputs_text(Witness(SEEN["MT-S1/maximum"], MARGIN))
    witness = Witness(SEEN["MT-A4/closed"], MARGIN)
    assert "p¹_near = p¹ + (-1.000e-39, 1.000e-39)" in inputs_brief(witness)
    assert "1/1" + "0" * 38 + "1" in inputs_text(witness)


FOUND = {
    "MT-A1/hull": "c·G = -0.477592, the teachers reach at most -0.5",
    "MT-A1/between": "class 3: G gives 0.261204, the teachers all 0.25",
    "MT-S1/maximum": "G(U) = 0.261204, the teachers 0.25 at most",
    "MT-A2/any": "class 2: G gives 0, a teacher 0.5",
    "RM-A3/anchor": "class 3: s' gives 0, α p_0 is 0.25",
    "RM-A2/base": "class 2: s' gives 0, the base teacher 0.5",
    "AW-A5/ordinal": "teachers 1 and 2 have the scores 3 > 0 and the weights 0.047426 and 0.952574",
    "AW-A1/normalised": "the weights sum to 0.9",
}


@pytest.mark.parametrize("key", FOUND)
def test_findings_say_what_the_numbers_show(key):
    assert finding(refuted(key)) == FOUND[key]


@pytest.mark.parametrize("key", FOUND)
@pytest.mark.parametrize("bad", [{}, {"output": "x"}, {"ps": [["1"]], "output": ["1", "x"]}])
def test_findings_survive_other_inputs(key, bad):
    assert finding(replace(refuted(key), witness=Witness(bad, MARGIN))) == ""


def test_what_six_digits_do_not_show_is_not_said():
    near = {**POOLED, "output": ["0.37", "0.38", "0.250001"]}
    assert finding(replace(refuted("MT-A1/between"), witness=Witness(near, MARGIN))) == ""


# formats -------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_table_of_mixed_kinds_fits_and_says_all(mixed, width):
    text = render(mixed, width=width)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    flat = " ".join(text.split())
    for kind in KINDS:
        assert kind in flat
    if width == 100:
        assert "p¹ = (1/4, 1/2, 1/4), p² = (1/2, 1/4, 1/4), w = (1/2, 1/2)" in flat
        assert "class 3: G gives 0.261204, the teachers all 0.25" in flat


def test_long_vectors_do_not_swamp_the_table(mixed):
    row = [f"{k + 1}{'7' * 60}/{'9' * 61}" for k in range(40)]
    long = Witness({"ps": [row] * 5, "w": ["1/5"] * 5, "output": ["0.025"] * 40}, MARGIN, "x")
    verdict = replace(refuted("MT-A1/between"), witness=long)
    report = Report((replace(mixed.operators[1], verdicts=(verdict,)),))
    text = render(report, width=100)
    assert max(map(cell_len, text.splitlines())) <= 100
    assert len(text.splitlines()) < 60
    assert row[-1] in render(report, "json") and row[-1] in render(report, "html")


def test_json_of_mixed_kinds_validates_and_keeps_the_sets(mixed):
    document = json.loads(render(mixed, "json"))
    jsonschema.Draft202012Validator(load_schema()).validate(document)
    scope = document["operators"][1]["verdicts"][0]["scope"]
    assert scope["inputs"] == {"ps": "Δ°^K", "w": "Δ°_K", "c": "[-1, 1]^n"}
    assert scope["teachers"] == "all"
    assert document["operators"][3]["verdicts"][0]["scope"]["classes"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"inputs": {}, "classes": None},
        {"inputs": {}, "temperatures": None},
        {"teachers": (0,)},
        {"inputs": {"ps": ""}},
    ],
)
def test_schema_rejects_scopes_that_say_nothing(mixed, wrong):
    op = mixed.operators[1]
    verdict = replace(op.verdicts[0], scope=replace(op.verdicts[0].scope, **wrong))
    document = json.loads(render(Report((replace(op, verdicts=(verdict,)),)), "json"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, load_schema())


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("log_pool", "MT-A1/between"),
        ("geometric_anchor", "RM-A3/anchor"),
        ("softmax_weights", "AW-A3/bounded"),
    ],
)
def test_real_reports_of_every_kind_validate(name, key):
    report = kdtheory.verify([name], axioms=[key], budget=3, jobs=1)
    document = json.loads(render(report, "json"))
    jsonschema.Draft202012Validator(load_schema()).validate(document)
    (verdict,) = report.verdicts
    assert verdict.outcome is Outcome.REFUTED
    assert finding(verdict)
    assert "<svg" in witness_picture(verdict.key, verdict.witness)


def test_markdown_and_junit_name_the_inputs(mixed):
    text = render(mixed, "markdown")
    assert "- p² (teacher 2) = (1/2, 1/4, 1/4)" in text
    assert "- U (event) = {3}" in text
    assert "**Searched**: 610,496 points, 150 checked exactly" in text
    assert "fails: margin" in text
    root = ET.fromstring(render(mixed, "junit").encode())
    accounts = {c.get("name"): c.findtext("failure") for c in root.iter("testcase")}
    assert "witness: p_0 = (1/5, 3/10, 1/2), s = (1, 0, 0), α = 1/2" in accounts["RM-A3/anchor"]
    assert "scope: all n; p_0 and s anywhere on the simplex" in accounts["RM-A3/anchor"]


def test_page_has_a_figure_a_kind_and_asks_for_nothing(mixed):
    text = render(mixed, "html")
    assert Counter(re.findall(r'class="(kdr-(?:simplex|weights))"', text))["kdr-weights"] == 1
    titles = re.findall(r"<title>([^<]*)</title>", text)
    for name in (*KINDS.values(), "power"):
        assert sum(title.startswith(name) for title in titles) == 1
    rest = text.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
    assert "http" not in rest and not re.search(r"url\(|@import|\bsrc=|<script", rest)
    assert "teacher 2</span>" in text
    assert text.count("G(U) ≤ max_k p^k(U) for every event U") == 1  # not said again as a reason


# theorems ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def theorem():
    seen = {"alpha": "1/4", "s": ["3/4", "1/4"], "p": ["1/4", "3/4"]}
    inputs = {"p": "Δ°", "s": "Δ°", "alpha": "(0, 1)"}
    scope = Scope("all", None, "0", "without: an anchor", None, inputs)
    verdict = Verdict(
        "RM-C6", "stationary-without-variation", "ours", Outcome.REFUTED, scope, "x",
        Witness(seen, MARGIN, "x"),
    )  # fmt: skip
    proved = replace(verdict, claim="RM-C1", variant="step", outcome=Outcome.PROVED, witness=None)
    return [OperatorReport(v.claim, "theorem", "", (v,)) for v in (verdict, proved)]


def test_theorems_are_one_table_and_have_their_statements(theorem, good):
    report = Report((*theorem, good))
    text = render(report, "html")
    assert "decided for 1 operator and 2 theorems." in text
    assert "<h2>Theorems by claim</h2>" in text
    assert "students with errors" in text and "KL(p_0‖s) ≤ KL(q‖s)/α" in text
    matrix = text[text.index("Theorems by claim") : text.index("Softening operators by claim")]
    assert matrix.count('href="#v') == 2 and "not asked" not in matrix
    marked = render(report, "markdown")
    assert "## Theorems" in marked and "| RM-C1/step | ✓ proved |" in marked


@pytest.mark.parametrize("form", ["table", "json", "html", "markdown", "junit"])
def test_theorems_are_rendered(theorem, form):
    text = render(Report(tuple(theorem)), form)
    assert "stationary-without-variation" in text.replace("<wbr>", "")
    if form == "table":
        assert "p = (1/4, 3/4), α = 1/4, s = (3/4, 1/4)" in " ".join(text.split())
    if form == "json":
        jsonschema.validate(json.loads(text), load_schema())
