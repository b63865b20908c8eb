"""MT-J1: pooling never costs more log-loss than the mean teacher, for 0 ≤ s ≤ 1 only."""

from sympy import Integer, Rational, Sum, exp, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import ABOVE_ONE, POSITIVE, REAL, SHARE


@derivation("MT-J1", "Jensen's inequality for pools: power means with 0 ≤ s ≤ 1", "sourced")
def jensen_for_pools(d: Derivation) -> None:
    """q(i) ≥ Π p^k(i)^{w_k} since a power mean with 0 ≤ s ≤ 1 is at least the geometric one and at
    most the arithmetic one, whose entries sum to one. For other s two teachers refute it.

    Weighting the pointwise inequality with r gives the log-loss of every r, and with the entropy of
    r the divergence. Zeros: with p^k(i) = 0 for some k of positive weight the right-hand side is
    zero.
    """
    K, n = d.size("K"), d.size("n")
    k, i = d.index("k", K), d.index("i", n)
    p, w = d.distribution("p", n), d.distribution("w", K)
    r = d.distribution("r", n, closed=True)
    s = d.scalar("s", SHARE)

    def over(x):
        return Sum(x, (k, 1, K))

    def classes(x):
        return Sum(x, (i, 1, n))

    def loss(q):
        return -classes(r[i] * log(q))

    geometric = d.define("log G_i", over(w[k] * log(p[k, i])))

    linear = d.define("linear_i", over(w[k] * p[k, i]))
    one = d.claim("s = 1, the linear pool", log(linear), "≥", geometric)
    mean = d.since("am_gm", (k, w[k], p[k, i]))
    d.conclude(one, mean)

    Z = d.define("Z_0", classes(exp(geometric)))
    zero = d.claim("s = 0, the logarithmic pool", log(exp(geometric) / Z), "≥", geometric)
    arithmetic = d.since("jensen", exp, (k, w[k], log(p[k, i])), domain=REAL)
    below = d.combine(Z, "≤", 1, d.sum(i, arithmetic))
    known = d.combine(-log(Z), "≥", 0, d.since("log_bound", Z), below)
    d.conclude(zero, known)

    M = d.define("M_i", over(w[k] * p[k, i] ** s) ** (1 / s))
    Zs = d.define("Z_s", classes(M))
    between = d.claim("0 < s < 1", log(M / Zs), "≥", geometric)
    at_least = d.since("jensen", log, (k, w[k], p[k, i] ** s))
    at_most = d.since("power_mean", k, w[k], p[k, i], s)
    small = d.combine(Zs, "≤", 1, d.sum(i, at_most))
    shown = d.combine(
        log(M / Zs), "≥", geometric, (1 / s, at_least), d.since("log_bound", Zs), small
    )
    d.conclude(between, shown)

    inside = d.distribution("r°", n)

    def divergence(q):
        return classes(inside[i] * log(inside[i] / q))

    mean_loss = d.define("mean loss", over(w[k] * loss(p[k, i])))
    for name, q, fact in (
        ("linear", linear, mean),
        ("logarithmic", exp(geometric) / Z, known),
        ("power", M / Zs, shown),
    ):
        claim = d.claim(f"log-loss under every r: {name} pool", loss(q), "≤", mean_loss)
        d.conclude(claim, d.sum(i, fact, r[i]))
        near = d.claim(f"divergence from every r: {name} pool", divergence(q), "≤",
                       over(w[k] * divergence(p[k, i])))  # fmt: skip
        d.conclude(near, d.sum(i, fact, inside[i]))

    # s > 1: the teachers agree on the first of three classes, and disagree on the others.
    t, c = d.scalar("t", ABOVE_ONE), d.scalar("c", SHARE)

    def pair(x, y, power):
        return ((x**power + y**power) / 2) ** (1 / power)

    norm = pair(c, c, t) + pair(1 - c, 0, t) + pair(0, 1 - c, t)
    agreed = d.claim("s = t > 1: (c, 1 − c, 0) and (c, 0, 1 − c) fall below c, on which they agree",
                     pair(c, c, t) / norm, "<", c)  # fmt: skip
    power = Integer(2) ** (1 - 1 / t)
    grows = d.combine(power, ">", 1, d.since("log_bound", power), d.sign((1 - 1 / t) * log(2)))
    d.conclude(agreed, (c * (1 - c) / norm, grows))

    # s < 0: nearly certain teachers that differ by a factor of four in an improbable class.
    u, x = d.scalar("u", POSITIVE), d.scalar("x", SHARE)
    m = d.define("m", ((1 + 4**u) / 2) ** (-1 / u))
    square = d.since("log_bound", Integer(2) ** u)
    doubles = d.combine(Integer(2) ** u, ">", 1, square, d.sign(u * log(2)))
    above = d.combine((1 + 4**u) / 2, ">", 2**u, (Rational(1, 2), d.times(doubles, doubles)))
    falls = d.since("monotone", lambda y: y ** (-1 / u), above, Integer(2) ** u, (1 + 4**u) / 2)
    half = d.claim("s = −u < 0: the power mean of 1 and 1/4 is below 1/2, the geometric one",
                   2 * m, "<", 1)  # fmt: skip
    d.conclude(half, (2, falls))

    def rare(point, rng):
        point.symbols[x] = point.value(Rational(1, rng.choice([200, 1000, 5000])))

    small = d.assume("x is small", x * (1 - m), "<", 1 - 2 * m, sample=rare)
    rest = d.define("M_2", pair(1 - x, 1 - x / 4, -u))
    ordered = d.since("monotone", lambda y: y**-u, d.sign(3 * x / 4), 1 - x, 1 - x / 4)
    least = d.combine((1 - x) ** -u, "≥", ((1 - x) ** -u + (1 - x / 4) ** -u) / 2,
                      (Rational(1, 2), ordered))  # fmt: skip
    middle = ((1 - x) ** -u + (1 - x / 4) ** -u) / 2
    large = d.since("monotone", lambda y: y ** (-1 / u), least, middle, (1 - x) ** -u)
    fails = d.claim("then (x, 1 − x) and (x/4, 1 − x/4) fall below x/2, their geometric mean",
                    pair(x, x / 4, -u) / (pair(x, x / 4, -u) + rest), "<", x / 2)  # fmt: skip
    part = x / (2 * (x * m + rest))
    d.conclude(fails, (part, large), (part, small))
