"""The exact moments of RM-C9 and the parts of margins, against simulation and by hand."""

import numpy as np
import pytest

from kdtheory.theorems.averages import covariance, form, solve_for_ones
from kdtheory.theorems.coherence import sharpened
from kdtheory.theorems.errors import second_moment, settled
from kdtheory.theorems.parts import chi_square, hilbert, kl, l1, tv


@pytest.mark.parametrize("draws", [1, 2, 3, 4])
def test_the_second_moment_of_the_draws_by_enumeration(draws):
    q = np.array([0.5, 0.3, 0.2])
    exact = 1 / draws + (1 - 1 / draws) * (q @ q)
    assert second_moment(q, draws, np)[0] == pytest.approx(exact, rel=1e-14)


def simulate(p, alpha, draws, generations, chains, *, anchor_first):
    rng = np.random.default_rng(7)
    s = np.tile(p, (chains, 1))
    for _ in range(generations):
        if anchor_first:
            s = rng.multinomial(draws, alpha * p + (1 - alpha) * s) / draws
        else:
            s = alpha * p + (1 - alpha) * rng.multinomial(draws, s) / draws
    return ((s - p) ** 2).sum(axis=1)


@pytest.mark.parametrize("anchor_first", [False, True])
def test_the_settled_variance_is_that_of_a_simulation(anchor_first):
    p, alpha, draws = np.array([0.5, 0.3, 0.2]), 0.3, 8
    spread = simulate(p, alpha, draws, 40, 40_000, anchor_first=anchor_first)
    expected = float(settled(p, alpha, draws, np)[0])
    if anchor_first:
        expected /= (1 - alpha) ** 2
    error = spread.std() / np.sqrt(len(spread))
    assert abs(spread.mean() - expected) < 5 * error
    assert 5 * error < expected / 10


def test_without_an_anchor_diversity_decays_by_one_over_n():
    p, draws, generations = np.array([0.5, 0.3, 0.2]), 8, 12
    rng = np.random.default_rng(9)
    s = np.tile(p, (40_000, 1))
    for _ in range(generations):
        s = rng.multinomial(draws, s) / draws
    left = 1 - (s**2).sum(axis=1)
    expected = (1 - p @ p) * (1 - 1 / draws) ** generations
    assert abs(left.mean() - expected) < 5 * left.std() / np.sqrt(len(left))


def test_optimal_weights_solve_the_linear_system():
    L = np.random.default_rng(0).normal(size=(3, 5, 3))
    S = covariance(L)
    found = np.stack([v[..., 0] for v in solve_for_ones(S)], axis=-1)
    for k in range(5):
        matrix = L[:, k] @ L[:, k].T + np.eye(3)
        assert np.allclose(found[k], np.linalg.solve(matrix, np.ones(3)))
        w = found[k] / found[k].sum()
        columns = [np.array([[x]]) for x in w]
        own = [[S[i][j][k : k + 1] for j in range(3)] for i in range(3)]
        assert form(columns, own)[0, 0] == pytest.approx(w @ matrix @ w)


def test_distances_by_hand():
    p, q = np.array([0.5, 0.5]), np.array([0.25, 0.75])
    assert tv(p, q, np)[0] == 0.25 and l1(p - q, np)[0] == 0.5
    assert kl(p, q, np)[0] == pytest.approx(0.5 * np.log(4 / 3))
    assert hilbert(p, q, np)[0] == pytest.approx(np.log(3))
    assert chi_square(q, p, np)[0] == pytest.approx(0.25)


def test_sharpening_undoes_softening():
    q = sharpened(np.array([0.5, 0.3, 0.2]), 2.0, np)
    assert np.allclose(sharpened(q, 0.5, np), [0.5, 0.3, 0.2])
