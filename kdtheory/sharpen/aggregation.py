"""Aggregation: amplification of an unsafe event (MT-S1), stability in the weights (MT-L1)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from kdtheory.sharpen.formula import Term, term, variable
from kdtheory.sharpen.registry import Inputs, Quotient, Unanswerable, bound

SOURCE = "Flouro and Chadwick, multi-teacher distillation, arXiv 2601.09165"

_STEPS = (
    "At equal weights q_i = m_i / Σ_j m_j with m_i the power mean of order s of p^1_i … p^K_i "
    "(s = 0: the geometric mean). For s ≤ 1 the mean is concave and homogeneous in its K "
    "arguments, so superadditive (Hölder, Minkowski): Σ_U m_i ≤ mean of p^k(U) ≤ δ.",
    "q(U) = a/(a + b) with a ≤ δ the unsafe and b the safe part; a smaller p^k(U) lowers a and "
    "leaves more for b, so the worst case has p^k(U) = δ for all k, and one unsafe class.",
    "b is concave in each teacher's safe entries, so it is least at corners: teacher k has all "
    "safe entries at μ but one at M = 1 - δ - (N-1)μ, N = n - 1. A class with m such peaks "
    "contributes ((m M^s + (K-m) μ^s)/K)^(1/s), for s = 0 M^(m/K) μ^(1-m/K): convex in m. So the "
    "peaks are spread evenly, and b is a finite sum.",
    "For two teachers on three classes with μ > 0 the quotient is also enclosed on the whole "
    "square of safe entries, without the last step.",
    "AM-GM gives, for s = 0, K = 2: b = 2√(μM) + (N-2)μ. For s > 0, a floor μ → 0 and δ → 0 the "
    "constant tends to K^(1/s-1), which none exceeds.",
)


@bound(
    "MT-S1",
    title="amplification of an unsafe event by a pool at equal weights",
    statement="q(U) ≤ C max_k p^k(U) for the power-mean pool of order s at equal weights (s = 0: "
    "the logarithmic pool), max_k p^k(U) = δ, all entries ≥ μ, U one class",
    provenance="reconstructed",
    source=SOURCE,
    zero_floor=True,
)
def safety(
    floor: Fraction = Fraction(1, 100), classes: int = 3, teachers: int = 2,
    threshold: Fraction = Fraction(1, 10), power: Fraction = Fraction(0),
) -> Quotient:  # fmt: skip
    """Attenuation asks for C = 1; only the linear pool has it."""
    mu, delta, safe = floor, threshold, classes - 1
    top = 1 - delta - (safe - 1) * mu
    if not mu <= delta <= 1 - safe * mu:
        raise Unanswerable(
            f"--threshold {delta} is out of range: {mu} to {1 - safe * mu} with this floor"
        )
    peaks = [teachers // safe + (i < teachers % safe) for i in range(safe)]
    least = delta + sum((_corner(m, teachers, top, mu, power) for m in peaks), term(0))
    square = teachers == 2 and classes == 3 and 0 < mu < top and power < 1
    x, y = (mu + (top - mu) * variable(v) for v in "uv")
    total = delta + _mean(x, y, power) + _mean(1 - delta - x, 1 - delta - y, power)

    def inputs(at: Sequence[Fraction]) -> Inputs:
        if square:
            first = [mu + (top - mu) * c for c in at]
            return {"teachers": [[a, 1 - delta - a, delta] for a in first]}
        owners = [i for i, m in enumerate(peaks) for _ in range(m)]
        return {
            "teachers": [[top if i == o else mu for i in range(safe)] + [delta] for o in owners]
        }

    return Quotient(
        variables=("u", "v") if square else (),
        numerator=term(1),
        denominator=total if square else least,
        inputs=inputs,
        sides=lambda given: _unsafe(given["teachers"], power),
        stated=Fraction(1),
        position=("first entry of the second teacher", y) if square else ("floor", term(mu)),
        steps=_STEPS,
        meaning=lambda c: _meaning(c, delta, teachers, power),
        closed=(_closed_text(classes, teachers, power), 1 / least),
    )


def _corner(m: int, count: int, top: Fraction, mu: Fraction, s: Fraction) -> Term:
    """The mean of m entries `top` and the rest `mu`."""
    if m in (0, count) or top == mu:
        return term(top if m == count else mu)
    if s == 0:
        share = Fraction(m, count)
        return term(0) if mu == 0 else term(top) ** share * term(mu) ** (1 - share)
    inner = m * term(top) ** s + ((count - m) * term(mu) ** s if mu else term(0))
    return (inner / count) ** (1 / s)


def _mean(x: Term, y: Term, s: Fraction) -> Term:
    half = Fraction(1, 2)
    return x**half * y**half if s == 0 else ((x**s + y**s) * half) ** (1 / s)


def _closed_text(classes: int, teachers: int, s: Fraction) -> str:
    if s == 0 and teachers == 2 and classes == 3:
        return "1/(δ + 2√(μ(1-μ-δ))), so q(U) = δ/(δ + 2√(μ(1-μ-δ)))"
    if s == 0:
        return "1/(δ + Σ_i μ^(1-m_i/K) M^(m_i/K)), M = 1-δ-(n-2)μ, peaks m_i spread evenly, Σ = K"
    return "1/(δ + Σ_i ((m_i M^s + (K-m_i) μ^s)/K)^(1/s)), M = 1-δ-(n-2)μ, peaks m_i spread evenly"


def _meaning(c: float, delta: Fraction, teachers: int, s: Fraction) -> str:
    if s == 1 or c == 1:
        return "This pool attenuates: it never exceeds its worst teacher."
    text = (
        f"{teachers} teachers that give the event {float(delta):.6g} each can make the pool give "
        f"it {c * float(delta):.6g}, {c:.6g} times as much"
    )
    if s == 0:
        return text + "; for fixed δ this grows to certainty as the floor goes to 0."
    limit = float(teachers) ** (1 / float(s) - 1)
    return text + f"; no threshold and floor exceed K^(1/s-1) = {limit:.6g}."


def _unsafe(teachers: Sequence[Sequence[Fraction]], s: Fraction) -> tuple[Any, Any]:
    """``q(U)`` and ``max_k p^k(U)``, U the last class, by the pool's definition."""
    from kdtheory.arithmetic.balls import rational

    worst = max(p[-1] for p in teachers)
    if s == 1 or all(len(set(entries)) == 1 for entries in zip(*teachers)):
        return sum((p[-1] for p in teachers), Fraction(0)) / len(teachers), worst
    means = []
    for entries in zip(*teachers):
        if s == 0:
            mean = rational(_product(entries)).root(len(entries))
        else:
            parts = [_raised(rational(x), rational(s)) for x in entries]
            mean = _raised(sum(parts[1:], parts[0]) / len(parts), rational(1 / s))
        means.append(mean)
    return means[-1] / sum(means[1:], means[0]), rational(worst)


