"""SK-Q2: exponential-family students see the moments of a teacher only."""

import flint
from sympy import Sum, exp, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import REAL


@derivation("SK-Q2", "softmax(Aθ): optimal students coincide iff Aᵀ(q − r) = 0", "reconstructed")
def exponential_family(d: Derivation) -> None:
    """Losses of two targets differ by a linear function of θ, with the coefficients Aᵀ(q − r), and
    a constant. The loss is convex: its tangent gap is a divergence (Gibbs), so a stationary student
    is optimal; an optimal one is stationary along every coordinate, Aᵀs = Aᵀq.
    """
    n, m = d.size("n"), d.size("m")
    i, j, l = d.index("i", n), d.index("j", m), d.index("l", m)
    A, θ, η = d.family("A"), d.family("θ"), d.family("θ'")
    q, r = d.distribution("q", n), d.distribution("r", n)
    t = d.scalar("t", REAL)

    def total(x):
        return Sum(x, (i, 1, n))

    def moment(x, j=j):
        return total(A[i, j] * x)

    def student(logit):
        return exp(logit) / total(exp(logit))

    def logit(θ):
        return Sum(A[i, l] * θ[l], (l, 1, m))

    def kl(p, s):
        return total(p * log(p / s))

    s = d.define("s_θ", student(logit(θ)))
    other = d.define("s_θ'", student(logit(η)))

    def more(p):
        return kl(p[i], other) - kl(p[i], s)

    difference = d.claim("the losses of two targets", more(q) - more(r), "=",
                         -Sum((η[j] - θ[j]) * moment(q[i] - r[i]), (j, 1, m)))  # fmt: skip
    apart = d.identity(difference.lhs, difference.rhs, "normalisers cancel")
    d.conclude(difference, (-1, apart))

    def matched(point, rng):
        share = point.families[q]
        point.families[r] = lambda c: share(c)

    same = d.assume("equal moments", moment(q[i] - r[i]), "=", 0, [j], matched)
    alike = d.claim("if: equal moments, then the same best students", more(q), "=", more(r))
    d.conclude(alike, (-1, apart), d.sum(j, same, -(η[j] - θ[j])))

    convex = d.claim("the loss is convex", more(q), "≥",
                     Sum((η[j] - θ[j]) * moment(s - q[i]), (j, 1, m)))  # fmt: skip
    tangent = d.since("gibbs", i, s, other)
    d.conclude(convex, tangent)

    def uniform(point, rng):
        point.families[θ] = lambda c: flint.fmpq(0)
        size = point.symbols[n]
        point.families[q] = point.families[r] = lambda c: 1 / size

    still = d.assume("s_θ has the moments of q", moment(s - q[i]), "=", 0, [j], uniform)
    optimal = d.claim("a student with the moments of q is optimal", more(q), "≥", 0)
    d.conclude(optimal, tangent, d.sum(j, still, -(η[j] - θ[j])))

    def shifted(t):
        return student(logit(θ) + t * A[i, j])

    slopes = []
    for p, name in ((q, "q"), (r, "r")):

        def loss(t, p=p):
            return kl(p[i], shifted(t))

        least = d.assume(f"θ is optimal for {name}", loss(t), "≥", loss(0), [t, j])
        slope = d.since("stationary", loss, least, t, 0)
        slopes.append(
            d.combine(moment(s - p[i]), "=", 0, (-1, slope), why="the derivative at t = 0")
        )
    only = d.claim("only if: one optimal student, then equal moments", moment(q[i] - r[i]), "=", 0)
    d.conclude(only, slopes[1], (-1, slopes[0]))
