"""MT-B1: the bias of a linear pool."""

from sympy import Abs, Rational, Sum

from kdtheory.derivations import Derivation, derivation


@derivation("MT-B1", "the bias of a linear pool is at most the mean bias", "sourced")
def bias_of_a_pool(d: Derivation) -> None:
    """Weights sum to one, so the bias of the pool is the mean of the biases; then the triangle
    inequality.
    """
    K, m = d.size("K"), d.size("m")
    k, a = d.index("k", K), d.index("ω", m)
    chance = d.distribution("π", m)
    w = d.distribution("w", K, closed=True)
    P, truth = d.family("P"), d.scalar("p*")

    def mean(x):
        return Sum(chance[a] * x, (a, 1, m))

    def pool(x):
        return Sum(w[k] * x, (k, 1, K))

    bias = d.define("b_k", mean(P[a, k]) - truth)
    equal = d.claim("bias of the pool", mean(pool(P[a, k])) - truth, "=", pool(bias))
    known = d.identity(equal.lhs, equal.rhs)
    d.conclude(equal, known)
    claim = d.claim("bound", Abs(mean(pool(P[a, k])) - truth), "≤", pool(Abs(bias)))
    triangle = d.since("triangle", (k, w[k] * bias))
    same = d.identity(Abs(mean(pool(P[a, k])) - truth), Abs(pool(bias)))
    d.conclude(claim, triangle, (-1, same))
    b = d.scalar("b")
    d.counterexample(
        "tight, so 99 % of the bound is too little",
        Abs(b),
        "≤",
        Rational(99, 100) * (Abs(b) / 2 + Abs(b) / 2),
        b=Rational(1, 10),
    )
