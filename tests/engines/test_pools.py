"""Proofs about pools: usual ones, and near misses of which nothing false is proved."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from kdtheory.axioms.pools import REDUCTIONS
from kdtheory.engines.prove import prove

Pool = Callable[[Any, Any, Any], Any]

CONVEX = "A1/valid A1/hull A1/between A2/all A5/limits A6/unanimity S1/maximum".split()
MOVED = "A3/kl A3/tv A3/componentwise".split()
MEAN = "A1/valid A2/all A3/kl A3/tv A4/open A5/limits A6/unanimity".split()


def claim(pool: Pool, key: str) -> Any:
    """A claim as far as proofs look at it."""
    key = f"MT-{key}"
    subject = SimpleNamespace(function=pool)
    return SimpleNamespace(key=key, subject=subject, reductions=REDUCTIONS[key])


def proved(pool: Pool) -> set[str]:
    return {key[3:] for key in REDUCTIONS if prove(claim(pool, key[3:])) is not None}


def column(ps: Any, w: Any, xp: Any) -> Any:
    return xp.reshape(w, (w.shape[0],) + (1,) * (len(ps.shape) - 1)) if len(w.shape) == 1 else w


def total(q: Any, xp: Any) -> Any:
    return xp.sum(q, axis=-1, keepdims=True)


def combined(ps: Any, v: Any, xp: Any) -> Any:
    return xp.sum(v / xp.sum(v, axis=0, keepdims=True) * ps, axis=0)


def powers(ps: Any, c: Any, xp: Any) -> Any:
    s = xp.sum(c * xp.log(ps), axis=0)
    e = xp.exp(s - xp.max(s, axis=-1, keepdims=True))
    return e / total(e, xp)


def entropy(ps: Any, xp: Any) -> Any:
    return -total(ps * xp.log(ps), xp)


def most_confident(ps: Any, w: Any, xp: Any) -> Any:
    c = xp.max(ps, axis=-1, keepdims=True)
    v = xp.where(c == xp.max(c, axis=0, keepdims=True), xp.ones_like(c), xp.zeros_like(c))
    return combined(ps, v, xp)


def log_or_zero(x: Any, xp: Any) -> Any:
    return xp.log(xp.where(x > 0, x, xp.ones_like(x)))


def root(x: Any, above: float, below: float, xp: Any) -> Any:
    return xp.where(x > 0, xp.exp(above * log_or_zero(x, xp) / below), xp.zeros_like(x))


def power_third(ps: Any, w: Any, xp: Any) -> Any:
    m = root(xp.sum(column(ps, w, xp) * root(ps, 1.0, 3.0, xp), axis=0), 3.0, 1.0, xp)
    return m / total(m, xp)


def entropy_weighted(ps: Any, w: Any, xp: Any) -> Any:
    v = column(ps, w, xp) * xp.exp(total(ps * log_or_zero(ps, xp), xp))
    return combined(ps, v, xp)


def jump_on_faces(ps: Any, w: Any, xp: Any) -> Any:
    h = xp.where(ps > 0, ps * log_or_zero(ps, xp), xp.zeros_like(ps) - 2.0**-20)
    return combined(ps, column(ps, w, xp) * xp.exp(total(h, xp)), xp)


def logarithm_on_faces(ps: Any, w: Any, xp: Any) -> Any:
    """The logarithm of a zero counts as zero, which is not what logarithms tend to."""
    return combined(ps, column(ps, w, xp) * (1 + total(log_or_zero(ps, xp) ** 2, xp)), xp)


def vetoed_log(ps: Any, w: Any, xp: Any) -> Any:
    w = column(ps, w, xp) + xp.zeros_like(ps)
    dead = xp.any((ps <= 0) & (w > 0), axis=0)
    s = xp.sum(w * xp.log(xp.where(ps > 0, ps, xp.ones_like(ps))), axis=0)
    e = xp.where(dead, xp.zeros_like(s), xp.exp(s))
    return e / total(e, xp)


POOLS: dict[str, tuple[Pool, set[str]]] = {
    "linear": (
        lambda ps, w, xp: xp.sum(column(ps, w, xp) * ps, axis=0),
        {*CONVEX, *MOVED, "A2/any", "A4/open", "A4/closed", "J1/jensen", "S1/average"},
    ),
    "uniform linear": (
        lambda ps, w, xp: xp.mean(ps, axis=0),
        {*CONVEX, *MOVED, "A2/any", "A4/open", "A4/closed"},
    ),
    "root weights": (
        lambda ps, w, xp: combined(ps, xp.sqrt(column(ps, w, xp)), xp),
        {*CONVEX, *MOVED, "A2/any", "A4/open", "A4/closed"},
    ),
    "weights of degree −1": (
        lambda ps, w, xp: combined(ps, 1 / column(ps, w, xp), xp),
        {*CONVEX, "A2/any", "A4/open", "A4/closed"},
    ),
    "entropy-weighted": (
        lambda ps, w, xp: combined(ps, column(ps, w, xp) * xp.exp(-entropy(ps, xp)), xp),
        {*CONVEX, *MOVED, "A4/open"} - {"A2/all"},
    ),
    "entropy-weighted, wrong sign": (
        lambda ps, w, xp: combined(ps, column(ps, w, xp) * xp.exp(entropy(ps, xp)), xp),
        {*CONVEX, *MOVED, "A4/open"} - {"A2/all"},
    ),
    "most confident": (most_confident, {*CONVEX, *MOVED}),
    "logarithmic": (
        lambda ps, w, xp: powers(ps, column(ps, w, xp), xp),
        {*MEAN, "A5/commute", "A5/entropy", "J1/jensen"} - {"A2/all"},
    ),
    "logarithmic with vetoes": (
        vetoed_log, {*MEAN, "A5/commute", "A5/entropy", "J1/jensen"},
    ),
    "product of experts": (
        lambda ps, w, xp: powers(ps, ps.shape[0] * column(ps, w, xp), xp),
        {"A1/valid", "A4/open", "A5/commute", "A5/entropy", "A5/limits"},
    ),
    "Hellinger": (
        lambda ps, w, xp: (lambda m: m / total(m, xp))(
            xp.sum(column(ps, w, xp) * xp.sqrt(ps), axis=0) ** 2
        ),
        {*MEAN, "A2/any", "A4/closed", "J1/jensen"},
    ),
    "quadratic": (
        lambda ps, w, xp: (lambda m: m / total(m, xp))(
            xp.sqrt(xp.sum(column(ps, w, xp) * ps * ps, axis=0))
        ),
        {*MEAN, "A2/any", "A4/closed"},
    ),
    "power mean of exponent 1/3": (
        power_third, {*MEAN, "A2/any", "A4/closed", "J1/jensen"},
    ),
    "entropy-weighted, zeros allowed": (
        entropy_weighted, {*CONVEX, *MOVED, "A2/any", "A4/open", "A4/closed"},
    ),
    "harmonic": (
        lambda ps, w, xp: (lambda m: m / total(m, xp))(
            1 / xp.sum(column(ps, w, xp) / ps, axis=0)
        ),
        {*MEAN} - {"A2/all"},
    ),
    "smoothed by a tenth": (
        lambda ps, w, xp: (1 - 0.1) * xp.sum(column(ps, w, xp) * ps, axis=0) + 0.1 / ps.shape[-1],
        {"A1/valid", "A2/all", "A2/any", "A4/open", "A4/closed", "A5/limits"},
    ),
    "smoothed": (
        lambda ps, w, xp: (1 - 2.0**-20) * xp.sum(column(ps, w, xp) * ps, axis=0)
        + 2.0**-20 / ps.shape[-1],
        {"A1/valid", "A2/all", "A2/any", "A4/open", "A4/closed", "A5/limits"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", POOLS)
def test_proofs_for_all_numbers_of_teachers_and_classes(name: str) -> None:
    pool, wanted = POOLS[name]
    assert wanted <= proved(pool)


def not_one(ps: Any, w: Any, xp: Any) -> Any:
    return xp.sum((1 + 2.0**-30) * column(ps, w, xp) * ps, axis=0)


def by_class(ps: Any, w: Any, xp: Any) -> Any:
    v = column(ps, w, xp) * ps
    return xp.sum(v / xp.sum(v, axis=0, keepdims=True) * ps, axis=0)


def by_class_normalised(ps: Any, w: Any, xp: Any) -> Any:
    q = by_class(ps, w, xp)
    return q / total(q, xp)


def floored(ps: Any, w: Any, xp: Any) -> Any:
    w = column(ps, w, xp)
    return combined(ps, xp.where(w > 2.0**-20, w, xp.zeros_like(w) + 2.0**-20), xp)


def capped(ps: Any, w: Any, xp: Any) -> Any:
    return combined(ps, xp.minimum(column(ps, w, xp), 0.75), xp)


def disagreeing(ps: Any, w: Any, xp: Any) -> Any:
    middle = xp.sum(column(ps, w, xp) * ps, axis=0)
    v = column(ps, w, xp) * xp.exp(-total((ps - middle) ** 2, xp))
    return combined(ps, v, xp)


def clipped(ps: Any, w: Any, xp: Any) -> Any:
    return powers(xp.maximum(ps, 2.0**-40), column(ps, w, xp), xp)


def extrapolated(ps: Any, w: Any, xp: Any) -> Any:
    w = column(ps, w, xp)
    v = (1 + 2.0**-10) * w - 2.0**-10 / ps.shape[0]
    return xp.sum(v * ps, axis=0)


def above_average(ps: Any, w: Any, xp: Any) -> Any:
    w = column(ps, w, xp)
    v = xp.where(w >= xp.mean(w, axis=0, keepdims=True), w, xp.zeros_like(w))
    return combined(ps, v, xp)


def tempered(ps: Any, w: Any, xp: Any) -> Any:
    return powers(ps, column(ps, w, xp) * (1 + xp.max(ps)), xp)


def half_and_half(ps: Any, w: Any, xp: Any) -> Any:
    w = column(ps, w, xp)
    return (xp.sum(w * ps, axis=0) + powers(ps, w, xp)) / 2


def wrong_root(ps: Any, w: Any, xp: Any) -> Any:
    m = xp.sum(column(ps, w, xp) * xp.sqrt(ps), axis=0) ** 3
    return m / total(m, xp)


def negated(ps: Any, w: Any, xp: Any) -> Any:
    return powers(ps, -column(ps, w, xp), xp)


def few(ps: Any, w: Any, xp: Any) -> Any:
    """A product that loses classes which a teacher finds unlikely."""
    w = column(ps, w, xp)
    q = xp.sum(xp.where(ps > 2.0**-30, w * ps, xp.zeros_like(ps)), axis=0)
    return q / total(q, xp)


#: The pool, and claims that are false of it.
NEAR_MISSES: dict[str, tuple[Pool, str]] = {
    "weights sum to 1 + 2^-30": (
        not_one, "A1/valid A1/hull A1/between A6/unanimity A5/limits S1/average S1/maximum",
    ),
    "parts sum to 1 + 2^-52": (
        lambda ps, w, xp: 0.9000000000000002 * xp.sum(column(ps, w, xp) * ps, axis=0)
        + 0.1 / ps.shape[-1],
        "A1/valid A5/limits A6/unanimity",
    ),
    "root weights, not normalised": (
        lambda ps, w, xp: xp.sum(xp.sqrt(column(ps, w, xp)) * ps, axis=0),
        "A1/valid A1/hull A1/between A6/unanimity A5/limits S1/average S1/maximum",
    ),
    "smoothed by 2^-20": (
        POOLS["smoothed"][0],
        "A1/hull A1/between A3/kl A3/tv A3/componentwise A6/unanimity J1/jensen S1/average",
    ),
    "weights by class": (
        by_class, "A1/valid A1/hull A3/kl A3/tv J1/jensen S1/average S1/maximum",
    ),
    "weights by class, normalised": (
        by_class_normalised, "A1/hull J1/jensen S1/average S1/maximum A5/commute",
    ),
    "weights of degree −1": (
        POOLS["weights of degree −1"][0],
        "A3/kl A3/tv A3/componentwise J1/jensen S1/average A5/commute A5/entropy",
    ),
    "weights floored": (floored, "A3/componentwise J1/jensen S1/average"),
    "weights capped": (capped, "J1/jensen S1/average"),
    "far teachers count less": (disagreeing, "J1/jensen S1/average A5/commute A5/entropy"),
    "exponents 1.0001 w": (
        lambda ps, w, xp: powers(ps, 1.0001 * column(ps, w, xp), xp),
        "A3/kl A3/tv A6/unanimity A1/hull J1/jensen",
    ),
    "exponents K w": (
        POOLS["product of experts"][0], "A3/kl A3/tv A6/unanimity A1/hull J1/jensen S1/maximum",
    ),
    "exponents that depend on the teachers": (tempered, "A5/commute A6/unanimity A3/kl A3/tv"),
    "logarithms clipped": (clipped, "A5/commute A6/unanimity A3/kl"),
    "extrapolated": (
        extrapolated, "A1/valid A1/hull A2/all A2/any A3/kl S1/average S1/maximum",
    ),
    "light teachers dropped": (
        above_average, "A2/any A4/open A4/closed J1/jensen S1/average",
    ),
    "half linear, half logarithmic": (
        half_and_half, "A1/hull A1/between A5/commute A5/entropy S1/average S1/maximum",
    ),
    "cubed mean of roots": (wrong_root, "A6/unanimity A3/kl A3/tv J1/jensen A1/hull"),
    "negative exponents": (negated, "A3/kl A3/tv A6/unanimity J1/jensen A1/hull"),
    "jump on faces": (jump_on_faces, "A4/closed J1/jensen"),
    "logarithm of zero": (logarithm_on_faces, "A4/closed J1/jensen S1/average"),
    "unlikely classes lost": (
        few, "A2/all A2/any A4/open A4/closed A6/unanimity J1/jensen A1/hull",
    ),
    "quadratic": (POOLS["quadratic"][0], "A1/hull J1/jensen A5/commute A5/entropy S1/maximum"),
    "Hellinger": (POOLS["Hellinger"][0], "A1/hull A5/commute A5/entropy S1/average S1/maximum"),
    "harmonic": (POOLS["harmonic"][0], "A1/hull A2/any J1/jensen A5/commute S1/maximum"),
    "most confident": (
        most_confident, "A2/any A4/open A4/closed A5/commute A5/entropy J1/jensen S1/average",
    ),
    "logarithmic": (
        POOLS["logarithmic"][0],
        "A1/hull A1/between A2/any A3/componentwise A4/closed S1/average S1/maximum",
    ),
    "logarithmic with vetoes": (
        vetoed_log, "A1/hull A2/any A3/componentwise A4/closed S1/average S1/maximum",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_nothing_false_is_proved(name: str) -> None:
    pool, false = NEAR_MISSES[name]
    assert not proved(pool) & set(false.split())


def test_proof_steps_are_for_people() -> None:
    proof = prove(claim(POOLS["linear"][0], "A1/hull"))
    assert proof is not None and proof.classes == "all"
    assert any("sum to one: simplifies to zero" in step for step in proof.steps)


def test_claims_on_the_closed_simplex_are_proved_there() -> None:
    """With zeros allowed the logarithmic pool without vetoes means nothing."""
    log = POOLS["logarithmic"][0]
    closed = claim(log, "A1/valid")
    closed.inputs = (SimpleNamespace(name="ps", closed=True),)
    assert prove(claim(log, "A1/valid")) is not None
    assert prove(closed) is None


def test_limits_are_those_of_the_power_transform() -> None:
    other = claim(POOLS["linear"][0], "A5/limits")
    other.settings = {"soften": lambda p, T, xp: p}
    assert prove(other) is None
