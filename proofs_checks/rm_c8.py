"""RM-C8: the geometric anchor."""

from sympy import Rational, Sum, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import SHARE


@derivation(
    "RM-C8",
    "a geometric anchor contracts the Hilbert distance, and only forward divergence",
    "ours",
)
def geometric_anchor(d: Derivation) -> None:
    """Log-ratios of s' and p are 1 − α times those of s and p, for every pair of classes, so their
    largest difference d_H is as well. The normalisation Z ≤ 1 is what the divergence gains. Two
    classes show that nothing else contracts, and that the linear anchor does not contract d_H.
    """
    n = d.size("n")
    i, j = d.index("i j", n)
    p, s = d.distribution("p", n), d.distribution("s", n)
    alpha = d.scalar("α", SHARE)
    Z = d.define("Z", Sum(p[i] ** alpha * s[i] ** (1 - alpha), (i, 1, n)))

    def after(i):
        return p[i] ** alpha * s[i] ** (1 - alpha) / Z

    def gap(q):
        return log(q(i) / p[i]) - log(q(j) / p[j])

    def kl(a, b):
        return Sum(a * log(a / b), (i, 1, n))

    hilbert = d.claim("log-ratios, for every pair of classes", gap(after), "=",
                      (1 - alpha) * gap(lambda k: s[k]))  # fmt: skip
    d.conclude(hilbert, d.identity(hilbert.lhs, hilbert.rhs))

    exact = d.claim("forward divergence", kl(p[i], after(i)), "=",
                    (1 - alpha) * kl(p[i], s[i]) + log(Z))  # fmt: skip
    known = d.identity(exact.lhs, exact.rhs)
    d.conclude(exact, known)
    below = d.since("tangent", lambda x: x ** (1 - alpha), 1, s[i] / p[i])
    normal = d.combine(Z, "≤", 1, d.sum(i, below, p[i]))
    bound = d.claim("so it contracts", kl(p[i], after(i)), "≤", (1 - alpha) * kl(p[i], s[i]))
    d.conclude(bound, (-1, known), d.since("log_bound", Z), normal)

    # Two classes: p = (1/2, 1/2), s = (ε, 1 − ε), β = 1 − α.
    e, beta = d.scalar("ε", SHARE), d.scalar("β", SHARE)
    rare = d.define("s'_1", e**beta / (e**beta + (1 - e) ** beta))
    d.limit("total variation has no factor: ratio after to before", (1 - 2 * rare) / (1 - 2 * e),
            e, 0, 1)  # fmt: skip

    def reverse(x):
        return x * log(2 * x) + (1 - x) * log(2 * (1 - x))

    half = rare.subs(beta, Rational(1, 2))
    d.limit("nor has KL(·‖p), at α = 1/2", reverse(half) / reverse(e), e, 0, 1)
    d.counterexample("factor 0.99 for total variation, α = 1/2", Rational(1, 2) - half, "≤",
                     Rational(99, 100) * (Rational(1, 2) - e), ε=Rational(1, 10**6))  # fmt: skip
    d.counterexample("factor 0.99 for KL(·‖p), α = 1/2", reverse(half), "≤",
                     Rational(99, 100) * reverse(e), ε=Rational(1, 10**10))  # fmt: skip

    # Linear anchor, p = (ε, 1 − ε), s = (1/2, 1/2): the odds of s' are off by at most a constant.
    odds = (1 - alpha) / 2
    first, second = alpha * e + odds, alpha * (1 - e) + odds
    before = d.define("d_H before", log((1 - e) / e))
    linear = d.claim(
        "linear anchor, p = (ε, 1 − ε), s = (1/2, 1/2): d_H falls by a constant at most",
        before - log(first * (1 - e) / (second * e)),
        "≤",
        log((1 + alpha) / (1 - alpha)),
    )
    spread = d.sign((1 + alpha) / (1 - alpha) - second / first)
    d.conclude(linear, d.since("monotone", log, spread, second / first, (1 + alpha) / (1 - alpha)))
    d.limit("while d_H before is as large as one likes", 1 / before, e, 0, 0)
