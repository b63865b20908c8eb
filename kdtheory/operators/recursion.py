"""Steps of anchored recursive distillation, each one function ``f(base, student, alpha, xp)``.

`base` is the teacher ``p_0`` and `student` the previous student ``s``, both ``(..., n)``; `alpha`
is 0-d or ``(..., 1)`` in (0, 1); the result is the next student ``s'``, ``(..., n)``. The
violators stand in :mod:`kdtheory.operators.recursion_violators` and are offered here too.

``holds`` declares the truth for ``0 < alpha < 1`` and ``n >= 2``, teacher and student in the open
simplex for A1 and in the closed one for A2 and A3; false means false somewhere.
"""

from __future__ import annotations

from typing import Any, Final

from kdtheory.operators._parts import geometric, position, softmax, total
from kdtheory.operators.recursion_violators import (  # noqa: F401  (offered here too)
    ANCHORED,
    anchor_leak,
    anchor_locked,
    anchor_threshold,
    anchor_unnormalised,
    false,
)
from kdtheory.operators.registry import operator

RM: Final = "RM, Flouro and Chadwick 2026"
BISECTIONS: Final = 64
STEEPEST: Final = 64.0


@operator("recursion", formula="alpha p_0 + (1 - alpha) s", source=RM, holds=ANCHORED)
def linear_anchor(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    """Linear anchor: the exact student of a mixture of teacher and previous student.

    Notes
    -----
    A3 is the formula with ``r = s``; the other axioms follow from it.

    Examples
    --------
    >>> import array_api_compat.numpy as xp
    >>> p, s = xp.asarray([0.5, 0.5]), xp.asarray([1.0, 0.0])
    >>> [float(x) for x in linear_anchor(p, s, xp.asarray(0.5), xp)]
    [0.75, 0.25]
    """
    return alpha * base + (1.0 - alpha) * student


@operator(
    "recursion",
    formula="p_0^alpha s^(1 - alpha) / Z",
    source="ours; the anchor in logits",
    holds=ANCHORED | false("A2/base", "A3/anchor"),
)
def geometric_anchor(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    """Geometric anchor: the logarithmic pool of teacher and previous student.

    Notes
    -----
    A class that the student has lost stays lost, and for ``p_0 = (1/2, 1/2)`` and
    ``s = (e, 1 - e)`` the first class tends to 0, below ``alpha/2``. Where teacher and student
    have no class in common, the linear anchor stands in.

    Examples
    --------
    >>> import array_api_compat.numpy as xp
    >>> p, s = xp.asarray([0.5, 0.5]), xp.asarray([0.8, 0.2])
    >>> [round(float(x), 6) for x in geometric_anchor(p, s, xp.asarray(0.5), xp)]
    [0.666667, 0.333333]
    """
    both = xp.stack([base + 0.0 * student, student + 0.0 * base])
    share = alpha + 0.0 * total(both[0, ...], xp)
    return geometric(both, xp.stack([share, 1.0 - share]), xp)


@operator(
    "recursion",
    formula="s",
    source=RM,
    holds=ANCHORED | false("A2/base", "A3/anchor"),
)
def unanchored(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    """No anchor: the next student copies the previous one.

    Notes
    -----
    The identity in exact arithmetic; with sampled students it is the recursion that collapses.
    """
    return student + 0.0 * (alpha * base)


@operator(
    "recursion",
    formula="argmin_theta KL(alpha p_0 + (1 - alpha) s || softmax(theta i)), |theta| <= 64",
    source="ours; exponential-family student with one statistic",
    holds=ANCHORED | false("A3/anchor"),
)
def capacity_limited(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    """Linear anchor, then the best student that has a single parameter.

    Notes
    -----
    The student family is ``softmax(theta i)`` over the classes ``i = 1..n``. The divergence is
    smallest where its mean of ``i`` agrees with that of the mixture; that mean increases in
    ``theta``, which is found by bisection, 64 halvings or ``xp.bisect_iters`` of them. The means,
    unlike the entries, contract to the teacher's by ``1 - alpha``.

    Every member of the family is positive, so A1 and A2 hold (in double precision the smallest
    entry may underflow from 13 classes on). For two classes the projection is
    exact; near ``p_0 = s = (1/2, 0, 1/2)`` it is uniform, below ``alpha/2`` for ``alpha > 2/3``
    (A3).
    """
    mixed = alpha * base + (1.0 - alpha) * student
    i = position(mixed, xp)
    moment = total(i * mixed, xp)
    low, high = xp.zeros_like(moment) - STEEPEST, xp.zeros_like(moment) + STEEPEST
    for _ in range(getattr(xp, "bisect_iters", BISECTIONS)):
        middle = (low + high) / 2.0
        below = total(i * softmax(middle * i, xp), xp) < moment
        low, high = xp.where(below, middle, low), xp.where(below, high, middle)
    return softmax((low + high) / 2.0 * i, xp)


@operator(
    "recursion",
    formula="alpha r + (1 - alpha) s, r = p_0 with its classes in reverse",
    source=RM + "; the anchor is not the teacher",
    holds=ANCHORED | false("A2/base", "A3/anchor"),
)
def arbitrary_reference(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    """Linear anchor to a distribution that is not the teacher.

    Notes
    -----
    It converges as fast as the linear anchor, but to ``r``. With ``p_0 = (1, 0)`` and
    ``s = (0, 1)`` the teacher's class gets nothing.
    """
    return alpha * xp.flip(base, axis=-1) + (1.0 - alpha) * student


@operator(
    "recursion",
    formula="alpha p_0 + (1 - alpha) r, r_i = s_(i-1) cyclically",
    source=RM + "; r is free",
    holds=ANCHORED,
)
def rolled_anchor(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    """Anchored step whose free part is the previous student with its classes shifted.

    Notes
    -----
    All axioms hold, since A3 leaves ``r`` free, and yet the recursion does not converge to the
    teacher: its fixed point is ``alpha sum_g (1 - alpha)**g R**g p_0`` with the shift ``R``.
    """
    return alpha * base + (1.0 - alpha) * xp.roll(student, 1, axis=-1)


@operator(
    "recursion",
    formula="alpha p_0 + (1 - alpha) r, r uniform on argmin s",
    source=RM + "; r is free",
    holds=ANCHORED,
)
def contrarian_anchor(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    """Anchored step whose free part goes to the previous student's least likely class.

    Notes
    -----
    All axioms hold and the recursion need not converge at all: for ``p_0 = (1/2, 1/2)`` it
    alternates between two students.
    """
    least = student == xp.min(student, axis=-1, keepdims=True)
    r = xp.where(least, xp.ones_like(student), xp.zeros_like(student))
    return alpha * base + (1.0 - alpha) * (r / total(r, xp))


@operator(
    "recursion",
    formula="alpha p_0 + (1 - alpha) s, s the mean of the last m students",
    source=RM,
    holds=ANCHORED,
)
def memory_anchor(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    """Linear anchor with memory: `student` is the mean of the last m students.

    Notes
    -----
    As a map of its arguments it is the linear anchor; :func:`memory_step` takes the students one
    by one.
    """
    return alpha * base + (1.0 - alpha) * student


def memory_step(base: Any, students: Any, alpha: Any, xp: Any) -> Any:
    """One step of the linear anchor with memory.

    Parameters
    ----------
    base : array of shape (..., n)
    students : array of shape (m, ..., n)
        The last m students, in any order.
    alpha : array, 0-d or (..., 1)

    Returns
    -------
    array of shape (..., n)

    Examples
    --------
    >>> import array_api_compat.numpy as xp
    >>> p, students = xp.asarray([0.5, 0.5]), xp.asarray([[1.0, 0.0], [0.0, 1.0]])
    >>> [float(x) for x in memory_step(p, students, xp.asarray(0.5), xp)]
    [0.5, 0.5]
    """
    return memory_anchor(base, xp.mean(students, axis=0), alpha, xp)
