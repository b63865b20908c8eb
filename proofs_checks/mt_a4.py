"""MT-A4: continuity of pools."""

from sympy import Abs, Sum, exp, log, sqrt

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE, SHARE


@derivation(
    "MT-A4", "the linear pool is continuous, the logarithmic pool inside the simplex", "sourced"
)
def continuity(d: Derivation) -> None:
    """The linear pool moves by at most the change of the weights and the mean change of the
    teachers. Log-ratios of the logarithmic pool are linear in the weights and in the logarithms. At
    the vertices (1, 0) and (0, 1) its value depends on the path: no value there makes it
    continuous.

    That sums, products and logarithms of positive numbers are continuous is taken as known.
    """
    K, n = d.size("K"), d.size("n")
    k, i, j = d.index("k", K), *d.index("i j", n)
    p, q = d.distribution("p", n, closed=True), d.distribution("p'", n, closed=True)
    w, v = d.distribution("w", K, closed=True), d.distribution("w'", K, closed=True)

    def pool(weights, teacher):
        return Sum(weights[k] * teacher[k, i], (k, 1, K))

    def over(x):
        return Sum(x, (i, 1, n))

    change = Abs(pool(w, p) - pool(v, q))
    modulus = d.claim("linear pool", over(change), "≤", Sum(Abs(w[k] - v[k]), (k, 1, K))
                      + Sum(v[k] * over(Abs(p[k, i] - q[k, i])), (k, 1, K)))  # fmt: skip
    weights, teachers = (w[k] - v[k]) * p[k, i], v[k] * (p[k, i] - q[k, i])
    parts = [Sum(x, (k, 1, K)) for x in (weights, teachers)]
    same = d.identity(change, Abs(parts[0] + parts[1]))
    both = d.since("triangle", *parts)
    each = [d.since("triangle", (k, x)) for x in (weights, teachers)]
    d.conclude(modulus, (-1, d.sum(i, same)), d.sum(i, both), *(d.sum(i, x) for x in each))

    r, u = d.distribution("r", n), d.distribution("u", K)

    def raised(i):
        return exp(Sum(u[k] * log(r[k, i]), (k, 1, K)))

    Z = Sum(raised(i), (i, 1, n))
    ratio = d.claim("logarithmic pool, teachers r inside the simplex: log-ratios",
                    log(raised(i) / Z) - log(raised(j) / Z), "=",
                    Sum(u[k] * (log(r[k, i]) - log(r[k, j])), (k, 1, K)))  # fmt: skip
    d.conclude(ratio, d.identity(ratio.lhs, ratio.rhs))

    x, c = d.scalar("x", SHARE), d.scalar("c", POSITIVE)
    first, second = sqrt((1 - x) * c * x), sqrt(x * (1 - c * x))
    d.limit("(1 − x, x) and (c x, 1 − c x): the limit depends on c", first / (first + second), x, 0,
            sqrt(c) / (1 + sqrt(c)))  # fmt: skip
