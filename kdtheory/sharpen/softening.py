"""Softening: how far the power transform moves two teachers apart (SK-B6)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from kdtheory.sharpen.formula import Formula, Term, term, variable
from kdtheory.sharpen.registry import Inputs, Quotient, Unanswerable, bound

_STEPS = (
    "On a convex domain the Lipschitz constant is the largest norm of the Jacobian on the "
    "tangent directions Σ v = 0. The unit ball of ‖·‖₁ there has the corners (e_i - e_j)/2, so "
    "the norm is the largest of ½‖J(e_i - e_j)‖₁.",
    "With β = 1/T, Z = Σ p^β and a_i = β F_i/p_i, J e_i = a_i (e_i - F). Order i, j so that "
    "a_i ≥ a_j (for T ≥ 1: p_i ≤ p_j); then only entry i of J(e_i - e_j) is positive and the norm "
    "is a_i (1 - F_i) + a_j F_i = β (A + B R)/(p_i^β + p_j^β + R)², with "
    "B = p_i^(β-1), A = B p_j^β + p_j^(β-1) p_i^β, R = Σ p_k^β over the other classes.",
    "For T ≥ 1 this falls in R: the sign of its slope is that of "
    "p_i^(2β-1) - p_i^(β-1) p_j^β - 2 p_j^(β-1) p_i^β - B R, and p_i ≤ p_j makes the first two "
    "terms non-positive. R is concave in the other entries, so it is least where all of them but "
    "one stand at the floor: two variables for every n. (For T < 1: n = 2, 3, where R is given.)",
)


@bound(
    "SK-B6",
    title="Lipschitz constant of the power transform in total variation",
    statement="‖F_T(p) - F_T(p')‖₁ ≤ C ‖p - p'‖₁ for F_T(p) = p^(1/T)/Z and all p, p' with "
    "entries ≥ μ",
    provenance="ours",
    source="after Flouro and Chadwick, sparse distillation, arXiv 2601.03195",
)
def power_transform(
    floor: Fraction = Fraction(1, 100), classes: int = 2, temperature: Fraction = Fraction(2)
) -> Quotient:
    """The largest norm of the Jacobian; ``C < 1`` says that softening brings teachers closer."""
    if temperature < 1 and classes > 3:
        raise Unanswerable("SK-B6 with --temperature below 1 takes 2 or 3 classes")
    if temperature == 1:
        return _identity(floor, classes)
    beta, length = 1 / temperature, 1 - classes * floor
    small, large, variables = _pair(classes, floor, length)
    p, q = (small, large) if temperature >= 1 else (large, small)
    rest = term(0)
    if classes > 2:
        rest = (floor + length * (variable("u") * (1 - variable("v")))) ** beta
        rest = rest + (classes - 3) * _power(floor, beta) if classes > 3 else rest
    b = p ** (beta - 1)
    a = b * q**beta + q ** (beta - 1) * p**beta

    def inputs(at: Sequence[Fraction]) -> Inputs:
        u, v = at[0] if classes > 2 else Fraction(1), at[-1]
        least, most = u * v / 2, 1 - u * (1 - v / 2) if classes > 2 else 1 - v / 2
        ends = [floor + length * least, floor + length * most]
        others = [floor] * (classes - 3) + [floor + length * u * (1 - v)]
        ordered = ends if temperature >= 1 else ends[::-1]
        direction = [Fraction(1), Fraction(-1)] + [Fraction(0)] * (classes - 2)
        return {"p": ordered + (others if classes > 2 else []), "v": direction}

    def sides(given: Inputs) -> tuple[Any, Any]:
        return jacobian_norm(given["p"], given["v"], beta), _one_norm(given["v"])

    return Quotient(
        variables=variables,
        numerator=beta * (a + b * rest),
        denominator=(p**beta + q**beta + rest) ** 2,
        inputs=inputs,
        sides=sides,
        stated=Fraction(1),
        position=("first entry of p", p),
        steps=_STEPS,
        meaning=lambda c: _meaning(c, classes, temperature),
        closed=_closed(floor, beta) if classes == 2 else None,
    )


def _identity(floor: Fraction, classes: int) -> Quotient:
    """At T = 1 both sides are equal everywhere."""
    direction = [Fraction(1), Fraction(-1)] + [Fraction(0)] * (classes - 2)
    length = sum((abs(x) for x in direction), Fraction(0))
    return Quotient(
        variables=(),
        numerator=term(1),
        denominator=term(1),
        inputs=lambda at: {"p": [Fraction(1, classes)] * classes, "v": direction},
        sides=lambda given: (length, length),
        stated=Fraction(1),
        position=("floor", term(floor)),
        steps=("F_1 is the identity.",),
        meaning=lambda c: "F_1 is the identity, which keeps every distance.",
        closed=("1", term(1)),
        equality=True,
    )


def _pair(classes: int, floor: Fraction, length: Fraction) -> tuple[Term, Term, tuple[str, ...]]:
    """Two entries, the smaller one first, and the variables that give them."""
    if classes == 2:
        half = term(Fraction(1, 2)) * variable("v")
        return floor + length * half, floor + length * (1 - half), ("v",)
    u, half = variable("u"), Fraction(1, 2) * variable("v")
    return floor + length * (u * half), floor + length * (1 - u * (1 - half)), ("u", "v")


def _power(x: Fraction, exponent: Fraction) -> Term:
    return term(x) ** exponent


def _closed(floor: Fraction, beta: Fraction) -> tuple[str, Term]:
    """Two classes: F' = β (x(1-x))^(β-1)/(x^β + (1-x)^β)² is monotone towards the centre."""
    if beta > 1:
        return "1/T, at the uniform point", term(beta)
    product = term(floor * (1 - floor))
    total = _power(floor, beta) + _power(1 - floor, beta)
    text = "(μ(1-μ))^(1/T-1) / (T (μ^(1/T) + (1-μ)^(1/T))²), at the floor"
    return text, beta * product ** (beta - 1) / total**2


