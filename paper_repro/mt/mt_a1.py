"""MT-A1: pools give distributions; in the hull of the teachers only some do."""

from kdtheory.ledger import axiom, claim, value
from kdtheory.ledger.numbers import apply


def middle():
    return apply("log_pool", ["7/10 1/5 1/10", "1/10 1/5 7/10"], "1/2 1/2")[1]


@claim(
    "MT-A1",
    stated="q ≥ 0, Σ q = 1; in the hull of the teachers",
    statement=r"G(p^1,\dots,p^K,w)\in\Delta,\qquad G\in\mathrm{conv}\{p^1,\dots,p^K\}",
    plain=(
        "The aggregate is a distribution; read strictly, it is a convex combination of the "
        "teachers."
    ),
)
def mt_a1():
    return [
        axiom("MT-A1"),
        value(
            "logarithmic pool of (.7, .2, .1) and (.1, .2, .7): the class that both give 1/5",
            "0.274",
            middle,
        ),
    ]
