"""MT-T1: convexity and strict temperature coherence exclude each other."""

from sympy import diff

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import ABOVE_ONE, POSITIVE, SHARE


@derivation(
    "MT-T1",
    "no pool is in the hull, coherent with softening, and moves between its teachers",
    "ours",
)
def impossibility(d: Derivation) -> None:
    """Let a, b be the softened teachers, y = a/b their ratio in a class. A pool (1 − v) p + v r of
    the teachers p ∝ a^T, r ∝ b^T that is coherent has h(y) = (c + e y^T)^(1/T) = λ (u + (1 − u) y)
    in every class. Since h is strictly convex this holds for at most two values of y: three classes
    with three different ratios refute it, so the pool cannot be strictly between its teachers.

    Not derived here: a continuous pool that goes from p to r passes strictly between them
    (intermediate values), and classes in convex position exist for n ≥ 3.
    """
    T, v = d.scalar("T", ABOVE_ONE), d.scalar("v", SHARE)
    c, e = d.scalar("c", POSITIVE), d.scalar("e", POSITIVE)
    a, b, A, B = (d.scalar(name, POSITIVE) for name in "abAB")

    def h(y, c=c, e=e):
        return (c + e * y**T) ** (1 / T)

    pool = (1 - v) * a**T / A + v * b**T / B
    reduced = d.claim("one class of the softened pool, over b", pool ** (1 / T) / b, "=",
                      h(a / b, v / B, (1 - v) / A))  # fmt: skip
    d.conclude(reduced, d.identity(reduced.lhs, reduced.rhs))

    y = d.scalar("y", POSITIVE)
    second = diff(h(y), y, 2)
    closed = (T - 1) * c * e * y**T / y**2 * h(y) / (c + e * y**T) ** 2
    bend = d.claim("h is strictly convex", second, ">", 0)
    convex = d.combine(second, ">", 0, (-1, d.identity(second, closed)), d.sign(closed))
    d.conclude(bend, convex)

    x, z, m = d.scalar("y₁", POSITIVE), d.scalar("y₃", POSITIVE), d.scalar("m", SHARE)
    middle = d.define("y₂", (1 - m) * x + m * z)
    alpha, beta = d.scalar("α"), d.scalar("β")

    def apart(point, rng):
        point.symbols[z] = point.symbols[z] + point.symbols[x]
        slope = (h(z) - h(x)) / (z - x)
        point.symbols[beta] = point.value(slope)
        point.symbols[alpha] = point.value(h(x) - slope * x)

    order = d.assume("three different ratios y₁ < y₂ < y₃", x, "<", z, sample=apart)
    left = d.combine(middle, ">", x, (m, order))
    right = d.combine(z, ">", middle, (1 - m, order))
    first = d.since("tangent", h, middle, x, second=(y, convex), apart=left)
    last = d.since("tangent", h, middle, z, second=(y, convex), apart=right)
    below = d.combine((1 - m) * h(x) + m * h(z), ">", h(middle), (1 - m, first), (m, last))
    ends = [d.assume(f"h = α + β y at {place.name}", h(place), "=", alpha + beta * place)
            for place in (x, z)]  # fmt: skip
    never = d.claim("a line that meets h at y₁ and y₃ misses it at y₂", h(middle), "<",
                    alpha + beta * middle)  # fmt: skip
    d.conclude(never, below, (1 - m, ends[0]), (m, ends[1]))
