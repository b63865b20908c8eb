"""RM-C7: an anchor alone does not make students converge."""

from sympy import Abs, Integer, Rational, Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import CLOSED_SHARE, SHARE


@derivation("RM-C7", "anchored to arbitrary references, students need not converge", "ours")
def arbitrary_references(d: Derivation) -> None:
    """References that alternate between two classes keep students 1 − α apart for ever. What the
    anchor does give is that no student is farther than 1 − α from the teacher.
    """
    n, g, alpha = d.size("n"), d.whole("g"), d.scalar("α", SHARE)
    i = d.index("i", n)
    a = d.scalar("a", CLOSED_SHARE)
    sign = Integer(-1) ** g

    def student(sign):
        r = (1 + sign) / 2  # r_g = (1, 0), (0, 1), (1, 0), ...
        return alpha * a + (1 - alpha) * r

    now, following = d.define("s_g", student(sign)), d.define("s_{g+1}", student(-sign))
    step = d.claim("two classes, p = (a, 1 − a), references (1, 0) and (0, 1) in turn",
                   (following - now) ** 2, "=", (1 - alpha) ** 2)  # fmt: skip
    d.conclude(step, d.identity(step.lhs, step.rhs))
    gap = d.claim("so with every second reference the student is one of two",
                  student(Integer(1)) - student(Integer(-1)), "=", 1 - alpha)  # fmt: skip
    d.conclude(gap, d.identity(gap.lhs, gap.rhs))
    d.counterexample("the distance to the teacher shrinks by 1 − α, from r to the next reference",
                     Abs(student(-sign) - a), "≤", (1 - alpha) * Abs(student(sign) - a),
                     g=1, a=Rational(1, 4), α=Rational(1, 2))  # fmt: skip

    p, r = d.distribution("p", n, closed=True), d.distribution("r", n, closed=True)

    def tv(x, y):
        return Rational(1, 2) * Sum(Abs(x - y), (i, 1, n))

    exact = d.claim(
        "what holds for any references",
        tv(alpha * p[i] + (1 - alpha) * r[i], p[i]),
        "=",
        (1 - alpha) * tv(r[i], p[i]),
    )
    known = d.identity(exact.lhs, exact.rhs)
    d.conclude(exact, known)
    near = d.claim(
        "students stay near", tv(alpha * p[i] + (1 - alpha) * r[i], p[i]), "≤", 1 - alpha
    )
    both = d.since("triangle", r[i], -p[i])
    below = d.combine(Abs(r[i] - p[i]), "≤", r[i] + p[i], both)
    d.conclude(near, known, ((1 - alpha) / 2, d.sum(i, below)))
