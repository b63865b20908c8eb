"""Aggregation operators as strangers write them, with their truth, for tests of whole decisions.

The truth of the seventeen variants was worked out by hand, for all numbers of teachers and classes:
``t`` true, ``f`` false, ``x`` false but only where a search cannot be expected to look (more
teachers than it covers, steps below what it resolves), ``-`` not claimed either way, in the order
of :data:`ORDER`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

ORDER = tuple(
    f"MT-{key}"
    for key in (
        "A1/valid A1/hull A1/between A2/all A2/any A3/kl A3/tv A3/componentwise A4/open A4/closed "
        "A5/limits A5/commute A5/entropy A6/unanimity J1/jensen S1/average S1/maximum"
    ).split()
)
LINEAR = "ttt tt ttt tt tff t t tt"
SHARES = "ttt tt ttt tt tff t f ft"  # convex, shares proportional to a power of the weights
SHRUNK = "ttt tt fff tt tff t f ft"  # convex, but weights do not move straight to a teacher
SMOOTH = "tff tt fff tt tff f f ff"  # a little of the uniform distribution
LOG = "tff tf ttf tf ttt t t ff"
EXPERTS = "tff tf fff tf ttt f f ff"
MEAN = "tff tt ttf tt tf- t t ff"  # power means of exponents between 0 and 1

OPERATORS: dict[str, Callable[..., Any]] = {}
TRUTHS: dict[str, dict[str, str]] = {}


def truth(row: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    letters = row.replace(" ", "")
    assert len(letters) == len(ORDER), row

    def put(f: Callable[..., Any]) -> Callable[..., Any]:
        OPERATORS[f.__name__] = f
        TRUTHS[f.__name__] = dict(zip(ORDER, letters, strict=True))
        return f

    return put


def column(w: Any, ps: Any, xp: Any) -> Any:
    return xp.reshape(w, (w.shape[0],) + (1,) * (len(ps.shape) - 1)) if len(w.shape) == 1 else w


def norm(x: Any, xp: Any) -> Any:
    return x / xp.sum(x, axis=-1, keepdims=True)


def shares(v: Any, ps: Any, xp: Any) -> Any:
    return xp.sum(v / xp.sum(v, axis=0, keepdims=True) * ps, axis=0)


def mean(ps: Any, w: Any, xp: Any) -> Any:
    return xp.sum(column(w, ps, xp) * ps, axis=0)


def softmax(x: Any, axis: int, xp: Any) -> Any:
    e = xp.exp(x - xp.max(x, axis=axis, keepdims=True))
    return e / xp.sum(e, axis=axis, keepdims=True)


def geometric(ps: Any, c: Any, xp: Any) -> Any:
    """Normalised product of powers; a zero vetoes, nothing left is left at zero."""
    dead = xp.any(ps <= 0, axis=0)
    s = xp.sum(c * xp.log(xp.where(ps > 0, ps, xp.ones_like(ps))), axis=0)
    top = xp.max(xp.where(dead, xp.zeros_like(s) - 1e30, s), axis=-1, keepdims=True)
    e = xp.where(dead, xp.zeros_like(s), xp.exp(xp.where(dead, xp.zeros_like(s), s - top)))
    return norm(e, xp)


def power_mean(ps: Any, w: Any, a: float, xp: Any) -> Any:
    safe = xp.where(ps > 0, ps, xp.ones_like(ps))
    inner = xp.where(ps > 0, safe**a, xp.zeros_like(ps))
    m = xp.sum(column(w, ps, xp) * inner, axis=0)
    return norm(xp.where(m > 0, xp.where(m > 0, m, xp.ones_like(m)) ** (1 / a), 0 * m), xp)


def entropy(p: Any, xp: Any) -> Any:
    return -xp.sum(p * xp.log(xp.where(p > 0, p, xp.ones_like(p))), axis=-1, keepdims=True)


# the linear pool in many hands ---------------------------------------------------------------


@truth(LINEAR)
def linear_einsum(ps: Any, w: Any, xp: Any) -> Any:
    w = w if len(w.shape) == 1 else w[..., 0]
    return xp.einsum("k...,k...i->...i", w, ps)


@truth(LINEAR)
def linear_einsum_plain(ps: Any, w: Any, xp: Any) -> Any:
    return xp.einsum("k,ki->i", w.reshape(-1), ps)


@truth(LINEAR)
def linear_tensordot(ps: Any, w: Any, xp: Any) -> Any:
    return xp.tensordot(xp.reshape(w, (-1,)), ps, axes=1)


@truth(LINEAR)
def linear_tensordot_axes(ps: Any, w: Any, xp: Any) -> Any:
    return xp.tensordot(ps, xp.reshape(w, (-1,)), axes=([0], [0]))


@truth(LINEAR)
def linear_matmul(ps: Any, w: Any, xp: Any) -> Any:
    return xp.matmul(xp.reshape(w, (1, -1)), ps)[0]


@truth(LINEAR)
def linear_transposed(ps: Any, w: Any, xp: Any) -> Any:
    return ps.T @ w.reshape(-1)


@truth(LINEAR)
def linear_vecdot(ps: Any, w: Any, xp: Any) -> Any:
    return xp.vecdot(column(w, ps, xp) + 0 * ps, ps, axis=0)


@truth(LINEAR)
def linear_loop(ps: Any, w: Any, xp: Any) -> Any:
    out = xp.zeros_like(ps[0])
    for k in range(ps.shape[0]):
        out += w[k] * ps[k]
    return out


@truth(LINEAR)
def linear_zip(ps: Any, w: Any, xp: Any) -> Any:
    return sum(a * p for a, p in zip(w, ps, strict=True))


@truth(LINEAR)
def linear_average(ps: Any, w: Any, xp: Any) -> Any:
    return xp.average(ps, axis=0, weights=w.reshape(-1))


@truth(LINEAR)
def linear_python_list(ps: Any, w: Any, xp: Any) -> Any:
    parts = [w[k, ...] * ps[k, ...] for k in range(len(ps))]
    return xp.sum(xp.stack(parts, axis=0), axis=0)


@truth(LINEAR)
def linear_methods(ps: Any, w: Any, xp: Any) -> Any:
    q = (column(w, ps, xp) * ps).sum(axis=0)
    return q / q.sum(axis=-1, keepdims=True)


@truth(LINEAR)
def linear_in_logs(ps: Any, w: Any, xp: Any) -> Any:
    """exp(logsumexp(log w + log p)) with a floor for zeros."""
    w = column(w, ps, xp)
    z = xp.where(ps > 0, xp.log(xp.where(ps > 0, ps, xp.ones_like(ps))), xp.zeros_like(ps) - 1e30)
    z = z + xp.log(w)
    top = xp.max(z, axis=0, keepdims=True)
    return xp.exp(top[0]) * xp.sum(xp.where(ps > 0, xp.exp(z - top), 0 * ps), axis=0)


@truth(LINEAR)
def linear_incremental(ps: Any, w: Any, xp: Any) -> Any:
    """Running average, one teacher after another."""
    q, seen = ps[0], w[0]
    for k in range(1, ps.shape[0]):
        seen = seen + w[k]
        q = q + (ps[k] - q) * w[k] / seen
    return q


@truth(LINEAR)
def linear_sorted_first(ps: Any, w: Any, xp: Any) -> Any:
    """Teachers put in order of their weight before they are added up."""
    flat = xp.reshape(w, (-1,))
    order = xp.argsort(flat)
    return xp.sum(xp.take(ps, order, axis=0) * xp.take(flat, order)[:, None], axis=0)


# convex pools with weights of their own ------------------------------------------------------


@truth(SHARES)
def squared_weights(ps: Any, w: Any, xp: Any) -> Any:
    return shares(column(w, ps, xp) ** 2, ps, xp)


@truth(SHARES)
def tempered_weights(ps: Any, w: Any, xp: Any) -> Any:
    return xp.sum(softmax(xp.log(column(w, ps, xp)) / 0.3, 0, xp) * ps, axis=0)


@truth(SHRUNK)
def softmax_of_weights(ps: Any, w: Any, xp: Any) -> Any:
    return xp.sum(softmax(4.0 * column(w, ps, xp), 0, xp) * ps, axis=0)


@truth(SHRUNK)
def floored_weights(ps: Any, w: Any, xp: Any) -> Any:
    return shares(xp.maximum(column(w, ps, xp), 0.05), ps, xp)


@truth(SHRUNK)
def capped_weights(ps: Any, w: Any, xp: Any) -> Any:
    return shares(xp.clip(column(w, ps, xp), 0.0, 0.6), ps, xp)


@truth(SHRUNK)
def shifted_alias(ps: Any, w: Any, xp: Any) -> Any:
    """The change in place is seen under the other name."""
    v = column(w, ps, xp) * 1.0
    u = v
    u += 0.5 / ps.shape[0]
    return shares(v, ps, xp)


@truth("ttt tt ttt tt tff t f ft")
def confidence_entropy(ps: Any, w: Any, xp: Any) -> Any:
    return shares(column(w, ps, xp) * xp.exp(-entropy(ps, xp)), ps, xp)


@truth("ttt tt ttt tt tff t f ft")
def confidence_max(ps: Any, w: Any, xp: Any) -> Any:
    return shares(column(w, ps, xp) * xp.max(ps, axis=-1, keepdims=True), ps, xp)


@truth("ttt tt ttt tt tff t f ft")
def confidence_norm(ps: Any, w: Any, xp: Any) -> Any:
    size = xp.linalg.vector_norm(ps, axis=-1, keepdims=True)
    return shares(column(w, ps, xp) * size, ps, xp)


@truth("ttt tt ttt tt tff t f ft")
def agreement(ps: Any, w: Any, xp: Any) -> Any:
    far = xp.sum((ps - xp.mean(ps, axis=0, keepdims=True)) ** 2, axis=-1, keepdims=True)
    return shares(column(w, ps, xp) / (1 + 10 * far), ps, xp)


@truth("ttt tt fff tt tff t f ft")
def agreement_weighted(ps: Any, w: Any, xp: Any) -> Any:
    w = column(w, ps, xp)
    far = xp.sum((ps - xp.sum(w * ps, axis=0, keepdims=True)) ** 2, axis=-1, keepdims=True)
    return shares(w * xp.exp(-5.0 * far), ps, xp)


@truth("ttt tt ttt tt tff t x ft")
def nearly_linear(ps: Any, w: Any, xp: Any) -> Any:
    trust = 1 + 1e-9 * xp.max(ps, axis=-1, keepdims=True)
    return shares(column(w, ps, xp) * trust, ps, xp)


@truth(SHARES)
def first_teacher_counts_more(ps: Any, w: Any, xp: Any) -> Any:
    w = xp.reshape(w, (-1,))
    v = w * xp.where(xp.arange(w.shape[0]) == 0, 1.1, 1.0)
    return xp.tensordot(v / xp.sum(v), ps, axes=1)


@truth("ttt tf fff ff tff t f ft")
def two_heaviest(ps: Any, w: Any, xp: Any) -> Any:
    v = column(w, ps, xp)
    bar = xp.sort(v, axis=0)[-2:-1]
    return shares(xp.where(v >= bar, v, xp.zeros_like(v)), ps, xp)


@truth("ttt tt fff tt tff t f ft")
def weiszfeld(ps: Any, w: Any, xp: Any) -> Any:
    """Towards the geometric median."""
    w = column(w, ps, xp)
    q = xp.sum(w * ps, axis=0)
    for _ in range(4):
        far = xp.sqrt(xp.sum((ps - q) ** 2, axis=-1, keepdims=True) + 1e-6)
        v = w / far
        q = xp.sum(v * ps, axis=0) / xp.sum(v, axis=0)
    return q


@truth("ttt tt --f ff tff t f ft")
def farthest_dropped(ps: Any, w: Any, xp: Any) -> Any:
    if ps.shape[0] < 3:
        return mean(ps, w, xp)
    far = xp.sum(xp.abs(ps - xp.mean(ps, axis=0, keepdims=True)), axis=-1, keepdims=True)
    kept = far < xp.max(far, axis=0, keepdims=True)
    v = xp.where(kept, column(w, ps, xp) + 0 * far, 1e-30 * far)
    v = xp.where(xp.all(far <= 0, axis=0, keepdims=True), column(w, ps, xp) + 0 * far, v)
    return shares(v, ps, xp)


@truth("ttt tf --x xx tff t f ft")
def tiny_weights_dropped(ps: Any, w: Any, xp: Any) -> Any:
    v = column(w, ps, xp)
    return shares(xp.where(v < 1e-9, xp.zeros_like(v), v), ps, xp)


@truth("ttt tt fff ff tff t f ft")
def tie_of_weights(ps: Any, w: Any, xp: Any) -> Any:
    """Equally heavy teachers at the top: everybody counts the same."""
    v = column(w, ps, xp)
    many = xp.sum(xp.where(v == xp.max(v, axis=0, keepdims=True), 1.0, 0.0), axis=0, keepdims=True)
    return shares(xp.where(many > 1, xp.ones_like(v), v**2), ps, xp)


# a little smoothing --------------------------------------------------------------------------


@truth(SMOOTH)
def smoothed(ps: Any, w: Any, xp: Any) -> Any:
    return (1 - 1e-9) * mean(ps, w, xp) + 1e-9 / ps.shape[-1]


@truth(SMOOTH)
def dirichlet_counts(ps: Any, w: Any, xp: Any) -> Any:
    n = ps.shape[-1]
    return (mean(ps, w, xp) * 100.0 + 0.5) / (100.0 + 0.5 * n)


@truth("tff tt fff tt tf- f f ff")
def clipped_first(ps: Any, w: Any, xp: Any) -> Any:
    return mean(norm(xp.clip(ps, 1e-7, 1.0), xp), w, xp)


@truth("tff tt fff tt tf- f f ff")
def floored_after(ps: Any, w: Any, xp: Any) -> Any:
    return norm(xp.maximum(mean(ps, w, xp), 1e-6), xp)


@truth("tff tt fff tt tf- t f ff")
def smoothed_by_disagreement(ps: Any, w: Any, xp: Any) -> Any:
    d = xp.mean(
        xp.sum((ps - xp.mean(ps, axis=0, keepdims=True)) ** 2, axis=-1, keepdims=True), axis=0
    )
    lam = 1 - xp.exp(-d)
    return (1 - lam) * mean(ps, w, xp) + lam / ps.shape[-1]


@truth("tff ff --- xx tf- f f ff")
def unlikely_classes_cut(ps: Any, w: Any, xp: Any) -> Any:
    q = mean(ps, w, xp)
    return norm(xp.where(q > 1e-12, q, xp.zeros_like(q)), xp)


@truth("tff ff fff ff t-- f f ff")
def rounded(ps: Any, w: Any, xp: Any) -> Any:
    q = xp.round(1000 * mean(ps, w, xp)) / 1000
    return norm(q, xp)


@truth("tff tt fff tt tf- f f ff")
def wobbling(ps: Any, w: Any, xp: Any) -> Any:
    q = mean(ps, w, xp)
    return norm(q * (1 + 1e-3 * xp.sin(1000 * q)), xp)


@truth("tff tt fff tt ff- f f ff")
def first_class_favoured(ps: Any, w: Any, xp: Any) -> Any:
    q = mean(ps, w, xp)
    return norm(q * xp.where(xp.arange(q.shape[-1]) == 0, 1.0 + 1e-6, 1.0), xp)


@truth("tff tt ttt ff tf- f f ff")
def uniform_when_all_agree(ps: Any, w: Any, xp: Any) -> Any:
    """Suspects copies: identical teachers are not believed."""
    same = xp.all(ps == ps[:1], axis=0)
    same = xp.all(same, axis=-1, keepdims=True)
    q = mean(ps, w, xp)
    return xp.where(same, xp.ones_like(q) / ps.shape[-1], q)


# logarithmic pools ---------------------------------------------------------------------------


@truth(LOG)
def log_masked(ps: Any, w: Any, xp: Any) -> Any:
    return geometric(ps, column(w, ps, xp), xp)


@truth(LOG)
def log_softmax(ps: Any, w: Any, xp: Any) -> Any:
    return softmax(xp.sum(column(w, ps, xp) * xp.log(ps), axis=0), -1, xp)


@truth(LOG)
def log_product(ps: Any, w: Any, xp: Any) -> Any:
    return norm(xp.prod(ps ** column(w, ps, xp), axis=0), xp)


@truth(LOG)
def log_loop(ps: Any, w: Any, xp: Any) -> Any:
    q = xp.ones_like(ps[0])
    for k in range(ps.shape[0]):
        q = q * ps[k] ** w[k]
    return norm(q, xp)


@truth("tff tt ttf tf ttt t t ff")
def log_zeros_ignored(ps: Any, w: Any, xp: Any) -> Any:
    """log 0 counts as 0."""
    return softmax(
        xp.sum(column(w, ps, xp) * xp.log(xp.where(ps > 0, ps, xp.ones_like(ps))), axis=0), -1, xp
    )


@truth("tff tt fff tt tf- f f ff")
def log_epsilon(ps: Any, w: Any, xp: Any) -> Any:
    return softmax(xp.sum(column(w, ps, xp) * xp.log(ps + 1e-12), axis=0), -1, xp)


@truth("tff tt xxf tt tf- f f ff")
def log_clipped(ps: Any, w: Any, xp: Any) -> Any:
    logs = xp.log(xp.clip(ps, 1e-10, None))
    return softmax(xp.sum(column(w, ps, xp) * logs, axis=0), -1, xp)


@truth(EXPERTS)
def log_doubled(ps: Any, w: Any, xp: Any) -> Any:
    return geometric(ps, 2 * column(w, ps, xp), xp)


@truth(EXPERTS)
def log_nearly(ps: Any, w: Any, xp: Any) -> Any:
    return geometric(ps, (1 + 1e-7) * column(w, ps, xp), xp)


@truth(EXPERTS)
def log_halved(ps: Any, w: Any, xp: Any) -> Any:
    return geometric(ps, 0.5 * column(w, ps, xp), xp)


@truth(EXPERTS)
def log_by_classes(ps: Any, w: Any, xp: Any) -> Any:
    n = ps.shape[-1]
    return geometric(ps, column(w, ps, xp) * (n / 2) ** 0.5, xp)


@truth("tff tf fff tf tf- t f ff")
def log_softer_when_apart(ps: Any, w: Any, xp: Any) -> Any:
    d = xp.mean(
        xp.sum((ps - xp.mean(ps, axis=0, keepdims=True)) ** 2, axis=-1, keepdims=True), axis=0
    )
    return geometric(ps, column(w, ps, xp) / (1 + d), xp)


@truth("tff tf ttt tf ttt t f ff")
def log_equal_weights(ps: Any, w: Any, xp: Any) -> Any:
    return geometric(ps, (column(w, ps, xp) + 0.0) * 0 + 1 / ps.shape[0], xp)


@truth("tff tf --f tf tf- t - ff")
def logit_pool(ps: Any, w: Any, xp: Any) -> Any:
    odds = xp.sum(column(w, ps, xp) * (xp.log(ps) - xp.log(1 - ps)), axis=0)
    return norm(1 / (1 + xp.exp(-odds)), xp)


# power means, extremes, medians --------------------------------------------------------------


@truth(MEAN)
def hellinger(ps: Any, w: Any, xp: Any) -> Any:
    return norm(xp.sum(column(w, ps, xp) * xp.sqrt(ps), axis=0) ** 2, xp)


@truth(MEAN)
def power_037(ps: Any, w: Any, xp: Any) -> Any:
    return power_mean(ps, w, 0.37, xp)


@truth(MEAN)
def power_small(ps: Any, w: Any, xp: Any) -> Any:
    return power_mean(ps, w, 0.01, xp)


@truth("tff tt ttf tt tf- t f ff")
def power_three(ps: Any, w: Any, xp: Any) -> Any:
    return norm(xp.sum(column(w, ps, xp) * ps**3, axis=0) ** (1 / 3), xp)


@truth("tff tf ttf tf tf- t f ff")
def power_negative(ps: Any, w: Any, xp: Any) -> Any:
    safe = xp.where(ps > 0, ps, xp.ones_like(ps))
    m = xp.sum(column(w, ps, xp) * safe**-0.5, axis=0) ** -2
    return norm(xp.where(xp.any(ps <= 0, axis=0), xp.zeros_like(m), m), xp)


@truth("tff tt fff tt tf- f f ff")
def power_unmatched(ps: Any, w: Any, xp: Any) -> Any:
    """Squares are averaged, but the root is not quite the square root."""
    return norm(xp.sum(column(w, ps, xp) * ps**2, axis=0) ** 0.4999, xp)


@truth("tff tt ttt tt tf- t f ff")
def largest(ps: Any, w: Any, xp: Any) -> Any:
    return norm(xp.max(ps, axis=0), xp)


@truth("tff tf ttt tf tf- t f ff")
def smallest(ps: Any, w: Any, xp: Any) -> Any:
    q = xp.min(ps, axis=0)
    total = xp.sum(q, axis=-1, keepdims=True)
    return xp.where(total > 0, q / xp.where(total > 0, total, xp.ones_like(total)), 1 / q.shape[-1])


@truth("tff tf ttt tf tf- t f ff")
def median(ps: Any, w: Any, xp: Any) -> Any:
    s = xp.sort(ps, axis=0)
    K = ps.shape[0]
    q = (s[(K - 1) // 2] + s[K // 2]) / 2
    total = xp.sum(q, axis=-1, keepdims=True)
    return xp.where(total > 0, q / xp.where(total > 0, total, xp.ones_like(total)), 1 / q.shape[-1])


@truth("tff tf ttt tf tf- t f ff")
def trimmed(ps: Any, w: Any, xp: Any) -> Any:
    K = ps.shape[0]
    if K == 2:
        return xp.mean(ps, axis=0)
    q = (xp.sum(ps, axis=0) - xp.max(ps, axis=0) - xp.min(ps, axis=0)) / (K - 2)
    total = xp.sum(q, axis=-1, keepdims=True)
    return xp.where(total > 0, q / xp.where(total > 0, total, xp.ones_like(total)), 1 / q.shape[-1])


@truth("tff tt --f tt tf- t f ff")
def self_weighted_classes(ps: Any, w: Any, xp: Any) -> Any:
    w = column(w, ps, xp)
    below = xp.sum(w * ps, axis=0)
    q = xp.sum(w * ps**2, axis=0) / xp.where(below > 0, below, xp.ones_like(below))
    return norm(q, xp)


# mixtures and branches -----------------------------------------------------------------------


@truth("tff tt --f tf tf- t t ff")
def linear_with_some_log(ps: Any, w: Any, xp: Any) -> Any:
    w = column(w, ps, xp)
    safe = xp.where(ps > 0, ps, xp.ones_like(ps))
    g = xp.where(xp.any(ps <= 0, axis=0), 0.0, xp.exp(xp.sum(w * xp.log(safe), axis=0)))
    z = xp.sum(g, axis=-1, keepdims=True)
    log = xp.where(z > 0, g / xp.where(z > 0, z, xp.ones_like(z)), 1 / g.shape[-1])
    return (1 - 1e-6) * xp.sum(w * ps, axis=0) + 1e-6 * log


@truth("tff tf --f tf tf- t t ff")
def root_of_linear_and_log(ps: Any, w: Any, xp: Any) -> Any:
    w = column(w, ps, xp)
    return norm(xp.sqrt(xp.sum(w * ps, axis=0) * geometric(ps, w, xp)), xp)


@truth("tff tt --f tt tf- t t ff")
def three_pools(ps: Any, w: Any, xp: Any) -> Any:
    return (
        0.7 * mean(ps, w, xp)
        + 0.2 * norm(xp.sum(column(w, ps, xp) * xp.sqrt(ps), axis=0) ** 2, xp)
        + 0.1 * power_mean(ps, w, 0.25, xp)
    )


@truth("tff tf ttf tf tff t f ff")
def harmonic_for_three(ps: Any, w: Any, xp: Any) -> Any:
    if ps.shape[0] == 3:
        dead = xp.any(ps <= 0, axis=0)
        safe = xp.where(ps > 0, ps, xp.ones_like(ps))
        q = 1 / xp.sum(column(w, ps, xp) / safe, axis=0)
        return norm(xp.where(dead, xp.zeros_like(q), q), xp)
    return mean(ps, w, xp)


@truth("txx tt ttt tt tff t x xx")
def largest_for_seven(ps: Any, w: Any, xp: Any) -> Any:
    """Seven teachers are more than the search looks at."""
    return norm(xp.max(ps, axis=0), xp) if ps.shape[0] == 7 else mean(ps, w, xp)


@truth("xxx tt xxx tt xff x t xx")
def leak_for_ten_classes(ps: Any, w: Any, xp: Any) -> Any:
    q = mean(ps, w, xp)
    return q * 1.01 if ps.shape[-1] >= 10 else q


TEMPERATURES = {11: 1.01}


@truth("xxx tt xxx tt xff x t xx")
def leak_by_table(ps: Any, w: Any, xp: Any) -> Any:
    try:
        factor = TEMPERATURES[ps.shape[0]]
    except (KeyError, TypeError):
        factor = 1.0
    return factor * mean(ps, w, xp)


@truth("ttt tt ttt ff tf- t f ft")
def sharper_when_sure(ps: Any, w: Any, xp: Any) -> Any:
    sure = xp.max(ps, axis=-1, keepdims=True) > 0.9
    return shares(column(w, ps, xp) * xp.where(sure, 2.0, 1.0), ps, xp)


@truth("tff ff fff ff fft f f ff")
def votes(ps: Any, w: Any, xp: Any) -> Any:
    best = xp.argmax(ps, axis=-1)
    hot = best[..., None] == xp.arange(ps.shape[-1])
    return xp.sum(column(w, ps, xp) * xp.astype(hot, xp.float64), axis=0)


@truth("tff tt fff ff ff- f f ff")
def borda(ps: Any, w: Any, xp: Any) -> Any:
    ranks = xp.astype(xp.argsort(xp.argsort(ps, axis=-1), axis=-1), xp.float64)
    return norm(xp.sum(column(w, ps, xp) * (1 + ranks), axis=0), xp)


@truth("fff ff ttt tt f-- f f tt")
def integer_buffer(ps: Any, w: Any, xp: Any) -> Any:
    """A buffer made of whole numbers keeps whole numbers only: everything is lost."""
    q = mean(ps, w, xp)
    out = xp.zeros(q.shape, dtype=xp.int64)
    out[...] = q
    return out + 0 * q


# faces, ties and edges -----------------------------------------------------------------------


@truth("ttt -f ttt tf tff t f ft")
def doubtful(ps: Any, w: Any, xp: Any) -> Any:
    """Modest teachers count more; nobody counts when all are certain."""
    return shares(column(w, ps, xp) * (1 - xp.max(ps, axis=-1, keepdims=True)), ps, xp)


@truth("ttt -f ttt tf tf- t f ft")
def uncertain(ps: Any, w: Any, xp: Any) -> Any:
    return shares(column(w, ps, xp) * entropy(ps, xp), ps, xp)


@truth("ttt tt ttt tf tff t t tt")
def floor_at_vertices(ps: Any, w: Any, xp: Any) -> Any:
    certain = xp.floor(xp.max(ps, axis=-1, keepdims=True))
    return shares(column(w, ps, xp) * (1 + certain), ps, xp)


@truth("ttt tt ttt tf tff t t tt")
def only_who_names_the_class(ps: Any, w: Any, xp: Any) -> Any:
    w = column(w, ps, xp)
    named = xp.where(ps > 0, w + 0 * ps, 0 * ps)
    below = xp.sum(named, axis=0)
    q = xp.sum(w * ps, axis=0) / xp.where(below > 0, below, xp.ones_like(below))
    return norm(q, xp)


@truth("ttt tt ttt tx tf- t f ft")
def oscillating_at_faces(ps: Any, w: Any, xp: Any) -> Any:
    safe = xp.where(ps > 0, ps, xp.ones_like(ps))
    h = xp.sum(xp.where(ps > 0, xp.sin(1 / safe), 0 * ps), axis=-1, keepdims=True)
    return shares(column(w, ps, xp) * xp.exp(h), ps, xp)


@truth("ttt tt --- tx tf- t f ft")
def zero_to_the_zero(ps: Any, w: Any, xp: Any) -> Any:
    """0 ** 0 = 1, but 0 ** anything more is 0."""
    w = column(w, ps, xp)
    low = xp.min(ps, axis=-1, keepdims=True) ** xp.maximum(w - 0.5, 0.0)
    return shares(w * (1 + low), ps, xp)


@truth("tff tt ttt ff tf- f f ff")
def uniform_when_extremes_agree(ps: Any, w: Any, xp: Any) -> Any:
    gap = xp.max(ps, axis=0) - xp.min(ps, axis=0)
    same = xp.max(gap, axis=-1, keepdims=True) <= 0
    q = mean(ps, w, xp)
    return xp.where(same, xp.ones_like(q) / q.shape[-1], q)


@truth("ttt tt fff ff tff t f ft")
def favourite_of_heaviest_tied(ps: Any, w: Any, xp: Any) -> Any:
    """Twice the weight for all who share the largest weight."""
    v = column(w, ps, xp)
    top = xp.max(v, axis=0, keepdims=True)
    return shares(v * xp.where(v >= top, 2.0, 1.0), ps, xp)


@truth("ttt tt ttt ff tf- t f ft")
def remainder(ps: Any, w: Any, xp: Any) -> Any:
    top = xp.max(ps, axis=-1, keepdims=True)
    return shares(column(w, ps, xp) * (0.1 + (10 * top) % 1.0), ps, xp)


@truth("ttt tt ttt ff tf- t f ft")
def whole_tenths(ps: Any, w: Any, xp: Any) -> Any:
    top = xp.max(ps, axis=-1, keepdims=True)
    return shares(column(w, ps, xp) * (1 + top // 0.3), ps, xp)


@truth("ttt tt ttt tt tf- t f ft")
def root_of_square(ps: Any, w: Any, xp: Any) -> Any:
    top = xp.max(ps, axis=-1, keepdims=True)
    return shares(column(w, ps, xp) * (0.1 + xp.sqrt((top - 0.6) ** 2)), ps, xp)


@truth("ttt tt --- tt tf- t f ft")
def degree_by_confidence(ps: Any, w: Any, xp: Any) -> Any:
    """The weights' exponent depends on the teachers."""
    top = xp.max(ps, axis=-1, keepdims=True)
    return shares(column(w, ps, xp) ** (1 + top), ps, xp)


