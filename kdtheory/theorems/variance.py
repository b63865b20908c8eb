"""Bias and variance of students: SK-B1 to SK-B3 and SK-B5, decided on exact finite laws.

A random student is given by its outcomes, one distribution each, and their probabilities; every
moment is a finite sum. In the scopes K counts the outcomes.
"""

from __future__ import annotations

from typing import Any

from kdtheory.claims.claim import Cases, Relation
from kdtheory.claims.product import point, teachers, temperature, weights
from kdtheory.operators.aggregation import linear_pool, log_pool
from kdtheory.operators.softening import mixture
from kdtheory.theorems.lemmas import positive, zero
from kdtheory.theorems.parts import equal, kl, total
from kdtheory.theorems.proofs import REAL, SHARE, Argument, Statement
from kdtheory.theorems.registry import OURS, Constant, Draft, FalseReading, Kept, theorem

SS, W = teachers("ss"), weights()  # outcomes of the student and their probabilities
TS, V = teachers("ts"), weights("v")  # of the teacher, or of a noisy target
F, Q = point("f"), point("q")
OUTCOMES = "K counts the outcomes"


def expected(values: Any, chances: Any, xp: Any) -> Any:
    """Expectation over the first axis, ``(K, ..., n)`` and ``(K, ..., 1)``."""
    return xp.sum(chances * values, axis=0)


def risk(xs: Any, chances: Any, f: Any, xp: Any) -> Any:
    """``E‖X − f‖²`` of a random distribution on finitely many outcomes (SK-B1).

    Parameters
    ----------
    xs : array of shape (K, ..., n)
        The outcomes.
    chances : array of shape (K, ..., 1)
        Their probabilities.
    f : array of shape (..., n)
        The target.

    Returns
    -------
    array of shape (..., 1)

    Examples
    --------
    >>> import numpy as np
    >>> xs, w = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.5], [0.5]])
    >>> float(risk(xs, w, np.array([0.5, 0.5]), np)[0])
    0.5
    """
    return expected(total((xs - f) * (xs - f), xp), chances, xp)


def spread(xs: Any, chances: Any, xp: Any) -> Any:
    """``E‖X − E X‖²``, shape ``(..., 1)``."""
    return risk(xs, chances, expected(xs, chances, xp), xp)


def bias(xs: Any, chances: Any, f: Any, xp: Any) -> Any:
    """``‖E X − f‖²``, shape ``(..., 1)``."""
    gap = expected(xs, chances, xp) - f
    return total(gap * gap, xp)


# SK-B1 ----------------------------------------------------------------------------------------


@theorem(
    "SK-B1", "bias and variance of a student",
    r"\mathbb{E}\|S-q\|^2 = \|\mathbb{E}S-q\|^2 + \mathbb{E}\|S-\mathbb{E}S\|^2 \;(+\,\sigma^2)",
    "The squared error of a random student is its squared bias plus its variance, plus the "
    "variance of independent noise on the target.",
    hypotheses={"independent": "the noise of the target is independent of the student"},
    constant=Constant("1", "1", "equality"),
    false={"any-noise": FalseReading(
        "Noise of variance σ² on the target adds σ², whatever it depends on.", "independent")},
)  # fmt: skip
def decomposition(kept: Kept) -> list[Draft]:
    def exact(F: Any, x: Any, xp: Any) -> Cases:
        parts = bias(x.ss, x.w, x.q, xp) + spread(x.ss, x.w, xp)
        return equal(risk(x.ss, x.w, x.q, xp), parts, xp)

    def noisy(F: Any, x: Any, xp: Any) -> Cases:
        chances = x.v if kept.independent else x.w
        target = expected(x.ts, chances, xp)
        if kept.independent:
            errors = [risk(x.ss, x.w, x.ts[k], xp) for k in range(x.ts.shape[0])]
            found = expected(xp.stack(errors), chances, xp)
        else:
            gap = x.ss - x.ts
            found = expected(total(gap * gap, xp), chances, xp)
        parts = bias(x.ss, x.w, target, xp) + spread(x.ss, x.w, xp)
        return equal(found, parts + spread(x.ts, chances, xp), xp)

    law = "independent" if kept.independent else "jointly distributed"
    return [
        Draft("squares", "E‖S − q‖² = ‖E S − q‖² + E‖S − E S‖²", (SS, W, Q), exact,
              proofs=(AXIS,), note=OUTCOMES),
        Draft("noise", f"E‖S − Y‖² = ‖E S − E Y‖² + E‖S − E S‖² + E‖Y − E Y‖², S and Y {law}",
              (SS, W, TS, *((V,) if kept.independent else ())), noisy, ("independent",),
              classes=(2, 3), teachers=(2, 3), proofs=(AXIS,), note=OUTCOMES),
    ]  # fmt: skip


