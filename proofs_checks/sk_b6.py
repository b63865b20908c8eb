"""SK-B6: what softening does to the variance of the targets."""

from sympy import Integer, Rational, Sum, diff, sqrt

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import CLOSED_SHARE, NONNEGATIVE, POSITIVE, SHARE, Range


@derivation("SK-B6", "softening and the variance of the targets", "sourced")
def variance_of_targets(d: Derivation) -> None:
    """The mixture scales deviations by 1 − λ. The power transform is steep at the boundary; on
    entries of at least μ its slope is a covariance under F_T, which is at most ½‖v‖‖d‖/μ, divided
    by T. So it has the Lipschitz constant 1/(2μT), and does not raise the variance where μ ≥
    1/(2T).
    """
    n, m = d.size("n"), d.size("m")
    i, j = d.index("i j", n)
    a, b = d.index("ω η", m)
    weight = d.distribution("π", m)
    δ = d.kronecker("δ", n)

    def total(x, i=i):
        return Sum(x, (i, 1, n))

    def mean(x, a=a):
        return Sum(weight[a] * x, (a, 1, m))

    def variance(X):
        return mean(total((X - mean(X)) ** 2))

    lam, P = d.scalar("λ", CLOSED_SHARE), d.family("P")
    d.define("Var P", variance(P[a, i]))
    mixed = d.claim("the mixture", variance((1 - lam) * P[a, i] + lam / n), "=",
                    (1 - lam) ** 2 * variance(P[a, i]))  # fmt: skip
    d.conclude(mixed, (-1, d.identity(mixed.lhs, mixed.rhs, "deviations scale")))

    root = sqrt(P[a, i])
    softened = root / total(sqrt(P[a, j]), j)
    small = Rational(1, 10000)
    d.counterexample(
        "the power transform at T = 2 raises the variance less than 9800-fold",
        variance(softened), "≤", 9800 * variance(P[a, i]),
        n=2, m=2, π=[Rational(1, 2)] * 2, P=[[1, 0], [1 - small, small]],
    )  # fmt: skip

    x, τ = d.scalar("x", SHARE), d.scalar("T₂", POSITIVE)
    share = d.define("F", x ** (1 / τ) / (x ** (1 / τ) + (1 - x) ** (1 / τ)))
    d.define("dF/dx", diff(share, x))
    steep = d.claim(
        "two classes: the slope is F(1 − F)/(T x(1 − x)), a contraction where below one",
        diff(share, x),
        "=",
        share * (1 - share) / (τ * x * (1 - x)),
    )
    d.conclude(steep, (-1, d.identity(steep.lhs, steep.rhs)))

    # The covariance of v and y under w/Σw.
    w, v, y = d.family("w", POSITIVE), d.family("v"), d.family("y")
    T, mu = d.scalar("T", POSITIVE), d.scalar("μ", POSITIVE)
    Z = d.define("Z", total(w[i]))
    d.define("‖v‖²", total(v[i] ** 2))
    F = w[i] / Z

    def var(x):
        return total(F * x(i) ** 2) - total(F * x(i)) ** 2

    diagonal = d.since("member", δ, i, d.sign(w[j] * (v[i] + v[j]) ** 2), j)
    spread = d.combine(
        var(lambda i: v[i]), "≤", total(v[i] ** 2) / 2, (1 / (2 * Z**2), d.sum(i, diagonal, w[i])),
        d.sum(i, d.sign((F - Rational(1, 2)) ** 2), 2 * v[i] ** 2), why="Var_F(v) ≤ ‖v‖²/2",
    )  # fmt: skip
    other = d.put(spread, {v: lambda i: y[i]})
    cov = d.define("Cov_F(v, y)", total(F * v[i] * y[i]) - total(F * v[i]) * total(F * y[i]))
    square = d.sign(total(total(w[i] * w[j] * (2 * T * (v[i] - v[j]) - (y[i] - y[j])) ** 2, j)))
    both = d.combine(cov / T, "≤", total(v[i] ** 2) / 2 + total(y[i] ** 2) / (8 * T**2),
                     (1 / (8 * T**2 * Z**2), square), spread, (1 / (4 * T**2), other),
                     why="2Cov ≤ 2T Var(v) + Var(y)/2T")  # fmt: skip

    # The straight line from one target to another.
    A, B = d.family("a", NONNEGATIVE), d.family("b", NONNEGATIVE)
    t, τ = d.scalar("t", SHARE), d.scalar("τ", Range(Integer(0), Rational(1, 2), True, True))

    def at(t, i=i):
        return mu + (1 - t) * A[i] + t * B[i]

    def power(t, i=i):
        return at(t, i) ** (1 / T) / total(at(t, j) ** (1 / T), j)

    gap = d.define("‖b − a‖²", total((B[i] - A[i]) ** 2))
    for name, place in (("F(x_t)_i", t), ("F(a)_i", 0), ("F(b)_i", 1)):
        d.define(name, power(place))
    line = d.put(both, {w: lambda i: at(t, i) ** (1 / T), y: lambda i: (B[i] - A[i]) / at(t, i)})
    floor = d.sum(i, d.sign(1 / mu**2 - 1 / at(t) ** 2), (B[i] - A[i]) ** 2)
    limit = total(v[i] ** 2) / 2 + gap / (8 * T**2 * mu**2)

    def along(t):
        return total(v[i] * power(t)) - t * limit

    bend = d.define("decrease", -diff(along(t), t))
    slope = d.combine(bend, "≥", 0, line, (1 / (8 * T**2), floor), why="the slope")
    inner = d.since("monotone", along, d.sign(1 - 2 * τ), τ, 1 - τ, SHARE, (t, slope))
    whole = d.since("closure", inner, τ, 0)
    change = d.put(whole, {v: lambda i: power(1, i) - power(0, i)})
    lipschitz = d.claim(
        "Lipschitz on entries of at least μ",
        total((power(1) - power(0)) ** 2),
        "≤",
        gap / (2 * mu * T) ** 2,
    )
    near = d.combine(lipschitz.lhs, "≤", lipschitz.rhs, (2, change))
    d.conclude(lipschitz, near)

    e = d.family("e", NONNEGATIVE)
    pair = d.put(near, {A: lambda i: e[a, i], B: lambda i: e[b, i]}, "any two of the targets")
    target = mu + e[a, i]
    soft = target ** (1 / T) / total((mu + e[a, j]) ** (1 / T), j)
    d.define("Var of the targets", variance(target))
    d.define("Var of F_T(targets)", variance(soft))
    bounded = d.claim("variance of targets with entries of at least μ", variance(soft), "≤",
                      variance(target) / (2 * mu * T) ** 2)  # fmt: skip
    known = d.conclude(bounded, (Rational(1, 2), d.sum(a, d.sum(b, pair, weight[b]), weight[a])))
    wide = d.assume("μ is at least 1/(2T)", 2 * mu * T, "≥", 1)
    calm = d.claim("then softening does not raise it", variance(soft), "≤", variance(target))
    d.conclude(calm, known, (variance(target) * (2 * mu * T + 1) / (2 * mu * T) ** 2, wide))
