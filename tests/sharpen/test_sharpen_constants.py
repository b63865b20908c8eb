"""The constants: against high precision, against each other, against points of the whole domain."""

import time
import warnings
from fractions import Fraction
from functools import cache
from itertools import pairwise, product
from random import Random
from typing import Any

import mpmath
import numpy as np
import pytest
from flint import arb, ctx
from scipy.optimize import minimize

from kdtheory.sharpen import Sharp, Unanswerable, bounds, sharpen
from kdtheory.sharpen.cover import Covered
from kdtheory.sharpen.formula import Formula
from kdtheory.sharpen.registry import Quotient, bound, find
from kdtheory.sharpen.search import evaluate
from kdtheory.sharpen.solve import certify

F = Fraction


@cache
def found(ident: str, **given: Any) -> Sharp:
    return sharpen(ident, **given)


CASES = [
    ("RM-C2", {"floor": F(1, 10)}),
    ("RM-C2", {"floor": F(1, 100), "classes": 3}),
    ("RM-C2", {"floor": F(1, 7), "classes": 4, "alpha": F(1, 5)}),
    ("RM-C3", {"floor": F(1, 10)}),
    ("RM-C3", {"floor": F(1, 100), "classes": 3}),
    ("SK-B6", {"floor": F(1, 100)}),
    ("SK-B6", {"floor": F(1, 20), "classes": 3}),
    ("SK-B6", {"floor": F(1, 20), "classes": 3, "temperature": F(1, 2)}),
    ("SK-B6", {"floor": F(1, 20), "classes": 5, "temperature": F(3)}),
    ("MT-S1", {}),
    ("MT-S1", {"floor": F(1, 50), "power": F(1, 2)}),
    ("MT-S1", {"floor": F(1, 50), "classes": 4, "teachers": 3}),
    ("MT-L1", {"floor": F(1, 10), "classes": 3}),
]
NAMED = pytest.mark.parametrize(("ident", "given"), CASES, ids=lambda x: str(x)[:60])


@NAMED
def test_every_enclosure_is_complete_narrow_and_the_right_way_round(
    ident: str, given: dict[str, Any]
) -> None:
    s = found(ident, **given)
    assert s.complete and s.upper is not None and s.relative_width is not None
    assert F(s.lower) <= s.witness.ratio[0] <= s.witness.ratio[1] <= F(s.upper)
    assert s.relative_width <= 1e-9


@NAMED
def test_exact_points_of_the_cube_never_exceed_the_upper_end(
    ident: str, given: dict[str, Any]
) -> None:
    s, rng = found(ident, **given), Random(5)
    for _ in range(40 if s.quotient.variables else 1):
        at = tuple(F(rng.choice([0, 1, rng.randint(0, 999)]), 999) for _ in s.quotient.variables)
        point = evaluate(s.quotient, at)
        assert point.ratio[0] <= F(s.upper)


# random points of the whole domain, where no reduction has been used ---------------------------


def _random_point(rng: Random, n: int, floor: float) -> np.ndarray:
    """Anywhere, near the faces of the floor, and on them."""
    kind = rng.random()
    raw = np.array([rng.expovariate(1) ** (4 if kind < 0.5 else 1) for _ in range(n)])
    if kind > 0.8:
        raw[rng.sample(range(n), rng.randint(1, n - 1))] = 0
    return floor + (1 - n * floor) * raw / raw.sum()


def _kl(p: np.ndarray, q: np.ndarray) -> float:
    return float(np.sum(p * np.log(p / q)))


@pytest.mark.parametrize("ident", ["RM-C2", "RM-C3"])
@pytest.mark.parametrize(("n", "floor"), [(2, F(1, 10)), (3, F(1, 100)), (4, F(1, 20))])
def test_the_reduction_to_two_classes_covers_the_whole_simplex(
    ident: str, n: int, floor: Fraction
) -> None:
    upper, rng, best = float(found(ident, floor=floor, classes=n).upper), Random(n), 0.0
    for _ in range(4000):
        p, s = (_random_point(rng, n, float(floor)) for _ in "ps")
        after = (p + s) / 2
        pair = (_kl(p, after), _kl(p, s)) if ident == "RM-C2" else (_kl(after, p), _kl(s, p))
        if pair[1] > 1e-6:
            best = max(best, pair[0] / pair[1])
    assert 0.75 * upper < best <= upper * (1 + 1e-9)


