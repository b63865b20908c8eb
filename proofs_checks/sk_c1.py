"""SK-C1: the rate of staged distillation."""

import flint
from sympy import Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE, SHARE


@derivation("SK-C1", "the expected loss is within O(1/n) of the end of the path", "sourced")
def rate(d: Derivation) -> None:
    """Every run tracks the path as in SK-H3; a G-Lipschitz loss turns its error into loss, and the
    expectation is over the runs."""
    n, m, k = d.size("n"), d.size("m"), d.whole("k")
    a = d.index("ω", m)
    weight = d.distribution("π", m)
    rho, L, s = d.scalar("ρ", SHARE), d.scalar("L", POSITIVE), d.scalar("s", POSITIVE)
    G, end = d.scalar("G", POSITIVE), d.scalar("ℓ(γ(1))")
    e, loss = d.family("e"), d.family("ℓ(S_n)")

    def slower(point, rng):
        shares = [flint.fmpq(rng.randint(1, 4), 4) for _ in range(99)]
        r, move = point.symbols[rho], point.value(L * s / n)

        def error(k, a):
            return shares[(k + a) % 99] * r * (error(k - 1, a) + move) if k > 0 else flint.fmpq(0)

        point.families[e] = error
        size, g = int(point.symbols[n].p), point.symbols[G]
        low = point.symbols[end]
        point.families[loss] = lambda a: low + shares[a] * g * error(size, a)

    start = d.assume("every run starts at the optimum", e[0, a], "≤", 0, [a])
    step = d.assume("a stage moves by Ls/n, then contracts", e[k + 1, a], "≤",
                    rho * (e[k, a] + L * s / n), [k, a], slower)  # fmt: skip
    lipschitz = d.assume("the loss is G-Lipschitz", loss[a], "≤", end + G * e[n, a], [a])

    def bound(k):
        return rho * L * s * (1 - rho**k) / ((1 - rho) * n)

    every = d.since(
        "induction", k, lambda k: (e[k, a], "≤", bound(k)),
        d.combine(e[0, a], "≤", bound(0), start),
        lambda known: d.combine(e[k + 1, a], "≤", bound(k + 1), step, (rho, known)),
    )  # fmt: skip
    final = d.put(every, {k: n}, "after all stages")
    run = d.combine(loss[a], "≤", end + G * bound(n), lipschitz, (G, final), why="every run")
    mean = d.define("E ℓ(S_n)", Sum(weight[a] * loss[a], (a, 1, m)))
    sharp = d.claim("with the sharp constant", mean, "≤", end + G * bound(n))
    average = d.sum(a, run, weight[a], "over the runs")
    d.conclude(sharp, average)
    simple = d.claim("the rate", mean, "≤", end + G * rho * L * s / ((1 - rho) * n))
    d.conclude(simple, average, d.sign(G * rho * L * s * rho**n / ((1 - rho) * n)))
