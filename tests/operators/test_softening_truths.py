"""Every declared truth about the softening operators: False at a point, True at random ones."""

import array_api_compat.numpy as xp
import numpy as np
import pytest
from points import entropy, interior, on_faces

from kdtheory.operators.registry import catalogue

CATALOGUE = catalogue("softening")
EVERY = pytest.mark.parametrize("name", CATALOGUE)
TEMPERATURES = (1.0, 1.3, 2.0, 2.5, 4.0, 9.0)
CLAIMS = {
    "SK-A0": ("simplex", "symmetry"),
    "SK-A1": ("strict", "weak"),
    "SK-A2": ("open", "closed"),
    "SK-A3": ("weak", "strict"),
    "SK-A4": ("open", "closed"),
    "SK-A5": ("inf-open", "inf-closed", "inf-support", "zero"),
}
KEYS = [f"{claim}/{variant}" for claim, variants in CLAIMS.items() for variant in variants]


def apply(name, p, T):
    return CATALOGUE[name](xp.asarray(p, dtype=float), xp.asarray(T, dtype=float), xp)


@EVERY
def test_declarations(name):
    op = CATALOGUE[name]
    assert set(op.holds) == set(KEYS)
    assert op.formula and op.source and op.summary.endswith(".")
    low, high = op.temperatures
    assert high is None
    assert (op.holds["SK-A5/zero"] is None) == (low == "1")
    for claim in ("SK-A2", "SK-A4"):
        assert op.holds[f"{claim}/open"] or not op.holds[f"{claim}/closed"]
    assert not (op.holds["SK-A5/inf-closed"] and op.holds["SK-A5/inf-support"])
    assert op.holds["SK-A5/inf-open"] or not op.holds["SK-A5/inf-closed"]
    assert op.holds["SK-A3/weak"] or not op.holds["SK-A3/strict"]


@pytest.mark.parametrize("key", KEYS)
def test_every_variant_separates_the_catalogue(key):
    truths = {op.holds[key] for op in CATALOGUE.values()}
    assert {True, False} <= truths


# declared truths: each False at a given point ------------------------------------------------

