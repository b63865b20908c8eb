"""The loss after n stages: SK-C1 and SK-C2 (the O(1/n) rate and where it needs realisability)."""

from __future__ import annotations

from typing import Any

from kdtheory.claims.claim import Cases, Relation
from kdtheory.claims.product import number, point, share
from kdtheory.theorems.lemmas import nonnegative, zero
from kdtheory.theorems.parts import at_most, tv
from kdtheory.theorems.proofs import (
    FROM_ONE,
    NONNEGATIVE,
    POSITIVE,
    REAL,
    SHARE,
    Argument,
    Statement,
)
from kdtheory.theorems.pruning import SPARSITY, SPEED, UNIT, N, tracking_error
from kdtheory.theorems.registry import Constant, Draft, FalseReading, Kept, theorem

RHO = number("rho", 0, 1, low_open=True, high_open=True, usual=("1/2", "9/10", "1/10"))


# SK-C1 ----------------------------------------------------------------------------------------


@theorem(
    "SK-C1", "the loss after n stages",
    r"\mathbb{E}\,\ell(S_n) \le \ell(\gamma(1)) + \frac{G\rho L s}{(1-\rho)\,n}",
    "With a Lipschitz loss, n stages cost at most a constant over n more than the end of the path.",
    provenance="reconstructed",
    hypotheses={"lipschitz": "the loss is G-Lipschitz, not G times a square"},
    constant=Constant("GρLs/(1−ρ)", "approached as ρⁿ → 0 by a loss of slope G", "tight"),
    false={"smooth": FalseReading(
        "Any smooth loss with second derivative 2G will do.", "lipschitz")},
)  # fmt: skip
def after_stages(kept: Kept) -> list[Draft]:
    G = number("G", 0, low_open=True, usual=(1, 2))
    at = number("c", -10, 10, usual=("0", "1", "-1", "3"))  # where the loss is least, γ(1) = 0
    one, other = (number(f"{k}_error", -1, 1, usual=("1", "-1", "0", "1/2"))
                  for k in ("first", "second"))  # fmt: skip

    def loss(y: Any, x: Any, xp: Any) -> Any:
        return x.G * (xp.abs(y - x.c) if kept.lipschitz else (y - x.c) * (y - x.c))

    def expected(F: Any, x: Any, xp: Any) -> Cases:
        step = x.L * x.s / x.N
        left = tracking_error(x.rho, step, xp.exp(x.N * xp.log(x.rho)))
        first, second = (loss(left * e, x, xp) for e in (x.first_error, x.second_error))
        found = (1 - x.chance) * first + x.chance * second
        bound = loss(0 * x.c, x, xp) + x.G * x.rho * x.L * x.s / ((1 - x.rho) * x.N)
        return at_most(found, bound, xp)

    form = "G|x − c|" if kept.lipschitz else "G (x − c)²"
    inputs = (RHO, SPEED, SPARSITY, N, G, at, one, other, share("chance"))
    return [Draft("expected", f"E ℓ(S_N) ≤ ℓ(0) + GρLs/((1−ρ)N), ℓ(x) = {form}, S_N two outcomes "
                  "with |S_N| ≤ ρLs(1−ρ^N)/((1−ρ)N), γ(1) = 0", inputs, expected, ("lipschitz",),
                  proofs=(LIPSCHITZ,))]  # fmt: skip


def _lipschitz(v: Any, xp: Any) -> list[Statement]:
    whole = v.G * v.rho * v.a / (1 - v.rho) / v.n
    return [
        zero("x − c = (x − g) + (g − c)", (v.x - v.c) - (v.x - v.g) - (v.g - v.c)),
        nonnegative(
            "GρLs/((1−ρ)n) − Gρh(1 − q)/(1−ρ) ≥ 0 for h = Ls/n, q = ρⁿ",
            whole - v.G * tracking_error(v.rho, v.a / v.n, v.q),
        ),
        nonnegative(
            "w d + (1−w) e ≥ 0: what two outcomes leave of the bound", v.w * v.d + (1 - v.w) * v.e
        ),
    ]


