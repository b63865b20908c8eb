"""SK-E2: one segment for two classes, different curves for more."""

from sympy import Rational, Sum, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE, SHARE, Range


@derivation("SK-E2", "two classes: one segment; three entries: power and mixture differ", "ours")
def curves(d: Derivation) -> None:
    """Two classes: above ½ entropy falls strictly, so an output with the ranking of p = (a, 1 − a)
    and no less entropy has its larger entry in [½, a], on the segment from p to u. Three different
    entries: x^β, β < 1, is strictly concave, so no line through two of its points meets the third.
    """
    half = Range(Rational(1, 2), SHARE.high, True, True)
    x, r, s = d.scalar("x", half), d.scalar("r", POSITIVE), d.scalar("s", POSITIVE)

    def h(b):
        return -b * log(b) - (1 - b) * log(1 - b)

    falls = d.since("log_bound", (1 - x) / x)
    steep = d.combine(log(x) - log(1 - x), ">", 0, falls, d.sign((2 * x - 1) / x), why="x > ½")
    # Any ½ < a < b < 1: the gaps a − ½, b − a, 1 − b have the ratio r : s : 2.
    a, b = (1 + r + s / 2) / (2 + r + s), (1 + r + s) / (2 + r + s)
    beyond = d.claim("beyond a there is less entropy: a < b ⇒ H(b) < H(a)", h(b), "<", h(a))
    order = d.sign(b - a)
    d.conclude(beyond, d.since("monotone", h, order, a, b, half, (x, steep)))
    low, t = d.scalar("λ", SHARE), d.scalar("y", half)
    segment = d.claim("between ½ and a: on the segment", t - (t - Rational(1, 2)) * low, "=",
                      (1 - low) * t + low / 2)  # fmt: skip
    d.conclude(segment, (-1, d.identity(segment.lhs, segment.rhs)))

    # Entries y < y + r < y + r + s of p.
    n = d.size("n", 3)
    i = d.index("i", n)
    β, y, lam = d.scalar("β", SHARE), d.scalar("p₁", POSITIVE), d.scalar("λ'")
    p = d.distribution("p", n)
    mid, top = y + r, y + r + s
    Z = Sum(p[i] ** β, (i, 1, n))

    def root(x):
        return x**β

    left = d.since("tangent", root, mid, y, apart=d.sign(r))
    right = d.since("tangent", root, mid, top, apart=d.sign(s))

    def bend(f):
        return s * (f(mid) - f(y)) - r * (f(top) - f(mid))

    curved = d.claim(
        "power transform: three entries are on no line", bend(lambda x: x**β / Z), ">", 0
    )
    d.conclude(curved, (s / Z, left), (r / Z, right))
    straight = d.claim(
        "mixture: they are on a line", bend(lambda x: (1 - lam) * x + lam / n), "=", 0
    )
    d.conclude(straight, d.identity(straight.lhs, 0))
