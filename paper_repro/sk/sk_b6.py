"""SK-B6: mixtures reduce the variance of targets, the power transform not near the boundary."""

from kdtheory.ledger import claim, measured, sharp, theorem, value
from kdtheory.ledger.numbers import apply, ball


def growth():
    """For two equally likely values, variances are to each other as squared distances."""
    before = ball("1/10000")
    after = apply("power", "9999/10000 1/10000", "2")[1]  # the vertex (1, 0) stays where it is
    return (after / before) ** 2


@claim(
    "SK-B6",
    stated="softening reduces the variance of the targets",
    as_stated="any-softening",
)
def sk_b6():
    return [
        theorem("SK-B6"),
        sharp("SK-B6", floor="1/100", temperature=2),
        measured("SK-B"),
        value(
            "variance of the power transform at T = 2 over that of P ∈ {(1, 0), (0.9999, 0.0001)}",
            "9800",
            growth,
            "at least",
        ),
    ]
