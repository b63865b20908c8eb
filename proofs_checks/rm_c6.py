"""RM-C6: students that miss their target by a little."""

from sympy import Abs, Rational, Sum, diff, log, sqrt

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE, SHARE


@derivation("RM-C6", "errors of δ in every generation add up to δ/α", "ours")
def inexact_students(d: Derivation) -> None:
    """The triangle inequality adds δ to a contraction. For errors in divergence Σ p log(q'/t) is at
    most 1/α times KL(q'‖t) and the mass that q' misses, which Pinsker bounds.

    The limits for g → ∞ are those of (1 − α)^g → 0; that ε/α² is approached follows from the second
    derivatives by Taylor's theorem, and is also checked at one point to 1 %.
    """
    n, g = d.size("n"), d.whole("g")
    i, j = d.index("i j", n)
    alpha, delta = d.scalar("α", SHARE), d.scalar("δ", POSITIVE)
    p, s = d.distribution("p", n, closed=True), d.distribution("s", n, closed=True)
    free = d.distribution("r", n, closed=True)

    def tv(x, y):
        return Rational(1, 2) * Sum(Abs(x - y), (i, 1, n))

    def most(point, rng):
        point.symbols[delta] = point.symbols[delta] + 1  # total variation is at most one

    target = alpha * p[i] + (1 - alpha) * s[g, i]
    error = d.assume("each student is δ-near", tv(s[g + 1, i], target), "≤", delta, [g], most)

    def distance(g):
        return tv(s[g, i], p[i])

    both = d.since("triangle", s[g + 1, i] - target, target - p[i])
    step = d.combine(distance(g + 1), "≤", (1 - alpha) * distance(g) + delta, error,
                     (Rational(1, 2), d.sum(i, both)))  # fmt: skip

    def bounded(g):
        ratio = (1 - alpha) ** g
        return distance(g), "≤", ratio * distance(0) + delta / alpha * (1 - ratio)

    base = d.combine(*bounded(0))
    every = d.since("induction", g, bounded, base,
                    lambda known: d.combine(*bounded(g + 1), step, (1 - alpha, known)))  # fmt: skip
    claim = d.claim("after g generations", *bounded(g))
    d.conclude(claim, every)
    a = d.scalar("a")
    miss = alpha * a + (1 - alpha) * (a + delta / alpha)
    stays = d.claim("tight: at p + (δ/α, −δ/α) the target is δ away", a + delta / alpha - miss, "=",
                    delta)  # fmt: skip
    d.conclude(stays, d.identity(stays.lhs, delta))

    loose = d.assume("without anchor", tv(free[g + 1, i], free[g, i]), "≤", delta, [g])
    drift = d.claim("without anchor: drift", tv(free[g, i], p[i]), "≤",
                    tv(free[0, i], p[i]) + g * delta)  # fmt: skip
    away = d.since("triangle", free[g + 1, i] - free[g, i], free[g, i] - p[i])

    def drifted(g):
        return tv(free[g, i], p[i]), "≤", tv(free[0, i], p[i]) + g * delta

    walk = d.since(
        "induction", g, drifted, d.combine(*drifted(0)),
        lambda known: d.combine(*drifted(g + 1), known, loose, (Rational(1, 2), d.sum(i, away))),
    )  # fmt: skip
    d.conclude(drift, walk)
    walks = d.claim("which (1 − gδ, gδ) reaches", Abs(g * delta) / 2 + Abs(-g * delta) / 2, "=",
                    g * delta)  # fmt: skip
    d.conclude(walks, d.identity(walks.lhs, walks.rhs))

    # Errors in relative entropy.
    e = d.scalar("ε", POSITIVE)
    base, before, after = (d.distribution(name, n) for name in ("p₀", "s°", "t"))
    q = d.define("q'_i", alpha * base[i] + (1 - alpha) * before[i])
    t = after[i]

    def kl(x, y):
        return Sum(x * log(x / y), (i, 1, n))

    missing = (Abs(t - q) + t - q) / 2
    mine = (alpha * base[i] * log(q / t), "≤", q * log(q / t) + missing)
    cases = []
    with d.supposing("q' ≥ t", q, "≥", t) as case:
        logs = d.since("monotone", log, case, t, q)
        cases.append(d.combine(*mine, ((1 - alpha) * before[i], logs),
                               (Rational(1, 2), d.since("absolute", q - t))))  # fmt: skip
    with d.supposing("q' ≤ t", q, "≤", t) as case:
        logs = d.since("monotone", log, case, q, t)
        cases.append(d.combine(*mine, (alpha * base[i], logs), (q, d.since("log_bound", t / q)),
                               (Rational(1, 2), d.since("absolute", t - q))))  # fmt: skip
    each = d.either(*cases)

    def spare(point, rng):
        share, classes = point.symbols[alpha], range(1, int(point.symbols[n]) + 1)
        first, second, third = (point.families[x] for x in (base, before, after))
        point.symbols[e] = sum(
            (share * first(y) + (1 - share) * second(y)) ** 2 / third(y) for y in classes
        )  # χ² + 1, more than KL

    near = d.assume("KL(q'‖t) ≤ ε", kl(q, t), "≤", e, sample=spare)
    other = d.distribution("q", n)
    pinsker = d.since("pinsker", i, j, lambda k: other[k], lambda k: after[k])
    pinsker = d.put(pinsker, {other: lambda k: alpha * base[k] + (1 - alpha) * before[k]})
    root = d.combine(2 * e, "≥", Sum(Abs(t - q), (i, 1, n)) ** 2, pinsker, (2, near))
    variation = d.since("square_root", root, Sum(Abs(t - q), (i, 1, n)), sqrt(2 * e))
    concave = d.since("jensen", log, (alpha, base[i]), (1 - alpha, before[i]))
    global_bound = d.claim(
        "one generation with KL(q'‖t) ≤ ε",
        kl(base[i], t),
        "≤",
        (1 - alpha) * kl(base[i], before[i]) + (e + sqrt(e / 2)) / alpha,
    )
    d.conclude(global_bound, d.sum(i, concave, base[i]), (1 / alpha, d.sum(i, each)),
               (1 / alpha, near), (1 / (2 * alpha), variation))  # fmt: skip

    # Students that stay at s: KL(q'‖s) is α² times KL(p‖s) near p.
    v, u = d.scalar("λ"), d.family("u")
    stuck = p[i] + v * u[i]
    second = d.claim("students that stay at p + λu: second derivatives of KL(q'‖s) and KL(p‖s)",
                     diff(kl(p[i] + (1 - alpha) * v * u[i], stuck), v, 2).subs(v, 0), "=",
                     alpha**2 * diff(kl(p[i], stuck), v, 2).subs(v, 0))  # fmt: skip
    d.conclude(second, d.identity(second.lhs, second.rhs))
    x, y = d.scalar("x", SHARE), d.scalar("y", SHARE)

    def two(a, b):
        return a * log(a / b) + (1 - a) * log((1 - a) / (1 - b))

    cost = two(alpha * x + (1 - alpha) * y, y)
    point = {"x": Rational(1, 2), "y": Rational(501, 1000), "α": Rational(1, 10)}
    d.counterexample("the limit is ε/α", two(x, y), "≤", cost / alpha, **point)
    d.counterexample("the limit is 0.99 ε/α²", two(x, y), "≤", Rational(99, 100) * cost / alpha**2,
                     **point)  # fmt: skip
