"""AW-Z1: distillation under a safety constraint."""

from fractions import Fraction

from kdtheory.ledger import claim, theorem, value


def optimum(level=Fraction(1, 2), multiplier=1):
    """``q_i = p_i / (1 + λ(c − s_i))``."""
    teacher, safety = (Fraction(3, 4), Fraction(1, 4)), (0, 1)
    return [p / (1 + multiplier * (level - s)) for p, s in zip(teacher, safety)]


@claim(
    "AW-Z1",
    stated="feasible ⇔ some student meets the level",
)
def aw_z1():
    return [
        theorem("AW-Z1"),
        value(
            "unsafe class after meeting the level 1/2: p = (3/4, 1/4), safety (0, 1), λ = 1",
            "1/2",
            lambda: optimum()[0],
            "exactly",
        ),
        value("its mass in total", "1", lambda: sum(optimum()), "exactly"),
    ]
