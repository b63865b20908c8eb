"""MT-J1: which pools are never worse than their teachers on average."""

from kdtheory.ledger import axiom, claim, theorem, value
from kdtheory.ledger.numbers import apply, balls, divergence


def lost():
    q = apply("smoothed_linear", ["9/10 1/10", "9/10 1/10"], "1/2 1/2")
    return divergence(balls("9/10 1/10"), q)


@claim(
    "MT-J1",
    stated="KL(r‖q) ≤ Σ w_k KL(r‖p^k)",
)
def mt_j1():
    return [
        axiom("MT-J1"),
        theorem("MT-J1"),
        value(
            (
                "what the smoothed pool loses where both teachers are right: KL(r‖q), r = (.9, "
                ".1), nats"
            ),
            "0.007",
            lost,
            "at least",
        ),
    ]
