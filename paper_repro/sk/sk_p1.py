"""SK-P1: what truncation to the top k costs."""

from kdtheory.ledger import claim, measured, theorem, value
from kdtheory.ledger.numbers import balls, divergence, variation

P, TOP = "1/2 3/10 3/20 1/20", "5/8 3/8 0 0"


@claim(
    "SK-P1",
    stated="TV = τ, KL(p̃‖p) = −log(1−τ), KL(p‖p̃) = ∞",
)
def sk_p1():
    return [
        theorem("SK-P1"),
        measured("SK-P"),
        value(
            "TV of p = (1/2, 3/10, 3/20, 1/20) and its two top classes",
            "0.2000000000",
            lambda: variation(balls(TOP), balls(P)),
        ),
        value(
            "KL(p̃‖p) there, nats: −log(4/5)",
            "0.2231435513",
            lambda: divergence(balls(TOP), balls(P)),
        ),
    ]
