"""MT-A2: no class gets lost that the teachers give."""

from kdtheory.ledger import axiom, claim


@claim(
    "MT-A2",
    stated="all p^k(i) > 0 ⇒ q(i) > 0",
    statement=r"\forall k\ p^k(i)>0\implies G(p^1,\dots,p^K,w)(i)>0",
    plain="A class that every teacher (or, stronger, some teacher) gives mass keeps mass.",
)
def mt_a2():
    return [axiom("MT-A2")]
