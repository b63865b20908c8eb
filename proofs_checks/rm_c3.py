"""RM-C3: reverse divergence contracts."""

from sympy import Sum, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import CLOSED_SHARE, SHARE


@derivation("RM-C3", "reverse divergence contracts", "sourced")
def reverse_divergence(d: Derivation) -> None:
    """The function x log x is convex, so one step costs at most the mean of the two ends, of which
    one is zero. After g steps the student is still a mixture of teacher and start, with share (1 −
    α)^g.
    """
    n = d.size("n")
    i = d.index("i", n)
    g = d.whole("g")
    p, s = d.distribution("p", n), d.distribution("s₀", n)
    alpha, share = d.scalar("α", SHARE), d.scalar("c", CLOSED_SHARE)

    def kl(a, b):
        return Sum(a * log(a / b), (i, 1, n))

    def mixed(c):
        return (1 - c) * p[i] + c * s[i]

    convex = d.since("jensen", lambda x: x * log(x), (1 - share, p[i]), (share, s[i]))
    mixture = d.combine(kl(mixed(share), p[i]), "≤", share * kl(s[i], p[i]), d.sum(i, convex))
    one = d.claim("one step", kl(mixed(1 - alpha), p[i]), "≤", (1 - alpha) * kl(s[i], p[i]))
    d.conclude(one, d.put(mixture, {share: 1 - alpha}))

    values, first, step = d.sequence(
        "s", g, [i], s[i], lambda before: alpha * p[i] + (1 - alpha) * before
    )
    after = d.define("s_g", mixed((1 - alpha) ** g))
    base = d.combine(values[0, i], "=", mixed((1 - alpha) ** 0), (-1, first))
    every = d.since(
        "induction", g, lambda g: (values[g, i], "=", mixed((1 - alpha) ** g)), base,
        lambda known: d.combine(values[g + 1, i], "=", mixed((1 - alpha) ** (g + 1)),
                                (-1, step), (1 - alpha, known)),
    )  # fmt: skip
    line = d.claim("after g generations", values[g, i], "=", after)
    d.conclude(line, every)
    bound = d.claim("so, after g generations", kl(after, p[i]), "≤",
                    (1 - alpha) ** g * kl(s[i], p[i]))  # fmt: skip
    d.conclude(bound, d.put(mixture, {share: (1 - alpha) ** g}))
