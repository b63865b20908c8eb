"""Recursion steps that break axioms by very little: the controls of every check.

See :mod:`kdtheory.operators.recursion` for shapes and conventions.
"""

from __future__ import annotations

from typing import Any, Final

from kdtheory.operators._parts import drop_small, normalise
from kdtheory.operators.registry import operator

ANCHORED: Final[dict[str, bool | None]] = dict.fromkeys(
    ("RM-A1/valid", "RM-A2/all", "RM-A2/base", "RM-A3/anchor"), True
)
"""The pattern of the linear anchor: everything."""


def false(*keys: str) -> dict[str, bool | None]:
    """Declarations that these readings fail."""
    return dict.fromkeys((f"RM-{key}" for key in keys), False)


@operator(
    "recursion",
    formula="(1 - 2^-20) (alpha p_0 + (1 - alpha) s)",
    source="ours",
    holds=ANCHORED | false("A1/valid", "A3/anchor"),
)
def anchor_unnormalised(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    """Near miss of validity: a linear anchor that sums to 1 - 2^-20.

    Notes
    -----
    A class that the student nearly lacks gets less than ``alpha p_0`` (A3).
    """
    return (1.0 - 2.0**-20) * (alpha * base + (1.0 - alpha) * student)


@operator(
    "recursion",
    formula="a p_0 + (1 - a) s, a = (1 - 2^-16) alpha",
    source="ours",
    holds=ANCHORED | false("A3/anchor"),
)
def anchor_leak(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    """Near miss of anchoring: a linear anchor a little weaker than announced.

    Notes
    -----
    As ``s_i`` tends to 0 the class gets ``(1 - 2**-16) alpha p_0(i)``, which is positive but
    short of ``alpha p_0(i)``.
    """
    a = (1.0 - 2.0**-16) * alpha
    return a * base + (1.0 - a) * student


@operator(
    "recursion",
    formula="alpha p_0 + (1 - alpha) s, entries below 2^-20 of the largest set to 0, normalised",
    source="ours; truncation as in stored top-k logits",
    holds=ANCHORED | false("A2/all", "A2/base", "A3/anchor"),
)
def anchor_threshold(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    """Near miss of positivity: a linear anchor that drops tiny probabilities.

    Notes
    -----
    With ``p_0 = s = (1 - 1e-7, 1e-7)`` the second class is lost.
    """
    return drop_small(alpha * base + (1.0 - alpha) * student, 2.0**-20, xp)


@operator(
    "recursion",
    formula="(alpha p_0 + (1 - alpha) s)_i where s_i > 0, else 0, normalised",
    source="ours; a student with a fixed vocabulary",
    holds=ANCHORED | false("A2/base", "A3/anchor"),
)
def anchor_locked(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    """Linear anchor on the student's own support: a class once lost never returns.

    Notes
    -----
    The linear anchor whenever all ``s_i > 0``; only with ``s_i = 0 < p_0(i)``, on a face of the
    simplex, it loses the class. The student has some class, so the sum is positive.
    """
    mixed = alpha * base + (1.0 - alpha) * student
    return normalise(xp.where(student > 0, mixed, xp.zeros_like(mixed)), xp)