@pytest.mark.parametrize(("ident", "n"), [("RM-C2", 3), ("RM-C2", 8), ("RM-C3", 5)])
def test_optimising_over_all_entries_reaches_the_constant_and_no_more(ident: str, n: int) -> None:
    """At eight classes and floor 1/10 the extremal point of two classes does not fit any more."""
    s = found(ident, floor=F(1, 10), classes=n)
    length, rng = 1 - n * 0.1, np.random.default_rng(n)

    def loss(z: np.ndarray) -> float:
        p, q = 0.1 + length * z[:n], 0.1 + length * z[n:]
        after = (p + q) / 2
        pair = (_kl(p, after), _kl(p, q)) if ident == "RM-C2" else (_kl(after, p), _kl(q, p))
        return -pair[0] / pair[1] if pair[1] > 1e-9 else -0.25

    sums = [{"type": "eq", "fun": lambda z, k=k: z[k : k + n].sum() - 1} for k in (0, n)]
    best = 0.0
    for _ in range(12):
        start = np.concatenate([rng.dirichlet(np.full(n, a)) for a in (0.3, 0.5)])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # steps that leave the box for a moment
            out = minimize(loss, start, method="SLSQP", bounds=[(0, 1)] * 2 * n, constraints=sums)
        if max(abs(c["fun"](out.x)) for c in sums) < 1e-9:
            best = max(best, -out.fun)
    assert float(s.lower) * (1 - 1e-5) < best < float(s.upper) * (1 + 1e-8)


def _power(p: np.ndarray, T: float) -> np.ndarray:
    q = p ** (1 / T)
    return q / q.sum()


@pytest.mark.parametrize(("n", "T"), [(2, 2), (3, 2), (3, F(1, 2)), (5, 3)])
def test_no_two_distributions_are_moved_apart_by_more_than_the_lipschitz_constant(
    n: int, T: Fraction
) -> None:
    upper = float(found("SK-B6", floor=F(1, 20), classes=n, temperature=F(T)).upper)
    rng, best = Random(n), 0.0
    for _ in range(4000):
        p, q = (_random_point(rng, n, 0.05) for _ in "pq")
        q = q if rng.random() < 0.3 else p + 1e-4 * (q - p)
        moved, gap = np.abs(_power(p, float(T)) - _power(q, float(T))).sum(), np.abs(p - q).sum()
        best = max(best, moved / gap) if gap > 1e-9 else best
    assert 0.6 * upper < best <= upper * (1 + 1e-6)


@pytest.mark.parametrize("s", [F(0), F(1, 2)])
@pytest.mark.parametrize(("n", "K"), [(3, 2), (4, 3), (3, 3)])
def test_no_teachers_amplify_by_more_than_the_constant(n: int, K: int, s: Fraction) -> None:
    floor, delta = F(1, 50), F(1, 10)
    upper = float(
        found("MT-S1", floor=floor, classes=n, teachers=K, power=s, threshold=delta).upper
    )
    rng, best = Random(K), 0.0
    for _ in range(3000):
        unsafe = [float(delta)] + [rng.uniform(0.02, 0.1) for _ in range(K - 1)]
        rng.shuffle(unsafe)
        rows = []
        for u in unsafe:
            safe = _random_point(rng, n - 1, 0.02 / (1 - u)) * (1 - u)
            rows.append(np.append(safe, u))
        ps = np.array(rows)
        m = (
            np.exp(np.log(ps).mean(axis=0))
            if s == 0
            else (ps ** float(s)).mean(0) ** (1 / float(s))
        )
        best = max(best, m[-1] / m.sum() / max(unsafe))
    assert 0.6 * upper < best <= upper * (1 + 1e-12)


@pytest.mark.parametrize(("n", "K"), [(3, 2), (3, 4), (4, 3), (5, 4)])
@pytest.mark.parametrize("s", [F(0), F(1, 3), F(9, 10)])
def test_no_other_placing_of_the_peaks_is_worse(n: int, K: int, s: Fraction) -> None:
    out = found("MT-S1", floor=F(1, 50), classes=n, teachers=K, power=s)
    worst = 0.0
    for places in product(range(n - 1), repeat=K):
        ps = np.full((K, n), 0.02)
        ps[:, -1] = 0.1
        ps[range(K), places] = 0.9 - 0.02 * (n - 2)
        m = np.exp(np.log(ps).mean(0)) if s == 0 else (ps ** float(s)).mean(0) ** (1 / float(s))
        worst = max(worst, m[-1] / m.sum() / 0.1)
    assert worst == pytest.approx(float(out.upper), rel=2e-9)


def test_the_linear_pool_attains_its_stability_constant_and_no_more() -> None:
    rng, best = Random(1), 0.0
    for _ in range(500):
        ps = np.array([_random_point(rng, 3, 0.1) for _ in range(4)])
        w, v = (_random_point(rng, 4, 0.0) for _ in "wv")
        best = max(best, np.abs((w - v) @ ps).sum() / np.abs(w - v).sum())
    assert best <= 0.7 + 1e-12
    s = found("MT-L1", floor=F(1, 10), classes=3)
    assert (s.lower, s.upper, s.kind) == ("0.7", "0.7", "upper")
    assert found("MT-L1").kind == "tight"


