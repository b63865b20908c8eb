"""R3: ratios that shrink make an operator soften."""

import flint
from sympy import Integer, Rational, Sum, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE


@derivation("R3", "ratios that shrink, in an order that is kept: majorisation and A3", "ours")
def shrinking_ratios(d: Derivation) -> None:
    """F is the output at T and G the one at T' > T. If G keeps the order of p and F_i/F_j ≥ G_i/G_j
    for p_i ≥ p_j, then G and F/G are ordered alike. The classes on top of G have more mass under F
    (majorisation), and Chebyshev's sum inequality gives the entropies. Without the order it is
    false.
    """
    n, k, m = d.size("n"), d.size("k"), d.size("m")
    i, j = d.index("i j", n)
    F, G = d.distribution("F", n), d.distribution("G", n)

    def total(x, i=i):
        return Sum(x, (i, 1, n))

    def entropy(q):
        return -total(q * log(q))

    # One pair, with p_i ≥ p_j; exchanging i and j does not change what is claimed.
    kept = d.assume("G keeps the order", G[i], "≥", G[j])
    shrinks = d.assume("the ratio shrinks", F[i] * G[j], "≥", F[j] * G[i])
    pair = d.claim("G and F/G are ordered alike",
                   (G[i] - G[j]) * (F[i] * G[j] - F[j] * G[i]), "≥", 0)  # fmt: skip
    d.conclude(pair, d.times(kept, shrinks))

    def squared(point, rng):
        size = int(point.symbols[n].p)
        values = [point.families[G](c + 1) ** 2 for c in range(size)]
        point.families[F] = lambda c: values[c - 1] / sum(values, start=flint.fmpq(0))

    alike = d.assume("for all pairs", pair.lhs, "≥", 0, [i, j], squared)
    ratio = d.divide(alike, G[i] * G[j])
    logs = d.since("ordered_logs", F[i] / G[i] - F[j] / G[j], ratio, G[i], G[j])
    covariance = d.since("chebyshev", i, j, lambda i: G[i], logs)
    more = d.claim("A3: entropy grows", entropy(G[i]), "≥", entropy(F[i]))
    d.conclude(more, d.since("gibbs", i, F[i], G[i]), covariance)

    # Classes on top of G, and the others, with values that need not be normalised.
    a, b = d.index("a", k), d.index("b", m)
    top, rest = d.family("f", POSITIVE), d.family("f'", POSITIVE)
    top_later, rest_later = d.family("g", POSITIVE), d.family("g'", POSITIVE)

    def softer(point, rng):
        large = [flint.fmpq(rng.randint(4, 7)) for _ in range(99)]
        small = [flint.fmpq(rng.randint(1, 4)) for _ in range(99)]
        point.families[top_later], point.families[rest_later] = large.__getitem__, small.__getitem__
        point.families[top] = lambda c: large[c] ** 2
        point.families[rest] = lambda c: small[c] ** 2

    ratios = d.assume(
        "a class on top loses to every other one",
        top[a] * rest_later[b],
        "≥",
        rest[b] * top_later[a],
        [a, b],
        softer,
    )

    def above(x):
        return Sum(x, (a, 1, k))

    def below(x):
        return Sum(x, (b, 1, m))

    share = d.define("F(top)", above(top[a]) / (above(top[a]) + below(rest[b])))
    later = d.define("G(top)", above(top_later[a]) / (above(top_later[a]) + below(rest_later[b])))
    majorises = d.claim("majorisation: every top set loses mass", share, "≥", later)
    weight = (above(top[a]) + below(rest[b])) * (above(top_later[a]) + below(rest_later[b]))
    d.conclude(majorises, (1 / weight, d.sum(a, d.sum(b, ratios))))

    two, third = d.distribution("p", Integer(2)), Rational(1, 3)
    c, e = d.index("c e", Integer(2))

    def backwards(T):
        Z = Sum(two[e] ** (-T), (e, 1, 2))
        return -Sum(two[c] ** (-T) / Z * log(two[c] ** (-T) / Z), (c, 1, 2))

    d.counterexample(
        "shrinking ratios are enough: F_T ∝ p^(−T) from T = 1 to 2",
        backwards(1),
        "≤",
        backwards(2),
        where=[((two[1] / two[2]) ** -1, "≥", (two[1] / two[2]) ** -2)],
        p=[2 * third, third],
    )
