"""SK-H and SK-C: walks along pruning paths, their bounds, the wells."""

from dataclasses import replace

import numpy as np
import pytest

from kdtheory.measurements import (
    path_convex,
    path_descent,
    path_findings,
    path_networks,
    path_wells,
    pruning_path,
)
from kdtheory.measurements.path_networks import Networks
from kdtheory.measurements.registry import Settings, find
from kdtheory.students import LBFGS, Problem, SoftmaxRegression, fit

STAGES = [1, 4, 16]


def _nothing():
    pass


@pytest.fixture(scope="module")
def copies():
    return path_convex.realisable(STAGES, 20, np.random.default_rng(0), np, _nothing)


@pytest.fixture(scope="module")
def trails():
    rng = np.random.default_rng(1)
    return path_convex.on_digits([1, 4, 8], 12, [0.95], rng, np, _nothing)


@pytest.fixture
def problem():
    rng = np.random.default_rng(2)
    x, q = rng.standard_normal((30, 3)), rng.dirichlet(np.ones(4), (2, 30))
    return Problem(x, q, rng.uniform(0.5, 2.0, (2, 30)), l2=0.05, loss="kl")


def test_newton_finds_what_lbfgs_finds(problem):
    masks = np.ones((2, 4, 4))
    masks[:, :2, 1] = 0
    found = path_descent.optimum(problem, np.zeros((2, 4, 4)), masks)
    other = fit(SoftmaxRegression(), problem, LBFGS(tolerance=1e-10), masks=(masks,))
    assert np.allclose(found, other.parameters[0], atol=1e-8)


def test_hessian_is_the_derivative_of_the_gradient(problem):
    W = np.random.default_rng(3).standard_normal((2, 4, 4))
    H, h = path_descent.hessian(problem, W), 1e-6
    d = np.random.default_rng(4).standard_normal((2, 4, 4))
    steps = [path_descent.value(problem, W + t * d)[1] for t in (h, -h)]
    along = np.einsum("sab,sb->sa", H, d.reshape(2, -1)).reshape(2, 4, 4)
    assert np.allclose(along, (steps[0] - steps[1]) / (2 * h), atol=1e-7)


def test_safe_rate_is_below_the_inverse_curvature(problem):
    H = path_descent.hessian(problem, np.zeros((2, 4, 4)))
    assert path_descent.safe_rate(problem) <= 1 / np.linalg.eigvalsh(H).max()


def test_held_weights_stay_and_steps_contract(problem):
    free = np.ones((2, 4, 4))
    free[:, 0] = 0
    W = np.random.default_rng(5).standard_normal((2, 4, 4))
    target = path_descent.optimum(problem, W, free)
    rate = path_descent.safe_rate(problem)
    after = path_descent.descend(problem, W, free, 20, rate)
    assert np.array_equal(after[:, 0], W[:, 0])
    ratio = path_descent.norm(after - target) / path_descent.norm(W - target)
    assert (ratio <= (1 - rate * 0.05) ** 20).all()


def test_realisable_path_is_made_of_optima(copies):
    assert max(np.abs(w.gap).max() for w in copies.walks.values()) < 1e-12
    speeds = [w.speed for w in copies.walks.values()]
    assert np.allclose(speeds[0], speeds[-1])  # a straight path, walked at one speed


def test_removing_at_once_reaches_the_sparsity(trails):
    for trail in trails:
        for w in trail.walks.values():
            assert np.allclose(w.sparsity, 0.95)


def test_one_stage_is_one_stage_on_either_path(trails):
    removed, shrunk = trails
    assert np.allclose(removed.walks[1].error, shrunk.walks[1].error)


@pytest.mark.parametrize(("share", "agrees"), [(1.0, True), (0.02, False)])
def test_a_wrong_tracking_bound_is_caught(copies, share, agrees):
    limits = {n: share * bound for n, bound in path_findings.bounds(copies).items()}
    found = path_findings._under("SK-H3", "…", [copies], "error", [limits], "planted")
    assert found.agrees is agrees


@pytest.mark.parametrize(("predicted", "agrees"), [(-1.0, True), (-0.5, False), (-2.0, False)])
def test_a_wrong_rate_is_caught(trails, predicted, agrees):
    shrunk = [t for t in trails if t.path == "shrunk"]
    found = path_findings._slopes(
        "SK-H2", "…", shrunk, "second", predicted, 0.1, 0, "planted", True
    )
    assert found.agrees is agrees


def test_a_wrong_contraction_is_caught(trails):
    assert path_findings._contracts(trails).agrees
    assert not path_findings._contracts([replace(t, rho=0.01) for t in trails]).agrees


def test_tracking_bound_is_attained():
    rho, L, s, n, error = 0.6, 2.0, 0.9, 5, 0.0
    for _ in range(n):
        error = rho * (error + L * s / n)
    assert path_findings.tracking_bound(rho, L, s, n) == pytest.approx(error)


def test_wells():
    table, findings = path_wells.measure(np.random.default_rng(0), 50)
    assert all(f.agrees for f in findings)
    assert 0 < sum(table.column("stays")) < len(table.rows)


def test_a_wrong_basin_is_caught(monkeypatch):
    monkeypatch.setattr(path_wells, "RADIUS", 2.0)
    assert not any(f.agrees for f in path_wells.measure(np.random.default_rng(0), 50)[1])


def test_perceptrons_in_one_stage_are_one_shot():
    one, same = (
        path_networks.measure([1, 2], 3, [0.5], 4, np.random.default_rng(7), np, _nothing)[0]
        for _ in range(2)
    )
    assert np.array_equal(one.staged[:, 0], one.one_shot[:, 0])
    assert np.array_equal(one.staged, same.staged) and np.array_equal(one.one_shot, same.one_shot)
    assert one.lost == 0 and one.staged.shape == (3, 2)


def test_networks_without_a_floor_follow_the_rate():
    noise = np.random.default_rng(0).uniform(0.8, 1.2, (20, 3))
    net = Networks(0.8, STAGES, noise / np.array(STAGES), noise, 0)
    saved, rate = path_findings.networks([net], 0)
    assert saved.agrees and rate.agrees
    level = Networks(0.8, STAGES, noise, noise, 0)
    saved, rate = path_findings.networks([level], 0)
    assert not saved.agrees and not rate.agrees


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_quick_run(seed):
    (found,) = find("SK-C2")
    told = []
    settings = Settings(True, seed, np, lambda done, total: told.append((done, total)))
    result = found.run(settings)
    assert all(f.as_expected for f in result.findings)
    assert {f.claim for f in result.findings} == set(pruning_path.CLAIMS)
    assert told[-1][0] == told[-1][1] == len(told)
