"""SK-B2: when a sparse student beats its dense teacher."""

from sympy import Sum

from kdtheory.derivations import Derivation, derivation


@derivation("SK-B2", "the student wins iff it saves more variance than it adds bias", "ours")
def student_beats_teacher(d: Derivation) -> None:
    """Each risk is squared bias plus variance, so the difference of risks is ΔVar − ΔBias²."""
    n, m, l = d.size("n"), d.size("m"), d.size("l")
    i, a, b = d.index("i", n), d.index("ω", m), d.index("η", l)
    student, teacher = d.distribution("π", m), d.distribution("ρ", l)
    S, T, f = d.family("S"), d.family("T"), d.family("f")

    def parts(X, weight, w, size, name):
        def mean(x):
            return Sum(weight[w] * x, (w, 1, size))

        def square(x):
            return Sum(x**2, (i, 1, n))

        centre = mean(X[w, i])
        return (d.define(f"risk {name}", mean(square(X[w, i] - f[i]))),
                d.define(f"Var {name}", mean(square(X[w, i] - centre))),
                d.define(f"Bias² {name}", square(centre - f[i])))  # fmt: skip

    risk_s, var_s, bias_s = parts(S, student, a, m, "S")
    risk_t, var_t, bias_t = parts(T, teacher, b, l, "T")
    saved, added = var_t - var_s, bias_s - bias_t
    exact = d.claim("difference of the risks", risk_t - risk_s, "=", saved - added)
    known = d.identity(exact.lhs, exact.rhs, "SK-B1 for both")
    d.conclude(exact, (-1, known))

    more = d.assume("it saves more than it adds", saved, ">", added)
    wins = d.claim("if it saves more", risk_s, "<", risk_t)
    d.conclude(wins, more, known)
    better = d.assume("the student is better", risk_s, "<", risk_t)
    needed = d.claim("only if it saves more", saved, ">", added)
    d.conclude(needed, better, (-1, known))
