"""R2: axioms of a mixture with uniform are properties of its weight."""

from kdtheory.ledger import cells, claim


@claim(
    "R2",
    stated="A1 ⇔ λ < 1; A3 ⇐ λ non-decreasing; A4 ⇔ λ_1 = 0; A5 ⇔ λ → 1",
    title="mixtures with uniform",
    statement=(
        r"F_T(p)=(1-\lambda_T)p+\lambda_T u:\quad \lambda_T<1\iff\text{A1},\quad "
        r"\lambda_T\nearrow\ \Rightarrow\ \text{A3},\quad \lambda_1=0\iff\text{A4},\quad "
        r"\lambda_T\to1\iff\text{A5}"
    ),
    plain="A mixture with the uniform distribution conforms exactly as its weight behaves.",
    provenance="ours",
    derived=True,
)
def r2():
    return [
        cells(
            "mixture mixture_exponential mixture_rational additive_smoothing",
            "SK-A1/strict SK-A3/weak SK-A4/open SK-A5/inf-open",
        ),
        cells("mixture_late", "!SK-A4/open"),
        cells("mixture_reheated", "!SK-A3/weak"),
    ]
