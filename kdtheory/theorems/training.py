"""Training towards adaptive targets: AW-C1, AW-C2 (convergence) and AW-Z1 (safety constraints)."""

from __future__ import annotations

from typing import Any

from kdtheory.claims.claim import Cases
from kdtheory.claims.product import number, point
from kdtheory.theorems.lemmas import logarithm_below_tangent, nonnegative, positive, zero
from kdtheory.theorems.parts import at_most, kl, largest, total
from kdtheory.theorems.proofs import NONNEGATIVE, POSITIVE, REAL, SHARE, Argument, Statement, slope
from kdtheory.theorems.registry import Constant, Draft, FalseReading, Kept, theorem

THETA = number("theta", -20, 20, usual=("0", "1", "-1", "1/2", "2"))
SAFETY = point("safety", closed=True)  # shifted and scaled to sum to one


def student(score: Any, xp: Any) -> Any:
    """``(σ(score), 1 − σ(score))``, shape ``(..., 2)``."""
    first = 1 / (1 + xp.exp(-score))
    return xp.concat([first, 1 - first], axis=-1)


# AW-C1: stationary points ---------------------------------------------------------------------


@theorem(
    "AW-C1", "what gradient descent needs",
    r"\mathrm{KL}(t\|p_\theta)\le\frac{|\nabla_\theta \mathrm{KL}|^2}{p_\theta(1-p_\theta)},\quad "
    r"p_\theta=(\sigma(\theta),1-\sigma(\theta))",
    "With logits as parameters a small gradient means a small divergence; with others it need not.",
    hypotheses={"regular": "the parameter is the logit; no gradient vanishes but at the target"},
    constant=Constant("1/(p(1−p))", "1/(p(1−p))", "upper"),
    false={"stochastic": FalseReading(
        "Stochastic approximation drives KL to 0: where the gradient vanishes, the target is "
        "reached (p_θ = (σ(θ²), 1 − σ(θ²)) has θ = 0).", "regular")},
)  # fmt: skip
def stationary(kept: Kept) -> list[Draft]:
    def gradient(F: Any, x: Any, xp: Any) -> Cases:
        score = x.theta if kept.regular else x.theta * x.theta
        q = student(score, xp)
        first, other = q[..., :1], q[..., 1:]
        gap = first - x.t[..., :1]
        by_theta = gap if kept.regular else 2 * x.theta * gap
        return at_most(kl(x.t, q, xp), by_theta * by_theta / (first * other), xp)

    link = "θ" if kept.regular else "θ²"
    return [Draft("gradient", f"KL(t‖p_θ) ≤ (d KL/dθ)²/(p(1−p)), p = σ({link})",
                  (point("t"), THETA), gradient, ("regular",), classes=(2,),
                  proofs=(LOJASIEWICZ,))]  # fmt: skip


def _lojasiewicz(v: Any, xp: Any) -> list[Statement]:
    p = 1 / (1 + xp.exp(-v.theta))
    loss = -v.t * xp.log(p) - (1 - v.t) * xp.log(1 - p)
    chi = v.t**2 / v.q + (1 - v.t) ** 2 / (1 - v.q) - 1
    return [
        *logarithm_below_tangent(v.r, xp),
        zero("d/dθ KL(t‖p_θ) = p_θ − t", slope(loss, v.theta) - (p - v.t)),
        zero("Σ t(t/p − 1) = (t − p)²/(p(1−p))", chi - (v.t - v.q) ** 2 / (v.q * (1 - v.q))),
    ]


LOJASIEWICZ = Argument(
    "AW/Polyak-Łojasiewicz",
    "KL(t‖p) = Σ t log(t/p) ≤ Σ t(t/p − 1) = (t − p)²/(p(1−p)), and the gradient in the logit is "
    "p − t",
    _lojasiewicz, {"r": POSITIVE, "theta": REAL, "t": SHARE, "q": SHARE}, classes=(2,),
    teachers=None,
)  # fmt: skip


# AW-C2: rates ---------------------------------------------------------------------------------


