"""SK-Q3: squared loss on a convex class sees projections only."""

from sympy import Integer, Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import SHARE


@derivation(
    "SK-Q3", "squared loss, convex class: equivalent iff the projections coincide", "reconstructed"
)
def projections(d: Derivation) -> None:
    """x is a best student for q, s another student. All of the segment from x to s is in the class:
    letting its step go to zero gives ⟨q − x, s − x⟩ ≤ 0, hence ‖s − q‖² ≥ ‖x − q‖² + ‖s − x‖². So
    the best student is unique, the projection of q, and targets are equivalent iff theirs coincide.
    """
    n = d.size("n")
    i = d.index("i", n)
    q, x, s = d.family("q"), d.family("x"), d.family("s")
    t = d.scalar("t", SHARE)

    def total(x):
        return Sum(x, (i, 1, n))

    def square(x):
        return total(x**2)

    def inside(point, rng):
        target, other = point.families[q], point.families[s]
        point.families[x] = lambda c: target(c) + (other(c) - target(c)) / 3

    best = d.assume("x is best on the segment to s", square(x[i] + t * (s[i] - x[i]) - q[i]), "≥",
                    square(x[i] - q[i]), [t], inside)  # fmt: skip
    step = d.divide(best, t, "divide by the step")
    angle = d.claim("the angle is not acute", total((q[i] - x[i]) * (s[i] - x[i])), "≤", 0)
    end = d.since("closure", step, t, Integer(0))
    wide = d.combine(angle.lhs, "≤", 0, (Integer(1) / 2, end))
    d.conclude(angle, wide)
    right = d.claim(
        "Pythagoras", square(s[i] - q[i]), "≥", square(x[i] - q[i]) + square(s[i] - x[i])
    )
    d.conclude(right, (2, wide))
    tie = d.assume("s is as good as x", square(s[i] - q[i]), "≤", square(x[i] - q[i]), (),
                   lambda point, rng: point.families.update({s: point.families[x]}))  # fmt: skip
    unique = d.claim("the best student is unique", square(s[i] - x[i]), "≤", 0)
    d.conclude(unique, (2, wide), tie)
