"""SK-B to SK-E: bounds a ten-thousandth too sharp are refuted, the true ones survive."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from kdtheory.claims.claim import Cases
from kdtheory.claims.verdict import Outcome
from kdtheory.engines.product.decide import pursue, settle
from kdtheory.engines.settings import Settings
from kdtheory.theorems import access, bregman, classes, pruning, rates, samples, targets, variance
from kdtheory.theorems.registry import table

CLAIMS = {c.key: c for t in table().values() if t.id.startswith("SK-") for c in t.claims()}
#: Bounds ``left <= right`` that are attained or approached.
TIGHT = """SK-B6/reduces SK-B6/floor SK-B6/sharp SK-B7/least SK-H1/moves SK-H2/sum SK-H3/bound
SK-C1/expected SK-C2/bound SK-D1/level SK-D2/level SK-P2/cap SK-P2/grows SK-P3/lipschitz
SK-Q3/projection""".split()
QUICKLY = {"SK-H3/bound", "SK-D1/level", "SK-P3/lipschitz", "SK-B7/least"}
#: Equalities, and a formula that each of them rests on.
EQUALITIES = [
    ("SK-B1/squares", variance, "bias"), ("SK-B1/noise", variance, "spread"),
    ("SK-B2/identity", variance, "advantage"), ("SK-B4/entropy", bregman, "dual_mean"),
    ("SK-B4/logarithm", bregman, "dual_mean"),
    ("SK-B7/risk", targets, "risk"), ("SK-B7/attained", targets, "spread"),
    ("SK-H3/tight", pruning, "tracking_error"), ("SK-P1/variation", access, "tail"),
    ("SK-P2/softened", access, "tail"), ("SK-P3/moments", samples, "mean_square"),
    ("SK-P3/error", samples, "mean_square"), ("SK-Q2/difference", classes, "tilted"),
    ("SK-Q3/orthogonal", classes, "projected"),
]  # fmt: skip
SMALL = Fraction(1, 10**4)


def sharper(claim):
    """``left <= right`` with the right side one ten-thousandth smaller."""

    def margin(F, x, xp):
        found, small = claim.margin(F, x, xp), 1e-4 if xp is np else SMALL
        right = (found.margin + found.scale) / 2  # both sides are nonnegative
        return Cases(found.margin - right * small, found.when, found.scale)

    return replace(claim, margin=margin, proofs=())


def decided(claim, seconds):
    found = settle(claim, Settings(seconds=seconds))
    return pursue(claim, Settings(seconds=seconds)) if found is None else found


@pytest.mark.parametrize(
    "key", [pytest.param(k, marks=[] if k in QUICKLY else pytest.mark.slow) for k in TIGHT]
)
def test_a_constant_a_little_too_sharp_is_refuted(key):
    assert decided(sharper(CLAIMS[key]), 6).outcome is Outcome.REFUTED


@pytest.mark.parametrize(
    "key, module, name",
    [pytest.param(*e, marks=pytest.mark.slow if k % 3 else []) for k, e in enumerate(EQUALITIES)],
)
def test_an_equality_with_a_formula_a_little_off_is_refuted(key, module, name, monkeypatch):
    right = getattr(module, name)

    def wrong(*arguments):
        found = right(*arguments)
        first = found[..., :1] * (1 + (1e-4 if isinstance(found, np.ndarray) else SMALL))
        if found.shape[-1] == 1:
            return first
        return arguments[-1].concat([first, found[..., 1:]], axis=-1)

    claim = CLAIMS[key]
    assert settle(replace(claim, proofs=()), Settings(seconds=0.5)) is None
    monkeypatch.setattr(module, name, wrong)
    found = settle(replace(claim, proofs=()), Settings(seconds=3))
    assert found is not None and found.outcome is Outcome.REFUTED


@pytest.mark.parametrize("side", [0, 1])
def test_the_rate_of_an_unseen_class_is_sharp_on_either_side(side):
    """``N^(−1/T)/2`` is approached at N = 2 for large T, ``N^(−1/T)`` for large N."""
    claim = CLAIMS["SK-P3/unseen"]

    def margin(F, x, xp):
        found = claim.margin(F, x, xp)
        one = found.margin[..., side : side + 1]
        return Cases(one - found.scale * (1e-4 if xp is np else SMALL), scale=found.scale)

    assert decided(replace(claim, margin=margin, proofs=()), 6).outcome is Outcome.REFUTED


def test_the_constant_one_half_of_hoeffding_is_sharp():
    claim = CLAIMS["SK-P4/lemma"]

    def margin(F, x, xp):
        found, small = claim.margin(F, x, xp), 1e-4 if xp is np else SMALL
        return Cases(found.margin - x.lam * x.lam / 2 * small, scale=found.scale)

    assert decided(replace(claim, margin=margin, proofs=()), 6).outcome is Outcome.REFUTED


@pytest.mark.parametrize("key", ["SK-H3/bound", "SK-H3/tight", "SK-C1/expected"])
def test_the_tracking_bound_with_a_better_constant_has_no_proof(key, monkeypatch):
    def better(rho, step, power):
        return rho * step * (1 - power) / (1 - rho) * (1 - SMALL)

    def worse(rho, step, power):
        return rho * step * (1 - power) / (1 - rho) + SMALL * step

    claim = CLAIMS[key]
    assert all(argue(claim) is not None for argue in claim.proofs)
    for formula in (better, worse):
        monkeypatch.setattr(pruning, "tracking_error", formula)
        monkeypatch.setattr(rates, "tracking_error", worse)
        assert all(argue(claim) is None for argue in claim.proofs)


@pytest.mark.slow
@pytest.mark.parametrize("key", sorted(CLAIMS))
def test_true_claims_survive_a_deep_search(key):
    claim = CLAIMS[key]
    if claim.limit is not None:
        pytest.skip("limits are looked for at exact places only, see the next test")
    found = pursue(replace(claim, proofs=()), Settings(seconds=4, seed=11))
    assert found.outcome is Outcome.SUPPORTED, found.reason
    assert found.evidence["points"] > 1000


@pytest.mark.parametrize("key", [k for k, c in CLAIMS.items() if c.limit is not None])
def test_true_limits_are_not_refuted(key):
    found = pursue(replace(CLAIMS[key], proofs=()), Settings(seconds=0.5, seed=11))
    assert found.outcome is Outcome.SUPPORTED, found.reason
    assert found.evidence["exact_checks"] > 3
