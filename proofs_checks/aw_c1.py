"""AW-C1: gradient steps need not drive the divergence to zero."""

from sympy import Rational, diff, exp, log, sqrt

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE


@derivation(
    "AW-C1", "stochastic approximation drives KL to zero: false without a PL condition", "sourced"
)
def flat_start(d: Derivation) -> None:
    """The student (σ(θ²), 1 − σ(θ²)) has a gradient with a factor θ for every label, so every
    gradient step, exact or from a sampled label, stays at θ = 0; the target (3/4, 1/4) is reached
    at θ² = log 3.
    """
    g, eta = d.whole("g"), d.scalar("η", POSITIVE)
    t = d.scalar("θ")
    first, second = exp(t**2) / (1 + exp(t**2)), 1 / (1 + exp(t**2))
    target = (Rational(3, 4), Rational(1, 4))
    loss = d.define(
        "L(θ)", target[0] * log(target[0] / first) + target[1] * log(target[1] / second)
    )
    one = d.claim("the student is a distribution", first + second, "=", 1)
    d.conclude(one, d.identity(one.lhs, 1))
    for name, of in (("exact", loss), ("label 1", -log(first)), ("label 2", -log(second))):
        slope = diff(of, t)
        letter = {"exact": "x", "label 1": "y", "label 2": "z"}[name]
        x, start, step = d.sequence(
            letter, g, [], 0, lambda x, slope=slope: x - eta * slope.subs(t, x)
        )
        claim = d.claim(f"{name}: gradient steps from 0 stay", x[g], "=", 0)

        def move(known, x=x, step=step, slope=slope):
            same = d.since("same", lambda y: y - eta * slope.subs(t, y), x[g], 0, known)
            return d.combine(x[g + 1], "=", 0, (-1, step), (-1, same))

        base = d.combine(x[0], "=", 0, (-1, start))
        d.conclude(claim, d.since("induction", g, lambda g, x=x: (x[g], "=", 0), base, move))
    stuck = d.claim("where the divergence is positive", loss.subs(t, 0), ">", 0)
    value = log(Rational(27, 16)) / 4
    d.conclude(stuck, d.sign(value))
    best = d.claim("though it can be zero", loss.subs(t, sqrt(log(3))), "=", 0)
    d.conclude(best, d.identity(best.lhs, 0))
