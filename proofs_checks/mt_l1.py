"""MT-L1: a linear pool is stable in its weights."""

from sympy import Abs, Sum

from kdtheory.derivations import Derivation, derivation


@derivation("MT-L1", "a linear pool moves at most as far as its weights", "ours")
def stable(d: Derivation) -> None:
    """The triangle inequality class by class; every teacher sums to one. Teachers without a common
    class reach equality.
    """
    K, n = d.size("K"), d.size("n")
    k, l, i = *d.index("k l", K), d.index("i", n)
    p = d.distribution("p", n, closed=True)
    w, v = d.distribution("w", K, closed=True), d.distribution("w'", K, closed=True)

    def pool(x, teacher):
        return Sum(x[k] * teacher, (k, 1, K))

    claim = d.claim("bound", Sum(Abs(pool(w, p[k, i]) - pool(v, p[k, i])), (i, 1, n)), "≤",
                    Sum(Abs(w[k] - v[k]), (k, 1, K)))  # fmt: skip
    each = d.since("triangle", (k, (w[k] - v[k]) * p[k, i]))
    same = d.identity(Abs(pool(w, p[k, i]) - pool(v, p[k, i])),
                      Abs(Sum((w[k] - v[k]) * p[k, i], (k, 1, K))))  # fmt: skip
    d.conclude(claim, d.sum(i, each), (-1, d.sum(i, same)))

    delta = d.kronecker("δ", K)
    apart = d.claim("teachers that are certain of different classes",
                    Sum(Abs(pool(w, delta[l, k]) - pool(v, delta[l, k])), (l, 1, K)), "=",
                    Sum(Abs(w[k] - v[k]), (k, 1, K)))  # fmt: skip
    entry = d.since("sift", delta, l, k, w[k] - v[k])
    picked = Sum(delta[l, k] * (w[k] - v[k]), (k, 1, K))
    d.conclude(apart, (-1, d.sum(l, d.since("same", Abs, picked, w[l] - v[l], entry))))
