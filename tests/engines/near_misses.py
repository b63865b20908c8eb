"""Operators that just fail an axiom, in ways a proof might overlook: the operator, false keys.

The keys are false by hand; nothing else is claimed of an operator.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

#: These fail for more than four classes only.
MANY_CLASSES = frozenset({"six_and_eight", "many_classes", "from_six_on"})
NEAR_MISSES: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {}


def violates(*keys: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def put(f: Callable[..., Any]) -> Callable[..., Any]:
        NEAR_MISSES[f.__name__] = (f, tuple(f"SK-{k}" for k in keys))
        return f

    return put


def _normal(q: Any, xp: Any) -> Any:
    return q / xp.sum(q, axis=-1, keepdims=True)


def _kernel(name: str, *keys: str) -> Callable[[Callable[..., Any]], None]:
    """A separable operator by its kernel ``k(p, T, n, xp)``."""

    def put(k: Callable[..., Any]) -> None:
        def operator(p: Any, T: Any, xp: Any) -> Any:
            return _normal(k(p, T, p.shape[-1], xp), xp)

        operator.__name__ = name
        violates(*keys)(operator)

    return put


_kernel("reversed_power", "A1/strict", "A1/weak", "A4/open")(lambda p, T, n, xp: p ** (-T))
_kernel("sharpening", "A3/weak", "A5/inf-open")(lambda p, T, n, xp: p**T)
_kernel("rises_below_a_half", "A1/strict", "A1/weak", "A4/open")(
    lambda p, T, n, xp: p * (1 - p) ** (1 + 1 / T)
)
_kernel("pairs_within_one", "A3/weak", "A5/inf-open")(lambda p, T, n, xp: p * (1 + p * (T - 1)))
_kernel("linear_cut", "A4/open", "A5/inf-open")(lambda p, T, n, xp: p - p**2 / (4 * T))
_kernel("slow_dip", "A3/weak", "A3/strict")(lambda p, T, n, xp: p ** (1 / (1 + (T - 2) ** 2)))
_kernel("small_wave", "A3/weak")(lambda p, T, n, xp: p ** (1 / (T + xp.sin(5.0 * (T - 1)) / 4)))
_kernel("jump_back", "A2/open", "A3/weak")(lambda p, T, n, xp: p ** xp.where(T < 2, 1 / T, 1.5 / T))
_kernel("jump_ahead", "A2/open")(lambda p, T, n, xp: p ** xp.where(T < 2, 1 / T, 1 / (T + 1)))
_kernel("jump_at_a_half", "A2/open", "A1/weak")(
    lambda p, T, n, xp: p ** xp.where(p > 0.5, 1 / T, 1 / T**2)
)
_kernel("jump_of_the_largest", "A2/open")(
    lambda p, T, n, xp: p ** xp.where(xp.max(p, axis=-1, keepdims=True) > 0.5, 1 / T, 1 / T**2)
)
_kernel("kink_at_a_half", "A1/weak", "A4/open")(lambda p, T, n, xp: xp.abs(p - 0.5) + 1 / T)
_kernel("rounded", "A1/strict", "A2/open", "A4/open")(lambda p, T, n, xp: xp.floor(8 * p) + T)
_kernel("sine", "A1/weak", "A4/open")(lambda p, T, n, xp: xp.sin(3.0 * p))
_kernel("log_of_a_product", "A0/simplex", "A1/weak")(lambda p, T, n, xp: xp.log(T * p))
_kernel("squared_offset", "A1/weak")(lambda p, T, n, xp: (p - 0.25) ** 2 + T)
_kernel("saturating", "A5/inf-open")(
    lambda p, T, n, xp: p ** (1 / (1 + xp.log(T) / (1 + xp.log(T))))
)
_kernel("fading_exponential", "A4/open", "A5/inf-open")(lambda p, T, n, xp: p ** (0.5 + xp.exp(-T)))
_kernel("temperature_in_the_sum", "A4/open")(
    lambda p, T, n, xp: p ** (1 / xp.sum(p ** (1 / T), axis=-1, keepdims=True)) + (T - 1) + 1e-9
)
_kernel("cut_by_the_mean", "A1/strict", "A4/open")(
    lambda p, T, n, xp: xp.where(p > 0.5 / n, p, 0.5 / n)
)
_kernel("faces_differ", "A2/closed", "A5/inf-closed")(
    lambda p, T, n, xp: (
        p ** (1 / T) + xp.where(xp.min(p, axis=-1, keepdims=True) > 0, 1.0, 0.0) * (1 - 1 / T)
    )
)
_kernel("ties_lifted", "A2/open", "A2/closed")(
    lambda p, T, n, xp: p ** (1 / T) * (1 + xp.where(p == xp.max(p, axis=-1, keepdims=True), 1, 0))
)
_kernel("heat_of_the_even", "A3/weak", "A5/inf-open")(  # at the uniform point nothing else happens
    lambda p, T, n, xp: p ** (T ** (n * xp.max(p, axis=-1, keepdims=True) - 1))
)
_kernel("undefined_late", "A0/simplex", "A3/weak", "A2/open")(
    lambda p, T, n, xp: (p * (1.5 - T)) ** (1 / T)
)
_kernel("undefined_at_two", "A0/simplex", "A2/open", "A3/weak", "A5/inf-open")(
    lambda p, T, n, xp: p ** (1 / T) * ((T - 2) / (T - 2))
)
_kernel("undefined_for_three", "A0/simplex", "A2/open", "A3/weak", "A4/open", "A5/inf-open")(
    lambda p, T, n, xp: p ** ((n - 3) / (n - 3) / T)
)
_kernel("undefined_log", "A0/simplex", "A1/strict", "A2/open", "A3/weak", "A4/open")(
    lambda p, T, n, xp: p ** (1 / T) + 0 * xp.log(p - 0.001)
)
_kernel("infinite_at_two", "A2/open", "A3/weak")(
    lambda p, T, n, xp: p ** xp.where(xp.isinf(1 / (T - 2)), 5 / T, 1 / T)
)
_kernel("four_is_special", "A3/weak", "A5/inf-open")(
    lambda p, T, n, xp: p ** (T if n == 4 else 1 / T)
)
_kernel("six_and_eight", "A3/weak", "A5/inf-open")(
    lambda p, T, n, xp: p ** (T if n in (6, 8) else 1 / T)
)
_kernel("four_as_a_float", "A3/weak", "A5/inf-open")(
    lambda p, T, n, xp: p ** (T if 3.5 < float(n) < 4.5 else 1 / T)
)
_kernel("many_classes", "A3/weak", "A5/inf-open")(
    lambda p, T, n, xp: p ** (1 / T if math.log(n) < 5 else T)
)
_kernel("from_six_on", "A4/open", "A3/weak")(
    lambda p, T, n, xp: xp.where(n > 6, p ** (T + 1), p ** (1 / T))
)


@violates("A0/simplex", "A3/weak")
def shrunk(p: Any, T: Any, xp: Any) -> Any:
    return p / T


@violates("A0/simplex", "A3/weak")
def overshooting(p: Any, T: Any, xp: Any) -> Any:
    weight = 1.5 * (1 - 1 / T)
    return (1 - weight) * p + weight / p.shape[-1]


@violates("A3/weak", "A5/inf-open")
def returning(p: Any, T: Any, xp: Any) -> Any:
    weight = (T - 1) / T**2
    return (1 - weight) * p + weight / p.shape[-1]


@violates("A5/inf-open", "A5/inf-closed")
def short_of_uniform(p: Any, T: Any, xp: Any) -> Any:
    n = p.shape[-1]
    weight = (1 - 1 / T) * n / (n + 1)
    return (1 - weight) * p + weight / n


@violates("A0/simplex", "A4/open", "A5/inf-open")
def almost_one(p: Any, T: Any, xp: Any) -> Any:
    return p / T + (1 - 1 / T + 1e-9) / p.shape[-1]


@violates("A4/open", "A4/closed")
def almost_identity(p: Any, T: Any, xp: Any) -> Any:
    weight = 1 - 0.9999999999 / T
    return (1 - weight) * p + weight / p.shape[-1]


@violates("A0/simplex", "A1/weak", "A2/open", "A4/open")
def nothing_at_one(p: Any, T: Any, xp: Any) -> Any:
    return p + (T - 1) / (T - 1) * 0


@violates("A0/simplex")
def masked_sum(p: Any, T: Any, xp: Any) -> Any:
    q = p ** (1 / T)
    return q / xp.sum(q, axis=-1, keepdims=True, where=p > 0.1)


@violates("A3/weak")
def late_return(p: Any, T: Any, xp: Any) -> Any:
    """The sum over a value that is one a point is that value."""
    top = xp.max(p, axis=-1, keepdims=True)
    once = xp.sum(top, axis=-1, keepdims=True) / top
    return _normal(p ** xp.where(T > 64, T / (T + once - 1), 1 / T), xp)
