"""MT-A6: teachers that agree are not contradicted."""

from kdtheory.ledger import axiom, claim


@claim(
    "MT-A6",
    stated="G(p, …, p) = p",
    statement=r"G(p,\dots,p,w)=p",
    plain="If all teachers say the same, so does the aggregate.",
)
def mt_a6():
    return [axiom("MT-A6")]
