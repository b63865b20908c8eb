"""RM-C2: forward divergence contracts."""

from sympy import Sum, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import CLOSED_SHARE, SHARE


@derivation("RM-C2", "forward divergence contracts", "sourced")
def forward_divergence(d: Derivation) -> None:
    """The logarithm is concave, so that of a mixture of p and s is at least the mixture of their
    logarithms, class by class. After g steps the share of s is (1 − α)^g, by RM-C1.
    """
    n = d.size("n")
    i = d.index("i", n)
    g = d.whole("g")
    p, s = d.distribution("p", n), d.distribution("s", n)
    alpha, c = d.scalar("α", SHARE), d.scalar("c", CLOSED_SHARE)

    def kl(a, b):
        return Sum(a * log(a / b), (i, 1, n))

    def mixed(c):
        return (1 - c) * p[i] + c * s[i]

    concave = d.since("jensen", log, (1 - c, p[i]), (c, s[i]))
    bound = d.combine(kl(p[i], mixed(c)), "≤", c * kl(p[i], s[i]), d.sum(i, concave, p[i]))
    after = d.define("s'", mixed(1 - alpha))
    one = d.claim("one step", kl(p[i], after), "≤", (1 - alpha) * kl(p[i], s[i]))
    d.conclude(one, d.put(bound, {c: 1 - alpha}))
    later = d.define("s_g", mixed((1 - alpha) ** g))
    many = d.claim("g steps", kl(p[i], later), "≤", (1 - alpha) ** g * kl(p[i], s[i]))
    d.conclude(many, d.put(bound, {c: (1 - alpha) ** g}))
