"""SK-H1: n stages along a path."""

from sympy import Abs, Rational, Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import NONNEGATIVE, SHARE


@derivation("SK-H1", "n stages of s/n reach the target sparsity", "reconstructed")
def stages(d: Derivation) -> None:
    """Stages that remove s/n of the original weights add up to s, stages that remove the share
    1 − (1−s)^(1/n) of what is left multiply to 1 − s. Students move at most the sum of the stages
    (triangle inequality, by induction)."""
    n, m, g = d.size("n"), d.size("m"), d.whole("g")
    i = d.index("i", m)
    s, η = d.scalar("s", SHARE), d.scalar("η", NONNEGATIVE)

    kept, first, step = d.sequence("c", g, [], 1, lambda c: c - s / n)
    every = d.since(
        "induction", g, lambda g: (kept[g], "=", 1 - g * s / n),
        d.combine(kept[0], "=", 1, (-1, first)),
        lambda known: d.combine(kept[g + 1], "=", 1 - (g + 1) * s / n, (-1, step), known),
    )  # fmt: skip
    reached = d.claim("n stages of s/n keep 1 − s", kept[n], "=", 1 - s)
    d.conclude(reached, d.put(every, {g: n}))

    share = 1 - (1 - s) ** (1 / n)
    left, start, next_ = d.sequence("r", g, [], 1, lambda r: r * (1 - share))
    power = d.since(
        "induction", g, lambda g: (left[g], "=", (1 - s) ** (g / n)),
        d.combine(left[0], "=", 1, (-1, start)),
        lambda known: d.combine(left[g + 1], "=", (1 - s) ** ((g + 1) / n), (-1, next_),
                                (1 - share, known)),
    )  # fmt: skip
    same = d.claim("so do n stages that remove a share of what is left", left[n], "=", 1 - s)
    d.conclude(same, d.put(power, {g: n}))
    d.counterexample("the share s/n of what is left", (1 - s / n) ** n, "≤", 1 - s,
                     n=2, s=Rational(1, 2))  # fmt: skip

    path = d.family("γ")

    def tv(a, b):
        return Rational(1, 2) * Sum(Abs(path[b, i] - path[a, i]), (i, 1, m))

    def slow(point, rng):
        width, most = point.symbols[m], point.symbols[η]
        point.families[path] = lambda k, i: k * most / width

    short = d.assume("a stage moves by at most η", tv(g, g + 1), "≤", η, [g], slow)
    zero = d.combine(tv(0, 0), "≤", 0 * η)
    parts = d.since("triangle", path[g, i] - path[0, i], path[g + 1, i] - path[g, i])
    moves = d.since(
        "induction", g, lambda g: (tv(0, g), "≤", g * η), zero,
        lambda known: d.combine(tv(0, g + 1), "≤", (g + 1) * η, (Rational(1, 2), d.sum(i, parts)),
                                known, short),
    )  # fmt: skip
    far = d.claim("the student moves by at most nη", tv(0, n), "≤", n * η)
    d.conclude(far, d.put(moves, {g: n}))
