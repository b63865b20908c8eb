"""SK-A3: entropy grows with the temperature."""

from kdtheory.ledger import axiom, claim, value
from kdtheory.ledger.numbers import apply, balls, entropy


def rise():
    p, q = balls("7/10 1/5 1/10"), apply("power", "7/10 1/5 1/10", "2")
    return entropy(q) - entropy(p)


#: The first majorises the second.
SHARP = "99/100 99996/10000000 3/10000000 1/10000000"
SPREAD = "51/100 4899996/10000000 3/10000000 1/10000000"


def turned():
    return entropy(apply("power", SHARP, "20")) - entropy(apply("power", SPREAD, "20"))


@claim(
    "SK-A3",
    stated="T' > T ⇒ H(F_T'(p)) ≥ H(F_T(p))",
    statement=r"T'>T\implies H(F_{T'}(p))\ge H(F_T(p))",
    plain="A higher temperature never makes an output more certain.",
    note=(
        "Nothing orders different teachers: one distribution may be more spread than another and "
        "yet be the less spread one after both have been softened."
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
                "H(F_20(p)) − H(F_20(q)) of the power transform, p = (0.99, 0.0099996, 3·10⁻⁷, "
                "10⁻⁷), q = (0.51, 0.4899996, 3·10⁻⁷, 10⁻⁷), though p majorises q, nats"
            ),
            "0.007",
            turned,
            "at least",
        ),
    ]
