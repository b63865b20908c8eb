"""SK-H1: a path to the target sparsity, walked in stages."""

from kdtheory.ledger import claim, measured, theorem


@claim(
    "SK-H1",
    stated="n stages of s/n reach s",
)
def sk_h1():
    return [theorem("SK-H1"), measured("SK-H")]
