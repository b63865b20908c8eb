"""AW-P2: a product of weights can turn the safety order around."""

from fractions import Fraction

from kdtheory.ledger import claim, theorem, value


def safer():
    one, other = (Fraction(55, 100) * Fraction(3, 10), Fraction(45, 100) * Fraction(7, 10))
    return one / (one + other)


@claim(
    "AW-P2",
    stated="the product respects the order",
)
def aw_p2():
    return [
        theorem("AW-P2"),
        value("weight of the safer teacher after (.55, .45) × (.3, .7)", "0.34", safer),
    ]
