"""The catalogue of softening operators: array contract and values."""

import array_api_compat.numpy as xp
import array_api_strict
import numpy as np
import pytest
from points import entropy, interior, on_faces
from scipy import linalg, optimize, special

from kdtheory.operators.registry import catalogue

CATALOGUE = catalogue("softening")
EVERY = pytest.mark.parametrize("name", CATALOGUE)
TEMPERATURES = (1.0, 1.3, 2.0, 2.5, 4.0, 9.0)


def apply(name, p, T, dtype=np.float64):
    return CATALOGUE[name](xp.asarray(p, dtype=dtype), xp.asarray(T, dtype=dtype), xp)


# contract ----------------------------------------------------------------------------------


def test_catalogue_is_complete():
    asked = """power mixture mixture_exponential mixture_rational entropic_projection
        additive_smoothing harmonic_mean hellinger_mean quadratic_mean tsallis
        q_exponential_half logodds_shrinkage entropy_modulated sparsemax_matched
        entmax15_matched mixture_of_power topk nucleus sparsemax_log rank_profile heat_path
        softmax_of_probabilities clipped_power blend_jump mixture_late power_dip"""
    assert set(asked.split()) <= set(CATALOGUE)


@EVERY
def test_batch_equals_single_and_broadcasts(name):
    p, T = on_faces(5), np.array(TEMPERATURES)
    batch = apply(name, p[:, None, :], T[:, None])
    assert batch.shape == (len(p), len(T), 5)
    for i in (0, 3, 20, len(p) - 1):
        for j, t in enumerate(T):
            one = apply(name, p[i], t)
            assert one.shape == (5,)
            np.testing.assert_allclose(one, batch[i, j], atol=1e-14)
    assert apply(name, p[0], T[:, None]).shape == (len(T), 5)
    assert apply(name, p, 2.0).shape == p.shape


@EVERY
def test_pure_array_api(name):
    p = on_faces()
    with array_api_strict.ArrayAPIStrictFlags(api_version="2024.12"):
        strict = array_api_strict
        for T in (np.asarray(2.5), np.full((len(p), 1), 1.7)):
            q = CATALOGUE[name](strict.asarray(p), strict.asarray(T), strict)
            assert q.shape == p.shape
            np.testing.assert_allclose(np.asarray(q), apply(name, p, T), atol=1e-13)


@EVERY
def test_keeps_float32(name):
    p = on_faces().astype(np.float32)
    for T in TEMPERATURES:
        q = apply(name, p, T, np.float32)
        assert q.dtype == np.float32
        p64 = p.astype(np.float64)
        np.testing.assert_allclose(q, apply(name, p64, T), atol=2e-4)


@EVERY
@pytest.mark.parametrize("T", [1e-3, 0.5, 1.0, 3.0, 1e6])
def test_extreme_inputs_stay_in_the_simplex(name, T):
    if T < float(CATALOGUE[name].temperatures[0]):
        pytest.skip("declared from T = 1 on")
    tiny = 1e-300
    p = np.array(
        [
            [1 - 2e-16, tiny, tiny, 2e-16],
            [0.5, 0.5 - 1e-12, 1e-12, tiny],
            [0.25 + 1e-14, 0.25 - 1e-14, 0.25, 0.25],
            [0.25, 0.25, 0.25, 0.25],
            [1.0, 0.0, 0.0, 0.0],
            [0.0, tiny, 1.0, 5e-324],
        ]
    )
    for shape in (p, np.repeat(p, 16, axis=1) / 16):
        q = apply(name, shape, T)
        assert np.isfinite(q).all()
        assert q.min() >= -1e-15
        np.testing.assert_allclose(q.sum(-1), 1, atol=1e-12)


# values ------------------------------------------------------------------------------------


def test_closed_formulas():
    p, u, n = interior(), 0.25, 4
    for T in TEMPERATURES:
        w = 1 / T
        expected = {
            "power": p**w,
            "mixture": p * w + (1 - w) * u,
            "mixture_exponential": u + np.exp(1 - T) * (p - u),
            "mixture_rational": u + 2 / (T + 1) * (p - u),
            "additive_smoothing": p + T - 1,
            "harmonic_mean": 1 / (w / p + (1 - w) / u),
            "hellinger_mean": (w * p**0.5 + (1 - w) * u**0.5) ** 2,
            "quadratic_mean": (w * p**2 + (1 - w) * u**2) ** 0.5,
            "tsallis": q_exponential(q_logarithm(p, 2) / T, 2),
            "q_exponential_half": q_exponential(q_logarithm(p, 0.5) / T, 0.5),
            "logodds_shrinkage": special.expit(special.logit(p) / T),
            "entropy_modulated": p ** (1 / (1 + (T - 1) * entropy(p)[:, None] / np.log(n))),
            "softmax_of_probabilities": special.softmax(p / T, axis=1),
            "sparsemax_matched": p * w + (1 - w) * u,
            "heat_path": p @ linalg.expm((1 - T) * path_laplacian(n)),
        }
        for name, q in expected.items():
            np.testing.assert_allclose(
                apply(name, p, T), q / q.sum(1, keepdims=True), rtol=1e-11, err_msg=f"{name} {T}"
            )


