"""AW-A3: no teacher counts too much or too little."""

from kdtheory.ledger import axiom, claim


@claim(
    "AW-A3",
    stated="w_min ≤ w_k ≤ w_max",
    statement=r"w_{\min}\le w_k\le w_{\max}",
    plain="Every weight stays within declared bounds.",
)
def aw_a3():
    return [axiom("AW-A3")]
