"""Interval arithmetic against Arb balls of 160 bits: a bound that is wrong anywhere fails here."""

import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from flint import arb, ctx

from kdtheory.arithmetic import interval as iv
from kdtheory.arithmetic.interval import ENTIRE, Interval

ONE = Interval.point(1.0)
INF, MAX, TINY, ETA = math.inf, 1.7976931348623157e308, 2.0**-1022, 5e-324

MEASURED = Path(__file__).parents[2] / "benchmarks" / "results" / "ulp_margins.json"

# fmt: off
SPECIAL = [
    0.0, ETA, 2 * ETA, TINY, TINY - ETA, 1e-300, 1e-17, 2.0**-53, 1e-8, 0.1, 0.5, 1 - 2.0**-53, 1.0,
    1 + 2.0**-52, 2.0, math.e, math.pi, math.pi / 2, 3.0, 8.0, 10.0, 708.3, 709.782712893384,
    709.7827128933841, 710.0, 745.1332191019411, 745.1332191019412, 746.0, 1e5, 1e16, 1e22, 2.0**53,
    1e300, MAX,
]
# fmt: on
UNARY = {
    "exp": lambda a: bounded(a).exp(),
    "expm1": lambda a: bounded(a).expm1(),
    "log": lambda a: a.log(),
    "log1p": lambda a: a.log1p(),
    "tanh": lambda a: a.tanh(),
    "sin": lambda a: a.sin(),
    "cos": lambda a: a.cos(),
    "sqrt": lambda a: a.sqrt(),
    "square": lambda a: a * a,
    "reciprocal": lambda a: 1 / a,
    "absolute": lambda a: abs(a),
    "neg": lambda a: -a,
    "floor": lambda a: a.floor(),
}
BINARY = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "power": lambda a, b: arb_power(a, b),
    "maximum": lambda a, b: max(a, b),
    "minimum": lambda a, b: min(a, b),
}
LOWEST = {"log": 0.0, "sqrt": 0.0, "log1p": -1.0}  # left end of the domain
MARGIN_OF = dict.fromkeys(
    ["add", "sub", "mul", "div", "sqrt", "square", "reciprocal"], "arithmetic"
)
ROUNDED = ["exp", "expm1", "log", "log1p", "tanh", "sin", "cos", "power", *MARGIN_OF]


@pytest.fixture(autouse=True)
def precision():
    before, ctx.prec = ctx.prec, 160
    yield
    ctx.prec = before


def bounded(a):
    """Beyond 1e5 the exponential is outside the range of doubles either way."""
    return min(max(a, arb(-100000)), arb(100000))


def arb_power(a, b):
    if a == 0:
        return arb(0) if b > 0 else arb("nan")
    return bounded(b * a.log()).exp()


