"""AW-A1: weights sum to one."""

from kdtheory.ledger import axiom, claim


@claim(
    "AW-A1",
    stated="Σ w_k = 1",
    statement=r"\sum_k w_k=1",
    plain="The weights of the teachers sum to one.",
)
def aw_a1():
    return [axiom("AW-A1")]
