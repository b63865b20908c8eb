"""SK-A5: where softened outputs go as the temperature leaves every bound."""

from kdtheory.ledger import axiom, claim, value
from kdtheory.ledger.numbers import apply


def small():
    return apply("power", "999999999999/1000000000000 1/1000000000000", "2")[1]


@claim(
    "SK-A5",
    stated="F_T(p) → u as T → ∞",
    statement=r"\lim_{T\to\infty}F_T(p)=u",
    plain=(
        "As the temperature grows the outputs tend to uniform; on faces of the simplex every "
        "operator takes a side."
    ),
    note=(
        "The papers name boundary behaviour; the four forms are completions. On the closed simplex "
        "'uniform' and 'uniform on the support' exclude each other, so each operator fulfils at "
        "most one of them."
    ),
)
def sk_a5():
    return [
        axiom("SK-A5"),
        value(
            "power transform at p = (1 − 10⁻¹², 10⁻¹²), T = 2: the small class", "0.000001", small
        ),
    ]