# known values --------------------------------------------------------------------------------


def _dense(ident: str, floor: str, alpha: str = "0.5") -> mpmath.mpf:
    """The maximum over two classes, by golden section along both faces p0_1 = floor, 1 - floor."""
    mu, a = mpmath.mpf(floor), mpmath.mpf(alpha)

    def kl(p: Any, q: Any) -> Any:
        return p * mpmath.log(p / q) + (1 - p) * mpmath.log((1 - p) / (1 - q))

    def ratio(x: Any, y: Any) -> Any:
        after = a * x + (1 - a) * y
        if ident == "RM-C2":
            return kl(x, after) / kl(x, y)
        return kl(after, x) / kl(y, x)

    def golden(x: Any, low: Any, high: Any) -> Any:
        r = (mpmath.sqrt(5) - 1) / 2
        for _ in range(160):
            c, d = high - r * (high - low), low + r * (high - low)
            low, high = (low, d) if ratio(x, c) > ratio(x, d) else (c, high)
        return ratio(x, (low + high) / 2)

    return golden(mu, mu * mpmath.mpf("1.001"), 1 - mu)


@pytest.mark.parametrize("ident", ["RM-C2", "RM-C3"])
@pytest.mark.parametrize("floor", ["0.1", "0.01", "0.001"])
def test_the_enclosure_holds_the_maximum_found_in_high_precision(ident: str, floor: str) -> None:
    with mpmath.workdps(60):
        best = _dense(ident, floor)
        s = found(ident, floor=F(floor))
        assert mpmath.mpf(s.lower) <= best <= mpmath.mpf(s.upper)


def test_the_known_value_at_one_tenth() -> None:
    s = sharpen("RM-C2", floor=F(1, 10), width=1e-11)
    assert F(s.lower) <= F("0.3202119959546") <= F(s.upper)


@NAMED
def test_closed_forms_lie_in_the_enclosures(ident: str, given: dict[str, Any]) -> None:
    s = found(ident, **given)
    if s.quotient.closed is None:
        return
    before, ctx.prec = ctx.prec, 200
    try:
        value = _ball(s.quotient.closed[1])
        slack = arb(1) / 10**40
        low, high = (arb(e) for e in (s.lower, s.upper))
        assert value > low - slack and value < high + slack
    finally:
        ctx.prec = before


def _ball(node: Any) -> Any:
    """A constant term in ball arithmetic."""
    from kdtheory.arithmetic.balls import rational

    a = [_ball(x) for x in node.args]
    if node.op == "const":
        return rational(node.value)
    return {
        "add": lambda: a[0] + a[1],
        "mul": lambda: a[0] * a[1],
        "div": lambda: a[0] / a[1],
        "neg": lambda: -a[0],
        "pow": lambda: a[0] ** a[1],
    }[node.op]()


def test_safety_has_the_closed_form_of_the_theory() -> None:
    s = found("MT-S1", floor=F(1, 10000), threshold=F(999, 10000))
    with mpmath.workdps(30):
        mu, delta = mpmath.mpf(1) / 10000, mpmath.mpf("0.0999")
        q = delta / (delta + 2 * mpmath.sqrt(mu * (1 - mu - delta)))
        assert mpmath.mpf(s.lower) <= q / delta <= mpmath.mpf(s.upper)
        assert abs(q - mpmath.mpf("0.840")) < 1e-3


def test_power_means_approach_and_never_pass_their_limit() -> None:
    small = found("MT-S1", floor=F(0), power=F(1, 2), threshold=F(1, 10**6), teachers=3, classes=4)
    assert 2.99 < float(small.lower) <= float(small.upper) < 3
    linear = found("MT-S1", power=F(1))
    assert (linear.lower, linear.upper, linear.kind) == ("1", "1", "tight")


# one against the other ---------------------------------------------------------------------------


@pytest.mark.parametrize("ident", ["RM-C2", "RM-C3", "SK-B6", "MT-S1"])
def test_a_lower_floor_never_lowers_the_constant(ident: str) -> None:
    chain = [found(ident, floor=F(1, k), width=1e-6) for k in (10, 100, 1000)]
    for a, b in pairwise(chain):
        assert F(a.lower) <= F(b.upper)
        assert F(a.upper) < F(b.lower)  # here even strictly


