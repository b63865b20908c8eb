"""R1: separable operators."""

import flint
from sympy import Integer, Rational, Sum, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import ABOVE_ONE, POSITIVE, SHARE


@derivation("R1", "separable operators F_i = g(p_i)/Σ g(p_j)", "ours")
def separable(d: Derivation) -> None:
    """Values of g stand as numbers, so that g is any positive function. A1 holds iff g(y) < g(x)
    for y < x with x + y < 1, the pairs that occur in a distribution of three classes or more; g
    need not increase. A3 follows from R3, as the normaliser drops out of ratios.

    That ∂_T ∂_x log g ≤ 0 makes the ratios shrink, a mean value theorem for g, is not part of this.
    """
    n, m = d.size("n"), d.size("m")
    i, j = d.index("i j", n)
    g, h = d.family("g_T", POSITIVE), d.family("g_T'", POSITIVE)

    def total(x, i=i):
        return Sum(x, (i, 1, n))

    F, later = g[i] / total(g[j], j), h[i] / total(h[j], j)
    at_j = g[j] / total(g[i])

    # A1.
    grows = d.assume("g(p_j) < g(p_i)", g[j], "<", g[i])
    ranks = d.claim("A1 if g orders the pair", at_j, "<", F)
    d.conclude(ranks, (1 / total(g[j], j), grows))
    ranked = d.assume("F_j < F_i", at_j, "<", F)
    needed = d.claim("A1 only if g orders the pair", g[j], "<", g[i])
    d.conclude(needed, (total(g[j], j), ranked))
    x, y, z = d.scalar("x", POSITIVE), d.scalar("y", POSITIVE), d.family("z", POSITIVE)
    k = d.index("k", m)
    pair = d.claim("with a third class two entries sum to less than one",
                   (x + y) / (x + y + Sum(z[k], (k, 1, m))), "<", 1)  # fmt: skip
    d.conclude(pair, d.sign(1 - pair.lhs))
    rest = d.scalar("rest", POSITIVE)
    occurs = d.claim("and every such pair occurs: spread the rest evenly",
                     x + y + Sum(rest / m, (k, 1, m)), "=", x + y + rest)  # fmt: skip
    d.conclude(occurs, d.identity(occurs.rhs, occurs.lhs))
    gap, left = d.scalar("x − y", POSITIVE), d.scalar("1 − x − y", POSITIVE)
    low = y / (2 * y + gap + left)
    high = (y + gap) / (2 * y + gap + left)

    def tent(x):
        return x * (1 - x)

    enough = d.claim(
        "g(x) = x(1 − x) orders all pairs of sum below one", tent(low), "<", tent(high)
    )
    d.conclude(enough, d.sign(tent(high) - tent(low)))
    t = d.scalar("t", SHARE)
    d.counterexample("A1 ⇒ g increases: g(x) = x(1 − x) does not", tent(t), "<", tent(3 * t / 2),
                     t=Rational(6, 10))  # fmt: skip

    # A3.
    def ordered(point, rng):
        values = [flint.fmpq(rng.randint(1, 6)) for _ in range(99)]
        point.families[h] = lambda i: values[i]
        point.families[g] = lambda i: values[i] ** 3

    alike = d.assume(
        "g_T' and g_T/g_T' are ordered alike",
        (h[i] - h[j]) * (g[i] * h[j] - g[j] * h[i]),
        "≥",
        0,
        [i, j],
        ordered,
    )
    ratio = d.divide(alike, h[i] * h[j])
    logs = d.since("ordered_logs", g[i] / h[i] - g[j] / h[j], ratio, h[i], h[j])
    cov = d.since("chebyshev", i, j, lambda i: h[i], logs)
    H = d.define("H(F_T)", -total(F * log(F)))
    H_later = d.define("H(F_T')", -total(later * log(later)))
    gibbs = d.since("gibbs", i, F, later)
    entropy = d.claim("A3 if the ratios shrink", H, "≤", H_later)
    d.conclude(entropy, gibbs, (1 / (total(h[j], j) * total(g[j], j)), cov))

    # A4.
    c, p = d.scalar("c", POSITIVE), d.distribution("p", n)
    plain = d.claim("A4 if g_1(x) = c x", c * p[i] / total(c * p[j], j), "=", p[i])
    d.conclude(plain, (-1, d.identity(plain.lhs, plain.rhs)))

    def proportional(point, rng):
        point.families[g] = lambda i: 3 * point.families[p](i)

    one = d.assume("F_1(p) = p", F, "=", p[i], [i, j], proportional)
    only = d.claim("A4 only if g_1(x)/x is constant", g[i] / p[i], "=", g[j] / p[j])
    Z = total(g[j], j)
    d.conclude(only, (Z / p[i], one), (-Z / p[j], d.put(one, {i: j})))

    # A5.
    r, ε = d.scalar("r", ABOVE_ONE), d.scalar("ε", SHARE)

    def near(point, rng):
        point.symbols[r] = flint.fmpq(3)
        values = [flint.fmpq(rng.randint(4, 8), 4) for _ in range(99)]
        point.families[g] = lambda i: values[i]

    below = d.assume("ratios are at most r", g[j], "≤", r * g[i], [i, j], near)
    above = d.put(below, {i: j, j: i})
    lower = d.claim("A5: then F_i is near 1/n, from below", F, "≥", 1 / (n * r))
    d.conclude(lower, (1 / (n * r * Z), d.sum(j, below)))
    upper = d.claim("A5: and from above", F, "≤", r / n)
    d.conclude(upper, (1 / (n * Z), d.sum(j, above)))
    d.limit("A5 if all ratios tend to 1", r / n, r, Integer(1), 1 / n)
    high = d.assume("F_j ≤ (1 + ε)/n", at_j, "≤", (1 + ε) / n)
    low = d.assume("F_i ≥ (1 − ε)/n", F, "≥", (1 - ε) / n)
    close = d.claim("A5 only if all ratios tend to 1", g[j] / g[i], "≤", (1 + ε) / (1 - ε))
    d.conclude(close, (Z / g[i], high), ((1 + ε) * Z / ((1 - ε) * g[i]), low))
