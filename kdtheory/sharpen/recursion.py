"""Anchored recursion: how much one step with a linear anchor shrinks a divergence (RM-C2, RM-C3).

Both divergences are ``sum_i p_i phi(s_i / p_i)`` with ``phi'' (t) = t^-k``, k = 2 for
``KL(p‖s)`` and k = 1 for ``KL(s‖p)``. With ``z_i = s_i / p_i - 1``, one step multiplies every
``z_i`` by ``b = 1 - alpha``, and ``phi(1 + z) = z² R_k(z)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from kdtheory.sharpen.formula import remainder, variable
from kdtheory.sharpen.registry import Inputs, Quotient, bound

SOURCE = "Flouro and Chadwick, recursive meta-distillation, arXiv 2601.13100"

_STEPS = (
    "Write both divergences as Σ p_i φ(s_i/p_i), φ'' = t^-k, φ(1) = φ'(1) = 0, and s' has ratios "
    "1 + b(t_i - 1), b = 1 - α. For a constant C put f(t) = φ(1 + b(t - 1)) - C φ(t); the bound "
    "with C says that Σ F(p_i, s_i) ≤ 0, F(p, s) = p f(s/p). Near p0 = s the quotient tends to "
    "b², and by convexity it is below b, so b² ≤ C < b.",
    "f'' has one zero t* ≥ 1 and turns there from negative to positive: F is concave where "
    "s/p ≤ t* and convex where s/p ≥ t*, and homogeneous.",
    "Two classes with ratios above t*: with their sums fixed, F is convex on the polygon of "
    "their feasible pairs; each of its corners has one of the two at ratio t*. So some maximiser "
    "has at most one class above t*; floors hold, as s_i ≥ t* p_i there.",
    "Classes with ratios up to t* may be given their common mean: homogeneous and concave means "
    "that the sum does not fall, and a mean keeps the floor. So one class (x, y) stands against "
    "n - 1 equal ones, x, y in [μ, 1 - (n-1)μ]: two variables for every n. The constant is that "
    "of two classes as long as their extremal point lies in this square, and smaller after that.",
    "With d = y - x both divergences are d² times a positive sum of remainders R_k, which has no "
    "zero at p0 = s; their quotient is enclosed on the whole square.",
)


@bound(
    "RM-C2",
    title="contraction of KL(p0‖·) by the linear anchor",
    statement="KL(p0‖s') ≤ C KL(p0‖s) for s' = α p0 + (1-α) s and all p0, s with entries ≥ μ",
    provenance="sourced",
    source=SOURCE,
)
def forward(
    floor: Fraction = Fraction(1, 100), classes: int = 2, alpha: Fraction = Fraction(1, 2)
) -> Quotient:
    """KL from the anchor to the student."""
    return _anchored(2, "KL(p0‖s)", floor, classes, alpha)


@bound(
    "RM-C3",
    title="contraction of KL(·‖p0) by the linear anchor",
    statement="KL(s'‖p0) ≤ C KL(s‖p0) for s' = α p0 + (1-α) s and all p0, s with entries ≥ μ",
    provenance="sourced",
    source=SOURCE,
)
def backward(
    floor: Fraction = Fraction(1, 100), classes: int = 2, alpha: Fraction = Fraction(1, 2)
) -> Quotient:
    """KL from the student to the anchor."""
    return _anchored(1, "KL(s‖p0)", floor, classes, alpha)


def _anchored(k: int, name: str, floor: Fraction, classes: int, alpha: Fraction) -> Quotient:
    b, length = 1 - alpha, 1 - classes * floor
    x, y = floor + length * variable("u"), floor + length * variable("v")
    one, other = y / x - 1, (1 - y) / (1 - x) - 1

    def inputs(at: Sequence[Fraction]) -> Inputs:
        p, s = (_against(floor + length * c, classes) for c in at)
        return {"p0": p, "s": s}

    def sides(given: Inputs) -> tuple[Any, Any]:
        p, s = given["p0"], given["s"]
        after = [alpha * a + b * c for a, c in zip(p, s)]
        return (kl(p, after), kl(p, s)) if k == 2 else (kl(after, p), kl(s, p))

    def meaning(c: float) -> str:
        return (
            f"One step leaves at most {100 * c:.6g} % of {name}, where 1-α says "
            f"{100 * float(b):.6g} %; the floor survives the step, so g steps leave at most "
            f"{c:.6g}^g, down to the rate (1-α)² = {float(b * b):.6g} close to p0."
        )

    return Quotient(
        variables=("u", "v"),
        numerator=b * b * (remainder(k, b * one) / x + remainder(k, b * other) / (1 - x)),
        denominator=remainder(k, one) / x + remainder(k, other) / (1 - x),
        inputs=inputs,
        sides=sides,
        stated=b,
        position=("first entry of s", y),
        steps=_STEPS,
        meaning=meaning,
    )


def _against(x: Fraction, classes: int) -> list[Fraction]:
    """One class against equal others."""
    return [x, *[(1 - x) / (classes - 1)] * (classes - 1)]


def kl(p: Sequence[Fraction], q: Sequence[Fraction]) -> Any:
    """``KL(p‖q)`` in nats as an Arb ball."""
    from kdtheory.arithmetic.balls import rational

    return sum((rational(a) * rational(a / b).log() for a, b in zip(p, q)), rational(Fraction(0)))
