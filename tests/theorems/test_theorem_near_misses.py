"""True bounds survive a deep search; the same bounds a ten-thousandth too sharp do not."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from kdtheory.claims.claim import Cases
from kdtheory.claims.product import number
from kdtheory.claims.verdict import Outcome
from kdtheory.engines.product.decide import pursue, settle
from kdtheory.engines.settings import Settings
from kdtheory.theorems.parts import kl
from kdtheory.theorems.registry import table

THEOREMS = {id: t for id, t in table().items() if not id.startswith("SK")}
CLAIMS = {c.key: c for t in THEOREMS.values() for c in t.claims()}
#: Bounds ``left <= right`` that are attained or approached.
TIGHT = """RM-C2/step RM-C3/step RM-C6/step RM-C6/stationary RM-C7/contracts RM-C8/divergence
RM-C11/blocks MT-A3/linear MT-A3/logarithmic MT-A3/variation MT-S1/linear-average
MT-S1/linear-maximum MT-S1/power MT-L1/l1 MT-B1/two MT-V3/least AW-S1/distance
AW-S1/divergence""".split()
QUICKLY = {"RM-C2/step", "MT-L1/l1", "MT-S1/linear-maximum", "MT-B1/two"}


def sharper(claim):
    """``left <= right`` with the right side one ten-thousandth smaller."""

    def margin(F, x, xp):
        found = claim.margin(F, x, xp)
        right = (found.margin + found.scale) / 2  # both sides are nonnegative
        return Cases(found.margin - right * Fraction(1, 10**4) if xp is not np else
                     found.margin - right * 1e-4, found.when, found.scale)  # fmt: skip

    return replace(claim, margin=margin, proofs=())


def decided(claim, seconds):
    found = settle(claim, Settings(seconds=seconds))
    return pursue(claim, Settings(seconds=seconds)) if found is None else found


@pytest.mark.parametrize(
    "key", [pytest.param(k, marks=[] if k in QUICKLY else pytest.mark.slow) for k in TIGHT]
)
def test_a_constant_a_little_too_sharp_is_refuted(key):
    assert decided(sharper(CLAIMS[key]), 6).outcome is Outcome.REFUTED


def test_the_rate_of_the_anchor_is_approached_at_large_weights_as_well():
    claim = CLAIMS["RM-C2/step"]
    half = number("alpha", "1/2", "3/5", usual=("1/2",))
    fixed = replace(claim, inputs=(*claim.inputs[:2], half), proofs=())
    assert decided(sharper(fixed), 6).outcome is Outcome.REFUTED
    assert decided(fixed, 1).outcome is Outcome.SUPPORTED


def test_divergence_errors_accumulate_up_to_their_square():
    """RM-C6: a stationary student has KL(q‖s) = ε and KL(p‖s) close to ε/α², not ε/α."""
    (claim,) = THEOREMS["RM-C6"].claims(["variation"])

    def margin(F, x, xp):
        target = x.alpha * x.p + (1 - x.alpha) * x.s
        short = 1 - Fraction(1, 1000) if xp is not np else 0.999
        error = kl(target, x.s, xp)
        return Cases(short * error - x.alpha**2 * kl(x.p, x.s, xp), scale=error)

    assert decided(replace(claim, margin=margin), 4).outcome is Outcome.REFUTED


def test_the_amplification_of_power_means_is_approached():
    """MT-S1: at s = 1/2 two teachers can make an event nearly K^(1/s−1) = 2 times as probable."""
    claim = CLAIMS["MT-S1/power"]
    half = number("order", "1/2", "51/100", usual=("1/2",))
    fixed = replace(claim, inputs=(*claim.inputs[:2], half), proofs=(), teachers=(2,), classes=(3,))

    def margin(F, x, xp):
        found = claim.margin(F, x, xp)
        right = (found.margin + found.scale) / 2
        return Cases(found.margin - right * (Fraction(1, 50) if xp is not np else 0.02), None,
                     found.scale)  # fmt: skip

    assert decided(replace(fixed, margin=margin), 6).outcome is Outcome.REFUTED
    assert decided(fixed, 1).outcome is Outcome.SUPPORTED


def test_bounds_of_products_are_attained():
    claim = CLAIMS["AW-P1/bounds"]

    def margin(F, x, xp):
        found = claim.margin(F, x, xp)
        return Cases(found.margin - (1e-4 if xp is np else Fraction(1, 10**4)))

    near = replace(claim, margin=margin, proofs=())
    assert decided(near, 3).outcome is Outcome.REFUTED


def test_jensen_is_attained_where_teachers_agree():
    claim = CLAIMS["MT-J1/linear"]

    def margin(F, x, xp):
        found = claim.margin(F, x, xp)
        return Cases(found.margin - found.scale * (1e-4 if xp is np else Fraction(1, 10**4)))

    near = replace(claim, margin=margin, proofs=())
    assert decided(near, 3).outcome is Outcome.REFUTED


@pytest.mark.slow
@pytest.mark.parametrize("key", sorted(CLAIMS))
def test_true_claims_survive_a_deep_search(key):
    claim = replace(CLAIMS[key], proofs=())
    found = pursue(claim, Settings(seconds=4, seed=11))
    assert found.outcome is Outcome.SUPPORTED, found.reason
    assert found.evidence["points"] > 0
