"""SK-D1: one token drawn from the mixture is differentially private in the teacher."""

from kdtheory.ledger import claim, measured, theorem, value
from kdtheory.ledger.numbers import apply


def loss():
    one, other = (apply("mixture", p, "2")[0] for p in ("1 0 0", "0 1 0"))
    return (one / other).log()


@claim(
    "SK-D1",
    stated="ε = log(1 + n(1−λ)/λ)",
)
def sk_d1():
    return [
        theorem("SK-D1"),
        measured("SK-D"),
        value("privacy loss between two vertices, n = 3, λ = 1/2: log 4", "1.3863", loss),
    ]
