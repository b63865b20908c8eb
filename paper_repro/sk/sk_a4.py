"""SK-A4: at temperature one nothing is softened."""

from kdtheory.ledger import axiom, claim


@claim(
    "SK-A4",
    stated="F_1(p) = p",
    statement=r"F_1(p)=p",
    plain="At temperature one the output is the teacher itself.",
)
def sk_a4():
    return [axiom("SK-A4")]