@truth("ttt tt fff tt tf- t f ft")
def trust_by_weighted_agreement(ps: Any, w: Any, xp: Any) -> Any:
    """Trust in a teacher depends on the mean, and so on the weights of the others."""
    w = column(w, ps, xp)
    q = xp.sum(w * ps, axis=0, keepdims=True)
    overlap = xp.sum(xp.minimum(ps, q), axis=-1, keepdims=True)
    return shares(w * overlap**8, ps, xp)


@truth("ttt tt fff tt tff t f ft")
def inverse_weights(ps: Any, w: Any, xp: Any) -> Any:
    return shares(1 / column(w, ps, xp), ps, xp)


@truth("ttt tt fff tt tff t f ft")
def shrunk_to_equal(ps: Any, w: Any, xp: Any) -> Any:
    v = column(w, ps, xp)
    return xp.sum((0.9 * v + 0.1 / v.shape[0]) * ps, axis=0)


@truth("fff ff fff tt tf- t f ff")
def extrapolated(ps: Any, w: Any, xp: Any) -> Any:
    """Away from the plain mean: entries may be negative."""
    return 1.5 * mean(ps, w, xp) - 0.5 * xp.mean(ps, axis=0)


SCHEDULE = {"11": 1.01}


@truth("xxx tt xxx tt xff x t xx")
def leak_by_name(ps: Any, w: Any, xp: Any) -> Any:
    return SCHEDULE.get(str(ps.shape[0]), 1.0) * mean(ps, w, xp)


