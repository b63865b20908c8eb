"""SK-P2: softening amplifies what a truncation leaves out."""

from kdtheory.ledger import claim, measured, theorem, value
from kdtheory.ledger.numbers import apply


def tail(T):
    return sum(apply("power", "1/2 3/10 3/20 1/20", T)[2:])


@claim(
    "SK-P2",
    stated="up to (n − k)/n",
)
def sk_p2():
    return [
        theorem("SK-P2"),
        measured("SK-P"),
        value(
            "softened tail of p = (1/2, 3/10, 3/20, 1/20), k = 2, T = 2: more than the tail 1/5",
            "0.33",
            lambda: tail("2"),
        ),
        value("the same at T = 1000, towards (n − k)/n = 1/2", "0.4996", lambda: tail("1000")),
    ]
