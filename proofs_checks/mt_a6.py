"""MT-A6: unanimous teachers."""

from sympy import Rational, Sum, exp, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import SHARE


@derivation("MT-A6", "unanimous teachers are followed", "ours")
def unanimity(d: Derivation) -> None:
    """Weights that sum to one leave what all teachers share. A product of experts, whose exponents
    sum to K, does not.
    """
    K, n = d.size("K"), d.size("n")
    k, i, j = d.index("k", K), *d.index("i j", n)
    p, w = d.distribution("p", n), d.distribution("w", K)
    linear = d.claim("linear pool", Sum(w[k] * p[i], (k, 1, K)), "=", p[i])
    d.conclude(linear, d.identity(linear.lhs, p[i]))

    def logs(i):
        return Sum(w[k] * log(p[i]), (k, 1, K))

    known = d.since("same", exp, logs(i), log(p[i]), d.identity(logs(i), log(p[i])))
    raised = exp(logs(i))
    one = d.combine(Sum(raised, (i, 1, n)), "=", 1, (-1, d.sum(i, known)))
    total = Sum(exp(logs(j)), (j, 1, n))
    pool = d.claim("logarithmic pool", raised / total, "=", p[i])
    d.conclude(pool, (-1, known), (-raised / total, one))
    x = d.scalar("x", SHARE)
    d.counterexample("a product of two experts is unanimous", x**2 / (x**2 + (1 - x) ** 2), "≤", x,
                     x=Rational(3, 4))  # fmt: skip
