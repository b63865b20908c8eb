"""Axioms as tests: the decorator, the plug-in, and what they cost everybody else."""

from __future__ import annotations

import pytest

import kdtheory
from kdtheory import ladder
from kdtheory.axioms import AXIOMS
from kdtheory.claims.verdict import OperatorReport, Outcome, Report, Scope, Verdict, Witness
from kdtheory.operators.registry import catalogue
from kdtheory.pytest_plugin import Check

pytest_plugins = ["pytester"]

assert AXIOMS and catalogue()  # loaded here once; an inner run forgets what it loads
# other plug-ins cost seconds in an inner run: rounds of gc.collect, hypothesis imported anew
QUICK = [f"-pno:{name}" for name in ("cacheprovider", "unraisableexception", "hypothesispytest")]

OPERATORS = """
def blend(p, T, xp):
    return p / T + (1 - 1 / T) / p.shape[-1]

def argmax(p, T, xp):
    q = xp.where(p == xp.max(p, axis=-1, keepdims=True), xp.ones_like(p), xp.zeros_like(p))
    return q / xp.sum(q, axis=-1, keepdims=True)
"""
SUITE = """
import kdtheory
from mine import argmax, blend

@kdtheory.parametrize_with_axioms({arguments})
def test_axioms(check):
    check()
"""


@pytest.fixture
def outcomes(monkeypatch):
    """Let every claim come out as listed; ``proved`` if it is not."""
    listed: dict[str, str] = {}
    settings: list[dict] = []

    def verify(op, *, axioms, **rest):
        settings.append(rest)
        (key,) = axioms
        claim, variant = key.split("/")
        outcome = Outcome(listed.get(f"{op.name}-{key}", "proved"))
        refuted = outcome is Outcome.REFUTED
        witness = (
            Witness({"p": ["7/10", "3/10"], "T": ["2"]}, ("-0.5", "-0.4")) if refuted else None
        )
        verdict = Verdict(
            claim, variant, "sourced", outcome, Scope("all", ("1", "inf"), "0"), "why not", witness
        )
        return Report((OperatorReport(op.name, "softening", "", (verdict,)),), {})

    monkeypatch.setattr(ladder, "verify", verify)
    verify.settings = settings  # type: ignore[attr-defined]
    return listed


@pytest.fixture
def suite(pytester):
    """Run a test module that is decorated with the given arguments."""
    pytester.makepyfile(mine=OPERATORS)

    def run(arguments, *options):
        pytester.makepyfile(test_mine=SUITE.format(arguments=arguments))
        return pytester.runpytest_inprocess("-rA", *QUICK, *options)

    return run


# the decorator -------------------------------------------------------------------------------


def test_ids_are_readable(suite, outcomes):
    result = suite("[blend, 'power'], axioms=['SK-A1', 'SK-A5/inf-closed']")
    result.assert_outcomes(passed=4)
    for name in ("blend", "power"):
        for key in ("SK-A1/strict", "SK-A5/inf-closed"):
            result.stdout.fnmatch_lines([f"PASSED test_mine.py::test_axioms[[]{name}-{key}[]]"])


def test_the_headline_reading_is_the_default(suite, outcomes):
    suite("blend").assert_outcomes(passed=7)
    suite("blend, all_variants=True").assert_outcomes(passed=14)


def test_a_refuted_claim_fails_with_its_witness(suite, outcomes):
    outcomes["blend-SK-A4/open"] = "refuted"
    result = suite("blend, axioms=['SK-A4']")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "blend: SK-A4/open is refuted",
            "*claim: F_1(p) = p*",
            "*reason: why not",
            "*witness: p = (7/10, 3/10), T = 2",
            "*margin in [[]-0.5, -0.4[]]",
            "*scope: all n, T ≥ 1",
        ]
    )
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")


@pytest.mark.parametrize(
    ("outcome", "expected", "counts"),
    [
        ("proved", False, {"passed": 1}),
        ("certified", False, {"passed": 1}),
        ("supported", False, {"passed": 1}),
        ("refuted", False, {"failed": 1}),
        ("undecided", False, {"failed": 1}),
        ("error", False, {"failed": 1}),
        ("unsupported", False, {"skipped": 1}),
        ("proved", True, {"failed": 1}),
        ("certified", True, {"failed": 1}),
        ("supported", True, {"failed": 1}),
        ("refuted", True, {"xfailed": 1}),
        ("undecided", True, {"xfailed": 1}),
        ("unsupported", True, {"xfailed": 1}),
        ("error", True, {"failed": 1}),
    ],
)
def test_outcomes(suite, outcomes, outcome, expected, counts):
    outcomes["blend-SK-A4/open"] = outcome
    more = ", expected_failures={'blend': {'SK-A4/open': 'the reason'}}" if expected else ""
    result = suite(f"blend, axioms=['SK-A4']{more}")
    result.assert_outcomes(**counts)
    if expected:
        result.stdout.fnmatch_lines(["*the reason*" if outcome != "error" else "*is error*"])


