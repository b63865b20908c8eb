"""SK-C2: as good as the teacher, up to O(1/n)."""

from sympy import Abs, Rational, Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE


@derivation("SK-C2", "within O(1/n) of the teacher on a realisable path only", "sourced")
def against_the_teacher(d: Derivation) -> None:
    """If the loss does not rise along the path, SK-C1 compares with the teacher as well. If the end
    of the path is worse by a gap, so is the student, for however many stages.
    """
    n, m = d.size("n"), d.size("m")
    a = d.index("ω", m)
    weight, loss = d.distribution("π", m), d.family("ℓ(S_n)")
    teacher, end = d.scalar("ℓ(T)"), d.scalar("ℓ(γ(1))")
    C, gap = d.scalar("C", POSITIVE), d.scalar("δ", POSITIVE)

    def both(point, rng):
        point.symbols[end] = point.symbols[teacher] - rng.randint(0, 2)
        low, most = point.symbols[end], point.value(C / n)
        point.families[loss] = lambda a: low + most / (1 + a)

    path = d.assume("SK-C1: near the end of the path", loss[a], "≤", end + C / n, [a], both)
    mean = d.define("E ℓ(S_n)", Sum(weight[a] * loss[a], (a, 1, m)))
    falls = d.assume("the loss does not rise along the path", end, "≤", teacher)
    good = d.claim("realisable path", mean, "≤", teacher + C / n)
    d.conclude(good, d.sum(a, path, weight[a]), falls)

    def worse(point, rng):
        point.symbols[end] = point.value(teacher + gap)
        low, few = point.symbols[end], point.value(C / n)
        point.families[loss] = lambda a: low + few / (1 + a)

    far = d.assume("capacity gap", end, "=", teacher + gap)
    near = d.assume("the loss comes no lower than the path, up to C/n", loss[a], "≥", end - C / n,
                    [a], worse)  # fmt: skip
    floor = d.claim("the excess has a floor", mean, "≥", teacher + gap - C / n)
    d.conclude(floor, d.sum(a, near, weight[a]), (-1, far))
    many = d.assume("many stages", n, ">", 2 * C / gap, (), lambda point, rng: None)
    false = d.claim("so E ℓ(S_n) ≤ ℓ(T) + C/n is false", mean, ">", teacher + C / n)
    d.conclude(false, d.sum(a, near, weight[a]), (-1, far), (gap / n, many))
    x = d.scalar("c")
    d.counterexample(
        "ℓ(x) = |x − c|, teacher at c, path to c + δ, exact students", Abs(x + gap - x), "≤",
        Abs(x - x) + C / n, c=3, δ=Rational(1, 10), C=5, n=51,
    )  # fmt: skip