def _axis(v: Any) -> list[Statement]:
    mean = v.w * v.a + (1 - v.w) * v.b
    two = v.w * (v.a - v.q) ** 2 + (1 - v.w) * (v.b - v.q) ** 2
    return [
        zero("(s − q)² = (s − m)² + 2(s − m)(m − q) + (m − q)²",
             (v.s - v.q) ** 2 - (v.s - v.m) ** 2 - 2 * (v.s - v.m) * (v.m - v.q)
             - (v.m - v.q) ** 2),
        zero("w (a − q)² + (1−w)(b − q)² = (m − q)² + w(1−w)(a − b)², m = w a + (1−w) b",
             two - (mean - v.q) ** 2 - v.w * (1 - v.w) * (v.a - v.b) ** 2),
    ]  # fmt: skip


AXIS = Argument(
    "SK/parallel-axis",
    "in every class and outcome (s − q)² splits at the mean m, and the cross term has expectation "
    "zero; for a random target first at its mean, from which the student is independent",
    lambda v, xp: _axis(v), dict.fromkeys("abmqsw", REAL),
)  # fmt: skip


# SK-B2 and SK-B5 ------------------------------------------------------------------------------


def advantage(x: Any, goal: Any, xp: Any) -> Any:
    """``(Var T − Var S) − (Bias² S − Bias² T)``, the student's bias measured from `goal`."""
    variance = spread(x.ts, x.v, xp) - spread(x.ss, x.w, xp)
    return variance - (bias(x.ss, x.w, goal, xp) - bias(x.ts, x.v, x.f, xp))


def _gain(x: Any, xp: Any) -> tuple[Any, Any]:
    """``E‖T − f‖² − E‖S − f‖²``, and the size of its parts."""
    teacher, student = risk(x.ts, x.v, x.f, xp), risk(x.ss, x.w, x.f, xp)
    return teacher - student, teacher + student


@theorem(
    "SK-B2", "when the sparse student beats the dense teacher",
    r"\mathbb{E}\|S-f\|^2 < \mathbb{E}\|T-f\|^2 \iff "
    r"\mathrm{Var}\,T-\mathrm{Var}\,S > \mathrm{Bias}^2 S-\mathrm{Bias}^2 T",
    "Measured against one target, the student is better if and only if it saves more variance "
    "than it adds squared bias.",
    provenance=OURS,
    hypotheses={"common": "both biases are measured against the same target f"},
    constant=Constant("ΔVar > ΔBias²", "ΔVar > ΔBias²", "equality"),
    false={"own-targets": FalseReading(
        "The balance of variances and biases decides also if each has a target of its own.",
        "common")},
)  # fmt: skip
def beats(kept: Kept) -> list[Draft]:
    def criterion(x: Any, xp: Any) -> Any:
        return advantage(x, x.f if kept.common else x.q, xp)

    def identity(F: Any, x: Any, xp: Any) -> Cases:
        gain, size = _gain(x, xp)
        return Cases(-xp.abs(gain - criterion(x, xp)), scale=size)

    def wins(F: Any, x: Any, xp: Any) -> Cases:
        gain, size = _gain(x, xp)
        return Cases(gain, criterion(x, xp) > 0, size)

    def loses(F: Any, x: Any, xp: Any) -> Cases:
        gain, size = _gain(x, xp)
        return Cases(-gain, criterion(x, xp) <= 0, size)

    inputs = (SS, W, TS, V, F, *(() if kept.common else (Q,)))
    goal = "f" if kept.common else "q"
    rule = f"Var T − Var S {{}} ‖E S − {goal}‖² − ‖E T − f‖²"
    common: dict[str, Any] = {
        "classes": (2, 3), "teachers": (2, 3), "proofs": (BALANCE,), "note": OUTCOMES,
    }  # fmt: skip
    return [
        Draft("identity", f"E‖T − f‖² − E‖S − f‖² = Var T − Var S − (‖E S − {goal}‖² − ‖E T − f‖²)",
              inputs, identity, ("common",), **common),
        Draft("wins", rule.format(">") + " ⇒ E‖S − f‖² < E‖T − f‖²", inputs, wins, ("common",),
              Relation.POSITIVE, **common),
        Draft("loses", rule.format("≤") + " ⇒ E‖S − f‖² ≥ E‖T − f‖²", inputs, loses, ("common",),
              **common),
    ]  # fmt: skip


