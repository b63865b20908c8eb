"""SK-A3: entropy grows with temperature along the power transform."""

from sympy import Sum, diff, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE


@derivation("SK-A3", "entropy grows along the power transform", "reconstructed")
def entropy_grows(d: Derivation) -> None:
    """dH/dT = Var_F(log p)/T³: differentiate, then expand the variance."""
    n = d.size("n")
    i, j = d.index("i j", n)
    p = d.distribution("p", n)
    T = d.scalar("T", POSITIVE)

    def total(x):
        return Sum(x, (i, 1, n))

    Z = total(p[i] ** (1 / T))
    F = d.define("F_T(p)_i", p[i] ** (1 / T) / Z)
    H = d.define("H", -total(F * log(F)))
    mean = total(F * log(p[i]))
    variance = d.define("Var", total(F * (log(p[i]) - mean) ** 2))
    slope = d.define("dH/dT", diff(H, T))
    rate = d.claim("the rate", slope, "=", variance / T**3)
    known = d.identity(slope, variance / T**3)
    d.conclude(rate, (-1, known))
    grows = d.claim("entropy does not fall", slope, "≥", 0)
    d.conclude(grows, known, d.sign(variance / T**3))
