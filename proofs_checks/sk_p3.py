"""SK-P3: a teacher known from N samples."""

from sympy import Integer, Rational, Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import AT_LEAST_ONE, POSITIVE, Range


@derivation("SK-P3", "text only: errors of N samples", "reconstructed")
def samples(d: Derivation) -> None:
    """S counts g draws on any probability space, δ_{c,·} is one more, independent: the cross term
    vanishes, so E‖S − gp‖² grows by 1 − ‖p‖² a draw. The mixture divides errors by T. Under the
    power transform an unseen class of probability 1/N costs N^(−1/T)/2 to N^(−1/T), no multiple of
    1/N.
    """
    n, m = d.size("n"), d.size("m")
    i, c = d.index("i c", n)
    a, g = d.index("ω", m), d.whole("g")
    δ = d.kronecker("δ", n)
    p, weight, S = d.distribution("p", n), d.distribution("π", m), d.family("S")

    def square(x):
        return Sum(x**2, (i, 1, n))

    def mean(x):
        return Sum(weight[a] * x, (a, 1, m))

    def draw(x):
        return Sum(p[c] * x, (c, 1, n))

    turned = d.sum(c, d.since("mirror", δ, c, i), p[c])
    average = d.combine(
        draw(δ[c, i]),
        "=",
        p[i],
        (-1, turned),
        (-1, d.since("sift", δ, i, c, p[c])),
        why="the mean of a draw",
    )
    length = d.combine(square(δ[c, i]), "=", 1, (-1, d.since("sift", δ, c, i, δ[c, i])),
                       (-1, d.since("diagonal", δ, c)), why="a draw has length one")  # fmt: skip
    spread = d.define("1 − ‖p‖²", 1 - square(p[i]))
    before = mean(square(S[a, i] - g * p[i]))
    after = mean(draw(square(S[a, i] + δ[c, i] - (g + 1) * p[i])))
    step = d.claim("one more draw", after, "=", before + spread)
    cross = d.sum(a, d.sum(i, average, S[a, i] - g * p[i]), weight[a], "the cross term")
    d.conclude(step, (2, cross), d.sum(c, length, p[c]), (-2, d.sum(i, average, p[i])))

    v, first, following = d.sequence("v", g, [], 0, lambda v: v + spread)
    every = d.since(
        "induction", g, lambda g: (v[g], "=", g * spread), d.combine(v[0], "=", 0, (-1, first)),
        lambda known: d.combine(v[g + 1], "=", (g + 1) * spread, (-1, following), known),
    )  # fmt: skip
    N = d.size("N")
    error = d.claim("E‖p̂ − p‖² after N draws", v[N] / N**2, "=", spread / N)
    d.conclude(error, (1 / N**2, d.put(every, {g: N})))

    T, r = d.scalar("T", AT_LEAST_ONE), d.family("p̂")
    mixed = d.claim("mixture", square((r[i] / T + (1 - 1 / T) / n) - (p[i] / T + (1 - 1 / T) / n)),
                    "=", square(r[i] - p[i]) / T**2)  # fmt: skip
    d.conclude(mixed, (-1, d.identity(mixed.lhs, mixed.rhs)))

    u = d.scalar("1/N", Range(Integer(0), Rational(1, 2), True))
    x, y = u ** (1 / T), (1 - u) ** (1 / T)
    unseen = x / (x + y)
    low = d.claim("power transform of an unseen class: at least", unseen, "≥", x / 2)
    d.conclude(low, (x / (2 * (x + y)), d.sign(1 - x)), (x / (2 * (x + y)), d.sign(1 - y)))
    high = d.claim("and at most", unseen, "≤", x)
    share = x / (x + y)
    d.conclude(high, (share * x, d.sign(1 - u ** (1 - 1 / T))),
               (share * y, d.sign(1 - (1 - u) ** (1 - 1 / T))))  # fmt: skip
    c = d.scalar("T − 1", POSITIVE)
    d.limit(
        "1/N is negligible against it for T > 1", u / (u ** (1 / (1 + c)) / 2), u, Integer(0), 0
    )
