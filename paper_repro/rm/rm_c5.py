"""RM-C5: the teacher is the only fixed point, and attracts every student."""

from kdtheory.ledger import claim, theorem


@claim(
    "RM-C5",
    stated="p_0, globally attractive",
)
def rm_c5():
    return [theorem("RM-C5")]
