"""RM-C: generations of trained students."""

import numpy as np
import pytest

from kdtheory.measurements import capacity, equivalence, generations
from kdtheory.measurements.generations import ORDERS, TEACHER, Chains, Setting
from kdtheory.measurements.registry import Settings


def outcome(findings):
    return [f.as_expected for f in findings]


@pytest.fixture(scope="module")
def found():
    return generations.run(Settings(quick=True, rng=1))


def test_everything_comes_out_as_expected(found):
    assert [f.statement for f in found.findings if not f.as_expected] == []
    assert {f.claim for f in found.findings} == {"RM-C9", "RM-C10"}
    assert sum(not f.expected for f in found.findings) == 3


def test_same_seed_same_numbers(found):
    again = generations.run(Settings(quick=True, rng=1))
    assert again.tables["stationary"].to_csv() == found.tables["stationary"].to_csv()


def watched(setting, chains=600, seed=0):
    line = Chains(np.random.default_rng(seed), [setting], chains, np)
    out = []
    for _ in range(setting.generations):
        line.step()
        out.append(line.students)
    return np.stack(out), line.error


def test_stationary_distance_solves_its_recursion():
    for order in ORDERS:
        for N, alpha in ((5, 0.3), (50, 0.05)):
            v, c, d = (
                generations.stationary(N, alpha, order),
                (1 - alpha) ** 2,
                1 - TEACHER @ TEACHER,
            )
            # the sampled distribution p has E‖p̂ − p‖² = (1 − ‖p‖²)/N, and E‖p‖² = ‖p_0‖² + v
            mixed = v if order == ORDERS[0] else c * v
            after = mixed + (d - mixed) / N
            assert (c * after if order == ORDERS[0] else after) == pytest.approx(v)


@pytest.mark.parametrize("order", ORDERS)
def test_the_other_order_is_caught(order):
    setting = Setting(5, 0.3, order)
    s, error = watched(setting)
    assert outcome(generations.settled(setting, s, 1, error)[0]) == [True]
    other = Setting(5, 0.3, ORDERS[1 - ORDERS.index(order)])
    assert outcome(generations.settled(other, s, 1, error)[0]) == [False]


def test_collapse_and_a_wrong_rate():
    s, error = watched(Setting(5), 1500)
    assert outcome(generations.collapse(Setting(5), s, error)[0]) == [True, True]
    assert outcome(generations.collapse(Setting(6), s, error)[0])[0] is False


def test_an_anchor_prevents_the_collapse():
    s, error = watched(Setting(5, 0.3), 300)
    findings, _ = generations.collapse(Setting(5), s, error)
    assert outcome(findings)[0] is False


def test_bad_training_is_caught():
    setting = Setting(5, 0.3)
    s, _ = watched(setting)
    assert outcome(generations.settled(setting, s, 1, 0.01)[0]) == [False]


def test_limited_students_and_another_anchor(monkeypatch):
    settings = Settings(quick=True)
    right = capacity.linear_anchor
    monkeypatch.setattr(
        capacity, "linear_anchor", lambda base, s, alpha, xp: right(base, s, alpha * 1.05, xp)
    )
    findings, _ = capacity.capacity_findings(np.random.default_rng(0), settings, np)
    assert not findings[0].agrees  # the rate
    assert findings[1].agrees  # the limit does not depend on alpha
    assert not findings[-1].agrees  # l2/alpha does


def test_another_limit_is_caught(monkeypatch):
    monkeypatch.setattr(
        capacity,
        "linear_anchor",
        lambda base, s, alpha, xp: alpha * base[..., ::-1] + (1 - alpha) * s,
    )
    findings, _ = capacity.capacity_findings(np.random.default_rng(0), Settings(quick=True), np)
    assert not any(f.agrees for f in findings[:3])


def test_students_meet_the_moments_of_their_targets():
    x, p = equivalence.contexts(np.random.default_rng(0), 4)
    s = capacity.student(x, p, 0.0, np)
    assert np.abs(capacity.moments(x, s - p)).max() < 1e-9
    assert (capacity.kl(p, s) > 1e-3).all()
