"""AW-F1: when weights within bounds exist, and when they are unique."""

from sympy import Rational, Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE


@derivation("AW-F1", "weights in [w_min, w_max] exist iff K w_min ≤ 1 ≤ K w_max", "ours")
def feasible(d: Derivation) -> None:
    """Add the bounds up; conversely uniform weights are within them. At equality every weight is at
    its bound; otherwise two weights can be moved against each other by some η > 0.
    """
    K = d.size("K")
    k, l, a, b = d.index("k l a b", K)
    w, low, high = d.distribution("w", K), d.scalar("w_min"), d.scalar("w_max")
    one = Rational(1) / K
    delta = d.kronecker("δ", K)

    def entries(point, family):
        return [point.families[family](j) for j in range(1, int(point.symbols[K]) + 1)]

    def around(point, rng):
        point.symbols[low], point.symbols[high] = min(entries(point, w)), max(entries(point, w))

    above = d.assume("w ≥ w_min", w[k], "≥", low, [k], around)
    below = d.assume("w ≤ w_max", w[k], "≤", high, [k])
    first = d.claim("necessary", K * low, "≤", 1)
    d.conclude(first, d.sum(k, above))
    second = d.claim("necessary as well", 1, "≤", K * high)
    d.conclude(second, d.sum(k, below))

    left = d.assume("K w_min ≤ 1", K * low, "≤", 1)
    right = d.assume("1 ≤ K w_max", 1, "≤", K * high)
    least = d.claim("sufficient: uniform weights", low, "≤", one)
    d.conclude(least, (one, left))
    most = d.claim("and on the other side", one, "≤", high)
    d.conclude(most, (one, right))

    for name, op, bound in (("u", "≥", "w_min"), ("v", "≤", "w_max")):
        only = d.distribution(name, K)

        def uniform(point, rng, only=only):
            point.families[only] = lambda j: point.value(one)

        at = d.assume(f"{name} {op} {bound} = 1/K", only[k], op, one, [k], uniform)
        unique = d.claim(f"{bound} = 1/K leaves uniform weights only", only[l], "=", one)
        other = d.since("member", delta, l, at, k)
        here = d.put(at, {k: l})
        reverse = d.combine(here.margin, "≤", 0, other)
        both = d.since("equal", here, reverse)
        d.conclude(unique, (-1 if op == "≥" else 1, both))

    eta = d.scalar("η", POSITIVE)

    def room(point, rng):
        point.symbols[eta] = rng.choice([1, 2, 5]) * point.value(one) / 7

    wide, narrow = d.scalar("w'_max"), d.scalar("w'_min")

    def far(point, rng):
        room(point, rng)
        point.symbols[wide] = point.value(one) + point.symbols[eta]
        point.symbols[narrow] = point.value(one) - point.symbols[eta]

    up = d.assume("1/K + η ≤ w'_max", one + eta, "≤", wide, sample=far)
    down = d.assume("w'_min ≤ 1/K − η", narrow, "≤", one - eta)
    apart = d.assume("a ≠ b", delta[a, b], "=", 0)
    moved = d.define("v_k", one + eta * (delta[a, k] - delta[b, k]))
    total = d.claim("otherwise v has sum one", Sum(moved, (k, 1, K)), "=", 1)
    d.conclude(
        total, (-eta, d.since("sift", delta, a, k, 1)), (eta, d.since("sift", delta, b, k, 1))
    )
    top = d.claim("is not above", moved, "≤", wide)
    d.conclude(top, up, (eta, d.sign(1 - delta[a, k] + delta[b, k])))
    bottom = d.claim("is not below", moved, "≥", narrow)
    d.conclude(bottom, down, (eta, d.sign(1 - delta[b, k] + delta[a, k])))
    differs = d.claim(
        "and differs from uniform weights", one + eta * (delta[a, a] - delta[a, b]), "=", one + eta
    )
    d.conclude(differs, (-eta, d.since("diagonal", delta, a)), (-eta, apart))
