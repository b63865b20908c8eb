"""SK-B5: bias measured against two targets says nothing."""

from sympy import Rational, Sum

from kdtheory.derivations import Derivation, derivation


@derivation("SK-B5", "less variance than bias added: not enough without a common target", "sourced")
def two_targets(d: Derivation) -> None:
    """The reading with two targets fails for a student that is its own target; with the cross term
    of the two targets the criterion is exact again, and with one target it is SK-B2.
    """
    n, m = d.size("n"), d.size("m")
    i, a = d.index("i", n), d.index("ω", m)
    weight = d.distribution("π", m)
    S, T = d.family("S"), d.family("T")
    q, f = d.family("q"), d.family("f")

    def mean(x):
        return Sum(weight[a] * x, (a, 1, m))

    def square(x):
        return Sum(x**2, (i, 1, n))

    centre, other = mean(S[a, i]), mean(T[a, i])
    risk_s = d.define("risk S", mean(square(S[a, i] - f[i])))
    risk_t = d.define("risk T", mean(square(T[a, i] - f[i])))
    var_s, var_t = mean(square(S[a, i] - centre)), mean(square(T[a, i] - other))
    saved = d.define("Var T", var_t) - d.define("Var S", var_s)
    added = d.define("‖E S − q‖²", square(centre - q[i])) - d.define(
        "‖E T − f‖²", square(other - f[i])
    )
    half, tenth = Rational(1, 2), Rational(1, 10)
    d.counterexample(
        "student against q, teacher against f", risk_s, "<", risk_t, where=[(saved, ">", added)],
        n=2, m=2, π=[half, half], S=[[half, half]] * 2, q=[half, half],
        f=[8 * tenth, 2 * tenth], T=[[7 * tenth, 3 * tenth], [9 * tenth, tenth]],
    )  # fmt: skip
    cross = d.define("cross", Sum((2 * centre - q[i] - f[i]) * (q[i] - f[i]), (i, 1, n)))
    exact = d.claim("with the cross term", risk_t - risk_s, "=", saved - added - cross)
    known = d.identity(exact.lhs, exact.rhs, "expand around q")
    d.conclude(exact, (-1, known))
    enough = d.assume("it saves more, with the cross term", saved, ">", added + cross)
    wins = d.claim("then the student is better", risk_s, "<", risk_t)
    d.conclude(wins, enough, known)
    one = d.claim("one target", risk_t - risk_s, "=", saved - square(centre - f[i])
                  + square(other - f[i]))  # fmt: skip
    same = {"S": lambda a, i: S[a, i], "T": lambda a, i: T[a, i], "f": lambda i: f[i],
            "π": lambda a: weight[a], "ρ": lambda a: weight[a], "l": m}  # fmt: skip
    d.conclude(one, d.earlier("SK-B2", 1, same))
