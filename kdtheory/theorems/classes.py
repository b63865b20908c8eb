"""Which operators make the same student: SK-Q1 to SK-Q3.

``q`` and ``r`` are the targets ``F(p)`` and ``G(p)`` that two operators make of one teacher.
"""

from __future__ import annotations

from typing import Any

from kdtheory.claims.claim import Cases, Relation
from kdtheory.claims.product import direction, number, point
from kdtheory.theorems.lemmas import logarithm_below_tangent, nonnegative, positive, zero
from kdtheory.theorems.parts import at_most, equal, kl, l1, total
from kdtheory.theorems.proofs import (
    NONNEGATIVE,
    POSITIVE,
    REAL,
    SHARE,
    Argument,
    Statement,
    slope,
)
from kdtheory.theorems.pruning import UNIT
from kdtheory.theorems.registry import Constant, Draft, FalseReading, Kept, theorem

Q, R, S, C = point("q"), point("r"), point("s"), direction()
SHIFT = number("t", -10, 10, usual=("1", "-1", "1/2", "2"))


def different(q: Any, r: Any, xp: Any) -> Any:
    """Whether two distributions differ, shape ``(..., 1)``."""
    return xp.any(q != r, axis=-1, keepdims=True)


def moment(q: Any, xp: Any) -> Any:
    """Mean of the class number, the statistic of the family ``softmax(θ i)``."""
    return total(xp.cumulative_sum(xp.ones_like(q), axis=-1) * q, xp)


# SK-Q1 ----------------------------------------------------------------------------------------


@theorem(
    "SK-Q1", "unrestricted students tell all operators apart",
    r"\arg\min_s \mathrm{KL}(F(p)\|s) = \arg\min_s \mathrm{KL}(G(p)\|s) \iff F(p) = G(p)",
    "A student that can be any distribution copies its target, so two operators make the same "
    "students only if they are the same.",
    hypotheses={"unrestricted": "the students are all distributions, not the family softmax(θ i)"},
    false={"always": FalseReading(
        "Different operators always make different students.", "unrestricted")},
)  # fmt: skip
def unrestricted(kept: Kept) -> list[Draft]:
    def optimal(F: Any, x: Any, xp: Any) -> Cases:
        return Cases(kl(x.q, x.s, xp), different(x.q, x.s, xp))

    def apart(F: Any, x: Any, xp: Any) -> Cases:
        gap = x.q - x.r
        found = l1(gap, xp) if kept.unrestricted else xp.abs(moment(gap, xp))
        return Cases(found, different(x.q, x.r, xp))

    students = "the best students q and r differ" if kept.unrestricted else (
        "the best students softmax(θ i) differ: their means E_q i and E_r i do")  # fmt: skip
    return [
        Draft("optimal", "s ≠ q ⇒ KL(q‖s) > 0: the best student is q", (Q, S), optimal, (),
              Relation.POSITIVE, proofs=(GIBBS,)),
        Draft("apart", f"q ≠ r ⇒ {students}", (Q, R), apart, ("unrestricted",),
              Relation.POSITIVE, proofs=(GIBBS,)),
    ]  # fmt: skip


GIBBS = Argument(
    "SK/Gibbs",
    "KL(q‖s) = Σ q (r − 1 − log r) with r = s/q, and r − 1 − log r > 0 but at r = 1: it falls "
    "before and rises after; so q alone attains zero, and students that copy differ where the "
    "targets do",
    lambda v, xp: [
        *logarithm_below_tangent(v.r, xp),
        positive("h = 1/r is positive", 1 / v.r),
        zero("q (s/q − 1) = s − q", v.q * (v.s / v.q - 1) - (v.s - v.q)),
    ],
    {"r": POSITIVE, "q": SHARE, "s": SHARE},
)  # fmt: skip


# SK-Q2 ----------------------------------------------------------------------------------------


