"""RM-A2: anchored targets inherit what is positive."""

from sympy import Integer, Rational, Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import SHARE, Range


@derivation("RM-A2", "a class of the teacher keeps its mass", "sourced")
def inherited(d: Derivation) -> None:
    """A sum of numbers that are not negative is positive with its first term. The geometric anchor
    needs teacher and student to be positive: it loses what the student has lost.
    """
    n, m = d.size("n"), d.size("m")
    i, j = d.index("i", n), d.index("j", m)
    alpha = d.scalar("α", SHARE)
    p, student = d.distribution("p", n), d.distribution("s°", n)
    s, old = d.distribution("s", n, closed=True), d.distribution("s'", n, closed=True)
    c = d.distribution("c", m, closed=True)
    raised = p[i] ** alpha * student[i] ** (1 - alpha)
    for name, entry in (
        ("linear anchor, p_i > 0, s_i ≥ 0", alpha * p[i] + (1 - alpha) * s[i]),
        ("memory, p_i > 0, s_i ≥ 0",
         alpha * p[i] + (1 - alpha) * Sum(c[j] * old[j, i], (j, 1, m))),
        ("geometric anchor, p_i > 0, s_i > 0", raised / Sum(raised, (i, 1, n))),
    ):  # fmt: skip
        claim = d.claim(name, entry, ">", 0)
        d.conclude(claim, d.sign(entry))
    x = d.scalar("x", Range(Integer(0), Integer(1)))
    y = d.scalar("y", SHARE)
    first, second = y**alpha * x ** (1 - alpha), (1 - y) ** alpha * (1 - x) ** (1 - alpha)
    d.counterexample("the geometric anchor keeps a class that the student has lost",
                     first / (first + second), "≥", y / 1000, where=[(y, ">", 0)],
                     x=0, y=Rational(1, 2), α=Rational(1, 2))  # fmt: skip
