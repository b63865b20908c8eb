"""SK-B7: the best temperature of the mixture."""

from sympy import Rational, Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import AT_LEAST_ONE, POSITIVE, REAL


@derivation("SK-B7", "the best temperature of the mixture", "ours")
def best_temperature(d: Derivation) -> None:
    """The risk of P/T + (1 − 1/T)u is a parabola in 1/T; complete the square."""
    n, m = d.size("n"), d.size("m")
    i, a = d.index("i", n), d.index("ω", m)
    weight, P = d.distribution("π", m), d.family("P")
    T = d.scalar("T", AT_LEAST_ONE)

    def mean(x):
        return Sum(weight[a] * x, (a, 1, m))

    def square(x):
        return Sum(x**2, (i, 1, n))

    f = d.define("f*_i", mean(P[a, i]))
    V = d.define("V", mean(square(P[a, i] - f)))
    B = d.define("B", square(f - 1 / n))
    F = P[a, i] / T + (1 - 1 / T) / n
    risk = d.claim("the risk", mean(square(F - f)), "=", V / T**2 + (1 - 1 / T) ** 2 * B)
    d.conclude(risk, (-1, d.identity(risk.lhs, risk.rhs, "bias and variance")))

    V, B = d.scalar("V", POSITIVE), d.scalar("B", POSITIVE)
    x = d.scalar("x", REAL)
    best = B / (V + B)
    excess = d.claim("the excess over the least, x = 1/T", V * x**2 + (1 - x) ** 2 * B, "=",
                     V * B / (V + B) + (V + B) * (x - best) ** 2)  # fmt: skip
    square = d.identity(excess.lhs, excess.rhs, "complete the square")
    d.conclude(excess, (-1, square))
    least = d.claim("no temperature does better", V * x**2 + (1 - x) ** 2 * B, "≥", V * B / (V + B))
    d.conclude(least, square, d.sign((V + B) * (x - best) ** 2))
    at = V * best**2 + (1 - best) ** 2 * B
    attained = d.claim("1/T = B/(V + B) attains it", at, "=", V * B / (V + B))
    d.conclude(attained, d.put(square, {x: best}))
    d.counterexample("1 % less is not reached", at, "≤", Rational(99, 100) * V * B / (V + B),
                     V=1, B=3)  # fmt: skip