def tilted(s: Any, c: Any, t: Any, xp: Any) -> Any:
    """``s exp(t c)/Z``: the family's student that lies t along the direction ``c = Aδ`` (SK-Q2).

    Parameters
    ----------
    s : array of shape (..., n)
        A student ``softmax(Aθ)``.
    c : array of shape (..., n)
    t : number or array of shape (..., 1)

    Examples
    --------
    >>> import numpy as np
    >>> q = tilted(np.array([0.5, 0.5]), np.array([1.0, 0.0]), np.log(3.0), np)
    >>> [round(float(x), 12) for x in q]
    [0.75, 0.25]
    """
    raised = s * xp.exp(t * c)
    return raised / total(raised, xp)


def _slope(x: Any, q: Any, xp: Any) -> Any:
    """``cᵀ(s − q)``: the slope of ``KL(q‖s_t)`` at t = 0."""
    return total(x.c * (x.s - q), xp)


@theorem(
    "SK-Q2", "students of an exponential family",
    r"\theta_F^* = \theta_G^* \iff A^\top\big(F(p)-G(p)\big) = 0",
    "Students softmax(Aθ) see nothing of their target but its moments: matched operators make the "
    "same student.",
    provenance="reconstructed",
    hypotheses={"matched": "the moments are matched"},
    constant=Constant("Aᵀ(F(p) − G(p)) = 0", "Aᵀ(F(p) − G(p)) = 0", "equality"),
    false={
        "any": FalseReading(
            "Students of limited capacity do not notice by which operator they are taught.",
            "matched", ("coincide",)),
        "nearest": FalseReading("Any student of the family is optimal.", "matched", ("optimal",)),
    },
)  # fmt: skip
def exponential_family(kept: Kept) -> list[Draft]:
    def gaps(x: Any, xp: Any) -> Any:
        after = tilted(x.s, x.c, x.t, xp)
        return kl(x.q, after, xp) - kl(x.q, x.s, xp) - kl(x.r, after, xp) + kl(x.r, x.s, xp)

    def difference(F: Any, x: Any, xp: Any) -> Cases:
        return equal(gaps(x, xp), -x.t * total(x.c * (x.q - x.r), xp), xp)

    def coincide(F: Any, x: Any, xp: Any) -> Cases:
        same = total(x.c * (x.q - x.r), xp) == 0 if kept.matched else None
        return equal(gaps(x, xp), 0 * x.t, xp, same)

    def convex(F: Any, x: Any, xp: Any) -> Cases:
        after = tilted(x.s, x.c, x.t, xp)
        return at_most(kl(x.q, x.s, xp) + x.t * _slope(x, x.q, xp), kl(x.q, after, xp), xp)

    def optimal(F: Any, x: Any, xp: Any) -> Cases:
        matched = _slope(x, x.q, xp) == 0 if kept.matched else None
        after = tilted(x.s, x.c, x.t, xp)
        return at_most(kl(x.q, x.s, xp), kl(x.q, after, xp), xp, matched)

    def unmatched(F: Any, x: Any, xp: Any) -> Cases:
        slopes = xp.abs(_slope(x, x.q, xp)) + xp.abs(_slope(x, x.r, xp))
        return Cases(slopes, total(x.c * (x.q - x.r), xp) != 0)

    family, both = (Q, S, C, SHIFT), (Q, R, S, C, SHIFT)
    matched, alike = ("cᵀ(s − q) = 0 ⇒ ", "cᵀ(q − r) = 0 ⇒ ") if kept.matched else ("", "")
    loss = "(KL(q‖s_t) − KL(q‖s)) − (KL(r‖s_t) − KL(r‖s))"
    form: dict[str, Any] = {"classes": (2, 3), "proofs": (TILTED,), "note": "s_t ∝ s exp(t c)"}
    return [
        Draft("difference", f"{loss} = −t cᵀ(q − r)", both, difference, **form),
        Draft("coincide", f"{alike}{loss} = 0: the losses have the same minima", both, coincide,
              ("matched",), **form),
        Draft("convex", "KL(q‖s_t) ≥ KL(q‖s) + t cᵀ(s − q)", family, convex, **form),
        Draft("optimal", f"{matched}KL(q‖s_t) ≥ KL(q‖s)", family, optimal, ("matched",), **form),
        Draft("unmatched", "cᵀ(q − r) ≠ 0 ⇒ no student s has cᵀ(s − q) = cᵀ(s − r) = 0", (Q, R, S,
              C), unmatched, (), Relation.POSITIVE, classes=(2, 3), proofs=(TILTED,)),
    ]  # fmt: skip