NEAR = 1e-11
WITNESS = {
    ("mixture_undershoot", "SK-A0/simplex"): ([1, 0], 1 + 2**-11),
    ("heat_path", "SK-A0/symmetry"): ([0.1, 0.5, 0.4], 1.5),
    ("ordinal_profile", "SK-A0/symmetry"): ([0.5, 0.5], 3),
    ("topk", "SK-A1/strict"): ([0.6, 0.3, 0.06, 0.04], 2),
    ("nucleus", "SK-A1/strict"): ([0.9, 0.06, 0.04], 2),
    ("sparsemax_log", "SK-A1/strict"): ([0.9, 0.06, 0.04], 1.5),
    ("heat_path", "SK-A1/strict"): ([0.2, 0.45, 0.35], 2),
    ("clipped_power", "SK-A1/strict"): ([0.9995, 3e-4, 2e-4], 2),
    ("heat_path", "SK-A1/weak"): ([0.2, 0.45, 0.35], 2),
    ("ordinal_profile", "SK-A1/weak"): ([0.5, 0.5], 2),
    ("topk", "SK-A2"): ([0.4, 0.3, 0.3], 2, [0.4, 0.3 + NEAR, 0.3 - NEAR], 2),
    ("nucleus", "SK-A2"): ([0.875, 0.125], 2, [0.875 - NEAR, 0.125 + NEAR], 2),
    ("rank_profile", "SK-A2"): ([0.5, 0.5], 2, [0.5 + NEAR, 0.5 - NEAR], 2),
    ("ordinal_profile", "SK-A2"): ([0.5, 0.5], 2, [0.5 - NEAR, 0.5 + NEAR], 2),
    ("blend_jump", "SK-A2"): ([0.7, 0.3], 2, [0.7, 0.3], 2 - NEAR),
    ("mixture_step", "SK-A2"): ([0.9, 0.1], 3, [0.9, 0.1], 3 - NEAR),
    ("entropic_projection", "SK-A2"): ([1, 0], 2, [1 - NEAR, NEAR], 2),
    ("imputed_power", "SK-A2"): ([1, 0], 1.5, [1 - NEAR, NEAR], 1.5),
    ("mixture_undershoot", "SK-A3/weak"): ([0.9, 0.1], 1, 1 + 2**-11),
    ("mixture_reheated", "SK-A3/weak"): ([0.9, 0.1], 1.42, 3.38),
    ("power_dip", "SK-A3/weak"): ([0.9, 0.1], 4, 4 + 2**-12),
    ("mixture_undershoot", "SK-A3/strict"): ([0.9, 0.1], 1, 1 + 2**-11),
    ("mixture_reheated", "SK-A3/strict"): ([0.9, 0.1], 1.42, 3.38),
    ("power_dip", "SK-A3/strict"): ([0.9, 0.1], 4, 4 + 2**-12),
    ("mixture_plateau", "SK-A3/strict"): ([0.9, 0.1], 2.1, 2.9),
    ("topk", "SK-A3/strict"): ([0.4, 0.4, 0.2], 1, 7),
    ("nucleus", "SK-A3/strict"): ([0.95, 0.05], 1, 7),
    ("sparsemax_log", "SK-A3/strict"): ([0.9, 0.1], 1, 2),
    ("topk", "SK-A4"): ([0.5, 0.3, 0.2], 1),
    ("nucleus", "SK-A4"): ([0.95, 0.05], 1),
    ("sparsemax_log", "SK-A4"): ([0.7, 0.3], 1),
    ("rank_profile", "SK-A4"): ([0.6, 0.4], 1),
    ("ordinal_profile", "SK-A4"): ([0.6, 0.4], 1),
    ("softmax_of_probabilities", "SK-A4"): ([0.7, 0.3], 1),
    ("clipped_power", "SK-A4"): ([0.9999, 0.0001], 1),
    ("mixture_late", "SK-A4"): ([0.9, 0.1], 1),
    ("imputed_power", "SK-A4"): ([1, 0], 1),
    ("topk", "SK-A5/inf-open"): ([0.5, 0.3, 0.2], 1e12),
    ("nucleus", "SK-A5/inf-open"): ([0.95, 0.05], 1e12),
    ("power_saturating", "SK-A5/inf-open"): ([0.7, 0.3], 1e12),
    ("topk", "SK-A5/inf-support"): ([0.5, 0.3, 0.2], 1e12),
    ("nucleus", "SK-A5/inf-support"): ([0.95, 0.05], 1e12),
    ("power_saturating", "SK-A5/inf-support"): ([0.7, 0.3], 1e12),
    ("tsallis", "SK-A5/zero"): ([0.5, 0.3, 0.2], 1e-9),
    ("entropy_modulated", "SK-A5/zero"): ([0.9, 0.1], 1e-9),
    ("ordinal_profile", "SK-A5/zero"): ([0.5, 0.5], 1e-9),
    ("any", "SK-A5/inf-closed"): ([1, 0], 1e12),
    ("any", "SK-A5/inf-support"): ([0.5, 0.5, 0], 1e12),
}


def witness(name, key):
    for who in (name, "any"):
        for what in (key, key.split("/")[0]):
            if (who, what) in WITNESS:
                return WITNESS[who, what]
    raise AssertionError(f"declared false without a witness: {name} {key}")


def limit(key, p):
    """Where SK-A5 wants the point ``p`` to go."""
    goal = {
        "inf-support": p > 0,
        "zero": p == p.max(-1, keepdims=True),
    }.get(key.split("/")[1], np.ones_like(p))
    return goal / goal.sum(-1, keepdims=True)


@pytest.mark.parametrize(
    "name, key",
    [(n, k) for n, op in CATALOGUE.items() for k in KEYS if op.holds[k] is False],
)
def test_declared_false_is_false(name, key):
    p, T, *more = witness(name, key)
    p = np.array(p, dtype=float)
    q = apply(name, p, T)
    if key.endswith("/open") or key == "SK-A5/inf-open":
        assert p.min() > 0
    match key.split("/")[0]:
        case "SK-A0" if key.endswith("simplex"):
            assert -1e-4 < q.min() < -1e-8
        case "SK-A0":
            assert abs(apply(name, p[[1, 0, *range(2, len(p))]], T)[0] - q[1]) > 1e-2
        case "SK-A1":
            order = p[:, None] > p if key.endswith("strict") else p[:, None] >= p
            gaps = (q[:, None] - q)[order]
            assert gaps.min() <= 0 if key.endswith("strict") else gaps.min() < -1e-2
        case "SK-A2":
            other, S = np.array(more[0], dtype=float), more[1]
            assert abs(p - other).max() + abs(T - S) < 1e-10
            assert abs(q - apply(name, other, S)).max() > 2e-7
        case "SK-A3":
            growth = entropy(apply(name, p, more[0])) - entropy(q)
            assert growth <= 1e-15 if key.endswith("strict") else growth < -1e-8
        case "SK-A4":
            assert abs(q - p).max() > 1e-7
        case "SK-A5":
            assert abs(q - limit(key, p)).max() > 1e-2


