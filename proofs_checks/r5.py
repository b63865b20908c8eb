"""R5: the path criterion."""

from sympy import Sum, diff, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE, REAL


@derivation("R5", "the path criterion for entropy", "ours")
def path_criterion(d: Derivation) -> None:
    """A path with the velocity −w_i(φ_i − φ̄) keeps the sum, and its entropy changes at the rate
    W Cov_w(φ, log F), which is not negative if φ is ordered like F (Chebyshev).

    Weights are positive here; a class of weight zero does not move and drops out of both sides.
    """
    n = d.size("n")
    i, j = d.index("i j", n)
    F, w, φ = d.distribution("F", n), d.family("w", POSITIVE), d.family("φ")
    ε = d.scalar("ε", REAL)

    def total(x, i=i):
        return Sum(x, (i, 1, n))

    W = d.define("W", total(w[i]))
    mean = total(w[i] * φ[i]) / W
    velocity = -w[i] * (φ[i] - mean)
    keeps = d.claim("the sum stays one", total(velocity), "=", 0)
    d.conclude(keeps, (-1, d.identity(total(velocity), 0)))

    after = F[i] + ε * velocity
    slope = d.define("dH/dT", diff(-total(after * log(after)), ε).subs(ε, 0))
    covariance = d.define(
        "Cov_w(φ, log F)",
        total(w[i] * φ[i] * log(F[i])) / W - mean * total(w[i] * log(F[i])) / W,
    )
    rate = d.claim("the rate", slope, "=", W * covariance)
    known = d.identity(slope, W * covariance, "the sum stays one")
    d.conclude(rate, (-1, known))

    def ordered(point, rng):
        point.families[φ] = lambda c: point.families[F](c) ** 2

    alike = d.assume("φ is ordered like F", (φ[i] - φ[j]) * (F[i] - F[j]), "≥", 0, [i, j], ordered)
    logs = d.since("ordered_logs", φ[i] - φ[j], alike, F[i], F[j])
    both = d.since("chebyshev", i, j, lambda i: w[i], logs)
    grows = d.claim("entropy does not fall", slope, "≥", 0)
    d.conclude(grows, known, (1 / W, both))
