"""MT-S1: what pools do to the probability of an unsafe event."""

from sympy import Rational, Sum, log, sqrt

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import CLOSED_SHARE, NONNEGATIVE, POSITIVE, SHARE


@derivation("MT-S1", "safety attenuation holds for the linear pool, not for others", "sourced")
def unsafe_events(d: Derivation) -> None:
    """Summing q ≤ Σ w p^k over all classes leaves room for equality only. Power means: the
    numerator of q(U) is at most the mean, and Z ≥ K^(1−1/s) since (Σ x^s)^(1/s) ≥ Σ x. An event U
    is given by its indicator; any U with values in [0, 1] is allowed.
    """
    K, n = d.size("K"), d.size("n")
    k, l, i, j = *d.index("k l", K), *d.index("i j", n)
    p, w = d.distribution("p", n), d.distribution("w", K)
    q, U = d.distribution("q", n), d.family("U", CLOSED_SHARE)
    c = d.scalar("c", NONNEGATIVE)

    def event(x):
        return Sum(U[i] * x, (i, 1, n))

    def teachers(x):
        return Sum(x, (k, 1, K))

    pool = d.define("linear_i", teachers(w[k] * p[k, i]))
    average = d.claim("the linear pool is average on every event", event(pool), "=",
                      teachers(w[k] * event(p[k, i])))  # fmt: skip
    d.conclude(average, d.identity(average.lhs, average.rhs))

    def bound(point, rng):
        size, classes = int(point.symbols[K]), range(1, int(point.symbols[n]) + 1)
        point.symbols[c] = max(
            sum(point.families[U](y) * point.families[p](x, y) for y in classes)
            for x in range(1, size + 1)
        )

    unsafe = d.assume("p^k(U) ≤ c for all k", event(p[k, i]), "≤", c, [k], bound)
    maximum = d.claim("so it attenuates", event(pool), "≤", c)
    d.conclude(maximum, d.sum(k, unsafe, w[k]))

    def same(point, rng):
        point.families[q] = lambda y: sum(
            point.families[w](x) * point.families[p](x, y)
            for x in range(1, int(point.symbols[K]) + 1)
        )

    below = d.assume("q(U) ≤ Σ w_k p^k(U) for U = {i}", q[i], "≤", pool, [i], same)
    only = d.claim("only the linear pool is at most average on every event", q[i], "=", pool)
    delta = d.kronecker("δ", n)
    one_of_all = d.since("member", delta, j, below, i)
    above = d.combine(q[i], "≥", pool, d.put(one_of_all, {j: i}))
    d.conclude(only, d.since("equal", below, above))

    # The logarithmic pool of (a, ε, r) and (ε, a, r), a + ε + r = 1, with equal weights has the
    # numerators √(aε), √(εa) and √(r r).
    a, small, risk = (d.scalar(name, POSITIVE) for name in ("a", "ε", "r"))
    unsafe_class = d.define("q_3", risk / (risk + 2 * sqrt(small * a)))
    amplified = d.claim(
        "logarithmic pool of (a, ε, r) and (ε, a, r), equal weights: never below their r",
        unsafe_class, "≥", risk / (a + small + risk),
    )  # fmt: skip
    square = d.sign((sqrt(a) - sqrt(small)) ** 2)
    d.conclude(amplified, (unsafe_class / (a + small + risk), square))
    rest = unsafe_class.subs(a, 1 - small - risk)
    d.counterexample("the logarithmic pool attenuates (both teachers are at r)", rest, "≤", risk,
                     ε=Rational(1, 10000), r=Rational(999, 10000))  # fmt: skip
    d.counterexample("84 % is out of reach for it", rest, "≤", Rational(84, 100),
                     ε=Rational(1, 10000), r=Rational(999, 10000))  # fmt: skip
    d.limit("up to one", rest.subs(risk, Rational(1, 10)), small, 0, 1)

    # Power means with equal weights.
    s = d.scalar("s", SHARE)
    M = d.define("M_i", teachers(p[k, i] ** s / K) ** (1 / s))
    Z = d.define("Z", Sum(M, (i, 1, n)))
    above = d.sum(i, d.since("power_mean", k, 1 / K, p[k, i], s), U[i])
    above = d.combine(event(M), "≤", c, above, (1 / K, d.sum(k, unsafe)))
    S = d.define("S_i", teachers(p[k, i]))
    one = d.kronecker("δ'", K)
    part = d.since("member", one, k, d.sign(p[l, i]), l)
    logs = d.since("monotone", log, part, p[k, i], S)
    power = d.since("log_bound", (p[k, i] / S) ** (s - 1))
    rises = d.combine((p[k, i] / S) ** (s - 1), "≥", 1, power, (1 - s, logs))
    total = d.combine(teachers(p[k, i] ** s), "≥", S**s, (S**s, d.sum(k, rises, p[k, i] / S)))
    large = d.since("monotone", lambda y: y ** (1 / s), total, S**s, teachers(p[k, i] ** s))
    large = d.combine(Z, "≥", K ** (1 - 1 / s), (K ** (-1 / s), d.sum(i, large)))
    sharp = d.claim("power means with 0 < s < 1 and equal weights", event(M) / Z, "≤",
                    K ** (1 / s - 1) * c)  # fmt: skip
    d.conclude(sharp, (1 / Z, above), (c * K ** (1 / s - 1) / Z, large))

    # Sharp: K teachers with r on the unsafe class and 1 − r on a class of their own.
    t = d.scalar("t", SHARE)
    reached = t / (t + K * ((1 - t) ** s / K) ** (1 / s))
    factor = 1 / (t + K ** (1 - 1 / s) * (1 - t))
    example = d.claim("K teachers with t on U and 1 − t each on a class of its own",
                      reached, "=", t * factor)  # fmt: skip
    d.conclude(example, d.identity(reached, t * factor))
    d.limit("sharp", factor, t, 0, K ** (1 / s - 1))
