"""Training: optima against scipy, reproducibility, divergence, every way to stack."""

import array_api_strict
import numpy as np
import pytest
from scipy import optimize

from kdtheory.students import (
    LBFGS,
    MLP,
    SGD,
    Adam,
    GaussianMixture,
    Problem,
    SoftmaxRegression,
    convex,
    digits,
    evaluate,
    fit,
    one_hot,
    resamples,
)
from kdtheory.students.descent import objective

MIXTURE = GaussianMixture([[0.0, 0.0], [1.5, 0.0], [0.0, 2.0]])
SOFTMAX = SoftmaxRegression()


def data(N=80, seed=0):
    x, _ = MIXTURE.sample(np.random.default_rng(seed), N)
    return x, MIXTURE.posterior(x)


def by_scipy(problem, s, mask=None):
    """The optimum of one student by scipy, to compare with."""
    one = problem.take([s]) if problem.students > 1 else problem
    shape = (problem.features + 1, problem.classes)
    kept = np.ones(shape) if mask is None else mask

    def f(flat):
        value, (g,) = objective(SOFTMAX, ((flat.reshape(shape) * kept)[None],), one, 1)
        return value[0], (g[0] * kept).ravel()

    done = optimize.minimize(f, np.zeros(shape).ravel(), jac=True, method="BFGS",
                             options={"gtol": 1e-9})  # fmt: skip
    return done.x.reshape(shape) * kept


def stacks():
    """Problems stacked in every way, each of six students."""
    rng = np.random.default_rng(1)
    x, q = data()
    many = np.stack([data(seed=s)[0] for s in range(6)])
    soft = np.stack([q ** (1 / T) for T in (0.5, 1, 2, 3, 5, 9)])
    soft /= soft.sum(axis=-1, keepdims=True)
    return {
        "l2": Problem(x, q, l2=np.geomspace(1e-3, 1, 6)),
        "targets": Problem(x, soft, l2=0.01),
        "weights": Problem(x, q, resamples(rng, 80, 6), l2=0.01),
        "x": Problem(many, MIXTURE.posterior(many), l2=0.01, loss="kl"),
        "all": Problem(many, soft, resamples(rng, 80, 6), l2=np.geomspace(1e-3, 1, 6)),
    }


STACKS = stacks()


@pytest.mark.parametrize("name", STACKS)
def test_softmax_regressions_reach_the_optimum_however_they_are_stacked(name):
    problem = STACKS[name]
    trained = fit(SOFTMAX, problem)
    assert trained.converged.all() and (trained.gradient_norms <= 1e-8).all()
    for s in (0, 3, 5):
        assert np.abs(trained.parameters[0][s] - by_scipy(problem, s)).max() < 1e-5
    losses, norms = evaluate(SOFTMAX, trained.parameters, problem)
    assert np.allclose(losses, trained.losses) and np.allclose(norms, trained.gradient_norms)


@pytest.mark.parametrize("name", STACKS)
@pytest.mark.parametrize("how", [Adam(epochs=4, batch=16), SGD(epochs=3), Adam(epochs=3)], ids=str)
def test_a_student_is_the_same_alone_and_in_any_stack(name, how):
    problem, seeds, model = STACKS[name], np.array([5, 9, 2, 5, 0, 7]), MLP(4)
    together = fit(model, problem, how, seeds=seeds)
    pieces = fit(model, problem, how, seeds=seeds, chunk=2)
    for s in (0, 3, 4):
        alone = fit(model, problem.take([s]), how, seeds=seeds[[s]])
        for a, b, c in zip(together.parameters, pieces.parameters, alone.parameters):
            assert np.array_equal(a[s], b[s]) and np.array_equal(a[s], c[0])


def test_the_optimum_does_not_depend_on_the_stack():
    problem = STACKS["all"]
    together = fit(SOFTMAX, problem, LBFGS(tolerance=1e-10))
    for s in range(6):
        alone = fit(SOFTMAX, problem.take([s]), LBFGS(tolerance=1e-10))
        assert np.abs(together.parameters[0][s] - alone.parameters[0][0]).max() < 1e-6


def test_seeds_matter_and_repeat():
    x, q = data()
    how = Adam(epochs=2, batch=16)
    one = fit(MLP(4), Problem(x, q), how, seeds=[3, 4, 3])
    V = one.parameters[0]
    assert np.array_equal(V[0], V[2]) and not np.array_equal(V[0], V[1])
    assert one.steps.tolist() == [10, 10, 10] and one.seeds.tolist() == [3, 4, 3]


