"""RM-A1: every generation is a distribution."""

from kdtheory.ledger import axiom, claim


@claim(
    "RM-A1",
    stated="s' ∈ Δ",
    statement=r"s'=R(p_0,s,\alpha)\in\Delta",
    plain="A recursive step gives a distribution.",
)
def rm_a1():
    return [axiom("RM-A1")]
