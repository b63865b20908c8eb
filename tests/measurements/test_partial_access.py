"""SK-P: students with partial access."""

from typing import Any

import numpy as np
import pytest

from kdtheory.measurements import limited_access, partial_access, sampled_labels
from kdtheory.measurements.records import Finding
from kdtheory.measurements.registry import Settings

QUICK = Settings(quick=True, rng=1)


def outcome(findings: list[Finding]) -> list[bool]:
    return [f.as_expected for f in findings]


@pytest.mark.slow
def test_everything_comes_out_as_expected():
    found = partial_access.run(QUICK)
    assert [f.statement for f in found.findings if not f.as_expected] == []
    assert {f.claim for f in found.findings} == {"SK-P1", "SK-P2", "SK-P3", "SK-P4"}


def few(n=30, ks=(3, 10)):
    p = partial_access.teachers(np.random.default_rng(0), 5, n)
    return [
        r
        for k in ks
        for T in partial_access.TEMPERATURES
        for r in partial_access.truncation(p, k, T, np)
    ]


def test_truncation_on_few_teachers():
    rows = few()
    assert all(outcome(partial_access.exact(rows) + partial_access.softened(rows, 30)))
    assert rows == few()


def test_a_wrong_tail_is_caught(monkeypatch):
    right = partial_access.tail
    monkeypatch.setattr(partial_access, "tail", lambda p, k: right(p, k + 1))
    rows = few()
    assert outcome(partial_access.exact(rows)) == [False, False]
    assert outcome(partial_access.softened(rows, 30))[0] is False


def test_a_softening_that_does_not_reach_the_limit_is_caught(monkeypatch):
    monkeypatch.setattr(partial_access, "power", lambda p, T, xp: p)
    assert outcome(partial_access.softened(few(), 30))[1:] == [False, False]


def test_divergence_grows_as_training_goes_on():
    p = partial_access.teachers(np.random.default_rng(0), 5, 30)
    finding, table = partial_access.endless(p, 10, np)
    assert finding.as_expected
    assert len(table.rows) == 5 * len(partial_access.TOLERANCES)


def test_squared_error_is_that_of_the_labels():
    findings, table = sampled_labels.squares(np.random.default_rng(2), np, QUICK)
    assert all(outcome(findings))
    again = sampled_labels.squares(np.random.default_rng(2), np, QUICK)[1]
    assert again.to_csv() == table.to_csv()


def test_a_wrong_mixture_is_caught(monkeypatch):
    right = sampled_labels.mixture
    monkeypatch.setattr(sampled_labels, "mixture", lambda p, T, xp: right(p, T**1.01, xp))
    findings, _ = sampled_labels.squares(np.random.default_rng(2), np, QUICK)
    assert outcome(findings) == [True, False]


def test_unseen_class_and_a_wrong_expectation(monkeypatch):
    findings, _ = sampled_labels.unseen_class(np.random.default_rng(2), np, QUICK)
    assert all(outcome(findings))
    right = sampled_labels.rare_error
    monkeypatch.setattr(sampled_labels, "rare_error", lambda N, T: 2 * right(N, T))
    findings, _ = sampled_labels.unseen_class(np.random.default_rng(2), np, QUICK)
    assert sum(not ok for ok in outcome(findings)) == 3


def test_expectation_of_a_rare_class_against_draws():
    seen = np.random.default_rng(0).binomial(1000, 1e-3, 200_000) / 1000
    found = abs(sampled_labels._soft(seen, 2.0) - sampled_labels._soft(1e-3, 2.0)).mean()
    assert found == pytest.approx(sampled_labels.rare_error(1000, 2.0), rel=0.01)


def test_ranking_and_labels_that_are_not_independent(monkeypatch):
    findings, _ = sampled_labels.ranking(np.random.default_rng(2), np, QUICK)
    assert all(outcome(findings))

    class Fewer:
        """A tenth of the labels, each shown ten times."""

        rng = np.random.default_rng(2)

        def multinomial(self, N, p, size):
            return self.rng.multinomial(N // 10, p, size) * 10

    fewer: Any = Fewer()
    findings, _ = sampled_labels.ranking(fewer, np, QUICK)
    assert outcome(findings) == [False]


def test_limited_students_and_wrong_predictions(monkeypatch):
    right = limited_access.sandwich
    monkeypatch.setattr(limited_access, "sandwich", lambda x, W, p: right(x, W, p) / 2)
    monkeypatch.setattr(limited_access, "bound", lambda x, p, N: right(x, np.zeros((3, 10)), p) / N)
    findings, tables = limited_access.limited_findings(np.random.default_rng(0), np, QUICK)
    assert outcome(findings) == [True, False, False, True]
    assert set(tables) == {"limited_truncation", "limited_labels"}
