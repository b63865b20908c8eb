"""Pieces that the margins of several theorems share."""

from __future__ import annotations

from typing import Any

from kdtheory import simplex
from kdtheory.claims.claim import Cases


def equal(one: Any, other: Any, xp: Any, when: Any = None) -> Cases:
    """The claim that two arrays are equal entry by entry."""
    return Cases(-xp.abs(one - other), when, xp.abs(one) + xp.abs(other))


def at_most(one: Any, other: Any, xp: Any, when: Any = None) -> Cases:
    """The claim that ``one <= other`` entry by entry."""
    return Cases(other - one, when, xp.abs(one) + xp.abs(other))


def kl(p: Any, q: Any, xp: Any) -> Any:
    """``KL(p‖q)``, shape ``(..., 1)``."""
    return simplex.divergence(p, q, xp)[..., None]


def tv(p: Any, q: Any, xp: Any) -> Any:
    """Total variation, shape ``(..., 1)``."""
    return simplex.total_variation(p, q, xp)[..., None]


def l1(x: Any, xp: Any) -> Any:
    """``‖x‖₁`` over the last axis, shape ``(..., 1)``."""
    return xp.sum(xp.abs(x), axis=-1, keepdims=True)


def total(x: Any, xp: Any) -> Any:
    """Sum over the last axis, shape ``(..., 1)``."""
    return xp.sum(x, axis=-1, keepdims=True)


def hilbert(p: Any, q: Any, xp: Any) -> Any:
    """Hilbert metric of positive distributions, shape ``(..., 1)``."""
    ratio = xp.log(p) - xp.log(q)
    return xp.max(ratio, axis=-1, keepdims=True) - xp.min(ratio, axis=-1, keepdims=True)


def largest(x: Any, xp: Any) -> Any:
    """Largest entry over the last axis, shape ``(..., 1)``."""
    return xp.max(x, axis=-1, keepdims=True)


def chi_square(q: Any, p: Any, xp: Any) -> Any:
    """``Σ (q_i − p_i)²/p_i``, shape ``(..., 1)``."""
    return total((q - p) * (q - p) / p, xp)