BALANCE = Argument(
    "SK/balance",
    "each risk is its variance plus its squared bias, so the difference of the risks is that of "
    "the criterion's sides: one is positive exactly where the other is",
    lambda v, xp: [
        *_axis(v),
        zero("(V + B) − (v + b) = (V − v) − (b − B)",
             (v.V + v.B) - (v.v + v.c) - ((v.V - v.v) - (v.c - v.B))),
    ],
    dict.fromkeys("abmqswVBvc", REAL),
)  # fmt: skip


@theorem(
    "SK-B5", "less variance against more bias",
    r"\Delta\mathrm{Var} > \Delta\mathrm{Bias}^2 \implies \mathbb{E}\|S-f\|^2 < "
    r"\mathbb{E}\|T-f\|^2",
    "Saving more variance than one adds bias makes the student better, if its bias is measured "
    "against the truth and not against the softened teacher.",
    hypotheses={"common": "the student's bias is measured against f as well, not against F_T(E T)"},
    constant=Constant("ΔVar > ΔBias²", "ΔVar > ΔBias²", "equality"),
    false={"mixed-reference": FalseReading(
        "ΔVar > ΔBias² makes the student better, its bias measured against the softened teacher.",
        "common")},
)  # fmt: skip
def saves(kept: Kept) -> list[Draft]:
    def better(F: Any, x: Any, xp: Any) -> Cases:
        goal = x.f if kept.common else mixture(expected(x.ts, x.v, xp), x.T, xp)
        gain, size = _gain(x, xp)
        return Cases(gain, advantage(x, goal, xp) > 0, size)

    goal = "f" if kept.common else "F_T(E T)"
    return [Draft("better", f"Var T − Var S > ‖E S − {goal}‖² − ‖E T − f‖² ⇒ "
                  "E‖S − f‖² < E‖T − f‖²", (SS, W, TS, V, F, temperature()), better, ("common",),
                  Relation.POSITIVE, classes=(2, 3), teachers=(2, 3), proofs=(BALANCE,),
                  note=OUTCOMES)]  # fmt: skip


# SK-B3 ----------------------------------------------------------------------------------------


def survival(f: Any, s: Any, xp: Any) -> Any:
    """``exp(−KL(f‖s))``, which stays finite where the divergence is not (SK-B3, SK-P1).

    Parameters
    ----------
    f : array of shape (..., n)
        A distribution, all entries positive.
    s : array of shape (..., n)
        A distribution, zeros allowed.

    Returns
    -------
    array of shape (..., 1)
        In [0, 1]: zero where s has a zero, one where s = f.

    Examples
    --------
    >>> import numpy as np
    >>> f = np.array([0.5, 0.5])
    >>> float(survival(f, f, np)[0]), float(survival(f, np.array([1.0, 0.0]), np)[0])
    (1.0, 0.0)
    """
    least = xp.min(s, axis=-1, keepdims=True)
    ratio = xp.where(s > 0, s, xp.ones_like(s)) / f
    inside = xp.exp(total(f * xp.log(ratio), xp))
    return xp.where(least > 0, inside, xp.zeros_like(inside))


