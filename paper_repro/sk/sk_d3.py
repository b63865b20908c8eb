"""SK-D3: the bare power transform is not private."""

from kdtheory.ledger import claim, measured, theorem, value
from kdtheory.ledger.numbers import apply


def ratio():
    rare = apply("power", "1/100000000 99999999/100000000", "2")[0]
    return apply("power", "1/2 1/2", "2")[0] / rare


@claim(
    "SK-D3",
    stated="not private on the closed simplex",
)
def sk_d3():
    return [
        theorem("SK-D3"),
        measured("SK-D"),
        value(
            "F_2(p)/F_2(r) for p = (1/2, 1/2), r = (10⁻⁸, 1 − 10⁻⁸), first class",
            "5000",
            ratio,
            "at least",
        ),
    ]
