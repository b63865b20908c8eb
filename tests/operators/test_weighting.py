"""The catalogue of weightings: array contract, values and every declared truth."""

import itertools

import array_api_compat.numpy as xp
import array_api_strict
import numpy as np
import pytest
from scipy import optimize, special

from kdtheory.operators._parts import box_projection
from kdtheory.operators.registry import catalogue
from kdtheory.operators.weighting import compose

CATALOGUE = catalogue("weighting")
EVERY = pytest.mark.parametrize("name", CATALOGUE)
KEYS = [
    "AW-A1/normalised",
    "AW-A2/positive",
    "AW-A3/bounded",
    "AW-A4/lipschitz",
    "AW-A5/ordinal",
    "AW-A5/monotone",
]
LIPSCHITZ = 8.0  # no weighting declared regular is steeper
TOLERANCE = 1e-14


def apply(name, scores):
    return CATALOGUE[name](xp.asarray(scores, dtype=float), xp)


def scores(K, size=200):
    """Random scores of all scales, ties, near-ties and far leads."""
    rng = np.random.default_rng(K)
    s = rng.normal(size=(size, K)) * np.geomspace(0.01, 20, size)[:, None]
    ties = rng.integers(0, 3, (40, K)) * 10.0
    near = 1 + rng.normal(size=(40, K)) * 1e-4
    return np.concatenate([s, ties, near, 40 * np.eye(K), -40 * np.eye(K), np.zeros((1, K))])


# contract ----------------------------------------------------------------------------------


@EVERY
@pytest.mark.parametrize("K", [2, 3, 4])
def test_batch_equals_single(name, K):
    s = scores(K)
    batch = apply(name, s)
    assert batch.shape == s.shape
    for i in range(0, len(s), 17):
        np.testing.assert_allclose(apply(name, s[i]), batch[i], atol=1e-15)
    assert apply(name, s.reshape(1, -1, K)).shape == (1, *s.shape)


@EVERY
def test_pure_array_api(name):
    strict, s = array_api_strict, scores(3)
    with strict.ArrayAPIStrictFlags(api_version="2024.12"):
        w = CATALOGUE[name](strict.asarray(s), strict)
        np.testing.assert_allclose(np.asarray(w), apply(name, s), atol=1e-15)


@EVERY
def test_keeps_float32(name):
    s = scores(3).astype(np.float32)
    w = CATALOGUE[name](s, xp)
    assert w.dtype == np.float32
    np.testing.assert_allclose(w, apply(name, s), atol=1e-5)


# values ------------------------------------------------------------------------------------


def test_closed_formulas():
    s = scores(3)
    p = special.softmax(s, axis=1)
    clipped = np.clip(p, 0.1, 0.7)
    deviation = 1 / (1 + (s - s.mean(1, keepdims=True)) ** 2)
    expected = {
        "softmax_weights": p,
        "entropy_based": special.softmax(-s, axis=1),
        "clipped_renormalised": clipped / clipped.sum(1, keepdims=True),
        "disagreement_based": deviation / deviation.sum(1, keepdims=True),
    }
    for name, w in expected.items():
        np.testing.assert_allclose(apply(name, s), w, rtol=1e-12, atol=1e-30, err_msg=name)


@pytest.mark.parametrize("K", [2, 3, 4, 7, 10])
@pytest.mark.parametrize(("low", "high"), [(0.1, 0.7), (0.0, 1.0), (0.05, 0.5)])
def test_box_projection(K, low, high):
    """Against the root of ``sum clip(p - tau) = 1`` found by bisection."""
    p = special.softmax(scores(K), axis=1)
    w = box_projection(p, low, high, xp)
    assert w.min() >= low and w.max() <= high
    np.testing.assert_allclose(w.sum(1), 1, atol=1e-14)
    for row, mine in zip(p[::7], w[::7]):

        def surplus(tau, row=row):
            return np.clip(row - tau, low, high).sum() - 1

        ends = row.min() - high, row.max() - low
        if surplus(ends[1]) < 0 < surplus(ends[0]):
            tau = optimize.brentq(surplus, *ends, xtol=1e-15)
            np.testing.assert_allclose(mine, np.clip(row - tau, low, high), atol=1e-14)
    np.testing.assert_allclose(box_projection(w, low, high, xp), w, atol=1e-14)


