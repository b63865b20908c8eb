"""AW-P1: products of weights across scales."""

from sympy import Rational, Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE


@derivation("AW-P1", "products across scales are weights, with explicit bounds", "sourced")
def product_of_scales(d: Derivation) -> None:
    """The product of three factors in [a, b] is in [a³, b³]; a share x/(x + rest) is least for the
    least x and the largest rest.
    """
    K = d.size("K")
    k, l = d.index("k l", K)
    a, b = d.scalar("a", POSITIVE), d.scalar("b", POSITIVE)
    t, u, c = (d.family(name, POSITIVE) for name in ("tok", "task", "ctx"))
    f = d.define("f_k", t[k] * u[k] * c[k])
    total = d.define("Σf", Sum(f, (k, 1, K)))
    valid = d.claim("weights", Sum(f / total, (k, 1, K)), "=", 1)
    d.conclude(valid, d.identity(valid.lhs, 1))
    positive = d.claim("positive", f / total, ">", 0)
    d.conclude(positive, d.sign(f / total))

    def bounds(point, rng):
        values = [point.families[x](j) for x in (t, u, c)
                  for j in range(1, int(point.symbols[K]) + 1)]  # fmt: skip
        point.symbols[a], point.symbols[b] = min(values), max(values)

    low = [d.assume(f"{x.label} ≥ a", x[k], "≥", a, [k], bounds) for x in (t, u, c)]
    high = [d.assume(f"{x.label} ≤ b", x[k], "≤", b, [k]) for x in (t, u, c)]
    coefficients = [(u[k] * c[k], a * c[k], a**2), (u[k] * c[k], b * c[k], b**2)]
    least = d.combine(f, "≥", a**3, *zip(coefficients[0], low))
    most = d.combine(f, "≤", b**3, *zip(coefficients[1], high))

    delta = d.kronecker("δ", K)
    sifted = d.since("sift", delta, k, l, f.subs(k, l))
    ones = d.since("sift", delta, k, l, 1)
    others = d.define("rest", total - f)
    small = d.sum(l, d.put(least, {k: l}), 1 - delta[k, l])
    small = d.combine(others, "≥", (K - 1) * a**3, small, (1, sifted), (-(a**3), ones))
    large = d.sum(l, d.put(most, {k: l}), 1 - delta[k, l])
    large = d.combine(others, "≤", (K - 1) * b**3, large, (-1, sifted), (b**3, ones))

    for words, op, x, y, of_x, of_rest in (
        ("at least", "≥", a, b, least, large), ("at most", "≤", b, a, most, small),
    ):  # fmt: skip
        bound = x**3 / (x**3 + (K - 1) * y**3)
        claim = d.claim(words, f / total, op, bound)
        scale = 1 / (total * (x**3 + (K - 1) * y**3))
        d.conclude(claim, ((K - 1) * y**3 * scale, of_x), (x**3 * scale, of_rest))
    d.counterexample(
        "1 % more than the lower bound, for K = 2 with f = (a³, b³)",
        a**3 / (a**3 + b**3),
        "≥",
        Rational(101, 100) * a**3 / (a**3 + b**3),
        a=1,
        b=2,
    )
