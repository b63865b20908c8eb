"""AW-Z1: distillation under a safety constraint."""

from sympy import Sum, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE


@derivation("AW-Z1", "the best student of safety c, and when there is one", "sourced")
def constrained(d: Derivation) -> None:
    """For a multiplier λ > 0 with m_i = 1 + λ(c − s_i) > 0, log x ≤ x − 1 bounds the divergence of
    every safe student below by Σ p log m, which p/m reaches when it sums to one. No mean exceeds
    the largest safety, and one class reaches it.

    That a multiplier for which p/m sums to one exists is not shown here; s is written with m.
    """
    n = d.size("n")
    i, j = d.index("i j", n)
    p, q = d.distribution("p", n), d.distribution("q", n)
    multiplier, c = d.scalar("λ", POSITIVE), d.scalar("c")
    m = d.family("m", POSITIVE)
    safety = d.define("s_i", c + (1 - m[i]) / multiplier)

    def mean(x):
        return Sum(x * safety, (i, 1, n))

    def kl(a, b):
        return Sum(a * log(a / b), (i, 1, n))

    def safe(point, rng):
        point.families[m] = lambda k: point.value(1 / (1 + multiplier))

    enough = d.assume("q is safe", mean(q[i]), "≥", c, (), safe)
    bound = d.claim(
        "no safe student is nearer", kl(p[i], q[i]), "≥", Sum(p[i] * log(m[i]), (i, 1, n))
    )
    each = d.since("log_bound", q[i] * m[i] / p[i])
    d.conclude(bound, d.sum(i, each, p[i]), (multiplier, enough))

    other = d.family("m'", POSITIVE)
    level, slope = d.scalar("c'"), d.scalar("λ'", POSITIVE)

    def alone(point, rng):
        # p/m' is another distribution.
        target = point.families[q]
        point.families[other] = lambda k: point.families[p](k) / target(k)

    ratio = p[i] / other[i]
    one = d.assume("p/m' sums to one", Sum(ratio, (i, 1, n)), "=", 1, (), alone)
    reached = d.claim(
        "p/m' is safe, exactly",
        Sum(ratio * (level + (1 - other[i]) / slope), (i, 1, n)),
        "=",
        level,
    )
    d.conclude(reached, (level + 1 / slope, one))
    tight = d.claim(
        "and reaches the bound", kl(p[i], ratio), "=", Sum(p[i] * log(other[i]), (i, 1, n))
    )
    d.conclude(tight, d.identity(tight.lhs, tight.rhs))

    top, s, r = d.scalar("S"), d.family("s"), d.distribution("r", n, closed=True)

    def highest(point, rng):
        point.symbols[top] = max(point.families[s](k) for k in range(1, int(point.symbols[n]) + 1))

    largest = d.assume("S is the largest safety", s[i], "≤", top, [i], highest)
    never = d.claim(
        "no student is safer than the safest class", Sum(r[i] * s[i], (i, 1, n)), "≤", top
    )
    d.conclude(never, d.sum(i, largest, r[i]))
    delta = d.kronecker("δ", n)
    certain = d.claim(
        "which a student certain of it reaches", Sum(delta[j, i] * s[i], (i, 1, n)), "=", s[j]
    )
    d.conclude(certain, (-1, d.since("sift", delta, j, i, s[i])))
