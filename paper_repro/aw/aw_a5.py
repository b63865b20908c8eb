"""AW-A5: safer teachers weigh more."""

from kdtheory.ledger import axiom, claim


@claim(
    "AW-A5",
    stated="s_i ≥ s_j ⇒ w_i ≥ w_j",
    statement=r"s_i\ge s_j\implies w_i\ge w_j",
    plain="The weights respect the safety order of the teachers.",
)
def aw_a5():
    return [axiom("AW-A5")]