def _meaning(c: float, classes: int, temperature: Fraction) -> str:
    if c < 1:
        head = f"F_T is a contraction here: it leaves at most {100 * c:.6g} % of every distance."
    else:
        head = f"F_T is no contraction here: it moves some teachers {c:.6g} times farther apart."
    if temperature < 1:
        return f"{head} Sharpening (T < 1) never is one: near the uniform point the factor is 1/T."
    floor = critical(classes, temperature)
    return f"{head} With {classes} classes it contracts for floors above about {floor:.4g}."


def critical(classes: int, temperature: Fraction) -> float:
    """About the floor above which the constant is below 1, for T > 1; found by floating search.

    >>> round(critical(2, Fraction(2)), 6)  # x(1 - x) = ((5^(1/2) - 1)/4)^2
    0.106924
    """
    low, high = Fraction(0), Fraction(1, classes)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if _largest(middle, classes, temperature) > 1 else (low, middle)
    return float(high)


def _largest(floor: Fraction, classes: int, temperature: Fraction) -> float:
    q = power_transform(floor, classes, temperature)
    axes = np.meshgrid(*[np.linspace(0, 1, 33)] * len(q.variables))
    env = dict(zip(q.variables, axes, strict=True))
    top, bottom = Formula.of([q.numerator, q.denominator]).floats(env)
    return float(np.max(top / bottom))


def jacobian_norm(p: Sequence[Fraction], v: Sequence[Fraction], beta: Fraction) -> Any:
    """``‖F'(p) v‖₁`` from the whole Jacobian, an Arb ball."""
    from kdtheory.arithmetic.balls import rational

    powers = [(rational(beta) * rational(x).log()).exp() for x in p]
    total = sum(powers[1:], powers[0])
    moved = [rational(beta * d / x) * w / total for x, d, w in zip(p, v, powers)]
    drift = sum(moved[1:], moved[0])
    parts = [abs(m - w / total * drift) for m, w in zip(moved, powers)]
    return sum(parts[1:], parts[0])


def _one_norm(v: Sequence[Fraction]) -> Any:
    from kdtheory.arithmetic.balls import rational

    return rational(sum((abs(x) for x in v), Fraction(0)))
