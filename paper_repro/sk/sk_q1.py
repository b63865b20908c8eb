"""SK-Q1: unrestricted students tell any two operators apart."""

from kdtheory.ledger import claim, measured, theorem


@claim(
    "SK-Q1",
    stated="F ~ G ⇔ F = G",
)
def sk_q1():
    return [theorem("SK-Q1"), measured("SK-Q")]
