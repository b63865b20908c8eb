"""SK-B: teachers and sparse students over resampled training sets."""

import numpy as np
import pytest

from kdtheory.measurements import bias_identities, bias_targets, bias_variance
from kdtheory.measurements.bias_parts import balance, geometric, interval, kl, unbiased
from kdtheory.measurements.bias_students import (
    FAMILIES,
    Condition,
    World,
    handwritten,
    known_posterior,
)
from kdtheory.measurements.registry import Settings, find

GRID = [*((family, 2.0) for family in FAMILIES), ("mixture", 4.0)]


def _worlds(seed):
    rng = np.random.default_rng(seed)
    return [
        known_posterior(60, GRID, [0.0, 0.8], rng, np, lambda: None),
        handwritten(20, [("power", 2.0)], [0.0, 0.8], rng, np, lambda: None),
    ]


@pytest.fixture(scope="module")
def worlds():
    return _worlds(0)


@pytest.fixture(scope="module")
def result(worlds):
    return bias_variance.judge(worlds, (1.0, 2.0, 4.0), np.random.default_rng(1))


def test_every_finding_is_as_the_theory_says(result):
    surprises = [f.statement for f in result.findings if not f.as_expected]
    assert not surprises
    assert {f.claim for f in result.findings} == set(bias_variance.CLAIMS)


def test_false_readings_fail(result):
    false = [f for f in result.findings if not f.expected]
    assert {f.claim for f in false} == {"SK-B1", "SK-B3", "SK-B5", "SK-B6", "SK-B7"}


@pytest.mark.parametrize("make", [known_posterior, handwritten])
def test_equal_seeds_give_equal_students(make):
    one, same, other = (
        make(3, [("power", 2.0)], [0.5], np.random.default_rng(seed), np, lambda: None)
        for seed in (5, 5, 6)
    )
    (a,), (b,), (c,) = (world.students.values() for world in (one, same, other))
    assert np.array_equal(a, b) and np.array_equal(one.teachers, same.teachers)
    assert not np.array_equal(a, c)


def test_equal_seeds_give_equal_findings(worlds, result):
    again = bias_variance.judge(worlds, (1.0, 2.0, 4.0), np.random.default_rng(1))
    assert [f.to_json() for f in again.findings] == [f.to_json() for f in result.findings]


def test_variance_falls_and_bias_grows_with_temperature(result):
    table = result.tables["balance"]
    rows = [dict(zip(table.columns, row)) for row in table.rows]
    mixed = [r for r in rows if r["world"] != "digits" and r["family"] == "mixture"]
    teacher = [r for r in rows if r["world"] != "digits" and r["family"] == "teacher"]
    dense = teacher + sorted((r for r in mixed if not r["sparsity"]), key=lambda r: r["T"])
    assert [r["variance"] for r in dense] == sorted((r["variance"] for r in dense), reverse=True)
    assert [r["bias2"] for r in dense] == sorted(r["bias2"] for r in dense)


def test_a_wrong_balance_is_caught(worlds, monkeypatch):
    def planted(outputs, target):
        return 0.0, unbiased(outputs, target)[1]  # the bias forgotten

    monkeypatch.setattr(bias_variance, "unbiased", planted)
    monkeypatch.setattr(bias_identities, "unbiased", lambda *a: (2 * unbiased(*a)[0], 0.0))
    (common, _) = bias_variance.wins(bias_variance.compare(worlds))
    assert not common.agrees
    assert not bias_identities.squared_loss(worlds)[1].agrees


def test_a_wrong_closed_form_is_caught(worlds, monkeypatch):
    counts = bias_targets.counted(worlds[0].truth, 200, np.random.default_rng(0))
    monkeypatch.setattr(bias_targets, "closed_form", lambda V, B: B / (2 * V + B))
    assert not bias_targets.best_temperatures(worlds, counts, 0)[0].agrees


def test_a_wrong_factor_is_caught(worlds, monkeypatch):
    right = bias_targets.ratios
    monkeypatch.setattr(bias_targets, "ratios", lambda o, family, T: right(o, family, T) ** 0.5)
    assert not bias_targets.variances(worlds, (2.0,), 0)[0].agrees


def test_a_wrong_mean_student_is_caught(worlds, monkeypatch):
    monkeypatch.setattr(bias_identities, "geometric", lambda outputs: outputs.mean(axis=0))
    assert not bias_identities.divergences(worlds)[0].agrees


def test_unbiased_parts_average_to_the_truth():
    rng = np.random.default_rng(3)
    parts = [unbiased(rng.normal(1.0, 2.0, (5, 1, 1)), np.zeros((1, 1))) for _ in range(4000)]
    assert np.allclose(np.mean(parts, axis=0), [1.0, 4.0], rtol=0.1)


def test_geometric_mean_of_two():
    outputs = np.array([[[0.5, 0.5]], [[0.9, 0.1]]])
    assert np.allclose(geometric(outputs), [[0.75, 0.25]])
    assert np.isinf(kl(np.array([0.5, 0.5]), np.array([1.0, 0.0])))


def test_many_intervals_at_once_are_wider():
    values = np.random.default_rng(0).normal(size=50)
    one, many = interval(values), interval(values, cells=100)
    assert many.high > one.high > one.value


def test_students_equal_to_their_teachers_neither_win_nor_lose(worlds):
    teachers = worlds[0].teachers
    same = World("same", worlds[0].truth, teachers, {Condition("power", 1.0, 0.0): teachers})
    (cell,) = bias_variance.compare([same])
    assert cell.predicted == 0 and not cell.decided and not cell.loses
    assert not bias_variance.wins([cell])[0].agrees  # nothing was decided, so nothing is shown


def test_balance_is_exact(worlds):
    bias, spread, risk = balance(worlds[1].teachers, worlds[1].truth)
    assert abs(bias + spread - risk) < 1e-12


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_quick_run(seed):
    (found,) = find("SK-B7")
    told = []
    settings = Settings(True, seed, np, lambda done, total: told.append((done, total)))
    result = found.run(settings)
    assert all(f.as_expected for f in result.findings)
    assert told[-1][0] == told[-1][1] == len(told)
