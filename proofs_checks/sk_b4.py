"""SK-B4: bias and variance in Bregman divergences."""

from sympy import Sum

from kdtheory.derivations import Derivation, derivation


@derivation("SK-B4", "expected Bregman divergence splits at the mean of the gradients", "ours")
def bregman(d: Derivation) -> None:
    """D(f, S) = φ(f) − φ(S) − ⟨∇φ(S), f − S⟩ is linear in ∇φ(S) apart from terms in S alone.

    Values and gradients of φ are arbitrary numbers here: φ is any function whatever. That a point
    with the mean gradient exists is not part of this.
    """
    n, m = d.size("n"), d.size("m")
    i, a = d.index("i", n), d.index("ω", m)
    weight = d.distribution("π", m)
    S, f, centre = d.family("S"), d.family("f"), d.family("S̄")
    value, gradient = d.family("φS"), d.family("∇φS")
    at_f, slope_f, at_mean = d.scalar("φf"), d.family("∇φf"), d.scalar("φS̄")

    def mean(x):
        return Sum(weight[a] * x, (a, 1, m))

    def D(x, φx, y, φy, slope):
        return φx - φy - Sum(slope * (x - y), (i, 1, n))

    dual = d.define("∇φ(S̄)", mean(gradient[a, i]))
    second = d.claim(
        "in the second argument, ∇φ(S̄) = E ∇φ(S)",
        mean(D(f[i], at_f, S[a, i], value[a], gradient[a, i])), "=",
        D(f[i], at_f, centre[i], at_mean, dual)
        + mean(D(centre[i], at_mean, S[a, i], value[a], gradient[a, i])),
    )  # fmt: skip
    d.conclude(second, (-1, d.identity(second.lhs, second.rhs, "linear in the gradient")))

    usual, slope = d.define("E S", mean(S[a, i])), d.family("∇φ(E S)")
    first = d.claim(
        "in the first argument",
        mean(D(S[a, i], value[a], f[i], at_f, slope_f[i])), "=",
        D(usual, at_mean, f[i], at_f, slope_f[i])
        + mean(D(S[a, i], value[a], usual, at_mean, slope[i])),
    )  # fmt: skip
    d.conclude(first, (-1, d.identity(first.lhs, first.rhs, "linear in the point")))
