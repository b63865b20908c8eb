"""MT-V, MT-B: pools of trained teachers."""

import numpy as np
import pytest

from kdtheory.measurements import common, ensemble_bias, ensembles, log_pools
from kdtheory.measurements.registry import Settings
from kdtheory.operators.aggregation import log_pool

AT = ensembles.TRUTH.sample(np.random.default_rng(0), 20)[0]


def outcome(findings):
    return [f.as_expected for f in findings]


@pytest.mark.slow
def test_everything_comes_out_as_expected():
    found = ensembles.run(Settings(quick=True, rng=1))
    assert [f.statement for f in found.findings if not f.as_expected] == []
    assert {f.claim for f in found.findings} == {"MT-V1", "MT-V2", "MT-V3", "MT-V4", "MT-B1"}
    assert sum(not f.expected for f in found.findings) == 3


def pool(regime, seed=0, R=120):
    rng = np.random.default_rng(seed)
    return ensembles.train(*ensembles.data(rng, regime, R, ensembles.MOST), AT, np)


@pytest.fixture(scope="module")
def half_shared():
    return pool("half shared")


def test_correlated_teachers_follow_the_formula(half_shared):
    findings, rows = ensembles.uniform("half shared", half_shared[:60], half_shared[60:], 0)
    assert outcome(findings) == [True, True]
    _, same = ensembles.uniform("half shared", half_shared[:60], half_shared[60:], 0)
    assert rows == same


def test_teachers_unlike_those_predicted_from_are_caught(half_shared):
    own = pool("own data")
    assert outcome(ensembles.uniform("own data", own[:60], own[60:], 0)[0]) == [True, True]
    findings, _ = ensembles.uniform("own data", own[:60], half_shared[60:], 0)
    assert outcome(findings) == [False, False]


def test_a_wrong_formula_is_caught(monkeypatch, half_shared):
    def without_correlation(K):
        return lambda m: m[..., 2] / (m[..., 0] / K)

    monkeypatch.setattr(ensembles, "_ratio", without_correlation)
    findings, _ = ensembles.uniform("half shared", half_shared[:60], half_shared[60:], 0)
    assert not findings[0].agrees


def test_shares_add_up_to_the_variance():
    q = np.random.default_rng(1).dirichlet(np.ones(3), (30, 4, 5))  # R, K, m, n
    w = np.array([0.4, 0.3, 0.2, 0.1])
    pooled = np.einsum("k,rkmi->rmi", w, q)
    direct = pooled.var(axis=0, ddof=1).sum(axis=-1).mean()
    assert ensembles.shares(pooled).mean() == pytest.approx(direct)
    assert w @ ensembles.products(q).mean(axis=0) @ w == pytest.approx(direct)


def test_weights_against_the_covariance_are_caught(monkeypatch):
    monkeypatch.setattr(ensembles, "UNEQUAL", (10, 20, 80, 160))
    rng, settings = np.random.default_rng(0), Settings(quick=True)
    findings, _ = ensembles.structured_weights(rng, AT, 160, np, settings)
    assert outcome(findings) == [True, True, True]
    monkeypatch.setattr(ensembles, "best_weights", lambda sigma: sigma.sum(axis=0) / sigma.sum())
    findings, _ = ensembles.structured_weights(rng, AT, 160, np, settings)
    assert outcome(findings) == [True, False, False]


def test_bias_of_a_pool_and_one_that_exceeds_it(monkeypatch):
    findings, _ = ensemble_bias.bias_findings(np.random.default_rng(0), AT, 80, np, 0)
    assert outcome(findings) == [True, True]
    right = ensemble_bias._attenuation
    monkeypatch.setattr(ensemble_bias, "_attenuation", lambda b, axis=0: right(b, axis) / 0.4)
    findings, _ = ensemble_bias.bias_findings(np.random.default_rng(0), AT, 80, np, 0)
    assert outcome(findings) == [False, False]


def test_labels_follow_their_law():
    p = np.broadcast_to([0.2, 0.5, 0.3], (20000, 3))
    labels = ensemble_bias._labels(np.random.default_rng(0), p)
    assert (labels.sum(axis=1) == 1).all()
    assert labels.mean(axis=0) == pytest.approx([0.2, 0.5, 0.3], abs=0.02)


def test_log_pool_counterexample(monkeypatch):
    findings, _ = log_pools.log_pool_findings(np.random.default_rng(0), 40, np)
    assert outcome(findings) == [True, True, True]
    assert log_pools.predicted_ratio(log_pool) == pytest.approx(1.71, abs=0.005)
    monkeypatch.setattr(log_pools, "log_pool", log_pools.linear_pool)
    findings, _ = log_pools.log_pool_findings(np.random.default_rng(0), 40, np)
    assert outcome(findings) == [True, True, False]


def test_bootstrap_of_means_covers_about_as_often_as_it_says():
    rng = np.random.default_rng(5)
    hits = sum(
        common.of_means(
            rng.normal(3.0, 1.0, (60, 1)), lambda m: m[..., 0], rng=k, confidence=0.95,
            resamples=500,
        ).meets(3.0)
        for k in range(200)
    )  # fmt: skip
    assert 0.88 <= hits / 200 <= 0.99