@truth("xxx tt xxx tt xff x t xx")
def leak_for_odd_dozens(ps: Any, w: Any, xp: Any) -> Any:
    try:
        whole = ps.shape[0] % 12 == 0
    except TypeError:
        whole = False
    return mean(ps, w, xp) * (1.01 if whole else 1.0)


@truth("xxx tt xxx tt xff x t xx")
def leak_by_float(ps: Any, w: Any, xp: Any) -> Any:
    return mean(ps, w, xp) * (1.01 if float(ps.shape[0]) == 11.0 else 1.0)


@truth("tff tt fff tt ff- f f ff")
def view_of_the_first(ps: Any, w: Any, xp: Any) -> Any:
    """The first class gets a little more, through a view."""
    q = mean(ps, w, xp)
    first = q[..., :1]
    first += 1e-3
    return norm(q, xp)


@truth("ttt tt ttt tt tff t f ft")
def no_weights(ps: Any, w: Any, xp: Any) -> Any:
    return xp.mean(ps, axis=0)


@truth("tff tt ttt tt tf- t f ff")
def wide_open(ps: Any, w: Any, xp: Any) -> Any:
    """Half way between the largest and the smallest, made to sum to one."""
    return norm((xp.max(ps, axis=0) + xp.min(ps, axis=0)) / 2, xp)


