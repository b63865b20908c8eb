"""AW-A4: weights are Lipschitz in the scores."""

from kdtheory.ledger import axiom, claim


@claim(
    "AW-A4",
    stated="‖w(s) − w(s')‖₁ ≤ L ‖s − s'‖∞",
    statement=r"\|w(s)-w(s')\|_1\le L\,\|s-s'\|_\infty",
    plain="Small changes of the scores change the weights little.",
)
def aw_a4():
    return [axiom("AW-A4")]
