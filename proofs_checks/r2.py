"""R2: mixtures with the uniform distribution."""

from sympy import Integer, Sum, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import CLOSED_SHARE, SHARE


@derivation("R2", "mixtures (1 − λ)p + λu", "ours")
def mixtures(d: Derivation) -> None:
    """Everything is linear: differences of entries, of F from p and of F from u are multiples of
    those of p. A larger λ mixes once more with u, and entropy is concave and largest at u.
    """
    n = d.size("n")
    i, j = d.index("i j", n)
    p, lam = d.distribution("p", n), d.scalar("λ", CLOSED_SHARE)

    def total(x):
        return Sum(x, (i, 1, n))

    def F(i, lam=lam):
        return (1 - lam) * p[i] + lam / n

    gap = d.claim("A1: ranking is kept iff λ < 1", F(i) - F(j), "=", (1 - lam) * (p[i] - p[j]))
    d.conclude(gap, (-1, d.identity(gap.lhs, gap.rhs)))
    move = d.claim("A4: F = p iff λ = 0, unless p = u", F(i) - p[i], "=", lam * (1 / n - p[i]))
    d.conclude(move, (-1, d.identity(move.lhs, move.rhs)))
    end = d.claim(
        "A5: F → u iff λ → 1, unless p = u", F(i) - 1 / n, "=", (1 - lam) * (p[i] - 1 / n)
    )
    d.conclude(end, (-1, d.identity(end.lhs, end.rhs)))
    d.limit("A5 at λ → 1", F(i), lam, Integer(1), 1 / n)

    first, t = d.scalar("λ₁", SHARE), d.scalar("t", SHARE)
    later = d.define("λ₂", first + t * (1 - first))
    order = d.claim("any two weights λ₁ < λ₂ < 1 are of this form", later, ">", first)
    d.conclude(order, d.sign(t * (1 - first)))
    grows = d.claim("A3: entropy grows with λ", -total(F(i, later) * log(F(i, later))), "≥",
                    -total(F(i, first) * log(F(i, first))))  # fmt: skip
    q = d.distribution("q", n)
    bend = d.since("jensen", lambda x: x * log(x), (1 - t, q[i]), (t, 1 / n))
    top = d.since("gibbs", i, q[i], 1 / n)
    mixed = (1 - t) * q[i] + t / n
    more = d.combine(-total(mixed * log(mixed)), "≥", -total(q[i] * log(q[i])),
                     d.sum(i, bend), (t, top), why="mixing with u")  # fmt: skip
    d.conclude(grows, d.put(more, {q: lambda i: F(i, first)}))
