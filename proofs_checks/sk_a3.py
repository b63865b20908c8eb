"""SK-A3: entropy grows with temperature."""

import flint
from sympy import Sum, diff, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE, SHARE, Range


@derivation("SK-A3", "entropy grows along the power transform and the mixture", "reconstructed")
def entropy_grows(d: Derivation) -> None:
    """Power: dH/dT = Var_F(log p)/T³ by expanding the variance, which is positive unless p is
    uniform; ratios of entries shrink, so every set of top classes loses mass (majorisation).
    Mixture: more weight is one more mixture with u, entropy is concave, and largest at u only; so a
    positive weight at T < 1, with none at T = 1, is excluded.
    """
    n = d.size("n")
    i, j = d.index("i j", n)
    a, b = d.index("a b", n)
    δ = d.kronecker("δ", n)
    p = d.distribution("p", n)
    T, low, rise = d.scalar("T", POSITIVE), d.scalar("T₁", POSITIVE), d.scalar("rise", POSITIVE)

    def total(x, i=i):
        return Sum(x, (i, 1, n))

    def entropy(q):
        return -total(q * log(q))

    def power(i, T=T):
        return p[i] ** (1 / T) / total(p[j] ** (1 / T), j)

    F = d.define("F_T(p)_i", power(i))
    mean = total(F * log(p[i]))
    variance = d.define("Var", total(F * (log(p[i]) - mean) ** 2))
    slope = d.define("dH/dT", diff(entropy(F), T))
    rate = d.claim("the rate", slope, "=", variance / T**3)
    known = d.identity(slope, variance / T**3)
    d.conclude(rate, (-1, known))
    rises = d.combine(slope, "≥", 0, known, d.sign(variance / T**3), why="entropy does not fall")

    def H(T):
        return entropy(power(i, T))

    order, path = d.sign(rise), (low, low + rise, POSITIVE)
    weak = d.claim("weak", H(low), "≤", H(low + rise))
    d.conclude(weak, d.since("monotone", H, order, *path, (T, rises)))

    apart = d.assume("p is not uniform", (log(p[a]) - log(p[b])) ** 2, ">", 0)
    each = d.sign(F * power(j) * (log(p[i]) - log(p[j])) ** 2 / 2)
    row = d.since("member", δ, b, each, j)
    rows = d.since("member", δ, a, d.sum(j, each), i)
    positive = d.combine(
        slope,
        ">",
        0,
        known,
        (1 / T**3, rows),
        (1 / T**3, d.put(row, {i: a})),
        (power(a) * power(b) / (2 * T**3), apart),
        why="one pair differs",
    )
    strict = d.claim("strict, for p that is not uniform", H(low), "<", H(low + rise))
    d.conclude(strict, d.since("monotone", H, order, *path, (T, positive)))

    # Top classes and others, with values that need not be normalised.
    k, m = d.size("k"), d.size("m")
    c, e = d.index("c", k), d.index("e", m)
    top, rest = d.family("x", POSITIVE), d.family("y", POSITIVE)

    def larger(point, rng):
        high = [flint.fmpq(rng.randint(4, 9)) for _ in range(99)]
        lower = [flint.fmpq(rng.randint(1, 4)) for _ in range(99)]
        point.families[top], point.families[rest] = high.__getitem__, lower.__getitem__

    above = d.assume("x are the top classes", top[c], "≥", rest[e], [c, e], larger)
    later = low + rise
    grows = d.since("monotone", lambda x: x ** (1 / low - 1 / later), above, rest[e], top[c])
    pair = d.combine(top[c] ** (1 / low) * rest[e] ** (1 / later), "≥",
                     rest[e] ** (1 / low) * top[c] ** (1 / later),
                     ((top[c] * rest[e]) ** (1 / later), grows), why="ratios shrink")  # fmt: skip

    def mass(T):
        x, y = Sum(top[c] ** (1 / T), (c, 1, k)), Sum(rest[e] ** (1 / T), (e, 1, m))
        return x / (x + y), x + y

    majorises = d.claim("majorisation: top classes lose mass", mass(low)[0], "≥", mass(later)[0])
    weight = 1 / (mass(low)[1] * mass(later)[1])
    d.conclude(majorises, (weight, d.sum(c, d.sum(e, pair))))

    # The mixture.
    lam, t = d.scalar("λ", Range(SHARE.low, SHARE.high, False, True)), d.scalar("t", SHARE)
    q = d.distribution("q", n)
    mixed = (1 - t) * q[i] + t / n
    bend = d.since("jensen", lambda x: x * log(x), (1 - t, q[i]), (t, 1 / n))
    differs = d.assume("q is not uniform", (q[a] - 1 / n) ** 2, ">", 0)
    below = d.since("strict_gibbs", δ, a, i, lambda i: q[i], lambda i: 1 / n, differs)
    more = d.claim("mixture, strict: F_λ' = (1 − t)F_λ + tu, q = F_λ", entropy(mixed), ">",
                   entropy(q[i]))  # fmt: skip
    d.conclude(more, d.sum(i, bend), (t, below))
    again = d.claim("a larger weight is one more mixture",
                    (1 - (lam + t * (1 - lam))) * p[i] + (lam + t * (1 - lam)) / n, "=",
                    (1 - t) * ((1 - lam) * p[i] + lam / n) + t / n)  # fmt: skip
    d.conclude(again, (-1, d.identity(again.lhs, again.rhs)))