@pytest.mark.parametrize("name", STACKS)
def test_one_order_for_all_gives_every_student_the_batches_of_that_seed(name):
    problem, model = STACKS[name], MLP(4)
    start = tuple(
        np.stack(same)
        for same in zip(*(model.initial(np.random.default_rng(s), 2, 3) for s in range(6)))
    )
    for rule in (Adam, SGD):
        shared = rule(epochs=3, batch=16, order=8)
        together = fit(model, problem, shared, seeds=range(6), start=start)
        alike = fit(model, problem, rule(epochs=3, batch=16), seeds=[8] * 6, start=start)
        own = fit(model, problem, rule(epochs=3, batch=16), seeds=range(6), start=start)
        pieces = fit(model, problem, shared, seeds=range(6), start=start, chunk=2)
        for a, b, c, d in zip(*(t.parameters for t in (together, alike, own, pieces))):
            assert np.array_equal(a, b) and np.array_equal(a, d)
            assert not np.array_equal(a, c)
        for s in (0, 3):
            one = tuple(a[[s]] for a in start)
            alone = fit(model, problem.take([s]), shared, seeds=[s], start=one)
            for a, b in zip(together.parameters, alone.parameters):
                assert np.array_equal(a[s], b[0])


def test_the_order_of_all_leaves_the_first_parameters_to_each_seed():
    x, q = data()
    trained = fit(MLP(4), Problem(x, q), Adam(rate=1e-9, epochs=1, batch=16, order=8), seeds=[3, 4])
    for s, seed in enumerate((3, 4)):
        first = MLP(4).initial(np.random.default_rng([seed, 0]), 2, 3)
        assert all(np.allclose(a[s], b, atol=1e-7) for a, b in zip(trained.parameters, first))


def test_a_diverging_run_with_one_order_leaves_the_others_alone():
    x, q = data()
    how = SGD(rate=[0.1, 1e6, 0.1], epochs=9, batch=16, order=0)
    trained = fit(MLP(4), Problem(x, q, l2=0.1), how, seeds=[1, 2, 3])
    calm = fit(
        MLP(4), Problem(x, q, l2=0.1), SGD(rate=0.1, epochs=9, batch=16, order=0), seeds=[1, 3]
    )
    assert trained.alive.tolist() == [True, False, True]
    for a, b in zip(trained.take(trained.alive).parameters, calm.parameters):
        assert np.array_equal(a, b)


def test_logits_are_those_of_the_network_written_out():
    x, q = data()
    for activation, bend in (("tanh", np.tanh), ("relu", lambda a: np.maximum(a, 0))):
        model = MLP(4, activation)
        trained = fit(model, Problem(x, q), Adam(epochs=2), seeds=[1, 2])
        for s in range(2):
            V, W = (a[s] for a in trained.parameters)
            z = bend(x @ V[:-1] + V[-1]) @ W[:-1] + W[-1]
            assert np.allclose(trained.logits(x)[s], z, atol=1e-12)


def test_equal_seeds_mean_equal_batches_for_different_teachers():
    problem = STACKS["targets"]
    same = fit(MLP(4), problem.take([1, 1]), Adam(epochs=2, batch=16), seeds=[3, 3])
    assert np.array_equal(same.parameters[0][0], same.parameters[0][1])


def test_multiplicities_are_copies():
    x, q = data(20)
    w = resamples(np.random.default_rng(0), 20, 1)
    rows = np.repeat(np.arange(20), w[0].astype(int))
    for how in (LBFGS(tolerance=1e-11), SGD(epochs=30)):
        a = fit(SOFTMAX, Problem(x, q, w, l2=0.1), how)
        b = fit(SOFTMAX, Problem(x[rows], q[rows], l2=0.1), how)
        assert np.allclose(a.parameters[0], b.parameters[0], atol=1e-9)


def test_minibatches_with_weights_estimate_the_gradient_without_bias():
    # one epoch of plain descent with a rate so small that its steps add up to the full gradient
    x, q = data(24)
    w = resamples(np.random.default_rng(0), 24, 2)
    problem = Problem(x, q, w)
    how = SGD(rate=1e-7, epochs=1, batch=6, momentum=0.0)
    start = (np.random.default_rng(0).normal(size=(2, 3, 3)),)
    trained = fit(SOFTMAX, problem, how, start=start)
    (g,) = objective(SOFTMAX, start, problem, 2)[1]
    assert np.allclose((start[0] - trained.parameters[0]) / 4e-7, g, atol=1e-5)


def test_adam_is_the_textbook_recursion():
    x, q = data(10)
    problem, how = Problem(x, q, l2=0.1), Adam(rate=0.05, epochs=7)
    theta, m, v = np.zeros((1, 3, 3)), 0, 0
    for t in range(1, 8):
        (g,) = objective(SOFTMAX, (theta,), problem, 1)[1]
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        theta = theta - 0.05 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    assert np.allclose(fit(SOFTMAX, problem, how).parameters[0], theta, atol=1e-12)


