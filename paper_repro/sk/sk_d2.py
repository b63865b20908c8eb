"""SK-D2: logits of bounded sensitivity make a private token."""

from kdtheory.ledger import claim, measured, theorem, value
from kdtheory.ledger.numbers import ball


def share(rises, falls):
    """Probability of a class whose logit is 20 below the other's, after both have moved."""
    return 1 / (1 + (20 - ball(rises) - ball(falls)).exp())


def loss():
    return (share("1/2", "1/2") / share("-1/2", "-1/2")).log()


@claim(
    "SK-D2",
    stated="2Δ/T",
)
def sk_d2():
    return [
        theorem("SK-D2"),
        measured("SK-D"),
        value(
            (
                "privacy loss for Δ = T = 1 where a class of probability e⁻²⁰ rises and the other "
                "falls"
            ),
            "1.999",
            loss,
            "at least",
        ),
        value("the same: it never exceeds 2Δ/T", "2", loss, "at most"),
    ]
