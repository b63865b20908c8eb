"""SK-A3: entropy grows with the temperature."""

from kdtheory.ledger import axiom, claim, value
from kdtheory.ledger.numbers import apply, balls, entropy


def rise():
    p, q = balls("7/10 1/5 1/10"), apply("power", "7/10 1/5 1/10", "2")
    return entropy(q) - entropy(p)


def other():
    near = "1/2 499999999/1000000000 1/1000000000"
    return entropy(apply("power", "3/5 1/5 1/5", "20")) - entropy(apply("power", near, "20"))


@claim(
    "SK-A3",
    stated="T' > T ⇒ H(F_T'(p)) ≥ H(F_T(p))",
    statement=r"T'>T\implies H(F_{T'}(p))\ge H(F_T(p))",
    plain="A higher temperature never makes an output more certain.",
    note=(
        "Nothing orders different teachers: one distribution may be more spread than another and "
        "yet less so after softening both."
    ),
)
def sk_a3():
    return [
        axiom("SK-A3"),
        value(
            "H(F_2(p)) − H(p) of the power transform at p = (7/10, 1/5, 1/10), nats",
            "0",
            rise,
            "at least",
        ),
        value(
            (
                "entropy of the power transform at T = 20, p = (3/5, 1/5, 1/5) less that at q = "
                "(1/2, 1/2 − 1/10⁹, 1/10⁹), which p does not majorise"
            ),
            "0",
            other,
            "at least",
        ),
    ]
