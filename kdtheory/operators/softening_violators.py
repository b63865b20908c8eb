"""Softening operators that break axioms, on purpose: the controls of every check.

Some break much at once, as they do in practice (top-k); others break exactly one reading, some
by less than 1e-4. See :mod:`kdtheory.operators.softening` for shapes and conventions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kdtheory.operators._parts import (
    escort,
    largest,
    log_or_zero,
    mix,
    position,
    ramp,
    softmax,
    sparsemax,
    sum_over_larger,
    total,
)
from kdtheory.operators.registry import operator

_ALL: Final[Mapping[str, bool | None]] = dict.fromkeys(
    (
        "SK-A0/simplex",
        "SK-A0/symmetry",
        "SK-A1/strict",
        "SK-A1/weak",
        "SK-A2/open",
        "SK-A2/closed",
        "SK-A3/weak",
        "SK-A3/strict",
        "SK-A4/open",
        "SK-A4/closed",
        "SK-A5/inf-open",
        "SK-A5/inf-closed",
        "SK-A5/inf-support",
        "SK-A5/zero",
    ),
    True,
)

KEEPS_ZEROS: Final[dict[str, bool | None]] = {**_ALL, "SK-A5/inf-closed": False}
"""Everything but ``inf-closed``: the pattern of the power transform."""

FILLS_CLASSES: Final[dict[str, bool | None]] = {
    **_ALL,
    "SK-A5/inf-support": False,
    "SK-A5/zero": None,
}
"""Everything but ``inf-support``, meaningless below ``T = 1``: the pattern of the mixture."""


def _false(*keys: str) -> dict[str, bool | None]:
    return dict.fromkeys((f"SK-{key}" for key in keys), False)


_TRUNCATES: Final = KEEPS_ZEROS | _false(
    "A1/strict",
    "A2/open",
    "A2/closed",
    "A3/strict",
    "A4/open",
    "A4/closed",
    "A5/inf-open",
    "A5/inf-support",
)


@operator(
    "softening",
    temperatures=("0", None),
    formula="p_i^(1/T) / Z on the classes with p_i >= the second largest entry, else 0",
    source="top-k truncation, Fan, Lewis and Dauphin 2018; k = 2, ties kept",
    holds=_TRUNCATES,
)
def topk(p: Any, T: Any, xp: Any) -> Any:
    """Power transform of the two most probable classes, the others set to zero.

    Notes
    -----
    Dropped classes become ties (A1 strict) and never come back (A4, A5); at
    ``(2/5, 3/10, 3/10)`` it jumps (A2); ``(2/5, 2/5, 1/5)`` gives ``(1/2, 1/2, 0)`` at every
    temperature (A3 strict). All of it needs three classes. Ties at the cut are kept together,
    so symmetry and A1 weak hold.
    """
    down = xp.flip(xp.sort(p, axis=-1), axis=-1)
    return escort(xp.where(p >= down[..., 1:2], p, xp.zeros_like(p)), 1.0 / T, xp)


@operator(
    "softening",
    temperatures=("0", None),
    formula="p_i^(1/T) / Z on the classes with sum_j p_j [p_j > p_i] < 7/8, else 0",
    source="nucleus (top-p) truncation, Holtzman et al. 2020; mass 7/8, ties kept",
    holds=_TRUNCATES,
)
def nucleus(p: Any, T: Any, xp: Any) -> Any:
    """Power transform of the smallest set of top classes with mass 7/8.

    Notes
    -----
    Fails where :func:`topk` fails, here already for two classes but for A1 strict:
    ``(7/8, 1/8)`` gives ``(1, 0)``, the points just below do not.
    """
    kept = sum_over_larger(p, p, xp) < 0.875
    return escort(xp.where(kept, p, xp.zeros_like(p)), 1.0 / T, xp)


@operator(
    "softening",
    temperatures=("0", None),
    formula="argmax_q <log p, q> - (T/2) sum_j q_j^2",
    source="Martins and Astudillo 2016, sparsemax of the log-probabilities",
    holds=KEEPS_ZEROS | _false("A1/strict", "A3/strict", "A4/open", "A4/closed"),
)
def sparsemax_log(p: Any, T: Any, xp: Any) -> Any:
    """Sparsemax of log(p)/T.

    Notes
    -----
    Classes more than ``T`` below the top log-probability vanish: ties arise (A1 strict), peaked
    ``p`` rest at a vertex over a range of temperatures (A3 strict), and ``T = 1`` is not the
    identity. It is continuous up to the faces, since small entries are cut before they reach
    zero, and entropy never falls: on a fixed support it is a mixture with uniform.
    """
    shifted = log_or_zero(p / largest(p, xp), xp) / T
    return sparsemax(xp.where(p > 0, shifted, xp.zeros_like(p) - 2.0), xp)  # -1 already is cut


@operator(
    "softening",
    temperatures=("0", None),
    formula="exp(-r_i/T) / Z, r_i = number of classes more probable than i",
    source="ours",
    holds=FILLS_CLASSES
    | _false("A2/open", "A2/closed", "A4/open", "A4/closed")
    | {"SK-A5/zero": True},
)
def rank_profile(p: Any, T: Any, xp: Any) -> Any:
    """Probabilities made of the ranks alone, equal ranks for ties.

    Notes
    -----
    Keeps the order perfectly and grows in entropy (a softmax of fixed scores), but jumps at
    every tie and forgets ``p``: A2 and A4 fail.
    """
    rank = sum_over_larger(p, xp.ones_like(p), xp)
    return softmax(-rank / T, xp)


@operator(
    "softening",
    temperatures=("0", None),
    formula="exp(-r_i/T) / Z, r_i = place of i in the sorted order, ties by position",
    source="ours",
    holds=FILLS_CLASSES
    | _false("A0/symmetry", "A1/weak", "A2/open", "A2/closed", "A4/open", "A4/closed", "A5/zero"),
)
def ordinal_profile(p: Any, T: Any, xp: Any) -> Any:
    """Rank profile in which the earlier class wins a tie.

    Notes
    -----
    Shows that A1 strict does not imply A1 weak: strict says nothing about ties, and here every
    tie is broken, by the position of the class, so symmetry fails too. As ``T -> 0`` one of the
    tied top classes takes all.
    """
    mine, other = xp.expand_dims(p, axis=-1), xp.expand_dims(p, axis=-2)
    place = position(p, xp)
    earlier = xp.expand_dims(place, axis=-2) < xp.expand_dims(place, axis=-1)
    ahead = (other > mine) | ((other == mine) & earlier)
    one = xp.ones_like(mine + other)
    rank = xp.sum(xp.where(ahead, one, xp.zeros_like(one)), axis=-1)
    return softmax(-rank / T, xp)


@operator(
    "softening",
    formula="exp(-(T - 1) L) p, L the Laplacian of the path 1 - 2 - ... - n",
    source="heat kernel on a path graph",
    holds=FILLS_CLASSES | _false("A0/symmetry", "A1/strict", "A1/weak"),
)
def heat_path(p: Any, T: Any, xp: Any) -> Any:
    """Diffuse the mass along a path of classes for the time T - 1.

    Notes
    -----
    Doubly stochastic and mixing, so A3 holds strictly, and every point tends to uniform; but it
    favours neighbours of probable classes: from ``(1/10, 1/2, 2/5)`` the third class overtakes
    the second. For two classes nothing is wrong.

    In the cosine basis ``v_k`` of the path, eigenvalues ``4 sin(pi k / 2n)**2``, it reads
    ``p + (2/n) sum_k expm1(-(T-1) mu_k) v_k <v_k, p>``, exactly ``p`` at ``T = 1``.
    """
    n = p.shape[-1]
    time = T - 1.0
    place = position(p, xp) - 0.5
    moved = xp.zeros_like(p + time)
    for k in range(1, n):
        v = xp.cos(xp.pi * k / n * place)
        mu = 4.0 * xp.sin(xp.pi * k / (2 * n) * xp.ones_like(time)) ** 2
        moved = moved + xp.expm1(-time * mu) * v * total(v * p, xp)
    return p + 2.0 * moved / n


@operator(
    "softening",
    temperatures=("0", None),
    formula="exp(p_i/T) / Z",
    source="a frequent slip: probabilities taken for logits",
    holds=FILLS_CLASSES | _false("A4/open", "A4/closed") | {"SK-A5/zero": True},
)
def softmax_of_probabilities(p: Any, T: Any, xp: Any) -> Any:
    """Softmax of the probabilities instead of the logits.

    Notes
    -----
    Everything but the identity: at ``T = 1`` it is far too soft, two classes never further
    apart than ``e : 1``.
    """
    return softmax(p / T, xp)


@operator(
    "softening",
    temperatures=("0", None),
    formula="max(p_i, eps max p)^(1/T) / Z, eps = 2^-10",
    source="a frequent guard against log 0",
    holds=FILLS_CLASSES | _false("A1/strict", "A4/open", "A4/closed") | {"SK-A5/zero": True},
)
def clipped_power(p: Any, T: Any, xp: Any) -> Any:
    """Power transform of probabilities clipped from below, relative to the largest.

    Notes
    -----
    Entries under the clip become ties, and ``T = 1`` is not the identity where one is clipped.
    The clip lifts zeros, so the limit is uniform on all classes.
    """
    q = p / largest(p, xp)
    floor = xp.zeros_like(q) + 2.0**-10
    return escort(xp.where(q > floor, q, floor), 1.0 / T, xp)


@operator(
    "softening",
    formula="s p_i + (1 - s)/n, s = 1/T for T < 2, 1/(2T) from there on",
    source="ours",
    holds=FILLS_CLASSES | _false("A2/open", "A2/closed"),
)
def blend_jump(p: Any, T: Any, xp: Any) -> Any:
    """Convex mixture whose weight jumps up at T = 2; it breaks continuity and nothing else."""
    one = xp.ones_like(T)
    return mix(p, 1.0 - xp.where(T < 2.0, one, one / 2.0) / T, xp)


@operator(
    "softening",
    formula="s p_i + (1 - s)/n, s = 1/T for T < 3, (1 - 2^-18)/T from there on",
    source="ours",
    holds=FILLS_CLASSES | _false("A2/open", "A2/closed"),
)
def mixture_step(p: Any, T: Any, xp: Any) -> Any:
    """Near miss of continuity: the mixture weight jumps by about 1e-6 at T = 3."""
    one = xp.ones_like(T)
    return mix(p, 1.0 - xp.where(T < 3.0, one, one - 2.0**-18) / T, xp)


@operator(
    "softening",
    formula="s p_i + (1 - s)/n, s = (1 - 2^-20)/T",
    source="ours",
    holds=FILLS_CLASSES | _false("A4/open", "A4/closed"),
)
def mixture_late(p: Any, T: Any, xp: Any) -> Any:
    """Near miss of the identity: at T = 1 the mixture weight is 2^-20, not 0."""
    return mix(p, 1.0 - (1.0 - 2.0**-20) / T, xp)


@operator(
    "softening",
    formula="(1 - l) p_i + l/n, l = (T - 1)(T - 1 - 2^-10)/T^2",
    source="ours",
    holds=FILLS_CLASSES | _false("A0/simplex", "A3/weak", "A3/strict"),
)
def mixture_undershoot(p: Any, T: Any, xp: Any) -> Any:
    """Near miss of the simplex: just above T = 1 the mixture weight is negative.

    Notes
    -----
    The weight dips to ``-2**-22`` at ``T = 1 + 2**-11``, so entries below ``2**-22/n`` turn
    negative there, and entropy falls at first wherever it is defined. The sum stays one.
    """
    return mix(p, (T - 1.0) * (T - 1.0 - 2.0**-10) / T**2, xp)


@operator(
    "softening",
    formula="s p_i + (1 - s)/n, s = (5 T^2 - 12 T + 8)/T^3",
    source="ours",
    holds=FILLS_CLASSES | _false("A3/weak", "A3/strict"),
)
def mixture_reheated(p: Any, T: Any, xp: Any) -> Any:
    """Convex mixture whose weight rises, falls and rises again.

    Notes
    -----
    With ``x = 1/T`` the part of ``p`` is ``s = 8x**3 - 12x**2 + 5x``, in ``(0, 1]`` on
    ``(0, 1]`` and 1 only at ``T = 1``, with a minimum of 0.364 near ``T = 1.42`` and a maximum
    of 0.636 near ``T = 3.38``: entropy falls in between, and nothing else is wrong.
    """
    x = 1.0 / T
    return mix(p, 1.0 - x * (8.0 * x**2 - 12.0 * x + 5.0), xp)


@operator(
    "softening",
    formula="s p_i + (1 - s)/n, s = 1/(T - clip(T - 2, 0, 1))",
    source="ours",
    holds=FILLS_CLASSES | _false("A3/strict"),
)
def mixture_plateau(p: Any, T: Any, xp: Any) -> Any:
    """Convex mixture that rests for 2 <= T <= 3: A3 weak holds, A3 strict does not."""
    return mix(p, 1.0 - 1.0 / (T - ramp(T - 2.0, 1.0, xp)), xp)


@operator(
    "softening",
    temperatures=("0", None),
    formula="p_i^(1/S) / Z, S = T - 2 clip(T - 4, 0, 2^-12)",
    source="ours",
    holds=KEEPS_ZEROS | _false("A3/weak", "A3/strict"),
)
def power_dip(p: Any, T: Any, xp: Any) -> Any:
    """Near miss of entropy monotonicity: the temperature falls by 2^-12 from T = 4 on.

    Notes
    -----
    The effective temperature stays positive, continuous, 1 at ``T = 1`` and unbounded; only its
    monotonicity fails, on an interval of length ``2**-12``.
    """
    return escort(p, 1.0 / (T - 2.0 * ramp(T - 4.0, 2.0**-12, xp)), xp)


@operator(
    "softening",
    temperatures=("0", None),
    formula="p_i^b / Z, b = (1 + 1/T)/2",
    source="ours",
    holds=KEEPS_ZEROS | _false("A5/inf-open", "A5/inf-support"),
)
def power_saturating(p: Any, T: Any, xp: Any) -> Any:
    """Power transform whose temperature 2T/(1 + T) never exceeds 2: it does not reach uniform."""
    return escort(p, (1.0 + 1.0 / T) / 2.0, xp)


@operator(
    "softening",
    temperatures=("0", None),
    formula="q_i^(1/T) / Z, q_i = p_i, and half the smallest positive entry where p_i = 0",
    source="zero replacement in compositional data, Martin-Fernandez et al. 2003",
    holds=FILLS_CLASSES | _false("A2/closed", "A4/closed") | {"SK-A5/zero": True},
)
def imputed_power(p: Any, T: Any, xp: Any) -> Any:
    """Power transform after every zero is replaced by half the smallest positive entry.

    Notes
    -----
    The power transform on the open simplex. On a face the imputed mass appears at once:
    ``(1, 0)`` gives ``(2/3, 1/3)`` at ``T = 1``, so identity and continuity fail on the closed
    simplex and hold on the open one. The order is kept, and the limit is uniform on all classes.
    """
    smallest = xp.min(xp.where(p > 0, p, xp.ones_like(p)), axis=-1, keepdims=True)
    return escort(xp.where(p > 0, p, smallest / 2.0), 1.0 / T, xp)
