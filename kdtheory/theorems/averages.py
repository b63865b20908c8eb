"""Random teachers: MT-V1 to MT-V4 (variance) and MT-B1 (bias), decided on exact finite laws.

A law of random teachers is given by its outcomes and their probabilities; every moment is a
finite sum.
"""

from __future__ import annotations

from typing import Any

from kdtheory.claims.claim import Cases
from kdtheory.claims.product import Input, number, point, share, teachers, weights
from kdtheory.operators.aggregation import linear_pool, log_pool
from kdtheory.theorems.lemmas import nonnegative, positive, zero
from kdtheory.theorems.parts import at_most, equal, total
from kdtheory.theorems.proofs import POSITIVE, REAL, SHARE, Argument, Statement
from kdtheory.theorems.registry import OURS, Constant, Draft, FalseReading, Kept, theorem

W = weights()
LINEAR = {"linear": "the pool is linear, not logarithmic"}
FACTOR = Input("L", rows="teachers", length="teachers", law="reals", low=None, high=None)


def mean(values: Any, chance: Any, xp: Any) -> Any:
    """Expectation of values per outcome ``(..., M)``, shape ``(..., 1)``."""
    return total(chance * values, xp)


def _pooled_value(x: Any, xp: Any, kept: Kept) -> Any:
    """The pool's first class in every outcome, from the teachers' first class, ``(..., M)``."""
    if kept.linear:
        return xp.sum(x.w * x.xs, axis=0)
    one = xp.exp(xp.sum(x.w * xp.log(x.xs), axis=0))
    other = xp.exp(xp.sum(x.w * xp.log(1 - x.xs), axis=0))
    return one / (one + other)


# MT-V1 ----------------------------------------------------------------------------------------


@theorem(
    "MT-V1", "variance of a linear pool",
    r"\mathrm{Var}\Big(\sum_k w_k p^k(i)\Big) = w^\top \Sigma w",
    "The variance of a linear pool is the quadratic form of the teachers' covariances.",
    hypotheses=LINEAR, constant=Constant("wᵀΣw", "wᵀΣw", "equality"),
    false={"any-pool": FalseReading(
        "Any pool of random teachers has the variance wᵀΣw.", "linear")},
)  # fmt: skip
def quadratic_form(kept: Kept) -> list[Draft]:
    def variance(F: Any, x: Any, xp: Any) -> Cases:
        K = x.xs.shape[0]
        q = _pooled_value(x, xp, kept)
        centre = q - mean(q, x.chance, xp)
        centred = [x.xs[k] - mean(x.xs[k], x.chance, xp) for k in range(K)]
        form = sum(
            x.w[j] * x.w[k] * mean(centred[j] * centred[k], x.chance, xp)
            for j in range(K)
            for k in range(K)
        )
        return equal(mean(centre * centre, x.chance, xp), form, xp)

    return [Draft("variance", "Var(Σ w_k x_k) = Σ_jk w_j w_k Cov(x_j, x_k), joint law of x on M "
                  "outcomes", (teachers("xs"), W, point("chance")), variance, ("linear",),
                  proofs=(SQUARE,), note="n counts the outcomes")]  # fmt: skip


SQUARE = Argument(
    "MT/square",
    "in every outcome the centred pool is z = Σ w_k y_k, and z² = Σ_jk w_j w_k y_j y_k; both are "
    "quadratic forms whose coefficients are the same for every pair, so two teachers decide; "
    "expectation is linear. Values may be shifted and scaled together to sum to one",
    lambda v, xp: [
        zero("(a x + b y)² = a² x² + 2ab x y + b² y²",
             (v.a * v.x + v.b * v.y) ** 2
             - (v.a**2 * v.x**2 + 2 * v.a * v.b * v.x * v.y + v.b**2 * v.y**2)),
    ],
    dict.fromkeys("abxy", REAL),
)  # fmt: skip


# MT-V2 ----------------------------------------------------------------------------------------


def _equicorrelated(w: Any, sigma2: Any, rho: Any, xp: Any) -> Any:
    """``wᵀΣw`` for variances σ² and correlations ρ, shape ``(..., 1)``."""
    squares, whole = xp.sum(w * w, axis=0), xp.sum(w, axis=0)
    return sigma2 * ((1 - rho) * squares + rho * whole * whole)


