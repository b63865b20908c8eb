"""RM-C9: sampling noise, with and without an anchor."""

from sympy import Expr, Rational, Sum, Symbol

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import CLOSED_SHARE, SHARE


@derivation("RM-C9", "sampling collapses students, an anchor keeps their variance bounded", "ours")
def sampling_noise(d: Derivation) -> None:
    """Two of N draws agree on class i with probability s_i², a draw agrees with itself with
    probability s_i. This gives the noise of one generation; the rest is a linear recursion with
    factor below one.

    Students are random (an outcome ω has probability π) with mean p, as when they start at the
    teacher.
    """
    n, N, m = d.size("n"), d.size("N"), d.size("m")
    i, x, y, a = d.index("i", n), *d.index("x y", N), d.index("ω", m)
    g = d.whole("g")
    p, chance = d.distribution("p", n, closed=True), d.distribution("π", m)
    S, s = d.distribution("S", n, closed=True), d.distribution("s", n, closed=True)
    alpha = d.scalar("α", SHARE)
    delta = d.kronecker("δ", N)

    def total(e):
        return Sum(e, (i, 1, n))

    def mean(e):
        return Sum(chance[a] * e, (a, 1, m))

    def second(s):
        both = s**2 + delta[x, y] * (s - s**2)
        return Sum(both, (x, 1, N), (y, 1, N)) / N**2

    diagonal = d.sum(x, d.since("sift", delta, x, y, 1))
    square = d.define("E ŝ_i²", second(s[i]))
    moment = d.claim("frequencies of N draws from s: second moment", square, "=",
                     s[i] ** 2 + (s[i] - s[i] ** 2) / N)  # fmt: skip
    known = d.combine(square, "=", moment.rhs, (-(s[i] - s[i] ** 2) / N**2, diagonal))
    d.conclude(moment, known)
    collapse = d.claim("no anchor: a generation loses 1/N of the diversity", 1 - total(square), "=",
                       (1 - Rational(1) / N) * (1 - total(s[i] ** 2)))  # fmt: skip
    d.conclude(collapse, (-1, d.sum(i, known)))
    start = d.scalar("h₀", CLOSED_SHARE)
    h, first, after = d.sequence("h", g, [], start, lambda h: (1 - 1 / N) * h)
    decay = d.claim("no anchor: collapse", h[g], "=", (1 - 1 / N) ** g * start)
    base = d.combine(h[0], "=", (1 - 1 / N) ** 0 * start, (-1, first))
    d.conclude(decay, d.since(
        "induction", g, lambda g: (h[g], "=", (1 - 1 / N) ** g * start), base,
        lambda known: d.combine(h[g + 1], "=", (1 - 1 / N) ** (g + 1) * start, (-1, after),
                                (1 - 1 / N, known)),
    ))  # fmt: skip

    # E‖ŝ − p‖² for draws from the random student S, and for draws from αp + (1 − α)S.
    def noise(s):
        return mean(total(s**2 + (s - s**2) / N - 2 * p[i] * s + p[i] ** 2))

    def at_p(point, rng):
        point.families[S] = lambda outcome, k: point.families[p](k)

    unbiased = d.assume("E S = p", mean(S[a, i]), "=", p[i], [i], at_p)
    variance = d.define("V", mean(total((S[a, i] - p[i]) ** 2)))
    spread = 1 - total(p[i] ** 2)
    mixed = alpha * p[i] + (1 - alpha) * S[a, i]
    c = (1 - alpha) ** 2
    weighted = d.sum(i, unbiased, p[i])
    later = d.claim("draw from the student, then anchor", c * noise(S[a, i]), "=",
                    c * ((1 - 1 / N) * variance + spread / N))  # fmt: skip
    d.conclude(later, (-2 * c / N, weighted))
    sooner = d.claim("anchor, then draw", noise(mixed), "=",
                     c * (1 - 1 / N) * variance + spread / N)  # fmt: skip
    d.conclude(sooner, (-2 * (1 - alpha) / N, weighted))

    D = d.scalar("D", CLOSED_SHARE)
    rate = d.define("c", c * (1 - 1 / N))
    settled = d.define("v∞", c * D / N / (1 - rate))
    for name, gain, end in (
        ("v", c * D / N, settled),
        ("u", D / N, settled / c),
    ):
        _settles(d, name, g, rate, gain, end)
    bounded = d.claim("the limit is finite", settled, "≥", 0)
    d.conclude(bounded, d.sign(settled))
    below = d.claim("since the factor is below one", rate, "<", 1)
    d.conclude(below, d.sign(1 - rate))


def _settles(d: Derivation, name: str, g: Symbol, rate: Expr, gain: Expr, end: Expr) -> None:
    """``v_g = end (1 − rate^g)`` for ``v' = rate v + gain`` from zero."""
    v, first, after = d.sequence(name, g, [], 0, lambda v: rate * v + gain)

    def line(g):
        return v[g], "=", end * (1 - rate**g)

    claim = d.claim(f"D = 1 − ‖p‖², variance {name}_g from {name}_0 = 0", *line(g))
    base = d.combine(*line(0), (-1, first))
    step = d.since(
        "induction", g, line, base,
        lambda known: d.combine(*line(g + 1), (-1, after), (rate, known)),
    )  # fmt: skip
    d.conclude(claim, step)
