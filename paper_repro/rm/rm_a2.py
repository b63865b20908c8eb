"""RM-A2: no class of the teacher gets lost."""

from kdtheory.ledger import axiom, claim


@claim(
    "RM-A2",
    stated="p_0(i) > 0 and s(i) > 0 ⇒ s'(i) > 0",
    statement=r"p_0(i)>0,\ s(i)>0\implies s'(i)>0",
    plain="A class that the teacher gives mass keeps mass.",
)
def rm_a2():
    return [axiom("RM-A2")]