@theorem(
    "AW-C2", "rate under strong convexity",
    r"\mathbb{E}|\theta_t-\theta^*|^2\le Q/t,\quad Q=\max\{\cdot, G^2/\mu^2\},\ \eta_t=1/(\mu t)",
    "With strong convexity and steps 1/(μt) stochastic gradient descent converges like 1/t.",
    hypotheses={"strong": "the loss is μ-strongly convex, μ > 0, not just convex"},
    constant=Constant("Q/t", "Q/t: G²/(μ² t) is attained by noisy quadratics", "tight"),
    false={"convex": FalseReading(
        "The rate 1/t needs convexity only.", "strong", ("induction",))},
)  # fmt: skip
def rate(kept: Kept) -> list[Draft]:
    t, Q = number("t", 2, None, usual=(2, 3, 10)), number("Q", 0, None, low_open=True, usual=(1, 2))
    noise = number("noise", 0, 1, usual=("1", "0", "1/2"))
    part = number("part", 0, 1, usual=("1", "1/2", "0"))
    curved = number("curvature", 0, 1, usual=("0", "1/2", "1"))

    def induction(F: Any, x: Any, xp: Any) -> Cases:
        drift = 1 - 2 / x.t * (1 if kept.strong else x.curvature)
        error = drift * x.part * x.Q / x.t + x.noise * x.Q / (x.t * x.t)
        return at_most(error, x.Q / (x.t + 1), xp)

    def attained(F: Any, x: Any, xp: Any) -> Cases:
        before = x.Q / (x.t - 1)
        after = (1 - 1 / x.t) * (1 - 1 / x.t) * before + x.Q / (x.t * x.t)
        gap = xp.abs(after - x.Q / x.t)
        return Cases(-gap, scale=before)

    more = () if kept.strong else (curved,)
    drift = "2/t" if kept.strong else "2c/t"
    return [
        Draft("induction", f"e ≤ Q/t, G²/μ² ≤ Q ⇒ (1 − {drift}) e + G²/(μt)² ≤ Q/(t+1), t ≥ 2",
              (t, Q, noise, part, *more), induction, ("strong",), proofs=(INDUCTION,)),
        Draft("attained", "e_t = Q/(t−1), Q = σ²/μ² ⇒ (1 − 1/t)² e_t + Q/t² = Q/t: a quadratic "
              "with noise", (t, Q), attained, proofs=(INDUCTION,)),
    ]  # fmt: skip


def _induction(v: Any, xp: Any) -> list[Statement]:
    t = 2 + v.d
    worst = (1 - 2 / t) * v.Q / t + v.Q / t**2
    attained = (1 - 1 / t) ** 2 * v.Q / (t - 1) + v.Q / t**2
    return [
        nonnegative("1 − 2/t ≥ 0 for t ≥ 2", 1 - 2 / t),
        positive("Q/(t+1) − (1 − 2/t) Q/t − Q/t² > 0", v.Q / (t + 1) - worst),
        zero("(1 − 1/t)² Q/(t−1) + Q/t² = Q/t", attained - v.Q / t),
    ]


INDUCTION = Argument(
    "AW/induction",
    "the left side increases in e ≤ Q/t and in G²/μ² ≤ Q, so the worst case is e = Q/t, G²/μ² = Q",
    _induction, {"d": NONNEGATIVE, "Q": POSITIVE}, teachers=None,
)  # fmt: skip


# AW-Z1: safety constraints --------------------------------------------------------------------


