"""The files in examples/: the teacher is reproducible, the operators are well formed."""

import runpy
from pathlib import Path

import array_api_strict
import numpy as np
import pytest
from scipy.optimize import approx_fprime

EXAMPLES = Path(__file__).parents[1] / "examples"
TEACHER = np.load(EXAMPLES / "digits_teacher.npy")
OPERATORS = runpy.run_path(str(EXAMPLES / "my_operator.py"))
NAMES = ["tempered_blend", "nucleus_blend"]


def test_teacher_rows_are_probability_vectors():
    assert TEACHER.shape == (600, 10)
    assert TEACHER.dtype == np.float32
    assert TEACHER.min() > 0
    np.testing.assert_allclose(TEACHER.sum(axis=1, dtype=float), 1, atol=1e-6)


def test_teacher_is_what_the_script_makes():
    script = runpy.run_path(str(EXAMPLES / "make_digits_teacher.py"))
    probabilities, labels = script["digits_teacher"]()
    np.testing.assert_allclose(probabilities, TEACHER, atol=1e-4)
    assert np.mean(probabilities.argmax(axis=1) == labels) > 0.95


def test_gradient_of_the_softmax_regression():
    loss_and_gradient = runpy.run_path(str(EXAMPLES / "make_digits_teacher.py"))[
        "loss_and_gradient"
    ]
    rng = np.random.default_rng(0)
    x, one_hot = rng.normal(size=(7, 4)), np.eye(3)[rng.integers(3, size=7)]
    weights = rng.normal(size=12)
    _, gradient = loss_and_gradient(weights, x, one_hot, 0.1)
    numeric = approx_fprime(weights, lambda w: loss_and_gradient(w, x, one_hot, 0.1)[0])
    np.testing.assert_allclose(gradient, numeric, atol=1e-6)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("xp", [np, array_api_strict], ids=["numpy", "strict"])
def test_operators_map_the_simplex_to_itself(name, xp):
    p = xp.asarray(np.vstack([TEACHER, np.eye(10)]), dtype=xp.float64)
    p = p / xp.sum(p, axis=-1, keepdims=True)
    for T in (xp.asarray(3.0), xp.full((p.shape[0], 1), 3.0)):
        q = np.asarray(OPERATORS[name](p, T, xp))
        assert q.shape == (610, 10)
        assert q.min() > 0
        np.testing.assert_allclose(q.sum(axis=1), 1)


def test_tempered_blend_loses_entropy_only_for_very_confident_teachers():
    def entropy(p, T):
        q = OPERATORS["tempered_blend"](np.asarray([p]), np.asarray(T), np)[0]
        return -np.sum(q * np.log(q))

    assert entropy([0.999, 0.001], 10.0) > entropy([0.999, 0.001], 5.0)
    assert entropy([1 - 1e-8, 1e-8], 10.0) < entropy([1 - 1e-8, 1e-8], 5.0)
