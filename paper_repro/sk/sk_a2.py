"""SK-A2: softening is continuous in the teacher and in the temperature together."""

from kdtheory.ledger import axiom, claim


@claim(
    "SK-A2",
    stated="(p, T) ↦ F_T(p) is continuous",
    statement=r"(p,T)\mapsto F_T(p)\ \text{is continuous}",
    plain="Small changes of the teacher or of the temperature change the softened output little.",
)
def sk_a2():
    return [axiom("SK-A2")]
