"""RM-C7: what is anchored has to be the previous student."""

from kdtheory.ledger import claim, theorem


@claim(
    "RM-C7",
    stated="no convergence for arbitrary r",
)
def rm_c7():
    return [theorem("RM-C7")]