def q_logarithm(x, q):
    return (x ** (1 - q) - 1) / (1 - q)


def q_exponential(y, q):
    return (1 + (1 - q) * y) ** (1 / (1 - q))


def path_laplacian(n):
    adjacency = np.eye(n, k=1) + np.eye(n, k=-1)
    return np.diag(adjacency.sum(0)) - adjacency


def test_composition():
    p = on_faces()
    for T in TEMPERATURES:
        np.testing.assert_array_equal(
            apply("mixture_of_power", p, T), apply("mixture", apply("power", p, T), T)
        )


def maximise(objective, n, constraints=()):
    """Maximiser on the simplex from several starts."""
    total = {"type": "eq", "fun": lambda q: q.sum() - 1}
    runs = [
        optimize.minimize(
            lambda q: -objective(np.clip(q, 1e-15, 1)),
            start,
            method="SLSQP",
            bounds=[(0, 1)] * n,
            constraints=[total, *constraints],
            options={"ftol": 1e-14, "maxiter": 500},
        )
        for start in interior(n, 4, 7)
    ]
    return min((r for r in runs if r.success), key=lambda r: r.fun).x


@pytest.mark.parametrize("T", [0.2, 0.6, 1.0, 3.0])
@pytest.mark.parametrize("name", ["sparsemax_matched", "entmax15_matched", "sparsemax_log"])
def test_regularised_argmax(name, T):
    objective = {
        "sparsemax_matched": lambda p, q: p @ q - T / 2 * (q**2).sum(),
        "entmax15_matched": lambda p, q: 2 * np.sqrt(p) @ q - 4 * T / 3 * (q**1.5).sum(),
        "sparsemax_log": lambda p, q: np.log(p) @ q - T / 2 * (q**2).sum(),
    }[name]
    for p in interior(5, 5, 3):
        mine = apply(name, p, T)
        best = maximise(lambda q, p=p: objective(p, q), 5)
        assert objective(p, mine) >= objective(p, best) - 1e-10
        np.testing.assert_allclose(mine, best, atol=1e-4)


def test_sparse_argmax_by_root_finding():
    for p in interior(6, 20, 4):
        for T in (0.05, 0.3, 0.9, 1.0, 5.0):
            for name, z, power in (
                ("sparsemax_matched", p / T, 1),
                ("sparsemax_log", np.log(p) / T, 1),
                ("entmax15_matched", np.sqrt(p) / T, 2),
            ):

                def excess(t, z=z, power=power):
                    return (np.maximum(z - t, 0) ** power).sum() - 1

                tau = optimize.brentq(excess, z.max() - 1.1, z.max(), xtol=1e-15)
                expected = np.maximum(z - tau, 0) ** power
                np.testing.assert_allclose(apply(name, p, T), expected, atol=1e-12)


@pytest.mark.parametrize("T", [1.2, 2.5, 8.0])
def test_entropic_projection_minimises(T):
    for p in interior(4, 4, 5):
        least = entropy(p) + (1 - 1 / T) * (np.log(4) - entropy(p))
        q = apply("entropic_projection", p, T)
        assert entropy(q) == pytest.approx(least, abs=1e-12)
        high_entropy = {"type": "ineq", "fun": lambda q, h=least: entropy(np.clip(q, 0, 1)) - h}
        best = maximise(lambda q, p=p: -special.rel_entr(q, p).sum(), 4, [high_entropy])
        np.testing.assert_allclose(q, best, atol=1e-4)
        slope = np.diff(np.log(q)) / np.diff(np.log(p))  # on the power curve
        np.testing.assert_allclose(slope, slope[0], rtol=1e-6)


def test_entropic_projection_near_uniform_and_on_faces():
    d = np.array([3e-7, -1e-7, -2e-7, 0])
    q = apply("entropic_projection", 0.25 + d, 4.0)
    np.testing.assert_allclose(q - 0.25, d / 2, rtol=1e-6, atol=1e-13)
    np.testing.assert_allclose(
        apply("entropic_projection", [0.7, 0.3, 0.0], 2.0)[:2],
        apply("entropic_projection", [0.7, 0.3], 2.0),
    )
    assert (apply("entropic_projection", interior(), 0.5) == apply("power", interior(), 1.0)).all()
