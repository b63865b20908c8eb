"""Certified distances hold against optima that are known much better, and are not loose."""

from dataclasses import replace
from fractions import Fraction

import flint
import numpy as np
import pytest

from kdtheory.students import (
    LBFGS,
    MLP,
    Adam,
    Problem,
    SoftmaxRegression,
    distance_to_optimum,
    fit,
    magnitude_masks,
    resamples,
)

SOFTMAX = SoftmaxRegression()


def problem(S=4, N=60, d=5, n=3, seed=0, l2=1e-2, **names):
    rng = np.random.default_rng(seed)
    q = rng.dirichlet(np.full(n, 0.5), size=(S, N))
    given = {"weights": resamples(rng, N, S), "l2": l2}
    return Problem(rng.normal(size=(N, d)) * 3, q, **(given | names))


def apart(a, b):
    return np.sqrt(((a.parameters[0] - b.parameters[0]) ** 2).sum(axis=(1, 2)))


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("tolerance", [1e-1, 1e-3, 1e-6, 1e-9])
def test_the_bound_holds_and_is_within_the_conditioning(tolerance, masked):
    one = problem()
    best = fit(SOFTMAX, one, LBFGS(tolerance=1e-14, steps=300))
    masks = magnitude_masks(best.parameters, 0.5) if masked else None
    best = fit(SOFTMAX, one, LBFGS(tolerance=1e-14, steps=300), masks=masks)
    rough = fit(SOFTMAX, one, LBFGS(tolerance=tolerance), masks=masks)
    found = distance_to_optimum(rough, one)
    rest = distance_to_optimum(best, one).bounds
    assert (rest < 1e-10).all()
    assert (apart(rough, best) <= found.bounds + rest).all()
    assert (found.bounds >= rough.gradient_norms / one.l2 * (1 - 1e-4)).all()
    # what rounding adds is small against anything training leaves
    assert (found.gradient_norms <= rough.gradient_norms * (1 + 1e-4) + 1e-11).all()
    assert (rough.losses - best.losses <= found.gaps + 1e-14).all()


@pytest.mark.parametrize("scale", [1.0, 30.0, 1e4])
def test_the_floating_bound_covers_the_balls(scale):
    one = problem(S=3, N=30)
    rng = np.random.default_rng(1)
    trained = fit(SOFTMAX, one)
    for W in (trained.parameters[0], rng.normal(size=(3, 6, 3)) * scale):
        moved = replace(trained, parameters=(W,))
        floating = distance_to_optimum(moved, one)
        balls = distance_to_optimum(moved, one, method="balls")
        assert (balls.bounds <= floating.bounds).all()
        assert (floating.gradient_norms <= balls.gradient_norms * (1 + 1e-8) + 1e-9 * scale).all()


def test_balls_agree_with_an_evaluation_in_high_precision():
    one = problem(S=1, N=7, d=2)
    trained = fit(SOFTMAX, one, LBFGS(tolerance=1e-2))
    W = trained.parameters[0][0]
    before = flint.ctx.prec
    flint.ctx.prec = 400
    try:
        arb = flint.arb
        G = [[arb(0.01) * arb(float(W[j, k])) for k in range(3)] for j in range(3)]
        for i in range(7):
            x = [arb(float(a)) for a in one.design[i]]
            e = [sum(x[j] * arb(float(W[j, k])) for j in range(3)).exp() for k in range(3)]
            q = [arb(float(a)) for a in one.targets[0, i]]
            for j in range(3):
                for k in range(3):
                    slope = sum(q) * e[k] / sum(e) - q[k]
                    G[j][k] += arb(float(one.weights[0, i])) * slope * x[j] / 7
        exact = float(sum((g**2 for row in G for g in row), arb(0)).sqrt())
    finally:
        flint.ctx.prec = before
    found = distance_to_optimum(trained, one, method="balls").gradient_norms[0]
    assert exact <= found <= exact * (1 + 1e-14)
    assert found <= distance_to_optimum(trained, one).gradient_norms[0] <= exact * (1 + 1e-10)


