"""MT-A3: raising a weight brings the pool closer to that teacher."""

from kdtheory.ledger import axiom, claim, theorem, value
from kdtheory.ledger.numbers import apply, balls, divergence

TEACHERS = ["3/5 2/5", "9/10 1/10", "1/10 9/10"]


def moved():
    """Weight 1/10 of the second teacher goes to the first; the third keeps 9/10."""
    before, after = (apply("linear_pool", TEACHERS, w) for w in ("0 1/10 9/10", "1/10 0 9/10"))
    return divergence(balls(TEACHERS[0]), after) - divergence(balls(TEACHERS[0]), before)


@claim(
    "MT-A3",
    stated="KL(p^k‖q) does not grow as w_k is raised",
    note=(
        "Weight that is taken from all others in proportion never leads away; weight moved from "
        "one teacher to another can."
    ),
)
def mt_a3():
    return [
        axiom("MT-A3"),
        theorem("MT-A3"),
        value(
            "KL(p^k‖q) grows as 1/10 is moved to k from another teacher", "0.09", moved, "at least"
        ),
    ]