@theorem(
    "MT-V2", "variance at equal weights",
    r"\mathrm{Var} = \sigma^2/K,\qquad \mathrm{Var} = \sigma^2\Big(\rho + \frac{1-\rho}{K}\Big)",
    "K independent teachers have 1/K of the variance; correlated ones no less than the correlated "
    "share ρ.",
    hypotheses={
        "uncorrelated": "the teachers' errors are uncorrelated",
        "uniform": "the weights are equal",
    },
    constant=Constant("1/K, ρ + (1−ρ)/K", "1/K, ρ + (1−ρ)/K", "equality"),
    false={"averages-out": FalseReading(
        "Averaging K teachers always leaves 1/K of the variance.", "uncorrelated")},
)  # fmt: skip
def equal_weights(kept: Kept) -> list[Draft]:
    sigma2 = number("sigma2", 0, None, low_open=True, usual=(1, 2))
    rho = number("rho", -1, 1, usual=("1/2", "0", "1", "1/10"))

    def weighting(x: Any, xp: Any) -> Any:
        return xp.ones_like(x.w) / x.w.shape[0] if kept.uniform else x.w

    def possible(x: Any) -> Any:
        return 1 + (x.w.shape[0] - 1) * x.rho >= 0

    def independent(F: Any, x: Any, xp: Any) -> Cases:
        rho = 0 * x.sigma2 if kept.uncorrelated else x.rho
        found = _equicorrelated(weighting(x, xp), x.sigma2, rho, xp)
        when = None if kept.uncorrelated else possible(x)
        return equal(found, x.sigma2 / x.w.shape[0], xp, when)

    def correlated(F: Any, x: Any, xp: Any) -> Cases:
        found = _equicorrelated(weighting(x, xp), x.sigma2, x.rho, xp)
        formula = x.sigma2 * (x.rho + (1 - x.rho) / x.w.shape[0])
        return equal(found, formula, xp, possible(x))

    more = () if kept.uncorrelated else (rho,)
    return [
        Draft("independent", "wᵀΣw = σ²/K", (W, sigma2, *more), independent,
              ("uncorrelated", "uniform"), proofs=(COUNTED,)),
        Draft("correlated", "wᵀΣw = σ²(ρ + (1−ρ)/K)", (W, sigma2, rho), correlated, ("uniform",),
              proofs=(COUNTED,)),
    ]  # fmt: skip


COUNTED = Argument(
    "MT/counted", "K equal variances and K(K−1) equal covariances, each with weight 1/K²",
    lambda v, xp: [
        zero("(K σ² + K(K−1) ρ σ²)/K² = σ²(ρ + (1−ρ)/K)",
             (v.K * v.s + v.K * (v.K - 1) * v.rho * v.s) / v.K**2
             - v.s * (v.rho + (1 - v.rho) / v.K)),
        zero("at ρ = 0 it is σ²/K", (v.K * v.s) / v.K**2 - v.s / v.K),
    ],
    {"K": POSITIVE, "s": POSITIVE, "rho": REAL},
)  # fmt: skip


# MT-V3 ----------------------------------------------------------------------------------------

Matrix = list[list[Any]]


def covariance(L: Any, *, diagonal: bool = False) -> Matrix:
    """``Σ = L Lᵀ + I``; every positive definite matrix is a multiple of such a one."""
    K = L.shape[0]
    return [
        [
            sum(L[j][..., m : m + 1] * L[k][..., m : m + 1] for m in range(K)) * (
                1 if j == k or not diagonal else 0
            )
            + (1 if j == k else 0)
            for k in range(K)
        ]
        for j in range(K)
    ]  # fmt: skip


def solve_for_ones(S: Matrix) -> list[Any]:
    """``Σ⁻¹ 1`` by elimination, for a positive definite matrix."""
    K = len(S)
    rows = [[*row, row[0] * 0 + 1] for row in S]
    for k in range(K):
        for j in range(k + 1, K):
            factor = rows[j][k] / rows[k][k]
            rows[j] = [a - factor * b for a, b in zip(rows[j], rows[k])]
    found: list[Any] = [None] * K
    for k in reversed(range(K)):
        known = sum((rows[k][j] * found[j] for j in range(k + 1, K)), rows[k][K] * 0)
        found[k] = (rows[k][K] - known) / rows[k][k]
    return found


def form(w: list[Any], S: Matrix) -> Any:
    """``wᵀΣw``."""
    K = len(w)
    return sum(w[j] * S[j][k] * w[k] for j in range(K) for k in range(K))