def test_a_known_optimum():
    # one input 0 without features left: b minimises log-loss against q plus l2 b²/2; at the
    # uniform target the optimum is exactly 0, so the distance of any θ is its norm
    one = Problem([[0.0]], [[0.5, 0.5]], l2=1.0)
    trained = fit(SOFTMAX, one)
    theta = np.array([[[0.25, -0.5], [0.0, 0.0]]])
    found = distance_to_optimum(replace(trained, parameters=(theta,)), one)
    distance = float(Fraction(5, 16)) ** 0.5
    assert distance <= found.bounds[0] <= distance * (1 + 1e-12)


def test_targets_that_do_not_quite_sum_to_one_are_taken_as_they_are():
    q = np.array([[0.3, 0.7], [0.6, 0.4]]) * (1 + 5e-10)
    one = Problem([[1.0], [-2.0]], q, l2=0.1)
    trained = fit(SOFTMAX, one, LBFGS(tolerance=1e-12))
    floating, balls = (distance_to_optimum(trained, one, method=m) for m in ("floating", "balls"))
    # training uses p − q; the stored targets sum to more than 1, and both bounds see it
    assert (balls.gradient_norms > 1e-11).all()
    assert np.allclose(floating.gradient_norms, balls.gradient_norms, rtol=1e-3)


def test_students_in_single_precision_are_bounded_too():
    one = problem()
    single = Problem(one.x.astype(np.float32), one.targets, one.weights, one.l2)
    best = fit(SOFTMAX, Problem(single.x.astype(float), single.targets.astype(float)
               / single.targets.astype(float).sum(axis=-1, keepdims=True), one.weights, one.l2),
               LBFGS(tolerance=1e-12))  # fmt: skip
    rough = fit(SOFTMAX, single)
    found = distance_to_optimum(rough, single)
    assert (apart(rough, best) <= found.bounds + 1e-4).all() and (found.bounds < 0.1).all()


def test_a_diverged_student_has_no_bound_and_spoils_no_other():
    one = problem(S=2)
    trained = fit(SOFTMAX, one)
    W = trained.parameters[0].copy()
    W[1] = np.nan
    lost = replace(trained, parameters=(W,), diverged_at=np.array([-1, 3]))
    found = distance_to_optimum(lost, one)
    assert np.isinf(found.bounds[1]) and found.bounds[0] < 1e-4


def test_overflow_gives_an_infinite_bound_not_a_small_one():
    one = problem(S=1)
    huge = replace(fit(SOFTMAX, one), parameters=(np.full((1, 6, 3), 1e308),))
    assert np.isinf(distance_to_optimum(huge, one).bounds[0])


def test_what_is_not_strongly_convex_is_refused():
    one = problem()
    trained = fit(SOFTMAX, one)
    with pytest.raises(ValueError, match="take l2 > 0"):
        distance_to_optimum(trained, problem(l2=[0.1, 0.0, 0.1, 0.1]))
    with pytest.raises(ValueError, match="softmax regression with cross_entropy or kl only"):
        distance_to_optimum(trained, problem(loss="squared"))
    mlp = fit(MLP(3), one, Adam(epochs=2))
    with pytest.raises(ValueError, match="softmax regression"):
        distance_to_optimum(mlp, one)
    with pytest.raises(ValueError, match="choose floating or balls"):
        distance_to_optimum(trained, one, method="guess")
    with pytest.raises(ValueError, match="the problem is of 3 students, 4 were trained"):
        distance_to_optimum(trained, problem(S=3))
    masks = (np.zeros((4, 6, 3)),)
    with pytest.raises(ValueError, match="multiply the parameters by their masks"):
        distance_to_optimum(replace(trained, masks=masks), one)