def _product(entries: Sequence[Fraction]) -> Fraction:
    product = Fraction(1)
    for x in entries:
        product *= x
    return product


def _raised(x: Any, s: Any) -> Any:
    return x if x == 0 else (s * x.log()).exp()


@bound(
    "MT-L1",
    title="stability of the linear pool in its weights",
    statement="‖q - q'‖₁ ≤ C ‖w - w'‖₁ for the linear pools q = Σ w_k p^k, q' = Σ w'_k p^k, all "
    "teachers with entries ≥ μ",
    provenance="ours",
    source=SOURCE,
    zero_floor=True,
)
def stability(floor: Fraction = Fraction(0), classes: int = 2) -> Quotient:
    """Teachers that agree on a floor cannot pull the pool as far."""
    peak = 1 - (classes - 1) * floor
    one = [peak] + [floor] * (classes - 1)
    other = [floor, peak] + [floor] * (classes - 2)
    unit = [[Fraction(1), Fraction(0)], [Fraction(0), Fraction(1)]]
    return Quotient(
        variables=(),
        numerator=term(1 - classes * floor),
        denominator=term(1),
        inputs=lambda at: {"teachers": [one, other], "w": unit[0], "w'": unit[1]},
        sides=lambda given: _moved(given["teachers"], given["w"], given["w'"]),
        stated=Fraction(1),
        position=("floor", term(floor)),
        steps=(
            "q - q' = Σ (w_k - w'_k) p^k, and Σ (w_k - w'_k) = 0: a mixture of differences "
            "p^k - p^l of total weight ½‖w - w'‖₁, so C is the largest ½‖p^k - p^l‖₁.",
            "½‖p - p'‖₁ = 1 - Σ min(p_i, p'_i) ≤ 1 - nμ, with equality for two teachers at the "
            "floor but for one class each.",
        ),
        meaning=lambda c: (
            f"Moving weight by ‖w - w'‖₁ moves the pool by at most {c:.6g} times as much; two "
            "teachers at different corners attain it."
        ),
        closed=("1 - nμ", term(1 - classes * floor)),
    )


def _moved(
    teachers: Sequence[Sequence[Fraction]], w: Sequence[Fraction], other: Sequence[Fraction]
) -> tuple[Any, Any]:
    shifts = [a - b for a, b in zip(w, other)]
    gaps = [sum(d * x for d, x in zip(shifts, column)) for column in zip(*teachers)]
    total = sum((abs(d) for d in shifts), Fraction(0))
    return sum((abs(g) for g in gaps), Fraction(0)), total
