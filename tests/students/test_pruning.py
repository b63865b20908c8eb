"""Pruning: the asked sparsity exactly, zeros that stay, stages in equal steps."""

import array_api_strict
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
    fit,
    magnitude_masks,
    prune,
    sparsity_of,
)

MIXTURE = GaussianMixture([[0.0, 0.0], [2.0, 0.0], [0.0, 2.0]])
X = MIXTURE.sample(np.random.default_rng(0), 60)[0]
PROBLEM = Problem(X, MIXTURE.posterior(X), l2=1e-3)
MODEL, HOW = MLP(12), Adam(epochs=60)
DENSE = fit(MODEL, PROBLEM, HOW, seeds=range(4))
WEIGHTS = 2 * 12 + 12 * 3


@pytest.mark.parametrize("scope", ["model", "layer"])
@pytest.mark.parametrize("sparsity", [0.0, 0.3, 0.5, 0.95, 1 - 1e-9])
def test_the_sparsity_is_as_asked(sparsity, scope):
    masks = magnitude_masks(DENSE.parameters, sparsity, scope=scope)
    layers = [24, 36] if scope == "layer" else [WEIGHTS]
    removed = sum(int(np.floor(sparsity * P + 0.5)) for P in layers)
    for s in range(4):
        zeros = sum(int((m[s, :-1] == 0).sum()) for m in masks)
        assert zeros == removed
    assert np.allclose(sparsity_of(masks), removed / WEIGHTS)
    assert all((m[:, -1] == 1).all() for m in masks)  # biases stay


@pytest.mark.parametrize("biases", [False, True])
def test_what_goes_is_smaller_than_what_stays(biases):
    masks = magnitude_masks(DENSE.parameters, 0.6, biases=biases)
    rows = slice(None) if biases else slice(-1)
    for s in range(4):
        kept = np.concatenate([m[s, rows].ravel() for m in masks])
        size = np.concatenate([np.abs(a[s, rows]).ravel() for a in DENSE.parameters])
        assert size[kept == 0].max() <= size[kept == 1].min()


def test_each_student_may_have_its_own_sparsity():
    wanted = np.array([0.0, 0.25, 0.5, 0.75])
    assert np.array_equal(sparsity_of(magnitude_masks(DENSE.parameters, wanted)), wanted)


def test_ties_are_broken_by_position():
    (mask,) = magnitude_masks((np.ones((1, 3, 2)),), 0.5)
    assert mask[0].tolist() == [[0, 0], [1, 1], [1, 1]]


def test_removed_weights_go_first_even_among_zeros():
    a = np.zeros((1, 3, 2))
    old = np.ones((1, 3, 2))
    old[0, 1, 1] = 0
    (mask,) = magnitude_masks((a,), 0.25, (old,))
    assert mask[0].tolist() == [[1, 1], [1, 0], [1, 1]]
    (mask,) = magnitude_masks((a,), 0.5, (old,))
    assert mask[0].tolist() == [[0, 1], [1, 0], [1, 1]]


@pytest.mark.parametrize("stages", [1, 4])
@pytest.mark.parametrize("how", [HOW, SGD(epochs=20, batch=16)], ids=["adam", "sgd"])
def test_zeros_stay_zero_and_stages_are_equal_steps(stages, how):
    pruned = prune(MODEL, PROBLEM, DENSE, 0.8, how, stages=stages)
    assert len(pruned.stages) == stages
    for k, stage in enumerate(pruned.stages, start=1):
        asked = np.floor(0.8 * (k / stages) * WEIGHTS + 0.5) / WEIGHTS
        assert np.allclose(stage.sparsity, asked)
    for a, m in zip(pruned.trained.parameters, pruned.trained.masks):
        assert (a[m == 0] == 0).all() and (a[m == 1] != 0).mean() > 0.99
    assert np.allclose(pruned.sparsity, sparsity_of(pruned.trained.masks))
    assert np.array_equal(pruned.stages[-1].losses, pruned.trained.losses)


