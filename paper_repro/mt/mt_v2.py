"""MT-V2: what equal weights leave of the variance."""

from fractions import Fraction

from kdtheory.ledger import claim, measured, theorem, value


def equal(K=5, rho=Fraction(1, 4)):
    return sum((1 if j == k else rho) / Fraction(K) ** 2 for j in range(K) for k in range(K))


@claim(
    "MT-V2",
    stated="σ²/K; σ²(ρ + (1−ρ)/K)",
)
def mt_v2():
    return [
        theorem("MT-V2"),
        measured("MT-V"),
        value("five teachers, σ = 1, ρ = 1/4: wᵀΣw summed", "2/5", equal, "exactly"),
    ]
