"""R6: an infinite-dimensional family of conforming operators."""

from kdtheory.ledger import cells, claim


@claim(
    "R6",
    stated="every strictly convex ω gives a conforming family",
    title="regularised argmax",
    statement=(
        r"F_T(p)=\arg\max_q\ \langle\omega'(p),q\rangle-T\sum_i\omega(q_i),\quad \omega\ "
        r"\text{strictly convex}\quad\implies\quad\text{A1 to A5}"
    ),
    plain=(
        "Every strictly convex function generates a conforming softening: entropy the power "
        "transform, squares the sparsemax, and so on."
    ),
    provenance="ours",
    note=(
        "The derivation takes a maximiser that exists, lies inside and changes smoothly "
        "with T, and shows A1, A3, A4 and A5 of it; the instances below need no such assumption."
    ),
)
def r6():
    return [
        cells(
            "power sparsemax_matched entmax15_matched",
            "SK-A1/strict SK-A3/weak SK-A4/open SK-A5/inf-open",
        )
    ]
