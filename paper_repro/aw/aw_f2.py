"""AW-F2: clipping and renormalising can leave the box."""

from kdtheory.ledger import cells, claim, theorem, value
from kdtheory.ledger.numbers import apply


def larger():
    return apply("clipped_renormalised", "2 0")[0]


@claim(
    "AW-F2",
    stated="the projection stays in the box",
)
def aw_f2():
    return [
        theorem("AW-F2"),
        cells("projected_box", "AW-A3/bounded"),
        cells("clipped_renormalised", "!AW-A3/bounded"),
        value(
            "larger weight at scores (2, 0), clipped to [1/10, 7/10] and renormalised",
            "0.8545",
            larger,
        ),
    ]
