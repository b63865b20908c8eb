"""AW-C2: stochastic gradients under strong convexity."""

from sympy import Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE


@derivation("AW-C2", "with strong convexity the mean squared distance is O(1/t)", "sourced")
def rate(d: Derivation) -> None:
    """One step with rate η multiplies the mean squared distance by 1 − 2ημ and adds η²B²; with η =
    1/(μ(t + 1)) induction gives Q/t. Here t = g + 1.

    Outcomes ω have probabilities π; that E (x − x*)·G ≥ μ E‖x − x*‖² for unbiased gradients G is
    the first claim, outcome by outcome, averaged.
    """
    n, m = d.size("n"), d.size("m")
    i, a, g = d.index("i", n), d.index("ω", m), d.whole("g")
    chance = d.distribution("π", m)
    G, best = d.family("G"), d.family("x*")
    origin = d.family("x₀")
    mu, B, Q = (d.scalar(name, POSITIVE) for name in ("μ", "B", "Q"))

    # Strong convexity at x and at the minimum: values f, s = ∇f(x)·(x − x*), r = ‖x − x*‖².
    f, least, s, r = (d.scalar(name) for name in ("f(x)", "f(x*)", "s", "r"))

    def convex(point, rng):
        point.symbols[r] = abs(point.symbols[r])
        point.symbols[f] = point.symbols[least] + point.symbols[mu] * point.symbols[r]
        point.symbols[s] = 2 * point.symbols[mu] * point.symbols[r]

    at_x = d.assume("strongly convex at x", least, "≥", f - s + mu * r / 2, sample=convex)
    at_best = d.assume("strongly convex at x*", f, "≥", least + mu * r / 2)
    pull = d.claim("gradients point away from the minimum", s, "≥", mu * r)
    d.conclude(pull, at_x, at_best)

    def mean(x):
        return Sum(chance[a] * x, (a, 1, m))

    def step_size(g):
        return 1 / (mu * (g + 2))

    x, start, step = d.sequence("x", g, [a, i], origin[a, i],
                                lambda x: x - step_size(g) * G[g, a, i])  # fmt: skip

    def distance(g):
        return mean(Sum((x[g, a, i] - best[i]) ** 2, (i, 1, n)))

    def pulling(point, rng):
        here, goal = point.families[x], point.families[best]
        strength = point.symbols[mu]
        point.families[G] = lambda g, o, i: strength * (here(g, o, i) - goal(i))
        point.symbols[B] = strength * (1 + point.value(distance(0)))
        point.symbols[Q] = 1 + point.value(distance(0)) + (point.symbols[B] / strength) ** 2

    inner = mean(Sum((x[g, a, i] - best[i]) * G[g, a, i], (i, 1, n)))
    gradient = d.assume("E (x − x*)·G ≥ μ E‖x − x*‖²", inner, "≥", mu * distance(g), [g], pulling)
    noise = d.assume("E‖G‖² ≤ B²", mean(Sum(G[g, a, i] ** 2, (i, 1, n))), "≤", B**2, [g])
    eta = step_size(g)
    one = d.claim(
        "one step", distance(g + 1), "≤", (1 - 2 * eta * mu) * distance(g) + eta**2 * B**2
    )
    moved = x[g, a, i] - eta * G[g, a, i]
    same = d.since("same", lambda y: (y - best[i]) ** 2, x[g + 1, a, i], moved, step)
    after = d.sum(a, d.sum(i, same), chance[a])
    known = d.combine(one.lhs, "≤", one.rhs, (-1, after), (2 * eta, gradient), (eta**2, noise))
    d.conclude(one, known)

    first = d.assume("Q ≥ ‖x₀ − x*‖²", Q, "≥", mean(Sum((origin[a, i] - best[i]) ** 2, (i, 1, n))))
    large = d.assume("Q ≥ B²/μ²", Q, "≥", B**2 / mu**2)

    def bound(g):
        return distance(g), "≤", Q / (g + 1)

    begin = d.since("same", lambda y: (y - best[i]) ** 2, x[0, a, i], origin[a, i], start)
    base = d.combine(*bound(0), first, (-1, d.sum(a, d.sum(i, begin), chance[a])))
    claim = d.claim("after t = g + 1 steps", *bound(g))
    d.conclude(claim, d.since(
        "induction", g, bound, base,
        lambda before: d.combine(
            *bound(g + 1), known, (g / (g + 2), before), (1 / (g + 2) ** 2, large),
            d.sign(Q / (g + 2) - Q * g / ((g + 1) * (g + 2)) - Q / (g + 2) ** 2),
        ),
    ))  # fmt: skip