# declared truths: each True at random points --------------------------------------------------


def declared(key):
    return pytest.mark.parametrize("name", [n for n, op in CATALOGUE.items() if op.holds[key]])


@declared("SK-A0/simplex")
def test_simplex(name):
    p = np.concatenate([on_faces(), interior()])
    for T in TEMPERATURES:
        q = apply(name, p, T)
        assert q.min() >= -1e-15
        np.testing.assert_allclose(q.sum(1), 1, atol=1e-13)


@declared("SK-A0/symmetry")
def test_symmetry(name):
    p, shuffle = on_faces(), [2, 0, 3, 1]
    for T in TEMPERATURES:
        np.testing.assert_allclose(
            apply(name, p[:, shuffle], T), apply(name, p, T)[:, shuffle], atol=1e-13
        )


@declared("SK-A1/strict")
def test_strict_order(name):
    p = interior(5, 200)
    for T in TEMPERATURES:
        q = apply(name, p, T)
        gaps = (q[:, :, None] - q[:, None, :])[p[:, :, None] > p[:, None, :] + 1e-6]
        assert gaps.min() > 0


@declared("SK-A1/weak")
def test_weak_order(name):
    p = np.round(interior(4, 200) * 8 + 1)
    p /= p.sum(1, keepdims=True)
    for T in TEMPERATURES:
        q = apply(name, p, T)
        gaps = (q[:, :, None] - q[:, None, :])[p[:, :, None] >= p[:, None, :]]
        assert gaps.min() > -1e-14


@pytest.mark.parametrize("variant", ["open", "closed"])
@EVERY
def test_continuity(name, variant):
    if not CATALOGUE[name].holds[f"SK-A2/{variant}"]:
        pytest.skip("declared false")
    p = interior() if variant == "open" else on_faces()
    nearby = (1 - 1e-13) * p + 1e-13 * interior(4, len(p), 9)
    for T in (1.0, 1.5, 2.0, 3.0):
        q = apply(name, p, T)
        assert abs(apply(name, nearby, T) - q).max() < 1e-3
        assert abs(apply(name, p, T * (1 + 1e-12)) - q).max() < 1e-5


@declared("SK-A3/weak")
def test_entropy_grows(name):
    p = np.concatenate([on_faces(), interior(4, 200)])
    path = [entropy(apply(name, p, T)) for T in np.geomspace(1, 50, 40)]
    assert np.diff(path, axis=0).min() > -1e-13


@declared("SK-A3/strict")
def test_entropy_grows_strictly(name):
    p = interior(4, 200)
    path = [entropy(apply(name, p, T)) for T in np.geomspace(1, 8, 12)]
    assert np.diff(path, axis=0).min() > 1e-11


@pytest.mark.parametrize("variant", ["open", "closed"])
@EVERY
def test_identity(name, variant):
    if not CATALOGUE[name].holds[f"SK-A4/{variant}"]:
        pytest.skip("declared false")
    p = interior() if variant == "open" else on_faces()
    np.testing.assert_allclose(apply(name, p, 1.0), p, atol=1e-14)


@pytest.mark.parametrize("variant", CLAIMS["SK-A5"])
@EVERY
def test_limits(name, variant):
    key = f"SK-A5/{variant}"
    if not CATALOGUE[name].holds[key]:
        pytest.skip("declared false or meaningless")
    if variant == "zero":
        p, T = np.array([[0.5, 0.3, 0.2], [0.4, 0.4, 0.2], [1, 0, 0], [0.25, 0.375, 0.375]]), 1e-4
    else:
        p, T = (interior() if variant == "inf-open" else on_faces()), 1e12
    np.testing.assert_allclose(apply(name, p, T), limit(key, p), atol=1e-5)


def test_near_misses_are_small():
    p = np.concatenate([interior(), np.eye(4)])
    assert abs(apply("mixture_late", p, 1.0) - p).max() < 1e-6
    assert abs(apply("mixture_step", p, 3.0) - apply("mixture", p, 3.0)).max() < 2e-6
    dip = [entropy(apply("power_dip", p, T)) for T in (4, 4 + 2**-12)]
    assert -1e-4 < (dip[1] - dip[0]).min() < -1e-6
