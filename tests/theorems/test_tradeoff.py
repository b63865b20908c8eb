"""The trade-off of safety-constrained distillation (AW-Z1), by its optimality conditions."""

import numpy as np
import pytest
from scipy.optimize import minimize

from kdtheory.theorems.tradeoff import Infeasible, lower_bound, safest_student, tradeoff


def instance(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 7))
    return rng.dirichlet(np.ones(n)), rng.random(n)


@pytest.mark.parametrize("seed", range(20))
def test_optimal_students_have_no_duality_gap_and_no_slack(seed):
    p, s = instance(seed)
    levels = np.linspace(s @ p, s.max(), 7)[1:-1]
    curve = tradeoff(p, s, levels)
    assert np.allclose(curve.students.sum(axis=1), 1)
    assert (curve.students > 0).all()
    assert np.allclose(curve.safety, levels, rtol=1e-9)
    assert np.allclose(curve.gaps, 0, atol=1e-9)
    stationary = p / curve.students - (1 + curve.multipliers[:, None] * (levels[:, None] - s))
    assert np.allclose(stationary, 0, atol=1e-6 * (1 + np.abs(p / curve.students).max()))


@pytest.mark.parametrize("seed", range(5))
def test_a_general_solver_finds_nothing_better(seed):
    p, s = instance(seed)
    level = (s @ p + s.max()) / 2
    found = tradeoff(p, s, [level]).divergences[0]
    constraints = [
        {"type": "eq", "fun": lambda q: q.sum() - 1},
        {"type": "ineq", "fun": lambda q: s @ q - level},
    ]
    start = np.full_like(p, 1 / len(p))
    other = minimize(lambda q: p @ np.log(p / np.maximum(q, 1e-12)), start, method="SLSQP",
                     bounds=[(1e-9, 1)] * len(p), constraints=constraints,
                     options={"ftol": 1e-12, "maxiter": 1000})  # fmt: skip
    assert found <= other.fun + 1e-7
    assert found == pytest.approx(other.fun, abs=1e-4)


def test_the_curve_rises_convexly_with_the_multiplier_as_its_slope():
    p, s = np.array([0.6, 0.3, 0.1]), np.array([0.0, 0.5, 1.0])
    levels = np.linspace(0.25, 0.95, 141)
    curve = tradeoff(p, s, levels)
    rise = np.diff(curve.divergences) / np.diff(levels)
    assert (rise > 0).all() and (np.diff(rise) > 0).all()
    middle = (curve.multipliers[1:] + curve.multipliers[:-1]) / 2
    assert np.allclose(rise[:100], middle[:100], rtol=1e-2)


def test_a_safe_teacher_is_copied_and_an_impossible_level_is_refused():
    p, s = np.array([0.25, 0.75]), np.array([0.0, 1.0])
    curve = tradeoff(p, s, [0.5, 1.5])
    assert np.array_equal(curve.students[0], p) and curve.divergences[0] == 0
    assert np.isinf(curve.divergences[1]) and np.isnan(curve.students[1]).all()
    with pytest.raises(Infeasible, match=r"no student has safety 1.5"):
        safest_student(p, s, 1.5)


def test_the_highest_level_leaves_the_safest_classes_only():
    curve = tradeoff([0.25, 0.75], [0.0, 1.0], [1.0])
    assert np.array_equal(curve.students[0], [0, 1]) and np.isinf(curve.divergences[0])


def test_classes_that_the_teacher_lacks_may_carry_the_safety():
    p, s = np.array([0.5, 0.5, 0.0]), np.array([0.0, 0.2, 1.0])
    curve = tradeoff(p, s, [0.15, 0.6])
    assert curve.students[1, 2] > 0
    assert np.allclose(curve.safety, [0.15, 0.6]) and np.allclose(curve.gaps, 0, atol=1e-9)
    assert np.allclose(curve.students.sum(axis=1), 1)


def test_the_lower_bound_holds_for_any_multiplier():
    rng = np.random.default_rng(3)
    p, s = instance(3)
    level = (s @ p + s.max()) / 2
    best = tradeoff(p, s, [level]).divergences[0]
    for multiplier in rng.random(20) / (s.max() - level):
        assert lower_bound(p, s, level, multiplier) <= best + 1e-12


@pytest.mark.parametrize(
    "p, s, message",
    [
        ([0.5, 0.5], [1.0], "vectors of one length"),
        ([0.7, 0.7], [1.0, 0.0], "a distribution"),
        ([0.5, 0.5], [np.inf, 0.0], "safety finite"),
    ],
)
def test_bad_input_is_refused(p, s, message):
    with pytest.raises(ValueError, match=message):
        tradeoff(p, s, [0.5])
