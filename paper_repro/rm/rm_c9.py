"""RM-C9: students from samples collapse without an anchor and settle with one."""

from kdtheory.ledger import claim, measured, theorem, value
from kdtheory.ledger.numbers import ball

N = 10


def settled(generations=400):
    """The exact recursion of the variance, sampling first and anchoring then."""
    v, keep = ball(0), ball("3/4") ** 2
    for _ in range(generations):
        v = keep * (v * (1 - ball(1) / N) + ball("1/2") / N)
    return v


def collapsed(generations=100):
    return ball("1/2") * (1 - ball(1) / N) ** generations


@claim(
    "RM-C9",
    stated="v∞ = (1−α)²(1−‖p_0‖²)/N ÷ (1−(1−α)²(1−1/N))",
)
def rm_c9():
    return [
        theorem("RM-C9"),
        measured("RM-C"),
        value("variance after 400 generations, α = 1/4, N = 10, p_0 = (½, ½)", "0.05696", settled),
        value(
            "1 − ‖s‖² after 100 generations without an anchor, N = 10, from 1/2",
            "0.0000133",
            collapsed,
        ),
    ]
