"""Softening operators that are hard to judge, with their truth, for tests of the search.

Each is written as a user would write it. The truth of the fourteen variants was worked out by hand
for every n and T >= 1: ``t`` true, ``f`` false, ``-`` not claimed either way, in the order of
:data:`ORDER`. False often means false on a tiny set only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

ORDER = (
    "SK-A0/simplex", "SK-A0/symmetry", "SK-A1/strict", "SK-A1/weak", "SK-A2/open", "SK-A2/closed",
    "SK-A3/weak", "SK-A3/strict", "SK-A4/open", "SK-A4/closed", "SK-A5/inf-open",
    "SK-A5/inf-closed", "SK-A5/inf-support", "SK-A5/zero",
)  # fmt: skip
POWER = "tt tt tt tt tt tft -"  # what a power transform with a good schedule satisfies
MIXTURE = "tt tt tt tt tt ttf -"
DIPPING = "tt tt tt ff tt tft -"  # a power transform whose temperature falls somewhere

OPERATORS: dict[str, Callable[..., Any]] = {}
TRUTHS: dict[str, dict[str, bool | None]] = {}


def truth(row: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    letters = row.replace(" ", "")
    assert len(letters) == len(ORDER)

    def put(f: Callable[..., Any]) -> Callable[..., Any]:
        OPERATORS[f.__name__] = f
        meaning = {"t": True, "f": False, "-": None}
        TRUTHS[f.__name__] = {k: meaning[c] for k, c in zip(ORDER, letters, strict=True)}
        return f

    return put


def norm(x: Any, xp: Any) -> Any:
    return x / xp.sum(x, axis=-1, keepdims=True)


def power(p: Any, b: Any, xp: Any) -> Any:
    return norm((p / xp.max(p, axis=-1, keepdims=True)) ** b, xp)


def mix(p: Any, s: Any) -> Any:
    return s * p + (1 - s) / p.shape[-1]


def largest(p: Any, xp: Any) -> Any:
    return xp.max(p, axis=-1, keepdims=True)


def entropy(p: Any, xp: Any) -> Any:
    inside = xp.where(p > 0, p, xp.ones_like(p))
    return -xp.sum(p * xp.log(inside), axis=-1, keepdims=True)


# conforming in ways that tempt a search ------------------------------------------------------


@truth("tt tt tt tt tt tft t")
def softmax_of_logs(p: Any, T: Any, xp: Any) -> Any:
    z = xp.log(p) / T
    e = xp.exp(z - xp.max(z, axis=-1, keepdims=True))
    return e / xp.sum(e, axis=-1, keepdims=True)


@truth(POWER)
def exploding_schedule(p: Any, T: Any, xp: Any) -> Any:
    """At T = 10 the exponent is 1/8103: near a face as steep as a jump, and continuous."""
    return power(p, 1 / (1 + xp.expm1(T - 1)), xp)


@truth(POWER)
def heated_by_entropy(p: Any, T: Any, xp: Any) -> Any:
    """Hardly heated where p is confident; still to the uniform point in the end."""
    return power(p, 1 / (1 + (T - 1) * entropy(p, xp)), xp)


@truth("tt tt tt tt tt tff -")
def heated_by_smallest(p: Any, T: Any, xp: Any) -> Any:
    """Frozen on the faces and continuous there, logarithmically slowly."""
    m = xp.min(p, axis=-1, keepdims=True)
    h = xp.where(m > 0, 1 / (1 - xp.log(xp.where(m > 0, m, xp.ones_like(m)))), xp.zeros_like(m))
    return power(p, 1 / (1 + (T - 1) * h), xp)


@truth(POWER)
def root_of_gap(p: Any, T: Any, xp: Any) -> Any:
    """An exponent of 2**-20 at a tie: flat, steep and continuous."""
    s = xp.sort(p, axis=-1)
    g = (s[..., -1:] - s[..., -2:-1]) ** (2.0**-20)
    return power(p, 1 / (1 + (T - 1) * (1 + g)), xp)


@truth(POWER)
def root_at_start(p: Any, T: Any, xp: Any) -> Any:
    """Leaves T = 1 almost vertically, reaches the uniform point only beyond T = 2**(2**16)."""
    return power(p, 1 / (1 + (T - 1) ** (2.0**-16)), xp)


@truth(POWER)
def stationary_schedule(p: Any, T: Any, xp: Any) -> Any:
    """The schedule stands still at single temperatures, which is no plateau."""
    return power(p, 1 / (T + xp.sin(T - 1)), xp)


@truth(MIXTURE)
def arctangent_mixture(p: Any, T: Any, xp: Any) -> Any:
    return mix(p, 1 - 2 / xp.pi * xp.atan(T - 1))


@truth(MIXTURE)
def decimal_mixture(p: Any, T: Any, xp: Any) -> Any:
    """0.3 + 0.7 stands for one."""
    return mix(p, 0.3 / T + 0.7 / T**2)


@truth(MIXTURE)
def bisected_projection(p: Any, T: Any, xp: Any) -> Any:
    """Projection of p/T by bisection: right up to the last step."""
    z = p / T
    hi = largest(z, xp)
    lo = hi - 1
    for _ in range(getattr(xp, "bisect_iters", 64)):
        mid = (lo + hi) / 2
        over = xp.sum(xp.maximum(z - mid, 0.0 * z), axis=-1, keepdims=True) > 1
        lo, hi = xp.where(over, mid, lo), xp.where(over, hi, mid)
    return norm(xp.maximum(z - hi, 0.0 * z), xp)


@truth(POWER)
def sorted_power(p: Any, T: Any, xp: Any) -> Any:
    order = xp.argsort(-p, axis=-1)
    s = xp.take_along_axis(p, order, axis=-1) ** (1 / T)
    s = s / xp.sum(s, axis=-1, keepdims=True)
    return xp.take_along_axis(s, xp.argsort(order, axis=-1), axis=-1)


# violations on small sets --------------------------------------------------------------------


@truth(DIPPING)
def clipped_dip(p: Any, T: Any, xp: Any) -> Any:
    return power(p, 1 / (T - 2 * xp.clip(T - 20.0, 0.0, 2.0**-20)), xp)


@truth(DIPPING)
def smooth_dip(p: Any, T: Any, xp: Any) -> Any:
    """No comparison anywhere; the dip is 2**-18 wide."""
    return power(p, 1 / (T - 2.0**-8 * xp.exp(-(((T - 5.5) * 2.0**18) ** 2))), xp)


@truth(DIPPING)
def dip_of_some(p: Any, T: Any, xp: Any) -> Any:
    """Only near T = 4, and only where the largest entry is near 5/8."""
    w = xp.maximum(2.0**-12 - xp.abs(largest(p, xp) - 0.625), 0 * largest(p, xp)) * 2.0**12
    return power(p, 1 / (T - 3 * w * xp.maximum(2.0**-8 - xp.abs(T - 4.0), 0 * T)), xp)


@truth(DIPPING)
def cold_start(p: Any, T: Any, xp: Any) -> Any:
    """Cools from T = 1 to T = 1 + 2**-20."""
    return power(p, 1 / (1 + xp.abs(T - 1 - 2.0**-20) - 2.0**-20), xp)


@truth("tt tt tt tf tt tft -")
def short_plateau(p: Any, T: Any, xp: Any) -> Any:
    e = 3 + 2.0**-10
    return power(p, 1 / (xp.minimum(T, 0 * T + 3.0) + xp.maximum(T - e, 0 * T)), xp)


@truth("tt tt ff ff tt tft -")
def at_three(p: Any, T: Any, xp: Any) -> Any:
    return xp.where(T == 3, p, power(p, 1 / T, xp))


@truth("tt tt ff ff tt tft -")
def at_one_half(p: Any, T: Any, xp: Any) -> Any:
    """Only where the largest entry is one half exactly, and T > 2."""
    m = largest(p, xp)
    return power(p, xp.where(m == 0.5, 1 / xp.where(T > 2, T - 0.25, T), 1 / T), xp)


@truth("tt tt ff ff tt tft -")
def late_jump(p: Any, T: Any, xp: Any) -> Any:
    return power(p, 1 / xp.where(T > 1000.0, T - 0.5, T), xp)


@truth("tt tt ff ff tt ttf -")
def tiny_jump(p: Any, T: Any, xp: Any) -> Any:
    return mix(p, xp.where(T >= 7, 1 + 2.0**-30, 1.0) / T)


@truth("tt tt ff tf tt tft -")
def rounded_temperature(p: Any, T: Any, xp: Any) -> Any:
    return power(p, 1 / xp.where(T < 50, T, xp.round(T)), xp)


@truth("tt tt ff tt tt tft -")
def confident_only(p: Any, T: Any, xp: Any) -> Any:
    hot = largest(p, xp) > 1 - 2.0**-40
    return power(p, 1 / xp.where(hot, 2 * T - 1, T), xp)


@truth("tt tt ff tt tt tft -")
def by_entropy(p: Any, T: Any, xp: Any) -> Any:
    """Jumps where the entropy is 1/2: at no rational point."""
    return power(p, 1 / xp.where(entropy(p, xp) < 0.5, 2 * T - 1, T), xp)


@truth("tt tt ff tf tt fff -")
def python_branch(p: Any, T: Any, xp: Any) -> Any:
    if p.max() > 0.999:
        return p
    return power(p, 1 / T, xp)


@truth("tt ft ff tf ff fff -")
def top_five(p: Any, T: Any, xp: Any) -> Any:
    """Harmless up to five classes."""
    a, b = p[..., :, None], p[..., None, :]
    larger = xp.sum(xp.where(b > a, xp.ones_like(a * b), xp.zeros_like(a * b)), axis=-1)
    return power(xp.where(larger < 5, p, xp.zeros_like(p)), 1 / T, xp)


@truth("tt tt tt tf tt fff -")
def frozen_from_six(p: Any, T: Any, xp: Any) -> Any:
    return p + 0 * T if p.shape[-1] >= 6 else power(p, 1 / T, xp)


@truth("tt ft ff tf ff fff -")
def without_the_tiny(p: Any, T: Any, xp: Any) -> Any:
    q = p.copy()
    q[q < 1e-10] = 0.0
    return power(q, 1 / T, xp)


@truth("tt ft tt tt ff ttf -")
def clipped_at_1e30(p: Any, T: Any, xp: Any) -> Any:
    return power(xp.maximum(p, 0 * p + 1e-30), 1 / T, xp)


@truth("tt tt tt tf tt fff -")
def frozen_ties(p: Any, T: Any, xp: Any) -> Any:
    """Not heated where the two largest entries are equal."""
    s = xp.sort(p, axis=-1)
    return power(p, 1 / (1 + (T - 1) * (s[..., -1:] - s[..., -2:-1])), xp)


@truth("tt tt tf tt tf tff -")
def faces_smoothed(p: Any, T: Any, xp: Any) -> Any:
    e = xp.where(xp.min(p, axis=-1, keepdims=True) == 0, 2.0**-20, 0.0)
    return mix(power(p, 1 / T, xp), 1 - e)


@truth("tt ff tt ff ff fff -")
def never_uniform(p: Any, T: Any, xp: Any) -> Any:
    """Order and entropy turn around at T = 2**30."""
    return mix(p, 1 / T - 2.0**-30)


@truth("tt tt tt tf tt fff -")
def capped_temperature(p: Any, T: Any, xp: Any) -> Any:
    return power(p, 1 / xp.minimum(T, 0 * T + 2.0**40), xp)


@truth("tf tt tt tt tt tft -")
def background_class(p: Any, T: Any, xp: Any) -> Any:
    return power(p, 1 / (1 + (T - 1) * (1 + p[..., :1])), xp)


@truth("tf ff ff tf ff fff -")
def two_by_index(p: Any, T: Any, xp: Any) -> Any:
    """Keeps the two largest; of equal entries the first."""
    rank = xp.argsort(xp.argsort(-p, axis=-1), axis=-1)
    return power(xp.where(rank < 2, p, xp.zeros_like(p)), 1 / T, xp)
