"""SK-A0: softened teachers are distributions, whatever the names of the classes."""

from sympy import Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import CLOSED_SHARE, POSITIVE


@derivation("SK-A0", "power transform and mixture are well defined", "reconstructed")
def well_defined(d: Derivation) -> None:
    """Entries are positive and sum to one. Symmetry: Π_{j,i} = 1 where class j gets the place i, so
    that what stands at i is Σ_j Π_{j,i} x_j, for p, for its powers and for what comes out alike;
    every class gets one place, so the normaliser stays.
    """
    n = d.size("n")
    i, j, k = d.index("i j k", n)
    p, move = d.distribution("p", n), d.distribution("Π", n, closed=True)
    T, lam = d.scalar("T", POSITIVE), d.scalar("λ", CLOSED_SHARE)

    def total(x, i=i):
        return Sum(x, (i, 1, n))

    F = d.define("F_T(p)_i", p[i] ** (1 / T) / total(p[j] ** (1 / T), j))
    G = d.define("(1−λ)p + λu", (1 - lam) * p[i] + lam / n)
    for name, entry in (("power transform", F), ("mixture", G)):
        one = d.claim(f"{name}: sums to one", total(entry), "=", 1)
        d.conclude(one, (-1, d.identity(one.lhs, 1)))
    positive = d.claim("power transform: positive", F, ">", 0)
    d.conclude(positive, d.sign(F))
    valid = d.claim("mixture: not negative", G, "≥", 0)
    d.conclude(valid, d.sign(G))

    def moved(x, i=i):
        return total(move[k, i] * x(k), k)

    at, there = moved(lambda k: p[k] ** (1 / T)), moved(lambda k: p[k] ** (1 / T), j)
    same = d.claim("symmetry of the power transform", at / total(there, j), "=",
                   moved(lambda k: F.xreplace({i: k})))  # fmt: skip
    d.conclude(same, (-1, d.identity(same.lhs, same.rhs)))
    one = d.assume(
        "every place gets one class",
        moved(lambda k: 1),
        "=",
        1,
        (),
        lambda point, rng: point.families.update({move: lambda j, i: int(i == j)}),
    )
    fair = d.claim("symmetry of the mixture", (1 - lam) * moved(lambda k: p[k]) + lam / n, "=",
                   moved(lambda k: G.xreplace({i: k})))  # fmt: skip
    d.conclude(fair, (-lam / n, one))
