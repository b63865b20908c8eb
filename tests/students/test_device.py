"""Students on a device that NumPy cannot read: nothing goes there or comes back unasked.

array-api-strict's second device stands in for a GPU: mixing devices and implicit conversion to
NumPy raise there, as they do in CuPy.
"""

import array_api_strict as strict
import numpy as np
import pytest

from kdtheory.students import (
    LBFGS,
    MLP,
    SGD,
    Adam,
    GaussianMixture,
    Problem,
    SoftmaxRegression,
    checks,
    evaluate,
    fit,
    prune,
    resamples,
)

CPU, FAR = strict.Device("CPU_DEVICE"), strict.Device("device1")
MIXTURE = GaussianMixture([[0.0, 0.0], [1.5, 0.0], [0.0, 2.0]])


@pytest.fixture
def far(monkeypatch):
    """Arrays on the far device, and the one way back that is asked for."""

    def host(values):
        there = isinstance(values, type(strict.asarray(0)))
        return np.asarray(values.to_device(CPU) if there else values)

    monkeypatch.setattr(checks, "host", host)
    return lambda a: strict.asarray(a, device=FAR)


def given(weights=None, students=6):
    x, _ = MIXTURE.sample(np.random.default_rng(0), 60)
    q = MIXTURE.posterior(x)
    soft = np.stack([q ** (1 / T) for T in np.linspace(0.5, 5, students)])
    w = resamples(np.random.default_rng(1), 60, students) if weights else None
    return x, soft / soft.sum(axis=-1, keepdims=True), w


def test_the_far_device_refuses_what_a_gpu_refuses(far):
    a = far(np.ones(3))
    with pytest.raises(RuntimeError):
        np.asarray(a)
    with pytest.raises(ValueError, match="device"):
        a + strict.ones(3)


RUNS = [
    (SoftmaxRegression(), LBFGS()),
    (SoftmaxRegression(), SGD(epochs=3)),
    (MLP(4), Adam(epochs=3, batch=16)),
    (MLP(4), Adam(epochs=3, batch=16, order=2)),
    (MLP(4, "relu"), SGD(epochs=3, batch=16, order=2)),
    (MLP(4), SGD(rate=[0.1, 1e6, 0.1, 0.1, 1e6, 0.1], epochs=12, batch=16)),
]


@pytest.mark.parametrize(("loss", "weights"), [("cross_entropy", False), ("kl", True)])
@pytest.mark.parametrize(("model", "how"), RUNS, ids=str)
def test_training_stays_on_the_device_and_comes_out_the_same(far, model, how, loss, weights):
    x, q, w = given(weights)
    here = Problem(x, q, w, l2=0.1, loss=loss)
    there = Problem(far(x), far(q), None if w is None else far(w), l2=0.1, loss=loss)
    a, b = (fit(model, p, how, seeds=range(6), chunk=4) for p in (here, there))
    assert all(p.device == FAR for p in b.parameters)
    assert np.allclose(a.losses, b.losses, atol=1e-10, equal_nan=True)
    assert a.diverged_at.tolist() == b.diverged_at.tolist()
    p, logits = b.probabilities(there.x), b.logits(there.x)
    assert p.device == FAR and logits.device == FAR and p.shape == (6, 60, 3)
    alive = b.take(b.alive)
    assert np.allclose(
        evaluate(model, alive.parameters, there.take(np.flatnonzero(b.alive)))[0],
        b.losses[b.alive],
    )


@pytest.mark.parametrize("model", [SoftmaxRegression(), MLP(4)], ids=str)
def test_pruning_stays_on_the_device(far, model):
    x, q, _ = given()
    here, there = Problem(x, q, l2=0.1), Problem(far(x), far(q), l2=0.1)
    how = LBFGS() if isinstance(model, SoftmaxRegression) else Adam(epochs=20)
    a, b = (
        prune(model, p, fit(model, p, how, seeds=range(6)), 0.5, how, stages=2)
        for p in (here, there)
    )
    assert all(m.device == FAR for m in b.trained.masks)
    assert np.allclose(a.trained.losses, b.trained.losses, atol=1e-8)


def test_a_stack_of_which_all_diverge_stays_there_too(far):
    x, q, _ = given()
    how = SGD(rate=1e8, epochs=20)
    trained = fit(MLP(4), Problem(far(x), far(q), l2=0.1), how, seeds=range(6))
    assert not trained.alive.any() and all(p.device == FAR for p in trained.parameters)
