"""R8: elasticity at the uniform point."""

from sympy import Sum, diff, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE, REAL


@derivation(
    "R8", "near u, a separable operator needs an elasticity that does not grow with T", "ours"
)
def elasticity_at_uniform(d: Derivation) -> None:
    """To second order around u the entropy of g(p)/Σg is log n − n e²‖v‖²/2·ε², e the elasticity of
    g at 1/n. Only the value and two derivatives of g at 1/n enter, so a parabola stands for any g.
    Entropies at two temperatures agree at ε = 0 with their first derivatives: the second decide.
    """
    n = d.size("n", 2)
    i, j = d.index("i j", n)
    z, ε = d.family("z"), d.scalar("ε", REAL)
    value, slope, bend = d.scalar("g", POSITIVE), d.scalar("g'"), d.scalar("g''")

    def total(x, i=i):
        return Sum(x, (i, 1, n))

    v = d.define("v_i", z[i] - total(z[j], j) / n)

    def g(i):
        x = ε * (z[i] - total(z[j], j) / n)
        return value + slope * x + bend * x**2 / 2

    F = g(i) / total(g(j), j)
    H = -total(F * log(F))
    e = d.define("e", slope / (n * value))
    size = d.define("‖v‖²", total(v**2))
    at = d.claim("at u", H.subs(ε, 0), "=", log(n))
    d.conclude(at, (-1, d.identity(at.lhs, at.rhs)))
    first = d.claim("no first-order change", diff(H, ε).subs(ε, 0), "=", 0)
    d.conclude(first, (-1, d.identity(first.lhs, first.rhs)))
    second = d.claim("second order", diff(H, ε, 2).subs(ε, 0), "=", -n * e**2 * size)
    d.conclude(second, (-1, d.identity(second.lhs, second.rhs)))

    early, rise = d.scalar("e_T", POSITIVE), d.scalar("rise", POSITIVE)
    k, δ = d.index("k", n), d.kronecker("δ", n)
    away = d.assume("p moves away from u", v.xreplace({i: k}) ** 2, ">", 0)
    some = d.since("member", δ, k, d.sign(v**2), i)
    norm = d.combine(size, ">", 0, some, away, why="‖v‖ > 0")
    falls = d.claim("a larger elasticity at T' > T bends entropy further down",
                    -n * (early + rise) ** 2 * size, "<", -n * early**2 * size)  # fmt: skip
    d.conclude(falls, (n * ((early + rise) ** 2 - early**2), norm))
