"""SK-H2: errors of second order add up to something small, errors of first order do not."""

from fractions import Fraction

from kdtheory.ledger import claim, measured, theorem, value


def total(power, stages=1000):
    return sum(Fraction(1, stages) ** power for _ in range(stages))


@claim(
    "SK-H2",
    stated="Σ e_k ≤ C s²/n",
)
def sk_h2():
    return [
        theorem("SK-H2"),
        measured("SK-H"),
        value("1000 stage errors of (s/n)², s = 1", "1/1000", lambda: total(2), "exactly"),
        value("1000 stage errors of s/n: they do not vanish", "1", lambda: total(1), "exactly"),
    ]
