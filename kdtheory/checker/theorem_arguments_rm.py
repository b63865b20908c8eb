"""Arguments of the theorems on anchored recursion."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

from flint import fmpq

from kdtheory.checker.terms import (
    FROM_ONE,
    HALF_OPEN,
    NONNEGATIVE,
    POSITIVE,
    REAL,
    SHARE,
    Statement,
    Term,
    exp,
    log,
    logarithm_below_tangent,
    mixture_of_entropies,
    mixture_of_logarithms,
    nonnegative,
    positive,
    powers_below_mean,
    total,
    zero,
)
from kdtheory.checker.theorem_arguments import Argument

_RATIO = {"r": POSITIVE, "alpha": SHARE}


def _mixed(v: Any) -> Term:
    """``α p + (1−α) s``."""
    return v.alpha * v.p + (1 - v.alpha) * v.s


def _mixture(v: Any) -> list[Statement]:
    return [zero(_mixed(v) - v.p - (1 - v.alpha) * (v.s - v.p)), nonnegative(1 - v.alpha)]


def _strictly(v: Any) -> list[Statement]:
    a = v.alpha
    factor = a * (1 - a) / (v.r * (a + (1 - a) * v.r))
    return [*mixture_of_logarithms(v.r, a), positive(factor)]


def _quadratic(v: Any) -> list[Statement]:
    after, before = (_mixed(v) - v.p) ** 2 / v.p, (v.s - v.p) ** 2 / v.p
    return [zero(after - (1 - v.alpha) ** 2 * before)]


def _moves(v: Any) -> list[Statement]:
    return [zero(_mixed(v) - v.s - v.alpha * (v.p - v.s)), positive(v.alpha)]


def _logarithms(v: Any) -> list[Statement]:
    after = v.alpha * v.a + (1 - v.alpha) * v.c - v.z
    return [zero(after - v.a - ((1 - v.alpha) * (v.c - v.a) - v.z)), nonnegative(1 - v.alpha)]


def _memory(v: Any) -> list[Statement]:
    return [
        *mixture_of_logarithms(v.r, v.alpha),
        *logarithm_below_tangent(v.r),
        nonnegative(v.a - (1 - v.alpha) * v.a),
    ]


def _triangle(v: Any) -> list[Statement]:
    limit = v.delta / v.alpha
    return [
        zero(_mixed(v) - v.p - (1 - v.alpha) * (v.s - v.p)),
        zero(_mixed(v) - v.s - v.alpha * (v.p - v.s)),
        zero((1 - v.alpha) * v.delta / v.alpha + v.delta - limit),
    ]


def _settles(v: Any) -> list[Statement]:
    def error(b: Term) -> Term:
        return v.delta * (1 - b) / v.alpha

    after = (1 - v.alpha) * error(v.b) + v.delta
    return [
        zero(after - error((1 - v.alpha) * v.b)),
        nonnegative(v.delta / v.alpha - error(v.b)),
    ]


def _pinsker(v: Any) -> list[Statement]:
    return [
        *mixture_of_logarithms(v.r, v.alpha),
        *logarithm_below_tangent(v.r),
        nonnegative(_mixed(v) / v.alpha - v.p),
    ]


def _second_moment(q: Sequence[Term], draws: int) -> Term:
    """``E‖c/N‖²`` for the counts of N draws."""
    found = []
    for outcome in product(range(len(q)), repeat=draws):
        chance = q[outcome[0]]
        for i in outcome[1:]:
            chance = chance * q[i]
        squares = sum(outcome.count(i) ** 2 for i in range(len(q)))
        found.append(chance * fmpq(squares, draws**2))
    return total(found)


def _draws(v: Any) -> list[Statement]:
    q = [v.a, v.b, 1 - v.a - v.b]
    spread = 1 - total(x * x for x in q)
    return [zero(1 - _second_moment(q, N) - spread * fmpq(N - 1, N)) for N in (1, 2, 3)]


def _limit(v: Any) -> Term:
    b = (1 - v.alpha) ** 2
    return b * v.d / v.N / (1 - b * (1 - 1 / v.N))


def _spread(v: Any) -> list[Statement]:
    b, rate = (1 - v.alpha) ** 2, (1 - v.alpha) ** 2 * (1 - 1 / v.N)
    after = b * ((1 - 1 / v.N) * _limit(v) + v.d / v.N)
    return [zero(after - _limit(v)), nonnegative(rate), positive(1 - rate)]


def _moments(v: Any) -> list[Statement]:
    found = []
    for n in (2, 3, 4):
        powers = [exp(v.theta) ** i for i in range(1, n + 1)]
        partition = total(powers)
        mean = total(x * i for i, x in enumerate(powers, 1)) / partition
        loss = log(partition) - v.theta * v.m
        found.append(zero(loss.slope(v.theta) - (mean - v.m)))
    after = v.alpha * v.a + (1 - v.alpha) * v.c
    return [*found, zero(after - v.a - (1 - v.alpha) * (v.c - v.a))]


RECURSION = {
    "RM/mixture": Argument(
        ("RM-C1/step", "RM-C1/three", "RM-C1/variation", "RM-C7/contracts"),
        {"p": REAL, "s": REAL, "alpha": SHARE}, _mixture,
    ),
    "RM/concave": Argument(
        ("RM-C2/step",), _RATIO, lambda v: mixture_of_logarithms(v.r, v.alpha)
    ),
    "RM/convex": Argument(("RM-C3/step",), _RATIO, lambda v: mixture_of_entropies(v.r, v.alpha)),
    "RM/strictly-concave": Argument(("RM-C4/strict",), _RATIO, _strictly),
    "RM/quadratic": Argument(
        ("RM-C4/second-order",), {"p": POSITIVE, "s": POSITIVE, "alpha": SHARE}, _quadratic
    ),
    "RM/moves": Argument(
        ("RM-C5/fixed", "RM-C5/unique"), {"p": REAL, "s": REAL, "alpha": HALF_OPEN}, _moves
    ),
    "RM/geometric-decay": Argument(
        ("RM-C5/attracts", "RM-C7/converges"), {"alpha": HALF_OPEN},
        lambda v: [nonnegative(1 - v.alpha), positive(v.alpha)],
    ),
    "RM/logarithms": Argument(
        ("RM-C8/hilbert", "RM-C8/factor"), {"a": REAL, "c": REAL, "z": REAL, "alpha": SHARE},
        _logarithms,
    ),
    "RM/Hölder": Argument(
        ("RM-C8/divergence", "RM-C8/divergence-factor"), _RATIO,
        lambda v: [*powers_below_mean(v.r, 1 - v.alpha), *logarithm_below_tangent(v.r)],
    ),
    "RM/memory": Argument(("RM-C11/blocks",), {**_RATIO, "a": NONNEGATIVE}, _memory),
    "RM/triangle": Argument(
        ("RM-C6/step", "RM-C6/stationary", "RM-C6/tight"),
        {"p": REAL, "s": REAL, "alpha": SHARE, "delta": NONNEGATIVE}, _triangle,
    ),
    "RM/settles": Argument(
        ("RM-C6/drift",), {"alpha": SHARE, "delta": NONNEGATIVE, "b": SHARE}, _settles
    ),
    "RM/Pinsker": Argument(
        ("RM-C6/divergence",), {"r": POSITIVE, "p": POSITIVE, "s": POSITIVE, "alpha": SHARE},
        _pinsker,
    ),
    "RM/draws": Argument(("RM-C9/moments",), {"a": REAL, "b": REAL}, _draws, classes=[2, 3]),
    "RM/spread": Argument(
        ("RM-C9/fixed", "RM-C9/settles"), {"d": NONNEGATIVE, "alpha": SHARE, "N": FROM_ONE},
        _spread,
    ),
    "RM/spread-after": Argument(
        ("RM-C9/sampled-after",), {"d": NONNEGATIVE, "alpha": SHARE, "N": FROM_ONE},
        lambda v: [zero((1 - 1 / v.N) * _limit(v) + v.d / v.N - _limit(v) / (1 - v.alpha) ** 2)],
    ),
    "RM/diverse": Argument(
        ("RM-C9/diverse",), {"d": HALF_OPEN, "alpha": SHARE, "N": FROM_ONE},
        lambda v: [positive(v.d - _limit(v))],
    ),
    "RM/moments": Argument(
        ("RM-C10/step",), {"theta": REAL, "m": REAL, "a": REAL, "c": REAL, "alpha": SHARE},
        _moments, classes=[2, 3, 4],
    ),
}  # fmt: skip
