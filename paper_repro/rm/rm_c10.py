"""RM-C10: students of limited capacity settle at their best."""

from kdtheory.ledger import claim, measured, theorem


@claim(
    "RM-C10",
    stated="moments contract by 1 − α",
)
def rm_c10():
    return [theorem("RM-C10"), measured("RM-C")]
