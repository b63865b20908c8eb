"""SK-H2: errors of the stages add up."""

import flint
from sympy import Rational, Sum, oo

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE


@derivation("SK-H2", "stage errors of second order vanish, of first order they do not", "ours")
def stage_errors(d: Derivation) -> None:
    """n stages of at most C(s/n)² are at most C s²/n; n stages of C s/n are C s, however many."""
    n = d.size("n")
    k = d.index("k", n)
    C, s, e = d.scalar("C", POSITIVE), d.scalar("s", POSITIVE), d.family("e")

    def small(point, rng):
        shares = [flint.fmpq(rng.randint(-3, 5), 5) for _ in range(99)]
        most = point.value(C * s**2 / n**2)
        point.families[e] = lambda k: most * shares[k]

    stage = d.assume("a stage is of second order", e[k], "≤", C * (s / n) ** 2, [k], small)
    total = d.claim("all stages", Sum(e[k], (k, 1, n)), "≤", C * s**2 / n)
    d.conclude(total, d.sum(k, stage))
    d.limit("second order vanishes", C * s**2 / n, n, oo, 0)

    first = d.claim("first order", Sum(C * s / n, (k, 1, n)), "=", C * s)
    d.conclude(first, d.identity(C * s, first.lhs, "n equal terms"))
    d.counterexample("first order has the rate 1/n", Sum(C * s / n, (k, 1, n)), "≤", C * s**2 / n,
                     n=1000, C=1, s=Rational(1, 2))  # fmt: skip
    d.counterexample("second order, 1 % better", Sum(C * (s / n) ** 2, (k, 1, n)), "≤",
                     Rational(99, 100) * C * s**2 / n, n=7, C=1, s=1)  # fmt: skip