def test_stages_say_what_they_did():
    (stage,) = prune(MODEL, PROBLEM, DENSE, 0.5, HOW).stages
    masks = magnitude_masks(DENSE.parameters, 0.5)
    cut = sum(((a * (1 - m)) ** 2).sum(axis=(1, 2)) for a, m in zip(DENSE.parameters, masks))
    assert np.allclose(stage.cut, np.sqrt(cut))
    assert (stage.losses_before > stage.losses).all()  # re-distillation helps
    assert (stage.moved > 0).all()


def test_sparsity_zero_changes_nothing_but_training():
    pruned = prune(SoftmaxRegression(), PROBLEM, fit(SoftmaxRegression(), PROBLEM), 0.0)
    assert (pruned.stages[0].cut == 0).all() and (pruned.stages[0].moved == 0).all()


def test_each_student_is_pruned_as_if_alone():
    together = prune(MODEL, PROBLEM, DENSE, 0.7, HOW, stages=2)
    alone = prune(MODEL, PROBLEM, DENSE.take([2]), 0.7, HOW, stages=2)
    for a, b in zip(together.trained.parameters, alone.trained.parameters):
        assert np.array_equal(a[2], b[0])


def test_with_a_convex_student_the_path_does_not_matter_once_the_mask_is_given():
    how = LBFGS(tolerance=1e-10)
    dense = fit(SoftmaxRegression(), PROBLEM, how, seeds=range(2))
    pruned = prune(SoftmaxRegression(), PROBLEM, dense, 0.5, how, stages=3)
    direct = fit(SoftmaxRegression(), PROBLEM, how, seeds=range(2), masks=pruned.trained.masks)
    assert np.abs(direct.parameters[0] - pruned.trained.parameters[0]).max() < 1e-6


def test_a_lost_student_stays_lost_and_the_others_are_untouched():
    dense = fit(MODEL, PROBLEM, SGD(rate=[0.1, 1e7, 0.1, 0.1], epochs=30), seeds=range(4))
    assert dense.alive.tolist() == [True, False, True, True]
    pruned = prune(MODEL, PROBLEM, dense, 0.5, HOW, stages=2)
    alone = prune(MODEL, PROBLEM, dense.take([0, 2, 3]), 0.5, HOW, stages=2)
    assert pruned.trained.alive.tolist() == [True, False, True, True]
    assert np.isnan(pruned.trained.parameters[0][1]).all() and np.isnan(pruned.stages[1].losses[1])
    for a, b in zip(pruned.trained.parameters, alone.trained.parameters):
        assert np.array_equal(a[[0, 2, 3]], b)


def test_masks_use_array_api_functions_only():
    strict = tuple(array_api_strict.asarray(a) for a in DENSE.parameters)
    for scope in ("model", "layer"):
        there = magnitude_masks(strict, 0.6, scope=scope)
        here = magnitude_masks(DENSE.parameters, 0.6, scope=scope)
        assert all(np.array_equal(np.asarray(a), b) for a, b in zip(there, here))


@pytest.mark.parametrize("sparsity", [1.0, -0.1, float("nan"), [0.1, 2.0, 0.1, 0.1]])
def test_sparsity_outside_the_range_is_refused(sparsity):
    for call in (
        lambda: magnitude_masks(DENSE.parameters, sparsity),
        lambda: prune(MODEL, PROBLEM, DENSE, sparsity, HOW),
    ):
        with pytest.raises(ValueError, match=r"outside \[0, 1\)"):
            call()


def test_other_bad_requests_are_refused():
    with pytest.raises(ValueError, match="stages is 0"):
        prune(MODEL, PROBLEM, DENSE, 0.5, HOW, stages=0)
    with pytest.raises(ValueError, match="choose model or layer"):
        magnitude_masks(DENSE.parameters, 0.5, scope="row")
    with pytest.raises(ValueError, match="one per student"):
        magnitude_masks(DENSE.parameters, [0.5, 0.5])
    masks = magnitude_masks(DENSE.parameters, 0.5)
    with pytest.raises(ValueError, match="pruning only goes up"):
        magnitude_masks(DENSE.parameters, 0.4, masks)
