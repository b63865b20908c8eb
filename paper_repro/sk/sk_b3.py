"""SK-B3: in relative entropy the risk splits at the geometric mean."""

from kdtheory.ledger import claim, measured, theorem, value
from kdtheory.ledger.numbers import balls, divergence

TRUTH, STUDENTS = "1/2 1/2", ("9/10 1/10", "1/2 1/2")


def left(geometric):
    """What the decomposition leaves over for two students, each with probability 1/2."""
    f, (a, b) = balls(TRUTH), map(balls, STUDENTS)
    raw = [(x * y).sqrt() if geometric else (x + y) / 2 for x, y in zip(a, b)]
    centre = [x / sum(raw) for x in raw]
    spread = sum(divergence(centre, s) for s in (a, b)) / 2
    return sum(divergence(f, s) for s in (a, b)) / 2 - divergence(f, centre) - spread


@claim(
    "SK-B3",
    stated="splits at S̄ ∝ exp E log S",
)
def sk_b3():
    return [
        theorem("SK-B3"),
        measured("SK-B"),
        value(
            "E KL(f‖S) − KL(f‖S̄) − E KL(S̄‖S) at the geometric mean, two students",
            "0.000000000000",
            lambda: left(True),
        ),
        value("the same at the arithmetic mean", "0.05", lambda: left(False), "at least"),
    ]
