"""MT-A2: pools and classes that some teachers exclude."""

from sympy import Rational, Sum, exp, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import CLOSED_SHARE


@derivation(
    "MT-A2", "positivity is inherited, from a single teacher by the linear pool only", "sourced"
)
def positivity(d: Derivation) -> None:
    """A sum that is not negative is at least each of its terms, q(i) ≥ w_k p^k(i). A geometric mean
    vanishes with any of its factors.
    """
    K, n = d.size("K"), d.size("n")
    k, l, i = *d.index("k l", K), d.index("i", n)
    p, w = d.distribution("p", n), d.distribution("w", K)
    closed = d.distribution("r", n, closed=True)
    every = d.claim("all: linear pool", Sum(w[k] * p[k, i], (k, 1, K)), ">", 0)
    d.conclude(every, d.sign(every.lhs))
    raised = exp(Sum(w[k] * log(p[k, i]), (k, 1, K)))
    both = d.claim("all: logarithmic pool", raised / Sum(raised, (i, 1, n)), ">", 0)
    d.conclude(both, d.sign(both.lhs))
    delta = d.kronecker("δ", K)
    some = d.claim("any: the linear pool keeps the share of every teacher",
                   Sum(w[k] * closed[k, i], (k, 1, K)), "≥", w[l] * closed[l, i])  # fmt: skip
    d.conclude(some, d.since("member", delta, l, d.sign(w[k] * closed[k, i]), k))
    x, y = d.scalar("x", CLOSED_SHARE), d.scalar("y", CLOSED_SHARE)
    first, second = (x * y) ** Rational(1, 2), ((1 - x) * (1 - y)) ** Rational(1, 2)
    d.counterexample("any: the logarithmic pool of (x, 1 − x) and (y, 1 − y) keeps y/1000",
                     first / (first + second), "≥", y / 1000, x=0, y=Rational(1, 2))  # fmt: skip