@theorem(
    "SK-B3", "bias and variance in divergence",
    r"\mathbb{E}\,\mathrm{KL}(f\|S) = \mathrm{KL}(f\|\bar S) + \mathbb{E}\,\mathrm{KL}(\bar S\|S),"
    r"\quad \bar S \propto \exp \mathbb{E}\log S",
    "In divergence the mean student is the normalised geometric mean, and one exact zero where "
    "the target is positive costs everything.",
    provenance=OURS,
    hypotheses={
        "geometric": "the mean student is the normalised geometric mean, not the arithmetic one",
        "positive": "no student has an exact zero",
    },
    constant=Constant("1", "1", "equality"),
    false={
        "arithmetic": FalseReading(
            "E KL(f‖S) splits at the arithmetic mean of the students.", "geometric"),
        "finite": FalseReading(
            "Students on the closed simplex have a finite expected divergence.", "positive"),
    },
)  # fmt: skip
def in_divergence(kept: Kept) -> list[Draft]:
    def splits(F: Any, x: Any, xp: Any) -> Cases:
        centre = (log_pool if kept.geometric else linear_pool)(x.ss, x.w, xp)
        K = x.ss.shape[0]
        whole = sum(x.w[k] * kl(x.f, x.ss[k], xp) for k in range(K))
        around = sum(x.w[k] * kl(centre, x.ss[k], xp) for k in range(K))
        return equal(whole, kl(x.f, centre, xp) + around, xp)

    def finite(F: Any, x: Any, xp: Any) -> Cases:
        found = survival(x.f, x.ss[0], xp)
        for k in range(1, x.ss.shape[0]):
            found = found * survival(x.f, x.ss[k], xp)
        return Cases(found)

    mean = "∝ exp E log S" if kept.geometric else "= E S"
    closed = teachers("ss", closed=not kept.positive)
    return [
        Draft("splits", f"E KL(f‖S) = KL(f‖S̄) + E KL(S̄‖S), S̄ {mean}", (SS, W, F), splits,
              ("geometric",), classes=(2, 3), teachers=(2, 3), proofs=(GEOMETRIC,),
              note=OUTCOMES),
        Draft("finite", "Π_k exp(−KL(f‖s_k)) > 0: the expected divergence is finite",
              (closed, F), finite, ("positive",), Relation.POSITIVE, proofs=(FINITE,),
              note=OUTCOMES),
    ]  # fmt: skip


def _geometric(v: Any) -> list[Statement]:
    mean = v.w * v.a + (1 - v.w) * v.b - v.z
    return [
        zero("E f (l − log S) = f (l − log S̄) − f z, log S̄ = E log S − z",
             v.w * v.f * (v.l - v.a) + (1 - v.w) * v.f * (v.l - v.b)
             - v.f * (v.l - mean) + v.f * v.z),
        zero("E s (log S̄ − log S) = −s z",
             v.w * v.s * (mean - v.a) + (1 - v.w) * v.s * (mean - v.b) + v.s * v.z),
    ]  # fmt: skip


GEOMETRIC = Argument(
    "SK/geometric-mean",
    "with z = log Z and l = log f, the sums over the classes of f and of s = S̄ are one, so "
    "E KL(f‖S) − KL(f‖S̄) = −z = E KL(S̄‖S); linear in the logarithms, so two outcomes decide",
    lambda v, xp: _geometric(v), dict.fromkeys("abflswz", REAL),
)  # fmt: skip
FINITE = Argument(
    "SK/finite", "a product of finitely many positive powers of positive numbers is positive",
    lambda v, xp: [positive("exp(f log(s/f)) > 0", xp.exp(v.f * xp.log(v.s / v.f)))],
    {"f": SHARE, "s": SHARE},
)  # fmt: skip
