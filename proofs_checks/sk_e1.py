"""SK-E1: there is more than one softening operator."""

from sympy import Rational, Sum, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import AT_LEAST_ONE


@derivation("SK-E1", "three conforming families differ", "sourced")
def three_families(d: Derivation) -> None:
    """At p = (.7, .2, .1), T = 2 the power transform and the mixture differ, and the entropy of
    neither is the one that the entropic projection has by definition, h = H(p) + (1 − 1/T)(log n −
    H(p)).

    The projection is the power transform at the temperature t at which the entropy is h (Gibbs), so
    that it conforms by R4. That there is such a t ≥ 1 for every h is not part of this.
    """
    n = d.size("n")
    i, j = d.index("i j", n)
    p, T = d.distribution("p", n), d.scalar("T", AT_LEAST_ONE)

    def total(x, i=i):
        return Sum(x, (i, 1, n))

    def entropy(q):
        return -total(q * log(q))

    power = d.define("power_i", p[i] ** (1 / T) / total(p[j] ** (1 / T), j))
    mixture = d.define("mixture_i", p[i] / T + (1 - 1 / T) / n)
    H = d.define("H(p)", entropy(p[i]))
    h = H + (1 - 1 / T) * (log(n) - H)
    tenth = Rational(1, 10)
    point = {"n": 3, "T": 2, "p": [7 * tenth, 2 * tenth, tenth]}
    d.counterexample("power transform and mixture agree", power, "≤", mixture, i=1, **point)
    d.counterexample("the power transform has the entropy h", entropy(power), "≤", h, **point)
    d.counterexample("the mixture has the entropy h", entropy(mixture), "≤", h, **point)

    t = d.scalar("t", AT_LEAST_ONE)
    q = d.distribution("q", n)
    Z = total(p[j] ** (1 / t), j)
    best = p[i] ** (1 / t) / Z
    project = d.claim(
        "among q of at least its entropy, p^(1/t)/Z has the least KL(q‖p)",
        total(q[i] * log(q[i] / p[i])) - total(best * log(best / p[i])), "≥",
        (t - 1) * (entropy(q[i]) - entropy(best)),
    )  # fmt: skip
    gibbs = d.since("gibbs", i, q[i], best)
    d.conclude(project, (t, gibbs))
