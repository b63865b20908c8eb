"""AW-F2: clipping leaves the box, projecting does not."""

from sympy import Max, Min, Rational, Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import NONNEGATIVE, POSITIVE


@derivation(
    "AW-F2", "clip-and-renormalise can leave the box, the Euclidean projection does not", "ours"
)
def projection(d: Derivation) -> None:
    """With the conditions of Karush, Kuhn and Tucker, x − w = τ + a − b with a only where w is at
    the top and b only where it is at the bottom, so (x − w)·(w − v) ≥ 0 for all v in the box: w is
    nearest.

    That such a w exists is not shown here; it lies in the box by definition.
    """
    K = d.size("K")
    k = d.index("k", K)
    x, tau = d.family("x"), d.scalar("τ")
    low, high = d.scalar("w_min"), d.scalar("w_max", POSITIVE)
    w, v = d.distribution("w", K, closed=True), d.distribution("v", K, closed=True)
    a, b = d.family("a", NONNEGATIVE), d.family("b", NONNEGATIVE)

    def solved(point, rng):
        point.symbols[low] = -point.symbols[high]
        point.symbols[high] = point.symbols[high] + 1
        weight, shift = point.families[w], point.symbols[tau]
        point.families[a] = point.families[b] = lambda k: 0 * shift
        point.families[x] = lambda k: weight(k) + shift

    stationary = d.assume("x − w = τ + a − b", x[k] - w[k], "=", tau + a[k] - b[k], [k], solved)
    top = d.assume("a (w_max − w) = 0", a[k] * (high - w[k]), "=", 0, [k])
    bottom = d.assume("b (w − w_min) = 0", b[k] * (w[k] - low), "=", 0, [k])
    below = d.assume("v ≤ w_max", v[k], "≤", high, [k])
    above = d.assume("v ≥ w_min", v[k], "≥", low, [k])

    def square(u):
        return Sum((x[k] - u) ** 2, (k, 1, K))

    pushed = d.combine((a[k] - b[k]) * (w[k] - v[k]), "≥", 0, (a[k], below), (b[k], above), top,
                       bottom)  # fmt: skip
    inward = d.combine(Sum((x[k] - w[k]) * (w[k] - v[k]), (k, 1, K)), "≥", 0, d.sum(k, pushed),
                       d.sum(k, stationary, v[k] - w[k]))  # fmt: skip
    nearest = d.claim("w is nearest to x in the box, v any other weights there", square(v[k]), "≥",
                      square(w[k]) + Sum((w[k] - v[k]) ** 2, (k, 1, K)))  # fmt: skip
    d.conclude(nearest, (2, inward))

    s = d.family("s")
    clipped = [Max(low, Min(high, s[j])) for j in (1, 2, 3)]
    d.counterexample("clipped and renormalised weights stay below w_max", clipped[0] / sum(clipped),
                     "≤", high, s=[Rational(9, 10), Rational(1, 20), Rational(1, 20)],
                     w_min=Rational(1, 10), w_max=Rational(6, 10))  # fmt: skip
