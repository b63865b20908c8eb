"""Data for students: digits, mixtures whose posterior is the truth, resamples."""

import builtins

import numpy as np
import pytest
from scipy import stats

from kdtheory.students import GaussianMixture, digits, one_hot, resamples

COVARIANCES = np.array([[[1.0, 0.3], [0.3, 0.5]], [[0.4, -0.1], [-0.1, 2.0]], [[1.0, 0], [0, 1.0]]])
MEANS = np.array([[0.0, 0.0], [1.0, -1.0], [-2.0, 1.0]])
PRIORS = np.array([0.5, 0.3, 0.2])


def test_digits_are_scaled_and_split_by_seed():
    whole, one, two = digits(), digits(test=0.2, seed=1), digits(test=0.2, seed=2)
    assert whole.x.shape == (1797, 64) and whole.x_test.shape == (0, 64)
    assert whole.x.min() == 0 and whole.x.max() == 1
    assert one.x_test.shape == (359, 64) and one.x.shape == (1438, 64)
    assert not np.array_equal(one.labels_test, two.labels_test)
    again = digits(test=0.2, seed=1)
    assert np.array_equal(one.x, again.x) and np.array_equal(one.labels_test, again.labels_test)
    together = np.sort(np.concatenate([one.labels, one.labels_test]))
    assert np.array_equal(together, np.sort(whole.labels))


def test_digits_refuse_a_share_outside_the_range():
    with pytest.raises(ValueError, match=r"test is 1.0; .* in \[0, 1\)"):
        digits(test=1.0)


def test_without_scikit_learn_the_remedy_is_named(monkeypatch):
    real = builtins.__import__

    def missing(name, *args, **names):
        if name.startswith("sklearn"):
            raise ImportError(name)
        return real(name, *args, **names)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(ImportError, match=r"kdtheory\[lessons\]"):
        digits()


@pytest.mark.parametrize("shared", [True, False])
def test_posterior_is_bayes_rule(shared):
    covariance = COVARIANCES[0] if shared else COVARIANCES
    mixture = GaussianMixture(MEANS, covariance, PRIORS)
    x = np.random.default_rng(0).normal(size=(50, 2)) * 2
    each = [covariance] * 3 if shared else covariance
    joint = np.stack(
        [p * stats.multivariate_normal(m, c).pdf(x) for m, c, p in zip(MEANS, each, PRIORS)], axis=1
    )
    assert np.allclose(mixture.posterior(x), joint / joint.sum(axis=1, keepdims=True), atol=1e-13)
    assert np.allclose(mixture.log_joint(x), np.log(joint), atol=1e-12)


def test_with_a_shared_covariance_the_posterior_is_a_softmax_regression():
    mixture = GaussianMixture(MEANS, COVARIANCES[0], PRIORS)
    x = np.random.default_rng(1).normal(size=(40, 2))
    z = np.log(mixture.posterior(x))
    design = np.concatenate([x, np.ones((40, 1))], axis=1)
    odds = z[:, 1:] - z[:, :1]
    fitted = design @ np.linalg.lstsq(design, odds, rcond=None)[0]
    assert np.abs(fitted - odds).max() < 1e-11


def test_samples_follow_the_mixture():
    mixture = GaussianMixture(MEANS, COVARIANCES, PRIORS)
    x, labels = mixture.sample(np.random.default_rng(2), 40000)
    for k in range(3):
        mine = x[labels == k]
        assert abs(len(mine) / 40000 - PRIORS[k]) < 5 * np.sqrt(0.25 / 40000)
        assert np.abs(mine.mean(axis=0) - MEANS[k]).max() < 0.08
        assert np.abs(np.cov(mine.T) - COVARIANCES[k]).max() < 0.12
    # calibration: the posterior of a class averages to its frequency
    assert np.abs(mixture.posterior(x).mean(axis=0) - PRIORS).max() < 0.01
    again, same = mixture.sample(np.random.default_rng(2), 40000)
    assert np.array_equal(again, x) and np.array_equal(same, labels)


def test_a_class_of_prior_zero_is_never_seen():
    mixture = GaussianMixture(MEANS, priors=[0.5, 0.5, 0.0])
    x, labels = mixture.sample(np.random.default_rng(0), 1000)
    assert labels.max() == 1 and (mixture.posterior(x)[:, 2] == 0).all()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"means": [[0.0]]}, "at least two classes"),
        ({"means": [[0.0], [np.nan]]}, "means: row 1 is not finite"),
        ({"means": [[0.0], [1.0]], "covariance": [[-1.0]]}, "covariance of class 0"),
        ({"means": MEANS, "covariance": [[1.0, 2.0], [0.0, 1.0]]}, "not symmetric"),
        ({"means": MEANS, "covariance": np.eye(3)}, "covariance has shape"),
        ({"means": MEANS, "priors": [0.5, 0.6, 0.1]}, "sums to 1.2"),
        ({"means": MEANS, "priors": [0.5, 0.5]}, "priors have shape"),
    ],
)
def test_bad_mixtures_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        GaussianMixture(**given)


def test_resamples_are_multiplicities():
    w = resamples(np.random.default_rng(3), samples=50, students=400)
    assert w.shape == (400, 50) and (w.sum(axis=1) == 50).all() and (w == np.floor(w)).all()
    missing = (w == 0).mean()  # about 1/e
    assert abs(missing - (1 - 1 / 50) ** 50) < 0.01


@pytest.mark.parametrize("students", [0, -1, 1.5])
def test_resamples_need_students(students):
    with pytest.raises(ValueError, match=r"students is .* at least 1"):
        resamples(np.random.default_rng(0), 10, students)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([0, 3], "row 1 has label 3"),
        ([-1, 0], "row 0 has label -1"),
        ([0.5], "row 0 has label 0.5"),
    ],
)
def test_labels_outside_the_classes_are_refused(labels, message):
    with pytest.raises(ValueError, match=message):
        one_hot(labels, 3)
    with pytest.raises(ValueError, match="at least two"):
        one_hot([0], 1)
