"""RM-C8: each anchor contracts a distance of its own."""

from kdtheory.ledger import claim, theorem, value
from kdtheory.ledger.numbers import apply, balls, variation


def factor():
    p, s = "1/2 1/2", "1/1000000000000 999999999999/1000000000000"
    after = apply("geometric_anchor", p, s, "1/2")
    return variation(after, balls(p)) / variation(balls(s), balls(p))


@claim(
    "RM-C8",
    stated="1 − α in the Hilbert metric",
)
def rm_c8():
    return [
        theorem("RM-C8"),
        value(
            (
                "geometric anchor: TV after over TV before, p_0 = (½, ½), s = (10⁻¹², 1 − 10⁻¹²), "
                "α = 1/2"
            ),
            "0.99999",
            factor,
            "at least",
        ),
    ]
