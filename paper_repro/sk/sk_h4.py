"""SK-H4: one shot ends in the wrong well, a few stages in the right one."""

from fractions import Fraction

from kdtheory.ledger import claim, measured, theorem, value


def stays(stages, s=Fraction(5, 2)):
    """Whether the minimum at s + 1 of the last stage is right of the barrier of the next one."""
    return all(k * s / stages < (k - 1) * s / stages + 1 for k in range(1, stages + 1))


def least():
    return next(n for n in range(1, 100) if stays(n))


@claim(
    "SK-H4",
    stated="n > L s/r stages stay in their well",
)
def sk_h4():
    return [
        theorem("SK-H4"),
        measured("SK-H"),
        value(
            "least number of stages that stay in their well, s from 0 to 5/2", "3", least, "exactly"
        ),
    ]
