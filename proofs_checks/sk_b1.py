"""SK-B1: bias, variance and noise add up."""

from sympy import Sum

from kdtheory.derivations import Derivation, derivation


@derivation("SK-B1", "risk is squared bias plus variance", "sourced")
def bias_and_variance(d: Derivation) -> None:
    """Expand the square around the mean; the cross term vanishes since deviations average to zero.
    Noise of the target that is independent of the student adds its own variance.
    """
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

    l = d.size("l")
    b = d.index("η", l)
    chance, Y = d.distribution("ρ", l), d.family("Y")

    def noisy(x):
        return Sum(chance[b] * x, (b, 1, l))

    target = d.define("E Y", noisy(Y[b, i]))
    noise = d.claim(
        "independent noise of the target", mean(noisy(square(S[a, i] - Y[b, i]))), "=",
        square(centre - target) + mean(square(S[a, i] - centre)) + noisy(square(Y[b, i] - target)),
    )  # fmt: skip
    d.conclude(noise, d.identity(noise.lhs, noise.rhs, "expand around both means"))
