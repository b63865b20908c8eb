"""RM-C6: errors of every generation add up to at most δ/α, measured in total variation."""

from kdtheory.ledger import claim, theorem, value
from kdtheory.ledger.numbers import apply, balls, divergence


def stationary():
    """How much larger the distance is than the error that the student makes in every step."""
    p, s = "1/2 1/2", "5001/10000 4999/10000"
    q = apply("linear_anchor", p, s, "1/10")
    return divergence(balls(p), balls(s)) / divergence(q, balls(s))


@claim(
    "RM-C6",
    stated="limsup TV ≤ δ/α",
)
def rm_c6():
    return [
        theorem("RM-C6"),
        value(
            "KL(p_0‖s)/KL(q‖s) of a student that stays, α = 1/10: towards 1/α² = 100, not 1/α",
            "99",
            stationary,
            "at least",
        ),
    ]
