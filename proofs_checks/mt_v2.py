"""MT-V2: the variance of a pool of equally correlated teachers."""

from sympy import Sum, oo

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE, SHARE


@derivation("MT-V2", "correlation limits what a pool of equals gains", "sourced")
def equally_correlated(d: Derivation) -> None:
    """By MT-V1 the variance is the mean of all covariances: ρσ² everywhere, (1 − ρ)σ² more on the
    diagonal. Independent teachers are the case ρ = 0.
    """
    K = d.size("K")
    k, l = d.index("k l", K)
    sigma, rho = d.scalar("σ", POSITIVE), d.scalar("ρ")
    delta = d.kronecker("δ", K)
    covariance = d.define("Cov_{k,l}", sigma**2 * (rho + (1 - rho) * delta[k, l]))
    variance = d.define("Var", Sum(covariance, (k, 1, K), (l, 1, K)) / K**2)
    diagonal = d.sum(k, d.since("sift", delta, k, l, 1))

    equal = d.claim("equally correlated", variance, "=", sigma**2 * (rho + (1 - rho) / K))
    shown = d.combine(equal.lhs, "=", equal.rhs, (-(sigma**2) * (1 - rho) / K**2, diagonal))
    d.conclude(equal, shown)
    free = d.claim("independent", variance.subs(rho, 0), "=", sigma**2 / K)
    d.conclude(free, d.put(shown, {rho: 0}))
    share = d.scalar("r", SHARE)
    floor = d.claim("correlation leaves a floor", variance.subs(rho, share), ">", share * sigma**2)
    d.conclude(floor, (-1, d.put(shown, {rho: share})), d.sign(sigma**2 * (1 - share) / K))
    d.limit("many teachers", sigma**2 * (rho + (1 - rho) / K), K, oo, rho * sigma**2)
