"""MT-V3: the weights of least variance."""

from fractions import Fraction

from kdtheory.ledger import claim, measured, theorem, value

SIGMA = (Fraction(1), Fraction(4))


def variance(*w):
    return sum(x**2 * v for x, v in zip(w, SIGMA))


def best():
    inverse = [1 / v for v in SIGMA]
    return [x / sum(inverse) for x in inverse]


@claim(
    "MT-V3",
    stated="w ∝ Σ⁻¹1, variance 1/(1ᵀΣ⁻¹1)",
)
def mt_v3():
    return [
        theorem("MT-V3"),
        measured("MT-V"),
        value("least variance for Σ = diag(1, 4)", "4/5", lambda: variance(*best()), "exactly"),
        value(
            "variance at uniform weights there",
            "5/4",
            lambda: variance(Fraction(1, 2), Fraction(1, 2)),
            "exactly",
        ),
    ]
