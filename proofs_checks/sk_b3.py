"""SK-B3: bias and variance in relative entropy."""

from sympy import Integer, Rational, Sum, exp, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import SHARE


@derivation("SK-B3", "expected divergence splits at the normalised geometric mean", "ours")
def geometric_mean_student(d: Derivation) -> None:
    """log S̄ is E log S up to a constant, and a constant does not matter between distributions. The
    infinite risk of a student with a zero is shown for two classes, one against the rest.
    """
    n, m = d.size("n"), d.size("m")
    i, a = d.index("i", n), d.index("ω", m)
    weight, f, S = d.distribution("π", m), d.distribution("f", n), d.distribution("S", n)
    x, share = d.scalar("x", SHARE), d.scalar("f₁", SHARE)

    def mean(x):
        return Sum(weight[a] * x, (a, 1, m))

    def kl(p, q):
        return Sum(p * log(p / q), (i, 1, n))

    G = d.define("G_i", exp(mean(log(S[a, i]))))
    centre = d.define("S̄_i", G / Sum(G, (i, 1, n)))
    split = d.claim("the risk splits", mean(kl(f[i], S[a, i])), "=",
                    kl(f[i], centre) + mean(kl(centre, S[a, i])))  # fmt: skip
    d.conclude(split, (-1, d.identity(split.lhs, split.rhs, "take logarithms apart")))

    d.define("E S_i", mean(S[a, i]))
    third, half = Rational(1, 3), Rational(1, 2)
    d.counterexample(
        "the arithmetic mean", mean(kl(f[i], S[a, i])), "≤",
        kl(f[i], mean(S[a, i])) + mean(kl(mean(S[a, i]), S[a, i])),
        n=2, m=2, π=[half, half], f=[half, half], S=[[third, 2 * third], [half, half]],
    )  # fmt: skip
    two = share * log(share / x) + (1 - share) * log((1 - share) / (1 - x))
    d.limit("a student with a zero has infinite risk: exp(−KL)", exp(-two), x, Integer(0), 0)
