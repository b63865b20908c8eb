"""Hand-made reports: all seven outcomes, witnesses of several sizes, hostile text."""

from __future__ import annotations

import math

import pytest

from kdtheory.claims.verdict import OperatorReport, Outcome, Report, Scope, Verdict, Witness

BOX = Scope((2, 3, 4), ("1", "10"), "1/1000")
EVERYWHERE = Scope("all", ("1", "inf"), "0", "open simplex")
HOSTILE = "<script>alert('x')</script> | a & b\n\x1b[31m\u202e `*_[l](u)_*` ]]> \ud800 \x00"
TEMPERATURES = [10 ** (k / 12) for k in range(25)]
STARTS = [(0.7, 0.2, 0.1), (0.1, 0.85, 0.05), (0.02, 0.08, 0.9), (0.48, 0.04, 0.48)]


def power(p, t):
    weights = [x ** (1 / t) for x in p]
    return [w / sum(weights) for w in weights]


def mixture(p, t):
    return [x / t + (1 - 1 / t) / len(p) for x in p]


def jumping(p, t):
    return power(p, t) if t < 3 else mixture([p[1], p[2], p[0]], t)


def curves(f, temperatures=TEMPERATURES, starts=STARTS):
    return {
        "curves": [
            {"start": p, "temperatures": temperatures, "points": [f(p, t) for t in temperatures]}
            for p in starts
        ]
    }


def verdict(key, outcome, scope=BOX, **rest):
    claim, variant = key.split("/")
    return Verdict(claim, variant, rest.pop("provenance", "sourced"), outcome, scope, **rest)


def digest(character):
    return "sha256:" + character * 64


WITNESS_2 = Witness({"p": ["1", "0"], "T": ["2"]}, ("-1.38630", "-1.38629"), "F_T(p) = (1, 0)")
WITNESS_3 = Witness(
    {
        "p": ["7/10", "1/5", "1/10"],
        "T": ["2", "3"],
        "F_low": ["1/2", "3/10", "1/5"],
        "F_high": ["11/20", "1/4", "1/5"],
    },
    ("-0.01234", "-0.01222"),
    "entropy falls from 1.0297 to 0.9973 nats between T = 2 and T = 3",
)
WITNESS_5 = Witness(
    {"p": ["2/5", "3/10", "1/5", "1/10", "0"], "T": ["3/2"], "i": 3, "j": 4},
    ("-0.5", "-0.25"),
)
HUGE = Witness(
    {"p": ["1" * 60 + "/" + "3" * 60, "2/3"], "T": ["1e999999999", "x"], "F": [[], [["1"]], None]},
    ("-1e-30", "-9e-31"),
)


@pytest.fixture
def good():
    steps = ["R1: ratios (p_i/p_j)^(1/T) shrink as T grows", "so F_T majorises F_T' for T' > T"]
    search = {"points": 1200000, "laws": ["Sobol", "Dirichlet"], "violating_mass_below": "2.5e-6"}
    return OperatorReport(
        "power", "softening", digest("a"),
        (
            verdict("SK-A0/simplex", Outcome.PROVED, EVERYWHERE, provenance="reconstructed"),
            verdict("SK-A1/strict", Outcome.PROVED, EVERYWHERE, reason="x ↦ x^(1/T) increases"),
            verdict("SK-A2/open", Outcome.SUPPORTED, reason="no jump found", evidence=search,
                    seconds=1.25),
            verdict("SK-A3/weak", Outcome.CERTIFIED, evidence={"steps": steps, "boxes": 73000},
                    certificate="certificates/power-SK-A3-weak.json", seconds=2.1),
            verdict("SK-A5/inf-closed", Outcome.REFUTED, witness=WITNESS_2,
                    reason="zeros stay zeros"),
        ),
        summary="p^(1/T), normalised", pictures=curves(power),
    )  # fmt: skip


@pytest.fixture
def bad():
    return OperatorReport(
        "jumping", "softening", digest("b"),
        (
            verdict("SK-A0/simplex", Outcome.UNSUPPORTED, reason="asked only of aggregations"),
            verdict("SK-A1/strict", Outcome.REFUTED, witness=WITNESS_5, reason="order of 3 and 4"),
            verdict("SK-A2/open", Outcome.UNDECIDED, reason="budget of 15 s spent; 3 % left"),
            verdict("SK-A3/weak", Outcome.REFUTED, witness=WITNESS_3, reason="entropy falls"),
            verdict("SK-A4/open", Outcome.ERROR, reason="returned NaN", witness=Witness(
                {"p": ["1/2", "1/2"], "T": ["1"]}, ("nan", "nan"))),
        ),
        pictures=curves(jumping),
    )  # fmt: skip


@pytest.fixture
def hostile():
    verdicts = (
        verdict("SK-A1/strict", Outcome.REFUTED, witness=HUGE, reason=HOSTILE),
        verdict("SK-A3/weak", Outcome.ERROR, reason="Traceback\n" + "x" * 3000 + " long " * 500),
        verdict("SK-A4/open", Outcome.SUPPORTED, Scope((2,), ("1", "10"), "1/1000", HOSTILE),
                reason=HOSTILE, certificate=HOSTILE, evidence={HOSTILE: HOSTILE, "m": math.nan}),
    )  # fmt: skip
    return OperatorReport(HOSTILE, "softening", "", verdicts, HOSTILE, (HOSTILE,), {"curves": "no"})


@pytest.fixture
def report(good, bad, hostile):
    environment = {"kdtheory": "0.1.0", "python": "3.11.7", "options": {"classes": [2, 3]}}
    return Report((good, bad, hostile), environment)
