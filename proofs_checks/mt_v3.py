"""MT-V3: the best weights of a linear pool."""

from sympy import Rational, Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE


@derivation("MT-V3", "the best weights solve Σv = 1", "sourced")
def best_weights(d: Derivation) -> None:
    """With v = Σ⁻¹1 the pool of the best weights has the same covariance with every teacher, so the
    variance of any other pool exceeds it by the variance of the difference of the two.

    D are the deviations of the teachers from their means, Σ_{k,l} = E D_k D_l; Σ need not be
    invertible.
    """
    K, m = d.size("K"), d.size("m")
    k, l, a = *d.index("k l", K), d.index("ω", m)
    chance = d.distribution("π", m)
    D, w, v = d.family("D"), d.family("w"), d.family("v")
    s = d.scalar("S", POSITIVE)

    def mean(x):
        return Sum(chance[a] * x, (a, 1, m))

    def over(x):
        return Sum(x, (k, 1, K))

    def variance(weights):
        return mean(over(weights * D[a, k]) ** 2)

    def to_solve(point, rng):
        # Deviations that are the same for all teachers: v is found by division.
        law, drawn, first = point.families[chance], point.families[D], point.families[v]
        size, outcomes = int(point.symbols[K]), range(1, int(point.symbols[m]) + 1)
        scale = {o: drawn(o, 1) or point.value(Rational(1)) for o in outcomes}
        spread = sum(law(o) * scale[o] ** 2 for o in outcomes)
        rest = [first(j) for j in range(1, size)]
        found = [*rest, 1 / spread - sum(rest)]
        parts = [rng.choice([1, 2, 3]) for _ in range(size)]
        point.families[D] = lambda o, j: scale[o]
        point.families[v] = lambda j: found[j - 1]
        point.families[w] = lambda j: point.value(Rational(parts[j - 1], sum(parts)))
        point.symbols[s] = 1 / spread

    solves = d.assume("Σv = 1", Sum(mean(D[a, k] * D[a, l]) * v[l], (l, 1, K)), "=", 1, [k],
                      to_solve)  # fmt: skip
    sums = d.assume("S is the sum of v", over(v[k]), "=", s)
    one = d.assume("the weights w sum to one", over(w[k]), "=", 1)
    best = d.define("w*_k", v[k] / s)

    both = d.sum(k, solves, w[k] / s)
    alone = d.sum(k, solves, v[k] / s**2)
    least = d.claim("the variance of w* is 1/S", variance(best), "=", 1 / s)
    known = d.combine(variance(best), "=", 1 / s, alone, (1 / s**2, sums))
    d.conclude(least, known)
    optimum = d.claim("no other weights do better", variance(w[k]), "≥", variance(best))
    apart = d.sign(mean(over((w[k] - best) * D[a, k]) ** 2), "a variance")
    d.conclude(optimum, apart, (-2, both), (2, known), (-2 / s, one))

    x, y = d.scalar("x"), d.scalar("y")
    d.counterexample("uniform weights are always best", x / 4 + y / 4, "≤",
                     x * Rational(16, 25) + y * Rational(1, 25), x=1, y=4)  # fmt: skip
