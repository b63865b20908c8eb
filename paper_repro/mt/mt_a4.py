"""MT-A4: pools are continuous in teachers and weights."""

from kdtheory.ledger import axiom, claim


@claim(
    "MT-A4",
    stated="(p, w) ↦ G is continuous",
    statement=r"(p^1,\dots,p^K,w)\mapsto G(p^1,\dots,p^K,w)\ \text{is continuous}",
    plain="Small changes of teachers or weights change the aggregate little.",
)
def mt_a4():
    return [axiom("MT-A4")]
