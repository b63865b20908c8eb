"""Softened targets: whether softening reduces their variance (SK-B6), the best temperature (SK-B7).

A random teacher is given by its outcomes and their probabilities; in the scopes K counts the
outcomes.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from kdtheory.claims.claim import Cases
from kdtheory.claims.product import number, point, share, teachers, temperature, weights
from kdtheory.operators.softening import mixture, power
from kdtheory.theorems.lemmas import nonnegative, zero
from kdtheory.theorems.parts import at_most, equal, total
from kdtheory.theorems.proofs import (
    HALF_OPEN,
    NONNEGATIVE,
    POSITIVE,
    REAL,
    Argument,
    Statement,
    slope,
)
from kdtheory.theorems.registry import OURS, Constant, Draft, FalseReading, Kept, theorem
from kdtheory.theorems.variance import OUTCOMES, expected, risk, spread

PS, W, T = teachers(), weights(), temperature()
UNIT = (Fraction(0), Fraction(1), False, False)


# SK-B6 ----------------------------------------------------------------------------------------


def stretch(p: Any, T: Any) -> Any:
    """Largest factor by which the power transform stretches a small move of a teacher (SK-B6).

    Parameters
    ----------
    p : array of shape (..., n)
        Teachers, all entries positive.
    T : float or array broadcastable to (..., 1)
        Temperature, at least 1.

    Returns
    -------
    array of shape (...)
        Spectral norm of the Jacobian ``(diag F − F Fᵀ) diag(1/p)/T`` on moves that sum to zero;
        softening reduces the variance of targets near p where it is below one.

    Examples
    --------
    >>> round(float(stretch(np.array([0.5, 0.5]), 2.0)), 12)
    0.5
    >>> float(stretch(np.array([0.0001, 0.9999]), 2.0)) > 24
    True
    """
    p = np.asarray(p, dtype=float)
    T = np.asarray(T, dtype=float)
    n, F = p.shape[-1], power(p, T, np)
    spread = F[..., :, None] * np.eye(n) - F[..., :, None] * F[..., None, :]
    sums = np.eye(n) - 1 / n  # onto moves that sum to zero
    jacobian = spread / p[..., None, :] / T[..., None] if T.ndim else spread / p[..., None, :] / T
    found: Any = np.linalg.norm(jacobian @ sums, ord=2, axis=(-2, -1))
    return found


def sharp_lipschitz(low: Any, T: Any, xp: Any) -> Any:
    """``F_1 F_2/(T μ(1−μ))``: the sharp Lipschitz constant of the power transform on two classes
    with at least μ = `low` each, shape ``(..., 1)`` (SK-B6).

    Examples
    --------
    >>> bounds = [sharp_lipschitz(np.array([low]), 2.0, np)[0] for low in (0.5, 0.1, 0.0001)]
    >>> [round(float(x), 3) for x in bounds]
    [0.5, 1.042, 49.022]
    """
    F = power(xp.concat([low, 1 - low], axis=-1), T, xp)
    return F[..., :1] * F[..., 1:] / (T * low * (1 - low))


LOW, HIGH = ("1/9", "8/9")  # where softening two classes by T = 2 contracts


@theorem(
    "SK-B6", "softening and the variance of targets",
    r"\mathrm{Var}\,F_T(P) = T^{-2}\,\mathrm{Var}\,P\ \text{(mixture)},\quad "
    r"\mathrm{Var}\,F_T(P) \le (2\mu T)^{-2}\,\mathrm{Var}\,P\ \text{(power, } P_i \ge \mu)",
    "The mixture reduces the variance of its targets by exactly 1/T²; the power transform reduces "
    "it away from the boundary only, and multiplies it near the boundary.",
    hypotheses={
        "mixture": "the softening is the mixture, not the power transform",
        "floor": "every teacher gives every class at least μ",
    },
    constant=Constant("1/T², 1/(2μT)²",
                      "1/T²; for two classes the sharp slope is F_1 F_2/(Tμ(1−μ)) ≤ 1/(2μT)",
                      "tight"),
    false={
        "any-softening": FalseReading(
            "Softening reduces the variance of the targets.", "mixture", ("reduces",)),
        "everywhere": FalseReading(
            "The power transform is a contraction, at T = 2 at least.", "floor", ("contracts",)),
    },
)  # fmt: skip
def softened_variance(kept: Kept) -> list[Draft]:
    soften = mixture if kept.mixture else power

    def exact(F: Any, x: Any, xp: Any) -> Cases:
        after = spread(soften(x.ps, x.T, xp), x.w, xp)
        return equal(after, spread(x.ps, x.w, xp) / (x.T * x.T), xp)

    def reduces(F: Any, x: Any, xp: Any) -> Cases:
        after = spread(soften(x.ps, x.T, xp), x.w, xp)
        return at_most(after, spread(x.ps, x.w, xp), xp)

    def floor(F: Any, x: Any, xp: Any) -> Cases:
        n = x.ps.shape[-1]
        raised = x.m / n + (1 - x.m) * x.ps if kept.floor else x.ps
        factor = n / (2 * x.m * x.T)
        after = spread(power(raised, x.T, xp), x.w, xp)
        return at_most(after, factor * factor * spread(raised, x.w, xp), xp)

    def contracts(F: Any, x: Any, xp: Any) -> Cases:
        two = 2 + 0 * x.a
        one, other = (power(xp.concat([y, 1 - y], axis=-1), two, xp) for y in (x.a, x.b))
        gap = one[..., :1] - other[..., :1]
        return at_most(gap * gap, (x.a - x.b) * (x.a - x.b), xp)

    def sharp(F: Any, x: Any, xp: Any) -> Cases:
        low = x.m / 2
        inside = (low + (1 - x.m) * y if kept.floor else y for y in (x.s, x.t))
        one, other = (xp.concat([y, 1 - y], axis=-1) for y in inside)
        gap = xp.abs(power(one, x.T, xp) - power(other, x.T, xp))[..., :1]
        moved = xp.abs(one - other)[..., :1]
        return at_most(gap, sharp_lipschitz(low, x.T, xp) * moved, xp)

    usual = ("1/2", "1/4", "1/8", "1/5") if kept.floor else ("0", "1/100", "1/10", "1/2")
    ends = (LOW, HIGH) if kept.floor else (0, 1)
    a, b = (number(name, *ends, usual=usual) for name in "ab")
    where = f"[{LOW}, {HIGH}]" if kept.floor else "[0, 1]"
    raised = "P = m u + (1−m) p, P ≥ μ = m/n" if kept.floor else "μ = m/n, P anywhere"
    parts = tuple(number(name, 0, 1, usual=("0", "1", "1/2", "1/100")) for name in "st")
    within = "[μ, 1−μ], μ = m/2" if kept.floor else "[0, 1], μ = m/2"
    return [
        Draft("exact", "Var F_T(P) = Var P/T²", (PS, W, T), exact, ("mixture",), classes=(2, 3),
              teachers=(2, 3), proofs=(SCALED,), note=OUTCOMES),
        Draft("reduces", "Var F_T(P) ≤ Var P", (PS, W, T), reduces, ("mixture",), classes=(2, 3),
              teachers=(2, 3), proofs=(SCALED,), note=OUTCOMES),
        Draft("floor", f"Var F_T(P) ≤ Var P/(2μT)² for the power transform, {raised}",
              (PS, W, T, share("m")), floor, ("floor",), classes=(2, 3), teachers=(2, 3),
              proofs=(LIPSCHITZ,), note=OUTCOMES),
        Draft("contracts", "|F_2(a, 1−a) − F_2(b, 1−b)| ≤ |a − b| for the power transform, "
              f"a and b in {where}", (a, b), contracts, ("floor",), proofs=(REGION,)),
        Draft("sharp", "|F_T(a, 1−a) − F_T(b, 1−b)| ≤ L |a − b| for the power transform, L = "
              f"F_1 F_2/(T μ(1−μ)) at (μ, 1−μ), a and b in {within}",
              (*parts, T, share("m")), sharp, ("floor",), proofs=(STEEPEST,)),
    ]  # fmt: skip


SCALED = Argument(
    "SK/scaled",
    "F_T(p) − F_T(q) = (p − q)/T entry by entry, so with the mean F_T(E P) = E F_T(P) every "
    "squared deviation is divided by T² ≥ 1",
    lambda v, xp: [
        zero("(b p + (1−b) u) − (b q + (1−b) u) = b (p − q), b = 1/T",
             (v.b * v.p + (1 - v.b) * v.u) - (v.b * v.q + (1 - v.b) * v.u) - v.b * (v.p - v.q)),
        nonnegative("1 − b² ≥ 0", 1 - v.b**2),
    ],
    {"p": REAL, "q": REAL, "u": REAL, "b": HALF_OPEN},
)  # fmt: skip


def _lipschitz(v: Any, xp: Any) -> list[Statement]:
    raised, other = v.p**v.b, v.q**v.b
    F, G = raised / (raised + other + v.s), other / (raised + other + v.s)
    high, low = v.x, v.y
    return [
        zero("∂F_i/∂p_i = b F_i (1 − F_i)/p_i", slope(F, v.p) - v.b * F * (1 - F) / v.p),
        zero("∂F_j/∂p_i = −b F_i F_j/p_i", slope(G, v.p) + v.b * F * G / v.p),
        zero("(x − m)(m − y) = (x − y)²/4 − (m − (x + y)/2)²",
             (high - v.m) * (v.m - low) - (high - low) ** 2 / 4 + (v.m - (high + low) / 2) ** 2),
        zero("2(x² + y²) − (x − y)² = (x + y)²",
             2 * (high**2 + low**2) - (high - low) ** 2 - (high + low) ** 2),
        nonnegative("(x + y)² ≥ 0", (high + low) ** 2),
        zero("w (a − q)² + (1−w)(b − q)² = (m − q)² + w(1−w)(a − b)²",
             v.w * v.x**2 + (1 - v.w) * v.y**2 - (v.w * v.x + (1 - v.w) * v.y) ** 2
             - v.w * (1 - v.w) * (v.x - v.y) ** 2),
    ]  # fmt: skip


LIPSCHITZ = Argument(
    "SK/Popoviciu",
    "with b = 1/T the Jacobian is b (diag F − F Fᵀ) diag(1/p), and d·(diag F − F Fᵀ) d is the "
    "variance of d under F, at most (max d − min d)²/4 ≤ ‖d‖²/2 (Popoviciu); so its norm is at "
    "most b/(2μ) where p ≥ μ, which is a convex set. The variance is half the mean squared "
    "distance of two outcomes, and every distance shrinks by that",
    _lipschitz,
    {"p": POSITIVE, "q": POSITIVE, "s": NONNEGATIVE, "b": HALF_OPEN,
     **dict.fromkeys("mwxy", REAL)},
)  # fmt: skip


def _region(v: Any, xp: Any) -> list[Statement]:
    x, y, s = v.x, v.y, Fraction(5, 16) + v.d
    squares = x**2 + y**2
    first, root = x**2 / squares, x * y / squares
    return [
        zero("dF_2/da = 1/(2r(1 + 2r)) along x, r = xy/(x² + y²)",
             slope(x / (x + y), x) - slope(first, x) / (2 * root * (1 + 2 * root))),
        zero("a(1 − a) = r²", first * (1 - first) - root**2),
        zero("a(1 − a) = 8/81 + 49 t(1 − t)/81 for a = (1 + 7t)/9",
             (1 + 7 * v.t) * (8 - 7 * v.t) / 81 - 49 * v.t * (1 - v.t) / 81 - Fraction(8, 81)),
        nonnegative("a(1 − a) ≥ (5/16)² for 0 ≤ t ≤ 1",
                    49 * v.t * (1 - v.t) / 81 + Fraction(8, 81) - Fraction(25, 256)),
        nonnegative("2r(1 + 2r) ≥ 1 for r = 5/16 + d", 2 * s * (1 + 2 * s) - 1),
    ]  # fmt: skip


REGION = Argument(
    "SK/region",
    "a = x²/(x² + y²) has F_2(a) = x/(x + y); where 1/9 ≤ a ≤ 8/9 the root r of a(1−a) is at least "
    "5/16, so the slope is at most one",
    _region, {"x": POSITIVE, "y": POSITIVE, "d": NONNEGATIVE, "t": UNIT},
)  # fmt: skip


def _steepest(v: Any, xp: Any) -> list[Statement]:
    y, b = v.y, v.b
    z = y**b
    slope_at = b * z / y * (1 + y) ** 2 / (1 + z) ** 2  # of F_T at the odds y
    odd = 1 + v.c  # z where it stands alone; y = z (1 + d)
    rise = (odd * (1 + v.d) - 1) / (odd * (1 + v.d) + 1) - (odd - 1) / (odd + 1)
    return [
        zero("dF_T/da along the odds y = a/(1−a) of a, z = y^b",
             slope(z / (1 + z), y) - slope(y / (1 + y), y) * slope_at),
        zero("y/L dL/dy = (y−1)/(y+1) − b (z−1)/(z+1)",
             slope(slope_at, y) * y / slope_at - (y - 1) / (y + 1) + b * (z - 1) / (z + 1)),
        nonnegative("(y−1)/(y+1) ≥ (z−1)/(z+1) for y = z (1 + d), z = 1 + c", rise),
        nonnegative("(1 − b)(z−1)/(z+1) ≥ 0", (1 - b) * v.c / (2 + v.c)),
        nonnegative("y^(1−b) ≥ 1 for y ≥ 1: it grows", slope((1 + v.c) ** (1 - b), v.c)),
    ]  # fmt: skip


STEEPEST = Argument(
    "SK/steepest",
    "the slope of F_T in a is L(y), unchanged if the classes change places; it grows with the odds "
    "y ≥ 1, as z = y^b lies between 1 and y: on [μ, 1−μ] it is largest at the ends (mean value)",
    _steepest, {"y": POSITIVE, "b": HALF_OPEN, "c": NONNEGATIVE, "d": NONNEGATIVE},
)  # fmt: skip


# SK-B7 ----------------------------------------------------------------------------------------


@theorem(
    "SK-B7", "the best temperature of the mixture",
    r"\mathbb{E}\|F_T(P)-f\|^2 = \frac{V}{T^2}+\Big(1-\frac1T\Big)^2 B \ge \frac{VB}{V+B},"
    r"\quad \frac1{T^*}=\frac{B}{V+B}",
    "An unbiased teacher of variance V is best softened by 1/T = B/(V + B), with B the squared "
    "distance of the truth from uniform.",
    provenance=OURS,
    hypotheses={"unbiased": "the teacher is unbiased, E P = f"},
    constant=Constant("VB/(V + B)", "VB/(V + B), attained at 1/T = B/(V + B)", "tight"),
    false={"any-teacher": FalseReading(
        "The risk of the softened teacher is V/T² + (1 − 1/T)² B, whatever its bias.", "unbiased",
        ("risk",))},
)  # fmt: skip
def best_temperature(kept: Kept) -> list[Draft]:
    inputs = (PS, W, *(() if kept.unbiased else (point("f"),)))

    def parts(x: Any, xp: Any) -> tuple[Any, Any, Any]:
        f = expected(x.ps, x.w, xp) if kept.unbiased else x.f
        away = f - 1 / (xp.ones_like(f) * f.shape[-1])
        return f, spread(x.ps, x.w, xp), total(away * away, xp)

    def at_temperature(F: Any, x: Any, xp: Any) -> Cases:
        f, V, B = parts(x, xp)
        found = risk(mixture(x.ps, x.T, xp), x.w, f, xp)
        return equal(found, V / (x.T * x.T) + (1 - 1 / x.T) * (1 - 1 / x.T) * B, xp)

    def least(F: Any, x: Any, xp: Any) -> Cases:
        f, V, B = parts(x, xp)
        found = risk(mixture(x.ps, x.T, xp), x.w, f, xp)
        return at_most(V * B, found * (V + B), xp)

    def attained(F: Any, x: Any, xp: Any) -> Cases:
        f, V, B = parts(x, xp)
        some = V + B > 0
        share = B / xp.where(some, V + B, xp.ones_like(V))
        softened = share * x.ps + (1 - share) / x.ps.shape[-1]
        return equal(risk(softened, x.w, f, xp) * (V + B), V * B, xp, some)

    form: dict[str, Any] = {
        "needs": ("unbiased",), "classes": (2, 3), "teachers": (2, 3), "proofs": (PARABOLA,),
        "note": OUTCOMES,
    }  # fmt: skip
    names = "V = E‖P − E P‖², B = ‖f − u‖²" + (", f = E P" if kept.unbiased else "")
    return [
        Draft("risk", f"E‖F_T(P) − f‖² = V/T² + (1 − 1/T)² B, {names}", (*inputs, T),
              at_temperature, **form),
        Draft("least", f"(V + B) E‖F_T(P) − f‖² ≥ VB, {names}", (*inputs, T), least, **form),
        Draft("attained", f"(V + B) E‖b P + (1−b) u − f‖² = VB at b = B/(V + B), {names}", inputs,
              attained, **form),
    ]  # fmt: skip


def _parabola(v: Any, xp: Any) -> list[Statement]:
    best = v.B / (v.V + v.B)
    value = v.V * v.b**2 + (1 - v.b) ** 2 * v.B
    return [
        zero("b p + (1−b) u − f = b (p − f) − (1−b)(f − u)",
             v.b * v.p + (1 - v.b) * v.u - v.f - v.b * (v.p - v.f) + (1 - v.b) * (v.f - v.u)),
        zero("(V + B)(V b² + (1−b)² B) − VB = ((V + B) b − B)²",
             (v.V + v.B) * value - v.V * v.B - ((v.V + v.B) * v.b - v.B) ** 2),
        nonnegative("((V + B) b − B)² ≥ 0", ((v.V + v.B) * v.b - v.B) ** 2),
        zero("at b = B/(V + B) the square vanishes", (v.V + v.B) * best - v.B),
    ]  # fmt: skip


PARABOLA = Argument(
    "SK/parabola",
    "with b = 1/T the error is b (P − f) − (1−b)(f − u), whose first part has mean zero, so the "
    "cross term vanishes in expectation: a parabola in b; where V = B = 0 both sides are zero",
    _parabola,
    {"V": POSITIVE, "B": NONNEGATIVE, **dict.fromkeys("bfpu", REAL)},
)  # fmt: skip