def arguments(rng, n, low=-INF):
    """Doubles of every kind: everyday ones, all exponents, next to 1 and 0, subnormal, special."""
    share = n // 4
    bits = rng.integers(0, 2**64, share, dtype=np.uint64).view(np.float64)
    parts = [
        rng.uniform(-20, 20, share),
        np.where(np.isfinite(bits), bits, 1.0),
        (1 + rng.integers(-50, 50, share) * 2.0**-52) * rng.choice([-1, 1], share),
        rng.choice([-1, 1], share) * 10.0 ** rng.uniform(-20, 3.3, share),
        rng.integers(-(2**53), 2**53, share // 5) * ETA,
        np.array([s * x for s in (1, -1) for x in SPECIAL]),
    ]
    x = np.concatenate(parts)
    x = np.where(x < low, -x, x)
    return rng.permutation(x)


def boxes(rng, n, low=-INF):
    """Intervals of every width, and a point inside each."""
    x, y = arguments(rng, n, low), arguments(rng, n, low)
    width = rng.choice([-1, 1], x.size) * 10.0 ** rng.uniform(-16, -1, x.size)
    near = np.clip(x * 0.5 * (1 + width), -MAX / 2, MAX / 2) * 2
    y = np.where((rng.random(x.size) < 0.5) | (near < low), y, near)
    lo, hi = np.minimum(x, y), np.maximum(x, y)
    t = rng.choice([0.0, 0.01, 0.5, 0.99, 1.0], x.size)
    return Interval(lo, hi), np.clip(lo * (1 - t) + hi * t, lo, hi)


def violations(result, truth, *points):
    """The points whose true value is provably outside the result."""
    assert not np.isnan(result.lo).any() and not np.isnan(result.hi).any()
    assert (result.lo <= result.hi).all()
    bad = []
    for lo, hi, *p in zip(result.lo.tolist(), result.hi.tolist(), *(q.tolist() for q in points)):
        if lo == -INF and hi == INF:
            continue
        value = truth(*map(arb, p))
        inside = (lo == -INF or not value < lo) and (hi == INF or not value > hi)
        if not (inside and value.is_finite()):
            bad.append((p, lo, hi, value))
    return bad


@pytest.mark.parametrize("name", UNARY)
def test_unary_encloses(name):
    rng = np.random.default_rng([2, *name.encode()])
    function, low = getattr(iv, name), LOWEST.get(name, -INF)
    x = arguments(rng, 100_000, low)
    x = x[x > low] if name != "sqrt" else x
    result = function(Interval.point(x))
    known = x != 0 if name == "reciprocal" else np.ones(x.size, bool)
    assert not iv.is_entire(result)[known].any()
    assert iv.is_entire(result)[~known].all()
    assert violations(result, UNARY[name], x) == []
    box, inner = boxes(rng, 60_000, low)
    inner = np.where(inner == low, box.hi, inner) if name != "sqrt" else inner
    keep = inner > low if name != "sqrt" else slice(None)
    box = Interval(box.lo[keep], box.hi[keep])
    assert violations(function(box), UNARY[name], inner[keep]) == []


@pytest.mark.parametrize("name", BINARY)
def test_binary_encloses(name):
    rng = np.random.default_rng([3, *name.encode()])
    function, low = getattr(iv, name), 0.0 if name == "power" else -INF
    x, y = arguments(rng, 60_000, low), arguments(rng, 60_000)
    assert violations(function(Interval.point(x), Interval.point(y)), BINARY[name], x, y) == []
    # Arrays of one sign take other paths than mixed ones.
    first, second = boxes(rng, 30_000, 0.0), boxes(rng, 30_000, 0.0)
    firsts = [first] if name == "power" else [first, negated(*first), boxes(rng, 30_000)]
    for a, p in firsts:
        for b, q in (second, negated(*second), boxes(rng, 30_000)):
            assert violations(function(a, b), BINARY[name], p, q) == []


def negated(box, inner):
    return iv.neg(box), -inner


@pytest.mark.parametrize("k", [-9, -8, -3, -2, -1, 0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 31])
def test_power_int_encloses(k):
    rng = np.random.default_rng([4, k + 100])
    x = arguments(rng, 4_000)
    assert violations(iv.power_int(Interval.point(x), k), lambda a: a**k, x) == []
    box, inner = boxes(rng, 4_000)
    assert violations(iv.power_int(box, k), lambda a: a**k, inner) == []


@pytest.mark.parametrize("name", ROUNDED)
def test_harness_catches_a_missing_margin(name, monkeypatch):
    """Without widening the same harness must find false bounds."""
    monkeypatch.setitem(iv.MARGIN_ULPS, MARGIN_OF.get(name, name), 0)
    rng = np.random.default_rng(5)
    low = 0.0 if name == "power" else LOWEST.get(name, -INF)
    x, y = arguments(rng, 2_000, low), arguments(rng, 2_000)
    args = (x, y) if name in BINARY else (x[x > low],)
    truth = BINARY.get(name) or UNARY[name]
    assert violations(getattr(iv, name)(*map(Interval.point, args)), truth, *args)


@pytest.mark.parametrize("name", ROUNDED)
def test_points_stay_tight(name):
    rng = np.random.default_rng(6)
    x, y = Interval.point(rng.uniform(0.1, 5, 1000)), Interval.point(rng.uniform(0.1, 5, 1000))
    result = getattr(iv, name)(*((x, y) if name in BINARY else (x,)))
    scale = 1.0 if name in ("sin", "cos") else np.maximum(abs(result.lo), abs(result.hi))
    ulps = 2 * iv.MARGIN_ULPS[MARGIN_OF.get(name, name)] + 2
    assert (result.hi - result.lo <= ulps * 2.0**-52 * scale).all()


def test_margins_cover_what_was_measured():
    """At least three times the worst error of 10 million arguments, on every code path."""
    report = json.loads(MEASURED.read_text())
    assert len(report["variants"]) > 1
    for variant in report["variants"]:
        for name, found in variant["primitives"].items():
            margin = iv.MARGIN_ULPS.get(name, iv.MARGIN_ULPS["arithmetic"])
            assert found["arguments"] >= 10**7
            assert found["worst_ulps"] <= (margin / 3 if name in iv.MARGIN_ULPS else 0.5)


def random_expression(rng, depth, leaves):
    """(interval, Arb value per point) of a random formula over the same leaves."""
    if depth == 0:
        return leaves[rng.integers(len(leaves))]
    first = random_expression(rng, depth - 1, leaves)
    if rng.random() < 0.5:
        name = rng.choice(["exp", "expm1", "log", "log1p", "tanh", "sqrt", "square", "reciprocal"])
        return getattr(iv, name)(first[0]), [UNARY[name](a) for a in first[1]]
    name = rng.choice(list(BINARY))
    second = random_expression(rng, depth - 1, leaves)
    values = [BINARY[name](a, b) for a, b in zip(first[1], second[1])]
    return getattr(iv, name)(first[0], second[0]), values


def test_random_formulas_enclose_and_undefined_is_unknown():
    rng = np.random.default_rng(7)
    undefined = 0
    for _ in range(300):
        leaves = []
        for low, high in ((0, 1), (-2, 2), (1, 10)):
            ends = np.sort(rng.uniform(low, high, (2, 40)), axis=0)
            inner = ends[0] + rng.random(40) * (ends[1] - ends[0])
            leaves.append((Interval(*ends), [arb(v) for v in np.clip(inner, *ends).tolist()]))
        result, values = random_expression(rng, 3, leaves)
        for lo, hi, value in zip(result.lo.tolist(), result.hi.tolist(), values):
            if not value.is_finite():  # Arb found it undefined, or overflowed its own range
                undefined += 1
                assert lo == -INF or hi == INF
            assert not value < lo and not value > hi
    assert undefined > 100


UNKNOWN_FROM = [
    lambda u: iv.mul(u, Interval.point(0.0)),
    lambda u: iv.mul(Interval(0, 1), u),
    lambda u: iv.add(u, Interval.point(INF)),
    lambda u: iv.sub(Interval.point(-INF), u),
    lambda u: iv.div(Interval.point(0.0), u),
    lambda u: iv.div(u, Interval(1, INF)),
    lambda u: iv.power(Interval.point(1.0), u),
    lambda u: iv.power(u, Interval.point(0.0)),
    lambda u: iv.maximum(u, Interval.point(5.0)),
    lambda u: iv.minimum(Interval.point(-5.0), u),
    lambda u: iv.kth_largest([Interval.point(1.0), u, Interval.point(2.0)], 2),
    lambda u: iv.union(u, Interval.point(0.0)),
    *(lambda u, k=k: iv.power_int(u, k) for k in (-3, -2, 0, 1, 2, 3, 4, 9, 12)),
    *(lambda u, f=f: getattr(iv, f)(u) for f in UNARY),
]


@pytest.mark.parametrize("make", UNKNOWN_FROM)
def test_unknown_is_sticky(make):
    undefined = [iv.log(Interval(-1, 2)), iv.log(Interval(-2, -1)), iv.sqrt(Interval(-1, 4))]
    undefined += [iv.div(ONE, Interval(-1, 1)), iv.log1p(Interval(-2, 0))]
    undefined += [iv.div(Interval.point(0.0), Interval.point(0.0)), iv.reciprocal(Interval(0, 1))]
    undefined += [iv.power(Interval(0, 1), Interval(0, 1)), iv.power(Interval(-1, 1), ONE)]
    undefined += [iv.sin(Interval(0, INF)), Interval.point(math.nan), ENTIRE, Interval.entire((2,))]
    for u in undefined:
        result = make(u)
        assert iv.is_entire(result).all()
        for other in (u, Interval.point(INF), Interval.point(-INF), Interval.point(0.0)):
            for compare in (iv.less, iv.less_equal, iv.equal):
                assert (compare(result, other) == -1).all()
                assert (compare(other, result) == -1).all()


def ends(x):
    return float(x.lo), float(x.hi)


def test_exact_values_stay_exact():
    zero, one, p = Interval.point(0.0), Interval.point(1.0), Interval.point(0.3)
    assert ends(iv.exp(zero)) == ends(iv.power(one, Interval(-3, 7))) == (1, 1)
    assert ends(iv.power(Interval(0.2, 5), zero)) == (1, 1)
    assert ends(iv.power_int(Interval(-1, 1), 0)) == (1, 1)
    for f in (iv.log, iv.log1p, iv.expm1, iv.tanh, iv.sqrt, iv.square, iv.absolute):
        assert ends(f(one if f is iv.log else zero)) == (0, 0)
    assert ends(iv.power(p, one)) == ends(iv.power_int(p, 1)) == ends(p)
    assert ends(iv.mul(zero, Interval(-1, 1))) == ends(iv.mul(Interval(-INF, 3), zero)) == (0, 0)
    assert ends(iv.sub(p, p)) == ends(iv.add(zero, zero)) == (0, 0)
    assert ends(iv.div(zero, Interval(-2, -1))) == (0, 0)
    assert ends(iv.power(zero, Interval(0.1, 2))) == (0, 0)


def test_known_signs_are_kept():
    unit, tiny = Interval(0, 1), Interval.point(1e-200)
    assert iv.mul(unit, unit).lo == iv.mul(iv.neg(unit), iv.neg(unit)).lo == 0
    assert ends(iv.mul(tiny, tiny)) == (0, 2 * ETA) or iv.mul(tiny, tiny).hi == ETA
    assert iv.mul(iv.neg(tiny), tiny).lo < 0 and iv.mul(iv.neg(tiny), tiny).hi == 0
    assert iv.mul(Interval(-1e-200, 0), tiny).lo < 0  # not lost to the sign of a zero
    assert iv.exp(Interval(-INF, 0)).lo == 0 and iv.exp(Interval(-INF, 0)).hi == 1
    assert iv.exp(Interval(0, 800)).lo == 1 and iv.exp(Interval(800, 900)).hi == INF
    assert MAX * (1 - 1e-14) < iv.exp(Interval(800, 900)).lo <= MAX
    assert 0 < iv.exp(Interval.point(-800)).hi < 1e-300 and iv.exp(Interval.point(-800)).lo == 0
    assert iv.power(Interval(0.5, 1), Interval(0.1, 3)).hi == 1
    assert iv.power(Interval(1, 2), Interval(0.1, 3)).lo == 1
    assert ends(iv.log(Interval(0, 1))) == (-INF, 0)
    assert iv.log(Interval(0, 0)).lo == -INF and iv.log(Interval(0, 0)).hi < -1e308


def test_infinite_ends():
    ray = Interval(1, INF)
    assert ends(iv.reciprocal(ray)) == (0, pytest.approx(1))
    assert ends(iv.mul(Interval(0, 1), ray)) == (0, INF)
    assert ends(iv.mul(Interval(-1, 0), Interval(-INF, 3))) == (pytest.approx(-3), INF)
    assert (iv.equal(Interval.point(INF), Interval.point(INF)) == -1).all()
    assert iv.is_entire(iv.sub(ray, ray))
    assert iv.div(Interval(1, 2), ray).lo == 0
    assert iv.is_entire(iv.div(Interval.point(INF), Interval.point(INF)))
    assert iv.add(Interval.point(MAX), Interval.point(MAX)).lo < INF
    assert iv.sub(Interval.point(-MAX), Interval.point(MAX)).hi > -INF
    assert iv.power(Interval(0.5, 2), Interval(1, INF)).lo == 0
    assert ends(iv.tanh(Interval(0, INF))) == (0, 1)


def test_selections_and_order_statistics():
    rng = np.random.default_rng(8)
    family = [boxes(rng, 2_000) for _ in range(5)]
    inner = np.sort([p for _, p in family], axis=0)
    for k in range(1, 6):
        result = iv.kth_largest([box for box, _ in family], k)
        assert (result.lo <= inner[-k]).all() and (inner[-k] <= result.hi).all()
    (a, p), (b, q) = family[:2]
    hull = iv.union(a, b)
    assert (hull.lo <= np.minimum(p, q)).all() and (np.maximum(p, q) <= hull.hi).all()
    assert ends(iv.intersect(Interval(0, 2), Interval(1, 3))) == (1, 2)
    assert ends(iv.intersect(ENTIRE, Interval(1, 3))) == (1, 3)
    assert iv.is_entire(iv.intersect(Interval(0, 1), Interval(2, 3)))
    with pytest.raises(ValueError, match="k must lie"):
        iv.kth_largest([a, b], 3)


def test_comparisons_never_decide_wrongly():
    rng = np.random.default_rng(9)
    (a, p), (b, q) = boxes(rng, 50_000), boxes(rng, 50_000)
    a = Interval(np.append(a.lo, b.lo), np.append(a.hi, b.hi))  # the same boxes twice: ties
    b, p, q = (
        Interval(np.append(b.lo, b.lo), np.append(b.hi, b.hi)),
        np.append(p, q),
        np.append(q, q),
    )
    for compare, truth in ((iv.less, p < q), (iv.less_equal, p <= q), (iv.equal, p == q)):
        verdict = compare(a, b)
        assert verdict.dtype == np.int8
        assert ((verdict == -1) | (verdict == truth)).all()
        assert set(verdict.tolist()) == {-1, 0, 1}


def test_rational_is_the_tightest():
    cases = [
        (1, 3),
        (-1, 3),
        (1, 10),
        (7, 1),
        (0, 5),
        (10**400, 1),
        (-(10**400), 3),
        (1, 10**400),
        (-1, 10**400),
    ]
    for numer, denom in cases:
        x, exact = Interval.rational(numer, denom), Fraction(numer, denom)
        assert x.lo == -INF or Fraction(float(x.lo)) <= exact
        assert x.hi == INF or exact <= Fraction(float(x.hi))
        assert x.hi in (x.lo, math.nextafter(x.lo, INF))


def test_constructor_refuses_what_it_would_have_to_round():
    with pytest.raises(ValueError, match="lo <= hi"):
        Interval(1, 0)
    with pytest.raises(ValueError, match=r"2\*\*53"):
        Interval.point(2**60 + 1)
    for bad in (np.longdouble(1) / 3, Fraction(1, 3), 1j, 2**70, "0.1"):
        with pytest.raises(TypeError, match="double precision"):
            Interval.point(bad)
    x = Interval(0, np.ones((2, 3)))
    assert x.shape == x.lo.shape == (2, 3)


def test_shapes_and_operands_survive():
    x, y = Interval(np.zeros((3, 1)), np.ones((3, 1))), Interval(np.full(4, 0.5), np.full(4, 2.0))
    for name in BINARY:
        result = getattr(iv, name)(x, y)
        assert result.lo.shape == result.hi.shape == (3, 4)
    for name in UNARY:
        assert getattr(iv, name)(x).hi.shape == (3, 1)
        assert getattr(iv, name)(Interval(np.empty(0), np.empty(0))).shape == (0,)
        assert type(getattr(iv, name)(Interval(0.25, 0.5)).lo) is np.ndarray
    assert (x.lo == 0).all() and (x.hi == 1).all() and (y.hi == 2).all()


def test_environment_is_ieee():
    iv.check_environment()
