"""MT-V4: pooling can raise the variance."""

from sympy import Rational, Sum, sqrt

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import SHARE


@derivation("MT-V4", "pooling lowers the variance for linear pools only", "ours")
def variance_can_grow(d: Derivation) -> None:
    """The square is convex, so a linear pool has at most the mean variance. Two independent
    teachers, (1/2, 1/2) with probability r and (1 − ε, ε) otherwise, give the logarithmic pool 1.7
    times as much.
    """
    K, m = d.size("K"), d.size("m")
    k, l, a = *d.index("k l", K), d.index("ω", m)
    chance, w = d.distribution("π", m), d.distribution("w", K)
    D = d.family("D")

    def mean(x):
        return Sum(chance[a] * x, (a, 1, m))

    def over(x):
        return Sum(x, (k, 1, K))

    claim = d.claim(
        "linear pool, D the deviations from the means",
        mean(over(w[k] * D[a, k]) ** 2),
        "≤",
        over(w[k] * mean(D[a, k] ** 2)),
    )
    pair = d.sum(k, d.sum(l, d.sign((D[a, k] - D[a, l]) ** 2), w[l]), w[k])
    d.conclude(claim, (Rational(1, 2), d.sum(a, pair, chance[a])))

    r, e = d.scalar("r", SHARE), d.scalar("ε", SHARE)
    half = Rational(1, 2)

    def variance(*outcomes):
        centre = sum(p * x for p, x in outcomes)
        return sum(p * (x - centre) ** 2 for p, x in outcomes)

    one = d.define("Var of one teacher", variance((r, half), (1 - r, 1 - e)))
    mixed = sqrt(1 - e) / (sqrt(1 - e) + sqrt(e))
    pool = variance((r**2, half), (2 * r * (1 - r), mixed), ((1 - r) ** 2, 1 - e))
    first = sqrt(half * (1 - e)) / (sqrt(half * (1 - e)) + sqrt(half * e))
    entry = d.claim("the pool of (1/2, 1/2) and (1 − ε, ε)", first, "=", mixed)
    d.conclude(entry, d.identity(first, mixed))
    at = {"r": Rational(9, 10), "ε": Rational(1, 10**8)}
    d.counterexample("the logarithmic pool does not raise the variance", pool, "≤", one, **at)
    d.counterexample("it raises it 1.7 times at most", pool, "≤", Rational(17, 10) * one, **at)
