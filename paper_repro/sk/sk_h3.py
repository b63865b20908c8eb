"""SK-H3: a tracking student stays within a multiple of the stage length."""

from fractions import Fraction

from kdtheory.ledger import claim, measured, theorem, value


def tracked(stages=10, rho=Fraction(1, 2)):
    error = Fraction(0)
    for _ in range(stages):
        error = rho * (error + Fraction(1, stages))
    return error


@claim(
    "SK-H3",
    stated="e_n ≤ ρLs(1−ρⁿ)/((1−ρ)n)",
)
def sk_h3():
    return [
        theorem("SK-H3"),
        measured("SK-H"),
        value(
            "ten stages with ρ = 1/2, L = s = 1, run step by step", "1023/10240", tracked, "exactly"
        ),
    ]