def test_composition_stays_within_its_bounds_and_reverses_an_order():
    K, a, b = 3, 0.2, 0.5
    w = np.array([w for w in itertools.product((a, b, 0.3), repeat=K) if abs(sum(w) - 1) < 1e-12])
    assert len(w) > 3
    for first, second, third in itertools.product(w, repeat=3):
        q = compose(first, second, third, xp)
        assert q.sum() == pytest.approx(1)
        assert q.min() >= a**3 / (a**3 + (K - 1) * b**3) - 1e-15
        assert q.max() <= b**3 / (b**3 + (K - 1) * a**3) + 1e-15
    reversed_order = compose(np.array([0.55, 0.45]), np.array([0.3, 0.7]), np.array([0.5, 0.5]), xp)
    np.testing.assert_allclose(reversed_order, [0.34375, 0.65625])


# declared truths ---------------------------------------------------------------------------


@EVERY
def test_declarations(name):
    op = CATALOGUE[name]
    assert list(op.holds) == KEYS
    assert op.formula and op.source and op.summary.endswith(".")
    assert op.holds["AW-A2/positive"] or not op.holds["AW-A3/bounded"]


@pytest.mark.parametrize("key", KEYS)
def test_every_variant_separates_the_catalogue(key):
    assert {True, False} <= {op.holds[key] for op in CATALOGUE.values()}


def steepness(name, s):
    """Largest observed ``|w(s) - w(s')|_1 / |s - s'|_inf``, on scales down to 1e-11."""
    w, worst = apply(name, s), 0.0
    rng = np.random.default_rng(0)
    for size in (1e-11, 1e-9, 1e-4, 0.3):
        step = size * rng.choice([-1.0, 1.0], s.shape)
        move = np.abs(apply(name, s + step) - w).sum(1) - 1e-14  # rounding
        worst = max(worst, (move / size).max())
    return worst


def own_gain(name, s):
    """Least change of the own weight when the own score alone is raised."""
    w, least = apply(name, s), np.inf
    for k in range(s.shape[1]):
        for step in (2.0**-13, 0.1, 3.0):
            raised = s.copy()
            raised[:, k] += step
            least = min(least, (apply(name, raised) - w)[:, k].min())
    return least


def margins(name, s):
    w = apply(name, s)
    ordered = s[:, :, None] >= s[:, None, :]
    return {
        "AW-A1/normalised": -np.abs(w.sum(1) - 1).max() + 1e-15,
        "AW-A2/positive": -float((w <= 0).any()),
        "AW-A3/bounded": min(w.min() - 0.1, 0.7 - w.max()),
        "AW-A4/lipschitz": LIPSCHITZ - steepness(name, s),
        "AW-A5/ordinal": np.where(ordered, w[:, :, None] - w[:, None, :], 0).min(),
        "AW-A5/monotone": own_gain(name, s),
    }


def threshold_edge():
    """Two scores whose softmax ratio is the cut of `softmax_threshold`, up to 1e-12."""
    gap = 20 * np.log(2)
    return np.array([[0.0, -gap - 1e-12], [0.0, -gap + 1e-12], [0.0, -gap]])


@EVERY
def test_declared_truths(name):
    found = [margins(name, s) for s in (scores(2), scores(3), scores(4), threshold_edge())]
    worst = {key: min(m[key] for m in found) for key in KEYS}
    seen = {key: bool(margin >= -TOLERANCE) for key, margin in worst.items()}
    assert seen == dict(CATALOGUE[name].holds), worst