def _tilted(v: Any, xp: Any) -> list[Statement]:
    tilts = [v.s * xp.exp(v.t * v.c), v.u * xp.exp(v.t * v.d), v.w]
    found: list[Statement] = []
    for n in (2, 3):
        raised = tilts[:n]
        Z = sum(raised[1:], raised[0])
        mean = (raised[0] * v.c + raised[1] * v.d) / Z
        square = (raised[0] * v.c**2 + raised[1] * v.d**2) / Z
        rest = raised[2] if n > 2 else 0 * v.w
        spread = (raised[0] * raised[1] * (v.c - v.d) ** 2
                  + rest * (raised[0] * v.c**2 + raised[1] * v.d**2)) / Z**2  # fmt: skip
        loss = xp.log(Z) - v.t * v.m
        words = f"{n} classes, the last with c = 0" if n > 2 else "two classes"
        found += [
            zero(f"d/dt (log Z − t m) = E_t c − m, {words}", slope(loss, v.t) - (mean - v.m)),
            zero(f"its slope is the variance of c, {words}",
                 slope(slope(loss, v.t), v.t) - (square - mean**2)),
            zero("the variance is a sum of squares", square - mean**2 - spread),
            nonnegative("sums of squares are nonnegative", spread),
        ]  # fmt: skip
    return [
        *found,
        *logarithm_below_tangent(v.r, xp),
        zero("(s − r) − (s − q) = q − r", v.c * (v.a - v.x) - v.c * (v.a - v.y)
             - v.c * (v.y - v.x)),
        zero("q (l − log s − t c + z) − q (l − log s) = −t c q + z q",
             v.q * (v.l - v.a - v.t * v.c + v.x) - v.q * (v.l - v.a) + v.t * v.c * v.q
             - v.x * v.q),
    ]  # fmt: skip


TILTED = Argument(
    "SK/exponential-family",
    "log s_t = log s + t c − log Z, so KL(q‖s_t) − KL(q‖s) = log Z − t cᵀq, of which log Z does "
    "not depend on q; log Z ≥ t cᵀs by e^x ≥ 1 + x for the centred c (Jensen), and it is strictly "
    "convex where c is not constant: the minimum is where the slope cᵀ(s − q) vanishes for every "
    "c = Aδ. If it vanished for q and for r, so would cᵀ(q − r)",
    _tilted,
    {"t": REAL, "c": REAL, "d": REAL, "m": REAL, "a": REAL, "l": REAL, "x": REAL, "y": REAL,
     "r": POSITIVE, "q": SHARE, **dict.fromkeys("suw", POSITIVE)},
    classes=(2, 3),
)  # fmt: skip


# SK-Q3 ----------------------------------------------------------------------------------------


def coordinate(q: Any, x: Any, xp: Any) -> Any:
    """``τ`` with ``a + τ (b − a)`` nearest to `q` on the line, zero if a = b."""
    d = x.b - x.a
    whole = total(d * d, xp)
    some = xp.where(whole > 0, whole, xp.ones_like(whole))
    return total((q - x.a) * d, xp) / some


def projected(q: Any, x: Any, xp: Any) -> Any:
    """Euclidean projection of `q` onto the segment from ``a`` to ``b``."""
    tau = coordinate(q, x, xp)
    inside = xp.minimum(xp.maximum(tau, xp.zeros_like(tau)), xp.ones_like(tau))
    return x.a + inside * (x.b - x.a)


def _square(y: Any, xp: Any) -> Any:
    return total(y * y, xp)


