"""The impossibility MT-T1: continuity, hull, strict temperature coherence, agreement at vertices.

Let ``a``, ``b`` be two softened teachers and ``p ∝ a^T``, ``r ∝ b^T`` the teachers themselves. An
aggregate in the hull of ``p`` and ``r`` is ``x = (1−t) p + t r``. If it commutes with the power
transform, ``F_T(x)`` lies on the segment from ``a`` to ``b``: ``x = F_{1/T}((1−u) a + u b)``. This
happens for no ``0 < t < 1``, so the aggregate cannot move from one teacher to the other as the
weight does.
"""

from __future__ import annotations

from typing import Any

from kdtheory.claims.claim import Cases, Relation
from kdtheory.claims.product import direction, number, teachers
from kdtheory.theorems.lemmas import positive, zero
from kdtheory.theorems.parts import l1, total
from kdtheory.theorems.proofs import POSITIVE, SHARE, Argument, Statement, slope
from kdtheory.theorems.registry import OURS, Draft, FalseReading, Kept, theorem

T_SHARE, U_SHARE = (
    number(name, 0, 1, low_open=True, high_open=True, usual=("1/2", "1/3")) for name in "tu"
)


def sharpened(a: Any, T: Any, xp: Any) -> Any:
    """``F_{1/T}(a) = a^T/Z``, the distribution that softening by T turns into `a`."""
    raised = a**T
    return raised / total(raised, xp)


@theorem(
    "MT-T1", "convexity and coherence exclude each other",
    r"(1-t)\,p + t\,r \ne F_{1/T}\big((1-u)\,F_T(p) + u\,F_T(r)\big)\quad \text{for } 0<t,u<1",
    "For three or more classes no pool is at once continuous in its weights, inside the hull, "
    "exactly coherent with softening and equal to a teacher at full weight.",
    provenance=OURS,
    hypotheses={
        "classes": "there are at least three classes",
        "softened": "there is some softening, T > 1",
        "different": "the ratios of the two teachers take three different values",
        "binary": "there are only two classes, if both requirements are to hold",
    },
    false={
        "both": FalseReading(
            "Convexity (the hull) and temperature coherence can both be read strictly.", "binary"),
        "always": FalseReading(
            "The two requirements contradict each other for two classes as well.", "classes"),
    },
)  # fmt: skip
def impossibility(kept: Kept) -> list[Draft]:
    T = number("T", 1, None, low_open=kept.softened,
               usual=("2", "3", "4") if kept.softened else ("1", "2", "3"))  # fmt: skip

    def compatible(F: Any, x: Any, xp: Any) -> Cases:
        a, b = x.ps[0], x.ps[1]
        inside = (1 - x.t) * sharpened(a, x.T, xp) + x.t * sharpened(b, x.T, xp)
        softened = sharpened(inside, 1 / x.T, xp)
        ends = xp.stack([total(x.c * a, xp), total(x.c * b, xp)])
        mine = total(x.c * softened, xp)
        return Cases(xp.max(ends, axis=0) - mine, scale=xp.abs(mine) + 1)

    def apart_enough(a: Any, b: Any, xp: Any) -> Any:
        if kept.classes:
            return _three_ratios(a, b, xp)
        return 10 * xp.abs(a[..., :1] - b[..., :1]) > 1  # clearly, not by rounding

    def apart(F: Any, x: Any, xp: Any) -> Cases:
        a, b = x.ps[0], x.ps[1]
        inside = (1 - x.t) * sharpened(a, x.T, xp) + x.t * sharpened(b, x.T, xp)
        coherent = sharpened((1 - x.u) * a + x.u * b, x.T, xp)
        when = apart_enough(a, b, xp) if kept.different else None
        return Cases(l1(inside - coherent, xp), when, xp.maximum(l1(a - b, xp), 0 * x.t + 1e-9))

    which = "with p_i/r_i, i = 1, 2, 3, all different"
    if not kept.classes:
        which = "with |F_T(p)_1 − F_T(r)_1| > 1/10"
    if not kept.different:
        which = "of any kind"
    return [
        Draft("apart", "(1−t) p + t r ≠ F_(1/T)((1−u) F_T(p) + u F_T(r)) for teachers p, r "
              f"{which}", (teachers(), T_SHARE, U_SHARE, T), apart,
              ("classes", "softened", "different"), Relation.POSITIVE,
              classes=(3, 4, 5) if kept.classes else (2,), teachers=(2,), proofs=(APART,)),
        Draft("compatible", "F_T((1−t) p + t r) lies between F_T(p) and F_T(r)",
              (teachers(), T_SHARE, T, direction()), compatible, ("binary",),
              classes=(2,) if kept.binary else (3, 4), teachers=(2,), proofs=(MONOTONE,)),
    ]  # fmt: skip


MONOTONE = Argument(
    "MT/monotone",
    "for two classes F_T maps the odds y to y^(1/T), an increasing function, so it keeps "
    "betweenness "
    "of the first entries, and a segment is what lies between its ends",
    lambda v, xp: [
        positive("d/dy y^(1/T) > 0", slope(v.y ** (1 / (1 + v.e)), v.y)),
        positive("d/dx x/(1−x) > 0", slope(v.x / (1 - v.x), v.x)),
        positive("d/dy y/(1+y) > 0", slope(v.y / (1 + v.y), v.y)),
    ],
    {"y": POSITIVE, "e": POSITIVE, "x": SHARE}, classes=(2,), teachers=(2,),
)  # fmt: skip


def _three_ratios(a: Any, b: Any, xp: Any) -> Any:
    """Whether the ratios of the first three classes differ from each other."""
    ratio = a / b
    first, second, third = (ratio[..., i : i + 1] for i in range(3))
    return (first != second) & (second != third) & (first != third)


def _strictly_convex(v: Any, xp: Any) -> list[Statement]:
    T = 1 + v.e
    inner = v.c + v.d * v.y**T
    h = inner ** (1 / T)
    closed = v.e * v.c * v.d * v.y**T / v.y**2 * h / inner**2
    return [
        zero("h'' = (T−1) c d y^(T−2) h/(c + d y^T)²", slope(slope(h, v.y), v.y) - closed),
        positive("h'' > 0", closed),
    ]


APART = Argument(
    "MT/strictly-convex",
    "divide by b_i: with y_i = a_i/b_i, F_T(x)_i/b_i is proportional to h(y) = (c + d "
    "y^T)^(1/T), c, d "
    "> 0, and (1−u) a_i/b_i + u to a linear function; a strictly convex function meets a line at "
    "most twice, not at three different y_i. A continuous pool in the hull with G = p and G = r at "
    "the ends runs through every 0 < t < 1 (intermediate values), where coherence would ask for "
    "such a meeting: no pool has all four properties",
    _strictly_convex,
    dict.fromkeys("cdey", POSITIVE), teachers=(2,), note="n ≥ 3",
)  # fmt: skip
