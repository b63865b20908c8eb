"""Losses and models: gradients against differences, values against definitions, bad problems."""

import array_api_strict
import numpy as np
import pytest

from kdtheory.students import MLP, Problem, SoftmaxRegression
from kdtheory.students.descent import objective
from kdtheory.students.losses import LOSSES, softmax, value_and_slope
from kdtheory.students.models import flatten, in_order, transpose, unflatten

MODELS = [SoftmaxRegression(), MLP(5, "tanh"), MLP(5, "relu")]


def random_problem(rng, loss="cross_entropy", S=3, N=12, d=4, n=3, **names):
    q = rng.dirichlet(np.ones(n), size=(S, N))
    w = rng.integers(1, 4, size=(S, N)).astype(float)
    given = {"x": rng.normal(size=(N, d)), "targets": q, "weights": w, "l2": [0.1, 0.2, 0.0]}
    return Problem(**(given | names), loss=loss)


def parameters_of(model, problem, rng, S=3):
    shapes = model.shapes(problem.features, problem.classes)
    return tuple(rng.normal(size=(S, *shape)) for shape in shapes)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("model", MODELS, ids=str)
def test_gradients_match_central_differences(model, loss):
    rng = np.random.default_rng(0)
    problem = random_problem(rng, loss)
    theta = flatten(parameters_of(model, problem, rng), np)
    shapes = model.shapes(problem.features, problem.classes)

    def f(flat):
        return objective(model, unflatten(flat, shapes, np), problem, 3)[0]

    g = flatten(objective(model, unflatten(theta, shapes, np), problem, 3)[1], np)
    for _ in range(5):
        v = rng.normal(size=theta.shape)
        h = 1e-6
        slope = (f(theta + h * v) - f(theta - h * v)) / (2 * h)
        assert np.allclose(slope, (g * v).sum(axis=1), rtol=1e-6, atol=1e-8)


def test_objective_is_its_definition():
    rng = np.random.default_rng(1)
    problem = random_problem(rng)
    (W,) = parameters_of(SoftmaxRegression(), problem, rng)
    f, _ = objective(SoftmaxRegression(), (W,), problem, 3)
    for s in range(3):
        p = softmax(problem.x @ W[s, :-1] + W[s, -1], np)
        each = -(problem.targets[s] * np.log(p)).sum(axis=1)
        mean = (problem.weights[s] * each).sum() / problem.weights[s].sum()
        assert np.isclose(f[s], mean + problem.l2[s] / 2 * (W[s] ** 2).sum(), rtol=1e-13)


def test_kl_is_cross_entropy_less_entropy_and_vanishes_at_the_target():
    rng = np.random.default_rng(2)
    q, z = rng.dirichlet(np.ones(4), size=20), rng.normal(size=(20, 4))
    cross, slope = value_and_slope(z, q, "cross_entropy", np)
    kl, same = value_and_slope(z, q, "kl", np)
    assert np.allclose(cross - kl, -(q * np.log(q)).sum(axis=1)) and np.array_equal(slope, same)
    value, slope = value_and_slope(np.log(q), q, "kl", np)
    assert np.abs(value).max() < 1e-14 and np.abs(slope).max() < 1e-15