@pytest.mark.parametrize("ident", ["RM-C2", "RM-C3"])
def test_more_classes_never_raise_the_constant_and_keep_it_while_the_point_fits(ident: str) -> None:
    two, three = found(ident, floor=F(1, 10)), found(ident, floor=F(1, 10), classes=3)
    assert F(three.lower) <= F(two.upper) and F(two.lower) <= F(three.upper)
    two, five = (found(ident, floor=F(3, 20), classes=n) for n in (2, 5))
    assert F(five.upper) < F(two.lower)  # the point of two classes does not fit


def test_an_identity_has_equality() -> None:
    s = found("SK-B6", temperature=F(1), classes=3)
    assert (s.lower, s.upper, s.kind) == ("1", "1", "equality")


# what must fail ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("ident", "given"), CASES[:12], ids=lambda x: str(x)[:60])
@pytest.mark.parametrize("less", [F(1, 10**4), F(1, 10**7)])
def test_a_constant_a_little_too_small_is_never_certified(
    ident: str, given: dict[str, Any], less: Fraction
) -> None:
    s = found(ident, **given)
    wrong = str(float(F(s.lower) * (1 - less)))
    end = time.monotonic() + 0.5
    outcome = certify(s.quotient, wrong, lambda: time.monotonic() > end)
    assert not isinstance(outcome, Covered)


def test_a_false_bound_is_told_from_a_true_one() -> None:
    assert found("SK-B6", floor=F(1, 100)).kind == "lower"
    assert found("SK-B6", floor=F(1, 5)).kind == "upper"
    assert found("RM-C2", floor=F(1, 10)).kind == "upper"
    assert found("MT-S1").kind == "lower"


def test_a_wide_enclosure_decides_nothing_about_a_constant_inside_it() -> None:
    s = sharpen("RM-C2", floor=F(1, 100), alpha=F(9, 10), width=1, budget=60)
    assert F(s.lower) < s.quotient.stated
    wide = sharpen("RM-C2", floor=F(1, 1000), alpha=F(1, 100), width=0.1)
    assert F(wide.lower) < wide.quotient.stated < F(wide.upper)
    assert wide.kind == "undecided"


def test_the_best_enclosure_so_far_survives_the_end_of_the_budget() -> None:
    s = sharpen("RM-C2", floor=F(1, 1000), budget=1e-6)
    assert s.upper is None and s.tree is None and not s.complete
    assert "budget ended" in s.note and s.relative_width is None
    assert F(s.lower) <= F(found("RM-C2", floor=F(1, 1000)).upper)


# registration ------------------------------------------------------------------------------------


def test_one_decorated_function_is_a_new_bound() -> None:
    from kdtheory.sharpen import registry
    from kdtheory.sharpen.formula import term, variable

    @bound("X-1", title="t", statement="x(1-x) ≤ C", provenance="ours", source="none")
    def parabola(floor: Fraction = Fraction(1, 10), classes: int = 2) -> Quotient:
        x = variable("u")
        return Quotient(
            variables=("u",),
            numerator=x * (1 - x),
            denominator=term(1),
            inputs=lambda at: {"x": list(at)},
            sides=lambda given: (given["x"][0] * (1 - given["x"][0]), F(1)),
            stated=F(1),
            position=("x", x),
            steps=("none",),
            meaning=lambda c: "none",
        )

    try:
        s = sharpen("X-1")
        assert F(s.lower) <= F(1, 4) <= F(s.upper) and s.complete
    finally:
        del registry._BOUNDS["X-1"]


def test_every_bound_explains_itself() -> None:
    for ident, b in bounds().items():
        q = b.quotient()
        assert q.steps and b.statement and b.title and "C" in b.statement
        at = {v: np.array(0.25 + 0.5 * k) for k, v in enumerate(q.variables)}
        top, bottom = Formula.of([q.numerator, q.denominator]).floats(at)
        point = evaluate(q, tuple(F(1, 4) + F(k, 2) for k in range(len(q.variables))))
        assert float(point.ratio[0]) == pytest.approx(float(top / bottom), rel=1e-12), ident


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"floor": F(1, 2)}, "0 < floor < 1/2"),
        ({"floor": F(0)}, "0 < floor < 1/2"),
        ({"alpha": F(1)}, "0 < alpha < 1"),
        ({"classes": 1}, "2 to"),
        ({"power": F(1)}, "it takes --floor, --classes, --alpha"),
    ],
)
def test_parameters_out_of_range_are_named(given: dict[str, Any], words: str) -> None:
    with pytest.raises(Unanswerable, match=words.replace("(", ".")):
        sharpen("RM-C2", **given)
    with pytest.raises(Unanswerable, match=r"MT-L1, MT-S1, RM-C2, RM-C3, SK-B6"):
        find("RM-C99")
