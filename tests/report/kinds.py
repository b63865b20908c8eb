"""Hand-made verdicts and drawn numbers of aggregations, recursions and weightings."""

from dataclasses import replace

import array_api_compat.numpy as xp

from kdtheory.arithmetic.subject import Subject
from kdtheory.axioms.registry import table
from kdtheory.claims.product import ProductClaim
from kdtheory.claims.verdict import Outcome, Verdict, Witness
from kdtheory.operators.registry import catalogue
from kdtheory.pictures import pictures

MARGIN = ("-0.01", "-0.009")
KINDS = {"aggregation": "log_pool", "recursion": "geometric_anchor", "weighting": "softmax_weights"}
POOLED = {
    "output": ["0.369398", "0.369398", "0.261204"],
    "w": ["1/2", "1/2"],
    "ps": [["1/4", "1/2", "1/4"], ["1/2", "1/4", "1/4"]],
}
SEEN = {
    "MT-A1/hull": {**POOLED, "c": ["-1", "-1", "1"]},
    "MT-A1/between": POOLED,
    "MT-S1/maximum": {**POOLED, "U": ["0", "0", "1"]},
    "MT-A2/any": {"ps": [["1", "0"], ["1/2", "1/2"]], "w": ["1/2", "1/2"], "output": ["1", "0"]},
    "MT-A4/closed": {
        "ps": [["1", "0"], ["0", "1"]],
        "w": ["1/2", "1/2"],
        "ps_near": [["1" + "0" * 39 + "/1" + "0" * 38 + "1", "1/1" + "0" * 38 + "1"], ["0", "1"]],
        "w_near": ["1/2", "1/2"],
    },
    "RM-A3/anchor": {
        "output": ["1", "0", "0"],
        "alpha": "1/2",
        "student": ["1", "0", "0"],
        "base": ["1/5", "3/10", "1/2"],
    },
    "RM-A2/base": {
        "base": ["1/2", "1/2"], "student": ["1", "0"], "alpha": "1/2", "output": ["1", "0"],
    },
    "AW-A5/ordinal": {"scores": ["3", "0"], "output": ["0.0474259", "0.952574"]},
    "AW-A1/normalised": {"scores": ["-1/2"] * 9, "output": ["0.1"] * 9},
}  # fmt: skip


def refuted(key, **rest):
    axiom = table()[key]
    claim = ProductClaim(
        axiom.claim, axiom.variant, axiom.provenance, axiom.statement, axiom.relation,
        axiom.inputs, axiom.margin,
    )  # fmt: skip
    witness = Witness(SEEN[key], MARGIN, f"{axiom.statement} fails: margin -0.0095")
    return Verdict(
        axiom.claim, axiom.variant, axiom.provenance, Outcome.REFUTED, claim.scope(),
        witness.text, witness, **rest,
    )  # fmt: skip


def supported(key):
    evidence = {"points": 610496, "exact_checks": 150, "violating_mass_below": "4.91e-06"}
    scope = replace(refuted(key).scope, teachers=(2, 3, 4), classes=(2, 3, 4, 5, 6))
    reason = "no counterexample found; not a proof"
    return replace(
        refuted(key), outcome=Outcome.SUPPORTED, scope=scope, reason=reason, witness=None,
        evidence={**evidence, "confidence": "95 %"},
    )  # fmt: skip


def drawn(kind):
    op = catalogue()[KINDS[kind]]
    return pictures(kind, Subject(op.function, kind, xp).floating)