@theorem(
    "MT-V3", "optimal weights",
    r"\arg\min_{\sum w = 1} w^\top\Sigma w \propto \Sigma^{-1}\mathbf 1",
    "Structured weights beat uniform ones: the least variance has weights proportional to Σ⁻¹1.",
    hypotheses={
        "structured": "the weights are those of Σ⁻¹1, not uniform",
        "uncorrelated": "the teachers are uncorrelated, if the optimum is to be a weighting w ≥ 0",
    },
    constant=Constant("1/(1ᵀΣ⁻¹1)", "1/(1ᵀΣ⁻¹1), attained at Σ⁻¹1", "tight"),
    false={
        "uniform": FalseReading("Uniform weights have the least variance.", "structured"),
        "positive": FalseReading("The optimal weights Σ⁻¹1 are positive.", "uncorrelated"),
    },
)  # fmt: skip
def optimal(kept: Kept) -> list[Draft]:
    def best(S: Matrix) -> list[Any]:
        found = solve_for_ones(S)
        whole = sum(found[1:], found[0])
        if kept.structured:
            return [v / whole for v in found]
        return [(whole * 0 + 1) / len(S)] * len(S)

    def least(F: Any, x: Any, xp: Any) -> Cases:
        S = covariance(x.L)
        mine = form([x.w[k] for k in range(len(S))], S)
        return at_most(form(best(S), S), mine, xp)

    def valid(F: Any, x: Any, xp: Any) -> Cases:
        found = solve_for_ones(covariance(x.L, diagonal=kept.uncorrelated))
        return Cases(xp.concat(found, axis=-1))

    return [
        Draft("least", "wᵀΣw ≥ w*ᵀΣw* for all weights w, w* ∝ Σ⁻¹1" if kept.structured else
              "wᵀΣw ≥ uᵀΣu for all weights w, u uniform", (FACTOR, W), least, ("structured",),
              teachers=(2, 3), proofs=(CAUCHY_SCHWARZ,)),
        Draft("valid", "Σ⁻¹1 ≥ 0", (FACTOR,), valid, ("uncorrelated",), teachers=(2, 3),
              proofs=(DIAGONAL,)),
    ]  # fmt: skip


def _cauchy_schwarz(v: Any, xp: Any) -> list[Statement]:
    S = [[v.s, v.t], [v.t, v.u]]
    w, d = [v.a, v.b], [v.x, v.y]
    moved = [a + b for a, b in zip(w, d)]
    cross = sum(d[j] * S[j][k] * w[k] for j in range(2) for k in range(2))
    L = [[v.a, v.b], [v.x, v.y]]
    squares = (L[0][0] * v.s + L[1][0] * v.t) ** 2 + (L[0][1] * v.s + L[1][1] * v.t) ** 2
    gram = [[sum(L[j][m] * L[k][m] for m in range(2)) for k in range(2)] for j in range(2)]
    return [
        zero("(w+d)ᵀΣ(w+d) = wᵀΣw + 2 dᵀΣw + dᵀΣd", form(moved, S) - form(w, S) - 2 * cross
             - form(d, S)),
        zero("dᵀLLᵀd is a sum of squares", form([v.s, v.t], gram) - squares),
        nonnegative("squares are nonnegative", v.x**2 + v.y**2),
    ]  # fmt: skip


CAUCHY_SCHWARZ = Argument(
    "MT/complete-square",
    "Σw* = c1 with w* = cΣ⁻¹1, and w = w* + d with 1ᵀd = 0: the cross term 2c 1ᵀd vanishes and "
    "dᵀΣd ≥ 0 for Σ = LLᵀ + I. All of these are forms with the same coefficients for every pair, "
    "so "
    "two teachers decide",
    _cauchy_schwarz, dict.fromkeys(("a", "b", "x", "y", "s", "t", "u"), REAL),
)  # fmt: skip
DIAGONAL = Argument(
    "MT/diagonal", "a diagonal Σ has Σ⁻¹1 = (1/σ_k²)_k",
    lambda v, xp: [positive("1/(l² + 1) > 0", 1 / (v.l**2 + 1))],
    {"l": REAL},
)  # fmt: skip


# MT-V4 ----------------------------------------------------------------------------------------