@theorem(
    "AW-Z1", "safety-constrained distillation",
    r"\min_q \mathrm{KL}(p\|q)\ \text{s.t.}\ \langle s,q\rangle\ge c:\quad "
    r"q_i = \frac{p_i}{1+\lambda(c-s_i)}",
    "A safety level can be met if and only if some class meets it; the best student reweights the "
    "teacher by one multiplier.",
    hypotheses={
        "level": "the level is at most the largest safety of a class",
        "safe": "the student that is compared meets the level",
    },
    constant=Constant("Σ p log(1 + λ(c − s))", "attained at q = p/(1 + λ(c − s))", "tight"),
    false={
        "any-level": FalseReading("Every safety level between 0 and 1 can be met.", "level"),
    },
)  # fmt: skip
def constrained(kept: Kept) -> list[Draft]:
    level = number("c", 0, 1, usual=("1/2", "1", "9/10", "3/4"))
    part = number("part", 0, 1, high_open=True, usual=("1/2", "0", "9/10"))

    def highest(F: Any, x: Any, xp: Any) -> Cases:
        top = largest(x.safety, xp)
        return Cases(top - x.c, x.c <= top if kept.level else None)

    def necessary(F: Any, x: Any, xp: Any) -> Cases:
        return Cases(largest(x.safety, xp) - total(x.safety * x.q, xp))

    def bound(F: Any, x: Any, xp: Any) -> Cases:
        room = largest(x.safety, xp) - x.c
        multiplier = x.part / xp.where(room > 0, room, xp.ones_like(room))
        lower = total(x.p * xp.log(1 + multiplier * (x.c - x.safety)), xp)
        allowed = (room > 0) & (total(x.safety * x.q, xp) >= x.c) if kept.safe else room > 0
        return at_most(lower, kl(x.p, x.q, xp), xp, allowed)

    def attained(F: Any, x: Any, xp: Any) -> Cases:
        ratio = 1 + x.part * (total(x.safety * x.p, xp) - x.safety)
        q = x.p / ratio
        q = q / total(q, xp)
        return Cases(total(x.safety * q, xp) - total(x.safety * x.p, xp))

    return [
        Draft("highest", "c ≤ max s ⇒ the safest class meets c" if kept.level else
              "the safest class meets c", (SAFETY, level), highest, ("level",),
              proofs=(LAGRANGE,)),
        Draft("necessary", "⟨s, q⟩ ≤ max s", (SAFETY, point("q", closed=True)), necessary,
              proofs=(LAGRANGE,)),
        Draft("bound", "⟨s, q⟩ ≥ c ⇒ KL(p‖q) ≥ Σ p log(1 + λ(c − s)), 0 ≤ λ < 1/(max s − c)",
              (point("p"), point("q"), SAFETY, level, part), bound, ("safe",), proofs=(LAGRANGE,)),
        Draft("safer", "q ∝ p/(1 + λ(⟨s, p⟩ − s)) is at least as safe as p", (point("p"), SAFETY,
              part), attained, proofs=(SAFER,)),
    ]  # fmt: skip


LAGRANGE = Argument(
    "AW/Lagrange",
    "a mean is at most the largest; for 0 ≤ λ < 1/(max s − c) all ratios 1 + λ(c − s) are "
    "positive, and "
    "KL(p‖q) − Σ p log(1 + λ(c − s)) ≥ −Σ p (r − 1) = −Σ q (1 + λ(c − s)) + 1 = λ(⟨s, q⟩ − c) ≥ "
    "0 with "
    "r = q(1 + λ(c − s))/p",
    lambda v, xp: [
        *logarithm_below_tangent(v.r, xp),
        zero("1 − Σ q (1 + λ(c − s)) = λ(Σ q s − c) for two classes",
             1 - v.q * (1 + v.l * (v.c - v.s)) - (1 - v.q) * (1 + v.l * (v.c - v.t))
             - v.l * (v.q * v.s + (1 - v.q) * v.t - v.c)),
        nonnegative("1 + λ(c − s) = 1 − λ d + λ e ≥ 0 for d = max s − c, λ = a/d, a < 1",
                    1 - v.a + v.a * v.e / v.d),
        nonnegative("w d + (1−w) e ≥ 0: the largest minus the mean", v.a * v.d + (1 - v.a) * v.e),
    ],
    {"r": POSITIVE, "a": SHARE, "d": POSITIVE, "e": NONNEGATIVE,
     **dict.fromkeys(("q", "l", "c", "s", "t"), REAL)},
    teachers=None,
)  # fmt: skip
SAFER = Argument(
    "AW/Chebyshev",
    "the factor 1/(1 + λ(m − s)) increases in s, and weighting by an increasing function does not "
    "lower a mean: Σ_ij p_i p_j (s_i − s_j)(f(s_i) − f(s_j)) ≥ 0",
    lambda v, xp: [
        nonnegative("(s − t)(1/b − 1/(b + λ(s − t))) ≥ 0 for s > t, b, b + λ(s−t) > 0",
                    v.d * (1 / v.b - 1 / (v.b + v.l * v.d))),
    ],
    {"d": NONNEGATIVE, "b": POSITIVE, "l": NONNEGATIVE}, teachers=None,
)  # fmt: skip
