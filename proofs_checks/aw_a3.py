"""AW-A3: bounded influence."""

from sympy import Max, Min, Rational, Sum, exp

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import NONNEGATIVE, REAL


@derivation("AW-A3", "softmax weights are bounded by the spread of the scores only", "sourced")
def bounded_influence(d: Derivation) -> None:
    """If no score exceeds another one by more than D, then every weight lies between e^(−D)/K and
    e^D/K. Scores without a bound leave every box, clipped or not; the projection of AW-F2 does not.
    """
    K = d.size("K")
    k, l = d.index("k l", K)
    s, D = d.family("s"), d.scalar("D", NONNEGATIVE)

    def widest(point, rng):
        values = [point.families[s](j) for j in range(1, int(point.symbols[K]) + 1)]
        point.symbols[D] = max(values) - min(values)

    spread = d.assume("s_k − s_l ≤ D", s[k] - s[l], "≤", D, [k, l], widest)
    total = d.define("Z", Sum(exp(s[l]), (l, 1, K)))
    weight = d.define("w_k", exp(s[k]) / total)
    up = d.since("monotone", exp, spread, s[k], s[l] + D, domain=REAL)
    above = d.claim("at most", weight, "≤", exp(D) / K)
    d.conclude(above, (1 / (K * total), d.sum(l, up)))
    m = d.index("m", K)
    down = d.put(d.put(d.put(spread, {k: m}), {l: k}), {m: l})
    low = d.since("monotone", exp, down, s[l], s[k] + D, domain=REAL)
    below = d.claim("at least", weight, "≥", exp(-D) / K)
    d.conclude(below, (exp(-D) / (K * total), d.sum(l, low)))

    first, second = exp(s[1]) / (exp(s[1]) + exp(s[2])), exp(s[2]) / (exp(s[1]) + exp(s[2]))
    box = (Rational(1, 10), Rational(7, 10))
    d.counterexample("softmax weights are at most 7/10", first, "≤", box[1], s=[10, 0])
    d.counterexample("softmax weights are at least 1/10", second, "≥", box[0], s=[10, 0])
    parts = [exp(s[j]) / (exp(s[1]) + exp(s[2]) + exp(s[3])) for j in (1, 2, 3)]
    clipped = [Max(box[0], Min(box[1], part)) for part in parts]
    d.counterexample(
        "clipped and renormalised weights are at most 7/10",
        clipped[0] / (clipped[0] + clipped[1] + clipped[2]),
        "≤",
        box[1],
        s=[10, 0, 0],
    )
