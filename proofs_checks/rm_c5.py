"""RM-C5: the teacher is the only fixed point, and attracts every student."""

from sympy import Abs, Rational, Sum, oo

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import NONNEGATIVE, SHARE


@derivation("RM-C5", "the teacher is the only fixed point and attracts every student", "sourced")
def attraction(d: Derivation) -> None:
    """A fixed point satisfies α(s − p) = 0. The distance is multiplied by 1 − α each time, and (1 −
    α)^g ≤ 1/(1 + αg), which tends to zero.
    """
    n = d.size("n")
    i = d.index("i", n)
    g = d.whole("g")
    p = d.distribution("p", n, closed=True)
    fixed, start = d.family("s*"), d.distribution("s₀", n, closed=True)
    alpha = d.scalar("α", SHARE)

    def step(s):
        return alpha * p[i] + (1 - alpha) * s

    def tv(a, b):
        return Rational(1, 2) * Sum(Abs(a - b), (i, 1, n))

    here = d.claim("p is a fixed point", step(p[i]), "=", p[i])
    d.conclude(here, d.identity(step(p[i]), p[i]))

    def settle(point, rng):
        point.families[fixed] = point.families[p]

    still = d.assume("s* is a fixed point", step(fixed[i]), "=", fixed[i], [i], settle)
    unique = d.claim("there is no other", fixed[i], "=", p[i])
    d.conclude(unique, (-1 / alpha, still))

    s, first, after = d.sequence("s", g, [i], start[i], step)
    ratio = (1 - alpha) ** g
    base = d.combine(s[0, i] - p[i], "=", start[i] - p[i], (-1, first))
    line = d.since(
        "induction", g, lambda g: (s[g, i] - p[i], "=", (1 - alpha) ** g * (start[i] - p[i])), base,
        lambda known: d.combine(
            s[g + 1, i] - p[i], "=", (1 - alpha) ** (g + 1) * (start[i] - p[i]),
            (-1, after), (1 - alpha, known),
        ),
    )  # fmt: skip
    exact = d.claim("distance after g generations", tv(s[g, i], p[i]), "=",
                    ratio * tv(start[i], p[i]))  # fmt: skip
    same = d.since("same", Abs, s[g, i] - p[i], ratio * (start[i] - p[i]), line)
    known = d.combine(exact.lhs, "=", exact.rhs, (-Rational(1, 2), d.sum(i, same)))
    d.conclude(exact, known)

    bernoulli = d.since(
        "induction", g, lambda g: ((1 - alpha) ** g * (1 + alpha * g), "≤", 1),
        d.combine((1 - alpha) ** 0 * (1 + alpha * 0), "≤", 1),
        lambda known: d.combine(
            (1 - alpha) ** (g + 1) * (1 + alpha * (g + 1)), "≤", 1, known,
            d.sign((1 - alpha) ** g * alpha**2 * (g + 1)),
        ),
    )  # fmt: skip
    distance = tv(start[i], p[i])
    rate = d.claim("attraction", tv(s[g, i], p[i]), "≤", distance / (1 + alpha * g))
    d.conclude(rate, known, (distance / (1 + alpha * g), bernoulli))
    t = d.scalar("t", NONNEGATIVE)
    d.limit("the bound vanishes", 1 / (1 + alpha * t), t, oo, 0)