@pytest.mark.parametrize("loss", LOSSES)
def test_losses_survive_extreme_logits_and_vertices(loss):
    z = np.array([[1000.0, -1000.0, 0.0], [0.0, 0.0, -800.0]])
    q = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    value, slope = value_and_slope(z, q, loss, np)
    assert np.isfinite(value).all() and np.isfinite(slope).all()
    assert value[0] == 0


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_the_axis_of_the_classes_is_free(axis):
    rng = np.random.default_rng(3)
    z, q = rng.normal(size=(4, 5, 3)), rng.dirichlet(np.ones(3), size=(4, 5))
    for loss in LOSSES:
        value, slope = value_and_slope(z, q, loss, np)
        moved = [np.moveaxis(a, -1, axis) for a in (z, q)]
        there, bent = value_and_slope(*moved, loss, np, axis=axis)
        assert np.allclose(there, value) and np.allclose(np.moveaxis(bent, axis, -1), slope)


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_models_use_array_api_functions_only(model):
    rng = np.random.default_rng(4)
    problem = random_problem(rng)
    parameters = parameters_of(model, problem, rng)
    f, g = objective(model, parameters, problem, 3)
    there = Problem(*(array_api_strict.asarray(a) for a in (problem.x, problem.targets)),
                    array_api_strict.asarray(problem.weights), problem.l2)  # fmt: skip
    strict = tuple(array_api_strict.asarray(a) for a in parameters)
    f1, g1 = objective(model, strict, there, 3)
    assert np.allclose(np.asarray(f1), f) and all(
        np.allclose(np.asarray(a), b) for a, b in zip(g1, g)
    )


def test_initial_weights_have_the_stated_variance():
    for activation, fan in (("tanh", (400 + 300) / 2 / 1), ("relu", 400 / 2)):
        V, W = MLP(300, activation).initial(np.random.default_rng(0), 400, 10)
        assert V.shape == (401, 300) and W.shape == (301, 10)
        assert (V[-1] == 0).all() and (W[-1] == 0).all()
        assert np.isclose(V[:-1].var(), 1 / fan, rtol=0.02)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: MLP(0), "hidden is 0"),
        (lambda: MLP(3, "gelu"), "choose tanh or relu"),
    ],
)
def test_bad_models_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


X, Q = np.zeros((3, 2)), np.full((3, 2), 0.5)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"x": [[0, 0], [0, np.nan], [0, 0]]}, "x: row 1 is not finite; drop it"),
        ({"x": np.where(np.arange(12).reshape(2, 3, 2) == 7, np.inf, 0)}, "x: row 0 of student 1"),
        ({"targets": [[0.5, 0.5], [1, 1], [0, 1]]}, "targets: row 1 sums to 2"),
        ({"targets": [[0.5, 0.5], [1.5, -0.5], [0, 1]]}, "targets: row 1 has the negative"),
        ({"targets": Q[:2]}, "targets has 2 rows, x has 3"),
        ({"targets": np.ones((3, 1))}, "one class"),
        ({"weights": [1, -1, 1]}, "weights: row 1 is negative"),
        ({"weights": np.array([[1, 1, 1], [0, 0, 0]])}, "weights of student 1 are all zero"),
        ({"weights": [1, 1]}, "weights have shape"),
        ({"l2": -1}, "l2 must be"),
        ({"loss": "hinge"}, "choose one of cross_entropy, kl, squared"),
        ({"l2": [0.1, 0.2], "weights": np.ones((3, 3))}, "how many students"),
        ({"x": np.zeros(3)}, "x has shape"),
    ],
)
def test_bad_problems_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        Problem(**({"x": X, "targets": Q} | given))


def test_taking_students_keeps_what_is_shared():
    rng = np.random.default_rng(5)
    problem = random_problem(rng)
    part = problem.take([2, 0])
    assert part.x is problem.x and part.students == 2
    assert np.array_equal(part.targets, problem.targets[[2, 0]])
    assert np.array_equal(part.weights, problem.weights[[2, 0]])
    assert part.l2.tolist() == [0.0, 0.1]


@pytest.mark.parametrize("shape", [(3, 4), (2, 3, 4), (1, 3, 4)])
def test_in_order_keeps_the_numbers_and_puts_them_in_the_order_of_the_axes(shape):
    a = transpose(np.arange(np.prod(shape), dtype=float).reshape(shape))
    b = in_order(a, np)
    assert np.array_equal(a, b) and b.flags.c_contiguous and b.shape == a.shape
    c = in_order(transpose(array_api_strict.asarray(np.asarray(transpose(a)))), array_api_strict)
    assert np.array_equal(np.asarray(c), a)
