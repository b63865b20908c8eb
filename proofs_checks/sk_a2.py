"""SK-A2: softening is continuous."""

from sympy import Abs, E, Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import AT_LEAST_ONE, CLOSED_SHARE, POSITIVE


@derivation("SK-A2", "power transform and mixture are continuous in p and T", "sourced")
def continuity(d: Derivation) -> None:
    """Moduli of continuity on the open simplex that need no lower bound on the entries, so that
    they extend to the closed one. ‖F(p) − F(q)‖₁ is at most twice the change of the powers x^β, β =
    1/T ≤ 1, as their sum is at least one; x^β changes by at most h^β with x and |β' − β|/(eβ) with
    β.

    For T < 1 and the extension itself see the Lipschitz bound on entries of at least μ in SK-B6.
    """
    n = d.size("n")
    i, j = d.index("i j", n)
    p, q = d.distribution("p", n), d.distribution("q", n)
    T, other = d.scalar("T", AT_LEAST_ONE), d.scalar("T'", AT_LEAST_ONE)

    def total(x, i=i):
        return Sum(x, (i, 1, n))

    def N(i):
        return p[i] ** (1 / T)

    def M(i):
        return q[i] ** (1 / other)

    Z, W = d.define("Z", total(N(j), j)), d.define("W", total(M(j), j))
    bound = d.claim("two teachers, two temperatures", total(Abs(N(i) / Z - M(i) / W)), "≤",
                    2 * total(Abs(N(i) - M(i))))  # fmt: skip
    parts = d.since("triangle", (N(i) - M(i)) / Z, M(i) * (W - Z) / (Z * W))
    sums = d.since("triangle", (i, M(i) - N(i)))
    heavy = d.sum(i, d.combine(N(i), "≥", p[i], (N(i), d.sign(1 - p[i] ** (1 - 1 / T)))))
    change = total(Abs(N(i) - M(i)))
    each = d.combine(total(Abs(N(i) / Z - M(i) / W)), "≤", 2 * change / Z,
                     d.sum(i, parts), (1 / Z, sums), why="Σ M = W")  # fmt: skip
    d.conclude(bound, each, (2 * change / Z, heavy))

    x, h = d.scalar("x", POSITIVE), d.scalar("h", POSITIVE)
    low, high = x / (x + h), h / (x + h)
    hölder = d.claim(
        "x^β changes by at most h^β", (x + h) ** (1 / T) - x ** (1 / T), "≤", h ** (1 / T)
    )
    d.conclude(
        hölder, ((x + h) ** (1 / T) * low ** (1 / T), d.sign(1 - low ** (1 - 1 / T))),
        ((x + h) ** (1 / T) * high ** (1 / T), d.sign(1 - high ** (1 - 1 / T))),
    )  # fmt: skip
    β, rise, y = d.scalar("β", POSITIVE), d.scalar("rise", POSITIVE), p[i]
    steep = d.since("log_bound", y ** (-β) / E)
    less = d.since("log_bound", y**rise)
    power = d.claim("and with β by at most its change over eβ", y**β - y ** (β + rise), "≤",
                    rise / (E * β))  # fmt: skip
    d.conclude(power, (y**β, less), (rise * y**β / β, steep))

    lam, later = d.scalar("λ", CLOSED_SHARE), d.scalar("λ'", CLOSED_SHARE)
    moved = (1 - lam) * p[i] + lam / n - (1 - later) * q[i] - later / n
    linear = d.claim("mixture", total(Abs(moved)), "≤", (1 - lam) * total(Abs(p[i] - q[i]))
                     + total(Abs((lam - later) * (1 / n - q[i]))))  # fmt: skip
    split = d.since("triangle", (1 - lam) * (p[i] - q[i]), (lam - later) * (1 / n - q[i]))
    d.conclude(linear, d.sum(i, split))
