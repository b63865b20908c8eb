"""RM-C10: students of limited capacity."""

from sympy import Sum, exp, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import SHARE


@derivation("RM-C10", "limited students approach the best one, and no error builds up", "ours")
def limited_capacity(d: Derivation) -> None:
    """A student of an exponential family takes over the moments of its target, which are a mixture:
    they contract to those of p. A student s* with the moments of p is the best, by the Pythagorean
    identity KL(p‖s) = KL(p‖s*) + KL(s*‖s): log(s*/s) is linear in the features.

    That the family has a member with given moments is not shown here.
    """
    n, F = d.size("n"), d.size("F")
    i, f, g = d.index("i", n), d.index("f", F), d.whole("g")
    p, q = d.distribution("p", n), d.distribution("q", n)
    start = d.distribution("s₀", n)
    A, theta, best = d.family("A"), d.family("θ"), d.family("θ*")
    alpha = d.scalar("α", SHARE)

    def moment(x):
        return Sum(A[f, i] * x, (i, 1, n))

    def kl(x, y):
        return Sum(x * log(x / y), (i, 1, n))

    target = d.claim("moments of the target", moment(alpha * p[i] + (1 - alpha) * q[i]), "=",
                     alpha * moment(p[i]) + (1 - alpha) * moment(q[i]))  # fmt: skip
    d.conclude(target, d.identity(target.lhs, target.rhs))
    goal, origin = moment(p[i]), moment(start[i])
    m, first, step = d.sequence("m", g, [f], origin, lambda m: alpha * goal + (1 - alpha) * m)

    def line(g):
        return m[g, f] - goal, "=", (1 - alpha) ** g * (origin - goal)

    base = d.combine(*line(0), (-1, first))
    claim = d.claim("m_g are the moments of student g: they contract by exactly 1 − α", *line(g))
    d.conclude(claim, d.since(
        "induction", g, line, base,
        lambda known: d.combine(*line(g + 1), (-1, step), (1 - alpha, known)),
    ))  # fmt: skip

    def member(theta):
        raised = exp(Sum(theta[f] * A[f, i], (f, 1, F)))
        return raised / Sum(raised, (i, 1, n))

    student, limit = d.define("s_i", member(theta)), d.define("s*_i", member(best))

    def fitted(point, rng):
        # Features that are the same for all classes: every teacher has the moments of s*.
        values = point.families[A]
        point.families[A] = lambda f, i: values(f, 1)

    same = d.assume("s* has the moments of p", moment(limit), "=", goal, [f], fitted)
    along = d.sum(f, same, best[f] - theta[f])
    split = d.claim("Pythagoras", kl(p[i], student), "=", kl(p[i], limit) + kl(limit, student))
    known = d.combine(split.lhs, "=", split.rhs, (-1, along))
    d.conclude(split, known)
    gibbs = d.since("gibbs", i, limit, student)
    optimal = d.claim("so s* is the best student", kl(p[i], limit), "≤", kl(p[i], student))
    d.conclude(optimal, (-1, known), gibbs)
    fixed = d.claim(
        "and stays: its target has its moments",
        moment(alpha * p[i] + (1 - alpha) * limit),
        "=",
        moment(limit),
    )
    d.conclude(fixed, (-alpha, same))