def test_momentum_is_the_textbook_recursion():
    x, q = data(10)
    problem, how = Problem(x, q, l2=0.1), SGD(rate=[0.05, 0.2], epochs=7, momentum=0.8)
    for s, rate in enumerate((0.05, 0.2)):
        theta, v = np.zeros((1, 3, 3)), 0
        for _ in range(7):
            v = 0.8 * v + objective(SOFTMAX, (theta,), problem, 1)[1][0]
            theta = theta - rate * v
        trained = fit(SOFTMAX, problem, how)
        assert np.allclose(trained.parameters[0][s], theta[0], atol=1e-12)


def test_an_mlp_learns_what_a_softmax_regression_cannot():
    x = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    q = np.array([[1.0, 0], [0, 1], [0, 1], [1, 0]])
    assert fit(SOFTMAX, Problem(x, q, l2=1e-6)).losses[0] > 0.69
    for activation in ("tanh", "relu"):
        trained = fit(MLP(16, activation), Problem(x, q), Adam(epochs=600), seeds=range(3))
        assert (trained.losses < 0.01).all()
        assert (trained.probabilities(x).argmax(axis=-1) == [0, 1, 1, 0]).all()


@pytest.mark.parametrize("how", [SGD(rate=[0.1, 1e6, 0.1], epochs=40),
                                 SGD(rate=[0.1, 1e6, 0.1], epochs=9, batch=16)])  # fmt: skip
def test_a_diverging_run_is_reported_and_leaves_the_others_alone(how):
    x, q = data()
    problem = Problem(x, q, l2=0.1)
    trained = fit(MLP(4), problem, how, seeds=[1, 2, 3])
    assert trained.diverged_at[0] == trained.diverged_at[2] == -1
    at = trained.diverged_at[1]
    assert 0 < at < trained.steps[0] and trained.steps[1] == at
    assert np.isnan(trained.parameters[0][1]).all() and np.isnan(trained.losses[1])
    assert trained.report().startswith(f"1 of 3 students diverged (student 1 at step {at})")
    calm = fit(
        MLP(4), problem, type(how)(rate=0.1, epochs=how.epochs, batch=how.batch), seeds=[1, 3]
    )
    for a, b in zip(trained.take(trained.alive).parameters, calm.parameters):
        assert np.array_equal(a, b)
    assert calm.report() == ""


def test_all_runs_may_diverge():
    x, q = data()
    trained = fit(MLP(4), Problem(x, q, l2=0.1), SGD(rate=1e8, epochs=50), seeds=[1, 2])
    assert not trained.alive.any() and not trained.converged.any()


def test_overflowing_data_of_one_student_do_not_reach_the_others():
    many = np.stack([data(seed=s)[0] for s in range(3)])
    q = MIXTURE.posterior(many)
    problem = Problem(many * np.array([1, 1e200, 1])[:, None, None], q, l2=0.1)
    trained = fit(SOFTMAX, problem)
    calm = fit(SOFTMAX, problem.take([0, 2]))
    assert trained.converged[[0, 2]].all() and not trained.converged[1]
    assert np.abs(trained.parameters[0][[0, 2]] - calm.parameters[0]).max() < 1e-6


@pytest.mark.parametrize("masked", [False, True])
def test_overflowing_shared_data_make_every_run_diverge(masked):
    x, q = data()
    masks = (np.ones((5, 3, 3)),) if masked else None
    trained = fit(SOFTMAX, Problem(x * 1e200, q, l2=0.1), seeds=range(5), masks=masks)
    assert not trained.converged.any() and np.isfinite(trained.parameters[0][trained.alive]).all()


@pytest.mark.parametrize("name", ["weights", "targets", "x"])
@pytest.mark.parametrize("share", [0.0, 0.2, 0.9])
def test_masks_of_any_density_reach_the_optimum(name, share):
    problem = STACKS[name]
    mask = (np.random.default_rng(1).random((6, 3, 3)) < share).astype(float)
    trained = fit(SOFTMAX, problem, masks=(mask,))
    assert trained.converged.all() and (trained.parameters[0][mask == 0] == 0).all()
    for s in (1, 5):
        assert np.abs(trained.parameters[0][s] - by_scipy(problem, s, mask[s])).max() < 1e-5


def test_a_student_that_runs_out_of_steps_is_not_converged():
    trained = fit(SOFTMAX, STACKS["l2"], LBFGS(steps=2))
    assert not trained.converged.all() and (trained.steps <= 2).all()
    assert (trained.gradient_norms[~trained.converged] > 1e-8).all()


