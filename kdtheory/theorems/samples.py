"""Text only: SK-P3, SK-P4 (a teacher known from N samples), decided on the exact law of the draws.

``c`` are the counts of N draws from ``p``: all ``n^N`` outcomes are gone through.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from kdtheory.claims.claim import Cases
from kdtheory.claims.product import number, point, temperature
from kdtheory.operators.softening import mixture, power
from kdtheory.theorems.lemmas import nonnegative, positive, zero
from kdtheory.theorems.parts import at_most, equal, l1, total
from kdtheory.theorems.proofs import (
    HALF_OPEN,
    NONNEGATIVE,
    POSITIVE,
    REAL,
    Argument,
    Statement,
    at,
    slope,
)
from kdtheory.theorems.pruning import CLOSED_OPEN
from kdtheory.theorems.registry import OURS, Constant, Draft, FalseReading, Kept, theorem

P, T = point("p"), temperature()
DRAWS = (1, 2, 3)


def outcomes(p: Any, draws: int, xp: Any) -> list[tuple[Any, Any]]:
    """Probability ``(..., 1)`` and frequencies ``(..., n)`` of every sequence of draws."""
    n, ones = p.shape[-1], p**0
    found = []
    for sequence in product(range(n), repeat=draws):
        chance = ones[..., :1]
        for i in sequence:
            chance = chance * p[..., i : i + 1]
        seen = [ones[..., :1] * sequence.count(i) / draws for i in range(n)]
        found.append((chance, xp.concat(seen, axis=-1)))
    return found


def mean_square(p: Any, draws: int, soften: Any, xp: Any) -> Any:
    """``E‖F(c/N) − F(p)‖²`` for the counts ``c`` of N draws from `p`, exactly (SK-P3).

    Parameters
    ----------
    p : array of shape (..., n)
    draws : int
        ``N``; the cost is ``n**N``.
    soften : callable
        ``F`` on arrays of shape ``(..., n)``.

    Returns
    -------
    array of shape (..., 1)

    Examples
    --------
    >>> import numpy as np
    >>> float(mean_square(np.array([0.5, 0.5]), 2, lambda p: p, np)[0])  # (1 − ‖p‖²)/N
    0.25
    """
    goal = soften(p)
    gaps = [(chance, soften(seen) - goal) for chance, seen in outcomes(p, draws, xp)]
    return sum(chance * total(gap * gap, xp) for chance, gap in gaps)


# SK-P3 ----------------------------------------------------------------------------------------


@theorem(
    "SK-P3", "softening what is known from samples",
    r"\mathbb{E}\|\hat p-p\|^2=\frac{1-\|p\|^2}{N},\quad "
    r"\mathbb{E}\|F_T\hat p-F_T p\|^2=\frac{1-\|p\|^2}{N T^2}\ \text{(mixture)}",
    "The mixture divides the sampling error by T; the power transform turns a class of mass 1/N "
    "that was not seen into an error of order N^(−1/T).",
    provenance="reconstructed",
    hypotheses={
        "mixture": "the softening is the mixture, not the power transform",
        "exponent": "the rate of an unseen class is N^(−1/T), not 1/N",
    },
    constant=Constant("1/T, N^(−1/T)", "1/T; between N^(−1/T)/2 and N^(−1/T)", "tight"),
    false={
        "any-softening": FalseReading(
            "Softening divides the sampling error by T.", "mixture", ("error", "lipschitz")),
        "same-rate": FalseReading(
            "Softened targets keep the rate of the samples.", "exponent", ("unseen",)),
    },
)  # fmt: skip
def sampled(kept: Kept) -> list[Draft]:
    soften = mixture if kept.mixture else power
    N = number("N", 2, usual=(2, 4, 10, 100, 10**6))

    def moments(F: Any, x: Any, xp: Any) -> Cases:
        found = [mean_square(x.p, m, lambda p: p, xp) for m in DRAWS]
        known = [(1 - total(x.p * x.p, xp)) / m for m in DRAWS]
        return equal(xp.concat(found, axis=-1), xp.concat(known, axis=-1), xp)

    def error(F: Any, x: Any, xp: Any) -> Cases:
        found = [mean_square(x.p, m, lambda p: soften(p, x.T, xp), xp) for m in DRAWS[:2]]
        known = [(1 - total(x.p * x.p, xp)) / (m * x.T * x.T) for m in DRAWS[:2]]
        return equal(xp.concat(found, axis=-1), xp.concat(known, axis=-1), xp)

    def lipschitz(F: Any, x: Any, xp: Any) -> Cases:
        gap = soften(x.p, x.T, xp) - soften(x.r, x.T, xp)
        return at_most(x.T * l1(gap, xp), l1(x.p - x.r, xp), xp)

    def unseen(F: Any, x: Any, xp: Any) -> Cases:
        p = xp.concat([1 - 1 / x.N, 1 / x.N], axis=-1)
        lost = power(p, x.T, xp)[..., 1:]
        rate = xp.exp(-xp.log(x.N) / x.T)
        most = rate if kept.exponent else 1 / x.N
        return Cases(xp.concat([2 * lost - rate, most - lost], axis=-1), scale=rate)

    most = "N^(−1/T)" if kept.exponent else "1/N"
    return [
        Draft("moments", "E‖c/N − p‖² = (1 − ‖p‖²)/N for N draws from p, N ≤ 3", (P,), moments,
              classes=(2, 3), proofs=(FREQUENCIES,)),
        Draft("error", "E‖F_T(c/N) − F_T(p)‖² = (1 − ‖p‖²)/(N T²) for N draws from p, N ≤ 2",
              (P, T), error, ("mixture",), classes=(2, 3), proofs=(FREQUENCIES,)),
        Draft("lipschitz", "‖F_T(p) − F_T(r)‖₁ ≤ ‖p − r‖₁/T", (P, point("r"), T), lipschitz,
              ("mixture",), proofs=(DIVIDED,)),
        Draft("unseen", f"N^(−1/T)/2 ≤ F_T(1 − 1/N, 1/N)_2 ≤ {most} for the power transform",
              (N, T), unseen, ("exponent",), proofs=(UNSEEN,)),
    ]  # fmt: skip


def _frequencies(v: Any, xp: Any) -> list[Statement]:
    found = []
    p = xp.stack([v.a, v.c, 1 - v.a - v.c])
    for m in DRAWS:
        gap = mean_square(p, m, lambda p: p, xp) - (1 - total(p * p, xp)) / m
        words = f"E‖c/N − p‖² = (1 − ‖p‖²)/N for three classes, N = {m}"
        found.append(zero(words, gap))
    scaled = (v.b * v.x + (1 - v.b) * v.u) - (v.b * v.y + (1 - v.b) * v.u)
    return [*found, zero("the mixture multiplies every gap by b = 1/T", scaled - v.b * (v.x - v.y))]


FREQUENCIES = Argument(
    "SK/frequencies",
    "the exact law of the draws, multiplied out for three classes; two classes are the case in "
    "which one is empty; the mixture's errors are the same divided by T",
    _frequencies, {"b": HALF_OPEN, **dict.fromkeys("acxyu", REAL)}, classes=(2, 3),
)  # fmt: skip
DIVIDED = Argument(
    "SK/divided", "the mixture multiplies every gap by b = 1/T, so every norm of it",
    lambda v, xp: [
        zero("(b p + (1−b) u) − (b r + (1−b) u) = b (p − r)",
             (v.b * v.p + (1 - v.b) * v.u) - (v.b * v.r + (1 - v.b) * v.u) - v.b * (v.p - v.r)),
        positive("b > 0", v.b),
    ],
    {"b": HALF_OPEN, "p": REAL, "r": REAL, "u": REAL},
)  # fmt: skip


def _unseen(v: Any, xp: Any) -> list[Statement]:
    grown = (1 + v.y) ** v.e  # x^b/x for x = 1/(1 + y), e = 1 − b
    return [
        zero("(1 + y)^e is 1 at y = 0", at(grown, v.y, 0) - 1),
        nonnegative("it grows with y, so x^b ≥ x for 0 < x ≤ 1, b ≤ 1", slope(grown, v.y)),
        nonnegative("x^b ≤ 1: it falls with y", -slope((1 / (1 + v.y)) ** v.b, v.y)),
        nonnegative("z/(z + w) ≤ z for z + w = 1 + d",
                    v.z - v.z / (1 + v.d)),
        nonnegative("2z/(z + w) ≥ z for z + w = 2/(1 + d)", 2 * v.z / (2 / (1 + v.d)) - v.z),
    ]  # fmt: skip


UNSEEN = Argument(
    "SK/unseen",
    "F_T(1−x, x)_2 = z/(z + w) with z = x^b, w = (1−x)^b, b = 1/T, x = 1/N; x ≤ z ≤ 1 and "
    "1 − x ≤ w ≤ 1, so 1 ≤ z + w ≤ 2",
    _unseen,
    {"y": NONNEGATIVE, "e": CLOSED_OPEN, "b": HALF_OPEN, "z": HALF_OPEN, "d": NONNEGATIVE},
)  # fmt: skip


# SK-P4 ----------------------------------------------------------------------------------------


@theorem(
    "SK-P4", "ranking from samples",
    r"P(\hat p_i \le \hat p_j) \le \exp\!\big(-N(p_i-p_j)^2/2\big)\quad (p_i > p_j)",
    "N samples put two classes in the wrong order with a probability that falls exponentially in N "
    "times the squared gap.",
    provenance=OURS,
    hypotheses={"ordered": "class 1 has the larger probability"},
    constant=Constant("1/2", "1/2: the exponent is attained to second order at p = (1/2, 1/2)",
                      "tight"),
    false={"either": FalseReading(
        "The probability of seeing one order falls exponentially whichever order is right.",
        "ordered", ("hoeffding",))},
)  # fmt: skip
def ranking(kept: Kept) -> list[Draft]:
    rate = number("lam", 0, 20, usual=("1", "1/2", "1/10", "2"))

    def gap(x: Any) -> Any:
        return x.p[..., :1] - x.p[..., 1:2]

    def hoeffding(F: Any, x: Any, xp: Any) -> Cases:
        d, found, bounds = gap(x), [], []
        for m in DRAWS:
            wrong = [chance for chance, seen in outcomes(x.p, m, xp) if _misordered(seen)]
            found.append(sum(wrong[1:], wrong[0]))
            bounds.append(xp.exp(-m * d * d / 2))
        return at_most(xp.concat(found, axis=-1), xp.concat(bounds, axis=-1), xp,
                       d > 0 if kept.ordered else None)  # fmt: skip

    def lemma(F: Any, x: Any, xp: Any) -> Cases:
        first, second = x.p[..., :1], x.p[..., 1:2]
        tilted = first * xp.exp(-x.lam) + second * xp.exp(x.lam) + (1 - first - second)
        return at_most(xp.log(tilted), x.lam * x.lam / 2 - x.lam * gap(x), xp)

    when = "p_1 > p_2 ⇒ " if kept.ordered else ""
    return [
        Draft("hoeffding", f"{when}P(c_1 ≤ c_2) ≤ exp(−N(p_1 − p_2)²/2) for N draws from p, N ≤ 3",
              (P,), hoeffding, ("ordered",), classes=(2, 3), proofs=(CHERNOFF,)),
        Draft("lemma", "log E exp(−λX) ≤ λ²/2 − λ(p_1 − p_2), X = 1, −1, 0 for class 1, 2, others",
              (P, rate), lemma, proofs=(CHERNOFF,)),
    ]  # fmt: skip


def _misordered(seen: Any) -> bool:
    """Whether class 1 was not seen more often than class 2; the same at every point."""
    first, second = seen[..., 0], seen[..., 1]
    if hasattr(first, "nodes"):
        return bool(first <= second)
    return bool((first <= second).all())


def _chernoff(v: Any, xp: Any) -> list[Statement]:
    a, b = v.a / v.e, v.b * v.e
    Z = a + b + v.c
    first, spread = v.e * slope(xp.log(Z), v.e), (v.c * Z + (a - b) ** 2) / Z**2
    return [
        zero("log E exp(−λX) has the slope −E_λ X; e = exp(λ), d/dλ = e d/de", first - (b - a) / Z),
        zero("at λ = 0 it is −(p_1 − p_2)/(p_1 + p_2 + p_3)",
             at(first, v.e, 1) - (v.b - v.a) / (v.a + v.b + v.c)),
        zero("1 − its second slope is 1 − Var_λ X = (c Z + (a − b)²)/Z²",
             1 - v.e * slope(first, v.e) - spread),
        nonnegative("(c Z + (a − b)²)/Z² ≥ 0", spread),
        zero("λ = d: d²/2 − d d = −d²/2", v.d**2 / 2 - v.d * v.d + v.d**2 / 2),
    ]  # fmt: skip


CHERNOFF = Argument(
    "SK/Hoeffding",
    "f(λ) = λ²/2 − λd − log E exp(−λX) has f(0) = f'(0) = 0 and f'' = 1 − Var_λ X ≥ 0, where the "
    "law of X in {1, −1, 0} is tilted; P(Σ X ≤ 0) ≤ E exp(−λ Σ X) = (E exp(−λX))^N by Markov and "
    "independence, at λ = d",
    _chernoff,
    {"a": POSITIVE, "b": POSITIVE, "c": NONNEGATIVE, "e": POSITIVE, "d": REAL},
)  # fmt: skip
