"""AW-A5: a safer teacher has more weight."""

from sympy import Sum, exp

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import NONNEGATIVE, POSITIVE, REAL


@derivation("AW-A5", "softmax weights respect the order of the scores", "sourced")
def ordinal(d: Derivation) -> None:
    """exp increases, and all weights have one denominator. Raising one score moves e^s/(e^s + R)
    up, R the sum of the others. Products across scales (Pareto compatibility): AW-P2.
    """
    K = d.size("K")
    k, l, m = d.index("k l m", K)
    s = d.family("s")
    Z = d.define("Z", Sum(exp(s[m]), (m, 1, K)))

    def swap(point, rng):
        values, pair = point.families[s], sorted(int(point.symbols[i].p) for i in (k, l))
        if pair[0] != pair[1]:
            high = max(values(pair[0]), values(pair[1]))
            low = min(values(pair[0]), values(pair[1]))
            first = {int(point.symbols[k].p): high, int(point.symbols[l].p): low}
            point.families[s] = lambda j: first[j] if j in first else values(j)

    order = d.assume("s_k ≥ s_l", s[k], "≥", s[l], (), swap)
    claim = d.claim("ordinal", exp(s[k]) / Z, "≥", exp(s[l]) / Z)
    d.conclude(claim, (1 / Z, d.since("monotone", exp, order, s[l], s[k], REAL)))

    x, h, R = d.scalar("x"), d.scalar("h", NONNEGATIVE), d.scalar("R", POSITIVE)
    alone = d.claim("raising one score alone, e^x/(e^x + R) = 1/(1 + R e^(−x))",
                    1 / (1 + R * exp(-x - h)), "≥", 1 / (1 + R * exp(-x)))  # fmt: skip
    d.conclude(
        alone, d.since("monotone", lambda y: 1 / (1 + R * exp(-y)), d.sign(h), x, x + h, REAL)
    )
    d.counterexample(
        "weights by entropy, exp(−s), respect the order of s",
        exp(-s[1]),
        "≥",
        exp(-s[2]),
        where=[(s[1], "≥", s[2])],
        s=[1, 0],
    )
    away = [1 / (1 + (s[j] - (s[1] + s[2] + s[3]) / 3) ** 2) for j in (1, 2)]
    d.counterexample("weights by disagreement respect it", away[0], "≥", away[1],
                     where=[(s[1], "≥", s[2])], s=[3, 1, 0])  # fmt: skip
