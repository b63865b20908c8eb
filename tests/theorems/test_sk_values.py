"""SK-B to SK-E: the constants of the theory, by hand, by brute force and by simulation."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import minimize_scalar
from scipy.stats import binom

from kdtheory.engines.product.check import check
from kdtheory.operators.recursion import capacity_limited
from kdtheory.operators.registry import resolve
from kdtheory.operators.softening import mixture, power
from kdtheory.theorems.access import on_top, tail, truncated
from kdtheory.theorems.bregman import bregman, dual_mean
from kdtheory.theorems.classes import moment, projected, tilted
from kdtheory.theorems.pruning import flowed, loss_slope, tracking_error
from kdtheory.theorems.registry import find
from kdtheory.theorems.samples import mean_square, outcomes
from kdtheory.theorems.targets import sharp_lipschitz, stretch
from kdtheory.theorems.variance import bias, risk, spread, survival

HALF = Fraction(1, 2)


def claim(id, variant, *without):
    suffix = "".join(f"-without-{name}" for name in without)
    return next(c for c in find(id).claims(without) if c.variant == variant + suffix)


def rows(*values):
    return tuple(tuple(map(Fraction, row)) for row in values)


# bias and variance ---------------------------------------------------------------------------


def test_moments_of_a_finite_law_by_sampling():
    rng = np.random.default_rng(1)
    xs, w, f = rng.dirichlet(np.ones(3), 4), rng.dirichlet(np.ones(4)), rng.dirichlet(np.ones(3))
    drawn = xs[rng.choice(4, 200_000, p=w)]
    chances = w[:, None]
    assert risk(xs, chances, f, np)[0] == pytest.approx(((drawn - f) ** 2).sum(1).mean(), rel=0.02)
    assert spread(xs, chances, np)[0] == pytest.approx(drawn.var(axis=0).sum(), rel=0.02)
    assert bias(xs, chances, f, np)[0] == pytest.approx(((w @ xs - f) ** 2).sum())


def test_the_mixed_reference_prefers_a_student_that_repeats_its_softened_teacher():
    """S = q without any variance, T unbiased with little: the criterion holds, S loses."""
    found = claim("SK-B5", "better", "common")
    student = rows(("503/1000", "497/1000"))[0]  # F_100 of the mean teacher (4/5, 1/5)
    place = {
        "ss": (student, student), "w": rows((HALF, HALF)), "v": rows((HALF, HALF)),
        "ts": rows(("81/100", "19/100"), ("79/100", "21/100")), "f": rows(("4/5", "1/5")),
        "T": rows((100,)),
    }  # fmt: skip
    hit = check(found, place)
    assert hit is not None and float(hit.margin[0]) < -0.17
    assert check(claim("SK-B5", "better"), place) is None


def test_the_power_transform_multiplies_the_variance_near_the_boundary():
    P, w = np.array([[1.0, 0.0], [0.9999, 0.0001]]), np.array([[0.5], [0.5]])
    growth = spread(power(P, 2.0, np), w, np) / spread(P, w, np)
    assert 9_000 < growth[0] < 10_000
    assert spread(mixture(P, 2.0, np), w, np) == pytest.approx(spread(P, w, np) / 4)


@pytest.mark.parametrize("n", [2, 3, 5])
def test_the_stretch_of_a_teacher_by_finite_differences(n):
    rng = np.random.default_rng(n)
    p, T, h = rng.dirichlet(np.ones(n)), 1 + 3 * rng.random(), 1e-6
    moves = rng.normal(size=(4000, n))
    moves -= moves.mean(axis=1, keepdims=True)
    moves /= np.linalg.norm(moves, axis=1, keepdims=True)
    slopes = (power(p + h * moves, T, np) - power(p - h * moves, T, np)) / (2 * h)
    assert np.linalg.norm(slopes, axis=1).max() == pytest.approx(stretch(p, T), rel=0.05)
    assert stretch(np.stack([p, p[::-1]]), T).shape == (2,)
    assert stretch(p, T) <= 1 / (2 * p.min() * T) + 1e-12


def test_two_classes_contract_between_one_ninth_and_eight_ninths_but_not_farther():
    a = np.linspace(1 / 9, 8 / 9, 101)
    assert (stretch(np.stack([a, 1 - a], axis=-1), 2.0) < 1).all()
    assert stretch(np.array([0.1, 0.9]), 2.0) > 1
    low = np.array([0.03])
    assert sharp_lipschitz(low, 3.0, np)[0] == pytest.approx(stretch(np.array([0.03, 0.97]), 3.0))


def test_the_best_temperature_of_the_mixture_by_search():
    xs, w = np.array([[0.9, 0.1], [0.4, 0.6]]), np.array([[0.7], [0.3]])
    f = (w * xs).sum(axis=0)
    V, B = spread(xs, w, np)[0], ((f - 0.5) ** 2).sum()
    found = minimize_scalar(lambda T: risk(mixture(xs, T, np), w, f, np)[0], bounds=(1, 20))
    assert 1 / found.x == pytest.approx(B / (V + B), rel=1e-4)
    assert found.fun == pytest.approx(V * B / (V + B))


def test_divergences_by_hand():
    f, s = np.array([0.5, 0.5]), np.array([0.25, 0.75])
    assert survival(f, s, np)[0] == pytest.approx((0.5 * 1.5) ** 0.5)
    assert survival(f, np.array([0.0, 1.0]), np)[0] == 0
    assert bregman("squares", f, s, np)[0] == pytest.approx(0.125)
    assert bregman("entropy", f, s, np)[0] == pytest.approx(0.5 * np.log(2) + 0.5 * np.log(2 / 3))
    assert bregman("logarithm", f, s, np)[0] == pytest.approx(np.log(3 / 4) + 2 / 3)
    xs, w = np.array([[1.0, 4.0], [4.0, 1.0]]), np.array([[0.5], [0.5]])
    assert np.allclose(dual_mean("entropy", xs, w, np), 2)
    assert np.allclose(dual_mean("logarithm", xs, w, np), 1.6)


# stages --------------------------------------------------------------------------------------


def settled_well(s, stages):
    """Where gradient descent ends whose wells move to s in stages, from the right well at 0."""
    x = 1.0
    for k in range(1, stages + 1):
        centre = s * k / stages
        for _ in range(4000):
            x -= 0.01 * loss_slope(x - centre)
    return x - s


def test_one_shot_and_two_stages_fail_at_five_halves_where_three_succeed():
    assert settled_well(2.5, 1) == pytest.approx(-1)
    assert settled_well(2.5, 2) == pytest.approx(-1)
    for stages in (3, 4, 8):
        assert settled_well(2.5, stages) == pytest.approx(1)
    rule = claim("SK-H4", "rule", "stages")
    place = {"s": rows(("5/2",)), "L": rows((1,)), "r": rows((1,))}
    refuted = [n for n in range(1, 9) if check(rule, {**place, "N": rows((n,))}) is not None]
    assert refuted == [1, 2]


@pytest.mark.parametrize("start", [0.01, 0.5, 1.7, -0.3])
def test_the_closed_form_of_the_flow(start):
    times = np.linspace(0, 1, 9)
    solved = solve_ivp(lambda t, y: -loss_slope(y), (0, 1), [start], t_eval=times, rtol=1e-10,
                       atol=1e-12)  # fmt: skip
    assert np.allclose(solved.y[0], flowed(start, times, np), atol=1e-7)


def test_the_tracking_error_by_recursion():
    for n in range(1, 20):
        error = 0.0
        for _ in range(n):
            error = 0.8 * (error + 2.0 * 0.9 / n)
        assert error == pytest.approx(tracking_error(0.8, 1.8 / n, 0.8**n))


# classes of operators ------------------------------------------------------------------------


def test_students_of_one_parameter_are_the_same_for_targets_of_the_same_mean():
    q, r = np.array([0.5, 0.2, 0.3]), np.array([0.45, 0.3, 0.25])
    assert moment(q, np)[0] == pytest.approx(moment(r, np)[0])
    one, other = (capacity_limited(p, p, 0.5, np) for p in (q, r))
    assert np.allclose(one, other, atol=1e-9)
    third = capacity_limited(np.array([0.3, 0.2, 0.5]), np.array([0.3, 0.2, 0.5]), 0.5, np)
    assert np.abs(one - third).max() > 0.1
    assert moment(one, np)[0] == pytest.approx(moment(q, np)[0], abs=1e-9)


def test_the_best_tilt_matches_the_moment():
    q, s, c = np.array([0.5, 0.2, 0.3]), np.array([0.2, 0.5, 0.3]), np.array([1.0, -0.5, 0.25])
    found = minimize_scalar(lambda t: -(q * np.log(tilted(s, c, t, np))).sum())
    assert c @ tilted(s, c, found.x, np) == pytest.approx(c @ q, abs=1e-5)


def test_projections_are_nearest():
    class X:
        a, b = np.array([0.7, 0.2, 0.1]), np.array([0.1, 0.3, 0.6])

    rng = np.random.default_rng(3)
    parts = np.linspace(0, 1, 1001)[:, None]
    for q in rng.dirichlet(np.ones(3), 50):
        students = X.a + parts * (X.b - X.a)
        best = ((projected(q, X, np) - q) ** 2).sum()
        assert best <= ((students - q) ** 2).sum(axis=1).min() + 1e-12


# access --------------------------------------------------------------------------------------


def test_truncation_by_hand():
    p, U = np.array([0.5, 0.3, 0.2]), np.array([1.0, 1.0, 0.0])
    assert np.allclose(truncated(p, U, np), [0.625, 0.375, 0])
    assert tail(p, U, np)[0] == 0.2
    assert on_top(p, U, np)[0] and not on_top(p, U[::-1], np)[0]
    tails = [tail(power(p, T, np), U, np)[0] for T in (1, 2, 5, 50, 5000)]
    assert np.all(np.diff(tails) > 0) and tails[-1] == pytest.approx(1 / 3, abs=1e-4)


def test_samples_by_enumeration_and_by_simulation():
    p, rng = np.array([0.5, 0.3, 0.2]), np.random.default_rng(4)
    drawn = rng.multinomial(3, p, 200_000) / 3
    error = ((mixture(drawn, 2.0, np) - mixture(p, 2.0, np)) ** 2).sum(axis=1).mean()
    assert mean_square(p, 3, lambda x: mixture(x, 2.0, np), np)[0] == pytest.approx(error, rel=0.02)
    assert sum(chance for chance, _ in outcomes(p, 3, np))[0] == pytest.approx(1)


def test_ranking_errors_of_two_classes_stay_below_the_bound():
    for a in np.linspace(0.5, 0.999, 40):
        N = np.arange(1, 400)
        wrong = binom.cdf(N // 2, N, a)  # at most half of the draws
        assert (wrong <= np.exp(-N * (2 * a - 1) ** 2 / 2) + 1e-15).all()


def test_the_exact_law_of_an_unseen_class_keeps_the_slow_rate():
    for T in (2.0, 4.0):
        N = 10.0 ** np.arange(1, 9)
        lost = power(np.stack([1 - 1 / N, 1 / N], axis=-1), T, np)[:, 1]
        slopes = np.diff(np.log(lost)) / np.diff(np.log(N))
        assert slopes[-1] == pytest.approx(-1 / T, abs=0.01)


# privacy -------------------------------------------------------------------------------------


def test_the_mixtures_privacy_level_is_attained_at_the_vertices():
    for n, lam in ((2, 0.5), (3, 0.1), (7, 0.9)):
        p, r = (1 - lam) * np.eye(n)[:2] + lam / n
        assert (p / r).max() == pytest.approx(1 + n * (1 - lam) / lam)


def test_the_factor_two_of_logits_is_approached():
    delta, T = 1.5, 2.0
    q = np.array([1e-9, 1 - 1e-9])
    moved = tilted(q, np.array([1.0, -1.0]), delta / T, np)
    assert np.log(moved[0] / q[0]) == pytest.approx(2 * delta / T, abs=1e-6)


# families ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["power", "mixture", "mixture_rational", "entropic_projection"])
def test_the_families_that_differ_conform(name):
    holds = resolve(name).holds
    headline = "A0/simplex A0/symmetry A1/strict A2/open A3/weak A4/open A5/inf-open"
    assert all(holds[f"SK-{axiom}"] for axiom in headline.split())


def test_with_two_equal_entries_the_curves_can_coincide():
    place = {"p": rows(("2/3", "1/6", "1/6")), "T": rows((2,)), "lam": rows((HALF,))}
    assert check(claim("SK-E2", "apart", "entries"), place) is not None
    assert check(claim("SK-E2", "apart"), place) is None
