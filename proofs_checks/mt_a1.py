"""MT-A1: what convexity of a pool means."""

from sympy import Rational, Sum, exp, log, sqrt

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import SHARE


@derivation(
    "MT-A1",
    "the linear pool stays in the hull of its teachers, the logarithmic pool does not",
    "sourced",
)
def convexity(d: Derivation) -> None:
    """Both pools are distributions. A linear pool is below any bound c·p^k ≤ C in every direction
    c, so it lies in the hull, and between its teachers in each class; two teachers refute both for
    the other.
    """
    K, n = d.size("K"), d.size("n")
    k, i = d.index("k", K), d.index("i", n)
    p, w = d.distribution("p", n), d.distribution("w", K)
    c, C, top, low = d.family("c"), d.scalar("C"), d.family("max"), d.family("min")
    linear = d.define("linear_i", Sum(w[k] * p[k, i], (k, 1, K)))
    raised = exp(Sum(w[k] * log(p[k, i]), (k, 1, K)))
    geometric = d.define("logarithmic_i", raised / Sum(raised, (i, 1, n)))
    for name, pool in (("linear", linear), ("logarithmic", geometric)):
        one = d.claim(f"{name}: sum", Sum(pool, (i, 1, n)), "=", 1)
        d.conclude(one, d.identity(one.lhs, 1))
        sign = d.claim(f"{name}: sign", pool, ">", 0)
        d.conclude(sign, d.sign(pool))

    def extremes(point, rng):
        teachers = range(1, int(point.symbols[K]) + 1)
        classes = range(1, int(point.symbols[n]) + 1)
        law, values = point.families[p], point.families[c]
        point.symbols[C] = max(sum(values(y) * law(x, y) for y in classes) for x in teachers)
        point.families[top] = lambda y: max(law(x, y) for x in teachers)
        point.families[low] = lambda y: min(law(x, y) for x in teachers)

    inside = d.assume("c·p^k ≤ C for all k", Sum(c[i] * p[k, i], (i, 1, n)), "≤", C, [k], extremes)
    hull = d.claim("linear: hull", Sum(c[i] * linear, (i, 1, n)), "≤", C)
    d.conclude(hull, d.sum(k, inside, w[k]))
    above = d.assume("p^k(i) ≤ max_i", p[k, i], "≤", top[i], [k, i])
    below = d.assume("p^k(i) ≥ min_i", p[k, i], "≥", low[i], [k, i])
    most = d.claim("linear: at most the maximum", linear, "≤", top[i])
    d.conclude(most, d.sum(k, above, w[k]))
    least = d.claim("linear: at least the minimum", linear, "≥", low[i])
    d.conclude(least, d.sum(k, below, w[k]))

    a, b = d.family("a", SHARE), d.family("b", SHARE)
    roots = [sqrt(a[j] * b[j]) for j in (1, 2, 3)]
    d.counterexample(
        "the logarithmic pool is at most the maximum",
        roots[1] / sum(roots),
        "≤",
        a[2],
        where=[(a[2], "=", b[2])],
        a=[Rational(x, 10) for x in (7, 2, 1)],
        b=[Rational(x, 10) for x in (1, 2, 7)],
    )
