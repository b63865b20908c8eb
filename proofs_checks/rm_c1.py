"""RM-C1: exact students approach the teacher on a straight line."""

from sympy import Abs, Rational, Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import SHARE


@derivation("RM-C1", "exact students approach the teacher on a straight line", "reconstructed")
def straight_line(d: Derivation) -> None:
    """One step multiplies the difference to the teacher by 1 − α; the rest is induction."""
    n = d.size("n")
    i = d.index("i", n)
    g = d.whole("g")
    p, start = d.distribution("p", n), d.distribution("s₀", n)
    alpha = d.scalar("α", SHARE)
    s, first, step = d.sequence("s", g, [i], start[i], lambda s: alpha * p[i] + (1 - alpha) * s)

    line = d.claim("g generations", s[g, i] - p[i], "=", (1 - alpha) ** g * (start[i] - p[i]))
    base = d.combine(s[0, i] - p[i], "=", (1 - alpha) ** 0 * (start[i] - p[i]), (-1, first))
    every = d.since(
        "induction", g, lambda g: (s[g, i] - p[i], "=", (1 - alpha) ** g * (start[i] - p[i])), base,
        lambda known: d.combine(
            s[g + 1, i] - p[i], "=", (1 - alpha) ** (g + 1) * (start[i] - p[i]),
            (-1, step), (1 - alpha, known),
        ),
    )  # fmt: skip
    d.conclude(line, every)

    after = alpha * p[i] + (1 - alpha) * start[i]
    tv = d.claim(
        "total variation",
        Rational(1, 2) * Sum(Abs(after - p[i]), (i, 1, n)), "=",
        (1 - alpha) * Rational(1, 2) * Sum(Abs(start[i] - p[i]), (i, 1, n)),
    )  # fmt: skip
    d.conclude(tv, d.identity(tv.lhs, tv.rhs, "a norm is homogeneous"))
