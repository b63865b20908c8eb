"""RM-C4: the stated rate is reached at the boundary only; close to the teacher it is (1 − α)²."""

from fractions import Fraction

from kdtheory.ledger import claim, sharp, theorem, value
from kdtheory.ledger.numbers import apply, ball, balls, divergence
from kdtheory.sharpen.solve import sharpen


def constant():
    found = sharpen("RM-C2", width=1e-11, alpha=Fraction(1, 2), floor=Fraction(1, 10))
    return ball(found.lower).union(ball(found.upper))


def near():
    p, s = "1/2 1/2", "500001/1000000 499999/1000000"
    after = apply("linear_anchor", p, s, "1/2")
    return divergence(balls(p), after) / divergence(balls(p), balls(s))


@claim(
    "RM-C4",
    stated="1 − α; asymptotically (1 − α)²",
)
def rm_c4():
    return [
        theorem("RM-C4"),
        sharp("RM-C2", alpha="1/2", floor="1/20"),
        sharp("RM-C3", alpha="1/2", floor="1/20"),
        value("sharp constant for KL(p_0‖·), α = 1/2, floor 1/10", "0.320211996", constant),
        value("KL(p_0‖s')/KL(p_0‖s) at 10⁻⁶ from the teacher, α = 1/2", "0.25000", near),
    ]
