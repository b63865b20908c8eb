"""Lemmas that several proofs share, as obligations about functions of one ratio."""

from __future__ import annotations

from typing import Any

from kdtheory.claims.obligation import Goal
from kdtheory.theorems.proofs import Statement, convex_at_one, falls_then_rises


def logarithm_below_tangent(r: Any, xp: Any) -> list[Statement]:
    """``log r <= r − 1``: the inequality of the means, Gibbs and ``KL <= χ²`` rest on it."""
    return falls_then_rises("r − 1 − log r", r - 1 - xp.log(r), r, 1 / r)


def mixture_of_logarithms(r: Any, alpha: Any, xp: Any) -> list[Statement]:
    """Concavity of the logarithm: ``log(α + (1−α) r) >= (1−α) log r``."""
    b = 1 - alpha
    return falls_then_rises(
        "log(α + (1−α) r) − (1−α) log r",
        xp.log(1 + b * (r - 1)) - b * xp.log(r), r, alpha * b / (r * (alpha + b * r)),
    )  # fmt: skip


def mixture_of_entropies(r: Any, alpha: Any, xp: Any) -> list[Statement]:
    """Convexity of ``r log r``: its value at ``α + (1−α) r`` is at most ``(1−α) r log r``."""
    b, mixed = 1 - alpha, 1 + (1 - alpha) * (r - 1)
    return convex_at_one(
        "(1−α) r log r − r' log r', r' = α + (1−α) r",
        b * r * xp.log(r) - mixed * xp.log(mixed), r,
    )  # fmt: skip


def powers_below_mean(r: Any, alpha: Any, xp: Any) -> list[Statement]:
    """Young's inequality: ``r^α <= α r + 1 − α``."""
    return convex_at_one("α r + 1 − α − r^α", alpha * r + 1 - alpha - r**alpha, r)


def zero(words: str, node: Any) -> Statement:
    return (words, Goal.ZERO, node)


def nonnegative(words: str, node: Any) -> Statement:
    return (words, Goal.NONNEGATIVE, node)


def positive(words: str, node: Any) -> Statement:
    return (words, Goal.POSITIVE, node)
