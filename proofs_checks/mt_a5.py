"""MT-A5: pools of softened teachers."""

from sympy import Rational, Sum, exp, log, oo

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import AT_LEAST_ONE, SHARE


@derivation("MT-A5", "only the logarithmic pool commutes with softening", "reconstructed")
def temperature_coherence(d: Derivation) -> None:
    """Numerators of both sides of the logarithmic pool have the same ratios, and both sum to one.
    With a floor μ, softened teachers and their pools lie between μ^(1/T)/n and μ^(−1/T)/n, which
    meet.

    The entropy of the logarithmic pool grows by this and SK-A3. Floors exist since p is positive.
    """
    K, n = d.size("K"), d.size("n")
    k, i, j = d.index("k", K), *d.index("i j", n)
    p, w = d.distribution("p", n), d.distribution("w", K)
    T, mu = d.scalar("T", AT_LEAST_ONE), d.scalar("μ", SHARE)

    def soft(k, i):
        return p[k, i] ** (1 / T) / Sum(p[k, j] ** (1 / T), (j, 1, n))

    def pool(i, x):
        return exp(Sum(w[k] * log(x(k, i)), (k, 1, K)))

    def over(x):
        return Sum(x, (j, 1, n))

    plain = d.claim("T = 1", soft(k, i).subs(T, 1), "=", p[k, i])
    d.conclude(plain, d.identity(plain.lhs, plain.rhs))

    def inner(i):
        return pool(i, lambda k, i: p[k, i]) ** (1 / T)

    def outer(i):
        return pool(i, soft)

    ratios = d.identity(inner(i) * outer(j), inner(j) * outer(i), "the same ratios")
    total = d.sum(j, ratios)
    commute = d.claim(
        "F_T(G(p)) = G(F_T p) for the logarithmic pool",
        inner(i) / over(inner(j)),
        "=",
        outer(i) / over(outer(j)),
    )
    d.conclude(commute, (-1 / (over(inner(j)) * over(outer(j))), total))

    def floor(point, rng):
        classes = range(1, int(point.symbols[n]) + 1)
        teachers = range(1, int(point.symbols[K]) + 1)
        point.symbols[mu] = min(point.families[p](x, y) for x in teachers for y in classes) / 2

    low = d.assume("p ≥ μ", p[k, i], "≥", mu, [k, i], floor)
    root = d.since("monotone", lambda x: x ** (1 / T), low, mu, p[k, i])
    other = d.put(root, {i: j})
    most = d.sign(1 - p[k, i] ** (1 / T))
    upper = d.combine(over(p[k, j] ** (1 / T)), "≥", n * mu ** (1 / T), d.sum(j, other))
    lower = d.combine(over(p[k, j] ** (1 / T)), "≤", n, d.sum(j, d.put(most, {i: j})))
    Z = over(p[k, j] ** (1 / T))
    above = d.combine(soft(k, i), "≤", mu ** (-1 / T) / n, (1 / Z, most),
                      (mu ** (-1 / T) / (n * Z), upper))  # fmt: skip
    below = d.combine(
        soft(k, i), "≥", mu ** (1 / T) / n, (1 / Z, root), (mu ** (1 / T) / (n * Z), lower)
    )
    linear = Sum(w[k] * soft(k, i), (k, 1, K))
    top = d.claim("linear pool of softened teachers: at most", linear, "≤", mu ** (-1 / T) / n)
    d.conclude(top, d.sum(k, above, w[k]))
    bottom = d.claim("at least", linear, "≥", mu ** (1 / T) / n)
    d.conclude(bottom, d.sum(k, below, w[k]))
    logs = d.since("monotone", log, above, soft(k, i), mu ** (-1 / T) / n)
    bounded = d.claim(
        "logarithmic pool: numerators, at most",
        Sum(w[k] * log(soft(k, i)), (k, 1, K)),
        "≤",
        log(mu ** (-1 / T) / n),
    )
    d.conclude(bounded, d.sum(k, logs, w[k]))
    logs = d.since("monotone", log, below, mu ** (1 / T) / n, soft(k, i))
    bounded = d.claim(
        "and at least", Sum(w[k] * log(soft(k, i)), (k, 1, K)), "≥", log(mu ** (1 / T) / n)
    )
    d.conclude(bounded, d.sum(k, logs, w[k]))
    for name, sign in (("lower", 1), ("upper", -1)):
        d.limit(f"{name} bound, times n", Rational(1, 3) ** (sign / T), T, oo, 1)

    x, y, v = (d.scalar(name, SHARE) for name in ("x", "y", "v"))

    def softened(x, T):
        return x ** (1 / T) / (x ** (1 / T) + (1 - x) ** (1 / T))

    def entropy(q):
        return -q * log(q) - (1 - q) * log(1 - q)

    def linear_pool(T):
        return v * softened(x, T) + (1 - v) * softened(y, T)

    at = {"x": Rational(9, 10), "y": Rational(4, 10), "v": Rational(2, 10)}
    two = Rational(2)
    d.counterexample(
        "the linear pool commutes, T = 2",
        softened(linear_pool(Rational(1)), two),
        "≥",
        linear_pool(two),
        **at,
    )
    d.counterexample(
        "its entropy grows from T = 1 to T = 2",
        entropy(linear_pool(Rational(1))),
        "≤",
        entropy(linear_pool(two)),
        **at,
    )
