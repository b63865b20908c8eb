"""SK-B5: less variance does not make a student better that aims elsewhere."""

from fractions import Fraction

from kdtheory.ledger import claim, measured, theorem, value

TRUTH = (Fraction(9, 10), Fraction(1, 10))
UNIFORM = (Fraction(1, 2), Fraction(1, 2))
STEP = Fraction(1, 100)


def distance(p, q):
    return sum((x - y) ** 2 for x, y in zip(p, q))


#: An unbiased teacher: the truth with 1/100 moved to either side, each with probability 1/2.
TEACHER = sum(distance(TRUTH, (TRUTH[0] + h, TRUTH[1] - h)) for h in (STEP, -STEP)) / 2


@claim(
    "SK-B5",
    stated="ΔVar > ΔBias² ⇒ the student is better",
    as_stated="mixed-reference",
    note=(
        "The student is measured against the softened teacher, the teacher against the truth. A "
        "student that copies the softened target u without any variance satisfies the condition "
        "and is worse."
    ),
)
def sk_b5():
    return [
        theorem("SK-B5"),
        measured("SK-B"),
        value(
            "ΔVar of the instance: the teacher's variance, the student has none",
            "1/5000",
            lambda: TEACHER,
            "exactly",
        ),
        value(
            "ΔBias² of the instance: the student hits its target",
            "0",
            lambda: distance(UNIFORM, UNIFORM),
            "exactly",
        ),
        value(
            "the student's risk against the truth",
            "8/25",
            lambda: distance(UNIFORM, TRUTH),
            "exactly",
        ),
        value("the teacher's risk against the truth", "1/5000", lambda: TEACHER, "exactly"),
    ]
