"""RM-C4: how much one step contracts."""

from sympy import Integer, Rational, Sum, diff, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import SHARE, Range


@derivation("RM-C4", "a floor makes the contraction strictly better than 1 − α", "ours")
def sharp_constants(d: Derivation) -> None:
    """log x + x²/8 is concave up to 2, which improves Jensen's inequality by a multiple of Σ p (p −
    s)²; with a floor this is a part of the divergence. Near the teacher the divergence is
    quadratic.

    Not derived here: that for the linear anchor two classes are the worst case, and that
    0.3202119959546 is the largest ratio for α = 1/2, μ = 1/10 (certified by enclosures); a point at
    which 0.32021 fails is checked below. The rate (1 − α)² follows from the second derivatives by
    Taylor's theorem.
    """
    n = d.size("n")
    i = d.index("i", n)
    p, s = d.distribution("p", n), d.distribution("s", n)
    alpha, mu = d.scalar("α", SHARE), d.scalar("μ", SHARE)
    after = d.define("s'", alpha * p[i] + (1 - alpha) * s[i])

    def kl(a, b):
        return Sum(a * log(a / b), (i, 1, n))

    def total(x):
        return Sum(x, (i, 1, n))

    spread = d.define("V", total(p[i] * (p[i] - s[i]) ** 2))
    interior = Range(Integer(0), Integer(2), True, True)
    concave = d.since("jensen", lambda x: log(x) + x**2 / 8, (alpha, p[i]), (1 - alpha, s[i]),
                      domain=interior)  # fmt: skip
    gain = d.claim("strictly below the factor 1 − α unless s = p", kl(p[i], after), "≤",
                   (1 - alpha) * kl(p[i], s[i]) - alpha * (1 - alpha) * spread / 8)  # fmt: skip
    known = d.combine(gain.lhs, "≤", gain.rhs, d.sum(i, concave, p[i]))
    d.conclude(gain, known)

    def lowest(point, rng):
        classes = range(1, int(point.symbols[n]) + 1)
        point.symbols[mu] = min(point.families[x](y) for x in (p, s) for y in classes) / 2

    low = d.assume("p has the floor μ", p[i], "≥", mu, [i], lowest)
    floor = d.assume("s has the floor μ", s[i], "≥", mu, [i])
    product = d.combine(p[i] * s[i], "≥", mu**2, (s[i], low), (mu, floor))
    chi = d.combine(kl(p[i], s[i]), "≤", total((p[i] - s[i]) ** 2 / s[i]),
                    d.sum(i, d.since("log_bound", p[i] / s[i]), p[i]))  # fmt: skip
    square = (p[i] - s[i]) ** 2
    part = d.combine(square / s[i], "≤", p[i] * square / mu**2, (square / (s[i] * mu**2), product))
    bounded = d.claim("with a floor, for every n", kl(p[i], after), "≤",
                      (1 - alpha) * (1 - alpha * mu**2 / 8) * kl(p[i], s[i]))  # fmt: skip
    share = alpha * (1 - alpha) * mu**2 / 8
    d.conclude(bounded, known, (share, chi), (share, d.sum(i, part)))

    x = d.scalar("x", SHARE)
    d.limit("without a floor 1 − α is approached: p = (1, 0), s = (1 − x, x)",
            log(1 - (1 - alpha) * x) / log(1 - x), x, 0, 1 - alpha)  # fmt: skip
    d.limit("and for KL(·‖p): p = (x, 1 − x), s = (1, 0), α = 1/2",
            ((1 + x) / 2 * log((1 + x) / (2 * x)) - (1 - x) / 2 * log(2)) / -log(x), x, 0,
            Rational(1, 2))  # fmt: skip

    v, u = d.scalar("λ"), d.family("u")
    for name, of in (
        ("forward", lambda c: kl(p[i], p[i] + c * v * u[i])),
        ("reverse", lambda c: kl(p[i] + c * v * u[i], p[i])),
    ):
        second = d.claim(f"near p, students p + λu and p + (1 − α)λu, {name}: second derivatives",
                         diff(of(1 - alpha), v, 2).subs(v, 0), "=",
                         (1 - alpha) ** 2 * diff(of(Integer(1)), v, 2).subs(v, 0))  # fmt: skip
        d.conclude(second, d.identity(second.lhs, second.rhs))
        size = d.claim(f"{name}: their size", diff(of(Integer(1)), v, 2).subs(v, 0), "=",
                       total(u[i] ** 2 / p[i]))  # fmt: skip
        d.conclude(size, d.identity(size.lhs, size.rhs))

    y, z = d.scalar("y", SHARE), d.scalar("z", SHARE)

    def two(a, b):
        return a * log(a / b) + (1 - a) * log((1 - a) / (1 - b))

    d.counterexample(
        "the factor 0.32021 at α = 1/2, μ = 1/10, two classes",
        two(y, (y + z) / 2),
        "≤",
        Rational(32021, 100000) * two(y, z),
        y=Rational(1, 10),
        z=Rational(399, 1000),
    )