LIPSCHITZ = Argument(
    "SK/Lipschitz",
    "|ℓ(x) − ℓ(g)| ≤ G|x − g| with |x − g| at most the tracking error of SK-H3, in every outcome",
    _lipschitz,
    {"rho": SHARE, "a": POSITIVE, "n": FROM_ONE, "G": POSITIVE, "q": SHARE, "w": SHARE,
     "d": NONNEGATIVE, "e": NONNEGATIVE, **dict.fromkeys("xcg", REAL)},
)  # fmt: skip


# SK-C2 ----------------------------------------------------------------------------------------


@theorem(
    "SK-C2", "as good as the teacher, up to O(1/n)",
    r"\mathbb{E}\,\ell(S_n) \le \mathbb{E}\,\ell(T) + O(1/n)",
    "On a path along which the loss does not rise, staged students lose at most O(1/n) to their "
    "teacher; with a capacity gap they lose a constant.",
    hypotheses={"realisable": "the loss does not rise along the path: γ(1) is no worse than T"},
    constant=Constant("1/n", "1/n: a student one n-th of the way off the path's end", "tight"),
    false={"capacity-gap": FalseReading(
        "Enough stages make any sparse student as good as its teacher.", "realisable",
        ("bound", "vanishes"))},
)  # fmt: skip
def as_good(kept: Kept) -> list[Draft]:
    truth, teacher, other = point("f"), point("teacher"), point("other")
    part = number("part", 0, 1, usual=("1/2", "0", "1"))
    end = (part,) if kept.realisable else (point("sparse"),)

    def student(x: Any) -> Any:
        goal = x.teacher + x.part * (x.f - x.teacher) if kept.realisable else x.sparse
        return goal + (x.other - goal) / x.N

    def bound(F: Any, x: Any, xp: Any) -> Cases:
        return at_most(tv(student(x), x.f, xp), tv(x.teacher, x.f, xp) + 1 / x.N, xp)

    def vanishes(F: Any, x: Any, xp: Any) -> Any:
        excess = tv(student(x), x.f, xp) - tv(x.teacher, x.f, xp)
        return xp.where(excess > 0, excess, 0 * excess)

    where = "γ(1) = T + part (f − T)" if kept.realisable else "γ(1) anywhere"
    inputs = (truth, teacher, other, N, *end)
    form = "{}, ℓ = TV(·, f), " + where + ", S_N one N-th of the way from γ(1) to any other"
    return [
        Draft("bound", form.format("ℓ(S_N) ≤ ℓ(T) + 1/N"), inputs, bound, ("realisable",),
              classes=(2, 3), proofs=(REALISABLE,)),
        Draft("vanishes", form.format("max(ℓ(S_N) − ℓ(T), 0) → 0"), inputs, vanishes,
              ("realisable",), Relation.LIMIT, "N", classes=(2, 3), proofs=(REALISABLE,)),
    ]  # fmt: skip


REALISABLE = Argument(
    "SK/realisable",
    "the end of the path is no farther from f than T, TV(γ(1), f) = (1 − part) TV(T, f), and "
    "TV(S_N, γ(1)) = TV(other, γ(1))/N ≤ 1/N; total variation is a norm",
    lambda v, xp: [
        zero("T + part (f − T) − f = (1 − part)(T − f)",
             v.a + v.part * (v.f - v.a) - v.f - (1 - v.part) * (v.a - v.f)),
        nonnegative("1 − part ≥ 0", 1 - v.part),
        nonnegative("part d ≥ 0, d = TV(T, f)", v.part * v.d),
        zero("g + (o − g)/N − g = (o − g)/N", v.g + (v.o - v.g) / v.N - v.g - (v.o - v.g) / v.N),
        nonnegative("ε − 1/N ≥ 0 for N = 1/ε + d", v.e - 1 / (1 / v.e + v.d)),
    ],
    {"part": UNIT, "N": FROM_ONE, "d": NONNEGATIVE, "e": POSITIVE, **dict.fromkeys("afgo", REAL)},
)  # fmt: skip
