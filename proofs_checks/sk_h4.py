"""SK-H4: pruning in one shot fails, in stages it succeeds."""

from sympy import Rational, diff, exp, oo, sqrt

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE


@derivation("SK-H4", "one shot leaves the well, three stages stay in it", "ours")
def wells(d: Derivation) -> None:
    """The gradient flow of (y² − 1)², y the place relative to the wells, has the solution
    y₀/√(y₀² + (1 − y₀²)e^{−8t}): it ends at the sign of y₀. A move of s/n keeps y₀ > 0 iff s/n < 1.

    That the flow has no other solution is not part of this.
    """
    n = d.size("n", 3)
    t, y0 = d.scalar("t", POSITIVE), d.scalar("y₀", POSITIVE)
    y = d.define("y(t)", y0 / sqrt(y0**2 + (1 - y0**2) * exp(-8 * t)))
    z = d.define("z", y0**2 * (1 - exp(-8 * t)) + exp(-8 * t))
    defined = d.claim("it is defined for all t", y0**2 + (1 - y0**2) * exp(-8 * t), ">", 0)
    d.conclude(defined, d.sign(z))

    def slope(y):
        return -4 * y * (y**2 - 1)

    flow = d.claim("it solves the flow", diff(y, t), "=", slope(y))
    d.conclude(flow, (-1, d.identity(flow.lhs, flow.rhs, "differentiate")))
    begin = d.claim("it begins at y₀", y.subs(t, 0), "=", y0)
    d.conclude(begin, (-1, d.identity(begin.lhs, begin.rhs)))
    d.limit("from the right it ends in the right well", y, t, oo, 1)
    left = d.claim("the flow is odd: from the left it ends in the left well", diff(-y, t), "=",
                   slope(-y))  # fmt: skip
    d.conclude(left, (-1, d.identity(left.lhs, left.rhs)))

    s = Rational(5, 2)
    stay = d.claim("n ≥ 3 stages of 5/2: each begins on the right", 1 - s / n, ">", 0)
    d.conclude(stay, d.sign(stay.lhs))
    few = d.size("m")
    d.counterexample("one shot stays on the right", 1 - s / few, ">", 0, m=1)
    d.counterexample("two stages suffice", 1 - s / few, ">", 0, m=2)

    L, length, r = d.scalar("L", POSITIVE), d.scalar("s", POSITIVE), d.scalar("r", POSITIVE)
    many = d.assume("enough stages", n, ">", L * length / r)
    rule = d.claim("basin rule: a stage moves by less than r", L * length / n, "<", r)
    d.conclude(rule, (r / n, many))
