"""AW-S1: stability of a pool under changes of its weights."""

from sympy import Abs, Sum, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE


@derivation("AW-S1", "a pool changes no more than its weights", "ours")
def stable(d: Derivation) -> None:
    """Total variation: the triangle inequality, class by class. Divergence: the log-sum inequality
    gives KL(q‖q') ≤ KL(w‖w'), which is a mean of log(w_k/w'_k); R stands for the largest ratio.
    """
    K, n = d.size("K"), d.size("n")
    k, i = d.index("k", K), d.index("i", n)
    p = d.distribution("p", n)
    w, v = d.distribution("w", K), d.distribution("w'", K)
    R = d.scalar("R", POSITIVE)

    def pool(x):
        return Sum(x[k] * p[k, i], (k, 1, K))

    def kl(a, b, index, size):
        return Sum(a * log(a / b), (index, 1, size))

    distance = d.claim("distance", Sum(Abs(pool(w) - pool(v)), (i, 1, n)), "≤",
                       Sum(Abs(w[k] - v[k]), (k, 1, K)))  # fmt: skip
    each = d.since("triangle", (k, (w[k] - v[k]) * p[k, i]))
    same = d.identity(Abs(pool(w) - pool(v)), Abs(Sum((w[k] - v[k]) * p[k, i], (k, 1, K))))
    d.conclude(distance, d.sum(i, each), (-1, d.sum(i, same)))

    processing = d.claim("data processing", kl(pool(w), pool(v), i, n), "≤", kl(w[k], v[k], k, K))
    classes = d.since("log_sum", k, w[k] * p[k, i], v[k] * p[k, i])
    known = d.combine(processing.lhs, "≤", kl(w[k], v[k], k, K), d.sum(i, classes))
    d.conclude(processing, known)

    def largest(point, rng):
        ratios = [point.families[w](j) / point.families[v](j)
                  for j in range(1, int(point.symbols[K]) + 1)]  # fmt: skip
        point.symbols[R] = max(ratios)

    ratio = d.assume("w_k ≤ R w'_k", w[k], "≤", R * v[k], [k], largest)
    bound = d.claim("divergence", kl(pool(w), pool(v), i, n), "≤", log(R))
    above = d.since("log_bound", w[k] / (R * v[k]))
    half = d.divide(ratio, R * v[k])
    logs = d.combine(log(w[k] / v[k]), "≤", log(R), above, half)
    d.conclude(bound, known, d.sum(k, logs, w[k]))
