"""SK-A5: where softening leads."""

import flint
from sympy import Integer, Rational, Sum, exp, oo

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE, SHARE


@derivation("SK-A5", "limits of the power transform and the mixture", "reconstructed")
def limits(d: Derivation) -> None:
    """Power: if ratios of entries are at least ρ, F_T lies between ρ^(1/T)/n and ρ^(−1/T)/n, which
    tend to 1/n. Zeros stay zeros, so the same holds on the support and (1, 0) never moves. As T → 0
    all but the largest entries vanish. Mixture: p/T + (1 − 1/T)u tends to u from everywhere, zeros
    too.
    """
    n, k, m = d.size("n"), d.size("k"), d.size("m")
    i, j = d.index("i j", n)
    T, ρ = d.scalar("T", POSITIVE), d.scalar("ρ", SHARE)
    p = d.family("p", POSITIVE)

    def close(point, rng):
        values = [flint.fmpq(rng.randint(4, 8)) for _ in range(99)]
        point.families[p], point.symbols[ρ] = values.__getitem__, flint.fmpq(2, 5)

    def root(x):
        return x ** (1 / T)

    ratios = d.assume("ratios are at least ρ", p[j], "≥", ρ * p[i], [i, j], close)
    below = d.since("monotone", root, ratios, ρ * p[i], p[j])
    above = d.put(below, {i: j, j: i})
    F = p[i] ** (1 / T) / Sum(p[j] ** (1 / T), (j, 1, n))
    Z = Sum(p[j] ** (1 / T), (j, 1, n))
    lower = d.claim("power transform, from below", F, "≥", ρ ** (1 / T) / n)
    d.conclude(lower, (1 / (n * Z), d.sum(j, above)))
    upper = d.claim("power transform, from above", F, "≤", ρ ** (-1 / T) / n)
    d.conclude(upper, (1 / (n * Z * ρ ** (1 / T)), d.sum(j, below)))
    d.limit("inf-open and inf-support: from below", ρ ** (1 / T) / n, T, oo, 1 / n)
    d.limit("inf-open and inf-support: from above", ρ ** (-1 / T) / n, T, oo, 1 / n)

    # The largest entries are 1, the others at most ρ; not normalised.
    a, b = d.index("a", k), d.index("b", m)
    rest = d.family("y", POSITIVE)

    def small(point, rng):
        values = [point.symbols[ρ] * flint.fmpq(rng.randint(1, 4), 4) for _ in range(99)]
        point.families[rest] = values.__getitem__

    others = d.assume("all others are at most ρ times the largest", rest[b], "≤", ρ, [b], small)
    fade = d.since("monotone", root, others, rest[b], ρ)
    most = Sum(rest[b] ** (1 / T), (b, 1, m))
    top = 1 / (Sum(Integer(1) ** (1 / T), (a, 1, k)) + most)
    zero = d.claim("T → 0: the largest", top, "≥", 1 / (k + m * ρ ** (1 / T)))
    d.conclude(zero, (1 / ((k + most) * (k + m * ρ ** (1 / T))), d.sum(b, fade)))
    bound = d.claim("and at most", top, "≤", 1 / k)
    d.conclude(bound, d.sign(1 / k - 1 / (k + most)))
    c = d.scalar("c", POSITIVE)
    d.limit("zero: each of the k largest tends to 1/k, with ρ = e^(−c)",
            (1 / (k + m * ρ ** (1 / T))).subs(ρ, exp(-c)), T, Integer(0), 1 / k)  # fmt: skip

    stuck = d.claim(
        "inf-closed is false: F_T(1, 0)_2 = 0 for every T",
        Integer(0) ** (1 / T) / (Integer(1) ** (1 / T) + Integer(0) ** (1 / T)),
        "=",
        0,
    )
    d.conclude(stuck, d.identity(stuck.lhs, 0))

    q = d.distribution("q", n, closed=True)
    mixture = q[i] / T + (1 - 1 / T) / n
    gap = d.claim("mixture: the distance to u is divided by T", mixture - 1 / n, "=",
                  (q[i] - 1 / n) / T)  # fmt: skip
    d.conclude(gap, (-1, d.identity(gap.lhs, gap.rhs)))
    d.limit("mixture, inf-closed", mixture, T, oo, 1 / n)
    half = Rational(1, 2)
    d.counterexample(
        "mixture, inf-support: the third entry of (½, ½, 0) is ≤ 1/4 at T = 100",
        mixture,
        "≤",
        Rational(1, 4),
        n=3,
        i=3,
        T=100,
        q=[half, half, 0],
    )