def test_single_precision():
    x, q = data()
    single = Problem(x.astype(np.float32), q, l2=0.1)
    for model, how in ((SOFTMAX, None), (MLP(4), Adam(epochs=50))):
        trained = fit(model, single, how, seeds=[1])
        assert all(a.dtype == np.float32 for a in trained.parameters)
        double = fit(model, Problem(x, q, l2=0.1), how, seeds=[1])
        assert np.isclose(trained.losses[0], double.losses[0], atol=1e-4)
    assert fit(SOFTMAX, single).converged.all()


@pytest.mark.parametrize(
    ("model", "how"),
    [
        (SOFTMAX, LBFGS()),
        (MLP(4), Adam(epochs=2, batch=16)),
        (MLP(4, "relu"), SGD(epochs=2)),
        (MLP(4), Adam(epochs=2, batch=16, order=1)),
    ],
)
@pytest.mark.parametrize("name", STACKS)
def test_training_uses_array_api_functions_only(model, how, name):
    problem = STACKS[name]
    here = fit(model, problem, how, seeds=range(6))
    asked = array_api_strict.asarray
    weights = None if problem.weights is None else asked(problem.weights)
    strict = Problem(asked(problem.x), asked(problem.targets), weights, problem.l2, problem.loss)
    there = fit(model, strict, how, seeds=range(6))
    assert np.allclose(there.losses, here.losses, atol=1e-10)
    assert there.parameters[0].__array_namespace__() is array_api_strict


def test_starts_and_masks_are_kept():
    problem = STACKS["weights"]
    rng = np.random.default_rng(0)
    mask = (rng.random((6, 3, 3)) < 0.6).astype(float)
    trained = fit(SOFTMAX, problem, masks=(mask,))
    assert trained.converged.all() and (trained.parameters[0][mask == 0] == 0).all()
    for s in (0, 4):
        assert np.abs(trained.parameters[0][s] - by_scipy(problem, s, mask[s])).max() < 1e-5
    again = fit(SOFTMAX, problem, start=trained.parameters, masks=(mask,))
    assert (again.steps == 0).all() and np.array_equal(again.parameters[0], trained.parameters[0])


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ({"seeds": []}, "no seeds, so no students"),
        ({"seeds": [-1]}, "not negative"),
        ({"seeds": [1, 2, 3]}, "how many students"),
        ({"start": (np.zeros((6, 2, 2)),)}, "start has shape"),
        ({"start": (np.full((6, 3, 3), np.nan),)}, "start: row 0 is not finite"),
        ({"masks": (np.full((6, 3, 3), 0.5),)}, "something else than 0 and 1"),
        ({"start": ()}, "start has 0 matrices"),
    ],
)
def test_bad_requests_are_refused(names, message):
    with pytest.raises(ValueError, match=message):
        fit(SOFTMAX, STACKS["weights"], **names)


def test_lbfgs_is_for_convex_problems_only():
    x, q = data()
    for model, loss in ((MLP(3), "kl"), (SOFTMAX, "squared")):
        with pytest.raises(ValueError, match=r"take Adam\(\) or SGD\(\)"):
            fit(model, Problem(x, q, loss=loss), LBFGS())


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Adam(rate=0), "rate is 0"),
        (lambda: Adam(epochs=0), "epochs is 0"),
        (lambda: Adam(batch=0), "batch is 0"),
        (lambda: Adam(order=-1), "seeds must be whole numbers"),
        (lambda: SGD(order=0.5), "seeds must be whole numbers"),
        (lambda: SGD(momentum=1.0), r"momentum is 1.0; it must lie in \[0, 1\)"),
        (lambda: LBFGS(tolerance=-1), "tolerance is -1"),
    ],
)
def test_bad_optimisers_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("density", [1.0, 0.3])
def test_the_shared_hessian_saves_most_iterations(density, monkeypatch):
    rng, given = np.random.default_rng(0), digits()
    x, q = given.x[:200, 26:38], one_hot(given.labels[:200], 10)
    problem = Problem(x, q, resamples(rng, 200, 6), l2=1e-3)
    mask = (rng.random((6, 13, 10)) < density).astype(float)
    quick = fit(SOFTMAX, problem, masks=(mask,))
    monkeypatch.setattr(convex, "pays", lambda problem, students: False)
    plain = fit(SOFTMAX, problem, masks=(mask,))
    assert quick.converged.all() and plain.converged.all()
    assert np.abs(quick.parameters[0] - plain.parameters[0]).max() < 1e-4
    assert quick.steps.mean() < 0.5 * plain.steps.mean()
