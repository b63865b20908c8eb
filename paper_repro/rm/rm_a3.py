"""RM-A3: every generation keeps a share of the first teacher."""

from kdtheory.ledger import axiom, claim


@claim(
    "RM-A3",
    stated="s' = α p_0 + (1−α) r, α > 0",
    statement=r"s'=\alpha p_0+(1-\alpha)r\ \text{for some } r\in\Delta",
    plain="The step contains the share α of the base teacher.",
)
def rm_a3():
    return [axiom("RM-A3")]
