"""MT-A5: three readings of temperature coherence."""

from kdtheory.ledger import axiom, claim, value
from kdtheory.ledger.numbers import apply, ball, entropy


def pooled(T):
    """Entropy of the linear pool of the softened teachers."""
    rows = [apply("power", p, T) for p in ("9/10 1/10", "2/5 3/5")]
    return entropy([ball("1/5") * x + ball("4/5") * y for x, y in zip(*rows)])


@claim(
    "MT-A5",
    stated="limits, commuting with softening, entropy that rises",
    statement=(
        r"G(F_T p^1,\dots,F_T p^K,w)\xrightarrow[T\to\infty]{}u,\qquad F_T\circ G=G\circ "
        r"F_T,\qquad H(G(F_Tp^1,\dots))\nearrow"
    ),
    plain=(
        "Softening the teachers should go well with softening the aggregate; there are three ways "
        "to say how."
    ),
    note="Commuting and staying in the hull exclude each other (MT-T1).",
)
def mt_a5():
    return [
        axiom("MT-A5"),
        value(
            "entropy of the linear pool at T = 1, p¹ = (.9, .1), p² = (.4, .6), w = (.2, .8), nats",
            "0.6931",
            lambda: pooled("1"),
        ),
        value(
            "entropy at T = 2 less that at T = 1: it falls",
            "0",
            lambda: pooled("2") - pooled("1"),
            "at most",
        ),
    ]
