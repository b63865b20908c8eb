"""R7: mixing a spreading path with uniform keeps it spreading."""

from kdtheory.ledger import cells, claim


@claim(
    "R7",
    stated="X_T ≻ X_T' ⇒ the same for (1−λ_T)X_T + λ_T u",
    title="mixture of a majorised path",
    statement=(
        r"X_T\succ X_{T'}\ (T'>T)\implies (1-\lambda_T)X_T+\lambda_T "
        r"u\succ(1-\lambda_{T'})X_{T'}+\lambda_{T'}u"
    ),
    plain=(
        "A path that spreads keeps spreading when it is mixed with more and more of the uniform "
        "distribution."
    ),
    provenance="ours",
    derived=True,
)
def r7():
    return [cells("mixture_of_power", "SK-A1/strict SK-A3/weak SK-A4/open SK-A5/inf-open")]
