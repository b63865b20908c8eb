"""R6: a conforming family for every strictly convex function."""

import flint
from sympy import Sum, oo

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import AT_LEAST_ONE, POSITIVE


@derivation("R6", "F_T(p) = argmax ⟨ω'(p), q⟩ − T Σ ω(q_i) conforms for convex ω", "ours")
def regularised_argmax(d: Derivation) -> None:
    """Values of ω, ω', ω'' at the entries stand as numbers, so that ω is any convex function.

    An inside maximiser has ω'(p_i) − Tω'(q_i) equal for all i: this gives A1, A5 and, by
    differentiation, a path of the form of R5, so A3. A4 is the tangent inequality of ω. That a
    maximiser exists, is inside and is differentiable in T is not part of this.
    """
    n = d.size("n")
    i, j = d.index("i j", n)
    T = d.scalar("T", AT_LEAST_ONE)
    at_p, at_q = d.family("ω'(p)"), d.family("ω'(q)")

    def total(x, i=i):
        return Sum(x, (i, 1, n))

    # Stationarity, with the multiplier of Σ q = 1.
    μ = d.scalar("μ")

    def balance(point, rng):
        m, temperature = point.symbols[μ], point.symbols[T]
        point.families[at_p] = lambda c: m + temperature * point.families[at_q](c)

    best = d.assume("q is stationary", at_p[i] - T * at_q[i], "=", μ, [i, j], balance)
    other = d.put(best, {i: j})
    ranks = d.claim(
        "A1: gaps of ω' keep their sign", at_q[i] - at_q[j], "=", (at_p[i] - at_p[j]) / T
    )
    d.conclude(ranks, (-1 / T, best), (1 / T, other))
    gap = d.scalar("gap")
    d.limit("A5: gaps of ω' vanish", gap / T, T, oo, 0)

    # A4.
    r, value_r, value_p = d.distribution("r", n), d.family("ω(r)"), d.family("ω(p)")
    p = d.distribution("p", n)

    def above(point, rng):
        point.families[value_r] = lambda c: (
            point.value(value_p[c] + at_p[c] * (r[c] - p[c])) + rng.randint(0, 1)
        )

    convex = d.assume(
        "ω is convex", value_r[i], "≥", value_p[i] + at_p[i] * (r[i] - p[i]), [i], above
    )
    plain = d.claim("A4: p is a maximiser at T = 1", total(at_p[i] * r[i]) - total(value_r[i]), "≤",
                    total(at_p[i] * p[i]) - total(value_p[i]))  # fmt: skip
    d.conclude(plain, d.sum(i, convex))

    # A3: the derivative of stationarity in T.
    velocity, bend, μ_rate = d.family("q'"), d.family("ω''(q)", POSITIVE), d.scalar("μ'")

    def moves(point, rng):
        weight = {c: 1 / point.families[bend](c) for c in range(1, 12)}
        size = range(1, int(point.symbols[n].p) + 1)
        mass = sum((weight[c] for c in size), start=flint.fmpq(0))
        slope, t = point.families[at_q], point.symbols[T]
        mean = sum((weight[c] * slope(c) for c in size), start=flint.fmpq(0)) / mass
        point.symbols[μ_rate] = -mean
        point.families[velocity] = lambda c: -weight[c] * (slope(c) - mean) / t

    path = d.assume("stationary along the path", -at_q[i] - T * bend[i] * velocity[i], "=", μ_rate,
                    [i], moves)  # fmt: skip
    stays = d.assume("the sum stays one", total(velocity[i]), "=", 0)
    weight = 1 / (T * bend[i])
    W = d.define("W", total(weight))
    mean = total(weight * at_q[i]) / W
    multiplier = d.combine(μ_rate, "=", -mean, (-1 / W, d.sum(i, path, weight)), (-1 / W, stays))
    form = d.claim("A3: the velocity is that of R5, w = 1/(Tω''), φ = ω'(q)", velocity[i], "=",
                   -weight * (at_q[i] - mean))  # fmt: skip
    d.conclude(form, (-weight, path), (-weight, multiplier))
