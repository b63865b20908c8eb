"""R5: the path criterion, for operators that are defined by an optimum."""

from kdtheory.ledger import cells, claim


@claim(
    "R5",
    stated="φ ordered like F ⇒ dH/dT ≥ 0",
    title="path criterion",
    statement=(
        r"\frac{dF_i}{dT}=-w_i(\varphi_i-\bar\varphi_w),\ w_i\ge0\quad\implies\quad "
        r"\frac{dH}{dT}=W\,\mathrm{Cov}_w(\varphi,\log F)\ge0"
    ),
    plain=(
        "If mass moves away from a class the faster the larger that class is, entropy grows; this "
        "covers operators defined as minimisers."
    ),
    provenance="ours",
    derived=True,
)
def r5():
    return [cells("power sparsemax_matched entmax15_matched entropic_projection", "SK-A3/weak")]
