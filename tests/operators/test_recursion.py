"""The catalogue of recursion steps: array contract, values and every declared truth."""

import itertools

import array_api_compat.numpy as xp
import array_api_strict
import numpy as np
import pytest
from points import interior, on_faces
from scipy import optimize, special

from kdtheory.operators.recursion import memory_step
from kdtheory.operators.registry import catalogue

CATALOGUE = catalogue("recursion")
EVERY = pytest.mark.parametrize("name", CATALOGUE)
KEYS = ["RM-A1/valid", "RM-A2/all", "RM-A2/base", "RM-A3/anchor"]
TOLERANCE = 1e-12


def apply(name, base, student, alpha):
    return CATALOGUE[name](*(xp.asarray(x, dtype=float) for x in (base, student, alpha)), xp)


def pairs(n=4, size=40):
    """Teachers, students and anchor weights, the vertices and faces among them."""
    base = on_faces(n, size)
    student = np.concatenate([interior(n, size // 2, 3), on_faces(n, size, 4)])[: len(base)]
    student = np.roll(student, 5, axis=0)
    alpha = np.random.default_rng(2).uniform(0.01, 0.99, (len(base), 1))
    return base, student, alpha


# contract ----------------------------------------------------------------------------------


def test_names_are_unique_among_all_kinds():
    kinds = ("softening", "aggregation", "recursion", "weighting")
    assert len(catalogue()) == sum(len(catalogue(kind)) for kind in kinds)


@EVERY
def test_batch_equals_single_and_broadcasts(name):
    base, student, alpha = pairs()
    batch = apply(name, base, student, alpha)
    assert batch.shape == base.shape
    for i in range(0, len(base), 4):
        for a in (alpha[i, 0], alpha[i]):
            one = apply(name, base[i], student[i], a)
            assert one.shape == (4,)
            np.testing.assert_allclose(one, batch[i], atol=1e-14)
    assert apply(name, base[0], student, 0.3).shape == student.shape
    assert apply(name, base, student[0], alpha).shape == base.shape
    assert apply(name, base[:, None], student, 0.3).shape == (len(base), *student.shape)


@EVERY
def test_pure_array_api(name):
    strict = array_api_strict
    base, student, alpha = pairs()
    with strict.ArrayAPIStrictFlags(api_version="2024.12"):
        for a in (alpha, np.asarray(0.3)):
            q = CATALOGUE[name](*(strict.asarray(x) for x in (base, student, a)), strict)
            np.testing.assert_allclose(np.asarray(q), apply(name, base, student, a), atol=1e-14)


@EVERY
def test_keeps_float32(name):
    single = [x.astype(np.float32) for x in pairs()]
    q = CATALOGUE[name](*single, xp)
    assert q.dtype == np.float32
    np.testing.assert_allclose(q, apply(name, *single), atol=1e-4)


# values ------------------------------------------------------------------------------------


def test_closed_formulas():
    base, student, alpha = interior(4, 30, 0), interior(4, 30, 9), pairs()[2][:30]
    geometric = base**alpha * student ** (1 - alpha)
    expected = {
        "linear_anchor": alpha * base + (1 - alpha) * student,
        "memory_anchor": alpha * base + (1 - alpha) * student,
        "geometric_anchor": geometric / geometric.sum(1, keepdims=True),
        "unanchored": student,
        "arbitrary_reference": alpha * base[:, ::-1] + (1 - alpha) * student,
        "rolled_anchor": alpha * base + (1 - alpha) * student[:, [3, 0, 1, 2]],
        "contrarian_anchor": alpha * base + (1 - alpha) * np.eye(4)[student.argmin(1)],
    }
    for name, q in expected.items():
        np.testing.assert_allclose(apply(name, base, student, alpha), q, err_msg=name)


def test_geometric_anchor_without_a_common_class():
    np.testing.assert_allclose(apply("geometric_anchor", [1, 0], [0, 1], 0.3), [0.3, 0.7])
    np.testing.assert_allclose(apply("geometric_anchor", [1, 0, 0], [0.5, 0.5, 0], 0.3), [1, 0, 0])


def test_capacity_limited_is_the_nearest_of_its_family():
    i = np.arange(1, 5)
    for base, student in zip(interior(4, 6, 1), interior(4, 6, 2)):
        mixed = 0.4 * base + 0.6 * student

        def divergence(theta, mixed=mixed):
            return special.rel_entr(mixed, special.softmax(theta * i)).sum()

        q = apply("capacity_limited", base, student, 0.4)
        assert divergence(0) >= special.rel_entr(mixed, q).sum()
        best = optimize.minimize_scalar(divergence, bracket=(-1, 1), tol=1e-12)
        assert special.rel_entr(mixed, q).sum() == pytest.approx(best.fun, abs=1e-12)
        assert i @ q == pytest.approx(i @ mixed, abs=1e-12)
        np.testing.assert_allclose(np.diff(np.log(q), 2), 0, atol=1e-12)


def test_memory_step():
    students = interior(4, 12, 5).reshape(3, 4, 4)
    base = interior(4, 4, 6)
    q = memory_step(base, students, xp.asarray(0.25), xp)
    np.testing.assert_allclose(q, 0.25 * base + 0.75 * students.mean(0))


def after(name, base, student, alpha, generations):
    for _ in range(generations):
        student = apply(name, base, student, alpha)
    return student


def test_which_recursions_reach_the_teacher():
    base, student = np.array([0.6, 0.3, 0.1]), np.array([0.1, 0.1, 0.8])
    for name in CATALOGUE:
        gap = np.abs(after(name, base, student, 0.4, 80) - base).max()
        if name in ("linear_anchor", "geometric_anchor", "memory_anchor", "anchor_locked"):
            assert gap < 1e-12, name
        elif name not in ("anchor_leak", "anchor_threshold", "anchor_unnormalised"):
            assert gap > 1e-2, name
    half = np.array([0.5, 0.5])
    odd = after("contrarian_anchor", half, np.array([0.7, 0.3]), 0.4, 51)
    np.testing.assert_allclose(odd, apply("contrarian_anchor", half, odd, 0.4)[::-1])


# declared truths ---------------------------------------------------------------------------


@EVERY
def test_declarations(name):
    op = CATALOGUE[name]
    assert list(op.holds) == KEYS
    assert op.formula and op.source and op.summary.endswith(".")
    assert op.holds["RM-A2/all"] or not op.holds["RM-A2/base"]
    assert op.holds["RM-A2/base"] or not op.holds["RM-A3/anchor"]


@pytest.mark.parametrize("key", KEYS)
def test_every_variant_separates_the_catalogue(key):
    assert {True, False} <= {op.holds[key] for op in CATALOGUE.values()}


def margins(name, base, student, alpha):
    q = apply(name, base, student, alpha)
    lost, valid = q <= 0, min(q.min(), -np.abs(q.sum(-1) - 1).max())
    return {
        "RM-A1/valid": valid,
        "RM-A2/all": -float((lost & (base > 0) & (student > 0)).any()),
        "RM-A2/base": -float((lost & (base > 0)).any()),
        "RM-A3/anchor": min((q - alpha * base).min(), valid),
    }


def batches():
    for n in (2, 3, 4):
        yield pairs(n) if n > 2 else (interior(2), interior(2, seed=7), 0.4)
        corners = list(itertools.product(np.eye(n), repeat=2))
        for alpha in (0.01, 0.5, 0.99):
            base, student = (np.array(x) for x in zip(*corners))
            yield base, student, alpha
    nearly = np.array([1 - 1e-7, 1e-7])
    yield nearly, nearly, 0.5


@EVERY
def test_declared_truths(name):
    found = [margins(name, *batch) for batch in batches()]
    worst = {key: min(m[key] for m in found) for key in KEYS}
    seen = {key: bool(margin >= -TOLERANCE) for key, margin in worst.items()}
    assert seen == dict(CATALOGUE[name].holds), worst