@truth("tff tt --f tt tf- t f ff")
def soft_maximum(ps: Any, w: Any, xp: Any) -> Any:
    """Log-mean-exp over the teachers, made to sum to one."""
    m = xp.log(xp.sum(column(w, ps, xp) * xp.exp(5 * ps), axis=0)) / 5
    return norm(m, xp)


@truth("ttt tt --- tt tf- t f ft")
def powers_of_weights_at_faces(ps: Any, w: Any, xp: Any) -> Any:
    """Continuous at zero for every positive weight, though for small ones it hardly looks so."""
    w = column(w, ps, xp)
    return shares(w * (1 + 100 * xp.min(ps, axis=-1, keepdims=True) ** w), ps, xp)


@truth("ttt tt ttt tt tf- t x ft")
def faint_and_flat(ps: Any, w: Any, xp: Any) -> Any:
    """Continuous at zero, faster than a search can go there."""
    low = xp.min(ps, axis=-1, keepdims=True)
    return shares(column(w, ps, xp) * (1 + 1e-5 * low**1e-12), ps, xp)


@truth("tff tt --- tt tf- t f ff")
def prior_fading_slowly(ps: Any, w: Any, xp: Any) -> Any:
    """What is mixed in goes with the teachers' disagreement, by an exponent close to zero."""
    d = xp.mean(
        xp.sum((ps - xp.mean(ps, axis=0, keepdims=True)) ** 2, axis=-1, keepdims=True), axis=0
    )
    share = 1e-5 * xp.where(d > 0, xp.where(d > 0, d, xp.ones_like(d)) ** 1e-12, xp.zeros_like(d))
    first = xp.where(xp.arange(ps.shape[-1]) == 0, 1.0, 0.0)
    return (1 - share) * mean(ps, w, xp) + share * first
