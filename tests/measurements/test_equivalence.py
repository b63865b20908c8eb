"""SK-Q: which targets students confuse."""

import numpy as np
import pytest

from kdtheory.measurements import convex_students, equivalence, families
from kdtheory.measurements.registry import Settings, find


@pytest.fixture(scope="module")
def found():
    return equivalence.run(Settings(quick=True, rng=3))


def test_measurement_is_found_by_its_claims():
    assert [m.id for m in find("SK-Q2")] == ["SK-Q"]


def test_everything_comes_out_as_expected(found):
    assert [f.statement for f in found.findings if not f.as_expected] == []
    assert {f.claim for f in found.findings} == {"SK-Q1", "SK-Q2", "SK-Q3"}
    assert [f.claim for f in found.findings if not f.expected] == ["SK-Q3"]


def test_same_seed_same_numbers(found):
    again = equivalence.run(Settings(quick=True, rng=3))
    assert {k: t.to_csv() for k, t in again.tables.items()} == {
        k: t.to_csv() for k, t in found.tables.items()
    }


def test_shift_in_the_fibre_is_large_and_leaves_the_moments():
    rng = np.random.default_rng(0)
    x, p = equivalence.contexts(rng, 5)
    X = np.concatenate([x, np.ones_like(x[..., :1])], axis=-1)
    for pair in equivalence.pairs(p, p, X, rng, (0.9,)):
        seen = np.abs(np.swapaxes(X, 1, 2) @ (pair.F - pair.G)).max()
        assert np.allclose(pair.G.sum(axis=-1), 1) and (pair.G >= 0).all()
        assert np.abs(pair.F - pair.G).max() > 0.01
        assert (seen < 1e-13) == (pair.kind == "matched")


def test_targets_that_are_not_matched_are_caught(monkeypatch):
    monkeypatch.setattr(equivalence, "fibre", lambda X, Z: Z)
    monkeypatch.setattr(equivalence, "hull_findings", lambda rng, S: ([], None))
    wrong = [
        f
        for f in equivalence.run(Settings(quick=True)).findings
        if not f.as_expected and f.claim == "SK-Q2"
    ]
    assert wrong and "certified error" in wrong[0].because


def test_a_wrong_match_of_operators_is_caught(monkeypatch):
    right = families.matched_mixture
    monkeypatch.setattr(families, "matched_mixture", lambda p, A: 0.99 * right(p, A) + 0.01 * p)
    findings, _ = families.family_findings(np.random.default_rng(0), 30)
    assert [f.agrees for f in findings] == [False, True]


def test_a_wrong_projection_is_caught(monkeypatch):
    monkeypatch.setattr(convex_students, "projection", lambda V, t: V.mean(axis=1) + 0 * t)
    findings, _ = convex_students.hull_findings(np.random.default_rng(0), 20)
    assert not findings[0].agrees and not findings[1].agrees


def test_projection_is_the_nearest_point():
    rng = np.random.default_rng(1)
    V, t = rng.dirichlet(np.ones(5), (40, 3)), rng.dirichlet(np.ones(5), 40)
    q = convex_students.projection(V, t)
    theta = rng.dirichlet(np.full(3, 0.5), (40, 500))
    others = np.einsum("skm,smn->skn", theta, V)
    nearest = ((others - t[:, None]) ** 2).sum(axis=-1).min(axis=1)
    assert (((q - t) ** 2).sum(axis=1) <= nearest + 1e-12).all()


def test_certified_distance_covers_the_true_one():
    rng = np.random.default_rng(2)
    V, t = rng.dirichlet(np.ones(5), (40, 3)), rng.dirichlet(np.ones(5), 40)
    for steps in (3, 30, 300):
        q, bound = convex_students.train(V, t, steps)
        assert (np.linalg.norm(q - convex_students.projection(V, t), axis=1) <= bound).all()
