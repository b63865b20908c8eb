"""SK-D3: the bare power transform is not private."""

from sympy import Integer, Rational, Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import ABOVE_ONE, AT_LEAST_ONE, SHARE


@derivation("SK-D3", "the power transform is not private on the closed simplex", "ours")
def power_transform(d: Derivation) -> None:
    """A zero stays a zero: (½, ½) and (1, 0) differ by no finite factor; on the open simplex no
    factor holds for all. If every class has at least m/n, entries are at most n m^(−1/T) times each
    other.
    """
    T, level = d.scalar("T", AT_LEAST_ONE), d.scalar("e^ε", ABOVE_ONE)

    def F(a, b):
        return a ** (1 / T) / (a ** (1 / T) + b ** (1 / T))

    half = Rational(1, 2)
    zero = d.claim("closed simplex: no e^ε is enough", F(half, half), ">",
                   level * F(Integer(0), Integer(1)))  # fmt: skip
    d.conclude(zero, d.sign(half))
    u = d.scalar("u", SHARE)
    d.limit("open simplex: entries come arbitrarily near zero", F(u, 1 - u), u, Integer(0), 0)

    n = d.size("n")
    i, j = d.index("i j", n)
    p, r = d.distribution("p", n, closed=True), d.distribution("r", n, closed=True)
    m = d.scalar("m", SHARE)

    def floor(p, i):
        return (1 - m) * p[i] + m / n

    def power(p):
        return floor(p, i) ** (1 / T) / Sum(floor(p, j) ** (1 / T), (j, 1, n))

    repaired = d.claim("with a floor of m/n", power(p), "≤", n * m ** (-1 / T) * power(r))

    def root(x):
        return x ** (1 / T)

    X = Sum(root(floor(p, j)), (j, 1, n))
    W = d.define("W", Sum(root(floor(r, j)), (j, 1, n)))
    part = d.since("member", d.kronecker("δ", n), i, d.sign(root(floor(p, j))), j)
    low = d.since("monotone", root, d.sign((1 - m) * r[i]), m / n, floor(r, i))
    total = d.sum(j, d.since("tangent", root, 1 / n, floor(r, j)), 1, "W ≤ n·n^(−1/T)")
    d.conclude(repaired, (1 / X, part), (n * m ** (-1 / T) / W, low), (1 / W, total))
