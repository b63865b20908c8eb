"""MT-A3: raising the weight of one teacher, with renormalisation, never leads away from it."""

from sympy import Abs, Rational, Sum, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE, SHARE


@derivation("MT-A3", "a pool comes nearer to a teacher whose weight is raised", "ours")
def weight_monotonicity(d: Derivation) -> None:
    """Weights (1 − t) w + t e_k mix the pool with teacher k: exactly for the linear pool, in
    logarithms or in powers for the others. With y an increasing function of q/p^k, the new ratio r'
    grows and r/r' grows as well, so by Chebyshev r' is less spread than r for every convex f.

    A convex function f enters by its values F = f(r), F' = f(r') and slopes G = f'(r'): F lies
    above the tangent at r', and G is ordered like y. A mixture from any w covers every step from t
    to t' > t.
    """
    K, n = d.size("K"), d.size("n")
    k, l, i, j = *d.index("k l", K), *d.index("i j", n)
    P, w = d.distribution("P", n), d.distribution("w", K)
    t, delta, x = d.scalar("t", SHARE), d.kronecker("δ", K), d.family("x")

    def over(e):
        return Sum(e, (i, 1, n))

    raised = d.define("w'_l", (1 - t) * w[l] + t * delta[k, l])
    mixed = d.claim(
        "weights w' = (1 − t) w + t e_k mix every sum over teachers",
        Sum(raised * x[l], (l, 1, K)),
        "=",
        (1 - t) * Sum(w[l] * x[l], (l, 1, K)) + t * x[k],
    )
    sifted = d.since("sift", delta, k, l, x[l])
    d.conclude(mixed, (-t, sifted))

    pool = d.define("q_i", Sum(w[l] * P[l, i], (l, 1, K)))
    after = d.define("q'_i", (1 - t) * pool + t * P[k, i])
    closer = d.claim(
        "linear: every class", Abs(after - P[k, i]), "=", (1 - t) * Abs(pool - P[k, i])
    )
    known = d.identity(closer.lhs, closer.rhs)
    d.conclude(closer, known)
    tv = d.claim("linear: total variation", over(Abs(after - P[k, i])), "=",
                 (1 - t) * over(Abs(pool - P[k, i])))  # fmt: skip
    d.conclude(tv, d.sum(i, known))

    def kl(a, b):
        return over(a * log(a / b))

    concave = d.since("jensen", log, (t, P[k, i]), (1 - t, pool))
    forward = d.claim("linear: divergence", kl(P[k, i], after), "≤", (1 - t) * kl(P[k, i], pool))
    d.conclude(forward, d.sum(i, concave, P[k, i]))

    # Logarithmic pool: q' ∝ q^(1 − t) p^t.
    p, q = d.distribution("p", n), d.distribution("q", n)
    Z = d.define("Z", over(q[i] ** (1 - t) * p[i] ** t))
    geometric = d.claim(
        "logarithmic, q' = q^(1 − t) p^t/Z: divergence",
        kl(p[i], q[i] ** (1 - t) * p[i] ** t / Z),
        "≤",
        (1 - t) * kl(p[i], q[i]),
    )
    below = d.since("tangent", lambda x: x ** (1 - t), 1, q[i] / p[i])
    d.conclude(geometric, d.since("log_bound", Z), d.sum(i, below, p[i]))

    # Power means with s = u, s = −u and s = 0: ρ = Z q/p, y = ρ^u (or ρ).
    u, y, G = d.scalar("u", POSITIVE), d.family("y", POSITIVE), d.family("G")
    m = d.family("m", POSITIVE)
    for name, s, of in (("s = u", u, lambda y: (1 - t) * y + t),
                        ("s = −u", -u, lambda y: y / (1 - t + t * y))):  # fmt: skip
        link = d.claim(f"{name}, m = Σ w p^s, m' = (1 − t) m + t p^s: entries before Z'",
                       ((1 - t) * m[i] + t * p[i] ** s) ** (1 / s), "=",
                       p[i] * of((m[i] / p[i] ** s) ** (u / s)) ** (1 / u))  # fmt: skip
        d.conclude(link, d.identity(link.lhs, link.rhs))

    def convex(point, rng):
        point.families[G] = point.families[y]

    slopes = d.assume("f' increases", (G[i] - G[j]) * (y[i] - y[j]), "≥", 0, [i, j], convex)
    for name, rho, phi, ratio in (
        ("s = u > 0", lambda y: y ** (1 / u), lambda y: ((1 - t) * y + t) ** (1 / u),
         lambda y: (y / ((1 - t) * y + t)) ** (1 / u)),
        ("s = −u < 0", lambda y: y ** (1 / u), lambda y: (y / (1 - t + t * y)) ** (1 / u),
         lambda y: (1 - t + t * y) ** (1 / u)),
        ("s = 0", lambda y: y, lambda y: y ** (1 - t), lambda y: y**t),
    ):  # fmt: skip
        before, new = over(p[i] * rho(y[i])), over(p[i] * phi(y[i]))
        r, r_new = rho(y[i]) / before, phi(y[i]) / new
        F, F_new = d.family(f"F, {name}"), d.family(f"F', {name}")

        def touching(point, rng, F=F, F_new=F_new, r=r, r_new=r_new):
            point.families[F] = lambda c: point.value(F_new[i] + G[i] * (r - r_new), {i: c})

        above = d.assume(
            f"f is above its tangents, {name}",
            F[i],
            "≥",
            F_new[i] + G[i] * (r - r_new),
            [i],
            touching,
        )
        pair = d.since("ordered", ratio, G[i] - G[j], slopes, y[i], y[j])
        both = d.sum(i, d.sum(j, pair, p[j] * phi(y[j])), p[i] * phi(y[i]))
        claim = d.claim(f"{name}: every f-divergence falls", over(p[i] * F_new[i]), "≤",
                        over(p[i] * F[i]))  # fmt: skip
        d.conclude(claim, d.sum(i, above, p[i]), (1 / (2 * before * new), both))

    tenth = Rational(1, 10)
    a, b, c, v = (d.scalar(name, SHARE) for name in ("a", "b", "c", "v"))
    d.counterexample(
        "moving weight v from teacher b to teacher a, without renormalisation, leads nearer to a",
        Abs(v * a + (tenth - v) * b + 9 * tenth * c - a),
        "≤",
        Abs(tenth * b + 9 * tenth * c - a),
        a=6 * tenth,
        b=9 * tenth,
        c=tenth,
        v=tenth,
    )
    first, second = (Rational(20, 41), Rational(1, 41)), (Rational(10, 111), Rational(100, 111))
    gap = [d.scalar(name, SHARE) for name in ("p₁", "p₂", "r₁", "r₂")]

    def first_class(weight):
        parts = [
            x**weight * z ** (1 - weight)
            for x, z in (
                (gap[0], gap[2]),
                (gap[1], gap[3]),
                (1 - gap[0] - gap[1], 1 - gap[2] - gap[3]),
            )
        ]
        return parts[0] / sum(parts)

    half = Rational(1, 2)
    d.counterexample(
        "logarithmic: every class comes nearer, weight of p from 1/2 to 3/4",
        Abs(first_class(Rational(3, 4)) - gap[0]),
        "≤",
        Abs(first_class(half) - gap[0]),
        **{"p₁": first[0], "p₂": first[1], "r₁": second[0], "r₂": second[1]},
    )
