"""AW-A2: every teacher counts."""

from kdtheory.ledger import axiom, claim


@claim(
    "AW-A2",
    stated="w_k > 0",
    statement=r"w_k>0",
    plain="Every teacher keeps some weight.",
)
def aw_a2():
    return [axiom("AW-A2")]
