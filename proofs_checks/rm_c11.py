"""RM-C11: students that remember m generations."""

from sympy import Sum, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import NONNEGATIVE, SHARE


@derivation("RM-C11", "memory of m generations: one contraction every m generations", "ours")
def memory(d: Derivation) -> None:
    """A new student is at most 1 − α times as far off as the mean of the last m, by Jensen's
    inequality. So no student is worse than the worst of the first m, and every m generations gain a
    factor 1 − α.

    Generations are counted from 0; generation b m + g has b blocks of m before it.
    """
    n, m = d.size("n"), d.size("m")
    i, j = d.index("i", n), d.index("j", m)
    g, b = d.whole("g"), d.whole("b")
    p, s, c = d.distribution("p", n), d.distribution("s", n), d.distribution("c", m)
    alpha, most = d.scalar("α", SHARE), d.scalar("M", NONNEGATIVE)

    def recent(x):
        return Sum(c[j] * x, (j, 1, m))

    def divergence(g):
        return Sum(p[i] * log(p[i] / s[g, i]), (i, 1, n))

    def run(point, rng):
        drawn, size = point.families[s], int(point.symbols[m])
        share, teacher, weight = point.symbols[alpha], point.families[p], point.families[c]
        values = {}

        def entry(g, i):
            if (g, i) not in values:
                old = sum(weight(k) * entry(g - size + k - 1, i) for k in range(1, size + 1)
                          ) if g >= size else 0  # fmt: skip
                values[g, i] = share * teacher(i) + (1 - share) * old if g >= size else drawn(g, i)
            return values[g, i]

        point.families[s] = entry
        classes = range(1, int(point.symbols[n]) + 1)
        # χ² + 1 is more than KL.
        point.symbols[most] = max(
            sum(teacher(y) ** 2 / entry(k, y) for y in classes) for k in range(size)
        )

    target = alpha * p[i] + (1 - alpha) * recent(s[g + j - 1, i])
    rule = d.assume("each student is exact", s[g + m, i], "=", target, [g, i], run)
    worst = d.assume("M bounds the first m", divergence(j - 1), "≤", most, [j])

    outer = d.since("jensen", log, (alpha, p[i]), (1 - alpha, recent(s[g + j - 1, i])))
    inner = d.since("jensen", log, (j, c[j], s[g + j - 1, i]))
    exact = d.since("same", log, s[g + m, i], target, rule)
    entries = d.combine(log(s[g + m, i]), "≥", alpha * log(p[i])
                        + (1 - alpha) * recent(log(s[g + j - 1, i])),
                        outer, (1 - alpha, inner), exact)  # fmt: skip
    one = d.claim("one generation", divergence(g + m), "≤",
                  (1 - alpha) * recent(divergence(g + j - 1)))  # fmt: skip
    step = d.combine(one.lhs, "≤", one.rhs, d.sum(i, entries, p[i]))
    d.conclude(one, step)

    never = d.since(
        "windows", g, j, lambda g: (divergence(g), "≤", most), worst,
        lambda known: d.combine(divergence(g + m), "≤", most, step,
                                (1 - alpha, d.sum(j, known, c[j])), d.sign(alpha * most)),
    )  # fmt: skip

    def blocks(b):
        return divergence(b * m + g), "≤", (1 - alpha) ** b * most

    def gain(known):
        last = d.put(known, {g: g + j - 1})
        return d.combine(*blocks(b + 1), d.put(step, {g: b * m + g}),
                         (1 - alpha, d.sum(j, last, c[j])))  # fmt: skip

    claim = d.claim("after b blocks of m generations", *blocks(b))
    d.conclude(claim, d.since("induction", b, blocks, d.combine(*blocks(0), never), gain, [g]))
