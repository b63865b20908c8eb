"""SK-D: privacy levels, exact and attacked."""

from fractions import Fraction

import numpy as np
import pytest

from kdtheory.measurements import privacy
from kdtheory.measurements.registry import Settings

DRAWS = 5_000_000


@pytest.fixture(scope="module")
def found():
    return privacy.run(Settings(quick=True, rng=1))


def test_everything_comes_out_as_expected(found):
    assert [f.statement for f in found.findings if not f.as_expected] == []
    assert {f.claim for f in found.findings} == {"SK-D1", "SK-D2", "SK-D3"}
    assert [f.claim for f in found.findings if not f.expected] == ["SK-D3"]


def test_same_seed_same_numbers(found):
    again = privacy.run(Settings(quick=True, rng=1))
    assert again.tables["mixtures"].to_csv() == found.tables["mixtures"].to_csv()


def test_a_level_that_is_too_low_is_caught(monkeypatch):
    right = privacy.level
    monkeypatch.setattr(privacy, "level", lambda n, w: right(n, w) * Fraction(98, 100))
    findings, _ = privacy.mixtures(np.random.default_rng(0), DRAWS, np)
    assert [f.agrees for f in findings[:2]] == [False, False]
    findings, _ = privacy.students(np.random.default_rng(0), DRAWS, np)
    assert not findings[0].agrees


def test_a_level_that_is_too_high_is_caught(monkeypatch):
    right = privacy.level
    monkeypatch.setattr(privacy, "level", lambda n, w: right(n, w) ** 2)
    findings, _ = privacy.mixtures(np.random.default_rng(0), DRAWS, np)
    assert [f.agrees for f in findings] == [False, True, False]


def test_a_mixture_that_softens_less_is_caught(monkeypatch):
    right = privacy.mixture
    monkeypatch.setattr(privacy, "mixture", lambda p, T, xp: right(p, T * 0.95, xp))
    findings, _ = privacy.mixtures(np.random.default_rng(0), DRAWS, np)
    assert not findings[1].agrees


def test_softmax_without_temperature_is_caught(monkeypatch):
    right = privacy._rare
    monkeypatch.setattr(privacy, "_rare", lambda middle, shift, T: right(middle, shift, 1.0))
    findings, _ = privacy.softmaxes(np.random.default_rng(0), DRAWS, np)
    assert [f.agrees for f in findings[1:3]] == [False, False]


def test_lower_bounds_are_valid_as_often_as_they_say():
    rng, q = np.random.default_rng(3), (0.3, 0.15)
    lows = [
        privacy.attack(int(rng.binomial(500, q[0])), int(rng.binomial(500, q[1])), 500, 0.9).low
        for _ in range(400)
    ]
    assert np.mean(np.array(lows) > np.log(2)) <= 0.1


def test_attack_without_alarms_has_a_finite_lower_bound():
    found = privacy.attack(10, 0, 100, 0.99)
    assert np.isfinite(found.low) and found.high == np.inf
    assert privacy.attack(0, 5, 100, 0.99).low == -np.inf
