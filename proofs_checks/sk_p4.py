"""SK-P4: a ranking from N samples."""

import flint
from sympy import Sum, diff, exp, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import CLOSED_SHARE, NONNEGATIVE, POSITIVE, REAL


@derivation("SK-P4", "two classes are ranked wrongly with probability at most exp(−NΔ²/2)", "ours")
def ranking(d: Derivation) -> None:
    """A draw counts X = 1, −1 or 0 for the two classes and the others, with the weights x, y, z, so
    that Δ = (x − y)/(x + y + z). Hoeffding: λ²/2 − log E e^(−λX) is convex in λ, so above its
    tangent at 0. Factors of independent draws multiply; P(S ≤ 0) ≤ E e^(−λS) for their sum
    (Markov).
    """
    x, y = d.scalar("x", POSITIVE), d.scalar("y", POSITIVE)
    z, λ = d.scalar("z", NONNEGATIVE), d.scalar("λ", REAL)
    all_ = x + y + z
    Δ = d.define("Δ", (x - y) / all_)

    def M(λ):
        return (x * exp(-λ) + y * exp(λ) + z) / all_

    def above(λ):
        return λ**2 / 2 - log(M(λ))

    X, Y = x * exp(-λ), y * exp(λ)
    factor = 1 / (X + Y + z) ** 2
    bend = d.combine(
        diff(above(λ), λ, 2),
        "≥",
        0,
        (factor, d.sign(z * (X + Y + z))),
        (factor, d.sign((X - Y) ** 2)),
        why="a variance of X is at most one",
    )
    λ1 = d.scalar("λ₁", REAL)
    tangent = d.since("tangent", above, 0, λ1, REAL, second=(λ, bend))
    hoeffding = d.claim("one draw", log(M(λ1)), "≤", λ1**2 / 2 - λ1 * Δ)
    known = d.combine(hoeffding.lhs, "≤", hoeffding.rhs, tangent)
    d.conclude(hoeffding, known)
    best = d.put(known, {λ1: Δ}, "λ := Δ")

    g, N = d.whole("g"), d.size("N")
    v, first, following = d.sequence("v", g, [], 1, lambda v: v * M(Δ))
    order = d.combine(-(Δ**2) / 2, "≥", log(M(Δ)), best)
    factor = d.since("monotone", exp, order, log(M(Δ)), -(Δ**2) / 2, REAL)

    def bound(g):
        return exp(-g * Δ**2 / 2)

    every = d.since(
        "induction",
        g,
        lambda g: (v[g], "≤", bound(g)),
        d.combine(v[0], "≤", bound(0), (-1, first)),
        lambda known: d.combine(
            v[g + 1], "≤", bound(g + 1), (-1, following), (M(Δ), known), (bound(g), factor)
        ),
    )
    small = d.claim("N draws: v_N = E e^(−ΔS), Δ for λ", v[N], "≤", bound(N))
    d.conclude(small, d.put(every, {g: N}))

    m = d.size("m")
    a = d.index("ω", m)
    weight, S, wrong = d.distribution("π", m), d.family("S"), d.family("I", CLOSED_SHARE)

    def mean(x):
        return Sum(weight[a] * x, (a, 1, m))

    more = d.claim("one more independent draw multiplies by M", mean(
        x * exp(-λ * (S[a] + 1)) + y * exp(-λ * (S[a] - 1)) + z * exp(-λ * S[a])) / all_, "=",
        mean(exp(-λ * S[a])) * M(λ))  # fmt: skip
    d.conclude(more, (-1, d.identity(more.lhs, more.rhs)))

    def marked(point, rng):
        counts = point.families[S]
        point.families[wrong] = lambda c: flint.fmpq(int(counts(c) <= 0))

    t = d.scalar("t", POSITIVE)
    sign = d.assume("I is 0 where S > 0", wrong[a] * S[a], "≤", 0, [a], marked)
    rises = d.since("tangent", exp, 0, -t * S[a], REAL)
    each = d.combine(wrong[a], "≤", exp(-t * S[a]), (wrong[a], rises), (t, sign),
                     d.sign((1 - wrong[a]) * exp(-t * S[a])), why="Markov")  # fmt: skip
    markov = d.claim("P(S ≤ 0) ≤ E e^(−tS)", mean(wrong[a]), "≤", mean(exp(-t * S[a])))
    d.conclude(markov, d.sum(a, each, weight[a]))
