"""SK-B1: bias, variance and noise add up."""

from sympy import Sum

from kdtheory.derivations import Derivation, derivation


@derivation("SK-B1", "risk is squared bias plus variance", "sourced")
def bias_and_variance(d: Derivation) -> None:
    """Expand the square around the mean; the cross term vanishes since deviations average to zero."""
    n, m = d.size("n"), d.size("m")
    i, a = d.index("i", n), d.index("ω", m)
    weight = d.distribution("π", m)
    S, q = d.family("S"), d.family("q")

    def mean(x):
        return Sum(weight[a] * x, (a, 1, m))

    def square(x):
        return Sum(x**2, (i, 1, n))

    centre = d.define("E S", mean(S[a, i]))
    risk = d.claim("risk", mean(square(S[a, i] - q[i])), "=",
                   square(centre - q[i]) + mean(square(S[a, i] - centre)))  # fmt: skip
    d.conclude(risk, d.identity(risk.lhs, risk.rhs, "expand both squares"))
