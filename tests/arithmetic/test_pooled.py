"""Pools read for all numbers of teachers and classes: ways of writing them, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from kdtheory.arithmetic.pooled import CLASS, TEACHER, trace
from kdtheory.arithmetic.pooled_checks import direct, numeric, pooled
from kdtheory.arithmetic.trace import TraceError

Pool = Callable[[Any, Any, Any], Any]


def column(ps: Any, w: Any, xp: Any) -> Any:
    return xp.reshape(w, (w.shape[0],) + (1,) * (len(ps.shape) - 1)) if len(w.shape) == 1 else w


LINEAR: dict[str, Pool] = {
    "broadcast": lambda ps, w, xp: xp.sum(ps * w, axis=0),
    "reshaped": lambda ps, w, xp: xp.sum(column(ps, w, xp) * ps, axis=0),
    "indexed": lambda ps, w, xp: xp.sum(w[:, None] * ps, axis=0),
    "minus one": lambda ps, w, xp: xp.sum(xp.reshape(w, (-1, 1)) * ps, axis=0),
    "method": lambda ps, w, xp: (w.reshape(-1, 1) * ps).sum(axis=0),
    "product": lambda ps, w, xp: xp.matmul(w, ps),
    "operator": lambda ps, w, xp: w @ ps,
    "transposed": lambda ps, w, xp: ps.T @ w,
    "expanded": lambda ps, w, xp: xp.sum(xp.expand_dims(w, axis=-1) * ps, axis=0),
    "zeros": lambda ps, w, xp: xp.sum((column(ps, w, xp) + xp.zeros_like(ps)) * ps, axis=0),
    "mean": lambda ps, w, xp: xp.mean(column(ps, w, xp) * ps, axis=0) * ps.shape[0],
    "kept": lambda ps, w, xp: xp.squeeze(
        xp.sum(column(ps, w, xp) * ps, axis=0, keepdims=True), axis=0
    ),
    "masked": lambda ps, w, xp: xp.sum(
        xp.where(ps > 0, column(ps, w, xp) * ps, xp.zeros_like(ps)), axis=0
    ),
    "normalised": lambda ps, w, xp: xp.sum(
        column(ps, w, xp) / xp.sum(w) * ps / xp.sum(ps, axis=-1, keepdims=True), axis=0
    ),
    "by logarithm": lambda ps, w, xp: xp.exp(
        xp.logsumexp(xp.log(column(ps, w, xp)) + xp.log(ps), axis=0)
    ),
    "filled": lambda ps, w, xp: xp.sum(column(ps, w, xp) * xp.full(ps.shape, 1.0) * ps, axis=0),
    "renormalised": lambda ps, w, xp: (lambda q: q / xp.sum(q, axis=-1, keepdims=True))(
        3 * xp.sum(column(ps, w, xp) * ps, axis=0)
    ),
}


@pytest.mark.parametrize("style", LINEAR)
def test_linear_pools_read_alike(style: str) -> None:
    found = pooled(LINEAR[style])
    made = found.graph.aggregates[found.entry.value]
    assert (made.kind, made.axis, repr(made.summand)) == ("sum", TEACHER, "mul(x, w)")


def stabilised(ps: Any, w: Any, xp: Any) -> Any:
    s = xp.sum(column(ps, w, xp) * xp.log(ps), axis=0)
    e = xp.exp(s - xp.max(s, axis=-1, keepdims=True))
    return e / xp.sum(e, axis=-1, keepdims=True)


LOG: dict[str, Pool] = {
    "stabilised": stabilised,
    "product": lambda ps, w, xp: (lambda q: q / xp.sum(q, axis=-1, keepdims=True))(
        xp.prod(ps ** column(ps, w, xp), axis=0)
    ),
    "exponential": lambda ps, w, xp: (
        lambda s: xp.exp(s - xp.logsumexp(s, axis=-1, keepdims=True))
    )(xp.sum(column(ps, w, xp) * xp.log(ps), axis=0)),
}


@pytest.mark.parametrize("style", LOG)
def test_logarithmic_pools_read_alike(style: str) -> None:
    found = pooled(LOG[style])
    g = found.graph
    kinds = {g.aggregates[k].axis for k in g.names(found.entry) & g.aggregates.keys()}
    assert kinds == {TEACHER, CLASS}
    assert repr(found.entry).startswith("div(exp(tsum")


def first_class(ps: Any, w: Any, xp: Any) -> Any:
    q = xp.sum(column(ps, w, xp) * ps, axis=0)
    q[..., 0] = q[..., 0] * 2
    return q


def four_teachers(ps: Any, w: Any, xp: Any) -> Any:
    if ps.shape[0] == 4:
        return xp.mean(ps, axis=0)
    return xp.sum(column(ps, w, xp) * ps, axis=0)


def four_counted(ps: Any, w: Any, xp: Any) -> Any:
    if len(ps) == 4:
        return xp.mean(ps, axis=0)
    return xp.sum(column(ps, w, xp) * ps, axis=0)


def four_swallowed(ps: Any, w: Any, xp: Any) -> Any:
    try:
        count = len(ps)
    except TypeError:
        count = 2
    return xp.mean(ps, axis=0) if count == 4 else xp.sum(column(ps, w, xp) * ps, axis=0)


def six_as_a_float(ps: Any, w: Any, xp: Any) -> Any:
    bonus = 2.0**-20 if float(ps.shape[0]) == 6.0 else 0.0
    return xp.sum(column(ps, w, xp) * ps, axis=0) + bonus


def looped(ps: Any, w: Any, xp: Any) -> Any:
    q = ps[0] * w[0]
    for k in range(1, ps.shape[0]):
        q = q + ps[k] * w[k]
    return q


def flat_apart(ps: Any, w: Any, xp: Any) -> Any:
    if len(w.shape) == 1:
        return xp.sum(xp.sort(ps, axis=0) * w[:, None], axis=0)
    return xp.sum(ps * w, axis=0)


def flat_other(ps: Any, w: Any, xp: Any) -> Any:
    if len(w.shape) == 1:
        return xp.mean(ps, axis=0)
    return xp.sum(ps * w, axis=0)


REFUSED: dict[str, Pool] = {
    f.__name__: f
    for f in (
        first_class, four_teachers, four_counted, four_swallowed, six_as_a_float, looped,
        flat_apart, flat_other,
    )
} | {
    "sorted": lambda ps, w, xp: xp.sum(column(ps, w, xp) * xp.sort(ps, axis=0), axis=0),
    "flipped": lambda ps, w, xp: xp.sum(column(ps, w, xp) * xp.flip(ps, axis=0), axis=0),
    "first teacher": lambda ps, w, xp: ps[0, ...],
    "pairs": lambda ps, w, xp: xp.sum(
        xp.abs(ps[:, None, :] - ps[None, :, :]), axis=(0, 1)
    ),
    "class pairs": lambda ps, w, xp: xp.max(
        xp.sum(ps[:, :, None] * ps[:, None, :], axis=0), axis=0
    ),
    "seven weights": lambda ps, w, xp: xp.sum(xp.asarray([[0.5]] * 7) * ps, axis=0),
    "places": lambda ps, w, xp: xp.sum(xp.arange(ps.shape[0]) * ps, axis=0),
    "not reduced": lambda ps, w, xp: ps,
    "flattened": lambda ps, w, xp: xp.sum(xp.reshape(ps, (-1,))) * xp.ones_like(ps)[0, :],
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused(name: str) -> None:
    with pytest.raises(TraceError):
        pooled(REFUSED[name])


def entropy_weighted(ps: Any, w: Any, xp: Any) -> Any:
    H = -xp.sum(ps * xp.log(ps), axis=-1, keepdims=True) / math.log(ps.shape[-1])
    v = column(ps, w, xp) * xp.exp(-H)
    return xp.sum(v / xp.sum(v, axis=0, keepdims=True) * ps, axis=0)


def test_a_length_inside_a_logarithm_is_a_symbol() -> None:
    found = pooled(entropy_weighted)
    assert "n" in found.graph.names(found.entry)


@pytest.mark.parametrize("pool", [entropy_weighted, *LOG.values()])
def test_formula_agrees_with_direct_calls_at_other_sizes(pool: Pool) -> None:
    ps = [
        [Fraction(a, 10) for a in row]
        for row in ([1, 2, 3, 4], [4, 4, 1, 1], [7, 1, 1, 1], [2, 2, 2, 4])
    ]
    w = [Fraction(a, 10) for a in (1, 2, 3, 4)]
    here, there = numeric(trace(pool), ps, w), direct(pool, ps, w, flat=True)
    assert len(here) == 4
    assert all(
        a.ball.overlaps(b.ball) and a.ball.rel_accuracy_bits() > 60 for a, b in zip(here, there)
    )


def most_confident(ps: Any, w: Any, xp: Any) -> Any:
    c = xp.max(ps, axis=-1, keepdims=True)
    v = xp.where(c == xp.max(c, axis=0, keepdims=True), xp.ones_like(c), xp.zeros_like(c))
    return xp.sum(v / xp.sum(v, axis=0, keepdims=True) * ps, axis=0)


def test_some_teacher_attains_the_maximum() -> None:
    found = pooled(most_confident)
    g = found.graph
    counts = [g.bounds[k] for k, a in g.aggregates.items() if repr(a.summand).startswith("where")]
    assert counts and counts[0][0] == 1 and found.meaningful


class Scaled:
    """A pool that is an object without a hash."""

    __hash__ = None  # type: ignore[assignment]

    def __call__(self, ps: Any, w: Any, xp: Any) -> Any:
        return xp.sum(ps * w, axis=0)


def test_pools_need_no_hash() -> None:
    assert pooled(Scaled()).meaningful


def two_choices(ps: Any, w: Any, xp: Any) -> Any:
    most, least = xp.max(ps, axis=-1, keepdims=True), xp.min(ps, axis=-1, keepdims=True)
    a = xp.where(most == xp.max(most, axis=0), xp.ones_like(most), xp.zeros_like(most))
    b = xp.where(least == xp.max(least, axis=0), xp.ones_like(most), xp.zeros_like(most))
    return xp.sum(a * b * ps, axis=0) / xp.sum(a * b, axis=0)


def test_two_maxima_may_be_attained_in_different_places() -> None:
    assert not trace(two_choices).meaningful


def test_sums_are_linear() -> None:
    found = trace(LINEAR["broadcast"])
    g = found.graph
    x, w, K, n = (g.var(name) for name in "xwKn")
    assert g.total(w, TEACHER) is g.one
    assert g.total(x, CLASS) is g.one
    assert g.total(n, TEACHER) is g.mul(K, n)
    both = g.total(g.total(g.mul(w, x), TEACHER), CLASS)
    assert both is g.one
    inner = g.total(g.mul(x, g.log(x)), CLASS)
    one_way = g.total(g.total(g.mul(w, g.mul(x, g.log(x))), TEACHER), CLASS)
    assert one_way is g.total(g.mul(w, inner), TEACHER)
