"""SK-A1: softening keeps the ranking of the classes."""

from kdtheory.ledger import axiom, claim


@claim(
    "SK-A1",
    stated="p_i > p_j ⇒ F_T(p)_i > F_T(p)_j",
    statement=r"p_i>p_j\implies F_T(p)_i>F_T(p)_j",
    plain="A class that is more probable before softening is more probable after it.",
)
def sk_a1():
    return [axiom("SK-A1")]
