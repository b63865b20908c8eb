"""AW-C1: stochastic approximation may stop far from the target."""

from kdtheory.ledger import claim, theorem, value
from kdtheory.ledger.numbers import balls, divergence


def stuck():
    return divergence(balls("3/4 1/4"), balls("1/2 1/2"))  # σ(0) = 1/2


@claim(
    "AW-C1",
    stated="stochastic approximation drives KL to 0",
    as_stated="stochastic",
    note="Descent needs a condition of Polyak and Łojasiewicz or convexity in the parameter.",
)
def aw_c1():
    return [
        theorem("AW-C1"),
        value(
            "KL(t‖p_θ) at θ = 0, where the gradient of σ(θ²) vanishes, t = (3/4, 1/4), nats",
            "0.1308",
            stuck,
        ),
    ]
