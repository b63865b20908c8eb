"""RM-A1: anchored targets are distributions."""

from sympy import Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import SHARE


@derivation("RM-A1", "anchored targets are distributions", "sourced")
def valid(d: Derivation) -> None:
    """Mixtures of distributions sum to one; the geometric anchor divides by its sum."""
    n, m = d.size("n"), d.size("m")
    i, j = d.index("i", n), d.index("j", m)
    alpha = d.scalar("α", SHARE)
    p, s = d.distribution("p", n, closed=True), d.distribution("s", n, closed=True)
    old, c = d.distribution("s'", n, closed=True), d.distribution("c", m, closed=True)
    base, student = d.distribution("p°", n), d.distribution("s°", n)
    raised = base[i] ** alpha * student[i] ** (1 - alpha)
    for name, entry in (
        ("linear anchor", alpha * p[i] + (1 - alpha) * s[i]),
        ("memory", alpha * p[i] + (1 - alpha) * Sum(c[j] * old[j, i], (j, 1, m))),
        ("geometric anchor, inside the simplex", raised / Sum(raised, (i, 1, n))),
    ):
        one = d.claim(f"{name}: sum", Sum(entry, (i, 1, n)), "=", 1)
        d.conclude(one, d.identity(one.lhs, 1))
        sign = d.claim(f"{name}: sign", entry, "≥", 0)
        d.conclude(sign, d.sign(entry))
