"""Recursions and weightings as strangers write them, with their truth, as in ``pools_hard``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

RECURSION_ORDER = ("RM-A1/valid", "RM-A2/all", "RM-A2/base", "RM-A3/anchor")
WEIGHTING_ORDER = (
    "AW-A1/normalised", "AW-A2/positive", "AW-A4/lipschitz", "AW-A5/ordinal", "AW-A5/monotone",
)  # fmt: skip

RECURSIONS: dict[str, Callable[..., Any]] = {}
RECURSION_TRUTHS: dict[str, dict[str, str]] = {}
WEIGHTINGS: dict[str, Callable[..., Any]] = {}
WEIGHTING_TRUTHS: dict[str, dict[str, str]] = {}


def recursion(row: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def put(f: Callable[..., Any]) -> Callable[..., Any]:
        RECURSIONS[f.__name__] = f
        RECURSION_TRUTHS[f.__name__] = dict(zip(RECURSION_ORDER, row, strict=True))
        return f

    return put


def weighting(row: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def put(f: Callable[..., Any]) -> Callable[..., Any]:
        WEIGHTINGS[f.__name__] = f
        WEIGHTING_TRUTHS[f.__name__] = dict(zip(WEIGHTING_ORDER, row, strict=True))
        return f

    return put


def norm(x: Any, xp: Any) -> Any:
    return x / xp.sum(x, axis=-1, keepdims=True)


def log_or_zero(p: Any, xp: Any) -> Any:
    return xp.log(xp.where(p > 0, p, xp.ones_like(p)))


# recursions ----------------------------------------------------------------------------------


@recursion("tttt")
def as_correction(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    return student + alpha * (base - student)


@recursion("ttff")
def geometric(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    q = xp.exp(alpha * log_or_zero(base, xp) + (1 - alpha) * log_or_zero(student, xp))
    q = xp.where((base > 0) & (student > 0), q, xp.zeros_like(q))
    z = xp.sum(q, axis=-1, keepdims=True)
    return xp.where(z > 0, q / xp.where(z > 0, z, xp.ones_like(z)), student)


@recursion("tttf")
def geometric_epsilon(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    s = alpha * xp.log(base + 1e-12) + (1 - alpha) * xp.log(student + 1e-12)
    return norm(xp.exp(s), xp)


@recursion("tttf")
def squared_share(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    return alpha**2 * base + (1 - alpha**2) * student


@recursion("tttt")
def root_share(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    a = xp.sqrt(alpha)
    return a * base + (1 - a) * student


@recursion("tttt")
def share_floored(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    a = xp.maximum(alpha, 0.1)
    return a * base + (1 - a) * student


@recursion("tttf")
def share_capped(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    a = xp.clip(alpha, 0.0, 0.999)
    return a * base + (1 - a) * student


@recursion("tttt")
def student_sharpened(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    return alpha * base + (1 - alpha) * norm(student**2, xp)


@recursion("tttt")
def student_pruned(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    kept = xp.where(student > 1e-4, student, xp.zeros_like(student))
    return alpha * base + (1 - alpha) * norm(kept, xp)


@recursion("tfff")
def pruned_after(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    q = alpha * base + (1 - alpha) * student
    return norm(xp.where(q > 1e-9, q, xp.zeros_like(q)), xp)


@recursion("tttf")
def share_lowered(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    a = alpha * (1 - 1e-9)
    return a * base + (1 - a) * student


@recursion("tttf")
def larger_of_both(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    return norm(xp.maximum(alpha * base, student), xp)


@recursion("tttt")
def base_for_confident_students(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    sure = xp.max(student, axis=-1, keepdims=True) > 0.99
    return xp.where(sure, base, alpha * base + (1 - alpha) * student)


@recursion("fttt")
def slightly_too_much(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    return (1 + 1e-10) * (alpha * base + (1 - alpha) * student)


@recursion("tttf")
def share_by_entropy(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    h = -xp.sum(base * log_or_zero(base, xp), axis=-1, keepdims=True)
    a = alpha / (1 + 1e-7 * h)
    return a * base + (1 - a) * student


@recursion("ttff")
def no_anchor_when_agreed(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    a, b = xp.argmax(base, axis=-1), xp.argmax(student, axis=-1)
    same = (a == b)[..., None]
    return xp.where(same, student, alpha * base + (1 - alpha) * student)


@recursion("ttff")
def harmonic(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    alive = (base > 0) & (student > 0)
    b, s = (xp.where(alive, p, xp.ones_like(p)) for p in (base, student))
    q = xp.where(alive, 1 / (alpha / b + (1 - alpha) / s), xp.zeros_like(b))
    z = xp.sum(q, axis=-1, keepdims=True)
    return xp.where(z > 0, q / xp.where(z > 0, z, xp.ones_like(z)), student)


# weightings ----------------------------------------------------------------------------------


def softmax(s: Any, xp: Any) -> Any:
    return norm(xp.exp(s - xp.max(s, axis=-1, keepdims=True)), xp)


@weighting("ttttt")
def softmax_floored(scores: Any, xp: Any) -> Any:
    return 0.9 * softmax(scores, xp) + 0.1 / scores.shape[-1]


@weighting("ttttt")
def softmax_clipped(scores: Any, xp: Any) -> Any:
    return softmax(xp.clip(scores, -5, 5), xp)


@weighting("tfttt")
def sparsemax(scores: Any, xp: Any) -> Any:
    s = xp.sort(scores, axis=-1)[..., ::-1]
    total = xp.cumulative_sum(s, axis=-1)
    k = xp.asarray([float(i + 1) for i in range(scores.shape[-1])])
    inside = 1 + k * s > total
    many = xp.sum(xp.where(inside, xp.ones_like(s), xp.zeros_like(s)), axis=-1, keepdims=True)
    kept = xp.sum(xp.where(inside, s, xp.zeros_like(s)), axis=-1, keepdims=True)
    return xp.maximum(scores - (kept - 1) / many, 0.0)


@weighting("tfftt")
def best_only(scores: Any, xp: Any) -> Any:
    best = scores == xp.max(scores, axis=-1, keepdims=True)
    return norm(xp.where(best, xp.ones_like(scores), xp.zeros_like(scores)), xp)


@weighting("ttttt")
def softplus(scores: Any, xp: Any) -> Any:
    return norm(xp.logaddexp(scores, 0 * scores), xp)


@weighting("ttfft")
def by_rank(scores: Any, xp: Any) -> Any:
    ranks = xp.astype(xp.argsort(xp.argsort(scores, axis=-1), axis=-1), xp.float64)
    return norm(1 + ranks, xp)


@weighting("ttfff")
def by_square(scores: Any, xp: Any) -> Any:
    return softmax(scores**2, xp)


@weighting("tttff")
def wobbling(scores: Any, xp: Any) -> Any:
    return softmax(scores - 2e-3 * xp.sin(1000 * scores), xp)


@weighting("ttttt")
def gently_wobbling(scores: Any, xp: Any) -> Any:
    return softmax(scores - 0.9e-3 * xp.sin(1000 * scores), xp)


@weighting("tttft")
def first_favoured(scores: Any, xp: Any) -> Any:
    bonus = xp.asarray([1e-6 if k == 0 else 0.0 for k in range(scores.shape[-1])])
    return softmax(scores + bonus, xp)


@weighting("ttftt")
def rounded_scores(scores: Any, xp: Any) -> Any:
    return softmax(xp.round(scores, decimals=2), xp)


@weighting("ttttt")
def uniform(scores: Any, xp: Any) -> Any:
    return xp.ones_like(scores) / scores.shape[-1]


@weighting("ftttt")
def sigmoid(scores: Any, xp: Any) -> Any:
    return 1 / (1 + xp.exp(-scores))


@weighting("ttftt")
def hard_for_three(scores: Any, xp: Any) -> Any:
    if scores.shape[-1] == 3:
        return softmax(xp.floor(scores), xp)
    return softmax(scores, xp)


@weighting("ftttt")
def slightly_too_much_weight(scores: Any, xp: Any) -> Any:
    return softmax(scores, xp) * (1 + 1e-11)


@weighting("ttftt")
def very_sharp(scores: Any, xp: Any) -> Any:
    return softmax(1e8 * scores, xp)


@weighting("tftff")
def distrusts_leaders(scores: Any, xp: Any) -> Any:
    top = xp.max(scores, axis=-1, keepdims=True)
    low = xp.min(scores, axis=-1, keepdims=True)
    far = xp.maximum(1 - (top - scores), 0.0) * xp.minimum(top - low, 1.0)
    return norm(xp.maximum(1.0 - far, 0.0), xp)
