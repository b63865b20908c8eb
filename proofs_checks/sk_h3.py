"""SK-H3: tracking a moving optimum."""

import flint
from sympy import oo

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE, SHARE


@derivation("SK-H3", "students that are pulled back keep up with the path", "ours")
def tracking(d: Derivation) -> None:
    """Induction: the errors add up as a geometric series. Errors that are as large as allowed
    attain it.
    """
    n, k = d.size("n"), d.whole("k")
    rho, L, s = d.scalar("ρ", SHARE), d.scalar("L", POSITIVE), d.scalar("s", POSITIVE)
    e = d.family("e")

    def slower(point, rng):
        shares = [flint.fmpq(rng.randint(1, 4), 4) for _ in range(99)]
        r, move = point.symbols[rho], point.value(L * s / n)

        def error(k):
            return shares[k] * r * (error(k - 1) + move) if k > 0 else flint.fmpq(0)

        point.families[e] = error

    start = d.assume("it starts at the optimum", e[0], "≤", 0)
    step = d.assume(
        "a stage moves by Ls/n, then contracts",
        e[k + 1],
        "≤",
        rho * (e[k] + L * s / n),
        [k],
        slower,
    )

    def bound(k):
        return rho * L * s * (1 - rho**k) / ((1 - rho) * n)

    every = d.since(
        "induction", k, lambda k: (e[k], "≤", bound(k)), d.combine(e[0], "≤", bound(0), start),
        lambda known: d.combine(e[k + 1], "≤", bound(k + 1), step, (rho, known)),
    )  # fmt: skip
    end = d.claim("after n stages", e[n], "≤", bound(n))
    last = d.put(every, {k: n})
    d.conclude(end, last)
    rate = d.claim("at most of order 1/n", e[n], "≤", rho * L * s / ((1 - rho) * n))
    d.conclude(rate, last, d.sign(rho * L * s * rho**n / ((1 - rho) * n)))
    d.limit("the bound vanishes", rho * L * s / ((1 - rho) * n), n, oo, 0)

    t, first, following = d.sequence("t", k, [], 0, lambda t: rho * (t + L * s / n))
    exact = d.since(
        "induction",
        k,
        lambda k: (t[k], "=", bound(k)),
        d.combine(t[0], "=", bound(0), (-1, first)),
        lambda known: d.combine(t[k + 1], "=", bound(k + 1), (-1, following), (rho, known)),
    )
    tight = d.claim("tight for t_{k+1} = ρ(t_k + Ls/n)", t[n], "=", bound(n))
    d.conclude(tight, d.put(exact, {k: n}))
