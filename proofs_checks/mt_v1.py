"""MT-V1: the variance of a linear pool."""

from sympy import Sum

from kdtheory.derivations import Derivation, derivation


@derivation("MT-V1", "the variance of a linear pool is wᵀΣw", "sourced")
def variance_of_a_pool(d: Derivation) -> None:
    """Deviations of the pool are the weighted deviations of the teachers; multiply the sum by
    itself.

    For any weights, any finite space of outcomes ω with probabilities π, and each class by itself.
    """
    K, m = d.size("K"), d.size("m")
    k, l, a = *d.index("k l", K), d.index("ω", m)
    chance = d.distribution("π", m)
    w, P = d.family("w"), d.family("P")

    def mean(x):
        return Sum(chance[a] * x, (a, 1, m))

    pool = d.define("q", Sum(w[k] * P[a, k], (k, 1, K)))
    covariance = d.define("Cov_{k,l}", mean((P[a, k] - mean(P[a, k])) * (P[a, l] - mean(P[a, l]))))
    claim = d.claim("variance", mean((pool - mean(pool)) ** 2), "=",
                    Sum(w[k] * w[l] * covariance, (k, 1, K), (l, 1, K)))  # fmt: skip
    d.conclude(claim, d.identity(claim.lhs, claim.rhs, "multiply out"))
