"""AW-N1: token-dependent weights."""

from sympy import Rational, Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import NONNEGATIVE, POSITIVE


@derivation("AW-N1", "weights that change from token to token give no distribution", "sourced")
def token_weights(d: Derivation) -> None:
    """Each token has weights that sum to one over the teachers, and still the pool sums to 1.8;
    dividing by the sum over tokens repairs it, and weights that do not depend on the token never
    need it.
    """
    K, n = d.size("K"), d.size("n")
    k, i = d.index("k", K), d.index("i", n)
    p = d.distribution("p", n)
    w, v = d.family("w", POSITIVE), d.distribution("v", K)
    u = d.family("u", NONNEGATIVE)
    teachers = d.family("P", NONNEGATIVE)
    pool = Sum(u[i, k] * teachers[k, i], (k, 1, K))
    ten = Rational(1, 10)
    at = {"K": 2, "n": 2, "P": [[1, 0], [0, 1]], "u": [[9 * ten, ten], [ten, 9 * ten]]}
    rows = [(Sum(u[i, k], (k, 1, K)).subs(i, row), "=", 1) for row in (1, 2)]
    d.counterexample("weights per token sum to one, so the pool does", Sum(pool, (i, 1, n)), "≤", 1,
                     where=rows, **at)  # fmt: skip

    raw = d.define("q_i", Sum(w[i, k] * p[k, i], (k, 1, K)))
    normal = raw / Sum(raw, (i, 1, n))
    one = d.claim(
        "normalised over the tokens, the pool sums to one", Sum(normal, (i, 1, n)), "=", 1
    )
    d.conclude(one, d.identity(one.lhs, 1))
    sign = d.claim("and is positive", normal, ">", 0)
    d.conclude(sign, d.sign(normal))
    same = d.claim(
        "weights that are the same for all tokens",
        Sum(v[k] * p[k, i], (k, 1, K), (i, 1, n)),
        "=",
        1,
    )
    d.conclude(same, d.identity(same.lhs, 1))
