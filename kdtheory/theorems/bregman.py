"""Bias and variance in Bregman divergences (SK-B4), decided on exact finite laws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kdtheory.claims.claim import Cases
from kdtheory.theorems.lemmas import zero
from kdtheory.theorems.parts import equal, total
from kdtheory.theorems.proofs import REAL, Argument, Statement
from kdtheory.theorems.registry import OURS, Constant, Draft, FalseReading, Kept, theorem
from kdtheory.theorems.variance import OUTCOMES, SS, F, W, expected

Generator = tuple[Callable[..., Any], Callable[..., Any]]


def _generators(xp: Any) -> dict[str, Generator]:
    """Generators ``φ`` of Bregman divergences, with their slopes."""
    return {
        "squares": (lambda x: x * x, lambda x: 2 * x),
        "entropy": (lambda x: x * xp.log(x), lambda x: xp.log(x) + 1),
        "logarithm": (lambda x: -xp.log(x), lambda x: -1 / x),
    }


def bregman(name: str, f: Any, s: Any, xp: Any) -> Any:
    """``D_φ(f, s) = Σ φ(f) − φ(s) − φ'(s)(f − s)``, shape ``(..., 1)``."""
    phi, slope = _generators(xp)[name]
    return total(phi(f) - phi(s) - slope(s) * (f - s), xp)


def dual_mean(name: str, xs: Any, chances: Any, xp: Any) -> Any:
    """The ``m`` with ``φ'(m) = E φ'(X)`` in every class."""
    if name == "entropy":
        return xp.exp(expected(xp.log(xs), chances, xp))
    if name == "logarithm":
        return 1 / expected(1 / xs, chances, xp)
    return expected(xs, chances, xp)


@theorem(
    "SK-B4", "bias and variance in a Bregman divergence",
    r"\mathbb{E}D_\varphi(f,S) = D_\varphi(f,\bar S)+\mathbb{E}D_\varphi(\bar S,S),\quad "
    r"\varphi'(\bar S)=\mathbb{E}\varphi'(S)",
    "Every Bregman divergence splits into bias and variance, at the mean in its own scale.",
    provenance=OURS,
    hypotheses={"dual": "the mean is taken of φ'(S), not of S"},
    constant=Constant("1", "1", "equality"),
    false={"arithmetic": FalseReading(
        "Every Bregman divergence splits at the arithmetic mean of the students.", "dual")},
)  # fmt: skip
def in_bregman(kept: Kept) -> list[Draft]:
    def splits(name: str) -> Callable[..., Cases]:
        def margin(F: Any, x: Any, xp: Any) -> Cases:
            centre = dual_mean(name if kept.dual else "squares", x.ss, x.w, xp)
            D = [bregman(name, x.f, s, xp) for s in x.ss]
            around = [bregman(name, centre, s, xp) for s in x.ss]
            whole, spread = expected(xp.stack(D), x.w, xp), expected(xp.stack(around), x.w, xp)
            return equal(whole, bregman(name, x.f, centre, xp) + spread, xp)

        return margin

    def first(F: Any, x: Any, xp: Any) -> Cases:
        centre = expected(x.ss, x.w, xp)
        D = [bregman("entropy", s, x.f, xp) for s in x.ss]
        around = [bregman("entropy", s, centre, xp) for s in x.ss]
        whole, spread = expected(xp.stack(D), x.w, xp), expected(xp.stack(around), x.w, xp)
        return equal(whole, bregman("entropy", centre, x.f, xp) + spread, xp)

    mean = "φ'(S̄) = E φ'(S)" if kept.dual else "S̄ = E S"
    form = "E D(f, S) = D(f, S̄) + E D(S̄, S), {}, φ(x) = {}"
    common: dict[str, Any] = {
        "classes": (2, 3), "teachers": (2, 3), "proofs": (BREGMAN,), "note": OUTCOMES,
    }  # fmt: skip
    inputs = (SS, W, F)
    return [
        Draft("squares", form.format("S̄ = E S", "x²"), inputs, splits("squares"), **common),
        Draft("entropy", form.format(mean, "x log x"), inputs, splits("entropy"), ("dual",),
              **common),
        Draft("logarithm", form.format(mean, "−log x"), inputs, splits("logarithm"), ("dual",),
              **common),
        Draft("first", "E D(S, f) = D(E S, f) + E D(S, E S), φ(x) = x log x", inputs, first,
              **common),
    ]  # fmt: skip


def _bregman(v: Any) -> list[Statement]:
    def D(value: Any, f: Any, other: Any, slope: Any, s: Any) -> Any:
        return value - other - slope * (f - s)

    d, mean = v.w * v.x + (1 - v.w) * v.y, v.w * v.a + (1 - v.w) * v.b
    whole = v.w * D(v.F, v.f, v.A, v.x, v.a) + (1 - v.w) * D(v.F, v.f, v.B, v.y, v.b)
    around = v.w * D(v.M, v.m, v.A, v.x, v.a) + (1 - v.w) * D(v.M, v.m, v.B, v.y, v.b)
    first = v.w * D(v.A, v.a, v.F, v.z, v.f) + (1 - v.w) * D(v.B, v.b, v.F, v.z, v.f)
    inner = v.w * D(v.A, v.a, v.M, v.u, mean) + (1 - v.w) * D(v.B, v.b, v.M, v.u, mean)
    return [
        zero("E D(f, S) − D(f, m) − E D(m, S) = 0 for φ'(m) = E φ'(S)",
             whole - D(v.F, v.f, v.M, d, v.m) - around),
        zero("E D(S, f) − D(E S, f) − E D(S, E S) = 0",
             first - D(v.M, mean, v.F, v.z, v.f) - inner),
    ]  # fmt: skip


BREGMAN = Argument(
    "SK/Bregman",
    "in every class an identity in the values F, A, B, M of φ at f, a, b, m and in its slopes x, "
    "y there, whatever φ is; linear in the outcomes, so two decide",
    lambda v, xp: _bregman(v), dict.fromkeys("abfmuwxyzABFM", REAL),
)  # fmt: skip