@theorem(
    "MT-V4", "pooling reduces variance",
    r"\mathbb{E}\|q-\mathbb{E}q\|^2 \le \mathbb{E}\|p^1-\mathbb{E}p^1\|^2 \quad "
    r"(p^1, p^2 \text{ iid})",
    "The linear pool of two teachers drawn alike varies no more than one of them; other pools can.",
    provenance=OURS,
    hypotheses=LINEAR,
    constant=Constant("1/2", "1/2 at equal weights", "equality"),
    false={"any-pool": FalseReading(
        "Pooling independent teachers reduces the variance, whatever the pool.", "linear")},
)  # fmt: skip
def pooling_reduces(kept: Kept) -> list[Draft]:
    pool = linear_pool if kept.linear else log_pool

    def variance(values: list[Any], chances: list[Any], xp: Any) -> Any:
        centre = sum(c * v for c, v in zip(chances, values))
        return sum(c * total((v - centre) * (v - centre), xp) for c, v in zip(chances, values))

    def reduces(F: Any, x: Any, xp: Any) -> Cases:
        half = xp.stack([xp.ones_like(x.p[..., :1]) / 2] * 2, axis=0)
        mixed = pool(xp.stack([x.p, x.q], axis=0), half, xp)
        c = x.chance
        one = variance([x.p, x.q], [1 - c, c], xp)
        pooled = variance([x.p, mixed, x.q], [(1 - c) * (1 - c), 2 * c * (1 - c), c * c], xp)
        return at_most(pooled, one, xp)

    return [Draft("two", "E‖q − Eq‖² ≤ E‖p¹ − Ep¹‖², p¹ and p² independent with the same law on "
                  "two points, q their pool", (point("p"), point("q"), share("chance")), reduces,
                  ("linear",), classes=(2, 3), proofs=(HALVED,))]  # fmt: skip


def _halved(v: Any, xp: Any) -> list[Statement]:
    c, m = v.c, (v.p + v.q) / 2
    one = c * (1 - c) * (v.p - v.q) ** 2
    chances = [((1 - c) ** 2, v.p), (2 * c * (1 - c), m), (c**2, v.q)]
    first = sum(a * b for a, b in chances)
    second = sum(a * b**2 for a, b in chances)
    return [
        zero("Var q = Var p/2 in every class", second - first**2 - one / 2),
        nonnegative("Var p/2 ≥ 0", one / 2),
    ]


HALVED = Argument(
    "MT/halved", "in every class the pool of two independent equal teachers has half the variance",
    _halved, {"p": REAL, "q": REAL, "c": SHARE}, teachers=None,
)  # fmt: skip


# MT-B1 ----------------------------------------------------------------------------------------


@theorem(
    "MT-B1", "bias of a linear pool",
    r"|\mathbb{E}q(i) - p^*(i)| \le \sum_k w_k |b_k(i)|",
    "The bias of a linear pool is at most the weighted mean of its teachers' biases.",
    hypotheses=LINEAR,
    constant=Constant("1", "1: attained if all biases have one sign", "tight"),
    false={"any-pool": FalseReading(
        "Any pool is biased by no more than its teachers are on average.", "linear")},
)  # fmt: skip
def bias(kept: Kept) -> list[Draft]:
    pool = linear_pool if kept.linear else log_pool

    def biased(F: Any, x: Any, xp: Any) -> Cases:
        c = x.chance
        pooled = (1 - c) * pool(x.ps, x.w, xp) + c * pool(x.rs, x.w, xp)
        each = xp.abs((1 - c) * x.ps + c * x.rs - x.truth)
        return at_most(xp.abs(pooled - x.truth), xp.sum(x.w * each, axis=0), xp)

    inputs = (teachers("ps"), teachers("rs"), W, share("chance"), point("truth"))
    return [Draft("two", "|E q − p*| ≤ Σ w_k |E p^k − p*| in every class, two equally indexed "
                  "outcomes of all teachers", inputs, biased, ("linear",),
                  proofs=(UNBIASED,))]  # fmt: skip


UNBIASED = Argument(
    "MT/bias",
    "E q − p* = Σ w_k (E p^k − p*), as expectation and pool are linear and Σ w_k = 1; the triangle "
    "inequality",
    lambda v, xp: [
        zero("(1−c)(w a + (1−w) b) + c(w x + (1−w) y) − t is the mean of the biases",
             (1 - v.c) * (v.w * v.a + (1 - v.w) * v.b) + v.c * (v.w * v.x + (1 - v.w) * v.y) - v.t
             - v.w * ((1 - v.c) * v.a + v.c * v.x - v.t)
             - (1 - v.w) * ((1 - v.c) * v.b + v.c * v.y - v.t)),
    ],
    dict.fromkeys(("a", "b", "c", "w", "x", "y", "t"), REAL),
)  # fmt: skip
