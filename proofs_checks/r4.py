"""R4: operators that are the power transform at an effective temperature."""

from sympy import Sum, diff, log, oo

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE


@derivation("R4", "the power transform at an effective temperature", "ours")
def effective_temperature(d: Derivation) -> None:
    """Along the power curve entropy grows strictly, unless p is uniform: its slope is a variance
    over t³. So H is ordered as the temperatures are. Log-ratios are those of p divided by t, so the
    curve is at p only for t = 1 and reaches u only for t → ∞.
    """
    n = d.size("n")
    i, j = d.index("i j", n)
    a, b = d.index("a b", n)
    δ = d.kronecker("δ", n)
    p = d.distribution("p", n)
    t, low, rise = d.scalar("t", POSITIVE), d.scalar("T₁", POSITIVE), d.scalar("rise", POSITIVE)

    def total(x, i=i):
        return Sum(x, (i, 1, n))

    def F(i, t=t):
        return p[i] ** (1 / t) / total(p[j] ** (1 / t), j)

    def H(t):
        return -total(F(i, t) * log(F(i, t)))

    apart = d.assume("p is not uniform", (log(p[a]) - log(p[b])) ** 2, ">", 0)
    each = d.sign(F(i) * F(j) * (log(p[i]) - log(p[j])) ** 2 / (2 * t**3))
    row = d.since("member", δ, b, each, j)
    rows = d.since("member", δ, a, d.sum(j, each), i)
    one = d.combine(
        total(total(each.margin, j)),
        ">",
        0,
        rows,
        d.put(row, {i: a}),
        (F(a) * F(b) / (2 * t**3), apart),
        why="the variance of log p is positive",
    )
    slope = d.combine(diff(H(t), t), ">", 0, one, why="dH/dt = Var_F(log p)/t³")
    grows = d.claim("A3 iff the effective temperature does not fall", H(low), "<", H(low + rise))
    d.conclude(grows, d.since("monotone", H, d.sign(rise), low, low + rise, POSITIVE, (t, slope)))

    ratio = d.claim("A4: log-ratios are divided by t, so they are those of p iff t = 1",
                    log(F(i) / F(j)), "=", log(p[i] / p[j]) / t)  # fmt: skip
    d.conclude(ratio, (-1, d.identity(ratio.lhs, ratio.rhs)))
    c = d.scalar("c", POSITIVE)
    d.limit("A5: ratios tend to 1 as t → ∞", c ** (1 / t), t, oo, 1)