@theorem(
    "SK-Q3", "students of a convex class under squared loss",
    r"\arg\min_{s\in Q}\|s-F(p)\|^2 = \arg\min_{s\in Q}\|s-G(p)\|^2 \iff \Pi_Q F(p) = \Pi_Q G(p)",
    "Under squared loss the best student of a convex class is the projection of its target; inside "
    "the class only the difference along it counts.",
    provenance="reconstructed",
    hypotheses={
        "convex": "the class is convex: a whole segment, not its two ends",
        "interior": "both targets project inside the segment, not beyond its ends",
    },
    constant=Constant("Π F(p) = Π G(p)", "Π F(p) = Π G(p)", "equality"),
    false={
        "any-class": FalseReading(
            "The nearest student is unique in any class.", "convex", ("projection",)),
        "orthogonal": FalseReading(
            "Students coincide only if F(p) − G(p) is orthogonal to the class.", "interior",
            ("orthogonal",)),
    },
)  # fmt: skip
def convex_class(kept: Kept) -> list[Draft]:
    ends = (point("a"), point("b"))
    part = number("part", 0, 1, usual=("0", "1", "1/2"))

    def projection(F: Any, x: Any, xp: Any) -> Cases:
        if kept.convex:
            best, student = projected(x.q, x, xp), x.a + x.part * (x.b - x.a)
        else:
            nearer = _square(x.a - x.q, xp) <= _square(x.b - x.q, xp)
            best, student = xp.where(nearer, x.a, x.b), xp.where(nearer, x.b, x.a)
        split = _square(best - x.q, xp) + _square(student - best, xp)
        return at_most(split, _square(student - x.q, xp), xp)

    def orthogonal(F: Any, x: Any, xp: Any) -> Cases:
        d, found = x.b - x.a, projected(x.q, x, xp) - projected(x.r, x, xp)
        along = total(d * (x.q - x.r), xp)
        one, other = coordinate(x.q, x, xp), coordinate(x.r, x, xp)
        inside = (one >= 0) & (one <= 1) & (other >= 0) & (other <= 1)
        return equal(_square(found, xp) * _square(d, xp), along * along, xp,
                     inside if kept.interior else None)  # fmt: skip

    where = "the segment [a, b]" if kept.convex else "the two points {a, b}"
    within = " where both project inside" if kept.interior else ""
    return [
        Draft("projection", f"‖s − q‖² ≥ ‖Πq − q‖² + ‖s − Πq‖² for every s of {where}",
              (Q, *ends, *((part,) if kept.convex else ())), projection, ("convex",),
              classes=(2, 3), proofs=(PROJECTED,)),
        Draft("orthogonal", f"‖Πq − Πr‖ ‖b − a‖ = |⟨b − a, q − r⟩|{within}, Π onto [a, b]",
              (Q, R, *ends), orthogonal, ("interior",), classes=(2, 3), proofs=(PROJECTED,)),
    ]  # fmt: skip


def _projected(v: Any, xp: Any) -> list[Statement]:
    s, best = v.a + v.t * v.d, v.a + v.p * v.d
    return [
        zero("(s − q)² − (π − q)² − (s − π)² = 2(t − p) d (a + p d − q)",
             (s - v.q) ** 2 - (best - v.q) ** 2 - (s - best) ** 2
             - 2 * (v.t - v.p) * v.d * (v.a + v.p * v.d - v.q)),
        nonnegative("(t − 0)(0 − τ) ≥ 0 for τ = −e", v.t * v.e),
        nonnegative("(t − 1)(1 − τ) ≥ 0 for τ = 1 + e", (1 - v.t) * v.e),
        zero("(π − π')² d² = (τ − τ')² d⁴",
             ((v.a + v.p * v.d) - (v.a + v.q * v.d)) ** 2 * v.d**2
             - (v.p - v.q) ** 2 * v.d**4),
    ]  # fmt: skip


PROJECTED = Argument(
    "SK/projection",
    "summed over the classes the cross term is 2(t − p)(p − τ)‖d‖² with d = b − a and p = τ "
    "clipped to [0, 1]: zero where 0 ≤ τ ≤ 1, else nonnegative. The square on the right leaves no "
    "second minimum. Inside, πq − πr = (τ − τ') d with (τ − τ')‖d‖² = ⟨d, q − r⟩; where a = b "
    "everything is zero. A convex class has this inequality along each of its segments from Πq",
    _projected,
    {"t": UNIT, "e": NONNEGATIVE, **dict.fromkeys("adpq", REAL)},
)  # fmt: skip
