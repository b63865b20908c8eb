"""SK-A0: a softening gives distributions, whatever the classes are called."""

from kdtheory.ledger import axiom, claim


@claim(
    "SK-A0",
    stated="F_T(p) ∈ Δ, whatever the order of the classes",
    statement=r"F_T(p)\in\Delta,\qquad F_T(\pi p)=\pi F_T(p)\ \text{for every relabelling } \pi",
    plain="A softening maps distributions to distributions and treats all classes alike.",
)
def sk_a0():
    return [axiom("SK-A0")]