def test_an_expected_failure_that_holds_says_what_to_do(suite, outcomes):
    result = suite("blend, axioms=['SK-A4'], expected_failures={blend: ['SK-A4']}")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*expected to fail*but it is proved; remove it from*"])


def test_expected_failures_are_tested_even_if_not_asked_for(suite, outcomes):
    outcomes["blend-SK-A5/inf-support"] = "refuted"
    result = suite(
        "[blend, argmax], axioms=['SK-A4'], "
        "expected_failures={'blend': {'SK-A5/inf-support': 'fills every class'}}"
    )
    result.assert_outcomes(passed=2, xfailed=1)


def test_accept(suite, outcomes):
    outcomes["blend-SK-A4/open"] = "supported"
    suite("blend, axioms=['SK-A4'], accept=('proved', 'certified')").assert_outcomes(failed=1)


def test_settings_reach_the_ladder(outcomes):
    mark = kdtheory.parametrize_with_axioms("power", axioms="SK-A4", budget=3, rng=7)

    @mark
    def decorated(check):
        check()

    (parameter,) = decorated.pytestmark[0].args[1]
    (check,) = parameter.values
    assert isinstance(check, Check)
    assert check().outcome is Outcome.PROVED
    assert ladder.verify.settings == [{"budget": 3, "jobs": 1, "rng": 7}]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"operators": "powr"}, "no operator named 'powr'"),
        ({"axioms": ["SK-A9"]}, "no axiom 'SK-A9'"),
        ({"accept": ["true"]}, "accept must be"),
        ({"accept": "proved"}, "accept must be"),
        ({"expected_failures": {"powr": ["SK-A1"]}}, "'powr', which is not tested"),
        ({"expected_failures": {"power": ["SK-A9"]}}, "no axiom 'SK-A9'"),
    ],
)
def test_mistakes(arguments, words):
    with pytest.raises(ValueError, match=words):
        kdtheory.parametrize_with_axioms(**{"operators": "power", **arguments})


def test_for_real(suite):
    result = suite(
        "[blend, argmax], axioms=['SK-A4'], expected_failures={'argmax': {'SK-A4': 'no identity'}}"
    )
    result.assert_outcomes(passed=1, xfailed=1)


# the plug-in ---------------------------------------------------------------------------------


def test_items_are_added_to_any_session(pytester, outcomes):
    outcomes["topk-SK-A4/open"] = "refuted"
    path = pytester.makepyfile(mine=OPERATORS, test_other="def test_other(): pass").parent
    options = ["--kd-verify", "topk", "--kd-verify", f"{path / 'mine.py'}:blend", "-v"]
    result = pytester.runpytest_inprocess(*QUICK, *options, "--kd-verify-axioms", "SK-A1,SK-A4")
    result.assert_outcomes(passed=4, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*collected 5 items",
            "test_other.py::test_other PASSED*",
            "kdtheory::topk::SK-A1/strict PASSED*",
            "kdtheory::topk::SK-A4/open FAILED*",
            "kdtheory::*blend::SK-A4/open PASSED*",
            "topk: SK-A4/open is refuted",
            "*witness: p = (7/10, 3/10), T = 2",
        ]
    )


def test_every_variant_and_selection(pytester, outcomes):
    def run(*options):
        return pytester.runpytest_inprocess(*QUICK, *options)

    run("--kd-verify", "power").assert_outcomes(passed=7)
    run("--kd-verify", "power", "--kd-verify-all-variants").assert_outcomes(passed=14)
    run("--kd-verify", "power", "--kd-verify", "power").assert_outcomes(passed=7)
    run("--kd-verify", "power", "-k", "strict").assert_outcomes(passed=1, deselected=6)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--kd-verify", "powr"], "no operator named 'powr'"),
        (["--kd-verify", "absent.py:f"], "no file absent.py"),
        (["--kd-verify", "power", "--kd-verify-axioms", "SK-A9"], "no axiom 'SK-A9'"),
        (["--kd-verify", "power", "--kd-verify-budget", "0"], "must be positive"),
    ],
)
def test_a_wrong_name_ends_the_session(pytester, options, words):
    result = pytester.runpytest_inprocess(*QUICK, *options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert words in result.stderr.str()


def test_other_people_s_runs_load_nothing(pytester):
    """The whole cost of the plug-in is the import of one small module."""
    pytester.makepyfile(
        test_theirs="""
        import sys

        def test_plugin_is_there(request):
            assert request.config.pluginmanager.has_plugin("kdtheory")

        def test_nothing_is_loaded():
            ours = {name for name in sys.modules if name.partition(".")[0] == "kdtheory"}
            assert ours == {"kdtheory", "kdtheory.pytest_plugin"}
            assert not {"sympy", "flint", "rich.console", "jinja2", "pebble"} & set(sys.modules)
        """
    )
    result = pytester.runpytest_subprocess(*QUICK)
    result.assert_outcomes(passed=2)


def test_in_parallel(pytester):
    pytest.importorskip("xdist")
    options = ["--kd-verify", "topk", "--kd-verify-axioms", "SK-A1,SK-A4", "-n", "2"]
    result = pytester.runpytest_subprocess(*QUICK, *options)
    result.assert_outcomes(failed=2)
