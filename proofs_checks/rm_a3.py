"""RM-A3: what anchoring means."""

from sympy import Abs, Rational, Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import SHARE


@derivation("RM-A3", "an anchored target keeps a share α of the teacher", "sourced")
def anchored(d: Derivation) -> None:
    """q ≥ αp in every class if and only if q = αp + (1 − α) r with a distribution r. Linear
    anchors, with or without memory, have this form; geometric anchors do not.
    """
    n, m = d.size("n"), d.size("m")
    i, j = d.index("i", n), d.index("j", m)
    alpha = d.scalar("α", SHARE)
    p, r = d.distribution("p", n, closed=True), d.distribution("r", n, closed=True)
    old, c = d.distribution("s'", n, closed=True), d.distribution("c", m, closed=True)
    q = d.distribution("q", n, closed=True)

    forward = d.claim("a mixture is anchored", alpha * p[i] + (1 - alpha) * r[i], "≥", alpha * p[i])
    d.conclude(forward, d.sign((1 - alpha) * r[i]))

    def mixed(point, rng):
        share, teacher, rest = point.symbols[alpha], point.families[p], point.families[r]
        point.families[q] = lambda k: share * teacher(k) + (1 - share) * rest(k)

    floor = d.assume("q ≥ αp", q[i], "≥", alpha * p[i], [i], mixed)
    rest = d.define("r'_i", (q[i] - alpha * p[i]) / (1 - alpha))
    back = d.claim(
        "and what is anchored is a mixture", alpha * p[i] + (1 - alpha) * rest, "=", q[i]
    )
    d.conclude(back, d.identity(back.lhs, q[i]))
    sign = d.claim("with r' not negative", rest, "≥", 0)
    d.conclude(sign, (1 / (1 - alpha), floor))
    one = d.claim("that sums to one", Sum(rest, (i, 1, n)), "=", 1)
    d.conclude(one, d.identity(one.lhs, 1))
    memory = d.claim("memory is anchored, r the mean of old students",
                     Sum(c[j] * old[j, i], (j, 1, m), (i, 1, n)), "=", 1)  # fmt: skip
    d.conclude(memory, d.identity(memory.lhs, 1))
    distance = d.claim(
        "so the target is near",
        Sum(Abs(alpha * p[i] + (1 - alpha) * r[i] - p[i]), (i, 1, n)),
        "=",
        (1 - alpha) * Sum(Abs(r[i] - p[i]), (i, 1, n)),
    )
    d.conclude(distance, d.identity(distance.lhs, distance.rhs))

    x, y = d.scalar("x", SHARE), d.scalar("y", SHARE)
    point = {"x": Rational(1, 2), "y": Rational(1, 100), "α": Rational(1, 2)}
    first, second = x**alpha * y ** (1 - alpha), (1 - x) ** alpha * (1 - y) ** (1 - alpha)
    d.counterexample("the geometric anchor is anchored, p = (x, 1 − x), s = (y, 1 − y)",
                     first / (first + second), "≥", alpha * x, **point)  # fmt: skip
    d.counterexample("a copy of the student is anchored", y, "≥", alpha * x, **point)
